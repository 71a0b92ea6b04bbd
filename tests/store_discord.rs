//! Contract of the store: what is wrong with the setup of Discord servers, on both databases.

use chrono::Duration;
use madoguchi::{
    desk::{Event, TicketId},
    outgoing::Outgoing,
    store::{Ended, Guild, Opened, Place, ReadChannel, SetupTrouble, Store, Told},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, id},
    tickets::{act, done, new},
};

fn trouble(cause: &str) -> SetupTrouble {
    SetupTrouble {
        cause: cause.to_owned(),
        words: format!("{cause}を確かめてください。"),
    }
}

async fn take(store: &Store, second: u64) -> Vec<Outgoing> {
    let now = at(second);
    let due = store
        .take_due(now, now + Duration::seconds(60), 9)
        .await
        .unwrap();
    for due in &due {
        assert!(store.end_attempt(due, Ended::Sent, now).await.unwrap());
    }
    due.into_iter().map(|it| it.outgoing).collect()
}

async fn with_desk(store: &Store, id: u64) {
    let guild = Guild {
        id,
        settings: json!({}),
        desk: Some(201),
        operator: true,
    };
    store
        .change_guild(&guild, at(0), |it| *it = guild.clone())
        .await
        .unwrap();
}

#[rstest]
#[tokio::test]
async fn a_trouble_is_told_once_until_it_is_mended(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let told = |n| {
        Some(Told {
            account: 300,
            id: id(n),
        })
    };
    let both = [trouble("ロール"), trouble("権限")];
    let new = |found: &'static [usize], n| {
        let found: Vec<_> = found.iter().map(|it| both[*it].clone()).collect();
        let store = &store;
        async move {
            store
                .set_troubles(100, &found, told(n), at(n))
                .await
                .unwrap()
        }
    };
    assert_eq!(new(&[0], 1).await, 1);
    assert_eq!(new(&[0], 2).await, 0);
    assert_eq!(new(&[0, 1], 3).await, 1);
    // Another server is another matter.
    assert_eq!(
        store
            .set_troubles(0, &both[..1], None, at(4))
            .await
            .unwrap(),
        1
    );
    let words = [&both[0], &both[1], &both[0]].map(|it| it.words.clone());
    assert_eq!(store.troubles().await.unwrap(), words);
    assert_eq!(new(&[1], 5).await, 0);
    assert_eq!(new(&[0, 1], 6).await, 1);
    let warning = |n, which: usize| Outgoing::Warning {
        id: id(n),
        account: 300,
        text: both[which].words.clone(),
    };
    let sent = take(&store, 9).await;
    assert_eq!(sent, [warning(1, 0), warning(3, 1), warning(6, 0)]);
    assert_eq!(new(&[], 10).await, 0);
    assert_eq!(store.troubles().await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_waits_for_the_desk_is_sent_when_something_was_mended(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store, 100).await;
    store
        .set_troubles(100, &[trouble("権限")], None, at(0))
        .await
        .unwrap();
    assert!(matches!(
        store.open_ticket(&new(1)).await.unwrap(),
        Opened::New(_)
    ));
    let now = at(10);
    let due = store
        .take_due(now, now + Duration::seconds(60), 9)
        .await
        .unwrap();
    let later = Ended::Later(now + Duration::minutes(10));
    assert!(store.end_attempt(&due[0], later, now).await.unwrap());
    assert_eq!(take(&store, 11).await, []);
    store.set_troubles(100, &[], None, at(12)).await.unwrap();
    assert_eq!(take(&store, 12).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn open_tickets_move_to_another_desk(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    assert_eq!(store.guilds().await.unwrap(), [0; 0]);
    with_desk(&store, 100).await;
    assert_eq!(store.guilds().await.unwrap(), [100]);
    store.open_ticket(&new(1)).await.unwrap();
    let ticket = TicketId(id(1));
    let first = take(&store, 10).await;
    assert_eq!(first.len(), 1);
    let place = Place {
        channel: 201,
        card: 5,
        thread: Some(6),
    };
    store.set_place(ticket, Some(place)).await.unwrap();
    store.forget_places_in(202, at(11)).await.unwrap();
    assert_eq!(store.place(ticket).await.unwrap(), Some(place));
    store.tell_desk_of_open_tickets(at(11)).await.unwrap();
    assert_eq!(take(&store, 11).await, []);
    store.forget_places_in(201, at(12)).await.unwrap();
    assert_eq!(store.place(ticket).await.unwrap(), None);
    let strayed = Outgoing::Strayed {
        ticket,
        channel: 201,
        card: 5,
    };
    assert_eq!(take(&store, 12).await, [strayed], "the old card says so");
    assert_eq!(store.old_places(ticket).await.unwrap(), [place]);
    let other = Place {
        channel: 202,
        card: 7,
        thread: None,
    };
    for _ in 0..2 {
        store.stray(ticket, other, at(12)).await.unwrap();
    }
    assert_eq!(take(&store, 12).await.len(), 1);
    assert_eq!(store.old_places(ticket).await.unwrap(), [place, other]);
    assert_eq!(store.old_places(TicketId(id(9))).await.unwrap(), []);
    store.tell_desk_of_open_tickets(at(12)).await.unwrap();
    assert_eq!(take(&store, 12).await, first);
}

#[rstest]
#[tokio::test]
async fn open_tickets_follow_the_operators_desk(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store, 100).await;
    let before = store.guild(100).await.unwrap().unwrap();
    let other = Guild {
        id: 101,
        desk: Some(301),
        operator: false,
        ..before.clone()
    };
    store
        .change_guild(&other, at(0), |it| *it = other.clone())
        .await
        .unwrap();
    store.open_ticket(&new(1)).await.unwrap();
    let ticket = TicketId(id(1));
    let first = take(&store, 10).await;
    let place = Place {
        channel: before.desk.unwrap(),
        card: 5,
        thread: Some(6),
    };
    store.set_place(ticket, Some(place)).await.unwrap();
    // Without any desk it stays where it is.
    store.set_operator(100, false, at(11)).await.unwrap();
    store.tell_desk_of_open_tickets(at(11)).await.unwrap();
    assert_eq!(store.place(ticket).await.unwrap(), Some(place));
    assert_eq!(take(&store, 11).await, []);
    store.set_operator(101, true, at(12)).await.unwrap();
    store.tell_desk_of_open_tickets(at(12)).await.unwrap();
    assert_eq!(store.place(ticket).await.unwrap(), None);
    let strayed = Outgoing::Strayed {
        ticket,
        channel: place.channel,
        card: place.card,
    };
    assert_eq!(take(&store, 12).await, [first[0].clone(), strayed]);
    let after = store.guild(101).await.unwrap().unwrap();
    assert_eq!(
        after,
        Guild {
            operator: true,
            ..other
        }
    );
}

#[rstest]
#[tokio::test]
async fn threads_of_tickets_closed_long_ago_are_not_read_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    store.open_ticket(&new(1)).await.unwrap();
    let place = Place {
        channel: 201,
        card: 6,
        thread: Some(6),
    };
    let ticket = TicketId(id(1));
    store.set_place(ticket, Some(place)).await.unwrap();
    let thread = ReadChannel {
        id: 8,
        guild: None,
        seen: 30,
    };
    store.set_asker_thread(ticket, Some(thread)).await.unwrap();
    for (channel, seen) in [(6, 20), (7, 10)] {
        let channel = ReadChannel {
            id: channel,
            guild: None,
            seen,
        };
        store.follow_channel(channel).await.unwrap();
    }
    let read = async |closed| {
        let channels = store.read_channels(closed).await.unwrap();
        channels.into_iter().map(|it| it.id).collect::<Vec<_>>()
    };
    assert_eq!(read(at(999)).await, [8, 6, 7], "the newest first");
    done(&store, act(1, Event::Withdrawn, None, None)).await;
    let closed = store.ticket(ticket).await.unwrap().unwrap().changed_at;
    assert_eq!(read(closed).await, [8, 6, 7]);
    assert_eq!(read(closed + Duration::seconds(1)).await, [7]);
}

