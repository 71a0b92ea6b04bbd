//! What happens to tickets because time passes. Any number of processes may look at once: what one of
//! them saw must still be all that has happened, so each thing happens once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Store,
    ticket_actions::CHANGE,
    tickets::{TICKET, add_event, history_columns},
    with_pool, with_tx,
};
use crate::desk::{Event, HistoryLine, Status, Ticket, TicketId, sla::Target, transition};

/// Something that happens to a ticket by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The ticket.
    pub ticket: TicketId,
    /// What happens.
    pub event: Event,
    /// What it is about, for a warning or a missed target.
    pub target: Option<Target>,
    /// The last line of the history that was seen.
    pub seen: i64,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct LineOfTicket {
    ticket: TicketId,
    #[sqlx(flatten)]
    line: HistoryLine,
}

impl Store {
    /// Returns the histories of all tickets that are not closed, each in order.
    pub async fn histories_to_do(&self) -> Result<BTreeMap<TicketId, Vec<HistoryLine>>> {
        let lines: Vec<LineOfTicket> = with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT e.ticket, ",
                history_columns!(),
                " FROM ticket_events e JOIN tickets t ON t.id = e.ticket
                     LEFT JOIN people p ON p.id = e.person
                     LEFT JOIN people r ON r.id = e.recipient
                 WHERE t.status <> 'closed' ORDER BY e.seq"
            ))
            .fetch_all(pool)
            .await
        })?;
        let mut histories: BTreeMap<TicketId, Vec<HistoryLine>> = BTreeMap::new();
        for LineOfTicket { ticket, line } in lines {
            histories.entry(ticket).or_default().push(line);
        }
        Ok(histories)
    }

    /// Lets something happen to a ticket by itself. Returns the number of the new line of its history;
    /// `None`, and nothing has changed, if something else has happened since or its state does not
    /// allow it.
    pub async fn mark_ticket(&self, mark: &Mark) -> Result<Option<i64>> {
        with_tx!(&self.database, |tx| {
            let ticket = sqlx::query_as(TICKET).bind(mark.ticket);
            let Some(ticket): Option<Ticket> = ticket.fetch_optional(&mut *tx).await? else {
                return Ok(None);
            };
            let next = transition(ticket.status, mark.event);
            let Some(status) = next.filter(|_| mark.event.is_automatic()) else {
                return Ok(None);
            };
            // From here on whoever else acts on this ticket waits.
            let changed = sqlx::query_as(CHANGE)
                .bind(mark.ticket)
                .bind(ticket.status)
                .bind(ticket.owner)
                .bind(status)
                .bind(ticket.owner.filter(|_| status != Status::Open))
                .bind(mark.at)
                .bind(ticket.snoozed_until.filter(|_| mark.event.leaves_asleep()));
            let changed: Option<Ticket> = changed.fetch_optional(&mut *tx).await?;
            let last: Option<i64> =
                sqlx::query_scalar("SELECT MAX(seq) FROM ticket_events WHERE ticket = $1")
                    .bind(mark.ticket)
                    .fetch_one(&mut *tx)
                    .await?;
            // Returning rolls back.
            if changed.is_none() || last != Some(mark.seen) {
                return Ok(None);
            }
            let seq = add_event!(tx, mark.ticket, mark.event, None::<Uuid>, mark.at);
            sqlx::query("UPDATE ticket_events SET target = $2 WHERE seq = $1")
                .bind(seq)
                .bind(mark.target)
                .execute(&mut *tx)
                .await?;
            Some(seq)
        })
    }
}
