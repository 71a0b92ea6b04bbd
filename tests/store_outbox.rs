//! Contract of the store: the outbox, and what is known of Discord, on both databases.

use chrono::{DateTime, Duration, Utc};
use madoguchi::{
    desk::{Author, Delivery, Event, TicketId, TicketNumber},
    outgoing::{Origin, Outgoing},
    people::{PersonId, Surface},
    store::{Acted, Change, Ended, Guild, NewTicket, Opened, Place, ReadChannel, Recorded, Store},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    questions::question,
    tickets::{act, done, hire, new, open},
};

fn direct(message: u64) -> Origin {
    Origin::Message {
        channel: 7,
        message,
        account: 301,
        guild: None,
        private: true,
    }
}

fn say(message: u64) -> Outgoing {
    Outgoing::Say {
        text: "こんにちは".to_owned(),
        to: direct(message),
    }
}

async fn take(store: &Store, now: DateTime<Utc>) -> Vec<(String, bool)> {
    let due = store.take_due(now, now + Duration::seconds(60), 99).await;
    due.unwrap()
        .into_iter()
        .map(|it| (it.id, it.unsure))
        .collect()
}

/// A server with a desk.
pub async fn with_desk(store: &Store) {
    let guild = Guild {
        id: 100,
        settings: json!({"ask_channels": [200]}),
        desk: Some(201),
        operator: true,
    };
    store
        .change_guild(&guild, at(0), |it| *it = guild.clone())
        .await
        .unwrap();
    assert_eq!(store.guild(100).await.unwrap(), Some(guild));
}

/// A ticket that somebody opened on Discord.
pub async fn on_discord(store: &Store) -> NewTicket {
    let new = NewTicket {
        conversation: Surface::Discord.conversation("301"),
        guild: Some(100),
        origin: Some(direct(50)),
        ..new(1)
    };
    assert!(matches!(
        store.open_ticket(&new).await.unwrap(),
        Opened::New(_)
    ));
    new
}

#[rstest]
#[tokio::test]
async fn what_is_posted_is_taken_once_and_again_only_when_its_lease_is_over(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    assert_eq!(store.next_due().await.unwrap(), None);
    assert!(!store.is_posted(&say(1)).await.unwrap());
    for _ in 0..2 {
        store.post(&say(1), at(0)).await.unwrap();
        assert!(store.is_posted(&say(1)).await.unwrap());
    }
    assert_eq!(store.next_due().await.unwrap(), Some(at(0)));
    assert_eq!(take(&store, at(1)).await, [("s1".to_owned(), false)]);
    assert_eq!(take(&store, at(2)).await, []);
    // Whoever had it is gone: it may have been sent.
    let again = store.take_due(at(100), at(200), 9).await.unwrap();
    assert!(again[0].unsure && again[0].attempt == 2);
    let later = Ended::Later(at(150));
    assert!(store.end_attempt(&again[0], later, at(101)).await.unwrap());
    assert_eq!(take(&store, at(149)).await, []);
    let third = store.take_due(at(150), at(250), 9).await.unwrap();
    assert!(
        third[0].unsure,
        "what was not sent now may have been before"
    );
    assert!(
        !store
            .end_attempt(&again[0], Ended::Sent, at(151))
            .await
            .unwrap()
    );
    assert!(
        store
            .end_attempt(&third[0], Ended::Sent, at(151))
            .await
            .unwrap()
    );
    assert_eq!(take(&store, at(9999)).await, []);
    store.post(&say(1), at(9999)).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn of_many_who_look_at_once_each_takes_other_rows(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for n in 0..40 {
        store.post(&say(n), at(0)).await.unwrap();
    }
    let other = store.again().await;
    let taken = everybody(8, |n| {
        let store = either(&store, &other, n);
        async move { take(&store, at(1)).await }
    })
    .await;
    let mut ids: Vec<String> = taken.into_iter().flatten().map(|it| it.0).collect();
    ids.extend(take(&store, at(2)).await.into_iter().map(|it| it.0));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 40);
}

