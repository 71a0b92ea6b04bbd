//! Contract of the store: what people do with tickets, on both databases.

use madoguchi::{
    desk::{Author, Event, Status, TicketId},
    people::PersonId,
    store::Acted,
};
use rstest::rstest;
use uuid::Uuid;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::{act, done, hire, open},
};

#[rstest]
#[tokio::test]
async fn of_fifty_who_claim_at_once_one_wins_and_the_others_learn_who(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    for n in 0..50 {
        hire(&store, 100 + n, &format!("相談員{n}")).await;
    }
    let other = store.again().await;
    let outcomes = everybody(50, |n| {
        let store = either(&store, &other, n);
        let mut act = act(n, Event::Claimed, None, None);
        act.by = Some(PersonId(id(100 + n)));
        async move { store.act_on_ticket(&act).await.unwrap() }
    })
    .await;
    let winners: Vec<_> = (0..50)
        .filter(|n| matches!(outcomes[*n], Acted::Done(_)))
        .collect();
    let [winner] = winners[..] else {
        panic!("winners: {winners:?}");
    };
    let taken = Acted::TakenBy {
        name: format!("相談員{winner}"),
    };
    assert_eq!(outcomes.iter().filter(|it| **it == taken).count(), 49);
    let ticket = store.ticket(TicketId(id(1))).await.unwrap().unwrap();
    assert_eq!(ticket.status, Status::Claimed);
    assert_eq!(ticket.owner, Some(PersonId(id(100 + winner as u64))));
    let history = store.history(ticket.id).await.unwrap();
    assert_eq!(history.len(), 2);
}

#[rstest]
#[tokio::test]
async fn a_ticket_goes_from_claim_to_close_and_is_reopened_by_the_asker(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    let sato = hire(&store, 101, "佐藤").await;
    let steps = [
        (
            Event::AskerWrote,
            None,
            Some("急ぎです"),
            Status::Open,
            None,
        ),
        (
            Event::Claimed,
            Some(&sato),
            None,
            Status::Claimed,
            Some(sato.id),
        ),
        (
            Event::Replied,
            Some(&sato),
            Some("入りません。"),
            Status::Answered,
            Some(sato.id),
        ),
        (
            Event::AskerWrote,
            None,
            Some("実費でもですか"),
            Status::Claimed,
            Some(sato.id),
        ),
        (
            Event::Replied,
            Some(&sato),
            Some("はい。"),
            Status::Answered,
            Some(sato.id),
        ),
        (
            Event::Closed,
            Some(&sato),
            None,
            Status::Closed,
            Some(sato.id),
        ),
        (
            Event::AskerWrote,
            None,
            Some("もう一つ"),
            Status::Open,
            None,
        ),
        (
            Event::Claimed,
            Some(&sato),
            None,
            Status::Claimed,
            Some(sato.id),
        ),
        (Event::Released, Some(&sato), None, Status::Open, None),
    ];
    for (n, (event, by, text, status, owner)) in (2..).zip(steps) {
        let ticket = done(&store, act(n, event, by, text)).await;
        let state = (ticket.status, ticket.owner, ticket.changed_at);
        assert_eq!(state, (status, owner, at(n)), "after {event:?}");
        assert_eq!(store.ticket(ticket.id).await.unwrap(), Some(ticket));
    }
    let messages = store.messages(TicketId(id(1))).await.unwrap();
    let messages: Vec<_> = messages
        .iter()
        .map(|it| (it.author, it.name.as_deref(), it.text.as_str(), it.at))
        .collect();
    let expected = [
        (Author::Asker, None, "急ぎです", at(2)),
        (Author::Consultant, Some("佐藤"), "入りません。", at(4)),
        (Author::Asker, None, "実費でもですか", at(5)),
        (Author::Consultant, Some("佐藤"), "はい。", at(6)),
        (Author::Asker, None, "もう一つ", at(8)),
    ];
    assert_eq!(messages, expected);
    let history = store.history(TicketId(id(1))).await.unwrap();
    let lines: Vec<_> = history
        .iter()
        .map(|it| (it.event, it.name.as_deref(), it.at))
        .collect();
    let mut expected = vec![(Event::Opened, None, at(1))];
    for (n, (event, by, ..)) in (2..).zip(steps) {
        expected.push((event, by.map(|it| it.name.as_str()), at(n)));
    }
    assert_eq!(lines, expected);
}

