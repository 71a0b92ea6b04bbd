//! Where people are told what they asked to be told of.

use super::{Result, Store, with_pool, with_tx};
use crate::people::ConversationId;

/// Where a person who takes no direct messages is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watcher {
    /// The Discord server where this person asked last to be told, if any.
    pub guild: Option<u64>,
    /// The private thread there in which this person reads notices, if there is one.
    pub thread: Option<u64>,
}

/// Keeps the server where somebody asked; in another server the thread is another one.
pub(super) const WATCHES: &str = "INSERT INTO watchers (conversation, guild) VALUES ($1, $2)
    ON CONFLICT (conversation) DO UPDATE SET
        guild = COALESCE(excluded.guild, watchers.guild),
        thread = CASE WHEN COALESCE(excluded.guild, watchers.guild) = watchers.guild
            THEN watchers.thread END";

impl Store {
    /// Returns where a person is told who takes no direct messages.
    pub async fn watcher(&self, conversation: &ConversationId) -> Result<Watcher> {
        let row: Option<(Option<i64>, Option<i64>)> = with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT guild, thread FROM watchers WHERE conversation = $1")
                .bind(conversation)
                .fetch_optional(pool)
                .await
        })?;
        let (guild, thread) = row.unwrap_or_default();
        Ok(Watcher {
            guild: guild.map(i64::cast_unsigned),
            thread: thread.map(i64::cast_unsigned),
        })
    }

    /// Keeps the private thread in which a person reads notices; `None` if it is gone.
    pub async fn set_notice_thread(
        &self,
        conversation: &ConversationId,
        thread: Option<u64>,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("UPDATE watchers SET thread = $2 WHERE conversation = $1")
                .bind(conversation)
                .bind(thread.map(u64::cast_signed))
                .execute(&mut *tx)
                .await?;
        })
    }
}
