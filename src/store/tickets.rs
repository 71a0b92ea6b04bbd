//! Tickets: opening and reading them. What people do with them is in `ticket_actions`.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Result, Store, outbox::post, with_pool, with_tx};
use crate::{
    desk::{Event, HistoryLine, Message, Note, Status, Ticket, TicketId, TicketNumber},
    outgoing::{Origin, Outgoing},
    people::{ConversationId, PersonId},
    programs::Profile,
};

/// A ticket as the asker sent it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTicket {
    /// Identity.
    pub id: TicketId,
    /// The dialogue it came from.
    pub conversation: ConversationId,
    /// The stored question it grew from, if any.
    pub question_id: Option<Uuid>,
    /// What the asker wants to know.
    pub question: String,
    /// Facts about the firm.
    pub profile: Profile,
    /// How to reach the asker; may be empty.
    pub contact: String,
    /// Hash of the code with which the asker comes back.
    pub code_hash: String,
    /// Id of the form, so that a double submission makes one ticket.
    pub event: Uuid,
    /// The Discord server where the form was sent, if any.
    pub guild: Option<u64>,
    /// Where the form was sent, if the receipt must be sent there.
    pub origin: Option<Origin>,
    /// The group that is to take it, if any.
    pub group: Option<String>,
    /// When the asker can expect a reply, where that is certain.
    pub expected: Option<DateTime<Utc>>,
    /// When it was sent.
    pub at: DateTime<Utc>,
}

/// Outcome of [`Store::open_ticket`].
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// The ticket was made.
    New(Ticket),
    /// The form had come before; this is its ticket as it stands now.
    Already(Ticket),
}

/// The columns of a [`Ticket`].
macro_rules! columns {
    () => {
        "id, number, conversation, question_id, question, profile, contact, status, owner, \
         desk_group, snoozed_until, merged_into, opened_at, changed_at"
    };
}
pub(super) use columns;

/// The columns of a [`Message`] `m`, whose author among the staff is `p`.
macro_rules! message_columns {
    () => {
        "m.id, m.author, p.name, m.text, m.at, \
         CASE WHEN m.unsure AND m.delivery = 'sending' THEN 'checking' ELSE m.delivery END \
         AS delivery"
    };
}
pub(super) use message_columns;

/// The columns of a [`HistoryLine`]: of an event `e`, whoever did it `p`, and its recipient `r`.
macro_rules! history_columns {
    () => {
        "e.seq, e.event, p.name, e.at, e.target, e.until, r.name AS recipient, \
         e.other, e.since"
    };
}
pub(super) use history_columns;

pub(super) const TAKE_EVENT: &str = "INSERT INTO inbox (event, ticket, at) VALUES ($1, $2, $3)
    ON CONFLICT (event) DO NOTHING";

/// Deals with an event once; `false` if it was dealt with before. PostgreSQL waits here until another
/// transaction with the same event has ended.
macro_rules! take_event {
    ($tx:ident, $event:expr, $ticket:expr, $at:expr) => {
        sqlx::query($crate::store::tickets::TAKE_EVENT)
            .bind($event)
            .bind($ticket)
            .bind($at)
            .execute(&mut *$tx)
            .await?
            .rows_affected()
            == 1
    };
}
pub(super) use take_event;

/// Changes nothing; whoever deletes what the ticket has comes before or after. Returns its state if its
/// asker did not.
pub(super) const HOLD_KEPT: &str = "UPDATE tickets SET changed_at = changed_at
    WHERE id = $1 AND conversation NOT LIKE 'erased:%' RETURNING status";

pub(super) const TICKET: &str = concat!("SELECT ", columns!(), " FROM tickets WHERE id = $1");

/// Holds the counter until commit, so that whoever has seen a number has seen all below it.
pub(super) const NEXT_EVENT: &str =
    "UPDATE counters SET value = value + 1 WHERE name = 'ticket_event' RETURNING value";

