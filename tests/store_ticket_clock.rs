//! Contract of the store: what happens to tickets because time passes, on both databases.

use madoguchi::{
    desk::{Event, Status, TicketId, sla::Target},
    store::{Guild, Mark, Store},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::{act, done, hire, open},
};

/// What happens by itself to the ticket of `new(1)`, seen up to a line.
fn mark(event: Event, seen: i64) -> Mark {
    Mark {
        ticket: TicketId(id(1)),
        event,
        target: Some(Target::FirstReply),
        seen,
        at: at(100),
    }
}

async fn events(store: &Store) -> Vec<(Event, Option<Target>)> {
    let history = store.history(TicketId(id(1))).await.unwrap();
    history.iter().map(|it| (it.event, it.target)).collect()
}

#[rstest]
#[tokio::test]
async fn of_many_who_see_the_same_one_tells_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let guild = Guild {
        id: 1,
        settings: json!({}),
        desk: Some(2),
        operator: true,
    };
    store.save_guild(&guild, at(0)).await.unwrap();
    open(&store, 1).await;
    let other = store.again().await;
    for (event, seen) in [(Event::Warned, 1), (Event::Overdue, 2)] {
        let told = everybody(20, |n| {
            let store = either(&store, &other, n);
            async move { store.mark_ticket(&mark(event, seen)).await.unwrap() }
        })
        .await;
        let told: Vec<i64> = told.into_iter().flatten().collect();
        assert_eq!(told, [seen + 1], "{event:?}");
    }
    let target = Some(Target::FirstReply);
    let expected = [
        (Event::Opened, None),
        (Event::Warned, target),
        (Event::Overdue, target),
    ];
    assert_eq!(events(&store).await, expected);
    // The consultants' channel learns each once: one lane, one after another.
    let mut sent = Vec::new();
    for n in 0..4 {
        for due in store.take_due(at(200 + n), at(300), 10).await.unwrap() {
            let ended = madoguchi::store::Ended::Sent;
            assert!(store.end_attempt(&due, ended, at(200 + n)).await.unwrap());
            sent.push(due.id);
        }
    }
    assert_eq!(sent, ["d1", "d2", "d3"]);
    // Open pages of the asker are not told.
    let changes = store.ticket_changes_since(0).await.unwrap();
    let internal: Vec<bool> = changes.iter().map(|it| it.internal).collect();
    assert_eq!(internal, [false, true, true]);
}

#[rstest]
#[tokio::test]
async fn what_has_changed_since_it_was_seen_is_left_alone(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let before = open(&store, 1).await;
    let sato = hire(&store, 101, "佐藤").await;
    let not = |mark: Mark| {
        let store = (*store).clone();
        async move { assert_eq!(store.mark_ticket(&mark).await.unwrap(), None, "{mark:?}") }
    };
    let mut unknown = mark(Event::Warned, 1);
    unknown.ticket = TicketId(id(9));
    not(unknown).await;
    not(mark(Event::Claimed, 1)).await;
    done(&store, act(2, Event::Claimed, Some(&sato), None)).await;
    not(mark(Event::Warned, 1)).await;
    assert_eq!(
        store.mark_ticket(&mark(Event::Warned, 2)).await.unwrap(),
        Some(3)
    );
    let ticket = store.ticket(before.id).await.unwrap().unwrap();
    assert_eq!(
        (ticket.status, ticket.owner),
        (Status::Claimed, Some(sato.id))
    );
    done(&store, act(4, Event::Replied, Some(&sato), Some("回答"))).await;
    not(mark(Event::Overdue, 4)).await;
    assert_eq!(store.last_ticket_change().await.unwrap(), 4, "without gaps");
    let warned = (Event::Warned, Some(Target::FirstReply));
    assert_eq!(events(&store).await[2], warned);
}

#[rstest]
#[tokio::test]
async fn the_histories_of_open_tickets_are_read_at_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for n in 1..4 {
        open(&store, n).await;
    }
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(4, Event::Claimed, Some(&sato), None)).await;
    let mut close = act(5, Event::Claimed, Some(&sato), None);
    for (form, event) in [(5, Event::Claimed), (6, Event::Closed)] {
        close.ticket = TicketId(id(2));
        (close.form_event, close.event) = (id(form), event);
        done(&store, close.clone()).await;
    }
    let histories = store.histories_to_do().await.unwrap();
    let tickets: Vec<_> = histories.keys().copied().collect();
    assert_eq!(tickets, [TicketId(id(1)), TicketId(id(3))]);
    for (ticket, history) in histories {
        assert_eq!(store.history(ticket).await.unwrap(), history);
    }
}
