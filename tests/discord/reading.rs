//! Messages are dealt with in the order they were written, and none is passed over.

use madoguchi::people::Surface;
use serde_json::Value;

use super::bureau::{Bureau, id, text};
use crate::support::discord::{
    ASKER, CONSULTANTS, CanResume, Fault, Gate, Mention, Moment, STAFF, Said,
};

const FIRST: &str = "中抜けの時間はどう扱いますか";
const SECOND: &str = "通信費は誰が負担しますか";

/// Waits until the bot has answered a message.
async fn answered(bureau: &Bureau, said: &Said) {
    let id = said.id.to_string();
    let answers = |it: &Value| it["message_reference"]["message_id"].as_str() == Some(&id);
    bureau.message_where(said.channel, answers).await;
}

async fn asked(bureau: &Bureau) -> Vec<String> {
    let own = Surface::Discord.conversation(&ASKER.to_string());
    let asked = bureau.store.recent_questions(&own, 9).await.unwrap();
    asked.into_iter().map(|it| it.asked).collect()
}

#[tokio::test]
async fn a_message_that_fails_once_is_dealt_with_before_the_next() {
    let bureau = Bureau::open().await;
    bureau.let_fail(FIRST, 1);
    let first = bureau.dms(ASKER, FIRST);
    bureau.failed(1).await;
    let second = bureau.dms(ASKER, SECOND);
    answered(&bureau, &first).await;
    answered(&bureau, &second).await;
    assert_eq!(asked(&bureau).await, [FIRST, SECOND]);
}

#[tokio::test]
async fn what_failed_until_the_end_is_read_again_after_a_restart() {
    let mut bureau = Bureau::open().await;
    bureau.let_fail(FIRST, usize::MAX);
    let first = bureau.dms(ASKER, FIRST);
    bureau.failed(1).await;
    let second = bureau.dms(ASKER, SECOND);
    // Something else is sent there in the meantime.
    bureau.ask(ASKER, "テレワークとは").await;
    bureau.stop().await;
    bureau.let_fail(FIRST, 0);
    bureau.start().await;
    answered(&bureau, &first).await;
    answered(&bureau, &second).await;
    assert_eq!(asked(&bureau).await[1..], [FIRST, SECOND]);
}

#[tokio::test]
async fn what_is_written_after_an_outage_waits_for_what_was_written_before() {
    let bureau = Bureau::open().await;
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.settled().await;
    bureau.go_offline();
    let first = bureau.dms(ASKER, FIRST);
    // What was missed cannot be fetched yet when the next message comes.
    let gate = Gate::new();
    let direct = bureau.direct(ASKER);
    let path = format!("/channels/{direct}/messages");
    bureau.fail_next("GET", &path, Fault::Stall(Moment::Before, gate.clone()));
    bureau.invalidate_session(CanResume::No);
    bureau.come_back();
    gate.reached().await;
    let second = bureau.dms(ASKER, SECOND);
    gate.open();
    answered(&bureau, &second).await;
    answered(&bureau, &first).await;
    assert_eq!(asked(&bureau).await, ["こんにちは", FIRST, SECOND]);
}

#[tokio::test]
async fn a_message_in_a_thread_that_is_just_being_made_is_read() {
    let bureau = Bureau::open().await;
    let gate = Gate::new();
    bureau.fail_next(
        "POST",
        "/threads",
        Fault::Stall(Moment::After, gate.clone()),
    );
    let answer = bureau.ask(ASKER, FIRST).await;
    bureau.request(&answer, FIRST).await;
    gate.reached().await;
    let card = bureau
        .message_where(STAFF, |it| text(it).contains(FIRST))
        .await;
    let said = bureau.says(CONSULTANTS[0], id(&card), "確認します", Mention::Bot);
    gate.open();
    answered(&bureau, &said).await;
    let lines = bureau.messages(id(&card));
    assert!(
        lines
            .iter()
            .all(|it| !text(it).contains("このチャンネルでは"))
    );
}

#[tokio::test]
async fn words_to_the_bot_in_an_old_thread_of_no_ticket_are_answered() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(FIRST).await;
    bureau.settled().await;
    let thread = id(&card);
    let ticket = bureau.store.ticket_of_thread(thread).await.unwrap();
    bureau.store.set_place(ticket.unwrap(), None).await.unwrap();
    bureau.later(chrono::Duration::minutes(5));
    bureau.says(CONSULTANTS[0], thread, "確認します", Mention::Bot);
    bureau
        .message_where(thread, |it| text(it).contains("このチャンネルでは"))
        .await;
}
