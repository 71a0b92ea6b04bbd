//! Two tickets of the same asker become one.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Store,
    people::HOLD_ROLES,
    ticket_actions::{ADD_MESSAGE, IS_ADMIN, NAME, change},
    tickets::{TICKET, add_event, columns, history_columns, message_columns, take_event},
    with_tx,
};
use crate::{
    desk::{
        Author, Delivery, Event, HistoryLine, Message, NoMerge, Status, Ticket, TicketId,
        TicketNumber,
        sla::{self, Target},
        transition,
    },
    people::PersonId,
};

/// A ticket that is to become part of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The ticket that ends.
    pub ticket: TicketId,
    /// 受付番号 of the ticket that goes on.
    pub into: TicketNumber,
    /// The member of staff who does it.
    pub by: PersonId,
    /// Identity of the message with which the question comes into the other ticket.
    pub message_id: Uuid,
    /// Id of the form, so that a double submission counts once.
    pub form_event: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Outcome of [`Store::merge_tickets`]. In all but the first nothing has changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Merged {
    /// It was done; this is the ticket that goes on.
    Done(Ticket),
    /// It had been done before; this is the ticket that goes on as it stands now.
    Already(Ticket),
    /// Another consultant has the ticket that was to end.
    TakenBy {
        /// The consultant's name.
        name: String,
    },
    /// The ticket that was to end has ended.
    NotNow,
    /// There is no such ticket to end.
    NotFound,
    /// The ticket that was to go on cannot.
    Refused(NoMerge),
}

const BY_NUMBER: &str = concat!("SELECT ", columns!(), " FROM tickets WHERE number = $1");

const HISTORY: &str = concat!(
    "SELECT ",
    history_columns!(),
    " FROM ticket_events e LEFT JOIN people p ON p.id = e.person
         LEFT JOIN people r ON r.id = e.recipient
     WHERE e.ticket = $1 ORDER BY e.seq"
);

/// A chain has one link, so that whoever follows it is at the end.
const POINT: &str = "UPDATE tickets SET merged_into = $2 WHERE id = $1 OR merged_into = $1";

const DETAILS: &str = "UPDATE ticket_events SET other = $2, target = $3, since = $4 WHERE seq = $1";

/// Adds a line on the merge to a ticket's history; returns its number.
macro_rules! add_line {
    ($tx:ident, $merge:ident, $ticket:expr, $event:expr, $other:expr, $owed:expr) => {{
        let owed: Option<(Target, DateTime<Utc>)> = $owed;
        let seq = add_event!($tx, $ticket, $event, $merge.by, $merge.at);
        sqlx::query(DETAILS)
            .bind(seq)
            .bind($other)
            .bind(owed.map(|it| it.0))
            .bind(owed.map(|it| it.1))
            .execute(&mut *$tx)
            .await?;
        seq
    }};
}

/// Writes what a merge changes; returns the ticket that goes on.
macro_rules! carry_out {
    ($tx:ident, $merge:ident, $ending:ident, $leading:ident) => {{
        let history = sqlx::query_as(HISTORY).bind($ending.id);
        let history: Vec<HistoryLine> = history.fetch_all(&mut *$tx).await?;
        let owed = sla::waiting(&history).filter(|_| $ending.status != Status::Answered);
        // Being put off ends with the ticket.
        let owed = owed.map(|(target, since)| (target, since.min($merge.at)));
        let event = owed.map_or(Event::Absorbed, |_| Event::AskerWrote);
        let status = transition($leading.status, event).unwrap_or($leading.status);
        let asleep = $leading.snoozed_until.filter(|_| owed.is_none());
        change!(
            $tx,
            $ending,
            Status::Closed,
            $ending.owner.or(Some($merge.by)),
            None::<DateTime<Utc>>,
            $merge.at
        );
        let changed = change!($tx, $leading, status, $leading.owner, asleep, $merge.at);
        sqlx::query(POINT)
            .bind($ending.id)
            .bind($leading.id)
            .execute(&mut *$tx)
            .await?;
        add_line!(
            $tx,
            $merge,
            $ending.id,
            Event::Merged,
            $leading.number,
            None
        );
        let mut seq = None;
        if owed.is_some() {
            seq = Some(add_event!(
                $tx,
                $leading.id,
                Event::AskerWrote,
                None::<Uuid>,
                $merge.at
            ));
        }
        let line = add_line!(
            $tx,
            $merge,
            $leading.id,
            Event::Absorbed,
            $ending.number,
            owed
        );
        sqlx::query(ADD_MESSAGE)
            .bind($merge.message_id)
            .bind($leading.id)
            .bind(Author::Asker)
            .bind(None::<PersonId>)
            .bind(&$ending.question)
            .bind($ending.opened_at)
            .bind(None::<Delivery>)
            .bind(seq.unwrap_or(line))
            .execute(&mut *$tx)
            .await?;
        changed
    }};
}

