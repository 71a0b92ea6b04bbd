//! Contract of the store: when desks work, on both databases.

use madoguchi::{
    config::{Desk, Recess, Shift, WorkingHours},
    desk::{Event, TicketId},
    store::{Guild, HoursChange, Store},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, everybody, id},
    tickets::{act, done, hire, new},
};

async fn set_up(store: &Store, id: u64, desk: Option<u64>, operator: bool) {
    let guild = Guild {
        id,
        settings: json!({}),
        desk,
        operator,
    };
    let save = store.change_guild(&guild, at(0), |it| *it = guild.clone());
    save.await.unwrap();
}

fn hours(from: u16) -> WorkingHours {
    let standard = Desk::default().hours;
    let shifts = [Shift::new(from, 1440).unwrap()];
    WorkingHours {
        week: standard
            .week
            .with(&[chrono::Weekday::Sat], &shifts)
            .unwrap(),
        recess: Recess::new((12, 28), (1, 4)),
        closures: ["2027-08-13".parse().unwrap()].into(),
    }
}

#[rstest]
#[tokio::test]
async fn each_desk_keeps_how_its_hours_changed(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    assert!(store.hours_of_desks().await.unwrap().is_empty());
    set_up(&store, 100, Some(200), true).await;
    set_up(&store, 101, Some(201), false).await;
    let first = Some(hours(600));
    let change = store.change_hours(100, 0, first.as_ref(), at(20));
    assert!(change.await.unwrap());
    // Whoever did not see that change has to look again.
    let late = hours(660);
    assert!(
        !store
            .change_hours(100, 0, Some(&late), at(21))
            .await
            .unwrap()
    );
    // The clock of another process is late.
    assert!(store.change_hours(100, 1, None, at(10)).await.unwrap());
    assert!(
        store
            .change_hours(101, 0, Some(&late), at(5))
            .await
            .unwrap()
    );
    let all = store.hours_of_desks().await.unwrap();
    let change = |number, second, hours: Option<WorkingHours>| HoursChange {
        number,
        since: at(second),
        hours,
    };
    let operators = vec![change(1, 20, first), change(2, 20, None)];
    let other = vec![change(1, 5, Some(late))];
    assert_eq!(all, [(100, operators), (101, other)].into());
}

#[rstest]
#[tokio::test]
async fn of_many_who_change_hours_at_once_one_does(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    set_up(&store, 100, Some(200), true).await;
    let stores = [(*store).clone(), store.again().await];
    let changed = everybody(10, |n| {
        let store = stores[n as usize % 2].clone();
        async move {
            let hours = hours(u16::try_from(n).unwrap());
            store
                .change_hours(100, 0, Some(&hours), at(1))
                .await
                .unwrap()
        }
    });
    let changed: Vec<bool> = changed.await;
    assert_eq!(changed.iter().filter(|it| **it).count(), 1, "{changed:?}");
    assert_eq!(store.hours_of_desks().await.unwrap()[&100].len(), 1);
}

#[rstest]
#[tokio::test]
async fn each_open_ticket_has_the_desk_of_its_server(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let open = async |n, guild| {
        let mut ticket = new(n);
        ticket.guild = guild;
        store.open_ticket(&ticket).await.unwrap();
    };
    for (n, guild) in [(1, None), (2, Some(101)), (3, Some(102)), (4, Some(101))] {
        open(n, guild).await;
    }
    let desks = async || store.desks_of_tickets_to_do().await.unwrap();
    assert!(desks().await.is_empty(), "there is no desk on Discord");
    set_up(&store, 101, Some(201), false).await;
    set_up(&store, 102, None, false).await;
    set_up(&store, 100, Some(200), true).await;
    let sato = hire(&store, 90, "佐藤").await;
    done(&store, act(10, Event::Claimed, Some(&sato), None)).await;
    let ticket = |n| TicketId(id(n));
    let expected = [
        (ticket(1), 100),
        (ticket(2), 101),
        (ticket(3), 100),
        (ticket(4), 101),
    ];
    assert_eq!(desks().await, expected.into());
    done(&store, act(11, Event::Closed, Some(&sato), None)).await;
    assert_eq!(desks().await.len(), 3);
}
