//! Headers, tokens, limits, broken input.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures_util::stream;
use madoguchi::{people::Role, web::WebSettings};
use rstest::rstest;

use super::visit::{Browser, ENTRY, Place, form, raw_form};

#[rstest]
#[case("/")]
#[case("/receipt")]
#[case("/tickets/new")]
#[case("/desk")]
#[case("/nowhere")]
#[case("/static/site.js")]
#[case("/api/v1/openapi.json")]
#[case("/healthz")]
#[tokio::test]
async fn every_answer_carries_the_security_headers(#[case] path: &str) {
    let page = Place::open().await.browser().get(path).await;
    let policy = page.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    assert_eq!(page.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(page.headers[header::REFERRER_POLICY], "same-origin");
    assert!(page.headers.contains_key("permissions-policy"));
    assert!(!page.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    let cache = page.headers[header::CACHE_CONTROL].to_str().unwrap();
    assert_eq!(cache == "no-store", !path.starts_with("/static"), "{cache}");
    for inline in ["style=", "onclick=", "<script>"] {
        assert!(!page.says(inline), "{inline} in {}", page.body);
    }
}

#[tokio::test]
async fn over_tls_cookies_are_secure_and_browsers_are_told_to_stay_there() {
    let settings = WebSettings {
        public_url: Some("https://madoguchi.example.jp".to_owned()),
        ..WebSettings::default()
    };
    let page = Place::with(settings).await.browser().get("/").await;
    assert!(page.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    let cookie = page.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-madoguchi_visitor="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
}

#[rstest]
#[case("/ask", "question")]
#[case("/tickets", "question")]
#[case("/receipt", "number")]
#[tokio::test]
async fn a_form_without_its_token_is_refused_and_its_text_shown(
    #[case] path: &str,
    #[case] field: &str,
) {
    let place = Place::open().await;
    let mut browser = place.browser();
    let foreign = place.browser().token().await;
    browser.get("/").await;
    for token in ["", "00", &foreign] {
        let text = "<b>打った文章</b>";
        let page = browser
            .send(form(path, &[("csrf", token), (field, text)]))
            .await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.says("打った文章"), "{}", page.body);
        assert!(!page.says("<b>打った"), "{}", page.body);
    }
}

#[tokio::test]
async fn no_form_works_without_its_token() {
    let place = Place::open().await;
    let mut admin = place.staff("田中", Role::Admin).await;
    let (number, _) = admin.ticket("質問").await;
    let me = place.store.people().await.unwrap()[0].id.0;
    let login = place.login_path("佐藤", Role::Consultant).await;
    let ticket = format!("/tickets/{number}");
    let desk = format!("/desk{ticket}/claim");
    let stop = format!("/desk/people/{me}/stop");
    let satisfaction = format!("{ticket}/satisfaction");
    let draft = format!("/desk{ticket}/draft");
    let change = format!("/desk/drafts/{me}");
    let discard = format!("{change}/discard");
    for path in [
        "/ask",
        "/choose",
        "/rate",
        "/reset",
        "/tickets",
        &ticket,
        "/receipt",
        &login,
        "/logout",
        &desk,
        "/desk/people",
        &stop,
        &satisfaction,
        &draft,
        &change,
        &discard,
    ] {
        let page = admin.send(form(path, &[("csrf", "00")])).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(page.says("送信できませんでした"), "{path}: {}", page.body);
    }
    assert!(admin.get("/desk").await.says("担当者なし"));
}

#[tokio::test]
async fn another_sites_page_cannot_send_a_form() {
    let mut browser = Place::open().await.browser();
    let token = browser.token().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let mut request = form("/ask", &[("csrf", &token), ("question", "質問")]);
        let headers = request.headers_mut();
        headers.insert(header::HOST, "127.0.0.1:8080".parse().unwrap());
        headers.insert(name, value.parse().unwrap());
        let page = browser.send(request).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}");
        assert!(page.says("送信できませんでした"), "{}", page.body);
    }
}

