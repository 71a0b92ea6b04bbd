//! From hits to a `Decision`: reply, ask back, or hand over to a person.

mod complaints;
mod compound;
mod confidence;
mod decide;
mod intent;
mod polite;

use serde::{Deserialize, Serialize};

pub use self::{
    compound::{Compound, MOST_PARTS, compound},
    confidence::{CONSTANT, Confidence, SIGNALS, Signals, signal_names, signals},
    decide::{Judge, MOST_CANDIDATES, MOST_NEAREST, PROMISE, Verdict},
    intent::intent,
    polite::looked_for,
};
use crate::knowledge::{EntryId, Level};

/// What the assistant decided to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Decision {
    /// Shows an entry, or answers a greeting.
    Reply,
    /// Asks which of these was meant, or for a missing fact.
    Clarify,
    /// Has no sure answer, or a person is wanted.
    Handoff,
}

/// What kind of message it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// A question to be answered from the collection.
    Question,
    /// こんにちは.
    Greeting,
    /// ありがとう.
    Thanks,
    /// 人と話したい.
    Human,
    /// 違う, 役に立たない: the answer was no help.
    Frustrated,
    /// 新しい質問.
    Reset,
    /// Nothing that can be read as a question: empty, only signs, only emoji.
    Other,
}

/// A source as it is shown under an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Title of the document.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Edition (版), or empty.
    pub edition: String,
    /// Section, or empty.
    pub section: String,
    /// Address.
    pub url: String,
    /// The day of the fact: the source was read then, or says so itself (`YYYY-MM-DD`).
    pub as_of: chrono::NaiveDate,
    /// How close the source is to the facts.
    pub level: Level,
}

/// An entry that may be what was meant; people see its question on a button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The entry.
    pub entry: EntryId,
    /// Its question.
    pub question: String,
    /// Probability, 0–1, that it answers the question asked.
    pub confidence: f64,
}
