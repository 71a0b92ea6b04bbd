//! 質問の追加候補 on the web: what people chose, and what curators make of it.

use axum::http::StatusCode;
use madoguchi::{app, people::Role, store::Erasure};
use uuid::Uuid;

use super::visit::{Browser, ENTRY, Page, Place};

const PAGE: &str = "/desk/proposals";

/// Somebody asks and finds the entry in the end.
async fn chosen(place: &Place, question: &str) -> Uuid {
    let mut asker = place.browser();
    let asked = asker.post("/ask", &[("question", question)]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let id = asked.target().strip_prefix("/#q-").unwrap().to_owned();
    let fields = [("entry", ENTRY), ("question_id", id.as_str())];
    let page = asker.post("/choose", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    id.parse().unwrap()
}

async fn decide(staff: &mut Browser, asked: &str, text: &str, known: &str, what: &str) -> Page {
    let fields = [
        ("entry", ENTRY),
        ("asked", asked),
        ("text", text),
        ("known", known),
        ("decision", what),
    ];
    staff.post(PAGE, &fields).await
}

#[tokio::test]
async fn what_people_choose_is_searched_once_a_curator_accepted_it() {
    let place = Place::open().await;
    let words = "子どものお迎えで席を外したい";
    chosen(&place, words).await;
    chosen(&place, words).await;
    let mut admin = place.staff("管理者", Role::Admin).await;
    let page = admin.get(PAGE).await;
    for part in [words, "2人", "どの項目の質問も、先頭のままです", ENTRY] {
        assert!(page.says(part), "{part}: {}", page.body);
    }
    let done = decide(&mut admin, words, words, "0", "accept").await;
    assert_eq!(done.target(), PAGE, "{}", done.body);
    let page = admin.get(PAGE).await;
    assert!(
        page.says("いま決める候補はありません") && page.says("管理者さん"),
        "{}",
        page.body
    );

    let known = app::published(&place.store).await.unwrap();
    assert_eq!(known.version, 1, "others follow");
    let late = decide(&mut admin, words, words, "0", "decline").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.says("ほかの人が先に決めました"));
    let back = decide(&mut admin, words, "", "1", "reopen").await;
    assert_eq!(back.target(), PAGE);
    let page = admin.get(PAGE).await;
    assert!(
        page.says("追加する文") && page.says("<td>取り消し</td>"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn personal_data_is_masked_and_has_to_be_edited_out() {
    let place = Place::open().await;
    chosen(&place, "山田商事株式会社です。03-1234-5678に中抜けの電話を").await;
    let mut admin = place.staff("管理者", Role::Admin).await;
    let page = admin.get(PAGE).await;
    assert!(
        page.says("[電話番号]") && page.says("伏せた部分があります"),
        "{}",
        page.body
    );
    assert!(!page.says("山田商事") && !page.says("03-1234"));
    let asked = page.between("name=\"asked\" value=\"", "\"").to_owned();
    let refused = decide(&mut admin, &asked, &asked, "0", "accept").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("個人情報らしい部分"));
    let known = "中抜けしたときの勤怠";
    let refused = decide(&mut admin, &asked, known, "0", "accept").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.says("すでにあります") && refused.says(known));
    for text in ["", &"あ".repeat(151)] {
        let refused = decide(&mut admin, &asked, text, "0", "accept").await;
        assert!(refused.says("150文字以内"));
    }
    let done = decide(
        &mut admin,
        &asked,
        "中抜けのとき電話は要りますか",
        "0",
        "accept",
    )
    .await;
    assert_eq!(done.target(), PAGE, "{}", done.body);
}

#[tokio::test]
async fn a_page_from_before_a_deletion_keeps_nothing_of_it() {
    let place = Place::open().await;
    let words = "子どものお迎えで席を外したい";
    let asked = chosen(&place, words).await;
    let mut admin = place.staff("管理者", Role::Admin).await;
    assert!(admin.get(PAGE).await.says(words));
    let record = place.store.question(asked).await.unwrap().unwrap();
    let erasure = Erasure {
        id: place.clock.new_id(),
        conversations: vec![record.conversation],
        interaction: None,
        told: None,
        at: place.clock.now(),
    };
    place.store.erase(&erasure).await.unwrap();
    for what in ["decline", "accept"] {
        let late = decide(&mut admin, words, words, "0", what).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{what}");
        assert!(late.says("もう候補にありません"), "{}", late.body);
    }
    assert_eq!(place.store.past_question_steps(9).await.unwrap(), []);
}

#[tokio::test]
async fn consultants_see_and_only_curators_decide() {
    let place = Place::open().await;
    let words = "子どものお迎えで席を外したい";
    chosen(&place, words).await;
    assert_eq!(
        place.browser().get(PAGE).await.status,
        StatusCode::UNAUTHORIZED
    );
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    let page = staff.get(PAGE).await;
    assert!(
        page.says(words) && !page.says("value=\"accept\""),
        "{}",
        page.body
    );
    let refused = decide(&mut staff, words, words, "0", "accept").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(place.store.past_questions().await.unwrap().is_empty());
}
