//! What is stored of a person, beside questions and tickets: for the person alone. And the forms that
//! wait to be mended.

use chrono::{DateTime, Duration, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    Recall, Reminder, ReminderNotice, Result, Store, recalls, reminders, with_pool, with_tx,
};
use crate::{
    knowledge::EntryId,
    people::{ConversationId, Surface},
};

/// A form that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UnsentForm {
    /// Identity.
    pub id: Uuid,
    /// Who filled it in.
    pub conversation: ConversationId,
    /// What the form carries.
    pub form: String,
    /// What was written in its fields, by their names.
    #[sqlx(json)]
    pub filled: std::collections::BTreeMap<String, String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// How long a form waits to be mended.
pub const FORMS_WAIT: Duration = Duration::days(7);

impl Store {
    /// Returns the dialogues of a Discord account: the one in private, and one for each channel in
    /// which it asked before others.
    pub async fn conversations_of(&self, account: u64) -> Result<Vec<ConversationId>> {
        let own = Surface::Discord.conversation(&account.to_string());
        let in_channels = format!("{}/", own.0);
        let mut found: Vec<ConversationId> = with_pool!(&self.database, |pool| {
            sqlx::query_scalar(
                "SELECT conversation FROM questions WHERE substr(conversation, 1, length($1)) = $1
                 UNION SELECT id FROM conversations WHERE substr(id, 1, length($1)) = $1
                 UNION SELECT conversation FROM tickets
                     WHERE substr(conversation, 1, length($1)) = $1",
            )
            .bind(&in_channels)
            .fetch_all(pool)
            .await
        })?;
        found.insert(0, own);
        Ok(found)
    }

    /// Returns the ratings of a person's questions, oldest first: the question, whether it was solved,
    /// and when that was said.
    pub async fn ratings_of(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<(Uuid, bool, DateTime<Utc>)>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT r.question, r.solved, r.at
                 FROM ratings r JOIN questions q ON q.id = r.question
                 WHERE q.conversation = $1 ORDER BY r.at",
            )
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns which entries were wanted under a person's questions, in the order of the choices.
    pub async fn choices_of(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<(Uuid, EntryId, DateTime<Utc>)>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT c.question, c.entry, c.at
                 FROM choices c JOIN questions q ON q.id = c.question
                 WHERE q.conversation = $1 ORDER BY c.at",
            )
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns all reminders of a person, also those that are over, by closing day.
    pub async fn all_reminders_of(&self, conversation: &ConversationId) -> Result<Vec<Reminder>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                reminders::columns!(),
                " FROM reminders r WHERE r.conversation = $1 ORDER BY r.closes, r.id"
            ))
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns what a person was told of closing days, oldest first.
    pub async fn notices_of(&self, conversation: &ConversationId) -> Result<Vec<ReminderNotice>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT n.id, n.reminder, n.cause, n.days, n.closes, n.before, n.at
                 FROM reminder_notices n JOIN reminders r ON r.id = n.reminder
                 WHERE r.conversation = $1 ORDER BY n.at, n.id",
            )
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns all wishes of a person to be told of corrections, oldest first.
    pub async fn all_recalls_of(&self, conversation: &ConversationId) -> Result<Vec<Recall>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                recalls::columns!(),
                " FROM recalls WHERE conversation = $1 ORDER BY shown_at, id"
            ))
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns whether this is the first question that a person on Discord got an answer to.
    pub async fn is_first_answer(&self, question: Uuid) -> Result<bool> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM first_answers WHERE question = $1)")
                .bind(question)
                .fetch_one(pool)
                .await
        })?)
    }

    /// Keeps a form that could not be taken. The same form is kept once.
    pub async fn keep_form(&self, form: &UnsentForm) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "INSERT INTO unsent_forms (id, conversation, form, filled, at)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
            )
            .bind(form.id)
            .bind(&form.conversation)
            .bind(&form.form)
            .bind(Json(&form.filled))
            .bind(form.at)
            .execute(&mut *tx)
            .await?;
        })
    }

    /// Forgets forms that waited for longer than [`FORMS_WAIT`]. Returns how many there were.
    pub async fn purge_unsent_forms(&self, now: DateTime<Utc>) -> Result<u64> {
        with_tx!(&self.database, |tx| {
            sqlx::query("DELETE FROM unsent_forms WHERE at < $1")
                .bind(now - FORMS_WAIT)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        })
    }

    /// Returns a form that could not be taken.
    pub async fn unsent_form(&self, id: Uuid) -> Result<Option<UnsentForm>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT id, conversation, form, filled, at FROM unsent_forms WHERE id = $1",
            )
            .bind(id)
            .fetch_optional(pool)
            .await
        })?)
    }

    /// Returns a person's forms that could not be taken, oldest first.
    pub async fn unsent_forms_of(&self, conversation: &ConversationId) -> Result<Vec<UnsentForm>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT id, conversation, form, filled, at FROM unsent_forms
                 WHERE conversation = $1 ORDER BY at, id",
            )
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }
}
