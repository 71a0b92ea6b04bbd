//! What rankers and confidence are learned from: questions with known answers, and documents.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Judgements, QueryLine};
use crate::{
    answer::{Intent, intent},
    knowledge::{self, Collection, SynonymGroup},
    programs::{Rules, place},
    search::{Analyzer, Document},
    text::japanese::fold,
};

/// Rounds of phrasings that are taken out and asked: one of each entry a round.
const ROUNDS: usize = 3;
/// How much such a question counts: it was written beside the others of its entry and is more like
/// them than what people ask.
const PHRASING_WEIGHT: f64 = 0.02;
/// How much a choice counts that nobody looked at.
const CHOSEN_WEIGHT: f64 = 0.3;

/// Where a question of a lesson comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody asked it, or wrote down how people would.
    Asked,
    /// A phrasing that its entry has to be found without, in this round.
    Phrasing(usize),
    /// Somebody asked it and a curator attached it to its entry, which has to be found without it, in
    /// this round.
    Past(usize),
    /// Somebody asked it and chose its entry; nobody has decided on it.
    Chosen,
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
    /// The prefecture that it names.
    pub prefecture: Option<String>,
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
    /// Returns the documents without the phrasings and past questions that are asked in a round.
    pub(super) fn without(&self, origin: Origin) -> Vec<Document> {
        let asked: BTreeSet<(&str, String)> = self
            .examples
            .iter()
            .filter(|it| it.origin == origin)
            .flat_map(|it| it.grades.keys().map(|doc| (doc.as_str(), fold(&it.text))))
            .collect();
        let mut documents = self.documents.clone();
        for document in &mut documents {
            let id = &document.id;
            let phrasings = &mut document.phrasings;
            phrasings.retain(|it| !asked.contains(&(id.as_str(), fold(it))));
        }
        documents
    }

    /// Adds what people asked and where they found the answer. Accepted questions become phrasings of
    /// their entries, as where people ask; each is asked where its entry does not have it.
    #[must_use]
    pub fn with_past(mut self, past: &Past) -> Lesson {
        attach(&mut self.documents, past.accepted.iter().cloned());
        let accepted = past.accepted.iter().zip(0..);
        let accepted = accepted.map(|(it, at)| past_example(it, Origin::Past(at % ROUNDS)));
        let chosen = past.chosen.iter();
        let chosen = chosen.map(|it| past_example(it, Origin::Chosen));
        let known = |it: &Example| self.documents.iter().any(|doc| doc.id == it.group);
        let new: Vec<Example> = accepted.chain(chosen).filter(known).collect();
        self.examples.extend(new);
        self
    }

    /// Attaches the questions that were asked to the documents that answer them, and asks each where it
    /// is not attached: what past questions bring to others.
    #[must_use]
    pub fn attaching_its_own(mut self) -> Lesson {
        let grade = self.grade;
        let asked = self.examples.iter_mut().zip(0..);
        let mut past = Vec::new();
        for (example, at) in asked.filter(|(it, _)| it.origin == Origin::Asked) {
            let right = example.grades.iter().filter(|(_, it)| grade <= **it);
            past.extend(right.map(|(doc, _)| (doc.clone(), example.text.clone())));
            example.origin = Origin::Past(at % ROUNDS);
        }
        attach(&mut self.documents, past);
        self
    }
}

/// What people asked, with the entries in which they found the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// Entry and question, accepted by a curator.
    pub accepted: Vec<(String, String)>,
    /// Entry and question that was chosen, not decided on.
    pub chosen: Vec<(String, String)>,
}

fn past_example((entry, text): &(String, String), origin: Origin) -> Example {
    Example {
        id: format!("{entry}<{}", fold(text)),
        group: entry.clone(),
        text: text.clone(),
        prefecture: None,
        grades: BTreeMap::from([(entry.clone(), 1)]),
        origin,
        weight: if origin == Origin::Chosen {
            CHOSEN_WEIGHT
        } else {
            1.0
        },
    }
}

/// Adds questions to the phrasings of documents, but for those that are there.
pub fn attach(documents: &mut [Document], past: impl IntoIterator<Item = (String, String)>) {
    let mut of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (document, text) in past {
        of.entry(document).or_default().push(text);
    }
    for document in documents {
        let own = std::iter::once(&document.question).chain(&document.phrasings);
        let mut known: BTreeSet<String> = own.map(|it| fold(it)).collect();
        let new = of.remove(&document.id).unwrap_or_default().into_iter();
        let new: Vec<String> = new.filter(|it| known.insert(fold(it))).collect();
        document.phrasings.extend(new);
    }
}

/// Returns the queries with the documents from `grade` on that answer them.
#[must_use]
pub fn answered(
    queries: &[QueryLine],
    judgements: &Judgements,
    grade: u32,
) -> Vec<(String, String)> {
    let mut answered = Vec::new();
    for query in queries {
        let judged = judgements.get(&query.id).into_iter().flatten();
        let right = judged.filter(|(_, it)| grade <= **it);
        answered.extend(right.map(|(doc, _)| (doc.clone(), query.text.clone())));
    }
    answered.sort();
    answered
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
            prefecture: None,
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
        prefecture: None,
        grades: BTreeMap::new(),
        origin: Origin::Unanswerable,
        weight: 1.0,
    }));
    let prefectures = collection.prefectures.iter();
    let prefectures: Vec<String> = prefectures.map(|it| it.name.clone()).collect();
    for example in &mut examples {
        let programs = entries.values().filter_map(|it| it.rules.as_deref());
        let names = programs.flat_map(Rules::names);
        example.prefecture = place::places(&example.text, &prefectures, names).looked_for();
    }
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
        prefecture: None,
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
            prefecture: None,
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
