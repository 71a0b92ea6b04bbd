//! Questions with what the assistant made of them, ratings, and the context of dialogues.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{Database, Result, Store, outbox::post, with_pool, with_tx};
use crate::{
    answer::Decision,
    knowledge::EntryId,
    outgoing::{Origin, Outgoing},
    people::{ConversationId, Surface},
    programs::Profile,
};

/// A question and its outcome.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct QuestionRecord {
    /// Identity.
    pub id: Uuid,
    /// The dialogue.
    pub conversation: ConversationId,
    /// Where it was asked.
    pub surface: Surface,
    /// What was asked.
    pub asked: String,
    /// What the assistant decided.
    pub decision: Decision,
    /// The entry shown, if any.
    pub entry: Option<EntryId>,
    /// Probability, 0–1, that the reply is right.
    pub confidence: f64,
    /// What was shown, complete: an object.
    pub card: Value,
    /// The facts known about the firm then.
    #[sqlx(json)]
    pub profile: Profile,
    /// Tells whether it comes again, if its sender can tell.
    pub event: Option<EventKey>,
    /// The fact asked for in return, by its profile key. Kept with the dialogue only.
    #[sqlx(default)]
    pub asks: Option<String>,
    /// The question that the dialogue is still about, if this one only goes on with it. Kept with the
    /// dialogue only.
    #[sqlx(default)]
    pub about: Option<String>,
    /// Where the answer must be sent, if it must. Kept in the outbox only.
    #[sqlx(skip)]
    pub origin: Option<Origin>,
    /// When it was asked.
    pub at: DateTime<Utc>,
}

impl QuestionRecord {
    /// Whether it was written where only the bot and a consultant read along.
    fn came_directly(&self) -> bool {
        let origin = self.origin.as_ref();
        origin.is_some_and(Origin::is_direct_message)
    }
}

/// Tells a question that is sent again, because its answer was lost, from one that is asked again.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct EventKey(String);

impl EventKey {
    /// Returns the key of `asked` in a dialogue, sent with the id `event`. The words are part of
    /// it, since a form that a browser kept may be sent with others; the dialogue, since an id
    /// alone must not show what somebody else asked.
    #[must_use]
    pub fn new(conversation: &ConversationId, event: Uuid, asked: &str) -> EventKey {
        let mut hasher = blake3::Hasher::new();
        hasher.update(event.as_bytes());
        for part in [conversation.0.as_str(), asked] {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
        EventKey(hasher.finalize().to_hex().to_string())
    }
}

/// Outcome of [`Store::record_question`].
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// It was recorded.
    New,
    /// It had come before; this was recorded then. Nothing has changed.
    Already(Box<QuestionRecord>),
    /// It was written where a consultant is talking with the asker: it is for the consultant.
    /// Nothing has changed.
    WithConsultant,
}

/// What the next question of a dialogue may refer to.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Context {
    /// The facts given so far.
    #[sqlx(json)]
    pub profile: Profile,
    /// The entry shown last, if any.
    pub entry: Option<EntryId>,
    /// The question that the dialogue is about, if any.
    pub asked: Option<String>,
    /// The fact that was asked for last, by its profile key.
    pub asks: Option<String>,
    /// When anything last happened in the dialogue.
    pub at: DateTime<Utc>,
}

/// The columns of a [`QuestionRecord`].
macro_rules! columns {
    () => {
        "id, conversation, surface, asked, decision, entry, confidence, card, profile, event, at"
    };
}

const OF_EVENT: &str = concat!("SELECT ", columns!(), " FROM questions WHERE event = $1");

impl Store {
    /// Records a question and updates the context of its dialogue. When this returns `Ok`, the
    /// record survives a power cut. Of those with the same event key only the first is recorded;
    /// recording the same id again otherwise changes nothing but the context.
    pub async fn record_question(&self, record: &QuestionRecord) -> Result<Recorded> {
        self.recorder.record(record).await
    }

