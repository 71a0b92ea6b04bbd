//! People choose to be told of closing days, and are told.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::bureau::{Bureau, button, has_button, id, text};
use crate::support::{
    dialogue::Office,
    discord::{ASK, ASKER, CONSULTANTS, GUILD},
};

const FOLDERS: [&str; 2] = ["tests/data/knowledge", "tests/data/programs"];
/// Closes on 26 February 2027, a Friday.
const QUESTION: &str = "テレワーク定着強化奨励金の締切はいつですか";
const NAME: &str = "テレワーク定着強化奨励金";

async fn bureau(now: &str) -> Bureau {
    Bureau::at(Office::open_at(now, &FOLDERS).await).await
}

/// Lets time pass until then, and has somebody look.
async fn look_at(bureau: &Bureau, time: &str) {
    let time = time.parse::<DateTime<Utc>>().unwrap();
    bureau.later(time - bureau.clock.now());
    look(bureau).await;
}

async fn look(bureau: &Bureau) {
    bureau.office.assistant.remind_of_deadlines().await.unwrap();
}

/// Waits until nothing is left to send.
async fn sent(bureau: &Bureau) {
    while bureau.store.next_due().await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    bureau.settled().await;
}

/// The asker presses 「締切を通知」 under an answer; returns what only this person is told.
async fn wants(bureau: &Bureau) -> Value {
    let answer = bureau.ask(ASKER, QUESTION).await;
    let press = button(&answer, "締切を通知");
    let pressed = bureau.presses(ASKER, id(&answer), &press).first().await;
    assert!(pressed.is_ephemeral(), "{pressed:?}");
    pressed.data
}

fn notices(bureau: &Bureau, channel: u64) -> Vec<String> {
    let all = bureau.messages(channel);
    let texts = all.iter().map(text);
    texts.filter(|it| it.contains(NAME)).collect()
}

