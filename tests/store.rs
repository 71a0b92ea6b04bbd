//! Contract of the store: people, sessions, settings and questions, on both databases.

use chrono::Duration;
use madoguchi::{
    answer::Decision,
    knowledge::EntryId,
    people::{PersonId, Role, Surface},
    programs::{Profile, Span},
    store::{Context, QuestionRecord},
};
use rstest::rstest;
use serde_json::json;

use crate::support::backend::{Backend, at, either, everybody, id};

fn question(n: u64) -> QuestionRecord {
    QuestionRecord {
        id: id(n),
        conversation: Surface::Web.conversation("甲"),
        surface: Surface::Web,
        asked: format!("中抜けの時間はどう扱いますか({n})"),
        decision: Decision::Reply,
        entry: Some(EntryId("qa/nakanuke".to_owned())),
        confidence: 0.875,
        card: json!({"lead": "中抜け時間は…[1]", "citations": [{"url": "https://example.jp/"}]}),
        profile: Profile {
            prefecture: Some("東京都".to_owned()),
            employees: Some(Span::exactly(12)),
            ..Profile::default()
        },
        at: at(n),
    }
}

#[rstest]
#[tokio::test]
async fn a_person_keeps_the_identity_when_the_role_changes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    assert!(!store.has_admin().await.unwrap());
    let first = PersonId(id(1));
    let sato = store
        .person_named_or_new(first, "佐藤", Role::Consultant, at(1))
        .await
        .unwrap();
    assert_eq!((sato.id, sato.role), (first, Role::Consultant));
    assert!(!store.has_admin().await.unwrap());
    let again = store
        .person_named_or_new(PersonId(id(2)), "佐藤", Role::Admin, at(2))
        .await
        .unwrap();
    assert_eq!((again.id, again.role), (first, Role::Admin));
    assert!(store.has_admin().await.unwrap());

    store
        .person_named_or_new(PersonId(id(3)), "阿部", Role::Consultant, at(3))
        .await
        .unwrap();
    let names: Vec<_> = store.people().await.unwrap();
    let names: Vec<_> = names.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["佐藤", "阿部"]);
    assert_eq!(store.person(first).await.unwrap(), Some(again));
    assert_eq!(store.person(PersonId(id(9))).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn somebody_who_left_can_no_longer_enter_until_named_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = store
        .person_named_or_new(PersonId(id(1)), "佐藤", Role::Admin, at(1))
        .await
        .unwrap();
    store.add_login_link("hash", sato.id, at(60)).await.unwrap();
    assert!(store.deactivate_person(sato.id).await.unwrap());
    assert!(!store.deactivate_person(sato.id).await.unwrap());
    assert_eq!(store.person(sato.id).await.unwrap(), None);
    assert!(store.people().await.unwrap().is_empty());
    assert!(!store.has_admin().await.unwrap());
    assert_eq!(store.redeem_login_link("hash", at(2)).await.unwrap(), None);

    store
        .person_named_or_new(PersonId(id(2)), "佐藤", Role::Admin, at(3))
        .await
        .unwrap();
    assert_eq!(store.person(sato.id).await.unwrap(), Some(sato));
}

#[rstest]
#[tokio::test]
async fn a_login_link_works_once_and_not_after_its_time(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = store
        .person_named_or_new(PersonId(id(1)), "佐藤", Role::Consultant, at(1))
        .await
        .unwrap();
    for hash in ["used", "late", "in time"] {
        store.add_login_link(hash, sato.id, at(900)).await.unwrap();
    }
    assert_eq!(store.redeem_login_link("?", at(2)).await.unwrap(), None);
    assert_eq!(
        store.redeem_login_link("late", at(900)).await.unwrap(),
        None
    );
    let in_time = at(900) - Duration::milliseconds(1);
    assert_eq!(
        store.redeem_login_link("in time", in_time).await.unwrap(),
        Some(sato.clone())
    );

    let other = store.again().await;
    let results = everybody(50, |n| {
        let store = either(&store, &other, n);
        async move { store.redeem_login_link("used", at(3)).await.unwrap() }
    })
    .await;
    let entered: Vec<_> = results.into_iter().flatten().collect();
    assert_eq!(entered, [sato]);
}

#[rstest]
#[tokio::test]
async fn a_session_lasts_until_it_expires_or_is_deleted(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let data = json!({"person": "佐藤", "n": [1, 2]});
    store.save_session("a", &json!({}), at(5)).await.unwrap();
    store.save_session("a", &data, at(10)).await.unwrap();
    store.save_session("b", &data, at(20)).await.unwrap();
    assert_eq!(store.session("a", at(9)).await.unwrap(), Some(data));
    assert_eq!(store.session("a", at(10)).await.unwrap(), None);
    assert_eq!(store.session("c", at(1)).await.unwrap(), None);
    assert_eq!(store.delete_expired_sessions(at(10)).await.unwrap(), 1);
    assert_eq!(store.session("a", at(1)).await.unwrap(), None);
    assert!(store.session("b", at(11)).await.unwrap().is_some());
    store.delete_session("b").await.unwrap();
    store.delete_session("b").await.unwrap();
    assert_eq!(store.session("b", at(11)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn all_processes_share_the_secret_that_came_first(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let other = store.again().await;
    let secrets = everybody(20, |n| {
        let store = either(&store, &other, n);
        async move { store.secret("cookie", &format!("候補{n}")).await.unwrap() }
    })
    .await;
    assert!(secrets[0].starts_with("候補"));
    assert!(secrets.iter().all(|it| *it == secrets[0]));
    let another = store.secret("csrf", "別").await.unwrap();
    assert_eq!(another, "別");
}

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
async fn closing_writes_what_waits_and_refuses_what_comes_later(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let record = question(1);
    let waiting = store.record_question(&record);
    let (recorded, ()) = tokio::join!(waiting, store.close());
    recorded.unwrap();
    assert!(store.record_question(&question(2)).await.is_err());
    assert!(store.question(id(1)).await.is_err());
    let again = store.again().await;
    assert_eq!(again.question(id(1)).await.unwrap(), Some(question(1)));
    assert_eq!(again.question(id(2)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn the_schema_is_the_same_after_reopening_and_on_both_databases(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let before = store.columns().await;
    store.record_question(&question(1)).await.unwrap();
    store.close().await;
    let again = store.again().await;
    assert_eq!(store.columns().await, before);
    assert_eq!(again.question(id(1)).await.unwrap(), Some(question(1)));
    let file = Backend::Sqlite.fresh().await.unwrap();
    assert_eq!(file.columns().await, before);
    assert!(before.contains(&"tickets.code_hash".to_owned()));
}
