//! Contract of the store: replies of which nobody knows whether they came, on both databases.

use madoguchi::{
    desk::{Delivery, Event},
    store::Ended,
};
use rstest::rstest;

use crate::{
    store_outbox::{on_discord, with_desk},
    support::{
        backend::{Backend, at},
        tickets::{act, done, hire},
    },
};

#[rstest]
#[tokio::test]
async fn the_desk_learns_once_that_nobody_knows_whether_a_reply_came(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store).await;
    let ticket = on_discord(&store).await.id;
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(1, Event::Claimed, Some(&sato), None)).await;
    let delivery = async |message| {
        let one = store.message(message).await.unwrap().unwrap().delivery;
        for all in [
            store.messages(ticket).await,
            store.own_messages(ticket).await,
        ] {
            let found = all.unwrap().into_iter().find(|it| it.id == message);
            assert_eq!(found.unwrap().delivery, one);
        }
        one.unwrap()
    };
    // Sends all that is due but the reply; returns that, and how often the desk is told of a doubt.
    let attempt = async |second| {
        let now = at(second);
        let (mut reply, mut told) = (None, 0);
        loop {
            let due = store.take_due(now, at(second + 60), 99).await.unwrap();
            if due.is_empty() {
                return (reply, told);
            }
            for it in due {
                if it.id.starts_with('r') {
                    reply = Some(it);
                    continue;
                }
                told += usize::from(it.id.starts_with('x'));
                assert!(store.end_attempt(&it, Ended::Sent, now).await.unwrap());
            }
        }
    };
    let (reply, later) = (
        act(2, Event::Replied, Some(&sato), Some("入りません。")),
        act(3, Event::Replied, Some(&sato), Some("追記です。")),
    );
    let (first, second) = (reply.message_id, later.message_id);
    done(&store, reply).await;
    // Nothing was sent for certain: there is nothing to be checked.
    let due = attempt(10).await.0.unwrap();
    let later_on = store.end_attempt(&due, Ended::Later(at(20)), at(11));
    assert!(later_on.await.unwrap());
    assert_eq!(delivery(first).await, Delivery::Sending);
    let seen = store.last_ticket_change().await.unwrap();
    for (begun, told) in [(20, 0), (30, 1), (40, 0)] {
        let (due, found) = attempt(begun).await;
        assert_eq!(found, told, "{begun}");
        let unsure = Ended::Unsure(at(begun + 10));
        assert!(
            store
                .end_attempt(&due.unwrap(), unsure, at(begun + 1))
                .await
                .unwrap()
        );
        assert_eq!(delivery(first).await, Delivery::Checking);
    }
    let changes = store.ticket_changes_since(seen).await.unwrap();
    assert!(changes.len() == 1 && changes[0].internal, "{changes:?}");
    let due = attempt(50).await.0.unwrap();
    let set = store.set_delivery(ticket, first, Delivery::Sent, at(51));
    set.await.unwrap();
    assert!(store.end_attempt(&due, Ended::Sent, at(51)).await.unwrap());
    assert_eq!(delivery(first).await, Delivery::Sent);
    // Whoever was sending died.
    done(&store, later).await;
    assert!(attempt(100).await.0.is_some());
    assert_eq!(delivery(second).await, Delivery::Sending);
    let (due, told) = attempt(200).await;
    assert_eq!((due.map(|it| it.unsure), told), (Some(true), 1));
    assert_eq!(delivery(second).await, Delivery::Checking);
}
