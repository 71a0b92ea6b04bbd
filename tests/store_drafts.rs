//! Contract of the store: drafts of entries, on both databases.

use madoguchi::{
    curation::draft::Draft,
    desk::{Event, TicketId},
    store::AddedDraft,
};
use rstest::rstest;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::{act, done, hire, open},
};

fn draft(question: &str) -> Draft {
    Draft {
        slug: "soudan-1".to_owned(),
        question: question.to_owned(),
        topics: vec!["労働時間".to_owned()],
        ..Draft::default()
    }
}

#[rstest]
#[tokio::test]
async fn a_closed_ticket_has_one_draft_until_it_is_discarded(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 50, "佐藤").await;
    let ticket = open(&store, 1).await.id;
    let add = async |n: u64| {
        let draft = draft(&format!("質問{n}"));
        let added = store.add_draft(id(n), ticket, &draft, sato.id, at(n)).await;
        added.unwrap()
    };
    assert_eq!(add(60).await, AddedDraft::NotNow);
    done(&store, act(10, Event::Claimed, Some(&sato), None)).await;
    assert_eq!(add(60).await, AddedDraft::NotNow);
    done(&store, act(11, Event::Closed, Some(&sato), None)).await;
    assert_eq!(store.draft_of_ticket(ticket).await.unwrap(), None);
    assert_eq!(add(60).await, AddedDraft::New(id(60)));
    assert_eq!(add(61).await, AddedDraft::Already(id(60)));
    assert_eq!(store.draft_of_ticket(ticket).await.unwrap(), Some(id(60)));
    let (nowhere, blank) = (TicketId(id(9)), draft(""));
    let missing = store.add_draft(id(62), nowhere, &blank, sato.id, at(1));
    assert_eq!(missing.await.unwrap(), AddedDraft::NotNow);

    let kept = store.draft(id(60)).await.unwrap().unwrap();
    assert_eq!((kept.draft, kept.version), (draft("質問60"), 1));
    assert_eq!((kept.number.0, kept.name.as_str()), (1, "佐藤"));
    assert!(store.discard_draft(id(60)).await.unwrap());
    assert!(!store.discard_draft(id(60)).await.unwrap());
    assert_eq!(store.draft(id(60)).await.unwrap(), None);
    assert_eq!(add(61).await, AddedDraft::New(id(61)));
}

#[rstest]
#[tokio::test]
async fn of_many_changes_of_one_version_one_is_kept(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 50, "佐藤").await;
    let suzuki = hire(&store, 51, "鈴木").await;
    for n in [1, 2] {
        let ticket = open(&store, n).await.id;
        for (step, event) in [(0, Event::Claimed), (1, Event::Closed)] {
            let mut act = act(100 * n + step, event, Some(&sato), None);
            act.ticket = ticket;
            done(&store, act).await;
        }
        let first = draft("初め");
        let added = store.add_draft(id(60 + n), ticket, &first, sato.id, at(n));
        assert_eq!(added.await.unwrap(), AddedDraft::New(id(60 + n)));
    }
    let other = store.again().await;
    let changed = everybody(20, |n| {
        let store = either(&store, &other, n);
        let by = suzuki.id;
        async move {
            let draft = draft(&format!("質問{n}"));
            let changed = store.change_draft((id(61), 1), &draft, by, at(100 + n));
            changed.await.unwrap()
        }
    })
    .await;
    assert_eq!(changed.iter().filter(|it| **it).count(), 1);
    let winner = changed.iter().position(|it| *it).unwrap();
    let all = store.drafts(10).await.unwrap();
    let order: Vec<_> = all
        .iter()
        .map(|it| (it.id, it.version, it.name.as_str()))
        .collect();
    assert_eq!(order, [(id(61), 2, "鈴木"), (id(62), 1, "佐藤")]);
    assert_eq!(all[0].draft.question, format!("質問{winner}"));
    assert_eq!(store.drafts(1).await.unwrap().len(), 1);
}
