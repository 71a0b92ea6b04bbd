//! Contract of the store: people who leave and come back, on both databases.

use madoguchi::{
    desk::{Event, Status, TicketId, TicketNumber},
    people::{Person, PersonId, Role},
    store::{Acted, Deactivated, Store},
};
use rstest::rstest;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::{act, done, hire, open},
};

async fn name(store: &Store, n: u64, name: &str, role: Role) -> Person {
    let person = PersonId(id(n));
    let person = store.person_named_or_new(person, name, role, at(n)).await;
    person.unwrap()
}

fn nothing_to_release() -> Deactivated {
    Deactivated::Done {
        released: Vec::new(),
    }
}

#[rstest]
#[tokio::test]
async fn somebody_who_left_can_no_longer_enter_until_named_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    name(&store, 9, "田中", Role::Admin).await;
    let sato = name(&store, 1, "佐藤", Role::Admin).await;
    store.add_login_link("hash", sato.id, at(60)).await.unwrap();
    let out = store.deactivate_person(sato.id, at(2)).await.unwrap();
    assert_eq!(out, nothing_to_release());
    let again = store.deactivate_person(sato.id, at(2)).await.unwrap();
    assert_eq!(again, Deactivated::NotFound);
    let unknown = store.deactivate_person(PersonId(id(77)), at(2)).await;
    assert_eq!(unknown.unwrap(), Deactivated::NotFound);
    assert_eq!(store.person(sato.id).await.unwrap(), None);
    assert_eq!(store.people().await.unwrap().len(), 1);
    let names = store.names().await.unwrap();
    assert!(names.contains(&(sato.id, "佐藤".to_owned())));

    let back = name(&store, 2, "佐藤", Role::Consultant).await;
    assert_eq!((back.id, back.role), (sato.id, Role::Consultant));
    assert_ne!(back.era, sato.era, "a login of before is over");
    assert_eq!(store.person(sato.id).await.unwrap(), Some(back));
    // The link was made before, too.
    assert_eq!(store.redeem_login_link("hash", at(2)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn the_last_administrator_stays(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let other = store.again().await;
    let is_admin = async |id: PersonId| {
        let person = store.person(id).await.unwrap();
        person.is_some_and(|it| it.role == Role::Admin)
    };
    for round in 0..20 {
        // Each shuts out the other or takes the role away, at once.
        let first = name(&store, 2 * round, "田中", Role::Admin).await;
        let second = name(&store, 2 * round + 1, "鈴木", Role::Admin).await;
        let outcomes = everybody(2, |n| {
            let store = either(&store, &other, n);
            let victim = if n == 0 {
                first.clone()
            } else {
                second.clone()
            };
            async move {
                if round.is_multiple_of(2) {
                    let out = store.deactivate_person(victim.id, at(9)).await.unwrap();
                    return out == Deactivated::LastAdmin;
                }
                let role = Role::Consultant;
                let named = store.person_named_or_new(victim.id, &victim.name, role, at(9));
                named.await.unwrap().role == Role::Admin
            }
        })
        .await;
        let stayed = [is_admin(first.id).await, is_admin(second.id).await];
        assert_eq!(outcomes, stayed, "{round}");
        assert_ne!(stayed[0], stayed[1], "{round}");
    }
}

#[rstest]
#[tokio::test]
async fn what_somebody_who_left_had_to_do_is_open_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let (sato, suzuki) = (
        hire(&store, 101, "佐藤").await,
        hire(&store, 102, "鈴木").await,
    );
    for n in 1..=4 {
        open(&store, n).await;
    }
    let own = |n: u64, ticket: u64, event, by, text| {
        let mut act = act(n, event, Some(by), text);
        act.ticket = TicketId(id(ticket));
        act
    };
    for (ticket, by) in [(1, &sato), (2, &sato), (3, &sato), (4, &suzuki)] {
        done(&store, own(10 + ticket, ticket, Event::Claimed, by, None)).await;
    }
    done(&store, own(20, 2, Event::Replied, &sato, Some("回答"))).await;
    done(&store, own(21, 3, Event::Closed, &sato, None)).await;
    let held = store.tickets_of_owner(sato.id).await.unwrap();
    let held: Vec<_> = held.iter().map(|it| it.number.0).collect();
    assert_eq!(held, [1, 2]);

    let before = store.last_ticket_change().await.unwrap();
    let out = store.deactivate_person(sato.id, at(30)).await.unwrap();
    let released = vec![TicketNumber(1), TicketNumber(2)];
    assert_eq!(out, Deactivated::Done { released });
    let mut states = Vec::new();
    for n in 1..=4 {
        let ticket = store.ticket(TicketId(id(n))).await.unwrap().unwrap();
        states.push((ticket.status, ticket.owner));
    }
    let open = (Status::Open, None);
    let (closed, taken) = (
        (Status::Closed, Some(sato.id)),
        (Status::Claimed, Some(suzuki.id)),
    );
    assert_eq!(states, [open, open, closed, taken]);
    let last = store.history(TicketId(id(2))).await.unwrap().pop().unwrap();
    assert_eq!(
        (last.event, last.name.as_deref(), last.at),
        (Event::Released, Some("佐藤"), at(30))
    );
    let told = store.ticket_changes_since(before).await.unwrap();
    assert_eq!(told.len(), 2);
    // A colleague goes on with it.
    done(&store, own(31, 1, Event::Claimed, &suzuki, None)).await;
}

#[rstest]
#[tokio::test]
async fn no_ticket_stays_with_somebody_who_leaves_while_claiming(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 101, "佐藤").await;
    for n in 0..30 {
        open(&store, n).await;
    }
    let other = store.again().await;
    let outcomes = everybody(31, |n| {
        let store = either(&store, &other, n);
        let mut claim = act(n, Event::Claimed, Some(&sato), None);
        claim.ticket = TicketId(id(n));
        let leaver = sato.id;
        async move {
            if n == 30 {
                store.deactivate_person(leaver, at(40)).await.unwrap();
                return None;
            }
            Some(store.act_on_ticket(&claim).await.unwrap())
        }
    })
    .await;
    let held = store.tickets_of_owner(sato.id).await.unwrap();
    assert_eq!(held, []);
    let known = |it: &Acted| matches!(it, Acted::Done(_) | Acted::NotNow);
    assert!(outcomes.iter().flatten().all(known), "{outcomes:?}");
    let late = act(99, Event::Claimed, Some(&sato), None);
    let late = store.act_on_ticket(&late).await.unwrap();
    assert_eq!(late, Acted::NotNow);
}

#[rstest]
#[tokio::test]
async fn newcomers_whom_two_processes_meet_at_once_are_each_one_person(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let other = store.again().await;
    let people = everybody(40, |n| {
        let store = either(&store, &other, n);
        // Each account comes four times, and all have the same name.
        let (account, new) = (n / 4, PersonId(id(100 + n)));
        async move {
            let person = store.person_of_account(account, new, "佐藤", at(1)).await;
            (account, person.unwrap().unwrap())
        }
    })
    .await;
    for (account, person) in &people {
        let same = people.iter().filter(|it| it.0 == *account);
        assert_eq!(same.filter(|it| it.1 == *person).count(), 4, "{account}");
    }
    assert_eq!(store.people().await.unwrap().len(), 10);
}
