//! 相談員に聞く: the form, the receipt, coming back.

use axum::http::StatusCode;
use chrono::Duration;
use madoguchi::{people::Role, web::WebSettings};

use super::visit::Place;

const EVENT: &str = "01939d4e-0000-7000-8000-000000000001";

#[tokio::test]
async fn the_receipt_shows_the_code_once() {
    let mut browser = Place::open().await.browser();
    let (number, code) = browser.ticket("就業規則を見てほしい").await;
    assert_eq!(code.len(), "ABCD-EFGH-JKMN-PQRS".len());
    let again = browser.get(&format!("/tickets/{number}")).await;
    assert!(again.says("就業規則を見てほしい"));
    assert!(!again.says(&code) && !again.says("id=\"code\""));
    assert!(browser.cookies().values().all(|it| !it.contains(&code)));
}

#[tokio::test]
async fn the_page_tells_when_a_reply_comes_and_when_it_is_late() {
    // The collection of these tests knows no holidays, so nothing is certain.
    let mut stranger = Place::open().await.browser();
    let (number, _) = stranger.ticket("質問").await;
    let page = stranger.get(&format!("/tickets/{number}")).await;
    assert!(!page.says("class=\"outlook\""), "{}", page.body);

    // Sunday; Monday is a holiday.
    let place = Place::with_holidays().await;
    let mut browser = place.browser();
    let (number, _) = browser.ticket("質問").await;
    let path = format!("/tickets/{number}");
    let page = browser.get(&path).await;
    let said = "11月24日（火）9時から順に確認し、11月24日（火）18時ごろまでに回答します。";
    assert!(page.says(said), "{}", page.body);
    place.clock.advance(Duration::hours(56));
    let page = browser.get(&path).await;
    assert!(
        page.says(">11月24日（火）18時ごろまでに回答します。"),
        "{}",
        page.body
    );
    place.clock.advance(Duration::hours(1));
    let page = browser.get(&path).await;
    assert!(page.says("回答が予定より遅れています"), "{}", page.body);
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    staff.post("/desk/tickets/1/claim", &[]).await;
    let reply = [("text", "お答えします")];
    staff.post("/desk/tickets/1/reply", &reply).await;
    let page = browser.get(&path).await;
    assert!(!page.says("class=\"outlook\""), "{}", page.body);
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_ticket() {
    let place = Place::open().await;
    let mut browser = place.browser();
    let fields = [("question", "質問"), ("event", EVENT)];
    let first = browser.post("/tickets", &fields).await;
    let second = browser.post("/tickets", &fields).await;
    assert_eq!(first.target(), second.target());
    assert_eq!(place.store.tickets_to_do(10).await.unwrap().len(), 1);
    let shown = browser.get(second.target()).await;
    assert!(shown.says("id=\"code\""), "the first answer's code is kept");
}

#[tokio::test]
async fn the_id_of_a_form_opens_nobody_elses_ticket() {
    let place = Place::open().await;
    let fields = [("question", "質問"), ("event", EVENT)];
    let page = place.browser().post("/tickets", &fields).await;
    let mut thief = place.browser();
    let stolen = thief.post("/tickets", &fields).await;
    assert_eq!(stolen.target(), page.target());
    let page = thief.get(stolen.target()).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(page.target().starts_with("/receipt"));
}

#[tokio::test]
async fn what_is_wrong_is_listed_and_everything_typed_stays() {
    let mut browser = Place::open().await.browser();
    let fields = [
        ("question", ""),
        ("prefecture", "江戸"),
        ("employees", "たくさん"),
        ("contact", "総務 <soumu@example.jp>"),
        ("event", EVENT),
    ];
    let page = browser.post("/tickets", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in [
        "href=\"#question\"",
        "href=\"#prefecture\"",
        "href=\"#employees\"",
        "value=\"たくさん\"",
        "soumu@example.jp",
        EVENT,
    ] {
        assert!(page.says(text), "{text} in {}", page.body);
    }
}

#[tokio::test]
async fn number_and_code_open_the_ticket_in_another_browser() {
    let place = Place::open().await;
    let (number, code) = place.browser().ticket("質問の本文").await;
    let mut other = place.browser();
    let path = format!("/tickets/{number}");
    let page = other.get(&path).await;
    assert_eq!(page.target(), format!("/receipt?number={number}"));
    let typed = code.to_lowercase().replace('-', "　");
    let fields = [("number", "１"), ("code", typed.as_str())];
    assert_eq!(number, "1");
    let page = other.post("/receipt", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = other.get(&path).await;
    assert!(page.says("質問の本文") && !page.says("id=\"code\""));
}

#[tokio::test]
async fn a_wrong_number_and_a_wrong_code_read_the_same() {
    let place = Place::open().await;
    let (number, _) = place.browser().ticket("質問").await;
    let mut browser = place.browser();
    let wrong = "2222-2222-2222-2222";
    let mut seen = Vec::new();
    for typed in [number.as_str(), "999", "abc"] {
        let fields = [("number", typed), ("code", wrong)];
        let page = browser.post("/receipt", &fields).await;
        assert!(page.says("正しくありません"), "{}", page.body);
        let typed = format!("value=\"{typed}\"");
        seen.push((page.status, page.body.replace(&typed, "value=\"\"")));
    }
    assert!(seen.iter().all(|it| *it == seen[0]));
}

#[tokio::test]
async fn tries_are_limited_for_each_number_and_each_address() {
    let settings = WebSettings {
        receipt_tries_per_hour: 2,
        ..WebSettings::default()
    };
    let place = Place::with(settings).await;
    let (number, code) = place.browser().ticket("質問").await;
    let mut browser = place.browser();
    let mut statuses = Vec::new();
    for host in [1, 2, 3] {
        browser.address = ([198, 51, 100, host], 50000).into();
        let fields = [("number", number.as_str()), ("code", "2222")];
        statuses.push(browser.post("/receipt", &fields).await.status);
    }
    let (wrong, limited) = (
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::TOO_MANY_REQUESTS,
    );
    assert_eq!(statuses, [wrong, wrong, limited], "one number");
    let right = [("number", number.as_str()), ("code", code.as_str())];
    let page = browser.post("/receipt", &right).await;
    assert_eq!(page.status, limited, "also with the right code");

    let mut statuses = Vec::new();
    browser.address = ([198, 51, 100, 9], 50000).into();
    for other in ["7", "8", "9"] {
        let fields = [("number", other), ("code", "2222")];
        statuses.push(browser.post("/receipt", &fields).await.status);
    }
    assert_eq!(statuses, [wrong, wrong, limited], "one address");
}

#[tokio::test]
async fn the_asker_writes_on_and_a_double_press_counts_once() {
    let place = Place::open().await;
    let mut browser = place.browser();
    let (number, _) = browser.ticket("質問").await;
    let path = format!("/tickets/{number}");
    let fields = [("text", "追加です <script>"), ("event", EVENT)];
    browser.post(&path, &fields).await;
    browser.post(&path, &fields).await;
    let page = browser.get(&path).await;
    assert_eq!(page.body.matches("追加です").count(), 1);
    assert!(!page.says("追加です <script>"));
    let page = browser.post(&path, &[("text", " ")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = place.browser().post(&path, &fields).await;
    assert!(page.target().starts_with("/receipt"), "a stranger");
}
