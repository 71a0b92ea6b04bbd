//! Help with a reply: 定型文 and near entries. Nothing is sent before a consultant sends it.

use axum::http::StatusCode;
use chrono::Duration;
use madoguchi::{curation::evidence::Sign, people::Role};

use super::visit::{Browser, ENTRY, Place};

const THANKS: &str = "{宛名}\nお問い合わせ（受付番号 {受付番号}）ありがとうございます。{回答予定}までにお答えします。\n{担当者}";

async fn save(browser: &mut Browser, fields: &[(&str, &str)]) -> super::visit::Page {
    let common = [("name", "お礼"), ("text", THANKS), ("until", "2026-12-31")];
    let rest = common
        .iter()
        .filter(|it| fields.iter().all(|other| other.0 != it.0));
    let fields: Vec<_> = fields.iter().chain(rest).copied().collect();
    browser.post("/desk/canned", &fields).await
}

#[tokio::test]
async fn a_canned_reply_is_written_offered_and_filled() {
    let place = Place::with_holidays().await;
    let mut asker = place.browser();
    asker.ticket("在宅勤務手当の扱いを教えてください").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let page = sato.get("/desk/canned").await;
    assert!(
        page.says("定型文はまだありません") && page.says("{受付番号}"),
        "{}",
        page.body
    );
    let page = save(&mut sato, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let list = sato.get("/desk/canned").await;
    for text in ["お礼", "2026年12月31日まで", "最後の変更 佐藤"] {
        assert!(list.says(text), "{text} in {}", list.body);
    }
    sato.post("/desk/tickets/1/claim", &[]).await;
    let page = sato.get("/desk/tickets/1").await;
    assert!(page.says("定型文を入れる"), "{}", page.body);
    let id = page.between(
        "<option value=\"\">選んでください</option>\n<option value=\"",
        "\"",
    );
    let id = id.to_owned();
    let put = "/desk/tickets/1/draft/canned";
    let page = sato
        .post(put, &[("canned", ""), ("text", "書きかけ")])
        .await;
    assert!(
        page.says("定型文を選んでから") && page.says("書きかけ"),
        "{}",
        page.body
    );
    let page = sato
        .post(put, &[("canned", &id), ("text", "書きかけ")])
        .await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "書きかけ\n\nご相談者様\n",
        "受付番号 1）",
        "11月24日（火）",
        "\n佐藤</textarea>",
        "まだ送っていません",
    ] {
        assert!(page.says(text), "{text} in {}", page.body);
    }
    assert!(!asker.get("/tickets/1").await.says("ありがとうございます"));
}

#[tokio::test]
async fn whoever_gave_a_name_to_be_reached_is_addressed_by_it() {
    let place = Place::open().await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    save(&mut sato, &[("text", "{宛名}様\n受付番号 {受付番号}")]).await;
    for (number, contact, expected) in [
        (1, "山田花子 06-0000-0000", "山田花子様\n受付番号 1"),
        (
            2,
            "株式会社山田商店、メール taro@example.jp",
            "株式会社山田商店 御中\n受付番号 2",
        ),
        (3, "平日の午後に電話 06-0000-0000", "ご相談者様\n受付番号 3"),
    ] {
        let mut asker = place.browser();
        let asked = asker.choose().await;
        let fields = [
            ("question", "在宅勤務手当の扱い"),
            ("question_id", asked.as_str()),
            ("contact", contact),
        ];
        asker.post("/tickets", &fields).await;
        sato.post(&format!("/desk/tickets/{number}/claim"), &[])
            .await;
        let page = sato.get(&format!("/desk/tickets/{number}")).await;
        let id = page.between(
            "<option value=\"\">選んでください</option>\n<option value=\"",
            "\"",
        );
        let put = format!("/desk/tickets/{number}/draft/canned");
        let page = sato.post(&put, &[("canned", id)]).await;
        let filled = page.between("<textarea id=\"reply\"", "</textarea>");
        assert!(filled.ends_with(&format!(">{expected}")), "{filled}");
    }
}

#[tokio::test]
async fn a_reply_with_an_open_gap_is_not_sent() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("在宅勤務手当の扱いを教えてください").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    sato.post("/desk/tickets/1/claim", &[]).await;

    let reply = "/desk/tickets/1/reply";
    for open in ["【宛名】様、入りません。", "{担当者}です。", "｛今日｝まで"]
    {
        let page = sato.post(reply, &[("text", open)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{open}");
        assert!(
            page.says("埋めていないところ") && page.says(open),
            "{}",
            page.body
        );
    }
    assert!(!asker.get("/tickets/1").await.says("入りません"));
    let page = sato
        .post(reply, &[("text", "【重要】入りません。{参考}")])
        .await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "other brackets are nobody's business"
    );
    assert!(asker.get("/tickets/1").await.says("【重要】入りません"));
}

