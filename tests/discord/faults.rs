//! How fast it is when much happens at once. These measure; they run by
//! `cargo test --release --test tests -- --ignored --nocapture faults`. A thousand open tickets are
//! measured at the desk's pages.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::{task::JoinSet, time::interval};

use super::bureau::{Bureau, text};
use crate::support::discord::{ASKER, GUILD};

const QUESTION: &str = "中抜けの時間はどう扱いますか";
/// Unoptimised, the numbers are told and nothing is asked of them.
const IS_MEASURED: bool = !cfg!(debug_assertions);

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes 20 seconds, and measures"]
async fn faults_fifty_questions_a_second_are_acknowledged_at_once() {
    const PEOPLE: u64 = 50;
    const SECONDS: usize = 20;
    let bureau = Bureau::open().await;
    for number in 0..PEOPLE {
        bureau.set_roles(GUILD, 1000 + number, &[]);
    }
    let mut tick = interval(Duration::from_millis(1000 / PEOPLE));
    let mut waiting = JoinSet::new();
    for _ in 0..SECONDS {
        for person in 1000..1000 + PEOPLE {
            tick.tick().await;
            let asked = Instant::now();
            let command = bureau.command(person, "ask", &[("question", json!(QUESTION))]);
            waiting.spawn(async move {
                command.first().await;
                let acknowledged = asked.elapsed();
                command.original().await;
                (acknowledged, asked.elapsed())
            });
        }
    }
    let (mut acknowledged, mut answered): (Vec<_>, Vec<_>) =
        waiting.join_all().await.into_iter().unzip();
    acknowledged.sort_unstable();
    answered.sort_unstable();
    let (median, most) = (percentile(&acknowledged, 50), percentile(&acknowledged, 99));
    println!(
        "{} questions, {PEOPLE} a second: acknowledged p50 {median:?}, p99 {most:?}; \
         answered p50 {:?}, p99 {:?}",
        acknowledged.len(),
        percentile(&answered, 50),
        percentile(&answered, 99),
    );
    if IS_MEASURED {
        assert!(most <= Duration::from_millis(300), "{most:?}");
    }
    bureau.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn faults_five_hundred_missed_messages_are_caught_up_with() {
    const MISSED: usize = 500;
    let mut bureau = Bureau::open().await;
    bureau.dms(ASKER, "こんにちは").answer().await;
    bureau.settled().await;
    bureau.stop().await;
    let said: Vec<String> = (0..MISSED)
        .map(|number| {
            bureau
                .dms(ASKER, &format!("{QUESTION}（{number}）"))
                .id
                .to_string()
        })
        .collect();
    let direct = bureau.direct(ASKER);
    let begun = Instant::now();
    bureau.start().await;
    bureau
        .until("all answers", |it| {
            let messages = it.world.messages.values();
            let answers = messages.filter(|it| {
                it.channel == direct && it.value["message_reference"]["message_id"].is_string()
            });
            (MISSED < answers.count()).then_some(())
        })
        .await;
    let took = begun.elapsed();
    println!("{MISSED} missed messages: answered after {took:?}");
    bureau.settled().await;
    let own = madoguchi::people::Surface::Discord.conversation(&ASKER.to_string());
    let asked = bureau.store.recent_questions(&own, 999).await.unwrap();
    let asked: Vec<_> = asked.into_iter().skip(1).map(|it| it.asked).collect();
    let expected: Vec<_> = (0..MISSED)
        .map(|it| format!("{QUESTION}（{it}）"))
        .collect();
    assert_eq!(asked, expected);
    let messages = bureau.messages(direct);
    for said in &said {
        let answers = messages
            .iter()
            .filter(|it| it["message_reference"]["message_id"] == **said && !text(it).is_empty());
        assert_eq!(answers.count(), 1);
    }
    if IS_MEASURED {
        assert!(took <= Duration::from_secs(10), "{took:?}");
    }
}