/// Adds a line to a ticket's history, with the next number, which it returns.
macro_rules! add_event {
    ($tx:ident, $ticket:expr, $event:expr, $person:expr, $at:expr) => {{
        let seq: i64 = sqlx::query_scalar($crate::store::tickets::NEXT_EVENT)
            .fetch_one(&mut *$tx)
            .await?;
        sqlx::query(
            "INSERT INTO ticket_events (seq, ticket, event, person, at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(seq)
        .bind($ticket)
        .bind($event)
        .bind($person)
        .bind($at)
        .execute(&mut *$tx)
        .await?;
        let change = $crate::outgoing::Outgoing::Desk {
            ticket: $ticket,
            seq,
        };
        $crate::store::tickets::tell_desk!($tx, change, seq, $at);
        seq
    }};
}
pub(super) use add_event;

/// Has the consultants' channel told of a change, if there is such a channel.
macro_rules! tell_desk {
    ($tx:ident, $outgoing:expr, $seq:expr, $at:expr) => {
        let has_desk: bool = sqlx::query_scalar($crate::store::tickets::HAS_DESK)
            .fetch_one(&mut *$tx)
            .await?;
        if has_desk {
            $crate::store::outbox::post!($tx, $outgoing, $seq, $at);
        }
    };
}
pub(super) use tell_desk;

pub(super) const HAS_DESK: &str = "SELECT EXISTS (SELECT 1 FROM guilds WHERE desk IS NOT NULL)";

/// A ticket with what is needed to check the asker's code.
#[derive(sqlx::FromRow)]
struct TicketWithCode {
    #[sqlx(flatten)]
    ticket: Ticket,
    code_hash: String,
}

impl Store {
    /// Makes a ticket with the next number, once for each event.
    pub async fn open_ticket(&self, new: &NewTicket) -> Result<Opened> {
        with_tx!(&self.database, |tx| {
            let first = take_event!(tx, new.event, new.id, new.at);
            if !first {
                let sql = concat!(
                    "SELECT ",
                    columns!(),
                    " FROM tickets WHERE id = (SELECT ticket FROM inbox WHERE event = $1)"
                );
                let ticket = sqlx::query_as(sql).bind(new.event);
                return Ok(Opened::Already(ticket.fetch_one(&mut *tx).await?));
            }
            let number: TicketNumber = sqlx::query_scalar(
                "UPDATE counters SET value = value + 1 WHERE name = 'ticket_number'
                 RETURNING value",
            )
            .fetch_one(&mut *tx)
            .await?;
            let ticket: Ticket = sqlx::query_as(concat!(
                "INSERT INTO tickets (id, number, conversation, question_id, question, profile,
                     contact, code_hash, status, opened_at, changed_at, guild,
                     desk_group, hold)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, 'open') RETURNING ",
                columns!()
            ))
            .bind(new.id)
            .bind(number)
            .bind(&new.conversation)
            .bind(new.question_id)
            .bind(&new.question)
            .bind(Json(&new.profile))
            .bind(&new.contact)
            .bind(&new.code_hash)
            .bind(Status::Open)
            .bind(new.at)
            .bind(new.guild.map(u64::cast_signed))
            .bind(&new.group)
            .fetch_one(&mut *tx)
            .await?;
            add_event!(tx, new.id, Event::Opened, None::<Uuid>, new.at);
            if let Some(to) = &new.origin {
                let receipt = Outgoing::Receipt {
                    ticket: new.id,
                    event: new.event,
                    expected: new.expected,
                    to: to.clone(),
                };
                post!(tx, receipt, 0_i64, new.at);
            }
            Opened::New(ticket)
        })
    }

    /// Returns a ticket, if there is one with this id.
    pub async fn ticket(&self, id: TicketId) -> Result<Option<Ticket>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(TICKET).bind(id).fetch_optional(pool).await
        })?)
    }

    /// Returns the ticket in which the conversation of this one goes on: itself, unless it was merged.
    pub async fn leading_ticket(&self, ticket: Ticket) -> Result<Ticket> {
        let leading = match ticket.merged_into {
            Some(leading) => self.ticket(leading).await?,
            None => None,
        };
        Ok(leading.unwrap_or(ticket))
    }

    /// Returns a ticket by the number that people see, with the hash of the asker's code.
    pub async fn ticket_by_number(&self, number: TicketNumber) -> Result<Option<(Ticket, String)>> {
        let found: Option<TicketWithCode> = with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT code_hash, ",
                columns!(),
                " FROM tickets WHERE number = $1"
            ))
            .bind(number)
            .fetch_optional(pool)
            .await
        })?;
        Ok(found.map(|it| (it.ticket, it.code_hash)))
    }

    /// Returns tickets that are not closed, oldest first.
    pub async fn tickets_to_do(&self, limit: u32) -> Result<Vec<Ticket>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM tickets WHERE status <> 'closed' ORDER BY opened_at, number LIMIT $1"
            ))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns closed tickets, the last one closed first.
    pub async fn tickets_closed(&self, limit: u32) -> Result<Vec<Ticket>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM tickets WHERE status = 'closed'
                 ORDER BY changed_at DESC, number DESC LIMIT $1"
            ))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns the tickets that this person has and that are not closed, by their numbers.
    pub async fn tickets_of_owner(&self, owner: PersonId) -> Result<Vec<Ticket>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM tickets WHERE owner = $1 AND status <> 'closed' ORDER BY number"
            ))
            .bind(owner)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns the tickets that grew from a dialogue, oldest first.
    pub async fn tickets_of_conversation(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<Ticket>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM tickets WHERE conversation = $1 ORDER BY number"
            ))
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns what asker and consultants wrote to each other, oldest first, with what they wrote in
    /// tickets that were merged into this one.
    pub async fn messages(&self, ticket: TicketId) -> Result<Vec<Message>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                message_columns!(),
                " FROM ticket_messages m LEFT JOIN people p ON p.id = m.person
                 WHERE m.ticket IN
                     (SELECT id FROM tickets WHERE id = $1 OR merged_into = $1)
                 ORDER BY m.at, m.id"
            ))
            .bind(ticket)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns the notes among consultants, oldest first, with those of tickets that were merged into
    /// this one. Never for the asker.
    pub async fn notes(&self, ticket: TicketId) -> Result<Vec<Note>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT n.id, p.name, n.text, n.at
                 FROM ticket_notes n JOIN people p ON p.id = n.person
                 WHERE n.ticket IN
                     (SELECT id FROM tickets WHERE id = $1 OR merged_into = $1)
                 ORDER BY n.at, n.id",
            )
            .bind(ticket)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns what happened to a ticket, oldest first.
    pub async fn history(&self, ticket: TicketId) -> Result<Vec<HistoryLine>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                history_columns!(),
                " FROM ticket_events e LEFT JOIN people p ON p.id = e.person
                     LEFT JOIN people r ON r.id = e.recipient
                 WHERE e.ticket = $1 ORDER BY e.seq"
            ))
            .bind(ticket)
            .fetch_all(pool)
            .await
        })?)
    }
}
