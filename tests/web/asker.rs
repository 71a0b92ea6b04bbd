//! Asking, choosing, rating, beginning anew.

use axum::http::{StatusCode, header};
use chrono::Duration;
use uuid::Uuid;

use super::visit::{ENTRY, Place, form};

const EVENT: &str = "01939d4e-0000-7000-8000-000000000003";

#[tokio::test]
async fn an_answer_shows_its_sources_with_their_day() {
    let mut browser = Place::open().await.browser();
    let id = browser.choose().await;
    let page = browser.get("/").await;
    assert!(page.says("中抜け時間は、休憩として扱うか"), "{}", page.body);
    assert!(page.says("<strong>就業規則</strong>"));
    let mark = format!("href=\"#q-{id}-s-1\"");
    assert!(page.says(&mark) && page.says(&format!("id=\"q-{id}-s-1\"")));
    for fact in [
        "厚生労働省",
        "令和3年3月25日改定",
        "7(4)",
        "2026年11月22日時点",
    ] {
        assert!(page.says(fact), "{fact}");
    }
    assert!(page.says("rel=\"noopener noreferrer\""));
}

#[tokio::test]
async fn the_script_gets_the_card_alone() {
    let mut browser = Place::open().await.browser();
    let token = browser.token().await;
    let mut request = form("/choose", &[("csrf", &token), ("entry", ENTRY)]);
    let accept = "text/html; fragment".parse().unwrap();
    request.headers_mut().insert(header::ACCEPT, accept);
    let page = browser.send(request).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.trim_start().starts_with("<article"),
        "{}",
        page.body
    );
    // The next form on the page carries another id.
    let next = page.between("data-event=\"", "\"");
    next.parse::<Uuid>().unwrap();
    assert!(!browser.get("/").await.says(next));
}

#[tokio::test]
async fn an_unknown_entry_is_not_found() {
    let mut browser = Place::open().await.browser();
    let page = browser.post("/choose", &[("entry", "qa/nowhere")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_rating_is_thanked_and_stored() {
    let place = Place::open().await;
    let mut browser = place.browser();
    let id = browser.choose().await;
    for (solved, words) in [
        ("true", "ありがとうございます"),
        ("false", "言い方を変える"),
    ] {
        let fields = [("question_id", id.as_str()), ("solved", solved)];
        let page = browser.post("/rate", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let target = page.target().to_owned();
        assert!(browser.get(&target).await.says(words));
        let stored = place.store.rating(id.parse().unwrap()).await.unwrap();
        assert_eq!(stored, Some(solved == "true"));
    }
}

#[tokio::test]
async fn nobody_rates_or_reads_another_visitors_question() {
    let place = Place::open().await;
    let mut owner = place.browser();
    let page = owner
        .post("/ask", &[("question", "わが社だけの秘密の事情")])
        .await;
    let id = page.target().strip_prefix("/#q-").unwrap().to_owned();
    let mut other = place.browser();
    let fields = [("question_id", id.as_str()), ("solved", "true")];
    let page = other.post("/rate", &fields).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let path = format!("/tickets/new?question={id}");
    assert!(!other.get(&path).await.says("秘密の事情"));
    assert!(owner.get(&path).await.says("秘密の事情"));
}

#[tokio::test]
async fn a_new_beginning_clears_the_page_and_keeps_other_tabs_working() {
    let mut browser = Place::open().await.browser();
    browser.choose().await;
    let before = browser.token().await;
    assert!(browser.get("/").await.says("class=\"card\""));
    let page = browser.post("/reset", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(!browser.get("/").await.says("class=\"card\""));
    let fields = [("csrf", before.as_str()), ("entry", ENTRY)];
    let page = browser.send(form("/choose", &fields)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "a form of the old page");
}

/// The words of the questions that this dialogue has on record.
async fn recorded(place: &Place, id: &str) -> Vec<String> {
    let question = place.store.question(id.parse().unwrap()).await.unwrap();
    let conversation = question.unwrap().conversation;
    let recorded = place.store.recent_questions(&conversation, 9).await;
    recorded.unwrap().into_iter().map(|it| it.asked).collect()
}

#[tokio::test]
async fn a_question_that_is_sent_again_gets_the_first_answer_and_is_recorded_once() {
    let place = Place::open().await;
    let mut browser = place.browser();
    let home = browser.get("/").await;
    let event = home.between("name=\"event\" value=\"", "\"").to_owned();
    let event = ("event", event.as_str());
    let question = ("question", "中抜けの時間の扱い");
    let first = browser.post("/ask", &[question, event]).await;
    place.clock.advance(Duration::minutes(1));
    let again = browser.post("/ask", &[question, event]).await;
    assert_eq!(first.target(), again.target());
    let id = first.target().strip_prefix("/#q-").unwrap();
    assert_eq!(recorded(&place, id).await, [question.1]);

    // A page that the browser had kept, with other words; and the same words once more.
    browser
        .post("/ask", &[("question", "別の質問"), event])
        .await;
    let home = browser.get("/").await;
    let next = home.between("name=\"event\" value=\"", "\"");
    let once_more = browser.post("/ask", &[question, ("event", next)]).await;
    assert_ne!(first.target(), once_more.target());
    let all = recorded(&place, id).await;
    assert_eq!(all, [question.1, "別の質問", question.1]);

    // Its id gives nobody else the answer.
    let mut other = place.browser();
    let own = other.post("/ask", &[question, event]).await;
    assert_ne!(first.target(), own.target());
}

#[tokio::test]
async fn a_choice_that_is_sent_again_is_recorded_once() {
    let place = Place::open().await;
    let mut browser = place.browser();
    let fields = [("entry", ENTRY), ("event", EVENT)];
    let first = browser.post("/choose", &fields).await;
    let again = browser.post("/choose", &fields).await;
    assert_eq!(first.target(), again.target());
    let id = first.target().strip_prefix("/#q-").unwrap();
    assert_eq!(recorded(&place, id).await.len(), 1);
    // Without the id each press counts.
    browser.choose().await;
    browser.choose().await;
    assert_eq!(recorded(&place, id).await.len(), 3);
}
