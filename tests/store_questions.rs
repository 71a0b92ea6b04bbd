//! Contract of the store: questions, ratings and dialogues, on both databases.

use chrono::Duration;
use madoguchi::{
    answer::Decision,
    knowledge::EntryId,
    people::Surface,
    programs::Profile,
    store::{Context, EventKey, QuestionRecord, Recorded},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    questions::question,
};

#[rstest]
#[tokio::test]
async fn a_question_comes_back_as_it_was_recorded_to_the_millisecond(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let mut odd = question(1);
    odd.at = at(1) + Duration::milliseconds(7);
    odd.entry = None;
    odd.confidence = 1.0;
    odd.asked = "「'; DROP TABLE questions; --」👨‍👩‍👧 <b>\u{1}\n".to_owned();
    odd.surface = Surface::Terminal;
    odd.decision = Decision::Handoff;
    odd.profile = Profile::default();
    for record in [odd, question(2)] {
        store.record_question(&record).await.unwrap();
        assert_eq!(store.question(record.id).await.unwrap(), Some(record));
    }
    assert_eq!(store.question(id(99)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_dialogue_remembers_the_last_question_entry_and_facts_until_it_is_reset(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let conversation = question(1).conversation;
    assert_eq!(store.conversation(&conversation).await.unwrap(), None);
    let greeting = QuestionRecord {
        entry: None,
        asked: "こんにちは".to_owned(),
        ..question(2)
    };
    store.record_question(&question(1)).await.unwrap();
    store.record_question(&greeting).await.unwrap();
    let mut elsewhere = question(3);
    elsewhere.conversation = Surface::Web.conversation("乙");
    store.record_question(&elsewhere).await.unwrap();

    let context = store.conversation(&conversation).await.unwrap().unwrap();
    let expected = Context {
        profile: greeting.profile.clone(),
        entry: question(1).entry,
        asked: Some("こんにちは".to_owned()),
        asks: None,
        at: at(2),
    };
    assert_eq!(context, expected);

    store
        .reset_conversation(&conversation, at(9))
        .await
        .unwrap();
    let context = store.conversation(&conversation).await.unwrap().unwrap();
    let empty = Context {
        profile: Profile::default(),
        entry: None,
        asked: None,
        asks: None,
        at: at(9),
    };
    assert_eq!(context, empty);
    let recent = store.recent_questions(&conversation, 9).await.unwrap();
    assert_eq!(recent, [question(1), greeting]);
    let other = store.conversation(&elsewhere.conversation).await.unwrap();
    assert!(other.unwrap().asked.is_some());
}

#[rstest]
#[tokio::test]
async fn recent_questions_are_the_last_ones_oldest_first(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for n in [3, 1, 4, 2] {
        store.record_question(&question(n)).await.unwrap();
    }
    let conversation = question(1).conversation;
    let recent = store.recent_questions(&conversation, 3).await.unwrap();
    assert_eq!(recent, [question(2), question(3), question(4)]);
    let none = store.recent_questions(&conversation, 0).await.unwrap();
    assert!(none.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_last_rating_counts(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    store.record_question(&question(1)).await.unwrap();
    assert_eq!(store.rating(id(1)).await.unwrap(), None);
    assert!(store.rate_question(id(1), false, at(2)).await.unwrap());
    assert_eq!(store.rating(id(1)).await.unwrap(), Some(false));
    assert!(store.rate_question(id(1), true, at(3)).await.unwrap());
    assert_eq!(store.rating(id(1)).await.unwrap(), Some(true));
    assert!(!store.rate_question(id(9), true, at(3)).await.unwrap());
    assert_eq!(store.rating(id(9)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_choice_is_recorded_once_and_only_for_a_question_there_is(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    store.record_question(&question(1)).await.unwrap();
    let entry = EntryId("qa/zaitaku-teate".to_owned());
    for _ in 0..2 {
        assert!(store.record_choice(id(1), &entry, at(2)).await.unwrap());
    }
    assert!(!store.record_choice(id(9), &entry, at(2)).await.unwrap());
    let choices = store.choices(id(1)).await.unwrap();
    assert_eq!(choices, [entry]);
}

#[rstest]
#[tokio::test]
async fn questions_asked_at_once_are_all_recorded_and_a_bad_one_fails_alone(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    // Both databases refuse NaN: SQLite stores it as NULL, PostgreSQL's JSON has no NUL.
    let bad = |n| n % 50 == 7;
    let outcomes = everybody(200, |n| {
        let store = (*store).clone();
        let mut record = question(n);
        record.conversation = Surface::Web.conversation(&n.to_string());
        if bad(n) {
            record.confidence = f64::NAN;
            record.card = json!({"lead": "\0"});
        }
        async move { store.record_question(&record).await }
    })
    .await;
    for (n, outcome) in (0..).zip(outcomes) {
        let stored = store.question(id(n)).await.unwrap();
        assert_eq!(outcome.is_err(), bad(n), "{n}");
        if let Err(error) = outcome {
            let log = format!("{error:?} {:?}", anyhow::Error::from(error.clone()));
            assert!(!log.contains("中抜け"), "{log}");
        }
        assert_eq!(stored.is_none(), bad(n), "{n}");
    }
}

#[rstest]
#[tokio::test]
async fn of_a_question_that_is_sent_again_only_the_first_is_recorded_and_returned(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let conversation = question(1).conversation;
    let key = |event: u64, asked: &str| Some(EventKey::new(&conversation, id(event), asked));
    let sent = move |n: u64, event| QuestionRecord {
        event,
        ..question(n)
    };
    let other = store.again().await;
    let outcomes = everybody(20, |n| {
        let store = either(&store, &other, n);
        let record = sent(n, key(7, "質問"));
        async move { store.record_question(&record).await.unwrap() }
    })
    .await;
    let first = store.question_of_event(&key(7, "質問").unwrap()).await;
    let first = first.unwrap().unwrap();
    let again = Recorded::Already(Box::new(first.clone()));
    assert_eq!(outcomes.iter().filter(|it| **it == again).count(), 19);
    let recent = store.recent_questions(&conversation, 9).await.unwrap();
    assert_eq!(recent, [first]);

    // Other words, another form, another dialogue, or nothing that tells: other questions.
    let elsewhere = Surface::Web.conversation("乙");
    let elsewhere = Some(EventKey::new(&elsewhere, id(7), "質問"));
    let events = [key(7, "別の質問"), key(8, "質問"), elsewhere, None, None];
    for (n, event) in (30..).zip(events) {
        let outcome = store.record_question(&sent(n, event)).await.unwrap();
        assert_eq!(outcome, Recorded::New, "{n}");
    }
    let recent = store.recent_questions(&conversation, 9).await.unwrap();
    assert_eq!(recent.len(), 6);
    // What comes late does not turn the dialogue back.
    let late = store.record_question(&sent(40, key(7, "質問"))).await;
    assert_eq!(late.unwrap(), again);
    let context = store.conversation(&conversation).await.unwrap().unwrap();
    assert_eq!(context.at, at(34));
    let unknown = store.question_of_event(&key(9, "質問").unwrap()).await;
    assert_eq!(unknown.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn an_account_asks_in_private_and_in_channels(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let own = |id: &str| Surface::Discord.conversation(id);
    for (n, conversation) in (1..).zip(["20", "20/7", "20/8", "201/7", "2"]) {
        let asked = QuestionRecord {
            conversation: own(conversation),
            ..question(n)
        };
        store.record_question(&asked).await.unwrap();
    }
    let mut all = store.conversations_of(20).await.unwrap();
    all.sort();
    assert_eq!(all, [own("20"), own("20/7"), own("20/8")]);
    assert_eq!(store.conversations_of(9).await.unwrap(), [own("9")]);
}
