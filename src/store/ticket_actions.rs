//! What people do with a ticket: one of many wins, and a form sent twice counts once.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Store,
    outbox::post,
    tickets::{NEXT_EVENT, TICKET, add_event, columns, take_event, tell_desk},
    with_tx,
};
use crate::{
    desk::{Author, Delivery, Event, Status, Ticket, TicketId, transition},
    outgoing::{Origin, Outgoing},
    people::PersonId,
};

/// Something that is done with a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The ticket.
    pub ticket: TicketId,
    /// What is done.
    pub event: Event,
    /// The member of staff who does it; `None` for the asker.
    pub by: Option<PersonId>,
    /// The colleague who gets the ticket, for a transfer.
    pub to: Option<PersonId>,
    /// Until when the ticket is put off.
    pub until: Option<DateTime<Utc>>,
    /// What was written, for a reply or when the asker writes; for a transfer, a note.
    pub text: Option<String>,
    /// Identity of the message or note, if one is written.
    pub message_id: Uuid,
    /// Id of the form, so that a double submission counts once.
    pub form_event: Uuid,
    /// Where it was written, if the writer must be told there that it arrived.
    pub origin: Option<Origin>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Outcome of an action on a ticket. In all but the first nothing has changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Acted {
    /// It was carried out; this is the ticket afterwards.
    Done(Ticket),
    /// It had been carried out before; this is the ticket as it stands now.
    Already(Ticket),
    /// Another consultant has the ticket.
    TakenBy {
        /// The consultant's name.
        name: String,
    },
    /// It is not possible in the ticket's state, or not by this person.
    NotNow,
    /// There is no such ticket.
    NotFound,
}

/// What [`Store::act_on_ticket`] is to do with the ticket it found.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Go(Status, Option<PersonId>),
    Already,
    Taken(PersonId),
    NotNow,
}

/// Changes the state of a ticket; leaves the transaction where somebody else changed it meanwhile.
macro_rules! change {
    ($tx:ident, $ticket:expr, $status:expr, $owner:expr, $until:expr, $at:expr) => {{
        let changed = sqlx::query_as($crate::store::ticket_actions::CHANGE)
            .bind($ticket.id)
            .bind($ticket.status)
            .bind($ticket.owner)
            .bind($status)
            .bind($owner)
            .bind($at)
            .bind($until);
        let changed: Option<Ticket> = changed.fetch_optional(&mut *$tx).await?;
        let Some(changed) = changed else {
            return Ok(None);
        };
        changed
    }};
}
pub(super) use change;

/// Adds a note with the next number, and has the consultants' channel told.
macro_rules! insert_note {
    ($tx:ident, $ticket:expr, $id:expr, $by:expr, $text:expr, $at:expr) => {
        let seq: i64 = sqlx::query_scalar(NEXT_EVENT).fetch_one(&mut *$tx).await?;
        let note = sqlx::query(ADD_NOTE).bind($id).bind($ticket).bind($by);
        let note = note.bind($text).bind($at).bind(seq);
        note.execute(&mut *$tx).await?;
        let change = Outgoing::Desk {
            ticket: $ticket,
            seq,
        };
        tell_desk!($tx, change, seq, $at);
    };
}

/// Adds what an event carries that is no message: to whom a ticket went with which note, until when
/// it is put off.
macro_rules! add_details {
    ($tx:ident, $act:ident, $seq:expr) => {
        if matches!($act.event, Event::Transferred | Event::Snoozed) {
            let details = sqlx::query(DETAILS)
                .bind($seq)
                .bind($act.until)
                .bind($act.to);
            details.execute(&mut *$tx).await?;
        }
        if $act.event == Event::Transferred {
            insert_note!(
                $tx,
                $act.ticket,
                $act.message_id,
                $act.by,
                &$act.text,
                $act.at
            );
        }
    };
}