#[rstest]
#[tokio::test]
async fn after_a_crash_nobody_waits_for_a_lease(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store, 100).await;
    store.open_ticket(&new(1)).await.unwrap();
    let lease = at(99);
    assert_eq!(store.take_due(at(10), lease, 9).await.unwrap().len(), 1);
    assert_eq!(store.take_due(at(11), lease, 9).await.unwrap(), []);
    store.end_leases().await.unwrap();
    let due = store.take_due(at(11), lease, 9).await.unwrap();
    assert!(due[0].unsure);
}

#[rstest]
#[tokio::test]
async fn what_another_process_left_is_found_until_it_is_dealt_with(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for (number, process) in [(5, 1), (3, 1), (4, 2)] {
        let payload = json!({ "number": number });
        for _ in 0..2 {
            let taken = store.take_in(number, id(process), &payload, at(0));
            taken.await.unwrap();
        }
    }
    let left = |process| {
        let store = &store;
        async move {
            let left = store.left_over(id(process)).await.unwrap();
            left.into_iter().map(|it| it.0).collect::<Vec<_>>()
        }
    };
    assert_eq!(left(1).await, [4]);
    assert_eq!(left(3).await, [3, 4, 5]);
    let first = store.left_over(id(3)).await.unwrap().remove(0);
    assert_eq!(first.1, json!({ "number": 3 }));
    store.dealt_with(4).await.unwrap();
    assert_eq!(left(3).await, [3, 5]);
}

#[rstest]
#[tokio::test]
async fn changes_that_come_at_once_are_all_kept(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let other = store.again().await;
    let new = Guild {
        id: 100,
        settings: json!({"chosen": []}),
        desk: None,
        operator: false,
    };
    let mut changing = tokio::task::JoinSet::new();
    for n in 0..10 {
        let (store, new) = (
            [(*store).clone(), other.clone()][n % 2].clone(),
            new.clone(),
        );
        changing.spawn(async move {
            let change =
                |it: &mut Guild| it.settings["chosen"].as_array_mut().unwrap().push(n.into());
            store.change_guild(&new, at(1), change).await.unwrap()
        });
    }
    let changed = changing.join_all().await;
    for (before, after) in changed {
        let count = |it: &Guild| it.settings["chosen"].as_array().unwrap().len();
        assert_eq!(count(&before) + 1, count(&after));
    }
    let kept = store.guild(100).await.unwrap().unwrap();
    let mut chosen: Vec<u64> = serde_json::from_value(kept.settings["chosen"].clone()).unwrap();
    chosen.sort_unstable();
    assert_eq!(chosen, (0..10).collect::<Vec<_>>());
}
