//! 知識にする on the web: a draft without personal data, its form, the file of an entry.

use axum::http::{StatusCode, header};
use madoguchi::{knowledge, people::Role};

use super::visit::{Browser, Page, Place};

const SOURCE: [(&str, &str); 5] = [
    ("title", "テレワークガイドライン"),
    ("publisher", "厚生労働省"),
    ("url", "https://www.mhlw.go.jp/content/000828987.pdf"),
    ("checked_on", "2026-11-22"),
    ("level", "official"),
];

async fn act(browser: &mut Browser, action: &str, text: &str) -> Page {
    let path = format!("/desk/tickets/1/{action}");
    browser.post(&path, &[("text", text)]).await
}

/// A closed ticket with a reply; returns the consultant who closed it.
async fn closed(place: &Place) -> Browser {
    let fields = [
        (
            "question",
            "株式会社ミライの山田です。中抜けの時間はどう扱えばよいですか？",
        ),
        ("prefecture", "長野県"),
        ("contact", "山田 taro@example.jp 090-1234-5678"),
    ];
    place.browser().post("/tickets", &fields).await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    act(&mut staff, "claim", "").await;
    let reply = "山田様、佐藤です。休憩として扱えます。労働局（026-223-0551）にも聞けます。";
    act(&mut staff, "reply", reply).await;
    act(&mut staff, "close", "").await;
    staff
}

/// What the form has, with other values for some fields.
fn filled<'a>(page: &'a Page, others: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let area = |name: &str| {
        let rest = page.between(&format!("<textarea id=\"{name}\""), "</textarea>");
        let text = rest.split_once('>').unwrap().1;
        text.replace("&#60;", "<").replace("&#34;", "\"")
    };
    let mut fields: Vec<(&str, String)> = ["question", "phrasings", "answer", "keep"]
        .map(|it| (it, area(it)))
        .into();
    let version = page.between("name=\"version\" value=\"", "\"").to_owned();
    fields.push(("version", version));
    fields.extend([
        ("slug", "soudan-1".to_owned()),
        ("topic:中抜け", "1".to_owned()),
    ]);
    fields.push(("audience:経営者", "1".to_owned()));
    for (name, value) in others {
        fields.retain(|(it, _)| it != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

async fn save(staff: &mut Browser, path: &str, others: &[(&str, &str)]) -> Page {
    let page = staff.get(path).await;
    let fields = filled(&page, others);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, it)| (*name, it.as_str()))
        .collect();
    staff.post(path, &fields).await
}

#[tokio::test]
async fn a_draft_shows_its_masks_and_no_file_without_a_source() {
    let place = Place::open().await;
    let mut staff = closed(&place).await;
    assert!(staff.get("/desk/tickets/1").await.says("知識にする"));
    let made = staff.post("/desk/tickets/1/draft", &[]).await;
    let path = made.target().to_owned();
    let again = staff.post("/desk/tickets/1/draft", &[]).await;
    assert_eq!(again.target(), path, "one for a ticket");
    assert!(staff.get("/desk/tickets/1").await.says(&path));

    let page = staff.get(&path).await;
    for part in [
        "会社名 → <strong>[会社名]</strong>",
        "電話番号 → <strong>[電話番号]</strong>",
        "氏名 → <strong>[氏名]</strong>",
        "出典がまだありません",
        "name=\"prefecture:長野県\" value=\"1\" checked",
    ] {
        let part = part.to_owned();
        assert!(page.says(&part), "{part}: {}", page.body);
    }
    for hidden in ["ミライ", "山田", "taro@", "090-1234", "026-223-0551"] {
        assert!(!page.says(hidden), "{hidden}: {}", page.body);
    }
    let refused = staff.get(&format!("{path}/entry")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.says("まだ書き出せません") && !refused.says("+++"));
    let list = staff.get("/desk/drafts").await;
    assert!(list.says(&path) && list.says("出典なし"), "{}", list.body);
}

#[tokio::test]
async fn with_its_source_a_draft_is_an_entry_that_loads() {
    let place = Place::open().await;
    let mut staff = closed(&place).await;
    let path = staff
        .post("/desk/tickets/1/draft", &[])
        .await
        .target()
        .to_owned();
    let mut fields = SOURCE.to_vec();
    fields.extend([
        (
            "answer",
            "休憩として扱えます。\n\n労働局（026-223-0551）か青空商会（026-111-2222）へ。",
        ),
        ("keep", "026-223-0551"),
        ("hide", "青空商会"),
    ]);
    let saved = save(&mut staff, &path, &fields).await;
    assert_eq!(saved.target(), path, "{}", saved.body);
    let page = staff.get(&path).await;
    assert!(page.says("TOMLとして書き出す"), "{}", page.body);
    assert!(page.says("労働局（026-223-0551）か[伏せた語]（[電話番号]）へ。"));
    assert!(!page.says("青空商会"), "what is to be hidden is not kept");

    let file = staff.get(&format!("{path}/entry")).await;
    let kept = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(kept, "attachment; filename=\"soudan-1.md\"");
    let text = file.body.clone().into_bytes();
    let (collection, problems) = knowledge::load_files([("qa/soudan-1.md".to_owned(), text)]);
    assert!(
        !problems.iter().any(knowledge::Problem::is_error),
        "{problems:?}"
    );
    assert_eq!(collection.records.len(), 1);

    let gone = staff.post(&format!("{path}/discard"), &[]).await;
    assert_eq!(gone.target(), "/desk/drafts");
    assert_eq!(staff.get(&path).await.status, StatusCode::NOT_FOUND);
    assert!(
        staff
            .get("/desk/drafts")
            .await
            .says("下書きはまだありません")
    );
}

#[tokio::test]
async fn half_a_source_and_a_wrong_name_are_told_and_the_text_stays() {
    let place = Place::open().await;
    let mut staff = closed(&place).await;
    let path = staff
        .post("/desk/tickets/1/draft", &[])
        .await
        .target()
        .to_owned();
    let wrong = [
        ("title", "資料"),
        ("slug", "相談"),
        ("answer", "書き直した答え"),
    ];
    let page = save(&mut staff, &path, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "発行者を入力",
        "URLを入力",
        "確かめた日",
        "半角の英小文字",
        "書き直した答え",
    ] {
        assert!(page.says(part), "{part}: {}", page.body);
    }
    // A colleague was faster.
    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    assert_eq!(save(&mut suzuki, &path, &[]).await.target(), path);
    let late = save(
        &mut staff,
        &path,
        &[("version", "1"), ("answer", "後の答え")],
    )
    .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.says("鈴木さん") && late.says("後の答え"),
        "{}",
        late.body
    );
}

#[tokio::test]
async fn only_what_was_answered_and_closed_becomes_a_draft_and_only_for_staff() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("質問").await;
    for path in [
        "/desk/drafts",
        "/desk/drafts/01939d4e-0000-7000-8000-000000000002",
    ] {
        assert_eq!(asker.get(path).await.status, StatusCode::UNAUTHORIZED);
    }
    let page = asker.post("/desk/tickets/1/draft", &[]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    act(&mut staff, "claim", "").await;
    let page = staff.post("/desk/tickets/1/draft", &[]).await;
    assert!(page.says("返信がないため"), "{}", page.body);
    act(&mut staff, "reply", "答え").await;
    let page = staff.post("/desk/tickets/1/draft", &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.says("解決にした相談票から"), "{}", page.body);
}