/// Adds the message of an event that has one. A reply, and that the ticket is closed, are sent where
/// the asker is.
macro_rules! add_message {
    ($tx:ident, $act:ident, $ticket:ident, $seq:ident) => {
        if $act.event == Event::Closed && $ticket.conversation.discord_account().is_some() {
            let closed = Outgoing::Closed {
                ticket: $act.ticket,
                seq: $seq,
            };
            post!($tx, closed, $seq, $act.at);
        }
        if let Some(author) = author($act.event) {
            let elsewhere =
                author == Author::Consultant && $ticket.conversation.discord_account().is_some();
            let message = sqlx::query(ADD_MESSAGE)
                .bind($act.message_id)
                .bind($ticket.id)
                .bind(author)
                .bind($act.by)
                .bind(&$act.text)
                .bind($act.at)
                .bind(elsewhere.then_some(Delivery::Sending))
                .bind($seq);
            message.execute(&mut *$tx).await?;
            if elsewhere {
                let reply = Outgoing::Reply {
                    ticket: $act.ticket,
                    message: $act.message_id,
                };
                post!($tx, reply, $seq, $act.at);
            }
        }
    };
}

impl Store {
    /// Carries out an action if the ticket's state and owner allow it: the new state, the message
    /// and the line of the history are one transaction. Only the owner may reply, release,
    /// put off and close; transfer the owner or an administrator, to a colleague who works here. A
    /// message without text is not possible.
    pub async fn act_on_ticket(&self, act: &Act) -> Result<Acted> {
        loop {
            // Ends: each further round means that somebody else's action went through.
            if let Some(acted) = self.try_to_act(act).await? {
                return Ok(acted);
            }
        }
    }

    /// Returns `None` if somebody else changed the ticket between reading and writing, which
    /// PostgreSQL lets happen.
    async fn try_to_act(&self, act: &Act) -> Result<Option<Acted>> {
        with_tx!(&self.database, |tx| {
            let first = take_event!(tx, act.form_event, act.ticket, act.at);
            let ticket = sqlx::query_as(TICKET_MEANT)
                .bind(act.ticket)
                .bind(act.event == Event::AskerWrote);
            let Some(ticket): Option<Ticket> = ticket.fetch_optional(&mut *tx).await? else {
                return Ok(Some(Acted::NotFound));
            };
            let mut by = act.by;
            if act.event == Event::Transferred {
                let is_admin = sqlx::query_scalar(IS_ADMIN).bind(act.by);
                if is_admin.fetch_one(&mut *tx).await? {
                    // As the owner could.
                    by = ticket.owner;
                }
            }
            let verdict = if first {
                judge(&ticket, act, by)
            } else {
                Verdict::Already
            };
            // Returning rolls back, so that the same form may be sent again.
            let (status, owner) = match verdict {
                Verdict::Go(status, owner) => (status, owner),
                Verdict::Already => return Ok(Some(Acted::Already(ticket))),
                Verdict::NotNow => return Ok(Some(Acted::NotNow)),
                Verdict::Taken(owner) => {
                    let name = sqlx::query_scalar(NAME).bind(owner);
                    let name = name.fetch_one(&mut *tx).await?;
                    return Ok(Some(Acted::TakenBy { name }));
                }
            };
            if matches!(act.event, Event::Claimed | Event::Transferred) {
                let works_here = sqlx::query(WORKS_HERE).bind(owner);
                let works_here = works_here.execute(&mut *tx).await?;
                if works_here.rows_affected() == 0 {
                    return Ok(Some(Acted::NotNow));
                }
            }
            let until = act.until.filter(|_| act.event == Event::Snoozed);
            let changed = change!(tx, ticket, status, owner, until, act.at);
            let seq = add_event!(tx, ticket.id, act.event, act.by, act.at);
            add_details!(tx, act, seq);
            add_message!(tx, act, ticket, seq);
            if let Some(to) = &act.origin {
                let passed = Outgoing::Passed {
                    ticket: ticket.id,
                    to: to.clone(),
                };
                post!(tx, passed, 0_i64, act.at);
            }
            Some(Acted::Done(changed))
        })
    }

