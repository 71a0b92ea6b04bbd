//! Where cards of tickets stood in consultants' channels before: they say where the ticket is now, and
//! what an asker has deleted is deleted there, too.

use chrono::{DateTime, Utc};

use super::{Place, Result, Store, with_pool, with_tx};
use crate::{desk::TicketId, outgoing::Outgoing};

/// Of what is forgotten in `ticket_places`: ticket, channel, card, thread.
pub(super) type Strayed = (TicketId, i64, i64, Option<i64>);

pub(super) const KEEP: &str = "INSERT INTO old_places (ticket, channel, card, thread)
    VALUES ($1, $2, $3, $4) ON CONFLICT (card) DO NOTHING";

/// Keeps cards that are forgotten elsewhere, and has them say that their tickets are not there any
/// more.
macro_rules! tell_strayed {
    ($tx:ident, $strayed:expr, $at:expr) => {
        let strayed: Vec<$crate::store::old_places::Strayed> = $strayed;
        for (ticket, channel, card, thread) in strayed {
            let keep = sqlx::query($crate::store::old_places::KEEP).bind(ticket);
            let keep = keep.bind(channel).bind(card).bind(thread);
            keep.execute(&mut *$tx).await?;
            let (channel, card) = (channel.cast_unsigned(), card.cast_unsigned());
            let strayed = Outgoing::Strayed {
                ticket,
                channel,
                card,
            };
            $crate::store::outbox::post!($tx, strayed, 0_i64, $at);
        }
    };
}
pub(super) use tell_strayed;

impl Store {
    /// Keeps that a card counts for nothing any more, and has it say so.
    pub async fn stray(&self, ticket: TicketId, place: Place, at: DateTime<Utc>) -> Result<()> {
        let thread = place.thread.map(u64::cast_signed);
        let (channel, card) = (place.channel.cast_signed(), place.card.cast_signed());
        with_tx!(&self.database, |tx| {
            tell_strayed!(tx, vec![(ticket, channel, card, thread)], at);
        })
    }

    /// Returns where a ticket stood before, in the order of its cards.
    pub async fn old_places(&self, ticket: TicketId) -> Result<Vec<Place>> {
        let rows: Vec<(i64, i64, Option<i64>)> = with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT channel, card, thread FROM old_places WHERE ticket = $1 ORDER BY card",
            )
            .bind(ticket)
            .fetch_all(pool)
            .await
        })?;
        let places = rows.into_iter().map(|(channel, card, thread)| Place {
            channel: channel.cast_unsigned(),
            card: card.cast_unsigned(),
            thread: thread.map(i64::cast_unsigned),
        });
        Ok(places.collect())
    }
}
