//! Nothing is lost and nothing comes twice, whatever Discord and the network do.

use chrono::Duration;
use madoguchi::people::Surface;

use super::bureau::{Bureau, id, text};
use crate::support::discord::{ASKER, CONSULTANTS, CanResume, Fault, Gate, Moment, STAFF};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
const REPLY: &str = "入らない場合があります。";

#[tokio::test]
async fn a_reply_comes_once_whatever_becomes_of_the_request() {
    let faults = [
        Fault::After5xx(502),
        Fault::Cut(Moment::Before),
        Fault::Cut(Moment::After),
        Fault::error(500, 0, "Internal Server Error"),
        Fault::rate_limited(1.0),
        Fault::rate_limited_globally(1.0),
    ];
    for fault in faults {
        let bureau = Bureau::open().await;
        let (_, card) = bureau.consult(QUESTION).await;
        bureau.staff_presses(0, id(&card), "担当する").await;
        let direct = bureau.direct(ASKER);
        let path = format!("/channels/{direct}/messages");
        bureau.fail_next("POST", &path, fault.clone());
        bureau.forget_requests();
        bureau.staff_writes(0, id(&card), "返信", REPLY).await;
        bureau.wait_for(|it| it.is("POST", &path)).await;
        bureau.settled().await;
        // Longer than Discord remembers a nonce.
        bureau.keep_trying(Duration::minutes(20)).await;
        bureau
            .message_where(STAFF, |it| text(it).contains("送信済み"))
            .await;
        let replies = bureau.messages(direct);
        let replies = replies.iter().filter(|it| text(it).contains(REPLY)).count();
        assert_eq!(replies, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn while_nobody_knows_whether_a_reply_came_the_card_says_so() {
    for fault in [Fault::After5xx(502), Fault::Cut(Moment::Before)] {
        let bureau = Bureau::open().await;
        let (_, card) = bureau.consult(QUESTION).await;
        bureau.staff_presses(0, id(&card), "担当する").await;
        let direct = bureau.direct(ASKER);
        let path = format!("/channels/{direct}/messages");
        bureau.fail_next("POST", &path, fault.clone());
        bureau.staff_writes(0, id(&card), "返信", REPLY).await;
        let checked = bureau
            .message_where(STAFF, |it| text(it).contains("送信確認中"))
            .await;
        assert_eq!(id(&checked), id(&card));
        bureau.keep_trying(Duration::minutes(20)).await;
        let sent = bureau
            .message_where(STAFF, |it| text(it).contains("送信済み"))
            .await;
        assert_eq!(id(&sent), id(&card));
        assert!(!text(&sent).contains("送信確認中"), "{fault:?}");
        let replies = bureau.messages(direct);
        let replies = replies.iter().filter(|it| text(it).contains(REPLY)).count();
        assert_eq!(replies, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn what_may_stand_there_is_looked_for_after_other_failures_too() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.settled().await;
    let direct = bureau.direct(ASKER);
    let path = format!("/channels/{direct}/messages");
    bureau.fail_next("POST", &path, Fault::After5xx(502));
    bureau.fail_next("GET", &path, Fault::error(400, 0, "Bad Request"));
    bureau.forget_requests();
    bureau.staff_writes(0, id(&card), "返信", REPLY).await;
    bureau.wait_for(|it| it.is("POST", &path)).await;
    let waits_again = async || {
        let now = bureau.clock.now();
        while bureau
            .store
            .next_due()
            .await
            .unwrap()
            .is_none_or(|it| it <= now)
        {
            tokio::task::yield_now().await;
        }
    };
    waits_again().await;
    bureau.later(Duration::seconds(2));
    bureau.wait_for(|it| it.is("GET", &path)).await;
    waits_again().await;
    // Longer than Discord remembers a nonce.
    bureau.later(Duration::minutes(20));
    bureau
        .message_where(STAFF, |it| text(it).contains("送信済み"))
        .await;
    let replies = bureau.messages(direct);
    let replies = replies.iter().filter(|it| text(it).contains(REPLY)).count();
    assert_eq!(replies, 1);
}

#[tokio::test]
async fn a_request_that_hangs_holds_up_nobody_else() {
    let bureau = Bureau::open().await;
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.settled().await;
    let gate = Gate::new();
    let path = format!("/channels/{}/messages", bureau.direct(ASKER));
    let stall = Fault::Stall(Moment::Before, gate.clone());
    bureau.fail_next("POST", &path, stall);
    let said = bureau.dms(ASKER, "中抜けの時間はどう扱いますか");
    gate.reached().await;
    bureau.dms(CONSULTANTS[0], QUESTION).answer().await;
    gate.open();
    said.answer().await;
}

#[tokio::test]
async fn events_that_come_twice_count_once() {
    let bureau = Bureau::open().await;
    bureau.set_copies(2);
    let said = bureau.dms(ASKER, "中抜けの時間はどう扱いますか");
    said.answer().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.dms(ASKER, "急いでいます");
    bureau
        .message_where(id(&card), |it| text(it).contains("急いでいます"))
        .await;
    bureau.settled().await;
    let cards = bureau.messages(STAFF);
    assert_eq!(
        cards
            .iter()
            .filter(|it| text(it).contains(QUESTION))
            .count(),
        1
    );
    let lines = bureau.messages(id(&card));
    assert_eq!(
        lines
            .iter()
            .filter(|it| text(it).contains("急いでいます"))
            .count(),
        1
    );
    let own = Surface::Discord.conversation(&ASKER.to_string());
    // The message and the question before the form.
    assert_eq!(
        bureau.store.recent_questions(&own, 9).await.unwrap().len(),
        2
    );
}

#[tokio::test]
async fn what_was_written_during_an_outage_is_answered_afterwards_in_order() {
    let mut bureau = Bureau::open().await;
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.settled().await;
    bureau.stop().await;
    let first = bureau.dms(ASKER, "中抜けの時間はどう扱いますか");
    let second = bureau.dms(ASKER, "通信費は誰が負担しますか");
    bureau.start().await;
    let direct = bureau.direct(ASKER);
    for said in [first.id, second.id].map(|it| it.to_string()) {
        bureau
            .message_where(direct, |it| {
                it["message_reference"]["message_id"].as_str() == Some(&said)
            })
            .await;
    }
    bureau.settled().await;
    let own = Surface::Discord.conversation(&ASKER.to_string());
    let asked = bureau.store.recent_questions(&own, 9).await.unwrap();
    let asked: Vec<_> = asked.iter().map(|it| it.asked.as_str()).collect();
    let expected = [
        "こんにちは",
        "中抜けの時間はどう扱いますか",
        "通信費は誰が負担しますか",
    ];
    assert_eq!(asked, expected);
    let answers = bureau.messages(direct).len();
    assert_eq!(answers, 6);
}

#[tokio::test]
async fn a_session_that_ends_loses_nothing() {
    let bureau = Bureau::open().await;
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.go_offline();
    let said = bureau.dms(ASKER, "中抜けの時間はどう扱いますか");
    bureau.invalidate_session(CanResume::No);
    bureau.come_back();
    assert!(text(&said.answer().await).contains("中抜け"));
}

#[tokio::test]
async fn a_card_that_was_deleted_is_made_anew() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.remove_message(id(&card));
    bureau.claim_on_the_web("佐藤").await;
    let anew = bureau
        .message_where(STAFF, |it| text(it).contains("佐藤"))
        .await;
    assert!(text(&anew).contains(QUESTION), "{anew:#}");
    bureau.assert_clean().await;
}

#[tokio::test]
async fn without_room_for_a_thread_the_card_carries_the_ticket() {
    let bureau = Bureau::open().await;
    bureau.set_thread_cap(0);
    let answer = bureau.ask(ASKER, QUESTION).await;
    bureau.request(&answer, QUESTION).await;
    let card = bureau
        .message_where(STAFF, |it| text(it).contains(QUESTION))
        .await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let line = bureau
        .message_where(STAFF, |it| text(it).contains("satoさんが担当します"))
        .await;
    assert_eq!(line["message_reference"]["message_id"], card["id"]);
    bureau.assert_clean().await;
}

#[tokio::test]
async fn an_answer_whose_token_ran_out_comes_as_a_direct_message() {
    let bureau = Bureau::open().await;
    let gate = Gate::new();
    bureau.fail_next(
        "PATCH",
        "/messages/@original",
        Fault::Stall(Moment::Before, gate.clone()),
    );
    let question = "中抜けの時間はどう扱いますか";
    let asked = bureau.command(ASKER, "ask", &[("question", question.into())]);
    gate.reached().await;
    asked.expire();
    gate.open();
    let answer = bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains("中抜け"))
        .await;
    assert!(text(&answer).contains("出典"), "{answer:#}");
}
