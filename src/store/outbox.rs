//! The outbox: what must reach somebody elsewhere, from the transaction of its cause until it is sent.

use chrono::{DateTime, Duration, Utc};
use sqlx::types::Json;

use super::{
    Result, Store,
    tickets::{NEXT_EVENT, tell_desk},
    with_pool, with_tx,
};
use crate::outgoing::Outgoing;

/// Something to be sent now, by whoever took it.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// What tells it from all others; also the message's nonce.
    pub id: String,
    /// What is to be sent.
    pub outgoing: Outgoing,
    /// The number of this attempt, from 1.
    pub attempt: i64,
    /// Nobody knows how an earlier attempt ended: it may have been sent already.
    pub unsure: bool,
    /// When its cause happened.
    pub at: DateTime<Utc>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was sent.
    Sent,
    /// It was refused for good.
    Failed,
    /// It was not sent and is tried again; what an earlier attempt did is as unsure as before.
    Later(DateTime<Utc>),
    /// It may have been sent; whoever tries again has to look first.
    Unsure(DateTime<Utc>),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    seq: i64,
    payload: Json<Outgoing>,
    attempts: i64,
    unsure: bool,
    at: DateTime<Utc>,
}

/// Adds a row; the same cause makes one.
pub(super) const POST: &str = "INSERT INTO outbox
        (id, lane, seq, payload, state, attempts, unsure, due_at, at, changed_at, account)
    VALUES ($1, $2, $3, $4, 'waiting', 0, FALSE, $5, $5, $5, $6) ON CONFLICT (id) DO NOTHING";

/// Adds what must reach somebody to a transaction; `$seq` orders it within its lane.
macro_rules! post {
    ($tx:ident, $outgoing:expr, $seq:expr, $at:expr) => {{
        let outgoing: &$crate::outgoing::Outgoing = &$outgoing;
        sqlx::query($crate::store::outbox::POST)
            .bind(outgoing.id())
            .bind(outgoing.lane())
            .bind($seq)
            .bind(sqlx::types::Json(outgoing))
            .bind($at)
            .bind(outgoing.origin().map(|it| it.account().cast_signed()))
            .execute(&mut *$tx)
            .await?;
    }};
}
pub(super) use post;

/// The first rows of their lanes that are due and that nobody is sending. Read again under the lock,
/// so that two who look at once do not take the same.
const TAKE: &str = "UPDATE outbox SET unsure = (unsure OR state = 'sending'), state = 'sending',
        attempts = attempts + 1, leased_until = $2, changed_at = $1
    WHERE (leased_until IS NULL OR leased_until <= $1) AND state IN ('waiting', 'sending')
        AND id IN (
            SELECT o.id FROM outbox o
            WHERE o.state IN ('waiting', 'sending') AND o.due_at <= $1
                AND (o.leased_until IS NULL OR o.leased_until <= $1)
                AND NOT EXISTS (
                    SELECT 1 FROM outbox before
                    WHERE before.lane = o.lane AND before.state IN ('waiting', 'sending')
                        AND (before.seq < o.seq OR (before.seq = o.seq AND before.id < o.id)))
            ORDER BY o.due_at, o.seq, o.id LIMIT $3)
    RETURNING id, seq, payload, attempts, unsure, at";

const END: &str = "UPDATE outbox SET state = $3, unsure = $4, due_at = $5, leased_until = NULL,
        changed_at = $6
    WHERE id = $1 AND attempts = $2 AND state = 'sending'";

/// How long it is known that something was sent, or could not be.
pub const SENT_IS_KEPT: Duration = Duration::days(30);

/// A message that will be read again after an outage is known to have been answered until then.
const PURGE: &str = "DELETE FROM outbox WHERE id IN (
        SELECT o.id FROM outbox o
        WHERE o.state IN ('sent', 'failed') AND o.changed_at < $1
            AND NOT EXISTS (
                SELECT 1 FROM discord_channels c
                WHERE c.id = CAST(o.payload -> 'to' -> 'message' ->> 'channel' AS BIGINT)
                    AND c.seen < CAST(o.payload -> 'to' -> 'message' ->> 'message' AS BIGINT))
        ORDER BY o.changed_at, o.id LIMIT $2)";

impl Store {
    /// Adds what must reach somebody, once for each cause. For what has no other effect; all else is
    /// added in the transaction of its cause.
    pub async fn post(&self, outgoing: &Outgoing, at: DateTime<Utc>) -> Result<()> {
        with_tx!(&self.database, |tx| {
            post!(tx, outgoing, 0_i64, at);
        })
    }