async fn refused(browser: &mut Browser, body: Vec<u8>) -> (StatusCode, String) {
    let page = browser.send(raw_form("/ask", body)).await;
    (page.status, page.body)
}

#[tokio::test]
async fn broken_text_and_too_much_text_get_a_page_in_japanese() {
    let mut browser = Place::open().await.browser();
    let broken = refused(&mut browser, b"question=%FF%FE".to_vec()).await;
    assert_eq!(broken.0, StatusCode::BAD_REQUEST);
    assert!(broken.1.contains("読み取れませんでした"));
    let large = refused(&mut browser, vec![b'a'; 200_000]).await;
    assert_eq!(large.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.1.contains("文章が長すぎます"));
}

#[tokio::test]
async fn a_question_that_is_too_long_or_empty_stays_in_the_form() {
    let mut browser = Place::open().await.browser();
    let long = "長".repeat(10_000);
    let page = browser.post("/ask", &[("question", &long)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says(&long) && page.says("2000文字まで"));
    let page = browser.post("/ask", &[("question", " 　\n\0")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("質問を入力してください"));
}

#[rstest]
#[case("？")]
#[case("😀😀")]
#[case("<script>alert(1)</script>")]
#[case("**太字** [押す](javascript:alert(1)) ![x](https://evil.example/x.png) @everyone")]
#[case("中\0抜け\u{1b}[31m\u{202e}")]
#[tokio::test]
async fn whatever_is_asked_is_shown_as_text(#[case] question: &str) {
    let mut browser = Place::open().await.browser();
    let page = browser.post("/ask", &[("question", question)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = browser.get("/").await;
    let shown = page.between("<p id=\"q-", "</p>");
    let shown = shown.split_once('>').unwrap().1;
    assert!(
        !shown.contains(['<', '\0', '\u{1b}', '\u{202e}']),
        "{shown}"
    );
    let links = ["<script>alert", "<img", "href=\"javascript", "<strong>太字"];
    assert!(links.iter().all(|it| !page.says(it)), "{}", page.body);
}

#[tokio::test]
async fn asking_too_often_gets_a_friendly_wait_for_each_address() {
    let settings = WebSettings {
        asks_per_minute: 1,
        ..WebSettings::default()
    };
    let place = Place::with(settings).await;
    let mut browser = place.browser();
    browser.choose().await;
    let page = browser.post("/choose", &[("entry", ENTRY)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    let wait = page.headers[header::RETRY_AFTER].to_str().unwrap();
    assert!((1..=60).contains(&wait.parse::<u32>().unwrap()), "{wait}");
    assert!(page.says("少し時間をおいて"), "{}", page.body);
    let mut other = place.browser();
    other.address = ([192, 0, 2, 2], 50000).into();
    other.choose().await;
}

#[tokio::test]
async fn unknown_pages_and_methods_have_words() {
    let mut browser = Place::open().await.browser();
    let paths = ["/nowhere", "/tickets/x", "/static/x", "/?rated=x"];
    for path in paths {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.says("ページが見つかりません"), "{path}: {}", page.body);
    }
    let request = Request::delete("/ask").body(Body::empty()).unwrap();
    let page = browser.send(request).await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(page.says("この操作はできません"));
}

#[tokio::test]
async fn the_probes_answer() {
    let mut browser = Place::open().await.browser();
    assert_eq!(browser.get("/healthz").await.body, "ok");
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_that_never_comes_to_its_end_is_told_and_the_next_is_taken() {
    let settings = WebSettings {
        request_time: Duration::from_millis(500),
        ..WebSettings::default()
    };
    let place = Place::with(settings).await;
    let mut browser = place.browser();
    browser.get("/").await;
    let endless = Body::from_stream(stream::pending::<Result<Vec<u8>, Infallible>>());
    let page = browser.send(raw_form("/ask", endless)).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.says("ただいま混み合っています"), "{}", page.body);
    browser.choose().await;
}