#[rstest]
#[tokio::test]
async fn only_the_owner_replies_releases_and_closes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    let sato = hire(&store, 101, "佐藤").await;
    let abe = hire(&store, 102, "阿部").await;
    let owned = [
        (Event::Replied, Some("回答")),
        (Event::Released, None),
        (Event::Closed, None),
    ];
    for (n, (event, text)) in (10..).zip(owned) {
        let outcome = store.act_on_ticket(&act(n, event, Some(&abe), text)).await;
        assert_eq!(outcome.unwrap(), Acted::NotNow, "{event:?} while open");
    }
    let claimed = done(&store, act(2, Event::Claimed, Some(&sato), None)).await;
    let taken = Acted::TakenBy {
        name: "佐藤".to_owned(),
    };
    let others = [owned.as_slice(), &[(Event::Claimed, None)]].concat();
    for (n, (event, text)) in (20..).zip(others) {
        let outcome = store.act_on_ticket(&act(n, event, Some(&abe), text)).await;
        assert_eq!(outcome.unwrap(), taken, "{event:?} by somebody else");
    }
    let again = act(30, Event::Claimed, Some(&sato), None);
    assert_eq!(
        store.act_on_ticket(&again).await.unwrap(),
        Acted::Already(claimed.clone())
    );
    for (n, (event, by, text)) in (40..).zip([
        (Event::Opened, Some(&sato), None),
        (Event::Claimed, None, None),
        (Event::Replied, None, Some("回答")),
        (Event::Replied, Some(&sato), None),
        (Event::AskerWrote, None, None),
        (Event::AskerWrote, Some(&sato), Some("質問")),
    ]) {
        let outcome = store.act_on_ticket(&act(n, event, by, text)).await;
        assert_eq!(outcome.unwrap(), Acted::NotNow, "{event:?}");
    }
    assert_eq!(store.ticket(claimed.id).await.unwrap(), Some(claimed));
    assert_eq!(store.messages(TicketId(id(1))).await.unwrap(), []);
    assert_eq!(store.history(TicketId(id(1))).await.unwrap().len(), 2);

    done(&store, act(50, Event::Closed, Some(&sato), None)).await;
    for (n, by) in [(51, &sato), (52, &abe)] {
        let claim = act(n, Event::Claimed, Some(by), None);
        let outcome = store.act_on_ticket(&claim).await;
        assert_eq!(outcome.unwrap(), Acted::NotNow, "closed");
    }
}

#[rstest]
#[tokio::test]
async fn a_form_that_was_refused_may_be_sent_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    let sato = hire(&store, 101, "佐藤").await;
    let reply = act(2, Event::Replied, Some(&sato), Some("回答"));
    assert_eq!(store.act_on_ticket(&reply).await.unwrap(), Acted::NotNow);
    done(&store, act(3, Event::Claimed, Some(&sato), None)).await;
    done(&store, reply).await;
}

#[rstest]
#[tokio::test]
async fn a_reply_sent_twice_at_once_reaches_the_asker_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(2, Event::Claimed, Some(&sato), None)).await;
    let other = store.again().await;
    let outcomes = everybody(20, |n| {
        let store = either(&store, &other, n);
        let mut reply = act(3, Event::Replied, Some(&sato), Some("回答"));
        // Each submission has made an id of its own; the form is the same.
        reply.message_id = id(5000 + n);
        async move { store.act_on_ticket(&reply).await.unwrap() }
    })
    .await;
    let done = outcomes.iter().filter(|it| matches!(it, Acted::Done(_)));
    assert_eq!(done.count(), 1);
    let already = outcomes.iter().filter(|it| matches!(it, Acted::Already(_)));
    assert_eq!(already.count(), 19);
    assert_eq!(store.messages(TicketId(id(1))).await.unwrap().len(), 1);
    assert_eq!(store.last_ticket_change().await.unwrap(), 3);
}

#[rstest]
#[tokio::test]
async fn notes_stay_at_the_desk_and_count_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let ticket = open(&store, 1).await;
    let sato = hire(&store, 101, "佐藤").await;
    let note = |n: u64, ticket: Uuid, form: u64| {
        let store = (*store).clone();
        let by = sato.id;
        async move {
            let ticket = TicketId(ticket);
            let added = store.add_note(ticket, id(n), by, "要確認", id(form), at(n));
            added.await.unwrap()
        }
    };
    assert_eq!(note(2, id(1), 11).await, Acted::Done(ticket.clone()));
    assert_eq!(note(3, id(1), 11).await, Acted::Already(ticket.clone()));
    assert_eq!(note(4, id(9), 12).await, Acted::NotFound);
    assert_eq!(note(5, id(1), 13).await, Acted::Done(ticket.clone()));
    let notes = store.notes(ticket.id).await.unwrap();
    let notes: Vec<_> = notes
        .iter()
        .map(|it| (it.id, it.name.as_str(), it.text.as_str(), it.at))
        .collect();
    assert_eq!(
        notes,
        [
            (id(2), "佐藤", "要確認", at(2)),
            (id(5), "佐藤", "要確認", at(5))
        ]
    );
    assert_eq!(store.messages(ticket.id).await.unwrap(), []);
}
