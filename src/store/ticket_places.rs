//! Where tickets stand on Discord: in the consultants' channel, and where their askers read replies.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    ReadChannel, Result, Store,
    discord::follow,
    old_places::tell_strayed,
    tickets::{NEXT_EVENT, message_columns, tell_desk},
    with_pool, with_tx,
};
use crate::{
    desk::{Author, Delivery, Event, Message, Note, TicketId, TicketNumber},
    outgoing::Outgoing,
    people::ConversationId,
};

/// Where a ticket stands in a consultants' channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The channel.
    pub channel: u64,
    /// The message with the card.
    pub card: u64,
    /// The thread, if one could be made.
    pub thread: Option<u64>,
}

/// A change of a ticket with what was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Something happened that the asker may know.
    Event {
        /// What.
        event: Event,
        /// The member of staff who did it; `None` for the asker.
        name: Option<String>,
        /// What was written with it.
        message: Option<Message>,
        /// The other ticket of a merge.
        other: Option<TicketNumber>,
    },
    /// A note among consultants.
    Note(Note),
}

type EventRow = (
    Event,
    Option<String>,
    Option<Uuid>,
    Option<Author>,
    Option<String>,
    DateTime<Utc>,
    Option<Delivery>,
    Option<TicketNumber>,
);

/// Forgets the cards of open tickets that do not stand where their desk is now, if they have one.
const FORGET_STRAYED: &str = "DELETE FROM ticket_places
    WHERE ticket IN (SELECT id FROM tickets WHERE status <> 'closed')
        AND channel <> COALESCE((
            SELECT g.desk FROM guilds g JOIN tickets t ON t.id = ticket_places.ticket
            WHERE g.desk IS NOT NULL AND (g.id = t.guild OR g.operator)
            ORDER BY CASE WHEN g.id = t.guild THEN 0 ELSE 1 END, g.id LIMIT 1), channel)
    RETURNING ticket, channel, card, thread";

/// Keeps where a ticket stands.
macro_rules! place {
    ($tx:ident, $ticket:ident, $place:ident) => {
        sqlx::query(
            "INSERT INTO ticket_places (ticket, channel, card, thread) VALUES ($1, $2, $3, $4)
             ON CONFLICT (ticket) DO UPDATE SET channel = excluded.channel,
                 card = excluded.card, thread = excluded.thread",
        )
        .bind($ticket)
        .bind($place.channel.cast_signed())
        .bind($place.card.cast_signed())
        .bind($place.thread.map(u64::cast_signed))
        .execute(&mut *$tx)
        .await?
    };
}

impl Store {
    /// Has the consultants' channels told of all open tickets without a card: after one was chosen,
    /// changed or given up. A card in a channel that is not its ticket's any more counts for nothing.
    pub async fn tell_desk_of_open_tickets(&self, at: DateTime<Utc>) -> Result<()> {
        with_tx!(&self.database, |tx| {
            let strayed = sqlx::query_as(FORGET_STRAYED).fetch_all(&mut *tx).await?;
            tell_strayed!(tx, strayed, at);
            let tickets: Vec<(TicketId, i64)> = sqlx::query_as(
                "SELECT t.id, MAX(e.seq) FROM tickets t JOIN ticket_events e ON e.ticket = t.id
                 WHERE t.status <> 'closed'
                     AND NOT EXISTS (SELECT 1 FROM ticket_places p WHERE p.ticket = t.id)
                 GROUP BY t.id ORDER BY MAX(e.seq)",
            )
            .fetch_all(&mut *tx)
            .await?;
            for (ticket, seq) in tickets {
                let change = Outgoing::Desk { ticket, seq };
                // A row that failed for want of a channel is tried again, one that was sent to
                // another channel is sent anew.
                sqlx::query(
                    "UPDATE outbox SET state = 'waiting', unsure = FALSE, due_at = $2
                     WHERE id = $1 AND state <> 'sending'",
                )
                .bind(change.id())
                .bind(at)
                .execute(&mut *tx)
                .await?;
                tell_desk!(tx, change, seq, at);
            }
        })
    }

