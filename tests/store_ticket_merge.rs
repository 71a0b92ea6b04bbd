//! Contract of the store: two tickets of the same asker become one, on both databases.

use madoguchi::{
    desk::{Event, NoMerge, Status, TicketId, TicketNumber, sla::Target},
    people::{Person, PersonId, Surface},
    store::{Acted, Merge, Merged, Opened, Store},
};
use rstest::rstest;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::{act, done, hire, new},
};

/// Ticket `from` becomes part of ticket `into`, with a form of its own.
fn merge(n: u64, from: u64, into: i64, by: &Person) -> Merge {
    Merge {
        ticket: TicketId(id(from)),
        into: TicketNumber(into),
        by: by.id,
        message_id: id(2000 + n),
        form_event: id(3000 + n),
        at: at(n),
    }
}

/// The `n`th ticket, of this asker.
async fn open_of(store: &Store, n: u64, asker: &str) {
    let mut ticket = new(n);
    ticket.conversation = Surface::Web.conversation(asker);
    ticket.question = format!("質問{n}");
    let opened = store.open_ticket(&ticket).await.unwrap();
    assert!(matches!(opened, Opened::New(_)), "{opened:?}");
}

async fn texts(store: &Store, ticket: u64) -> Vec<String> {
    let messages = store.messages(TicketId(id(ticket))).await.unwrap();
    messages.into_iter().map(|it| it.text).collect()
}

#[rstest]
#[tokio::test]
async fn two_tickets_of_one_asker_become_one_conversation(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open_of(&store, 1, "甲").await;
    open_of(&store, 2, "甲").await;
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(3, Event::Claimed, Some(&sato), None)).await;
    done(
        &store,
        act(4, Event::Replied, Some(&sato), Some("一つめの答え")),
    )
    .await;
    let mut more = act(5, Event::AskerWrote, None, Some("二つめの続き"));
    more.ticket = TicketId(id(2));
    done(&store, more).await;
    store
        .add_note(TicketId(id(2)), id(9), sato.id, "重複かも", id(8), at(6))
        .await
        .unwrap();

    let form = merge(7, 2, 1, &sato);
    let Merged::Done(leading) = store.merge_tickets(&form).await.unwrap() else {
        panic!("not merged");
    };
    assert_eq!(
        (leading.status, leading.owner),
        (Status::Claimed, Some(sato.id))
    );
    let again = store.merge_tickets(&form).await.unwrap();
    assert_eq!(again, Merged::Already(leading.clone()));
    let other_form = store.merge_tickets(&merge(8, 2, 1, &sato)).await.unwrap();
    assert_eq!(other_form, Merged::NotNow);
    let load = store.load().await.unwrap();
    assert_eq!(load, [("佐藤".to_owned(), 1)], "what ended counts no more");
    let ended = store.ticket(TicketId(id(2))).await.unwrap().unwrap();
    assert_eq!(
        (ended.status, ended.merged_into),
        (Status::Closed, Some(leading.id))
    );
    assert_eq!(store.leading_ticket(ended).await.unwrap(), leading);

    let one = ["質問2", "一つめの答え", "二つめの続き"];
    assert_eq!(texts(&store, 1).await, one, "in the order of time");
    assert_eq!(texts(&store, 2).await, ["二つめの続き"], "stays readable");
    let contacts = store.contacts(leading.id).await.unwrap();
    assert_eq!(contacts.len(), 2, "{contacts:?}");
    assert_eq!(store.contacts(TicketId(id(2))).await.unwrap().len(), 1);
    let own = store.own_messages(leading.id).await.unwrap();
    assert_eq!(own.len(), 2, "{own:?}");
    assert_eq!(store.notes(leading.id).await.unwrap()[0].text, "重複かも");

    let mut late = act(9, Event::AskerWrote, None, Some("まだですか"));
    late.ticket = TicketId(id(2));
    let ticket = done(&store, late).await;
    assert_eq!((ticket.id, ticket.status), (leading.id, Status::Claimed));
    assert_eq!(texts(&store, 1).await.last().unwrap(), "まだですか");
    let lines = |ticket: u64| {
        let store = (*store).clone();
        async move {
            let history = store.history(TicketId(id(ticket))).await.unwrap();
            let line = history.into_iter().find(|it| it.other.is_some()).unwrap();
            (line.event, line.other, line.target, line.since)
        }
    };
    let (one, two) = (Some(TicketNumber(1)), Some(TicketNumber(2)));
    assert_eq!(lines(2).await, (Event::Merged, one, None, None));
    let owed = (Some(Target::FirstReply), Some(at(2)));
    assert_eq!(lines(1).await, (Event::Absorbed, two, owed.0, owed.1));
}

