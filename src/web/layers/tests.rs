//! Pages that break or never answer: whoever waits reads what to do, and the next one is served.

use std::time::Duration;

use axum::{body::to_bytes, routing::get};
use tower::ServiceExt as _;

use super::*;

fn pages(settings: WebSettings) -> Router {
    let frame = Frame {
        clock: Clock::manual("2026-11-22T00:00:00Z".parse().unwrap()),
        settings: Arc::new(settings),
    };
    let router = Router::new()
        .route("/", get(async || "ok"))
        .route("/panic", get(panics))
        .route("/api/v1/panic", get(panics))
        .route("/endless", get(std::future::pending::<()>))
        .route("/api/v1/endless", get(std::future::pending::<()>));
    around(router, frame)
}

async fn panics() {
    panic!("「わが社の秘密」")
}

async fn read(pages: &Router, path: &str, accept: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(path).header(header::ACCEPT, accept);
    let request = request.body(Body::empty()).unwrap();
    let response = pages.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    (parts.status, parts.headers, body)
}

/// Reads `path` as a page, as our script and, under `/api/v1`, as a program; then another page.
async fn all_are_told(settings: WebSettings, path: &str, status: StatusCode, words: &str) {
    let pages = pages(settings);
    // Each with the number that the log has, too.
    for (accept, start, number) in [
        ("text/html", "<!DOCTYPE html>", "お問い合わせの番号"),
        ("text/html; fragment", "<p><strong>", "（番号 "),
    ] {
        let (found, headers, body) = read(&pages, path, accept).await;
        assert_eq!(found, status, "{body}");
        assert!(body.trim_start().starts_with(start), "{body}");
        assert!(body.contains(words) && body.contains("もう一度"), "{body}");
        assert!(body.contains(number), "{body}");
        assert!(!body.contains("秘密"), "{body}");
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
    }
    let path = format!("/api/v1{path}");
    let (found, headers, body) = read(&pages, &path, "application/json").await;
    assert_eq!(found, status, "{body}");
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    let told: serde_json::Value = serde_json::from_str(&body).unwrap();
    let message = told["error"]["message"].as_str().unwrap();
    assert!(message.contains("。（番号 "), "{message}");
    assert!(!body.contains("秘密"), "{body}");
    let (found, _, body) = read(&pages, "/", "text/html").await;
    assert_eq!((found, body.as_str()), (StatusCode::OK, "ok"));
}

#[tokio::test]
async fn a_page_that_panics_is_told_in_words_and_the_next_page_is_served() {
    let words = "うまく動きませんでした";
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    all_are_told(WebSettings::default(), "/panic", status, words).await;
}

#[tokio::test]
async fn a_page_that_never_answers_is_told_in_words_and_the_next_page_is_served() {
    let settings = WebSettings {
        request_time: Duration::from_millis(200),
        ..WebSettings::default()
    };
    let status = StatusCode::SERVICE_UNAVAILABLE;
    all_are_told(settings, "/endless", status, "混み合っています").await;
}

#[test]
fn a_fresh_installation_answers_or_refuses_within_ten_seconds() {
    let limit = WebSettings::default().request_time;
    assert_eq!(limit, Duration::from_secs(10));
}
