//! Contract of the store: what people did with answers, and what curators made of it, on both databases.

use madoguchi::{
    answer::Decision,
    curation::evidence::{Sign, key, masked, proposals},
    desk::TicketId,
    knowledge::EntryId,
    people::{Person, Surface},
    store::{Erasure, NewStep, QuestionRecord, Step},
};
use rstest::rstest;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    questions::question,
    tickets::{QUESTION, hire, open},
};

fn entry(id: &str) -> EntryId {
    EntryId(id.to_owned())
}

/// The `n`th question, of this dialogue.
fn asked(n: u64, who: &str, asked: &str, decision: Decision) -> QuestionRecord {
    QuestionRecord {
        conversation: Surface::Web.conversation(who),
        asked: asked.to_owned(),
        decision,
        entry: (decision == Decision::Reply).then(|| entry("qa/nakanuke")),
        ..question(n)
    }
}

fn step<'a>(known: i64, step: Step, by: &Person, n: u64, id: &'a EntryId) -> NewStep<'a> {
    NewStep {
        entry: id,
        asked: "抜けていい？",
        known,
        step,
        text: "途中で抜けてもいいですか",
        by: by.id,
        at: at(n),
    }
}

#[rstest]
#[tokio::test]
async fn what_people_choose_rate_and_get_as_a_reply_is_evidence(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let words = "抜けていい？";
    for record in [
        asked(1, "甲", words, Decision::Clarify),
        // What was chosen is shown, then the asker goes on.
        asked(3, "甲", "中抜けの扱い", Decision::Reply),
        asked(4, "甲", "費用は？", Decision::Reply),
        asked(11, "乙", words, Decision::Reply),
        asked(21, "丙", words, Decision::Reply),
        asked(22, "丙", "抜けていい", Decision::Handoff),
        // The next day is another matter.
        QuestionRecord {
            at: at(22) + chrono::Duration::days(1),
            ..asked(12, "乙", words, Decision::Handoff)
        },
        asked(31, "丁", words, Decision::Handoff),
    ] {
        store.record_question(&record).await.unwrap();
    }
    let nakanuke = entry("qa/nakanuke");
    for (n, time) in [(1, 2), (31, 32)] {
        assert!(
            store
                .record_choice(id(n), &nakanuke, at(time))
                .await
                .unwrap()
        );
    }
    for (n, solved) in [(3, true), (11, true), (21, true), (4, false)] {
        assert!(store.rate_question(id(n), solved, at(90)).await.unwrap());
    }
    let sato = hire(&store, 50, "佐藤").await;
    let ticket = open(&store, 70).await.id;
    let in_reply = async |ticket| {
        let recorded = store.record_entry_in_reply(ticket, &nakanuke, sato.id, at(80));
        recorded.await.unwrap()
    };
    assert!(in_reply(ticket).await && in_reply(ticket).await);
    assert!(!in_reply(TicketId(id(999))).await);

    let found = proposals(store.deeds(100).await.unwrap());
    let seen: Vec<_> = found
        .iter()
        .map(|it| {
            let signs: Vec<_> = it.signs.clone().into_iter().collect();
            (it.asked.as_str(), it.askers, it.contrary, signs)
        })
        .collect();
    let all = vec![(Sign::Which, 1), (Sign::Nearest, 1), (Sign::Solved, 2)];
    assert_eq!(
        seen,
        [
            (words, 4, 1, all),
            ("中抜けの扱い", 1, 0, vec![(Sign::Solved, 1)]),
            (QUESTION, 1, 0, vec![(Sign::Replied, 1)]),
        ],
        "丙 asked the same again; what is only against an entry is none"
    );
    // Of each kind the newest.
    assert_eq!(store.deeds(1).await.unwrap().len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_choice_that_did_not_help_speaks_against_the_entry(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for record in [
        asked(1, "甲", "抜けていい？", Decision::Clarify),
        asked(3, "甲", "中抜けの扱い", Decision::Reply),
    ] {
        store.record_question(&record).await.unwrap();
    }
    let nakanuke = entry("qa/nakanuke");
    store.record_choice(id(1), &nakanuke, at(2)).await.unwrap();
    store.rate_question(id(3), false, at(5)).await.unwrap();
    let found = proposals(store.deeds(100).await.unwrap());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].askers, found[0].contrary), (1, 1));
}