#[tokio::test]
async fn what_is_wrong_with_a_canned_reply_is_said_and_nothing_is_lost() {
    let place = Place::open().await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    for (field, wrong, said) in [
        ("text", "{会社名}御中 {宛名}", "{会社名} は使えません"),
        ("text", "", "文章を入力してください"),
        ("name", "二\n行", "1行で"),
        ("until", "2026-11-21", "今日から2年以内"),
        ("until", "2030-01-01", "今日から2年以内"),
    ] {
        let page = save(&mut sato, &[(field, wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.says(said) && page.says(wrong), "{}", page.body);
    }
    save(&mut sato, &[]).await;
    let page = save(&mut suzuki, &[]).await;
    assert!(page.says("同じ名前の定型文"), "{}", page.body);
    let all = place.store.canned_replies().await.unwrap();
    let id = all[0].id.to_string();
    let form = suzuki.get(&format!("/desk/canned?edit={id}")).await;
    assert!(
        form.says("定型文を直す") && form.says("value=\"お礼\""),
        "{}",
        form.body
    );
    let change = [("id", id.as_str()), ("revision", "1"), ("text", "短く")];
    let page = save(&mut suzuki, &change).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let late = [("id", id.as_str()), ("revision", "1"), ("text", "遅い変更")];
    let page = save(&mut sato, &late).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.says("鈴木さんが先に変更") && page.says("遅い変更"),
        "{}",
        page.body
    );
    // Sent again, it replaces what 鈴木 wrote: the form knows of it now.
    let fresh = page.body.matches("name=\"revision\" value=\"2\"").count();
    assert_eq!(fresh, 2, "in the list and in the form: {}", page.body);
}

#[tokio::test]
async fn a_canned_reply_that_expired_is_shown_and_not_offered() {
    let place = Place::open().await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    save(&mut sato, &[]).await;
    let all = place.store.canned_replies().await.unwrap();
    let id = all[0].id.to_string();
    let change = [("id", id.as_str()), ("revision", "1"), ("text", "短く")];
    save(&mut sato, &change).await;
    // A month before its end it is marked; afterwards it is not offered.
    place.browser().ticket("質問").await;
    sato.post("/desk/tickets/1/claim", &[]).await;
    place.clock.advance(Duration::days(10));
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    assert!(
        sato.get("/desk/canned")
            .await
            .says("まもなく期限（2026年12月31日まで）")
    );
    place.clock.advance(Duration::days(30));
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    assert!(
        sato.get("/desk/canned")
            .await
            .says("期限切れ（2026年12月31日まで）")
    );
    assert!(!sato.get("/desk/tickets/1").await.says("定型文を入れる"));
    let put = "/desk/tickets/1/draft/canned";
    let page = sato
        .post(put, &[("canned", &id), ("text", "書きかけ")])
        .await;
    assert!(
        page.says("もう使えません") && page.says("書きかけ"),
        "{}",
        page.body
    );
    let off = format!("/desk/canned/{id}/off");
    let page = sato.post(&off, &[("revision", "1")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    let page = sato.post(&off, &[("revision", "2")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(
        sato.get("/desk/canned")
            .await
            .says("定型文はまだありません")
    );
}

#[tokio::test]
async fn a_near_entry_comes_into_the_draft_with_its_source_and_date() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("子どもの送迎で中抜けした時間の扱いは？").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    sato.post("/desk/tickets/1/claim", &[]).await;
    let page = sato.get("/desk/tickets/1").await;
    let likely = [
        "よく合っていそうです",
        "近い可能性があります",
        "合っていないかもしれません",
    ];
    assert!(
        page.says("下書きに入れる") && page.says(ENTRY),
        "{}",
        page.body
    );
    assert!(
        likely.iter().any(|it| page.says(it)) && page.says("2026年11月時点"),
        "{}",
        page.body
    );
    assert!(!suzuki.get("/desk/tickets/1").await.says("下書きに入れる"));
    let path = "/desk/tickets/1/draft/entry";
    let page = sato.post(path, &[("entry", ENTRY)]).await;
    assert_eq!(page.status, StatusCode::OK);
    let draft = page.between("<textarea id=\"reply\"", "</textarea>");
    for text in [
        "休憩として扱う",
        "扱いは就業規則で",
        "出典\n[1] テレワーク",
        "2026年11月22日時点",
        "https://www.mhlw.go.jp/",
    ] {
        assert!(draft.contains(text), "{text} in {draft}");
    }
    assert!(!draft.contains("**"), "{draft}");
    assert!(!asker.get("/tickets/1").await.says("休憩として扱う"));
    let deeds = place.store.deeds(9).await.unwrap();
    let taken = deeds.iter().map(|it| (it.entry.0.as_str(), it.sign));
    assert_eq!(taken.collect::<Vec<_>>(), [(ENTRY, Some(Sign::Replied))]);
    let page = sato
        .post(path, &[("entry", "qa/nothing"), ("text", "書きかけ")])
        .await;
    assert!(
        page.says("もう使えません") && page.says("書きかけ"),
        "{}",
        page.body
    );
    let page = place.browser().post(path, &[("entry", ENTRY)]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}
