//! Contract of the store: who wants to be told of corrections, on both databases.

use madoguchi::{
    knowledge::EntryId,
    outgoing::Outgoing,
    people::{ConversationId, Surface},
    store::{Item, Recall, RecallState, Store},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    questions::question,
};

fn somebody(account: u64) -> ConversationId {
    Surface::Discord.conversation(&account.to_string())
}

fn wish(n: u64, question: u64) -> Recall {
    Recall {
        id: id(n),
        conversation: somebody(301),
        question: id(question),
        entry: EntryId("qa/nakanuke".to_owned()),
        substance: "1:前".to_owned(),
        shown_at: at(question),
        until: at(9_000),
        state: RecallState::Active,
        corrected_at: None,
    }
}

async fn with_questions(store: &Store) {
    for n in 1..4 {
        store.record_question(&question(n)).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn a_person_waits_once_for_each_answer(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_questions(&store).await;
    let first = store.add_recall(&wish(11, 1), Some(100)).await.unwrap();
    assert_eq!(first, wish(11, 1));
    assert_eq!(store.add_recall(&wish(12, 1), None).await.unwrap(), first);
    assert_eq!(
        store.watcher(&somebody(301)).await.unwrap().guild,
        Some(100)
    );
    let second = store.add_recall(&wish(13, 2), None).await.unwrap();
    let active = store.active_recalls().await.unwrap();
    assert_eq!(active, [first.clone(), second]);

    let stop = async |account, n| store.stop_recall(&somebody(account), id(n)).await.unwrap();
    assert!(!stop(302, 1).await);
    assert!(stop(301, 1).await);
    assert!(!stop(301, 1).await);
    let stopped = store.recall(id(11)).await.unwrap().unwrap();
    assert_eq!(stopped.state, RecallState::Stopped);
    assert_eq!(store.add_recall(&wish(14, 1), None).await.unwrap(), first);
    store.end_recall(id(13)).await.unwrap();
    let over = store.add_recall(&wish(15, 2), None).await.unwrap();
    assert_eq!((over.id, over.state), (id(13), RecallState::Over));
    assert_eq!(store.recall(id(99)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn of_many_who_look_at_once_one_tells_of_a_correction(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_questions(&store).await;
    store.add_recall(&wish(11, 1), None).await.unwrap();
    store.add_recall(&wish(12, 2), None).await.unwrap();
    assert!(store.stop_recall(&somebody(301), id(2)).await.unwrap());
    let other = store.again().await;
    let told = everybody(20, |n| {
        let store = either(&store, &other, n);
        async move { store.tell_recall(id(11), at(50), at(60)).await.unwrap() }
    })
    .await;
    assert_eq!(told.into_iter().filter(|it| *it).count(), 1);
    assert!(!store.tell_recall(id(12), at(50), at(60)).await.unwrap());
    let due = store.take_due(at(70), at(80), 9).await.unwrap();
    let outgoing: Vec<_> = due.into_iter().map(|it| it.outgoing).collect();
    assert_eq!(outgoing, [Outgoing::Correction { recall: id(11) }]);
    let now = store.recall(id(11)).await.unwrap().unwrap();
    assert_eq!(
        (now.state, now.corrected_at),
        (RecallState::Told, Some(at(50)))
    );
    // Who was told is not told again, whatever is pressed.
    let again = store.add_recall(&wish(13, 1), None).await.unwrap();
    assert_eq!((again.id, again.state), (id(11), RecallState::Told));
    store.end_recall(id(11)).await.unwrap();
    assert_eq!(store.recall(id(11)).await.unwrap(), Some(now));
    assert_eq!(store.active_recalls().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn the_day_of_the_last_revision_is_known(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let last = async || store.last_revision("entry", "qa/a").await.unwrap();
    assert_eq!(last().await, None);
    for (n, text) in [(1, "前"), (5, "後"), (7, "後")] {
        let item = Item {
            collection: "entry".to_owned(),
            id: "qa/a".to_owned(),
            digest: text.to_owned(),
            document: json!({ "text": text }),
        };
        store.import([item], &[], text, at(n)).await.unwrap();
    }
    assert_eq!(last().await, Some(at(5)));
    store
        .import([] as [Item; 0], &[], "空", at(9))
        .await
        .unwrap();
    assert_eq!(last().await, Some(at(9)));
}
