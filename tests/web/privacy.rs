//! What is stored about a visitor: seen, kept as files, deleted; and a ticket taken back.

use axum::http::{StatusCode, header};
use chrono::Duration;
use madoguchi::people::Role;

use super::visit::{Browser, Place};

const QUESTION: &str = "カナリア質問：就業規則はどう書けばよいですか";

/// Asks, begins anew, and sends a ticket; a consultant answers.
async fn spoken(place: &Place) -> (Browser, Browser) {
    let mut asker = place.browser();
    asker
        .post("/ask", &[("question", "カナリア前：中抜けの時間は")])
        .await;
    asker.post("/reset", &[]).await;
    let fields = [("question", QUESTION), ("contact", "カナリア連絡先")];
    asker.post("/tickets", &fields).await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    for (action, text) in [
        ("claim", ""),
        ("reply", "カナリア返信"),
        ("note", "カナリアメモ"),
    ] {
        let path = format!("/desk/tickets/1/{action}");
        staff.post(&path, &[("text", text)]).await;
    }
    (asker, staff)
}

#[tokio::test]
async fn a_visitor_sees_keeps_and_deletes_what_is_stored() {
    let place = Place::open().await;
    let (mut asker, mut staff) = spoken(&place).await;
    let mut other = place.browser();
    other.post("/ask", &[("question", "別の人の質問")]).await;
    let page = asker.get("/privacy").await;
    assert!(page.says("終了していない受付番号 1"), "{}", page.body);
    assert!(!page.says("style="));
    for (path, kind) in [
        ("/privacy/export.txt", "text/plain; charset=utf-8"),
        ("/privacy/export.json", "application/json"),
    ] {
        let file = asker.get(path).await;
        assert_eq!(file.headers[header::CONTENT_TYPE], kind);
        for word in ["カナリア前", QUESTION, "カナリア連絡先", "カナリア返信"] {
            assert!(file.says(word), "{word}: {}", file.body);
        }
        assert!(!file.says("カナリアメモ") && !file.says("別の人の質問"));
    }
    let page = asker.get("/privacy/erase").await;
    assert!(
        page.says("元に戻せません") && page.says("受付番号 1"),
        "{}",
        page.body
    );
    let until = page.between("name=\"until\" value=\"", "\"").to_owned();
    let done = asker.post("/privacy/erase", &[("until", &until)]).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(
        done.says("削除しました") && done.says("0 件"),
        "{}",
        done.body
    );
    for path in ["/", "/privacy", "/tickets/1", "/tickets/1/record.txt"] {
        let page = asker.get(path).await;
        assert!(!page.says("カナリア") && !page.says("受付番号 1"), "{path}");
    }
    for path in ["/desk", "/desk/tickets/1", "/desk/tickets/1/record.txt"] {
        let page = staff.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.says("カナリア"), "{path}: {}", page.body);
    }
    assert!(
        staff
            .get("/desk/tickets/1")
            .await
            .says("相談の内容を削除しました")
    );
    assert!(other.get("/").await.says("別の人の質問"));
    assert!(
        asker
            .get("/privacy/erase")
            .await
            .says("保存している内容はありません")
    );
}

#[tokio::test]
async fn deletion_needs_a_fresh_form_of_the_visitors_own() {
    let place = Place::open().await;
    let (mut asker, _) = spoken(&place).await;
    let page = asker.get("/privacy/erase").await;
    let until = page.between("name=\"until\" value=\"", "\"").to_owned();
    for wrong in ["", "99999999999", "99999999999.00"] {
        let page = asker.post("/privacy/erase", &[("until", wrong)]).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{wrong}");
    }
    place.clock.advance(Duration::minutes(16));
    let late = asker.post("/privacy/erase", &[("until", &until)]).await;
    assert!(late.says("15分が過ぎた"), "{}", late.body);
    assert!(asker.get("/privacy/export.txt").await.says(QUESTION));
}

#[tokio::test]
async fn an_asker_takes_a_ticket_back_on_the_page() {
    let place = Place::open().await;
    let (mut asker, mut staff) = spoken(&place).await;
    assert!(asker.get("/tickets/1").await.says("/tickets/1/withdraw"));
    assert!(
        asker
            .get("/tickets/1/withdraw")
            .await
            .says("取り下げますか")
    );
    let stranger = staff.post("/tickets/1/withdraw", &[]).await;
    assert_eq!(stranger.target(), "/receipt?number=1");
    let done = asker.post("/tickets/1/withdraw", &[]).await;
    assert_eq!(done.target(), "/tickets/1");
    let page = asker.get("/tickets/1").await;
    assert!(page.says("終了しました") && !page.says("/tickets/1/withdraw"));
    assert!(
        staff
            .get("/desk/tickets/1")
            .await
            .says("相談者が取り下げました")
    );
    let again = asker.get("/tickets/1/withdraw").await;
    assert_eq!(again.target(), "/tickets/1");
    asker
        .post("/tickets/1", &[("text", "やはり聞きたいです")])
        .await;
    assert!(
        staff
            .get("/desk/tickets/1")
            .await
            .says("やはり聞きたいです")
    );
}
