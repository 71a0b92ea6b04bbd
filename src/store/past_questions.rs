//! Questions that people asked and curators attached to entries, or did not.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Result, Store, knowledge::BUMP_VERSION, with_pool, with_tx};
use crate::{
    curation::evidence::{key, masked},
    knowledge::EntryId,
    people::PersonId,
};

/// What a curator did with a past question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Step {
    /// 採用: the entry is found by it.
    Accepted,
    /// 見送り.
    Declined,
    /// Took back what was done before.
    Reopened,
}

/// A past question with a step, mostly the last one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PastQuestion {
    /// The entry.
    pub entry: EntryId,
    /// What the question is known by.
    pub key: String,
    /// The number of the step, from 1.
    pub number: i64,
    /// The step.
    pub step: Step,
    /// The question as it was asked, with personal data masked.
    pub asked: String,
    /// The question as it was attached; without personal data.
    pub text: String,
    /// Name of whoever did the step.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A step with a past question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewStep<'a> {
    /// The entry.
    pub entry: &'a EntryId,
    /// The question as it was asked, with personal data masked.
    pub asked: &'a str,
    /// How many steps there were when the curator decided.
    pub known: i64,
    /// What is done.
    pub step: Step,
    /// The question as it is attached.
    pub text: &'a str,
    /// Who does it.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// The columns of a [`PastQuestion`], of a step `s` and whoever did it `p`.
macro_rules! steps {
    ($rest:literal) => {
        concat!(
            "SELECT s.entry, s.key, s.number, s.step, s.asked, s.text, p.name, s.at
             FROM past_question_steps s JOIN people p ON p.id = s.by_person ",
            $rest
        )
    };
}

/// Whether a question, or what was done with it, is attached to its entry.
macro_rules! not_attached {
    ($rest:literal) => {
        concat!(
            $rest,
            " NOT EXISTS (
                SELECT 1 FROM past_question_steps l
                WHERE l.entry = past_question_steps.entry AND l.key = past_question_steps.key
                    AND l.step = 'accepted' AND l.number = (
                        SELECT MAX(m.number) FROM past_question_steps m
                        WHERE m.entry = l.entry AND m.key = l.key))"
        )
    };
}
pub(super) const NOT_ATTACHED: &str =
    not_attached!("SELECT DISTINCT key FROM past_question_steps WHERE");
pub(super) const FORGET: &str = not_attached!("DELETE FROM past_question_steps WHERE key = $1 AND");

/// What a person asked, with what was told about how to reach this person.
pub(super) const ASKED: &str = "SELECT asked, '' FROM questions WHERE conversation = $1
    UNION SELECT question, contact FROM tickets WHERE conversation = $1";

/// Returns what the question of somebody is known by, as curators see and decide it.
pub(super) fn key_of(asked: &str, contact: &str) -> String {
    key(&masked(&masked(asked, contact), ""))
}

/// Forgets what these dialogues asked where no curator made knowledge of it.
macro_rules! forget_past_questions {
    ($tx:ident, $conversations:expr) => {{
        use $crate::store::past_questions as past;
        // Others who decide wait, or are seen here.
        let hold = sqlx::query($crate::store::knowledge::BUMP_VERSION).bind(0_i64);
        hold.execute(&mut *$tx).await?;
        let keys: Vec<String> = sqlx::query_scalar(past::NOT_ATTACHED)
            .fetch_all(&mut *$tx)
            .await?;
        let keys: std::collections::BTreeSet<String> = keys.into_iter().collect();
        for conversation in $conversations.iter().filter(|_| !keys.is_empty()) {
            let asked = sqlx::query_as(past::ASKED).bind(conversation);
            let asked: Vec<(String, String)> = asked.fetch_all(&mut *$tx).await?;
            let of = asked
                .iter()
                .map(|(asked, contact)| past::key_of(asked, contact));
            for key in of.filter(|it| keys.contains(it)) {
                let forget = sqlx::query(past::FORGET).bind(key);
                forget.execute(&mut *$tx).await?;
            }
        }
    }};
}
pub(super) use forget_past_questions;

impl Store {
    /// Does a step with a past question that nobody else has done anything with since. Accepting and
    /// taking back change what is searched: the knowledge version goes up. Returns `false` if somebody
    /// was faster; nothing has changed then.
    pub async fn step_past_question(&self, step: &NewStep<'_>) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            // On PostgreSQL this makes others wait: the step before is known for sure.
            let changed = sqlx::query(BUMP_VERSION).bind(0_i64);
            changed.execute(&mut *tx).await?;
            let before: Option<(i64, Step)> = sqlx::query_as(
                "SELECT number, step FROM past_question_steps WHERE entry = $1 AND key = $2
                 ORDER BY number DESC LIMIT 1",
            )
            .bind(step.entry)
            .bind(key(step.asked))
            .fetch_optional(&mut *tx)
            .await?;
            let (number, last) = before.unwrap_or((0, Step::Reopened));
            // Returning rolls back.
            if number != step.known {
                return Ok(false);
            }
            sqlx::query(
                "INSERT INTO past_question_steps
                     (entry, key, number, step, asked, text, by_person, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(step.entry)
            .bind(key(step.asked))
            .bind(number + 1)
            .bind(step.step)
            .bind(step.asked)
            .bind(step.text)
            .bind(step.by)
            .bind(step.at)
            .execute(&mut *tx)
            .await?;
            if last == Step::Accepted || step.step == Step::Accepted {
                let changed = sqlx::query(BUMP_VERSION).bind(1_i64);
                changed.execute(&mut *tx).await?;
            }
            true
        })
    }

    /// Returns every past question as it stands, the last one decided first.
    pub async fn past_questions(&self) -> Result<Vec<PastQuestion>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(steps!(
                "WHERE s.number = (SELECT MAX(m.number) FROM past_question_steps m
                     WHERE m.entry = s.entry AND m.key = s.key)
                 ORDER BY s.at DESC, s.key, s.number"
            ))
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns what curators did last, newest first.
    pub async fn past_question_steps(&self, limit: u32) -> Result<Vec<PastQuestion>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(steps!("ORDER BY s.at DESC, s.key, s.number DESC LIMIT $1"))
                .bind(i64::from(limit))
                .fetch_all(pool)
                .await
        })?)
    }
}
