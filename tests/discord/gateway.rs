//! The connection to the gateway breaks in every way: nothing is lost, nothing comes twice.

use madoguchi::{chat::StaffAction, people::Surface};
use serde_json::Value;

use super::bureau::{Bureau, id, text};
use crate::support::discord::{ASKER, Fault};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
const FIRST: &str = "中抜けの時間はどう扱いますか";
const SECOND: &str = "通信費は誰が負担しますか";

/// Waits for the answer to a message.
async fn answer(bureau: &Bureau, channel: u64, message: u64) -> Value {
    let message = message.to_string();
    let is_answer =
        |it: &Value| it["message_reference"]["message_id"].as_str() == Some(message.as_str());
    bureau.message_where(channel, is_answer).await
}

/// How many messages of a channel have this text.
fn count(bureau: &Bureau, channel: u64, part: &str) -> usize {
    let messages = bureau.messages(channel);
    messages.iter().filter(|it| text(it).contains(part)).count()
}

/// What somebody asked the bot alone, as it was recorded.
async fn asked(bureau: &Bureau) -> Vec<String> {
    let own = Surface::Discord.conversation(&ASKER.to_string());
    let asked = bureau.store.recent_questions(&own, 99).await.unwrap();
    asked.into_iter().map(|it| it.asked).collect()
}

#[tokio::test]
async fn after_a_missed_heartbeat_a_new_session_catches_up() {
    let mut bureau = Bureau::closed().await;
    bureau.set_up(|_| {}).await;
    bureau.set_heartbeat(300);
    bureau.start().await;
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.hold_events();
    bureau.mute_heartbeats();
    let missed = bureau.dms(ASKER, FIRST);
    bureau.sessions(2, 0).await;
    bureau.lose_events();
    let direct = bureau.direct(ASKER);
    answer(&bureau, direct, missed.id).await;
    let later = bureau.dms(ASKER, SECOND);
    answer(&bureau, direct, later.id).await;
    bureau.settled().await;
    assert_eq!(bureau.messages(direct).len(), 6);
    assert_eq!(asked(&bureau).await, ["こんにちは", FIRST, SECOND]);
}

#[tokio::test]
async fn a_session_that_is_taken_up_again_answers_what_was_missed_once() {
    let bureau = Bureau::open().await;
    let direct = bureau.direct(ASKER);
    bureau.go_offline();
    let missed = bureau.dms(ASKER, FIRST);
    bureau.come_back();
    bureau.sessions(1, 1).await;
    answer(&bureau, direct, missed.id).await;
    bureau.close_socket(Some(4000));
    bureau.sessions(1, 2).await;
    let later = bureau.dms(ASKER, SECOND);
    answer(&bureau, direct, later.id).await;
    bureau.settled().await;
    assert_eq!(bureau.messages(direct).len(), 4);
    assert_eq!(asked(&bureau).await, [FIRST, SECOND]);
}

#[tokio::test]
async fn what_comes_in_another_order_arrives_whole() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.hold_events();
    for words in ["まず一つ", "もう一つ"] {
        bureau.dms(ASKER, words);
    }
    bureau.release_events_backwards();
    for words in ["まず一つ", "もう一つ"] {
        bureau
            .message_where(id(&card), |it| text(it).contains(words))
            .await;
    }
    bureau.settled().await;
    for words in ["まず一つ", "もう一つ"] {
        assert_eq!(count(&bureau, id(&card), words), 1, "{words}");
    }
}

#[tokio::test]
async fn a_message_that_was_overtaken_is_found_after_a_restart() {
    let mut bureau = Bureau::open().await;
    let direct = bureau.direct(ASKER);
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.hold_events();
    let overtaken = bureau.dms(ASKER, FIRST);
    bureau.lose_events();
    let later = bureau.dms(ASKER, SECOND);
    answer(&bureau, direct, later.id).await;
    bureau.settled().await;
    bureau.stop().await;
    bureau.start().await;
    answer(&bureau, direct, overtaken.id).await;
    bureau.settled().await;
    assert_eq!(bureau.messages(direct).len(), 6);
}

#[tokio::test]
async fn catching_up_is_tried_until_it_succeeds() {
    let mut bureau = Bureau::open().await;
    let direct = bureau.direct(ASKER);
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.settled().await;
    bureau.stop().await;
    let missed = bureau.dms(ASKER, FIRST);
    let path = format!("/channels/{direct}/messages");
    bureau.fail_next("GET", &path, Fault::error(500, 0, "Internal Server Error"));
    bureau.forget_requests();
    bureau.start().await;
    bureau.wait_for(|it| it.is("GET", &path)).await;
    // What comes in the new session does not hide what came before it.
    let later = bureau.dms(ASKER, SECOND);
    answer(&bureau, direct, later.id).await;
    answer(&bureau, direct, missed.id).await;
    bureau.settled().await;
    assert_eq!(bureau.messages(direct).len(), 6);
}

#[tokio::test]
async fn a_reply_during_an_outage_does_not_hide_what_the_asker_wrote_before_it() {
    let mut bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.claim_on_the_web("佐藤").await;
    bureau.dms(ASKER, "急いでいます").answer().await;
    bureau.settled().await;
    bureau.hold_events();
    bureau.dms(ASKER, "資料を作りました");
    bureau.lose_events();
    let reply = StaffAction::Reply("入らない場合があります。".to_owned());
    bureau.acts_on_the_web("佐藤", reply).await;
    let direct = bureau.direct(ASKER);
    bureau
        .message_where(direct, |it| text(it).contains("入らない場合があります。"))
        .await;
    bureau.settled().await;
    bureau.stop().await;
    bureau.start().await;
    bureau
        .message_where(id(&card), |it| text(it).contains("資料を作りました"))
        .await;
}

#[tokio::test]
async fn what_is_read_again_goes_where_it_went_at_first() {
    let mut bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.dms(ASKER, FIRST).answer().await;
    bureau.claim_on_the_web("佐藤").await;
    let passed = bureau.dms(ASKER, "急いでいます");
    assert!(text(&passed.answer().await).contains("伝えました"));
    bureau.settled().await;
    bureau.stop().await;
    // Dealt with after all that is read again.
    let last = bureau.dms(ASKER, "よろしくお願いします");
    bureau.start().await;
    let direct = bureau.direct(ASKER);
    answer(&bureau, direct, last.id).await;
    bureau
        .message_where(id(&card), |it| text(it).contains("よろしく"))
        .await;
    bureau.settled().await;
    assert_eq!(count(&bureau, id(&card), FIRST), 0);
    assert_eq!(bureau.messages(direct).len(), 6);
    bureau.acts_on_the_web("佐藤", StaffAction::Close).await;
    bureau.stop().await;
    let last = bureau.dms(ASKER, SECOND);
    bureau.start().await;
    answer(&bureau, direct, last.id).await;
    bureau.settled().await;
    // The question before the form, and two that were asked the bot alone.
    assert_eq!(asked(&bureau).await, [QUESTION, FIRST, SECOND]);
}
