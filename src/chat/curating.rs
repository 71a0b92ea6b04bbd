//! What curators do with questions that people asked: they become phrasings of entries, or do not.

use std::sync::Arc;

use crate::{
    curation::{Lost, evidence::Proposal},
    knowledge::EntryId,
    people::PersonId,
    store::PastQuestion,
};

/// A curator decided on a past question.
#[derive(Debug, Clone)]
pub struct Curate {
    /// The entry.
    pub entry: EntryId,
    /// The question as it was proposed, with personal data masked.
    pub asked: String,
    /// How many steps there were when the curator saw it.
    pub known: i64,
    /// The decision.
    pub decided: Decided,
    /// The curator.
    pub by: PersonId,
}

/// A curator's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// 採用, with this text.
    Accept(String),
    /// 見送り.
    Decline,
    /// What was decided before is taken back.
    Reopen,
}

/// What became of a decision. In all but the first nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Curated {
    /// It holds.
    Done,
    /// Only curators may.
    NotAllowed,
    /// Somebody decided meanwhile.
    Faster,
    /// Nobody's question any more: whoever asked had it deleted.
    Gone,
    /// There is no such entry any more.
    NoEntry,
    /// The text is empty, or too long for a phrasing.
    Length,
    /// There is personal data in the text; this is it with masks.
    Personal(String),
    /// The entry says so already.
    Known,
    /// Other entries would lose questions of theirs.
    TakesAway(Vec<Lost>),
}

/// A question that may be attached to an entry, with what it would do.
#[derive(Debug, Clone)]
pub struct Review {
    /// The question, with the evidence.
    pub proposal: Proposal,
    /// The entry's own question.
    pub title: String,
    /// At which rank the entry is found by it today, from 1, if at all.
    pub rank: Option<usize>,
    /// Questions that other entries would lose.
    pub lost: Vec<Lost>,
    /// How many steps there were.
    pub known: i64,
}

/// What there is to decide, and what was decided.
#[derive(Debug, Clone)]
pub struct Reviews {
    /// To be decided, those with most askers first.
    pub open: Arc<Vec<Review>>,
    /// How many more there are.
    pub more: usize,
    /// Accepted or declined, the last one first.
    pub decided: Vec<PastQuestion>,
}