#[rstest]
#[tokio::test]
async fn accepting_and_taking_back_change_what_is_searched_and_keep_who_did_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let (sato, suzuki) = (
        hire(&store, 50, "佐藤").await,
        hire(&store, 51, "鈴木").await,
    );
    let id = entry("qa/nakanuke");
    let take = async |known, did, by: &Person, n| {
        let step = step(known, did, by, n, &id);
        let done = store.step_past_question(&step).await.unwrap();
        (done, store.knowledge_version().await.unwrap())
    };
    assert_eq!(take(0, Step::Declined, &sato, 1).await, (true, 0));
    assert_eq!(
        take(0, Step::Accepted, &suzuki, 2).await,
        (false, 0),
        "佐藤 was faster"
    );
    assert_eq!(take(1, Step::Accepted, &suzuki, 3).await, (true, 1));
    let now = store.past_questions().await.unwrap();
    assert_eq!(now.len(), 1);
    let one = &now[0];
    assert_eq!(
        (one.number, one.step, one.name.as_str()),
        (2, Step::Accepted, "鈴木")
    );
    assert_eq!(
        (one.entry.clone(), one.key.clone()),
        (id.clone(), key("抜けていい"))
    );
    assert_eq!(one.text, "途中で抜けてもいいですか");
    assert_eq!(take(2, Step::Reopened, &sato, 4).await, (true, 2));
    let steps = store.past_question_steps(2).await.unwrap();
    let steps: Vec<_> = steps
        .iter()
        .map(|it| (it.number, it.step, it.name.as_str()))
        .collect();
    let expected = [(3, Step::Reopened, "佐藤"), (2, Step::Accepted, "鈴木")];
    assert_eq!(steps, expected, "newest first");
    assert_eq!(store.past_question_steps(9).await.unwrap().len(), 3);
}

#[rstest]
#[tokio::test]
async fn of_many_curators_one_decides(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 50, "佐藤").await;
    let other = store.again().await;
    let id = entry("qa/nakanuke");
    let won = everybody(20, |n| {
        let store = either(&store, &other, n);
        let (sato, id) = (sato.clone(), id.clone());
        async move {
            let did = [Step::Accepted, Step::Declined][n as usize % 2];
            let step = step(0, did, &sato, n, &id);
            store.step_past_question(&step).await.unwrap()
        }
    })
    .await;
    assert_eq!(won.iter().filter(|it| **it).count(), 1);
    assert_eq!(store.past_questions().await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_a_person_asked_goes_with_the_persons_data_unless_it_became_knowledge(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 50, "佐藤").await;
    let who = Surface::Web.conversation("甲");
    // The ticket of the same dialogue, with a name in its contact that is masked.
    let mut ticket = crate::support::tickets::new(70);
    ticket.question = "山田花子の手当はどうしますか".to_owned();
    ticket.contact = "山田花子 06-0000-0000".to_owned();
    store.open_ticket(&ticket).await.unwrap();
    let in_ticket = masked(&masked(&ticket.question, &ticket.contact), "");
    assert_ne!(in_ticket, ticket.question);
    let own = ["見送り？", "採用して取り消した？", "採用した？"];
    for (n, words) in (1..).zip(own) {
        let record = asked(n, "甲", words, Decision::Clarify);
        store.record_question(&record).await.unwrap();
    }
    let id = entry("qa/nakanuke");
    let decide = async |words: &str, steps: &[Step]| {
        for (known, step) in (0..).zip(steps) {
            let new = NewStep {
                asked: words,
                text: words,
                ..self::step(known, *step, &sato, 1, &id)
            };
            assert!(store.step_past_question(&new).await.unwrap());
        }
    };
    decide(own[0], &[Step::Declined]).await;
    decide(own[1], &[Step::Accepted, Step::Reopened]).await;
    decide(own[2], &[Step::Declined, Step::Reopened, Step::Accepted]).await;
    decide(&in_ticket, &[Step::Declined]).await;
    decide("ほかの人の見送り？", &[Step::Declined]).await;
    let version = store.knowledge_version().await.unwrap();

    let erasure = Erasure {
        id: crate::support::backend::id(900),
        conversations: vec![who],
        interaction: None,
        told: None,
        at: at(100),
    };
    store.erase(&erasure).await.unwrap();
    let left = store.past_question_steps(99).await.unwrap();
    let mut left: Vec<_> = left
        .iter()
        .map(|it| (it.asked.as_str(), it.number))
        .collect();
    left.sort_unstable();
    let expected = [
        ("ほかの人の見送り？", 1),
        (own[2], 1),
        (own[2], 2),
        (own[2], 3),
    ];
    assert_eq!(left, expected);
    let after = store.knowledge_version().await.unwrap();
    assert_eq!(after, version, "the search knows the same");
}