impl Store {
    /// Makes a ticket part of another one of the same asker: it ends, and what was asked and written in
    /// it is read in the other, where the conversation goes on. A reply that is still owed stays due
    /// when it was. Whoever does it has the ticket that ends, or nobody has it, or an administrator
    /// does it.
    pub async fn merge_tickets(&self, merge: &Merge) -> Result<Merged> {
        loop {
            // Ends: each further round means that somebody else's action went through.
            if let Some(merged) = self.try_to_merge(merge).await? {
                return Ok(merged);
            }
        }
    }

    /// Returns `None` if somebody else changed a ticket between reading and writing.
    async fn try_to_merge(&self, merge: &Merge) -> Result<Option<Merged>> {
        with_tx!(&self.database, |tx| {
            // One merge after the other, and none while somebody who leaves gives tickets back: these
            // are the steps that change two tickets.
            sqlx::query(HOLD_ROLES).execute(&mut *tx).await?;
            let first = take_event!(tx, merge.form_event, merge.ticket, merge.at);
            let ending = sqlx::query_as(TICKET).bind(merge.ticket);
            let Some(ending): Option<Ticket> = ending.fetch_optional(&mut *tx).await? else {
                return Ok(Some(Merged::NotFound));
            };
            if !first || ending.merged_into.is_some() {
                let leading = ending.merged_into.unwrap_or(ending.id);
                let leading = sqlx::query_as(TICKET).bind(leading);
                return Ok(Some(match (first, leading.fetch_one(&mut *tx).await?) {
                    (true, _) => Merged::NotNow,
                    (false, leading) => Merged::Already(leading),
                }));
            }
            if let Some(owner) = ending.owner.filter(|it| *it != merge.by) {
                let is_admin = sqlx::query_scalar(IS_ADMIN).bind(merge.by);
                if ending.status != Status::Closed && !is_admin.fetch_one(&mut *tx).await? {
                    let name = sqlx::query_scalar(NAME).bind(owner);
                    let name = name.fetch_one(&mut *tx).await?;
                    return Ok(Some(Merged::TakenBy { name }));
                }
            }
            let leading = sqlx::query_as(BY_NUMBER).bind(merge.into);
            let leading: Option<Ticket> = leading.fetch_optional(&mut *tx).await?;
            let leading = match (may_merge(&ending, leading), ending.status) {
                (Err(why), _) => return Ok(Some(Merged::Refused(why))),
                (_, Status::Closed) => return Ok(Some(Merged::NotNow)),
                (Ok(leading), _) => leading,
            };
            Some(Merged::Done(carry_out!(tx, merge, ending, leading)))
        })
    }

    /// Returns how the asker is reached, as given in this ticket and in those that were merged into it.
    pub async fn contacts(&self, ticket: TicketId) -> Result<Vec<String>> {
        Ok(super::with_pool!(&self.database, |pool| {
            sqlx::query_scalar(
                "SELECT contact FROM tickets WHERE id = $1 OR merged_into = $1 ORDER BY number",
            )
            .bind(ticket)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns what asker and consultants wrote in this ticket itself, oldest first.
    pub async fn own_messages(&self, ticket: TicketId) -> Result<Vec<Message>> {
        Ok(super::with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                message_columns!(),
                " FROM ticket_messages m LEFT JOIN people p ON p.id = m.person
                 WHERE m.ticket = $1 ORDER BY m.at, m.id"
            ))
            .bind(ticket)
            .fetch_all(pool)
            .await
        })?)
    }
}

/// Returns the ticket that is to go on, or why it cannot.
fn may_merge(ending: &Ticket, leading: Option<Ticket>) -> std::result::Result<Ticket, NoMerge> {
    let leading = leading.ok_or(NoMerge::NoSuchTicket)?;
    if leading.id == ending.id {
        return Err(NoMerge::Itself);
    }
    if !ending.conversation.is_of_same_asker(&leading.conversation) {
        return Err(NoMerge::OtherAsker);
    }
    match leading.status {
        Status::Closed => Err(NoMerge::Ended),
        Status::Open | Status::Claimed | Status::Answered => Ok(leading),
    }
}