    /// Returns the question that came with this event, if it came before.
    pub async fn question_of_event(&self, event: &EventKey) -> Result<Option<QuestionRecord>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(OF_EVENT)
                .bind(event)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns a question, if there is one with this id.
    pub async fn question(&self, id: Uuid) -> Result<Option<QuestionRecord>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM questions WHERE id = $1"
            ))
            .bind(id)
            .fetch_optional(pool)
            .await
        })?)
    }

    /// Returns the last `limit` questions of a dialogue, oldest first.
    pub async fn recent_questions(
        &self,
        conversation: &ConversationId,
        limit: u32,
    ) -> Result<Vec<QuestionRecord>> {
        let mut questions: Vec<QuestionRecord> = with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM questions WHERE conversation = $1 ORDER BY at DESC, id DESC LIMIT $2"
            ))
            .bind(conversation)
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        questions.reverse();
        Ok(questions)
    }

    /// Returns what the next question of this dialogue may refer to.
    pub async fn conversation(&self, id: &ConversationId) -> Result<Option<Context>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT profile, entry, asked, asks, at FROM conversations WHERE id = $1",
            )
            .bind(id)
            .fetch_optional(pool)
            .await
        })?)
    }

    /// Forgets facts, entry and question of a dialogue (新しい質問). The questions stay recorded.
    pub async fn reset_conversation(&self, id: &ConversationId, at: DateTime<Utc>) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "UPDATE conversations SET profile = '{}', entry = NULL, asked = NULL, asks = NULL, at = $2
                 WHERE id = $1",
            )
            .bind(id)
            .bind(at)
            .execute(&mut *tx)
            .await?;
        })
    }

    /// Records whether an answer solved the matter; the last rating counts. Returns `false` if
    /// there is no such question.
    pub async fn rate_question(&self, id: Uuid, solved: bool, at: DateTime<Utc>) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            let known = sqlx::query("UPDATE questions SET solved = $2 WHERE id = $1")
                .bind(id)
                .bind(solved)
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1;
            if known {
                sqlx::query("INSERT INTO ratings (question, solved, at) VALUES ($1, $2, $3)")
                    .bind(id)
                    .bind(solved)
                    .bind(at)
                    .execute(&mut *tx)
                    .await?;
            }
            known
        })
    }

    /// Returns whether an answer solved the matter, if the asker said so.
    pub async fn rating(&self, id: Uuid) -> Result<Option<bool>> {
        let solved: Option<Option<bool>> = with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT solved FROM questions WHERE id = $1")
                .bind(id)
                .fetch_optional(pool)
                .await
        })?;
        Ok(solved.flatten())
    }

    /// Records which of the entries offered under an answer was wanted; a second press of the same
    /// button counts once. Returns `false` if there is no such question.
    pub async fn record_choice(
        &self,
        question: Uuid,
        entry: &EntryId,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            let known: Option<Uuid> = sqlx::query_scalar("SELECT id FROM questions WHERE id = $1")
                .bind(question)
                .fetch_optional(&mut *tx)
                .await?;
            if known.is_some() {
                sqlx::query(
                    "INSERT INTO choices (question, entry, at) VALUES ($1, $2, $3)
                     ON CONFLICT (question, entry) DO NOTHING",
                )
                .bind(question)
                .bind(entry)
                .bind(at)
                .execute(&mut *tx)
                .await?;
            }
            known.is_some()
        })
    }

    /// Returns the entries that were wanted under an answer, in the order of their choice.
    pub async fn choices(&self, question: Uuid) -> Result<Vec<EntryId>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT entry FROM choices WHERE question = $1 ORDER BY at")
                .bind(question)
                .fetch_all(pool)
                .await
        })?)
    }
}

impl Database {
    /// Writes questions and the contexts of their dialogues in one transaction, in this order.
    pub(super) async fn write_questions(
        &self,
        records: &[QuestionRecord],
    ) -> Result<Vec<Recorded>> {
        with_tx!(self, |tx| {
            let mut outcomes = Vec::with_capacity(records.len());
            for record in records {
                if record.came_directly() {
                    let taken = sqlx::query_scalar(WITH_CONSULTANT).bind(&record.conversation);
                    if taken.fetch_one(&mut *tx).await? {
                        outcomes.push(Recorded::WithConsultant);
                        continue;
                    }
                }
                // PostgreSQL waits here until another transaction with the same event has ended.
                let is_new = sqlx::query(ADD)
                    .bind(record.id)
                    .bind(&record.conversation)
                    .bind(record.surface)
                    .bind(&record.asked)
                    .bind(record.decision)
                    .bind(&record.entry)
                    .bind(record.confidence)
                    .bind(&record.card)
                    .bind(sqlx::types::Json(&record.profile))
                    .bind(&record.event)
                    .bind(record.at)
                    .execute(&mut *tx)
                    .await?
                    .rows_affected()
                    == 1;
                if !is_new && record.event.is_some() {
                    let first = sqlx::query_as(OF_EVENT).bind(&record.event);
                    let first = first.fetch_one(&mut *tx).await?;
                    outcomes.push(Recorded::Already(Box::new(first)));
                    continue;
                }
                sqlx::query(REMEMBER)
                    .bind(&record.conversation)
                    .bind(sqlx::types::Json(&record.profile))
                    .bind(&record.entry)
                    .bind(record.about.as_ref().unwrap_or(&record.asked))
                    .bind(record.at)
                    .bind(&record.asks)
                    .execute(&mut *tx)
                    .await?;
                if record.conversation.discord_account().is_some() {
                    let first = sqlx::query(FIRST_ANSWER).bind(&record.conversation);
                    let first = first.bind(record.id).bind(record.at);
                    first.execute(&mut *tx).await?;
                }
                if let Some(to) = &record.origin {
                    let answer = Outgoing::Answer {
                        question: record.id,
                        to: to.clone(),
                    };
                    post!(tx, answer, 0_i64, record.at);
                }
                outcomes.push(Recorded::New);
            }
            outcomes
        })
    }
}

const WITH_CONSULTANT: &str = "SELECT EXISTS (
    SELECT 1 FROM tickets WHERE conversation = $1 AND status IN ('claimed', 'answered'))";

const ADD: &str = concat!(
    "INSERT INTO questions (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING"
);

/// What is stored is told once, with the first answer.
const FIRST_ANSWER: &str = "INSERT INTO first_answers (conversation, question, at)
    VALUES ($1, $2, $3) ON CONFLICT (conversation) DO NOTHING";

/// A question without an entry, such as a greeting, keeps the entry shown before.
const REMEMBER: &str = "INSERT INTO conversations (id, profile, entry, asked, at, asks)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET profile = excluded.profile,
        entry = COALESCE(excluded.entry, conversations.entry),
        asked = excluded.asked, asks = excluded.asks, at = excluded.at";
