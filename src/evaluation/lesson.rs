//! What rankers and confidence are learned from: questions with known answers, and documents.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Judgements, QueryLine};
use crate::{
    answer::{Intent, intent},
    knowledge::{self, Collection, SynonymGroup},
    search::{Analyzer, Document},
};

/// Rounds of phrasings that are taken out and asked: one of each entry a round.
const ROUNDS: usize = 3;
/// How much such a question counts: it was written beside the others of its entry and is more like
/// them than what people ask.
const PHRASING_WEIGHT: f64 = 0.02;

/// Where a question of a lesson comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody asked it, or wrote down how people would.
    Asked,
    /// A phrasing that its entry has to be found without, in this round.
    Phrasing(usize),
    /// No document answers it.
    Unanswerable,
}

/// A question with what answers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Identity.
    pub id: String,
    /// What is learned from one example of a group is not measured on another.
    pub group: String,
    /// The question.
    pub text: String,
    /// Grades of the documents that answer it.
    pub grades: BTreeMap<String, u32>,
    /// Where it comes from.
    pub origin: Origin,
    /// How much it counts in learning.
    pub weight: f64,
}

/// Documents and questions.
pub struct Lesson {
    /// All documents.
    pub documents: Vec<Document>,
    /// Words that stand for each other.
    pub synonyms: Vec<SynonymGroup>,
    /// Turns text into terms.
    pub analyzer: Arc<Analyzer>,
    /// All questions, in a fixed order.
    pub examples: Vec<Example>,
    /// From this grade on a document is right.
    pub grade: u32,
}

impl Lesson {
    /// Returns the documents without the phrasings that are asked in `round`.
    pub(super) fn without_phrasings(&self, round: usize) -> Vec<Document> {
        let asked: BTreeSet<(&str, &str)> = self
            .examples
            .iter()
            .filter(|it| it.origin == Origin::Phrasing(round))
            .map(|it| (it.group.as_str(), it.text.as_str()))
            .collect();
        let mut documents = self.documents.clone();
        for document in &mut documents {
            let id = &document.id;
            let phrasings = &mut document.phrasings;
            phrasings.retain(|it| !asked.contains(&(id.as_str(), it.as_str())));
        }
        documents
    }
}

/// The lesson of a collection: its golden questions, phrasings taken out one at a time, and half of
/// the questions that no entry answers. The other half is kept for measuring; see [`is_kept_back`].
#[must_use]
pub fn collection_lesson(collection: &Collection, analyzer: Arc<Analyzer>) -> Lesson {
    let entries = knowledge::entries(collection.records.clone());
    let documents: Vec<Document> = entries.values().map(Document::from).collect();
    let mut examples: Vec<Example> = collection
        .golden
        .iter()
        .map(|it| Example {
            id: it.id.clone(),
            group: it.entry.0.clone(),
            text: it.question.clone(),
            grades: std::iter::once(&it.entry)
                .chain(&it.also)
                .map(|it| (it.0.clone(), 1))
                .collect(),
            origin: Origin::Asked,
            weight: 1.0,
        })
        .collect();
    for round in 0..ROUNDS {
        examples.extend(documents.iter().filter_map(|it| phrasing(it, round)));
    }
    let unanswerable = collection.unanswerable.iter();
    // What is no question never comes to the ranking.
    let unanswerable = unanswerable
        .filter(|it| !is_kept_back(&it.id) && intent(&it.question).0 == Intent::Question);
    examples.extend(unanswerable.map(|it| Example {
        id: it.id.clone(),
        group: it.id.clone(),
        text: it.question.clone(),
        grades: BTreeMap::new(),
        origin: Origin::Unanswerable,
        weight: 1.0,
    }));
    Lesson {
        documents,
        synonyms: collection.synonyms.clone(),
        analyzer,
        examples,
        grade: 1,
    }
}

/// Whether an unanswerable question is never learned from: every second one, by the hash of its id.
#[must_use]
pub fn is_kept_back(id: &str) -> bool {
    blake3::hash(id.as_bytes()).as_bytes()[0] & 1 == 1
}

fn phrasing(document: &Document, round: usize) -> Option<Example> {
    let count = document.phrasings.len();
    // With fewer than two left an entry is not what it will be.
    if count < round + 3 {
        return None;
    }
    let start = usize::from(blake3::hash(document.id.as_bytes()).as_bytes()[0]);
    Some(Example {
        id: format!("{}#{round}", document.id),
        group: document.id.clone(),
        text: document.phrasings[(start + round) % count].clone(),
        grades: BTreeMap::from([(document.id.clone(), 1)]),
        origin: Origin::Phrasing(round),
        weight: PHRASING_WEIGHT,
    })
}

/// The lesson of any FAQ collection with judgements; queries without a document from `grade` on teach
/// nothing.
#[must_use]
pub fn judged_lesson(
    documents: Vec<Document>,
    queries: &[QueryLine],
    judgements: &Judgements,
    grade: u32,
    (analyzer, synonyms): (Arc<Analyzer>, Vec<SynonymGroup>),
) -> Lesson {
    let examples = queries.iter().filter_map(|query| {
        let grades: BTreeMap<String, u32> = judgements
            .get(&query.id)?
            .iter()
            .map(|(doc, grade)| (doc.clone(), *grade))
            .collect();
        grades.values().any(|it| 0 < *it).then(|| Example {
            id: query.id.clone(),
            group: query.id.clone(),
            text: query.text.clone(),
            grades,
            origin: Origin::Asked,
            weight: 1.0,
        })
    });
    Lesson {
        documents,
        synonyms,
        analyzer,
        examples: examples.collect(),
        grade,
    }
}