    /// Adds a note among consultants. Anybody on the staff may, in every state.
    pub async fn add_note(
        &self,
        ticket: TicketId,
        note_id: Uuid,
        by: PersonId,
        text: &str,
        form_event: Uuid,
        at: DateTime<Utc>,
    ) -> Result<Acted> {
        with_tx!(&self.database, |tx| {
            let first = take_event!(tx, form_event, ticket, at);
            let found = sqlx::query_as(TICKET).bind(ticket);
            let Some(found) = found.fetch_optional(&mut *tx).await? else {
                return Ok(Acted::NotFound);
            };
            if !first {
                return Ok(Acted::Already(found));
            }
            insert_note!(tx, ticket, note_id, by, text, at);
            Acted::Done(found)
        })
    }
}

const ADD_NOTE: &str = "INSERT INTO ticket_notes (id, ticket, person, text, at, seq)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// What the asker writes in a ticket that was merged belongs to the one where the conversation goes on.
const TICKET_MEANT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM tickets WHERE id = (
         SELECT CASE WHEN $2 AND merged_into IS NOT NULL THEN merged_into ELSE id END
         FROM tickets WHERE id = $1)"
);

const DETAILS: &str = "UPDATE ticket_events SET until = $2, recipient = $3 WHERE seq = $1";

pub(super) const IS_ADMIN: &str =
    "SELECT EXISTS (SELECT 1 FROM people WHERE id = $1 AND active AND role = 'admin')";

pub(super) const NAME: &str = "SELECT name FROM people WHERE id = $1";

/// Changes nothing. On PostgreSQL it makes whoever shuts the person out wait, so that no ticket is
/// left with somebody who cannot give it back.
const WORKS_HERE: &str = "UPDATE people SET active = TRUE WHERE id = $1 AND active";

pub(super) const CHANGE: &str = concat!(
    "UPDATE tickets SET status = $4, owner = $5, changed_at = $6, snoozed_until = $7,
         hold = CASE WHEN $5 IS NULL THEN 'open' ELSE 'claimed' END
     WHERE id = $1 AND status = $2 AND owner IS NOT DISTINCT FROM $3 RETURNING ",
    columns!()
);

pub(super) const ADD_MESSAGE: &str = "INSERT INTO ticket_messages
        (id, ticket, author, person, text, at, delivery, seq)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Who writes a message with this event, if it carries one.
fn author(event: Event) -> Option<Author> {
    match event {
        Event::Replied => Some(Author::Consultant),
        Event::AskerWrote => Some(Author::Asker),
        _ => None,
    }
}

/// Judges an action that is done by, or in the place of, this person.
fn judge(ticket: &Ticket, act: &Act, by: Option<PersonId>) -> Verdict {
    let is_lacking = match act.event {
        Event::Replied | Event::AskerWrote => act.text.is_none(),
        Event::Transferred => act.text.is_none() || act.to.is_none() || act.to == ticket.owner,
        Event::Snoozed => act.until.is_none_or(|it| it <= act.at),
        _ => false,
    };
    if is_lacking {
        return Verdict::NotNow;
    }
    if ticket.conversation.is_erased() {
        // Whoever wrote it has not seen yet that it is gone.
        return Verdict::NotNow;
    }
    let next = transition(ticket.status, act.event);
    match (act.event, by, ticket.owner, next) {
        (Event::AskerWrote, None, owner, Some(status)) => {
            Verdict::Go(status, owner.filter(|_| status != Status::Open))
        }
        (Event::Withdrawn, None, owner, Some(status)) => Verdict::Go(status, owner),
        (Event::Claimed, Some(by), None, Some(status)) => Verdict::Go(status, Some(by)),
        (Event::Claimed, Some(by), Some(owner), None) if ticket.status != Status::Closed => {
            if by == owner {
                Verdict::Already
            } else {
                Verdict::Taken(owner)
            }
        }
        (
            Event::Replied | Event::Released | Event::Closed | Event::Transferred | Event::Snoozed,
            Some(by),
            Some(owner),
            Some(status),
        ) => {
            if by != owner {
                Verdict::Taken(owner)
            } else {
                let heir = act.to.filter(|_| act.event == Event::Transferred);
                let owner = heir.unwrap_or(owner);
                Verdict::Go(status, Some(owner).filter(|_| status != Status::Open))
            }
        }
        _ => Verdict::NotNow,
    }
}
