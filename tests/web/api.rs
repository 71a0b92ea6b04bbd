//! The JSON interface.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use madoguchi::{people::Surface, web::WebSettings};
use rstest::rstest;
use serde_json::{Value, json};

use super::visit::{Browser, Page, Place};

async fn ask(browser: &mut Browser, body: impl Into<Body>) -> Page {
    let request = Request::post("/api/v1/ask")
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.into());
    browser.send(request.unwrap()).await
}

#[tokio::test]
async fn the_answer_has_the_form_that_the_description_promises() {
    let mut browser = Place::open().await.browser();
    let page = ask(&mut browser, r#"{"question":"中抜けの時間の扱い"}"#).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let reply: Value = serde_json::from_str(&page.body).unwrap();
    let keys: Vec<_> = reply.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        keys.join(" "),
        "decision intent confidence entry text citations candidates asks desk conversation"
    );
    let description = browser.get("/api/v1/openapi.json").await;
    let mut schema: Value = serde_json::from_str(&description.body).unwrap();
    schema["$ref"] = json!("#/components/schemas/AskReply");
    jsonschema::validate(&schema, &reply).unwrap();
}

#[tokio::test]
async fn a_conversation_goes_on_under_the_name_that_came_back() {
    let mut browser = Place::open().await.browser();
    let first = ask(&mut browser, r#"{"question":"こんにちは"}"#).await;
    let first: Value = serde_json::from_str(&first.body).unwrap();
    assert_eq!(
        (&first["intent"], &first["entry"]),
        (&json!("greeting"), &Value::Null)
    );
    let body = json!({"question": "ありがとう", "conversation": first["conversation"]});
    let second = ask(&mut browser, body.to_string()).await;
    let second: Value = serde_json::from_str(&second.body).unwrap();
    assert_eq!(first["conversation"], second["conversation"]);
}

#[rstest]
#[case("", "invalid_json")]
#[case("{\"question\":", "invalid_json")]
#[case("[]", "invalid_value")]
#[case("{}", "invalid_value")]
#[case(r#"{"question":1}"#, "invalid_value")]
#[case(r#"{"question":"a","foo":1}"#, "unknown_key")]
#[case(r#"{"question":"a","profile":{"foo":1}}"#, "unknown_key")]
#[case(r#"{"question":"a","profile":{"employees":-1}}"#, "invalid_value")]
#[case(r#"{"question":"a","conversation":"a\u0000"}"#, "invalid_value")]
#[case(r#"{"question":"a","event":"1"}"#, "invalid_value")]
#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_code(#[case] body: &str, #[case] code: &str) {
    let mut browser = Place::open().await.browser();
    let page = ask(&mut browser, body.to_owned()).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let error: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(error["error"]["code"], code);
    let message = error["error"]["message"].as_str().unwrap();
    assert!(
        message.contains('。') && !message.contains("expected"),
        "{message}"
    );
}

#[tokio::test]
async fn other_failures_are_json_too() {
    let settings = WebSettings {
        asks_per_minute: 1,
        ..WebSettings::default()
    };
    let mut browser = Place::with(settings).await.browser();
    let code = |page: &Page| -> Value {
        let error: Value = serde_json::from_str(&page.body).unwrap();
        error["error"]["code"].clone()
    };
    let page = ask(&mut browser, vec![b'"', 0xff, b'"']).await;
    assert_eq!(
        (page.status, code(&page)),
        (StatusCode::BAD_REQUEST, json!("invalid_utf8"))
    );
    let page = ask(&mut browser, vec![b' '; 200_000]).await;
    assert_eq!(
        (page.status, code(&page)),
        (StatusCode::PAYLOAD_TOO_LARGE, json!("too_large"))
    );
    let form = super::visit::form("/api/v1/ask", &[("question", "a")]);
    let page = browser.send(form).await;
    assert_eq!(page.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = json!({"question": "長".repeat(10_000)}).to_string();
    assert_eq!(ask(&mut browser, long).await.status, StatusCode::OK);
    let page = ask(&mut browser, r#"{"question":"a"}"#).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(code(&page), "too_many_requests");
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    let page = browser.get("/api/v1/nowhere").await;
    assert_eq!(
        (page.status, code(&page)),
        (StatusCode::NOT_FOUND, json!("not_found"))
    );
}

#[tokio::test]
async fn no_cookie_is_set_by_the_interface() {
    let mut browser = Place::open().await.browser();
    let page = ask(&mut browser, r#"{"question":"こんにちは"}"#).await;
    assert!(!page.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn a_question_that_is_sent_again_gets_the_first_answer_and_is_recorded_once() {
    let place = Place::open().await;
    let mut browser = place.browser();
    let event = "01939d4e-0000-7000-8000-000000000004";
    let body = json!({"question": "中抜けの時間の扱い", "event": event}).to_string();
    let first = ask(&mut browser, body.clone()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let again = ask(&mut browser, body).await;
    assert_eq!(first.body, again.body);
    let name: Value = serde_json::from_str(&first.body).unwrap();
    let name = name["conversation"].as_str().unwrap().to_owned();
    let recorded = async |conversation: &str| {
        let conversation = Surface::Api.conversation(conversation);
        let recorded = place.store.recent_questions(&conversation, 9).await;
        recorded.unwrap().len()
    };
    assert_eq!(recorded(&name).await, 1);
    // In a dialogue, too; and without an id each counts.
    let mut body = json!({"question": "それは何人から？", "conversation": name, "event": event});
    for expected in [2, 2] {
        ask(&mut browser, body.to_string()).await;
        assert_eq!(recorded(&name).await, expected);
    }
    body.as_object_mut().unwrap().remove("event");
    for expected in [3, 4] {
        ask(&mut browser, body.to_string()).await;
        assert_eq!(recorded(&name).await, expected);
    }
}

#[tokio::test]
async fn the_description_has_every_key_of_a_question() {
    let mut browser = Place::open().await.browser();
    let description = browser.get("/api/v1/openapi.json").await;
    let description: Value = serde_json::from_str(&description.body).unwrap();
    let request = &description["components"]["schemas"]["AskRequest"];
    let keys: Vec<_> = request["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["conversation", "event", "profile", "question"]);
    assert!(request["properties"]["event"].to_string().contains("uuid"));
    assert_eq!(request["required"], json!(["question"]));
}
