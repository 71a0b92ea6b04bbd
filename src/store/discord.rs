//! What is known of Discord: servers and what they set up, accounts of the staff, and up to where
//! channels were read. Discord's ids are below 2⁶³, so the databases take them.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Result, Store, people::HOLD_ROLES, with_pool, with_tx};
use crate::people::{Person, PersonId, Role};

/// A Discord server and what it set up.
#[derive(Debug, Clone, PartialEq)]
pub struct Guild {
    /// Its id.
    pub id: u64,
    /// What it set up: an object, which the chat surface reads.
    pub settings: Value,
    /// Its consultants' channel, if it has one.
    pub desk: Option<u64>,
    /// Whether it is the operator's: its desk also gets what has no desk of its own.
    pub operator: bool,
}

/// A channel that is read again after an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadChannel {
    /// The channel.
    pub id: u64,
    /// Its server; `None` for direct messages.
    pub guild: Option<u64>,
    /// The last message that was dealt with.
    pub seen: u64,
}

type GuildRow = (i64, Value, Option<i64>, bool);
const GUILD: &str = "SELECT id, settings, desk, operator FROM guilds WHERE id = $1";

/// Has a channel read again after an outage, in a transaction with what makes it one to be read.
macro_rules! follow {
    ($tx:ident, $channel:expr) => {
        sqlx::query(
            "INSERT INTO discord_channels (id, guild, seen) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind($channel.id.cast_signed())
        .bind($channel.guild.map(u64::cast_signed))
        .bind($channel.seen.cast_signed())
        .execute(&mut *$tx)
        .await?
    };
}
pub(super) use follow;

impl Store {
    /// Returns what a server set up; `None` if nobody set anything up there.
    pub async fn guild(&self, id: u64) -> Result<Option<Guild>> {
        let row: Option<GuildRow> = with_pool!(&self.database, |pool| {
            let row = sqlx::query_as(GUILD).bind(id.cast_signed());
            row.fetch_optional(pool).await
        })?;
        Ok(row.map(guild))
    }

    /// Changes what a server set up, beginning with `new` where nobody set anything up there. Changes
    /// that come at once follow one another, so none is lost. Returns it as it was and as it is now.
    pub async fn change_guild(
        &self,
        new: &Guild,
        at: DateTime<Utc>,
        change: impl FnOnce(&mut Guild),
    ) -> Result<(Guild, Guild)> {
        with_tx!(&self.database, |tx| {
            // From here on whoever else changes this server waits.
            sqlx::query(
                "INSERT INTO guilds (id, settings, desk, operator, at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (id) DO UPDATE SET at = excluded.at",
            )
            .bind(new.id.cast_signed())
            .bind(&new.settings)
            .bind(new.desk.map(u64::cast_signed))
            .bind(new.operator)
            .bind(at)
            .execute(&mut *tx)
            .await?;
            let row = sqlx::query_as(GUILD).bind(new.id.cast_signed());
            let row: GuildRow = row.fetch_one(&mut *tx).await?;
            let before = guild(row);
            let mut now = before.clone();
            change(&mut now);
            sqlx::query("UPDATE guilds SET settings = $2, desk = $3, operator = $4 WHERE id = $1")
                .bind(new.id.cast_signed())
                .bind(&now.settings)
                .bind(now.desk.map(u64::cast_signed))
                .bind(now.operator)
                .execute(&mut *tx)
                .await?;
            (before, now)
        })
    }

    /// Keeps whether a server is the operator's, and nothing else.
    pub async fn set_operator(&self, guild: u64, operator: bool, at: DateTime<Utc>) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("UPDATE guilds SET operator = $2, at = $3 WHERE id = $1")
                .bind(guild.cast_signed())
                .bind(operator)
                .bind(at)
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Returns the server whose consultants get the tickets of `guild`: itself if it runs a desk, or
    /// else the operator's.
    pub async fn desk_for(&self, guild: Option<u64>) -> Result<Option<u64>> {
        let id: Option<i64> = with_pool!(&self.database, |pool| {
            sqlx::query_scalar(
                "SELECT id FROM guilds WHERE desk IS NOT NULL AND (id = $1 OR operator)
                 ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END, id LIMIT 1",
            )
            .bind(guild.map(u64::cast_signed))
            .fetch_optional(pool)
            .await
        })?;
        Ok(id.map(i64::cast_unsigned))
    }

    /// Returns the person with this account; the first time one is added under `id` and `name`, with
    /// a number where somebody else has that name. `None` if this person was shut out.
    pub async fn person_of_account(
        &self,
        account: u64,
        id: PersonId,
        name: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Person>> {
        const PERSON: &str = "SELECT p.id, p.name, p.role, p.era, p.active
            FROM people p JOIN discord_people d ON d.person = p.id WHERE d.account = $1";
        type Row = (PersonId, String, Role, i64, bool);
        with_tx!(&self.database, |tx| {
            // Two processes may meet a newcomer at once, or two newcomers of the same name: whoever is
            // not known is looked for again when it is certain that nobody else adds people.
            for holds in [false, true] {
                if holds {
                    sqlx::query(HOLD_ROLES).execute(&mut *tx).await?;
                }
                let known: Option<Row> = sqlx::query_as(PERSON)
                    .bind(account.cast_signed())
                    .fetch_optional(&mut *tx)
                    .await?;
                if let Some((id, name, role, era, active)) = known {
                    let person = Person {
                        id,
                        name,
                        role,
                        era,
                    };
                    return Ok(active.then_some(person));
                }
            }
            let mut free = name.to_owned();
            for n in 2.. {
                let taken: bool =
                    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM people WHERE name = $1)")
                        .bind(&free)
                        .fetch_one(&mut *tx)
                        .await?;
                if !taken {
                    break;
                }
                free = format!("{name}（{n}）");
            }
            let person = sqlx::query_as(
                "INSERT INTO people (id, name, role, active, at)
                 VALUES ($1, $2, 'consultant', TRUE, $3) RETURNING id, name, role, era",
            )
            .bind(id)
            .bind(&free)
            .bind(at)
            .fetch_one(&mut *tx)
            .await?;
            sqlx::query("INSERT INTO discord_people (account, person) VALUES ($1, $2)")
                .bind(account.cast_signed())
                .bind(id)
                .execute(&mut *tx)
                .await?;
            Some(person)
        })
    }

    /// Keeps that a channel was read up to a message; an older one changes nothing.
    pub async fn channel_seen(&self, channel: ReadChannel) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "INSERT INTO discord_channels (id, guild, seen) VALUES ($1, $2, $3)
                 ON CONFLICT (id) DO UPDATE SET seen = excluded.seen
                     WHERE discord_channels.seen < excluded.seen",
            )
            .bind(channel.id.cast_signed())
            .bind(channel.guild.map(u64::cast_signed))
            .bind(channel.seen.cast_signed())
            .execute(&mut *tx)
            .await?;
        })
    }

    /// Has a channel read again after an outage, from a message on; one that is read already goes on
    /// from where it was left.
    pub async fn follow_channel(&self, channel: ReadChannel) -> Result<()> {
        with_tx!(&self.database, |tx| {
            follow!(tx, channel);
        })
    }

    /// Forgets a channel that is gone.
    pub async fn forget_channel(&self, id: u64) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("DELETE FROM discord_channels WHERE id = $1")
                .bind(id.cast_signed())
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Returns the channels to be read again after an outage, those first in which something was
    /// written last; without the threads of tickets that were closed before `closed`.
    pub async fn read_channels(&self, closed: DateTime<Utc>) -> Result<Vec<ReadChannel>> {
        let rows: Vec<ReadRow> = with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT id, guild, seen FROM discord_channels
                 WHERE id NOT IN (
                     SELECT p.thread FROM ticket_places p JOIN tickets t ON t.id = p.ticket
                     WHERE p.thread IS NOT NULL AND t.status = 'closed' AND t.changed_at < $1)
                 AND id NOT IN (
                     SELECT asker_thread FROM tickets
                     WHERE asker_thread IS NOT NULL AND status = 'closed' AND changed_at < $1)
                 ORDER BY seen DESC, id",
            )
            .bind(closed)
            .fetch_all(pool)
            .await
        })?;
        Ok(rows.into_iter().map(ReadChannel::from).collect())
    }

    /// Returns up to where a channel was read, if it is one that is read.
    pub async fn read_channel(&self, id: u64) -> Result<Option<ReadChannel>> {
        let row: Option<ReadRow> = with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT id, guild, seen FROM discord_channels WHERE id = $1")
                .bind(id.cast_signed())
                .fetch_optional(pool)
                .await
        })?;
        Ok(row.map(ReadChannel::from))
    }
}

fn guild((id, settings, desk, operator): GuildRow) -> Guild {
    Guild {
        id: id.cast_unsigned(),
        settings,
        desk: desk.map(i64::cast_unsigned),
        operator,
    }
}

type ReadRow = (i64, Option<i64>, i64);

impl From<ReadRow> for ReadChannel {
    fn from((id, guild, seen): ReadRow) -> ReadChannel {
        ReadChannel {
            id: id.cast_unsigned(),
            guild: guild.map(i64::cast_unsigned),
            seen: seen.cast_unsigned(),
        }
    }
}
