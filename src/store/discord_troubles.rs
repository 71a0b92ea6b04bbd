//! What keeps a Discord server's setup from working, from when it was noticed until it is mended.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Result, Store, old_places::tell_strayed, outbox::post, with_pool, with_tx};
use crate::outgoing::Outgoing;

/// Something that keeps a server's setup from working.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetupTrouble {
    /// What tells it from all others of the server.
    pub cause: String,
    /// What it is and how to mend it, for the administrator.
    pub words: String,
}

/// Who is told of troubles, and by which message.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// The account of the administrator.
    pub account: u64,
    /// Id of the message.
    pub id: Uuid,
}

impl Store {
    /// Keeps what is wrong with a server now. `told` hears of what was not wrong before; where
    /// something was mended, what waits for the consultants' channel is sent at once. Returns how many
    /// are new.
    pub async fn set_troubles(
        &self,
        guild: u64,
        found: &[SetupTrouble],
        told: Option<Told>,
        at: DateTime<Utc>,
    ) -> Result<usize> {
        let causes: BTreeSet<&str> = found.iter().map(|it| it.cause.as_str()).collect();
        with_tx!(&self.database, |tx| {
            let known: Vec<String> =
                sqlx::query_scalar("SELECT cause FROM discord_troubles WHERE guild = $1")
                    .bind(guild.cast_signed())
                    .fetch_all(&mut *tx)
                    .await?;
            let mended = known.iter().filter(|it| !causes.contains(it.as_str()));
            let mut is_mended = false;
            for cause in mended {
                sqlx::query("DELETE FROM discord_troubles WHERE guild = $1 AND cause = $2")
                    .bind(guild.cast_signed())
                    .bind(cause)
                    .execute(&mut *tx)
                    .await?;
                is_mended = true;
            }
            if is_mended {
                sqlx::query(
                    "UPDATE outbox SET due_at = $1 WHERE state = 'waiting' AND $1 < due_at
                         AND substr(lane, 1, 5) = 'desk '",
                )
                .bind(at)
                .execute(&mut *tx)
                .await?;
            }
            let mut new = Vec::new();
            for trouble in found {
                let added = sqlx::query(
                    "INSERT INTO discord_troubles (guild, cause, words, at)
                     VALUES ($1, $2, $3, $4) ON CONFLICT (guild, cause) DO NOTHING",
                )
                .bind(guild.cast_signed())
                .bind(&trouble.cause)
                .bind(&trouble.words)
                .bind(at)
                .execute(&mut *tx)
                .await?;
                if added.rows_affected() == 1 {
                    new.push(trouble.words.as_str());
                }
            }
            if let Some(Told { account, id }) = told.filter(|_| !new.is_empty()) {
                let text = new.join("\n\n");
                post!(tx, Outgoing::Warning { id, account, text }, 0_i64, at);
            }
            new.len()
        })
    }

    /// Returns what is wrong, of all servers, the longest known first.
    pub async fn troubles(&self) -> Result<Vec<String>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT words FROM discord_troubles ORDER BY at, guild, cause")
                .fetch_all(pool)
                .await
        })?)
    }

    /// Returns the servers that set something up.
    pub async fn guilds(&self) -> Result<Vec<u64>> {
        let ids: Vec<i64> = with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT id FROM guilds ORDER BY id")
                .fetch_all(pool)
                .await
        })?;
        Ok(ids.into_iter().map(i64::cast_unsigned).collect())
    }

    /// Forgets the cards in a channel that is no consultants' channel any more: its open tickets get
    /// new ones where the consultants are now.
    /// The old ones say so.
    pub async fn forget_places_in(&self, channel: u64, at: DateTime<Utc>) -> Result<()> {
        with_tx!(&self.database, |tx| {
            let forget = sqlx::query_as(
                "DELETE FROM ticket_places WHERE channel = $1
                     AND ticket IN (SELECT id FROM tickets WHERE status <> 'closed')
                 RETURNING ticket, channel, card, thread",
            );
            let forget = forget.bind(channel.cast_signed());
            let strayed = forget.fetch_all(&mut *tx).await?;
            tell_strayed!(tx, strayed, at);
        })
    }
}