#[rstest]
#[tokio::test]
async fn what_must_not_become_one_stays_two(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for (n, asker) in [(1, "甲"), (2, "甲"), (3, "乙"), (4, "甲")] {
        open_of(&store, n, asker).await;
    }
    let sato = hire(&store, 101, "佐藤").await;
    let abe = hire(&store, 102, "阿部").await;
    let of = |ticket: u64, n: u64, event, by, text| {
        let mut act = act(n, event, by, text);
        act.ticket = TicketId(id(ticket));
        act
    };
    done(&store, of(4, 10, Event::Claimed, Some(&abe), None)).await;
    done(&store, of(4, 11, Event::Closed, Some(&abe), None)).await;
    done(&store, of(2, 12, Event::Claimed, Some(&abe), None)).await;
    let taken = Merged::TakenBy {
        name: "阿部".to_owned(),
    };
    for (n, from, into, expected) in [
        (20, 1, 9, Merged::Refused(NoMerge::NoSuchTicket)),
        (21, 1, 1, Merged::Refused(NoMerge::Itself)),
        (22, 1, 3, Merged::Refused(NoMerge::OtherAsker)),
        (23, 1, 4, Merged::Refused(NoMerge::Ended)),
        (24, 4, 1, Merged::NotNow),
        (25, 2, 1, taken),
        (26, 77, 1, Merged::NotFound),
    ] {
        let outcome = store.merge_tickets(&merge(n, from, into, &sato)).await;
        assert_eq!(outcome.unwrap(), expected, "{from} into {into}");
    }
    for n in 1..=4 {
        let ticket = store.ticket(TicketId(id(n))).await.unwrap().unwrap();
        assert_eq!(ticket.merged_into, None);
        assert_eq!(texts(&store, n).await, Vec::<String>::new());
    }
    // A form that was refused may be sent again, with the right number.
    let merged = store.merge_tickets(&merge(20, 1, 2, &sato)).await.unwrap();
    assert!(matches!(merged, Merged::Done(_)), "{merged:?}");
}

#[rstest]
#[tokio::test]
async fn a_chain_of_tickets_has_one_end(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for n in 1..=3 {
        open_of(&store, n, "甲").await;
    }
    let sato = hire(&store, 101, "佐藤").await;
    for (n, from, into) in [(10, 3, 2), (11, 2, 1)] {
        let merged = store.merge_tickets(&merge(n, from, into, &sato)).await;
        assert!(matches!(merged.unwrap(), Merged::Done(_)), "{from}");
    }
    for n in [2, 3] {
        let ticket = store.ticket(TicketId(id(n))).await.unwrap().unwrap();
        assert_eq!(ticket.merged_into, Some(TicketId(id(1))));
    }
    assert_eq!(texts(&store, 1).await, ["質問2", "質問3"]);
    let mut late = act(12, Event::AskerWrote, None, Some("続き"));
    late.ticket = TicketId(id(3));
    assert_eq!(done(&store, late).await.id, TicketId(id(1)));
}

#[rstest]
#[tokio::test]
async fn whatever_happens_at_once_one_merge_wins_and_no_word_is_lost(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open_of(&store, 1, "甲").await;
    open_of(&store, 2, "甲").await;
    let sato = hire(&store, 101, "佐藤").await;
    let abe = hire(&store, 102, "阿部").await;
    for ticket in [1, 2] {
        let mut claim = act(3 + ticket, Event::Claimed, Some(&sato), None);
        claim.ticket = TicketId(id(ticket));
        done(&store, claim).await;
    }
    let other = store.again().await;
    let outcomes = everybody(60, |n| {
        let store = either(&store, &other, n);
        let (sato, abe) = (sato.clone(), abe.clone());
        async move {
            let ticket = TicketId(id(1 + n % 2));
            let (event, by, text) = match n % 6 {
                0 | 1 => {
                    let (from, into) = [(1, 2), (2, 1)][(n % 2) as usize];
                    let merge = merge(100 + n, from, into, &sato);
                    let merged = store.merge_tickets(&merge).await.unwrap();
                    return matches!(merged, Merged::Done(_)).then_some(String::new());
                }
                2 => (Event::Claimed, Some(&abe), None),
                3 => (Event::Replied, Some(&sato), Some(format!("返信{n}"))),
                _ => (Event::AskerWrote, None, Some(format!("書き込み{n}"))),
            };
            let mut act = act(100 + n, event, by, text.as_deref());
            act.ticket = ticket;
            match store.act_on_ticket(&act).await.unwrap() {
                Acted::Done(_) => text,
                _ => None,
            }
        }
    })
    .await;
    let merges = outcomes.iter().flatten().filter(|it| it.is_empty());
    assert_eq!(merges.count(), 1);
    let asked = outcomes.iter().flatten().filter(|it| it.starts_with('書'));
    assert_eq!(asked.count(), 20, "the asker is never turned away");
    let mut both = Vec::new();
    for n in [1, 2] {
        both.push(store.ticket(TicketId(id(n))).await.unwrap().unwrap());
    }
    both.sort_by_key(|it| it.merged_into.is_some());
    assert_eq!(both[1].merged_into, Some(both[0].id));
    assert_eq!(both[0].owner, Some(sato.id), "nobody took it by a merge");
    let messages = store.messages(both[0].id).await.unwrap();
    let mut read: Vec<String> = messages.into_iter().map(|it| it.text).collect();
    read.retain(|it| !it.starts_with("質問"));
    let mut written: Vec<String> = outcomes.into_iter().flatten().collect();
    written.retain(|it| !it.is_empty());
    read.sort();
    written.sort();
    assert_eq!(read, written);
    // Nobody waits for a lock that another holds.
    let out = store.deactivate_person(PersonId(id(101)), at(500)).await;
    assert!(out.is_ok(), "{out:?}");
}
