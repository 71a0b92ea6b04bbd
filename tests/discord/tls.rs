//! The production path: TLS, and serenity's own rate limiter.

use super::bureau::{Bureau, id, text};
use crate::support::discord::{ASK, ASKER, Fault, Mention, STAFF};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
const REPLY: &str = "入らない場合があります。";

#[tokio::test]
async fn over_tls_questions_are_answered_and_tickets_go_their_way() {
    let bureau = Bureau::open_over_tls().await;
    let said = bureau.says(ASKER, ASK, "中抜けの時間はどう扱いますか", Mention::Bot);
    assert!(text(&said.answer().await).contains("出典"));
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.staff_writes(0, id(&card), "返信", REPLY).await;
    bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains(REPLY))
        .await;
    bureau
        .message_where(STAFF, |it| text(it).contains("送信済み"))
        .await;
    bureau.assert_clean().await;
}

#[tokio::test]
async fn the_rate_limiter_waits_and_nothing_is_sent_twice() {
    let bureau = Bureau::open_over_tls().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let direct = bureau.direct(ASKER);
    let path = format!("/channels/{direct}/messages");
    bureau.fail_next("POST", &path, Fault::rate_limited(0.3));
    bureau.fail_next("POST", &path, Fault::rate_limited_globally(0.3));
    bureau.forget_requests();
    bureau.staff_writes(0, id(&card), "返信", REPLY).await;
    bureau
        .message_where(STAFF, |it| text(it).contains("送信済み"))
        .await;
    bureau.settled().await;
    let posts = bureau.requests();
    let posts = posts.iter().filter(|it| it.is("POST", &path));
    let statuses: Vec<u16> = posts.map(|it| it.status).collect();
    assert_eq!(statuses, [429, 429, 200]);
    let replies = bureau.messages(direct);
    assert_eq!(
        replies.iter().filter(|it| text(it).contains(REPLY)).count(),
        1
    );
    bureau.assert_clean().await;
}
