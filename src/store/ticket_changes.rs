//! What changed in tickets, in one order for all of them: what open pages and other processes follow.

use super::{Result, Store, with_pool};
use crate::desk::TicketId;

/// Something changed in a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct TicketChange {
    /// Number of the change, counted over all tickets.
    pub seq: i64,
    /// The ticket.
    pub ticket: TicketId,
    /// Whether only the desk may learn of it: somebody added a note, a
    /// reply was delivered, or see [`crate::desk::Event::is_internal`].
    pub internal: bool,
    /// Where the conversation goes on, if the change is that the ticket became part of another.
    pub merged_into: Option<TicketId>,
}

impl Store {
    /// Returns the changes of tickets after the change `seq`, in the order of their commits.
    /// Nothing is ever added at or below a number that has been seen.
    pub async fn ticket_changes_since(&self, seq: i64) -> Result<Vec<TicketChange>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT e.seq, e.ticket, e.event IN ('warned', 'overdue', 'transferred',
                         'snoozed', 'woken', 'escalated') AS internal,
                     CASE WHEN e.event = 'merged' THEN t.merged_into END AS merged_into
                 FROM ticket_events e JOIN tickets t ON t.id = e.ticket WHERE e.seq > $1
                 UNION ALL
                 SELECT seq, ticket, TRUE AS internal, NULL AS merged_into
                 FROM ticket_notes WHERE seq > $1
                 UNION ALL
                 SELECT delivery_seq, ticket, TRUE AS internal, NULL AS merged_into
                 FROM ticket_messages WHERE delivery_seq > $1
                 ORDER BY seq",
            )
            .bind(seq)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns the number of the last change of any ticket; 0 before the first.
    pub async fn last_ticket_change(&self) -> Result<i64> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT value FROM counters WHERE name = 'ticket_event'")
                .fetch_one(pool)
                .await
        })?)
    }
}
