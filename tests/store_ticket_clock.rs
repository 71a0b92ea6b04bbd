//! Contract of the store: what happens to tickets because time passes, on both databases.

use madoguchi::{
    desk::{Event, Status, TicketId, sla::Target},
    people::{Person, PersonId, Role},
    store::{Acted, Deactivated, Guild, Mark, Store},
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
    store
        .change_guild(&guild, at(0), |it| *it = guild.clone())
        .await
        .unwrap();
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
    assert_eq!(internal, expected.map(|it| it.0.is_internal()));
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

#[rstest]
#[tokio::test]
async fn a_silent_owner_loses_a_ticket_once_unless_the_reply_came_first(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(2, Event::Claimed, Some(&sato), None)).await;
    let mut snooze = act(3, Event::Snoozed, Some(&sato), None);
    snooze.until = Some(at(50));
    done(&store, snooze).await;
    let other = store.again().await;
    let back = Mark {
        target: None,
        ..mark(Event::HandedBack, 3)
    };
    let outcomes = everybody(21, |n| {
        let store = either(&store, &other, n);
        let reply = act(99, Event::Replied, Some(&sato), Some("回答"));
        async move {
            if n == 10 {
                store.act_on_ticket(&reply).await.unwrap();
                return None;
            }
            store.mark_ticket(&back).await.unwrap()
        }
    })
    .await;
    let ticket = store.ticket(TicketId(id(1))).await.unwrap().unwrap();
    let said: Vec<Event> = events(&store).await.iter().map(|it| it.0).collect();
    match outcomes.into_iter().flatten().count() {
        1 => {
            assert_eq!((ticket.status, ticket.owner), (Status::Open, None));
            assert_eq!(said[3..], [Event::HandedBack]);
        }
        0 => {
            assert_eq!(
                (ticket.status, ticket.owner),
                (Status::Answered, Some(sato.id))
            );
            assert_eq!(said[3..], [Event::Replied]);
        }
        more => panic!("handed back {more} times"),
    }
    assert_eq!(ticket.snoozed_until, None);
    // The asker sees another state, so open pages are told.
    assert!(!Event::HandedBack.is_internal());
}

