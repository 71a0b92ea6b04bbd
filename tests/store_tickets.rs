//! Contract of the store: opening and listing tickets, on both databases.

use madoguchi::{
    desk::{Event, Status, Ticket, TicketId, TicketNumber},
    people::Surface,
    store::{Acted, Opened, TicketChange},
};
use rstest::rstest;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::{QUESTION, act, done, hire, new, open},
};

#[rstest]
#[tokio::test]
async fn a_ticket_comes_back_as_it_was_sent(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let expected = Ticket {
        id: TicketId(id(1)),
        number: TicketNumber(1),
        conversation: new(1).conversation,
        question_id: Some(id(77)),
        question: QUESTION.to_owned(),
        profile: new(1).profile,
        contact: "06-0000-0000".to_owned(),
        status: Status::Open,
        owner: None,
        group: None,
        snoozed_until: None,
        merged_into: None,
        opened_at: at(1),
        changed_at: at(1),
    };
    assert_eq!(open(&store, 1).await, expected);
    assert_eq!(
        store.ticket(expected.id).await.unwrap().as_ref(),
        Some(&expected)
    );
    let (found, hash) = store
        .ticket_by_number(TicketNumber(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found, hash.as_str()), (expected, "hash 1"));
    assert_eq!(open(&store, 2).await.number, TicketNumber(2));
    assert_eq!(store.ticket(TicketId(id(9))).await.unwrap(), None);
    let unknown = store.ticket_by_number(TicketNumber(9)).await.unwrap();
    assert_eq!(unknown, None);
}

#[rstest]
#[tokio::test]
async fn the_same_form_sent_many_times_at_once_makes_one_ticket(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let other = store.again().await;
    let opened = everybody(20, |n| {
        let store = either(&store, &other, n);
        // Each submission has made an id of its own; the form is the same.
        let mut new = new(n + 1);
        new.event = id(1000);
        async move { store.open_ticket(&new).await.unwrap() }
    })
    .await;
    let made: Vec<_> = opened
        .iter()
        .filter(|it| matches!(it, Opened::New(_)))
        .collect();
    assert_eq!(made.len(), 1);
    for it in &opened {
        let (Opened::New(ticket) | Opened::Already(ticket)) = it;
        assert_eq!(ticket.number, TicketNumber(1));
    }
    assert_eq!(store.tickets_to_do(99).await.unwrap().len(), 1);
    assert_eq!(store.last_ticket_change().await.unwrap(), 1);
}

#[rstest]
#[tokio::test]
async fn tickets_opened_at_once_are_numbered_without_gaps(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let other = store.again().await;
    let mut numbers = everybody(30, |n| {
        let store = either(&store, &other, n);
        async move { open(&store, n).await.number.0 }
    })
    .await;
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
    let changes = store.ticket_changes_since(0).await.unwrap();
    let seqs: Vec<_> = changes.iter().map(|it| it.seq).collect();
    assert_eq!(seqs, (1..=30).collect::<Vec<_>>());
}

#[rstest]
#[tokio::test]
async fn the_desk_lists_the_oldest_to_do_and_the_last_closed_first(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 101, "佐藤").await;
    // Numbered in another order than they were sent.
    for n in [3, 1, 4, 2, 5] {
        open(&store, n).await;
    }
    for (n, ticket) in [(10, 1), (12, 3), (11, 4)] {
        for (form, event) in [(n, Event::Claimed), (n + 100, Event::Closed)] {
            let mut act = act(form, event, Some(&sato), None);
            act.ticket = TicketId(id(ticket));
            act.at = at(n);
            done(&store, act).await;
        }
    }
    let ids = |tickets: Vec<Ticket>| -> Vec<u128> {
        tickets.iter().map(|it| it.id.0.as_u128()).collect()
    };
    assert_eq!(ids(store.tickets_to_do(9).await.unwrap()), [2, 5]);
    assert_eq!(ids(store.tickets_to_do(1).await.unwrap()), [2]);
    assert_eq!(ids(store.tickets_closed(9).await.unwrap()), [3, 4, 1]);
    assert_eq!(ids(store.tickets_closed(2).await.unwrap()), [3, 4]);
    let mine = store.tickets_of_conversation(&new(1).conversation).await;
    assert_eq!(ids(mine.unwrap()), [3, 1, 4, 2, 5]);
    let elsewhere = Surface::Web.conversation("乙");
    let none = store.tickets_of_conversation(&elsewhere).await.unwrap();
    assert_eq!(none, []);
}

#[rstest]
#[tokio::test]
async fn changes_are_told_in_order_after_a_number(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    assert_eq!(store.last_ticket_change().await.unwrap(), 0);
    open(&store, 1).await;
    open(&store, 2).await;
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(3, Event::Claimed, Some(&sato), None)).await;
    let refused = act(4, Event::Opened, None, None);
    store.act_on_ticket(&refused).await.unwrap();
    let mut unknown = act(5, Event::Claimed, Some(&sato), None);
    unknown.ticket = TicketId(id(9));
    let unknown = store.act_on_ticket(&unknown).await.unwrap();
    assert_eq!(unknown, Acted::NotFound);
    let (one, two) = (TicketId(id(1)), TicketId(id(2)));
    for _ in 0..2 {
        let note = store.add_note(two, id(6), sato.id, "要確認", id(3006), at(6));
        note.await.unwrap();
    }
    done(&store, act(7, Event::Closed, Some(&sato), None)).await;
    let told = |changes: Vec<TicketChange>| -> Vec<(i64, TicketId, bool)> {
        let told = changes.iter().map(|it| (it.seq, it.ticket, it.internal));
        told.collect()
    };
    let noted = (4, two, true);
    let all = [(1, one, false), (2, two, false), (3, one, false), noted];
    let all = [&all[..], &[(5, one, false)]].concat();
    assert_eq!(told(store.ticket_changes_since(0).await.unwrap()), all);
    let later = store.ticket_changes_since(3).await.unwrap();
    assert_eq!(told(later), all[3..]);
    assert_eq!(store.last_ticket_change().await.unwrap(), 5);
    // The history says nothing of notes.
    assert_eq!(store.history(two).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn nobody_who_has_seen_a_change_misses_one_before_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let other = store.again().await;
    let reader = store.again().await;
    let writers = everybody(60, |n| {
        let store = either(&store, &other, n);
        async move { open(&store, n).await.id }
    });
    let follower = async {
        let mut seen = Vec::new();
        while seen.len() < 60 {
            let last = seen.last().copied().unwrap_or(0);
            let changes = reader.ticket_changes_since(last).await.unwrap();
            seen.extend(changes.iter().map(|it| it.seq));
        }
        seen
    };
    let (_, seen) = tokio::join!(writers, follower);
    assert_eq!(seen, (1..=60).collect::<Vec<_>>());
}
