//! 検索の説明 on the web: the same as `madoguchi explain`, for staff.

use axum::http::StatusCode;
use madoguchi::people::Role;

use super::visit::{ENTRY, Place};

const QUESTION: &str = "%E4%B8%AD%E6%8A%9C%E3%81%91%E3%81%AE%E6%99%82%E9%96%93";

#[tokio::test]
async fn staff_see_why_a_question_is_answered_as_it_is() {
    let place = Place::open().await;
    let path = format!("/desk/explain?question={QUESTION}&prefecture=");
    let refused = place.browser().get(&path).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    let empty = staff.get("/desk/explain").await;
    assert!(empty.says("説明を見る") && !empty.says("<table>"));

    let page = staff.get(&path).await;
    for part in [
        "中抜けの時間</textarea>",
        "判断：",
        "確信度 ",
        ENTRY,
        "<caption id=\"parts-caption\">",
        "<caption id=\"fields-caption\">",
        "<th scope=\"col\">点に足した分</th>",
        "意味の近さ（meaning）",
        "次の項目との差（margin）",
    ] {
        assert!(page.says(part), "{part}: {}", page.body);
    }
    assert!(place.store.deeds(1).await.unwrap().is_empty());
}

#[tokio::test]
async fn whatever_is_typed_is_shown_as_text_and_nothing_found_is_said() {
    let place = Place::open().await;
    let mut staff = place.staff("佐藤", Role::Consultant).await;
    let page = staff
        .get("/desk/explain?question=%3Cb%3E&prefecture=%3Cb%3E")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        !page.says("<b>") && page.says("見つかった項目はありません"),
        "{}",
        page.body
    );
    let long = "%E3%81%82".repeat(3_000);
    let page = staff.get(&format!("/desk/explain?question={long}")).await;
    assert_eq!(page.status, StatusCode::OK);
}
