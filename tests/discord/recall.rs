//! People choose to be told of corrections of an answer, and are told.

use serde_json::Value;

use super::bureau::{Bureau, button, has_button, id, text};
use crate::support::{
    dialogue::Office,
    discord::{ASKER, CONSULTANTS},
};

const FOLDERS: [&str; 1] = ["tests/data/knowledge"];
const QUESTION: &str = "テレワーク中の「中抜け」の時間は、どう扱えばよいですか";
const TELL: &str = "訂正があれば知らせる";

async fn bureau() -> Bureau {
    let office = Office::open_at("2026-11-24T10:00:00+09:00", &FOLDERS).await;
    Bureau::at(office).await
}

/// The asker presses the button under an answer, which is returned.
async fn wants(bureau: &Bureau) -> Value {
    let answer = bureau.ask(ASKER, QUESTION).await;
    let press = bureau.presses(ASKER, id(&answer), &button(&answer, TELL));
    let told = press.first().await;
    assert!(told.is_ephemeral());
    assert!(text(&told.data).contains("2027年2月22日"), "{told:?}");
    answer
}

/// The entry says another hour from now on, and somebody looks twice.
async fn correct(bureau: &Bureau) {
    bureau.office.publish(&FOLDERS, |path, text| {
        Some(match path {
            "qa/nakanuke.md" => text.replace("休憩として扱って終業を", "休憩として扱い、終業を"),
            _ => text,
        })
    });
    look(bureau).await;
}

async fn look(bureau: &Bureau) {
    for _ in 0..2 {
        bureau.office.assistant.tell_of_corrections().await.unwrap();
    }
    while bureau.store.next_due().await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    bureau.settled().await;
}

fn notices(bureau: &Bureau, channel: u64) -> Vec<Value> {
    let all = bureau.messages(channel).into_iter();
    all.filter(|it| text(it).contains("以前の回答を訂正しました"))
        .collect()
}

#[tokio::test]
async fn a_correction_comes_once_with_the_old_and_the_new_answer() {
    let mut bureau = bureau().await;
    wants(&bureau).await;
    let direct = bureau.direct(ASKER);
    look(&bureau).await;
    assert_eq!(notices(&bureau, direct).len(), 0);
    correct(&bureau).await;
    let [notice] = &notices(&bureau, direct)[..] else {
        panic!("one notice");
    };
    let said = text(notice);
    for part in [
        QUESTION,
        "2026年11月24日（火）の回答",
        "休憩として扱って終業を",
        "内容を訂正しました",
        "休憩として扱い、終業を",
        "相談員に聞く",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // A restart repeats nothing.
    bureau.stop().await;
    bureau.start().await;
    look(&bureau).await;
    assert_eq!(notices(&bureau, direct).len(), 1);
    let shown = bureau.presses(ASKER, id(notice), &button(notice, "いまの回答を見る"));
    let shown = shown.original().await;
    assert!(text(&shown).contains("休憩として扱い、終業を"));
    assert!(text(&shown).contains("出典"));
    assert!(has_button(notice, "相談員に聞く"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn who_takes_it_back_is_not_told() {
    let bureau = bureau().await;
    let answer = wants(&bureau).await;
    let told = bureau.presses(ASKER, id(&answer), &button(&answer, TELL));
    let stop = button(&told.first().await.data, "知らせを取り消す");
    let stopped = bureau.forges(ASKER, id(&answer), &stop).first().await;
    assert!(text(&stopped.data).contains("取り消しました"));
    correct(&bureau).await;
    assert_eq!(notices(&bureau, bureau.direct(ASKER)).len(), 0);
}

#[tokio::test]
async fn nobody_waits_for_what_somebody_else_asked() {
    let bureau = bureau().await;
    let answer = wants(&bureau).await;
    let tell = button(&answer, TELL);
    let forged = bureau
        .forges(CONSULTANTS[0], id(&answer), &tell)
        .first()
        .await;
    assert!(text(&forged.data).contains("本人だけ"), "{forged:?}");
    let stop = tell.replace(":wc:", ":wx:");
    let forged = bureau
        .forges(CONSULTANTS[0], id(&answer), &stop)
        .first()
        .await;
    assert!(text(&forged.data).contains("取り消せるお知らせがありません"));
    correct(&bureau).await;
    assert_eq!(notices(&bureau, bureau.direct(ASKER)).len(), 1);
    assert_eq!(notices(&bureau, bureau.direct(CONSULTANTS[0])).len(), 0);
}

#[tokio::test]
async fn who_takes_no_direct_messages_reads_the_correction_in_a_thread() {
    let bureau = bureau().await;
    wants(&bureau).await;
    bureau.close_dms(ASKER);
    correct(&bureau).await;
    let person = madoguchi::people::Surface::Discord.conversation(&ASKER.to_string());
    let thread = bureau.store.watcher(&person).await.unwrap().thread;
    assert_eq!(notices(&bureau, thread.unwrap()).len(), 1);
    assert_eq!(notices(&bureau, bureau.direct(ASKER)).len(), 0);
}