    /// Takes what is due, at most `most`, oldest first. Until `lease` nobody else takes it; whoever
    /// has not ended an attempt by then may have sent it or not.
    pub async fn take_due(
        &self,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Due>> {
        let mut rows: Vec<Row> = with_tx!(&self.database, |tx| {
            sqlx::query_as(TAKE)
                .bind(now)
                .bind(lease)
                .bind(i64::from(most))
                .fetch_all(&mut *tx)
                .await?
        })
        .map_err(|error: super::Error| error)?;
        rows.sort_by(|a, b| (a.at, a.seq, &a.id).cmp(&(b.at, b.seq, &b.id)));
        // Whoever died over an attempt could not say so.
        for row in rows.iter().filter(|it| it.unsure) {
            self.doubt_reply(&row.payload, now).await?;
        }
        let due = rows.into_iter().map(|row| Due {
            id: row.id,
            outgoing: row.payload.0,
            attempt: row.attempts,
            unsure: row.unsure,
            at: row.at,
        });
        Ok(due.collect())
    }

    /// Records that nobody knows whether a reply on its way was sent, and has the desk told of it
    /// once. Nothing else is doubted before people.
    async fn doubt_reply(&self, outgoing: &Outgoing, at: DateTime<Utc>) -> Result<()> {
        let Outgoing::Reply { ticket, message } = *outgoing else {
            return Ok(());
        };
        with_tx!(&self.database, |tx| {
            let seq: i64 = sqlx::query_scalar(NEXT_EVENT).fetch_one(&mut *tx).await?;
            let doubted = sqlx::query(
                "UPDATE ticket_messages SET unsure = TRUE, delivery_seq = $2
                 WHERE id = $1 AND delivery = 'sending' AND NOT unsure",
            )
            .bind(message)
            .bind(seq)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            // Returning rolls back: no number is lost.
            if doubted == 0 {
                return Ok(());
            }
            tell_desk!(tx, Outgoing::Checking { ticket, message }, seq, at);
        })
    }

    /// Records how an attempt ended. Returns `false` if it had run out and somebody else took over;
    /// nothing has changed then.
    pub async fn end_attempt(&self, due: &Due, ended: Ended, now: DateTime<Utc>) -> Result<bool> {
        let (state, unsure, due_at) = match ended {
            Ended::Sent => ("sent", false, now),
            Ended::Failed => ("failed", false, now),
            Ended::Later(at) => ("waiting", due.unsure, at),
            Ended::Unsure(at) => ("waiting", true, at),
        };
        let is_ended: Result<bool> = with_tx!(&self.database, |tx| {
            sqlx::query(END)
                .bind(&due.id)
                .bind(due.attempt)
                .bind(state)
                .bind(unsure)
                .bind(due_at)
                .bind(now)
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1
        });
        if unsure && matches!(is_ended, Ok(true)) {
            self.doubt_reply(&due.outgoing, now).await?;
        }
        is_ended
    }

    /// Has what was being sent taken at once by whoever comes next: the process that was sending it is
    /// gone. Only for a database that no other process uses.
    pub async fn end_leases(&self) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("UPDATE outbox SET leased_until = NULL WHERE state = 'sending'")
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Forgets what ended longer ago than [`SENT_IS_KEPT`], at most `most`, oldest first. Returns how
    /// much it was.
    pub async fn purge_outbox(&self, now: DateTime<Utc>, most: u32) -> Result<u64> {
        with_tx!(&self.database, |tx| {
            sqlx::query(PURGE)
                .bind(now - SENT_IS_KEPT)
                .bind(i64::from(most))
                .execute(&mut *tx)
                .await?
                .rows_affected()
        })
    }

    /// Tells whether the same was added before, or it is long over.
    pub async fn is_posted(&self, outgoing: &Outgoing) -> Result<bool> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM outbox WHERE id = $1)")
                .bind(outgoing.id())
                .fetch_one(pool)
                .await
        })?)
    }

    /// Returns when something is due next; `None` if nothing waits.
    pub async fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar(
                "SELECT due_at FROM outbox WHERE state IN ('waiting', 'sending')
                 ORDER BY due_at LIMIT 1",
            )
            .fetch_optional(pool)
            .await
        })?)
    }
}
