//! When a ticket was closed: what its asker says on the page, and the record for either side.

use axum::http::{StatusCode, header};
use chrono::Duration;
use madoguchi::people::Role;

use super::visit::{Browser, Page, Place};

const WORD: &str = "<b>早い</b>回答でした";

async fn act(browser: &mut Browser, action: &str, text: &str) -> Page {
    let path = format!("/desk/tickets/1/{action}");
    browser.post(&path, &[("text", text)]).await
}

/// A ticket that grew from an answer, with a reply and a note; returns its asker and the consultant.
async fn answered(place: &Place) -> (Browser, Browser) {
    let mut asker = place.browser();
    let id = asker.choose().await;
    let fields = [
        ("question", "就業規則はどう書けばよいですか"),
        ("question_id", id.as_str()),
        ("contact", "0266-00-0000"),
    ];
    asker.post("/tickets", &fields).await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    act(&mut staff, "claim", "").await;
    act(&mut staff, "reply", "別の条に書きます。\n2行目").await;
    act(&mut staff, "note", "通達を確かめた").await;
    (asker, staff)
}

async fn rate(browser: &mut Browser, stars: &str, word: &str) -> Page {
    let fields = [("stars", stars), ("text", word)];
    browser.post("/tickets/1/satisfaction", &fields).await
}

#[tokio::test]
async fn an_asker_says_once_how_it_was() {
    let place = Place::open().await;
    let (mut asker, mut staff) = answered(&place).await;
    assert!(!asker.get("/tickets/1").await.says("今回の対応は"));
    let early = rate(&mut asker, "5", "").await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(staff.get("/desk").await.says("まだありません"));
    act(&mut staff, "close", "").await;

    assert!(asker.get("/tickets/1").await.says("今回の対応は"));
    for (stars, word, error) in [
        ("", "言葉だけ", "1から5のどれか"),
        ("6", "", "1から5のどれか"),
        ("3", &"長".repeat(1001), "1000文字まで"),
    ] {
        let page = rate(&mut asker, stars, word).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says(error) && page.says(word), "{}", page.body);
    }
    let page = rate(&mut asker, "4", WORD).await;
    assert_eq!(page.target(), "/tickets/1#satisfaction");
    let page = asker.get("/tickets/1").await;
    assert!(page.says("4（やや満足）「&#60;b&#62;早い"), "{}", page.body);
    assert!(!page.says("今回の対応は"));

    let again = rate(&mut asker, "1", "気が変わった").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.says("すでにいただいています") && again.says("4（やや満足）"));
    assert!(staff.get("/desk/tickets/1").await.says("4（やや満足）"));
    assert!(staff.get("/desk").await.says("平均 4.0（5点満点、1件）"));
    place.clock.advance(Duration::days(91));
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    assert!(staff.get("/desk").await.says("まだありません"));
}

#[tokio::test]
async fn whoever_takes_a_question_back_is_not_asked_how_it_was() {
    let place = Place::open().await;
    let mut asker = place.browser();
    let fields = [("question", "間違えて送りました")];
    asker.post("/tickets", &fields).await;
    asker.post("/tickets/1/withdraw", &[]).await;
    let page = asker.get("/tickets/1").await;
    assert!(page.says("終了"));
    assert!(!page.says("今回の対応は"));
}

#[tokio::test]
async fn nobody_else_says_it_or_reads_the_record() {
    let place = Place::open().await;
    let (_, mut staff) = answered(&place).await;
    act(&mut staff, "close", "").await;
    for browser in [&mut place.browser(), &mut staff] {
        let page = rate(browser, "5", "自画自賛").await;
        assert_eq!(page.target(), "/receipt?number=1");
        for path in ["/tickets/1/record", "/tickets/1/record.txt"] {
            assert_eq!(browser.get(path).await.target(), "/receipt?number=1");
        }
    }
    for path in ["/desk/tickets/1/record", "/desk/tickets/1/record.txt"] {
        let page = place.browser().get(path).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert!(staff.get("/desk").await.says("まだありません"));
}

#[tokio::test]
async fn both_sides_get_a_record_and_only_the_desks_has_notes() {
    let place = Place::open().await;
    let (mut asker, mut staff) = answered(&place).await;
    let both = [
        "受付番号 1",
        "2026年11月22日 9:00",
        "就業規則はどう書けばよいですか",
        "時間単位の年次有給休暇",
        "https://www.mhlw.go.jp/content/000828987.pdf",
        "厚生労働省",
        "相談員 佐藤",
        "別の条に書きます。",
    ];
    let desk_only = ["通達を確かめた", "社内", "0266-00-0000", "担当します"];
    for path in ["/tickets/1/record", "/tickets/1/record.txt"] {
        let page = asker.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        for part in both {
            assert!(page.says(part), "{part} in {path}: {}", page.body);
        }
        for part in desk_only {
            assert!(!page.says(part), "{part} in {path}: {}", page.body);
        }
        let page = staff.get(&format!("/desk{path}")).await;
        for part in both.iter().chain(&desk_only) {
            assert!(page.says(part), "{part} in {path}: {}", page.body);
        }
    }
    let page = asker.get("/tickets/1/record").await;
    assert!(page.says("/static/record.css?v=") && !page.says("style="));
    let sheet = asker.get("/static/record.css").await;
    assert!(sheet.says("@page") && sheet.says("size: A4"));
}

#[tokio::test]
async fn the_file_is_one_that_windows_opens() {
    let place = Place::open().await;
    let (mut asker, mut staff) = answered(&place).await;
    for (page, name) in [
        (asker.get("/tickets/1/record.txt").await, "madoguchi-1.txt"),
        (
            staff.get("/desk/tickets/1/record.txt").await,
            "madoguchi-1-internal.txt",
        ),
    ] {
        let kind = &page.headers[header::CONTENT_TYPE];
        assert_eq!(kind, "text/plain; charset=utf-8");
        let kept = page.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(kept, format!("attachment; filename=\"{name}\""));
        assert!(page.body.starts_with('\u{feff}'));
        let lines = page.body.matches('\n').count();
        assert!(10 < lines && lines == page.body.matches("\r\n").count());
    }
}

#[tokio::test]
async fn an_answer_that_somebody_else_got_is_in_nobodys_record() {
    let place = Place::open().await;
    let secret = "秘密の質問への中抜け";
    let mut other = place.browser();
    let page = other.post("/ask", &[("question", secret)]).await;
    let foreign = page.target().strip_prefix("/#q-").unwrap().to_owned();
    let mut asker = place.browser();
    let fields = [("question", "私の質問"), ("question_id", &foreign)];
    asker.post("/tickets", &fields).await;
    for path in ["/tickets/1/record", "/tickets/1/record.txt"] {
        let page = asker.get(path).await;
        assert!(page.says("私の質問") && !page.says(secret), "{}", page.body);
    }
}
