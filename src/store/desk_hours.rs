//! When the desks of Discord servers work, and since when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{Result, Store, with_pool, with_tx};
use crate::{config::WorkingHours, desk::TicketId};

/// From a moment on a desk works at other hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursChange {
    /// Which change of this desk's hours it is, from 1.
    pub number: i64,
    /// From when on.
    pub since: DateTime<Utc>,
    /// The hours; `None` for the configured ones.
    pub hours: Option<WorkingHours>,
}

type Row = (i64, i64, DateTime<Utc>, Option<Json<WorkingHours>>);

impl Store {
    /// Returns the changes of the hours of all desks, by the servers that run them, each in order.
    pub async fn hours_of_desks(&self) -> Result<BTreeMap<u64, Vec<HoursChange>>> {
        let rows: Vec<Row> = with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT guild, number, since, hours FROM desk_hours ORDER BY guild, number",
            )
            .fetch_all(pool)
            .await
        })?;
        let mut desks: BTreeMap<u64, Vec<HoursChange>> = BTreeMap::new();
        for (guild, number, since, hours) in rows {
            let change = HoursChange {
                number,
                since,
                hours: hours.map(|it| it.0),
            };
            desks.entry(guild.cast_unsigned()).or_default().push(change);
        }
        Ok(desks)
    }

    /// Has the desk of a server work at these hours from now on, or at the configured ones. Returns
    /// `false`, and nothing has changed, if its last change is another one than `last`, whose number
    /// is 0 before the first.
    pub async fn change_hours(
        &self,
        guild: u64,
        last: i64,
        hours: Option<&WorkingHours>,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            let known: Option<(i64, DateTime<Utc>)> = sqlx::query_as(
                "SELECT number, since FROM desk_hours WHERE guild = $1
                 ORDER BY number DESC LIMIT 1",
            )
            .bind(guild.cast_signed())
            .fetch_optional(&mut *tx)
            .await?;
            if known.map_or(0, |it| it.0) != last {
                return Ok(false);
            }
            // Clocks of two processes may differ a little; the order of the changes must not.
            let since = known.map_or(at, |it| it.1.max(at));
            sqlx::query(
                "INSERT INTO desk_hours (guild, number, hours, since) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (guild, number) DO NOTHING",
            )
            .bind(guild.cast_signed())
            .bind(last + 1)
            .bind(hours.map(Json))
            .bind(since)
            .execute(&mut *tx)
            .await?
            .rows_affected()
                == 1
        })
    }

    /// Returns the servers whose desks have the tickets that are not closed; without tickets that no
    /// desk on Discord has.
    pub async fn desks_of_tickets_to_do(&self) -> Result<BTreeMap<TicketId, u64>> {
        let rows: Vec<(TicketId, Option<i64>)> = with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT t.id, COALESCE(
                     (SELECT g.id FROM guilds g WHERE g.desk IS NOT NULL AND g.id = t.guild),
                     (SELECT MIN(g.id) FROM guilds g WHERE g.desk IS NOT NULL AND g.operator))
                 FROM tickets t WHERE t.status <> 'closed'",
            )
            .fetch_all(pool)
            .await
        })?;
        let desks = rows.into_iter();
        let desks = desks.filter_map(|(id, desk)| Some((id, desk?.cast_unsigned())));
        Ok(desks.collect())
    }
}
