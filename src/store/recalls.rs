//! Who wants to be told if an answer is corrected. Any number of processes may look at once; each
//! person is told once.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Result, Store, outbox::post, watchers::WATCHES, with_pool, with_tx};
use crate::{knowledge::EntryId, outgoing::Outgoing, people::ConversationId};

/// What became of a wish to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum RecallState {
    /// The person is told of a correction.
    Active,
    /// The person does not want to be told any more.
    Stopped,
    /// The person was told.
    Told,
    /// The time is over.
    Over,
}

/// Somebody wants to be told if an answer is corrected.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Recall {
    /// Identity.
    pub id: Uuid,
    /// Who, as a dialogue.
    pub conversation: ConversationId,
    /// The question that was answered.
    pub question: Uuid,
    /// The entry that was shown.
    pub entry: EntryId,
    /// Digest of what it said then.
    pub substance: String,
    /// When it was shown.
    pub shown_at: DateTime<Utc>,
    /// Corrections after this time are not told.
    pub until: DateTime<Utc>,
    /// What became of it.
    pub state: RecallState,
    /// When the entry was corrected, if it was.
    pub corrected_at: Option<DateTime<Utc>>,
}

macro_rules! columns {
    () => {
        "id, conversation, question, entry, substance, shown_at, until, state, corrected_at"
    };
}
pub(super) use columns;

const RECALL: &str = concat!("SELECT ", columns!(), " FROM recalls WHERE id = $1");

/// Who was told is not told again.
const ADD: &str = concat!(
    "INSERT INTO recalls (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', NULL)
     ON CONFLICT (conversation, question) DO UPDATE
     SET state = CASE WHEN recalls.state = 'stopped' THEN 'active' ELSE recalls.state END
     RETURNING ",
    columns!()
);

impl Store {
    /// Keeps that somebody wants to be told, once for each answer; `guild` is the Discord server where
    /// this person asked for it. Returns what is kept.
    pub async fn add_recall(&self, new: &Recall, guild: Option<u64>) -> Result<Recall> {
        with_tx!(&self.database, |tx| {
            sqlx::query(WATCHES)
                .bind(&new.conversation)
                .bind(guild.map(u64::cast_signed))
                .execute(&mut *tx)
                .await?;
            sqlx::query_as(ADD)
                .bind(new.id)
                .bind(&new.conversation)
                .bind(new.question)
                .bind(&new.entry)
                .bind(&new.substance)
                .bind(new.shown_at)
                .bind(new.until)
                .fetch_one(&mut *tx)
                .await?
        })
    }

    /// Returns a wish to be told.
    pub async fn recall(&self, id: Uuid) -> Result<Option<Recall>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(RECALL).bind(id).fetch_optional(pool).await
        })?)
    }

    /// Returns all wishes of people who wait.
    pub async fn active_recalls(&self) -> Result<Vec<Recall>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM recalls WHERE state = 'active' ORDER BY id"
            ))
            .fetch_all(pool)
            .await
        })?)
    }

    /// Has a person told that an answer was corrected. Returns `false`, and nothing has changed, if this
    /// person does not wait any more.
    pub async fn tell_recall(
        &self,
        id: Uuid,
        corrected_at: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            let told = sqlx::query(
                "UPDATE recalls SET state = 'told', corrected_at = $2
                 WHERE id = $1 AND state = 'active'",
            )
            .bind(id)
            .bind(corrected_at)
            .execute(&mut *tx)
            .await?;
            if told.rows_affected() == 0 {
                return Ok(false);
            }
            let outgoing = Outgoing::Correction { recall: id };
            post!(tx, outgoing, 0_i64, at);
            true
        })
    }

    /// Ends a wish whose time is over.
    pub async fn end_recall(&self, id: Uuid) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("UPDATE recalls SET state = 'over' WHERE id = $1 AND state = 'active'")
                .bind(id)
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Has a person not told any more. Returns `false` if this person did not wait.
    pub async fn stop_recall(&self, conversation: &ConversationId, question: Uuid) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "UPDATE recalls SET state = 'stopped'
                 WHERE conversation = $1 AND question = $2 AND state = 'active'",
            )
            .bind(conversation)
            .bind(question)
            .execute(&mut *tx)
            .await?
            .rows_affected()
                == 1
        })
    }

    /// Returns when the text of an item was last changed, or withdrawn, if it is known.
    pub async fn last_revision(&self, collection: &str, id: &str) -> Result<Option<DateTime<Utc>>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT MAX(at) FROM revisions WHERE collection = $1 AND id = $2")
                .bind(collection)
                .bind(id)
                .fetch_one(pool)
                .await
        })?)
    }
}