    /// Returns the server where a ticket was opened, and the private thread in which its asker reads
    /// replies, if there are such.
    pub async fn origin_of_ticket(&self, ticket: TicketId) -> Result<(Option<u64>, Option<u64>)> {
        let row: Option<(Option<i64>, Option<i64>)> = with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT guild, asker_thread FROM tickets WHERE id = $1")
                .bind(ticket)
                .fetch_optional(pool)
                .await
        })?;
        let (guild, thread) = row.unwrap_or_default();
        let id = |it: Option<i64>| it.map(i64::cast_unsigned);
        Ok((id(guild), id(thread)))
    }

    /// Returns the tickets of a dialogue that a consultant has, oldest first.
    pub async fn tickets_with_consultant(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<(TicketId, TicketNumber)>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT id, number FROM tickets
                 WHERE conversation = $1 AND status IN ('claimed', 'answered') ORDER BY number",
            )
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns where a ticket stands in a consultants' channel.
    pub async fn place(&self, ticket: TicketId) -> Result<Option<Place>> {
        let row: Option<(i64, i64, Option<i64>)> = with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT channel, card, thread FROM ticket_places WHERE ticket = $1")
                .bind(ticket)
                .fetch_optional(pool)
                .await
        })?;
        Ok(row.map(|(channel, card, thread)| Place {
            channel: channel.cast_unsigned(),
            card: card.cast_unsigned(),
            thread: thread.map(i64::cast_unsigned),
        }))
    }

    /// Keeps where a ticket stands; `None` when its card is gone.
    pub async fn set_place(&self, ticket: TicketId, place: Option<Place>) -> Result<()> {
        with_tx!(&self.database, |tx| {
            let Some(place) = place else {
                let delete = sqlx::query("DELETE FROM ticket_places WHERE ticket = $1");
                delete.bind(ticket).execute(&mut *tx).await?;
                tx.commit().await?;
                return Ok(());
            };
            place!(tx, ticket, place);
        })
    }

    /// Keeps where a ticket stands now that it has a thread, and has the thread read. Both at once: as
    /// long as nobody knows whose thread it is, nothing that is written there counts as read.
    pub async fn set_thread(
        &self,
        ticket: TicketId,
        place: Place,
        thread: ReadChannel,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            place!(tx, ticket, place);
            follow!(tx, thread);
        })
    }

    /// Returns the ticket whose thread this is.
    pub async fn ticket_of_thread(&self, thread: u64) -> Result<Option<TicketId>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT ticket FROM ticket_places WHERE thread = $1")
                .bind(thread.cast_signed())
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns the ticket whose asker reads replies in this private thread.
    pub async fn ticket_of_asker_thread(&self, thread: u64) -> Result<Option<TicketId>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT id FROM tickets WHERE asker_thread = $1")
                .bind(thread.cast_signed())
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns the change of a ticket with this number.
    pub async fn change(&self, seq: i64) -> Result<Option<Change>> {
        let event: Option<EventRow> = with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT e.event, p.name, m.id, m.author, m.text, e.at, m.delivery, e.other
                 FROM ticket_events e LEFT JOIN people p ON p.id = e.person
                     LEFT JOIN ticket_messages m ON m.seq = e.seq
                 WHERE e.seq = $1",
            )
            .bind(seq)
            .fetch_optional(pool)
            .await
        })?;
        if let Some((event, name, id, author, text, at, delivery, other)) = event {
            let message = id
                .zip(author)
                .zip(text)
                .map(|((id, author), text)| Message {
                    id,
                    author,
                    name: name.clone(),
                    text,
                    at,
                    delivery,
                });
            return Ok(Some(Change::Event {
                event,
                name,
                message,
                other,
            }));
        }
        let note: Option<Note> = with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT n.id, p.name, n.text, n.at
                 FROM ticket_notes n JOIN people p ON p.id = n.person WHERE n.seq = $1",
            )
            .bind(seq)
            .fetch_optional(pool)
            .await
        })?;
        Ok(note.map(Change::Note))
    }

    /// Returns a message of a ticket.
    pub async fn message(&self, id: Uuid) -> Result<Option<Message>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                message_columns!(),
                " FROM ticket_messages m LEFT JOIN people p ON p.id = m.person WHERE m.id = $1"
            ))
            .bind(id)
            .fetch_optional(pool)
            .await
        })?)
    }

    /// Records how far a reply came, and has the desk told of it: its open pages and
    /// its channel.
    pub async fn set_delivery(
        &self,
        ticket: TicketId,
        message: Uuid,
        delivery: Delivery,
        at: DateTime<Utc>,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            let seq: i64 = sqlx::query_scalar(NEXT_EVENT).fetch_one(&mut *tx).await?;
            let (stored, unsure) = match delivery {
                Delivery::Checking => (Delivery::Sending, true),
                other => (other, false),
            };
            sqlx::query(
                "UPDATE ticket_messages SET delivery = $2, unsure = $3, delivery_seq = $4
                 WHERE id = $1",
            )
            .bind(message)
            .bind(stored)
            .bind(unsure)
            .bind(seq)
            .execute(&mut *tx)
            .await?;
            tell_desk!(tx, Outgoing::Delivered { ticket, message }, seq, at);
        })
    }

    /// Keeps the private thread in which an asker without direct messages reads replies, and has it read,
    /// both at once; `None` when it is gone.
    pub async fn set_asker_thread(
        &self,
        ticket: TicketId,
        thread: Option<ReadChannel>,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            if let Some(thread) = thread {
                follow!(tx, thread);
            }
            sqlx::query("UPDATE tickets SET asker_thread = $2 WHERE id = $1")
                .bind(ticket)
                .bind(thread.map(|it| it.id.cast_signed()))
                .execute(&mut *tx)
                .await?;
        })
    }
}
