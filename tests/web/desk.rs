//! Consultants: logging in, the list, a ticket, the people.

use axum::http::StatusCode;
use chrono::Duration;
use madoguchi::{people::Role, store::SetupTrouble};

use super::visit::{Browser, Place};

const EVENT: &str = "01939d4e-0000-7000-8000-000000000002";

async fn act(browser: &mut Browser, action: &str, text: &str) -> super::visit::Page {
    let path = format!("/desk/tickets/1/{action}");
    browser.post(&path, &[("text", text)]).await
}

#[tokio::test]
async fn the_desk_is_closed_to_strangers() {
    let mut browser = Place::open().await.browser();
    for path in [
        "/desk",
        "/desk/list",
        "/desk/events",
        "/desk/tickets/1",
        "/desk/people",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(page.says("ログインが必要です"));
    }
}

#[tokio::test]
async fn a_login_link_works_once_and_only_by_its_button() {
    let place = Place::open().await;
    let path = place.login_path("佐藤", Role::Consultant).await;
    let mut browser = place.browser();
    for _ in 0..2 {
        assert!(browser.get(&path).await.says("ログインする"), "a preview");
    }
    let page = browser.post(&path, &[]).await;
    assert_eq!(
        (page.status, page.target()),
        (StatusCode::SEE_OTHER, "/desk")
    );
    assert!(browser.get("/desk").await.says("佐藤さん"));
    let page = place.browser().post(&path, &[]).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("このリンクは使えません"));
}

#[tokio::test]
async fn a_login_link_runs_out_after_a_quarter_of_an_hour() {
    let place = Place::open().await;
    let path = place.login_path("佐藤", Role::Consultant).await;
    place.clock.advance(Duration::minutes(15));
    let page = place.browser().post(&path, &[]).await;
    assert_eq!(page.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_session_lives_while_it_is_used_and_ends_after_twelve_idle_hours() {
    let place = Place::open().await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    for _ in 0..3 {
        place.clock.advance(Duration::hours(11));
        assert_eq!(staff.get("/desk").await.status, StatusCode::OK);
    }
    place.clock.advance(Duration::hours(12));
    assert_eq!(staff.get("/desk").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn logging_out_ends_the_session() {
    let place = Place::open().await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    let session = staff.cookies()["madoguchi_desk"].clone();
    staff.post("/logout", &[]).await;
    assert_eq!(staff.get("/desk").await.status, StatusCode::UNAUTHORIZED);
    assert!(!staff.cookies().values().any(|it| *it == session));
}

#[tokio::test]
async fn a_consultant_sees_the_question_and_what_the_assistant_had_shown() {
    let place = Place::open().await;
    let mut asker = place.browser();
    let id = asker.choose().await;
    let fields = [
        (
            "question",
            "この扱いで就業規則はどう書けばよいですか\n2行目",
        ),
        ("question_id", id.as_str()),
        ("prefecture", "長野県"),
        ("employees", "１２"),
        ("contact", "0266-00-0000"),
    ];
    asker.post("/tickets", &fields).await;
    place.clock.advance(Duration::hours(3));
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    let list = staff.get("/desk").await;
    for text in [
        "（1件）",
        "就業規則はどう書けば",
        "長野県",
        "3時間前",
        "担当者なし",
    ] {
        assert!(list.says(text), "{text} in {}", list.body);
    }
    let page = staff.get("/desk/tickets/1").await;
    for text in [
        "2行目",
        "12人",
        "0266-00-0000",
        "この相談のもとになった質問",
        "確信度",
        "qa/nakanuke",
    ] {
        assert!(page.says(text), "{text} in {}", page.body);
    }
}

#[tokio::test]
async fn what_is_due_first_stands_first_with_its_deadline() {
    let place = Place::open().await;
    // Sunday; the holidays are not in this small collection.
    place.browser().ticket("日曜の質問").await;
    place.clock.advance(Duration::hours(31));
    place.browser().ticket("月曜午後の質問").await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    act(&mut staff, "claim", "").await;
    let list = staff.get("/desk").await;
    let (first, second) = list.body.split_once("月曜午後の質問").unwrap();
    assert!(
        first.contains("期限間近：最初の返信 11月23日 18:00まで"),
        "{}",
        list.body
    );
    assert!(
        second.contains("最初の返信 11月24日 16:00まで"),
        "{}",
        list.body
    );
    let page = staff.get("/desk/tickets/1").await;
    assert!(
        page.says("due warning") && page.says("解決 11月27日 18:00まで"),
        "{}",
        page.body
    );

    act(&mut staff, "reply", "お答えします").await;
    let list = staff.get("/desk").await;
    let (first, second) = list.body.split_once("日曜の質問").unwrap();
    assert!(
        first.contains("月曜午後の質問"),
        "what waits for the asker comes last"
    );
    assert!(second.contains("相談者の返事待ち"), "{}", list.body);
    let page = staff.get("/desk/tickets/1").await;
    assert!(page.says("解決（相談者の返事待ち）"), "{}", page.body);
}

#[tokio::test]
async fn one_consultant_answers_and_the_other_is_told_who() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("質問").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    assert_eq!(
        act(&mut sato, "claim", "").await.status,
        StatusCode::SEE_OTHER
    );
    let page = act(&mut suzuki, "claim", "").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.says("佐藤さんが担当しています"));
    let page = act(&mut suzuki, "reply", "横から失礼します").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.says("横から失礼します"), "what was typed stays");
    let page = act(&mut sato, "reply", " ").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);

    let fields = [("text", "お答えします"), ("event", EVENT)];
    sato.post("/desk/tickets/1/reply", &fields).await;
    sato.post("/desk/tickets/1/reply", &fields).await;
    act(&mut sato, "note", "内輪の話").await;
    let page = asker.get("/tickets/1").await;
    assert_eq!(page.body.matches("お答えします").count(), 1);
    assert!(page.says("相談員 佐藤") && !page.says("内輪の話"));
    assert!(!asker.get("/tickets/1/messages").await.says("内輪の話"));
    assert!(sato.get("/desk/tickets/1").await.says("内輪の話"));

    act(&mut sato, "close", "").await;
    assert!(sato.get("/desk").await.says("（0件）"));
    asker.post("/tickets/1", &[("text", "もう一つ")]).await;
    let list = suzuki.get("/desk").await;
    assert!(
        list.says("（1件）") && list.says("担当者なし"),
        "reopened for everybody"
    );
}

#[tokio::test]
async fn what_does_not_work_on_discord_stands_above_the_tickets() {
    let place = Place::open().await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    let heading = "Discord の設定を確かめてください";
    assert!(!staff.get("/desk").await.says(heading));
    let trouble = SetupTrouble {
        cause: "role".to_owned(),
        words: "（<b>商工会</b>）ロールがなくなりました。".to_owned(),
    };
    let now = place.clock.now();
    let found = [trouble];
    let set = place.store.set_troubles(100, &found, None, now);
    set.await.unwrap();
    let desk = staff.get("/desk").await;
    assert!(desk.says(heading) && desk.says("ロールがなくなりました"));
    assert!(!desk.body.contains("<b>"), "{}", desk.body);
    let mended = place.store.set_troubles(100, &[], None, now);
    mended.await.unwrap();
    assert!(!staff.get("/desk").await.says(heading));
}
