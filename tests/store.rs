//! Contract of the store: people, sessions, settings, closing and the schema, on both databases.

use chrono::Duration;
use madoguchi::people::{PersonId, Role};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    questions::question,
};

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
