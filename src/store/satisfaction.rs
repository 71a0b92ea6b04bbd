//! What askers say of the desk's work, once for each ticket.

use chrono::{DateTime, Utc};

use super::{
    Result, Store,
    tickets::{HOLD_KEPT, NEXT_EVENT, tell_desk},
    with_pool, with_tx,
};
use crate::{
    desk::{Satisfaction, Satisfactions, Stars, Status, TicketId},
    outgoing::Outgoing,
};

/// Outcome of [`Store::rate_ticket`]. In all but the first nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatedTicket {
    /// The stars, or a word to stars given before, were taken; this is what was said altogether.
    Taken(Satisfaction),
    /// It had been said before.
    Already(Satisfaction),
    /// The ticket is not closed.
    NotNow,
    /// There is no such ticket.
    NotFound,
}

const SATISFACTION: &str = "SELECT stars, word, at FROM satisfactions WHERE ticket = $1";

/// The first one counts.
const RATE: &str = "INSERT INTO satisfactions (ticket, stars, word, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (ticket) DO NOTHING";

const ADD_WORD: &str = "UPDATE satisfactions SET word = $2 WHERE ticket = $1 AND word IS NULL";

impl Store {
    /// Takes what an asker says of the desk's work on a closed ticket. Of the stars the first count;
    /// a word may come with them or later, once.
    pub async fn rate_ticket(
        &self,
        ticket: TicketId,
        stars: Stars,
        word: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<RatedTicket> {
        with_tx!(&self.database, |tx| {
            let status = sqlx::query_scalar(HOLD_KEPT);
            let status: Option<Status> = status.bind(ticket).fetch_optional(&mut *tx).await?;
            let Some(status) = status else {
                return Ok(RatedTicket::NotFound);
            };
            let mut taken = 0;
            if status == Status::Closed {
                let rate = sqlx::query(RATE).bind(ticket).bind(stars).bind(word);
                taken = rate.bind(at).execute(&mut *tx).await?.rows_affected();
            }
            if taken == 0 && word.is_some() {
                let add = sqlx::query(ADD_WORD).bind(ticket).bind(word);
                taken = add.execute(&mut *tx).await?.rows_affected();
            }
            let said = sqlx::query_as(SATISFACTION).bind(ticket);
            let said: Option<Satisfaction> = said.fetch_optional(&mut *tx).await?;
            let Some(said) = said else {
                return Ok(RatedTicket::NotNow);
            };
            if taken == 0 {
                return Ok(RatedTicket::Already(said));
            }
            let seq: i64 = sqlx::query_scalar(NEXT_EVENT).fetch_one(&mut *tx).await?;
            tell_desk!(tx, Outgoing::Satisfied { ticket, seq }, seq, at);
            RatedTicket::Taken(said)
        })
    }

    /// Returns what the asker of a ticket said of the desk's work.
    pub async fn satisfaction(&self, ticket: TicketId) -> Result<Option<Satisfaction>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(SATISFACTION)
                .bind(ticket)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns what all askers said since then.
    pub async fn satisfactions_since(&self, since: DateTime<Utc>) -> Result<Satisfactions> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(stars), 0) AS BIGINT) AS stars
                 FROM satisfactions WHERE at >= $1",
            )
            .bind(since)
            .fetch_one(pool)
            .await
        })?)
    }
}
