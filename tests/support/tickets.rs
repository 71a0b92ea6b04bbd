//! Tickets as the store tests send them.

use madoguchi::{
    desk::{Event, Ticket, TicketId},
    people::{Person, PersonId, Role, Surface},
    programs::Profile,
    store::{Act, Acted, NewTicket, Opened, Store},
};

use super::backend::{at, id};

/// What the asker wants to know.
pub const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";

/// The `n`th ticket, with a form of its own.
pub fn new(n: u64) -> NewTicket {
    NewTicket {
        id: TicketId(id(n)),
        conversation: Surface::Web.conversation("甲"),
        question_id: Some(id(77)),
        question: QUESTION.to_owned(),
        profile: Profile {
            prefecture: Some("大阪府".to_owned()),
            ..Profile::default()
        },
        contact: "06-0000-0000".to_owned(),
        code_hash: format!("hash {n}"),
        event: id(1000 + n),
        guild: None,
        origin: None,
        group: None,
        expected: None,
        at: at(n),
    }
}

/// Opens the `n`th ticket.
pub async fn open(store: &Store, n: u64) -> Ticket {
    match store.open_ticket(&new(n)).await.unwrap() {
        Opened::New(ticket) => ticket,
        Opened::Already(ticket) => panic!("there was one already: {ticket:?}"),
    }
}

/// Adds a consultant.
pub async fn hire(store: &Store, n: u64, name: &str) -> Person {
    let person = PersonId(id(n));
    store
        .person_named_or_new(person, name, Role::Consultant, at(0))
        .await
        .unwrap()
}

/// An action on the ticket of `new(1)`, with a form of its own.
pub fn act(n: u64, event: Event, by: Option<&Person>, text: Option<&str>) -> Act {
    Act {
        ticket: TicketId(id(1)),
        event,
        by: by.map(|it| it.id),
        to: None,
        until: None,
        text: text.map(str::to_owned),
        message_id: id(2000 + n),
        form_event: id(3000 + n),
        origin: None,
        at: at(n),
    }
}

/// Does what must succeed.
pub async fn done(store: &Store, act: Act) -> Ticket {
    match store.act_on_ticket(&act).await.unwrap() {
        Acted::Done(ticket) => ticket,
        other => panic!("{act:?}: {other:?}"),
    }
}