#[tokio::test]
async fn a_button_makes_a_reminder_that_comes_once_as_a_direct_message() {
    let mut bureau = bureau("2027-01-20T10:00:00+09:00").await;
    let told = text(&wants(&bureau).await);
    assert!(told.contains("2027年2月26日（金）"), "{told}");
    assert!(told.contains("1月27日（水）9時"), "{told}");
    let list = bureau.command(ASKER, "deadlines", &[]).first().await;
    assert!(list.is_ephemeral() && text(&list.data).contains(NAME));
    let direct = bureau.direct(ASKER);
    look_at(&bureau, "2027-01-27T08:59:00+09:00").await;
    sent(&bureau).await;
    assert_eq!(notices(&bureau, direct), [""; 0]);
    look_at(&bureau, "2027-01-27T09:00:00+09:00").await;
    sent(&bureau).await;
    let [notice] = &notices(&bureau, direct)[..] else {
        panic!("one notice");
    };
    for part in [
        "締切まであと30日",
        "2027年2月26日（金）",
        "2026年8月22日時点",
        "https://",
        "自分でも公式ページで確かめてください",
        "通知を止める",
    ] {
        assert!(notice.contains(part), "{part}: {notice}");
    }
    // Neither another look nor a restart repeats it.
    look(&bureau).await;
    bureau.stop().await;
    bureau.start().await;
    look(&bureau).await;
    sent(&bureau).await;
    assert_eq!(notices(&bureau, direct).len(), 1);
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_reminder_is_stopped_by_its_button_and_from_the_list() {
    let bureau = bureau("2027-01-20T10:00:00+09:00").await;
    wants(&bureau).await;
    look_at(&bureau, "2027-01-27T09:00:00+09:00").await;
    let direct = bureau.direct(ASKER);
    let notice = bureau
        .message_where(direct, |it| text(it).contains(NAME))
        .await;
    let stop = button(&notice, "通知を止める");
    // Nobody stops what somebody else waits for.
    let answer = bureau.ask(CONSULTANTS[0], QUESTION).await;
    let forged = bureau
        .forges(CONSULTANTS[0], id(&answer), &stop)
        .first()
        .await;
    assert!(text(&forged.data).contains("別の方"), "{forged:?}");
    let stopped = bureau.presses(ASKER, id(&notice), &stop).first().await;
    assert!(text(&stopped.data).contains("止めました"));
    look_at(&bureau, "2027-02-19T09:00:00+09:00").await;
    sent(&bureau).await;
    assert_eq!(notices(&bureau, direct).len(), 1);
    // Added again by name, and stopped from the list.
    let typed = bureau.types(ASKER, "deadlines", "定着").first().await;
    let choice = typed.data["choices"][0]["value"].as_str().unwrap();
    let added = bureau.command(ASKER, "deadlines", &[("program", json!(choice))]);
    let added = text(&added.first().await.data);
    assert!(added.contains("2月25日（木）9時"), "{added}");
    let list = bureau.command(ASKER, "deadlines", &[]);
    let shown = list.original().await;
    let chosen = shown["components"][0]["components"][0]["options"][0]["value"].clone();
    let chosen = chosen.as_str().unwrap().to_owned();
    let stopped = bureau.selects(ASKER, id(&shown), "1:wm", &[&chosen]);
    assert!(text(&stopped.first().await.data).contains("止めました"));
    let list = bureau.command(ASKER, "deadlines", &[]).first().await;
    assert!(text(&list.data).contains("まだありません"), "{list:?}");
    bureau.assert_clean().await;
}

#[tokio::test]
async fn who_takes_no_direct_messages_is_told_in_a_thread_of_the_server() {
    let bureau = bureau("2027-01-20T10:00:00+09:00").await;
    wants(&bureau).await;
    bureau.close_dms(ASKER);
    look_at(&bureau, "2027-01-27T09:00:00+09:00").await;
    sent(&bureau).await;
    let thread = async || {
        let conversation = madoguchi::people::Surface::Discord.conversation(&ASKER.to_string());
        let watcher = bureau.store.watcher(&conversation).await.unwrap();
        assert_eq!(watcher.guild, Some(GUILD));
        watcher.thread.unwrap()
    };
    let first = thread().await;
    assert_eq!(notices(&bureau, first).len(), 1);
    // Somebody deletes it: the next notice has another.
    bureau.remove_channel(first);
    look_at(&bureau, "2027-02-19T09:00:00+09:00").await;
    sent(&bureau).await;
    assert_ne!(thread().await, first);
    assert_eq!(notices(&bureau, thread().await).len(), 1);
    let list = bureau.command(ASKER, "deadlines", &[]).first().await;
    assert!(!text(&list.data).contains("届けられません"), "{list:?}");
}

#[tokio::test]
async fn what_comes_nowhere_is_seen_in_the_list() {
    let bureau = bureau("2027-01-20T10:00:00+09:00").await;
    wants(&bureau).await;
    bureau.close_dms(ASKER);
    bureau.set_up(|it| it.ask_channels.clear()).await;
    look_at(&bureau, "2027-01-27T09:00:00+09:00").await;
    sent(&bureau).await;
    let list = bureau.command(ASKER, "deadlines", &[]).first().await;
    assert!(
        text(&list.data).contains("届けられませんでした"),
        "{list:?}"
    );
    let channels = [bureau.direct(ASKER), ASK];
    for channel in channels {
        assert_eq!(notices(&bureau, channel), [""; 0]);
    }
}

#[tokio::test]
async fn a_notice_comes_once_whatever_becomes_of_the_request() {
    use crate::support::discord::{Fault, Moment};
    for fault in [
        Fault::After5xx(502),
        Fault::Cut(Moment::Before),
        Fault::Cut(Moment::After),
        Fault::rate_limited(1.0),
    ] {
        let bureau = bureau("2027-01-20T10:00:00+09:00").await;
        wants(&bureau).await;
        let direct = bureau.direct(ASKER);
        let path = format!("/channels/{direct}/messages");
        bureau.fail_next("POST", &path, fault.clone());
        look_at(&bureau, "2027-01-27T09:00:00+09:00").await;
        bureau.wait_for(|it| it.is("POST", &path)).await;
        bureau.settled().await;
        bureau.keep_trying(Duration::minutes(20)).await;
        sent(&bureau).await;
        assert_eq!(notices(&bureau, direct).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_program_without_a_closing_day_has_no_button() {
    let bureau = bureau("2026-11-24T10:00:00+09:00").await;
    let answer = bureau
        .ask(
            ASKER,
            "人材確保等支援助成金のテレワークコースの締切はいつですか",
        )
        .await;
    assert!(has_button(&answer, "解決した"), "{}", text(&answer));
    assert!(!has_button(&answer, "締切を通知"));
    // Under an older message the button may still be.
    let press = "1:wd:program/jinzai-kakuho-telework";
    let told = bureau.forges(ASKER, id(&answer), press).first().await;
    assert!(text(&told.data).contains("お知らせできる締切日がありません"));
    let press = "1:wd:program/nani-mo-nai";
    let told = bureau.forges(ASKER, id(&answer), press).first().await;
    assert!(text(&told.data).contains("見つからない"));
    bureau.assert_clean().await;
}
