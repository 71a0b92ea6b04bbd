//! People are told when an answer that they got was corrected in substance, and only then.

use chrono::Duration;
use madoguchi::{
    chat::{
        Asked, Incoming, Response,
        watching::{CorrectionNotice, Watch, Watched, Watcher},
    },
    outgoing::Outgoing,
    people::{ConversationId, Surface},
    programs::Profile,
    store::{Ended, RecallState},
};
use rstest::rstest;
use uuid::Uuid;

use crate::support::dialogue::Office;

const FOLDERS: [&str; 2] = ["tests/data/knowledge", "tests/data/programs"];
const FILE: &str = "qa/nakanuke.md";
const QUESTION: &str = "テレワーク中の「中抜け」の時間は、どう扱えばよいですか";

async fn office() -> Office {
    Office::open_at("2026-11-24T10:00:00+09:00", &FOLDERS).await
}

fn person(id: &str) -> ConversationId {
    Surface::Discord.conversation(id)
}

/// Somebody asks on Discord; returns the stored question.
async fn ask(office: &Office, who: &str, question: &str) -> Uuid {
    let asked = Asked {
        conversation: person(who),
        surface: Surface::Discord,
        question: question.to_owned(),
        profile: Profile::default(),
        question_id: None,
        event: None,
        origin: None,
    };
    let response = office
        .assistant
        .handle(Incoming::Asked(asked))
        .await
        .unwrap();
    let Response::Card(card) = response else {
        panic!("{response:?}")
    };
    card.question_id.unwrap()
}

async fn wants(office: &Office, who: &str, question: Uuid) -> Response {
    let by = Watcher {
        conversation: person(who),
        guild: None,
    };
    let asked = Incoming::Watch(Watch::Corrections { by, question });
    office.assistant.handle(asked).await.unwrap()
}

/// Somebody who got an answer waits for its correction.
async fn waiting() -> Office {
    let office = office().await;
    let question = ask(&office, "301", QUESTION).await;
    let Response::Watched(watched) = wants(&office, "301", question).await else {
        panic!("an answer can be waited for")
    };
    assert!(matches!(*watched, Watched::Recalling(_)), "{watched:?}");
    office
}

/// The file of the answer has these words instead of those from now on.
fn replace(office: &Office, old: &str, new: &str) {
    office.publish(&FOLDERS, |path, text| {
        Some(match path {
            FILE => {
                assert!(text.contains(old), "{old}");
                text.replace(old, new)
            }
            _ => text,
        })
    });
}

/// Two processes look; returns what is told.
async fn told(office: &Office) -> Vec<CorrectionNotice> {
    for _ in 0..2 {
        office.assistant.tell_of_corrections().await.unwrap();
    }
    let now = office.clock.now();
    let mut told = Vec::new();
    for due in office.store.take_due(now, now, 99).await.unwrap() {
        let Outgoing::Correction { recall } = due.outgoing else {
            panic!("{due:?}");
        };
        let notice = Incoming::Watch(Watch::Correction(recall));
        let response = office.assistant.handle(notice).await.unwrap();
        let Response::Watched(watched) = response else {
            panic!("{response:?}")
        };
        let Watched::Correction(Some(notice)) = *watched else {
            panic!("{watched:?}")
        };
        told.push(notice);
        let ended = office.store.end_attempt(&due, Ended::Sent, now);
        assert!(ended.await.unwrap());
    }
    told
}

#[rstest]
// The words with which it is found, its tags, and what comes next.
#[case("\"中抜け 休憩扱い\"", "\"中抜け 休憩あつかい\"")]
#[case("[\"中抜け\", \"労働時間\"]", "[\"労働時間\"]")]
#[case("related    = [\"qa/jikan-tani-nenkyu\"]", "related = []")]
#[case("どう扱えばよいですか\"", "どのように扱えばよいですか\"")]
// When somebody checked it, and when it is due.
#[case("checked_on = 2026-11-22", "checked_on = 2026-11-23")]
#[case("review_after_days = 365", "review_after_days = 180")]
// White space, width, emphasis, and the address of a page that moved.
#[case("1時間抜けたら1時間分", "１時間 抜けたら **1時間分**")]
#[case("/qa/category/qa02/", "/qa/category/qa03/")]
#[tokio::test]
async fn what_changes_nothing_in_substance_is_not_told(#[case] old: &str, #[case] new: &str) {
    let office = waiting().await;
    replace(&office, old, new);
    assert_eq!(told(&office).await, []);
}