#[rstest]
#[tokio::test]
async fn what_is_put_off_comes_back_by_itself_or_by_the_asker(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    let (sato, abe) = (
        hire(&store, 101, "佐藤").await,
        hire(&store, 102, "阿部").await,
    );
    let snooze = |n, by, until: Option<u64>| {
        let mut snooze = act(n, Event::Snoozed, Some(by), None);
        snooze.until = until.map(at);
        let store = (*store).clone();
        async move { store.act_on_ticket(&snooze).await.unwrap() }
    };
    assert_eq!(
        snooze(2, &sato, Some(50)).await,
        Acted::NotNow,
        "nobody has it"
    );
    done(&store, act(3, Event::Claimed, Some(&sato), None)).await;
    assert_eq!(snooze(4, &sato, None).await, Acted::NotNow);
    assert_eq!(snooze(5, &sato, Some(5)).await, Acted::NotNow, "no time");
    let taken = Acted::TakenBy {
        name: "佐藤".to_owned(),
    };
    assert_eq!(snooze(6, &abe, Some(50)).await, taken);
    let Acted::Done(asleep) = snooze(7, &sato, Some(50)).await else {
        panic!()
    };
    let state = (asleep.status, asleep.owner, asleep.snoozed_until);
    assert_eq!(state, (Status::Claimed, Some(sato.id), Some(at(50))));
    // A missed target does not wake it; the time does.
    for (event, seen, until) in [(Event::Overdue, 3, Some(at(50))), (Event::Woken, 4, None)] {
        let mark = Mark {
            target: None,
            ..mark(event, seen)
        };
        assert_eq!(store.mark_ticket(&mark).await.unwrap(), Some(seen + 1));
        let ticket = store.ticket(asleep.id).await.unwrap().unwrap();
        assert_eq!(
            (ticket.status, ticket.snoozed_until),
            (Status::Claimed, until)
        );
    }
    snooze(8, &sato, Some(50)).await;
    let awake = done(&store, act(9, Event::AskerWrote, None, Some("まだですか"))).await;
    assert_eq!((awake.status, awake.snoozed_until), (Status::Claimed, None));
    snooze(10, &sato, Some(50)).await;
    let line = store.history(asleep.id).await.unwrap().pop().unwrap();
    assert_eq!((line.event, line.until), (Event::Snoozed, Some(at(50))));
    assert!(matches!(
        store.deactivate_person(sato.id, at(11)).await.unwrap(),
        Deactivated::LastAdmin | Deactivated::Done { .. }
    ));
    let ticket = store.ticket(asleep.id).await.unwrap().unwrap();
    assert_eq!((ticket.status, ticket.snoozed_until), (Status::Open, None));
    let changes = store.ticket_changes_since(0).await.unwrap();
    let history = store.history(asleep.id).await.unwrap();
    for (change, line) in changes.iter().zip(history) {
        assert_eq!(change.internal, line.event.is_internal(), "{line:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_ticket_goes_to_one_colleague_with_a_note(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    let (sato, abe) = (
        hire(&store, 101, "佐藤").await,
        hire(&store, 102, "阿部").await,
    );
    let boss = PersonId(id(103));
    let boss = store.person_named_or_new(boss, "所長", Role::Admin, at(0));
    let boss = boss.await.unwrap();
    let gone = hire(&store, 104, "退職者").await;
    store.deactivate_person(gone.id, at(0)).await.unwrap();
    let transfer = |n, by: &Person, to: Option<&Person>, note: Option<&str>| {
        let mut transfer = act(n, Event::Transferred, Some(by), note);
        transfer.to = to.map(|it| it.id);
        let store = (*store).clone();
        async move { store.act_on_ticket(&transfer).await.unwrap() }
    };
    let note = Some("税務の話です");
    assert_eq!(
        transfer(2, &boss, Some(&abe), note).await,
        Acted::NotNow,
        "open"
    );
    done(&store, act(3, Event::Claimed, Some(&sato), None)).await;
    assert_eq!(
        transfer(4, &sato, Some(&gone), note).await,
        Acted::NotNow,
        "left"
    );
    assert_eq!(
        transfer(5, &sato, Some(&sato), note).await,
        Acted::NotNow,
        "own"
    );
    assert_eq!(transfer(6, &sato, None, note).await, Acted::NotNow);
    assert_eq!(transfer(7, &sato, Some(&abe), None).await, Acted::NotNow);
    let by_sato = Acted::TakenBy {
        name: "佐藤".to_owned(),
    };
    assert_eq!(
        transfer(8, &abe, Some(&abe), note).await,
        by_sato,
        "taken away"
    );
    let ticket = TicketId(id(1));
    assert_eq!(store.notes(ticket).await.unwrap(), []);
    assert_eq!(store.last_ticket_change().await.unwrap(), 2);

    // The owner gives it to two at once: one gets it.
    let given = futures_util::future::join(
        transfer(10, &sato, Some(&abe), note),
        transfer(11, &sato, Some(&boss), note),
    );
    let (one, two) = given.await;
    let (winner, loser) = if matches!(one, Acted::Done(_)) {
        (one, two)
    } else {
        (two, one)
    };
    let Acted::Done(given) = winner else {
        panic!("{winner:?}")
    };
    let owner = store.person(given.owner.unwrap()).await.unwrap().unwrap();
    let name = owner.name.clone();
    assert_eq!(loser, Acted::TakenBy { name });
    assert_eq!(given.status, Status::Claimed);

    // An administrator may give on what somebody else has.
    let answered = act(12, Event::Replied, Some(&owner), Some("回答"));
    done(&store, answered).await;
    let Acted::Done(given) = transfer(13, &boss, Some(&sato), note).await else {
        panic!()
    };
    assert_eq!(
        (given.status, given.owner),
        (Status::Answered, Some(sato.id))
    );
    let notes = store.notes(ticket).await.unwrap();
    let notes: Vec<_> = notes
        .iter()
        .map(|it| (it.name.as_str(), it.text.as_str()))
        .collect();
    assert_eq!(notes, [("佐藤", "税務の話です"), ("所長", "税務の話です")]);
    assert_eq!(store.messages(ticket).await.unwrap().len(), 1);
    let line = store.history(ticket).await.unwrap().pop().unwrap();
    let line = (line.event, line.name.as_deref(), line.recipient.as_deref());
    assert_eq!(line, (Event::Transferred, Some("所長"), Some("佐藤")));
}
