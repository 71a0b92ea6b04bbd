//! What is indexed of an entry.

use crate::knowledge::{Entry, Kind};

/// What is indexed of an entry: plain text, and what decides whom it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Identity; ties are broken by it.
    pub id: String,
    /// The question it answers; may be empty.
    pub question: String,
    /// Other ways to ask it.
    pub phrasings: Vec<String>,
    /// The answer.
    pub answer: String,
    /// Kind of the entry, if it is one.
    pub kind: Option<Kind>,
    /// Prefectures it is for, by full name; empty means all.
    pub prefectures: Vec<String>,
}

impl From<&Entry> for Document {
    fn from(entry: &Entry) -> Document {
        Document {
            id: entry.id.0.clone(),
            question: entry.question.clone(),
            phrasings: entry.phrasings.clone(),
            answer: format!("{}\n{}", entry.conclusion, entry.details),
            kind: Some(entry.kind),
            prefectures: entry.prefectures.clone(),
        }
    }
}

impl Document {
    /// Returns a digest of the texts.
    pub(super) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [&self.question, &self.answer]
            .into_iter()
            .chain(&self.phrasings)
        {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}