#[tokio::test]
async fn the_order_of_lists_and_sections_is_no_substance_but_a_move_to_another_heading_is() {
    let office = waiting().await;
    let first = "- 休憩にする: ";
    let item = |text: &str| {
        text[text.find(first).unwrap()..]
            .lines()
            .next()
            .unwrap()
            .to_owned()
    };
    let edit = |to: &'static str| {
        office.publish(&FOLDERS, |path, text| {
            if path != FILE {
                return Some(text);
            }
            let item = format!("{}\n", item(&text));
            let without = text.replacen(&item, "", 1);
            Some(without.replacen(to, &format!("{item}{to}"), 1))
        });
    };
    edit("- 把握しない: ");
    assert_eq!(told(&office).await, []);
    edit("- フレックスタイム制なら");
    assert_eq!(told(&office).await.len(), 1);
}

#[rstest]
#[case("22時から5時", "23時から5時")]
#[case(
    "この制度には労使協定が必要です。",
    "この制度には労使協定は要りません。"
)]
#[case(
    "休憩として扱って終業を繰り下げる",
    "無給の離席として扱って終業を繰り下げる"
)]
#[case("edition = \"令和3年3月25日改定\"", "edition = \"令和8年4月1日改定\"")]
#[case("level = \"official\"", "level = \"secondary\"")]
#[case("prefectures = []", "prefectures = [\"東京都\"]")]
#[tokio::test]
async fn a_correction_in_substance_is_told_once(#[case] old: &str, #[case] new: &str) {
    let office = waiting().await;
    assert_eq!(told(&office).await, []);
    office.clock.advance(Duration::days(89));
    replace(&office, old, new);
    let [notice] = &told(&office).await[..] else {
        panic!("it is told")
    };
    assert_eq!(notice.asked, QUESTION);
    assert!(notice.said.starts_with("抜けた1時間は、休憩として扱って"));
    let conclusion = &office.assistant.shelf();
    let conclusion = conclusion.entry(&notice.recall.entry).unwrap();
    assert_eq!(notice.now.as_ref(), Some(&conclusion.conclusion));
    assert_eq!(notice.recall.corrected_at, Some(office.clock.now()));
    // Never again, whatever follows.
    replace(&office, "本人の希望に応じて、", "");
    assert_eq!(told(&office).await, []);
}

#[tokio::test]
async fn a_withdrawn_answer_is_a_correction() {
    let office = waiting().await;
    office.publish(&FOLDERS, |path, text| {
        let kept = path != FILE && !path.contains("golden");
        kept.then(|| text.replace("\"qa/nakanuke\"", ""))
    });
    let [notice] = &told(&office).await[..] else {
        panic!("it is told")
    };
    assert_eq!(notice.now, None);
}

#[tokio::test]
async fn figures_of_a_program_are_its_substance() {
    let office = office().await;
    let question = ask(&office, "301", "テレワーク定着強化奨励金の締切はいつですか").await;
    wants(&office, "301", question).await;
    office.publish(&FOLDERS, |path, text| {
        Some(match path {
            "program/tokyo-teichaku.toml" => text.replace("2027-02-26", "2027-03-26"),
            _ => text,
        })
    });
    assert_eq!(told(&office).await.len(), 1);
}

#[tokio::test]
async fn after_ninety_days_nothing_is_told_and_nobody_waits_for_somebody_elses_answer() {
    let office = waiting().await;
    office
        .clock
        .advance(Duration::days(90) + Duration::seconds(1));
    assert_eq!(told(&office).await, []);
    replace(&office, "22時から5時", "23時から5時");
    assert_eq!(told(&office).await, []);
    assert_eq!(office.store.active_recalls().await.unwrap(), []);
    let question = ask(&office, "301", QUESTION).await;
    assert_eq!(wants(&office, "302", question).await, Response::NotFound);
    let unknown = Uuid::from_u128(7);
    assert_eq!(wants(&office, "301", unknown).await, Response::NotFound);
    let greeting = ask(&office, "301", "こんにちは").await;
    assert_eq!(wants(&office, "301", greeting).await, Response::NotNow);
    office.clock.advance(Duration::days(91));
    assert_eq!(wants(&office, "301", question).await, Response::NotNow);
}

#[tokio::test]
async fn who_presses_after_the_correction_is_told_and_who_takes_it_back_is_not() {
    let office = office().await;
    let question = ask(&office, "301", QUESTION).await;
    let other = ask(&office, "302", QUESTION).await;
    wants(&office, "302", other).await;
    let by = person("302");
    let stop = Incoming::Watch(Watch::StopCorrections {
        by,
        question: other,
    });
    office.assistant.handle(stop).await.unwrap();
    replace(&office, "22時から5時", "23時から5時");
    wants(&office, "301", question).await;
    let [notice] = &told(&office).await[..] else {
        panic!("one is told")
    };
    assert_eq!(notice.recall.question, question);
    assert_eq!(notice.recall.state, RecallState::Told);
}