#[rstest]
#[tokio::test]
async fn the_desk_learns_of_changes_one_after_the_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 2).await;
    assert_eq!(take(&store, at(50)).await, []);
    with_desk(&store).await;
    assert_eq!(store.desk_for(None).await.unwrap(), Some(100));
    // The ticket from before the desk was chosen is told of now, once.
    for _ in 0..2 {
        store.tell_desk_of_open_tickets(at(51)).await.unwrap();
    }
    let told = take(&store, at(52)).await;
    assert_eq!(told.len(), 1);
    let new = on_discord(&store).await;
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(1, Event::Claimed, Some(&sato), None)).await;
    let noted = store.add_note(new.id, id(9), sato.id, "要注意", id(99), at(60));
    assert!(matches!(noted.await.unwrap(), Acted::Done(_)));
    let first = store.take_due(at(70), at(80), 9).await.unwrap();
    let ids: Vec<_> = first.iter().map(|it| it.id.as_str()).collect();
    // The receipt, and the first change only: what comes later waits for it.
    assert_eq!(ids.len(), 2, "{ids:?}");
    for due in &first {
        store.end_attempt(due, Ended::Sent, at(71)).await.unwrap();
    }
    let mut seen = Vec::new();
    for _ in 0..2 {
        let next = store.take_due(at(72), at(80), 9).await.unwrap();
        let [due] = &next[..] else {
            panic!("one after the other: {next:?}");
        };
        let Outgoing::Desk { seq, .. } = due.outgoing else {
            panic!("{due:?}");
        };
        seen.push(store.change(seq).await.unwrap().unwrap());
        store.end_attempt(due, Ended::Sent, at(73)).await.unwrap();
    }
    assert!(
        matches!(&seen[0], Change::Event { event: Event::Claimed, name: Some(name), .. } if name == "佐藤")
    );
    assert!(matches!(&seen[1], Change::Note(note) if note.text == "要注意"));
    assert_eq!(store.change(99_999).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_reply_to_discord_is_posted_and_its_delivery_kept(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    with_desk(&store).await;
    let ticket = on_discord(&store).await.id;
    let sato = hire(&store, 101, "佐藤").await;
    let own = Surface::Discord.conversation("301");
    assert_eq!(store.tickets_with_consultant(&own).await.unwrap(), []);
    done(&store, act(1, Event::Claimed, Some(&sato), None)).await;
    let taken = store.tickets_with_consultant(&own).await.unwrap();
    assert_eq!(taken, [(ticket, TicketNumber(1))]);
    let reply = act(2, Event::Replied, Some(&sato), Some("入りません。"));
    let message = reply.message_id;
    done(&store, reply).await;
    let sent = store.message(message).await.unwrap().unwrap();
    assert_eq!(
        (sent.author, sent.delivery),
        (Author::Consultant, Some(Delivery::Sending))
    );
    let before = store.last_ticket_change().await.unwrap();
    store
        .set_delivery(ticket, message, Delivery::Thread, at(9))
        .await
        .unwrap();
    let told = store.ticket_changes_since(before).await.unwrap();
    let told: Vec<_> = told.iter().map(|it| (it.ticket, it.internal)).collect();
    assert_eq!(told, [(ticket, true)], "open pages learn of it");
    let sent = store.message(message).await.unwrap().unwrap();
    assert_eq!(sent.delivery, Some(Delivery::Thread));
    let rows = take(&store, at(10)).await;
    assert!(rows.iter().any(|(id, _)| id.starts_with('r')), "{rows:?}");
    let wrote = madoguchi::store::Act {
        origin: Some(direct(60)),
        ..act(3, Event::AskerWrote, None, Some("急ぎです"))
    };
    done(&store, wrote).await;
    let rows = take(&store, at(11)).await;
    assert_eq!(rows, [("p60".to_owned(), false)]);
}

#[rstest]
#[tokio::test]
async fn in_a_claimed_ticket_no_direct_message_becomes_a_question(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    on_discord(&store).await;
    let asked = |n| {
        let mut asked = question(n);
        asked.conversation = Surface::Discord.conversation("301");
        asked.origin = Some(direct(n));
        asked
    };
    assert_eq!(
        store.record_question(&asked(3)).await.unwrap(),
        Recorded::New
    );
    let sato = hire(&store, 101, "佐藤").await;
    done(&store, act(1, Event::Claimed, Some(&sato), None)).await;
    let outcome = store.record_question(&asked(4)).await.unwrap();
    assert_eq!(outcome, Recorded::WithConsultant);
    assert_eq!(store.question(id(4)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn places_are_found_by_ticket_and_by_thread(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let ticket: TicketId = on_discord(&store).await.id;
    assert_eq!(
        store.origin_of_ticket(ticket).await.unwrap(),
        (Some(100), None)
    );
    let read = |id| ReadChannel {
        id,
        guild: Some(100),
        seen: id,
    };
    store.set_asker_thread(ticket, Some(read(8))).await.unwrap();
    assert_eq!(
        store.origin_of_ticket(ticket).await.unwrap(),
        (Some(100), Some(8))
    );
    assert_eq!(store.ticket_of_asker_thread(8).await.unwrap(), Some(ticket));
    let place = |thread| Place {
        channel: 201,
        card: 5,
        thread,
    };
    assert_eq!(store.place(ticket).await.unwrap(), None);
    let card = place(None);
    store.set_place(ticket, Some(card)).await.unwrap();
    assert_eq!(store.place(ticket).await.unwrap(), Some(card));
    let with_thread = place(Some(6));
    store
        .set_thread(ticket, with_thread, read(6))
        .await
        .unwrap();
    assert_eq!(store.place(ticket).await.unwrap(), Some(with_thread));
    for thread in [6, 8] {
        assert_eq!(
            store.read_channel(thread).await.unwrap(),
            Some(read(thread))
        );
    }
    assert_eq!(store.ticket_of_thread(6).await.unwrap(), Some(ticket));
    store.set_place(ticket, None).await.unwrap();
    assert_eq!(store.ticket_of_thread(6).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn an_account_is_one_person_and_channels_remember_the_last_message(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    hire(&store, 100, "佐藤").await;
    let person = |account, n| {
        let store = &store;
        async move {
            let person = store.person_of_account(account, PersonId(id(n)), "佐藤", at(1));
            person.await.unwrap()
        }
    };
    let first = person(310, 201).await.unwrap();
    assert_eq!(first.name, "佐藤（2）");
    assert_eq!(person(310, 202).await.unwrap(), first);
    store.deactivate_person(first.id, at(2)).await.unwrap();
    assert_eq!(person(310, 203).await, None);
    let channel = |seen| ReadChannel {
        id: 7,
        guild: None,
        seen,
    };
    for seen in [5, 9, 6] {
        store.channel_seen(channel(seen)).await.unwrap();
    }
    assert_eq!(store.read_channels(at(0)).await.unwrap(), [channel(9)]);
    store.follow_channel(channel(99)).await.unwrap();
    assert_eq!(store.read_channel(7).await.unwrap(), Some(channel(9)));
    store.forget_channel(7).await.unwrap();
    assert_eq!(store.read_channels(at(0)).await.unwrap(), []);
    assert_eq!(store.read_channel(7).await.unwrap(), None);
    store.follow_channel(channel(4)).await.unwrap();
    assert_eq!(store.read_channel(7).await.unwrap(), Some(channel(4)));
}
