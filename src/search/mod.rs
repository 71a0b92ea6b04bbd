//! Finds entries for a question.
//!
//! `Analyzer` turns text into terms, `Index` holds the documents and ranks them. Deterministic:
//! the same documents and the same question give the same hits with the same scores on every machine.

mod analyzer;
pub mod dictionary;
mod guard;
mod index;
mod likeness;
mod score;
mod sealed;
mod synonyms;
mod terms;

use std::{cmp::Ordering, fs, path::Path, sync::Arc};

use anyhow::Context as _;

pub use self::{
    analyzer::{ANALYZER_VERSION, Analyzer},
    likeness::Likeness,
};
use self::{
    index::{In, Inverted, WORD_FIELDS},
    likeness::Variants,
    score::Scores,
    synonyms::Synonyms,
};
use crate::{knowledge::SynonymGroup, text::normalize};

/// Documents that are compared with the question in detail.
const COMPARED: usize = 60;
/// Share of the characters' score in the sum; the words' share is 1.
const CHARACTERS: f64 = 0.8;
/// Share of the likeness to an own question in the sum.
const LIKENESS: f64 = 2.0;

/// What is indexed of an entry: plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Identity; ties are broken by it.
    pub id: String,
    /// The question it answers; may be empty.
    pub question: String,
    /// Other ways to ask it.
    pub phrasings: Vec<String>,
    /// The answer.
    pub answer: String,
}

impl Document {
    /// Returns the characters of the questions. Those of the answers are left out: they took most of
    /// the time to build the index and to search it.
    fn characters(&self) -> String {
        let mut text = normalize(&self.question);
        for part in &self.phrasings {
            text.push(' ');
            text.push_str(&normalize(part));
        }
        text.retain(|c| c.is_alphanumeric() || c == 'ー' || c == ' ');
        text
    }

    fn hash(&self) -> String {
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

/// A document found, with what was seen of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document's id.
    pub id: String,
    /// Final score; only comparable within one search.
    pub score: f64,
    /// Score by words, as a share of the best document's.
    pub words: f64,
    /// Score by characters, as a share of the best document's.
    pub characters: f64,
    /// Likeness to the document's nearest own question.
    pub likeness: Likeness,
}

/// The outcome of a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Best first; ties by id.
    pub hits: Vec<Hit>,
    /// Share (of idf) of the question's words that no document has, 0–1.
    pub unknown: f64,
    /// How many parts the question has that can be searched.
    pub parts: usize,
}

/// The searchable form of a collection.
pub struct Index {
    analyzer: Arc<Analyzer>,
    inverted: Inverted,
    variants: Variants,
    synonyms: Synonyms,
    ids: Vec<String>,
}

impl Index {
    /// Builds an index in memory. Documents may come in any order.
    ///
    /// # Errors
    /// If tantivy fails, for example for want of memory.
    pub fn in_memory(
        mut documents: Vec<Document>,
        groups: &[SynonymGroup],
        analyzer: Arc<Analyzer>,
    ) -> anyhow::Result<Index> {
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        let terms = terms::analyze(&documents, &analyzer);
        let inverted = Inverted::in_memory(&documents, &terms)?;
        let variants = Variants::new(&terms);
        let synonyms = Synonyms::new(groups, &analyzer);
        let ids = documents.into_iter().map(|it| it.id).collect();
        Ok(Index {
            analyzer,
            inverted,
            variants,
            synonyms,
            ids,
        })
    }

    /// Opens the index of these documents in the folder `cache`, or builds it there. What is found
    /// damaged is built anew.
    ///
    /// # Errors
    /// If `cache` cannot be written or read.
    pub fn in_folder(
        cache: &Path,
        mut documents: Vec<Document>,
        groups: &[SynonymGroup],
        analyzer: Arc<Analyzer>,
    ) -> anyhow::Result<Index> {
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        let folder = cache.join("index");
        let guard = guard::exclusive(&folder)?;
        let home = folder.join(key(&documents, &analyzer));
        let (inverted, variants) = match open(&home, documents.len()) {
            Some(opened) => opened,
            None => build(&home, &documents, &analyzer, &cache.join("tokens.json"))?,
        };
        drop(guard);
        let synonyms = Synonyms::new(groups, &analyzer);
        let ids = documents.into_iter().map(|it| it.id).collect();
        Ok(Index {
            analyzer,
            inverted,
            variants,
            synonyms,
            ids,
        })
    }

    /// Returns the number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Finds the `most` best documents for `question`. Documents that tie with the last one also
    /// come, so that a tie is never cut.
    #[must_use]
    pub fn search(&self, question: &str, most: usize) -> Found {
        let text = normalize(question);
        let terms = self.analyzer.terms(&text);
        let mut parts = self.synonyms.parts(&terms);
        parts.truncate(score::MOST_PARTS);
        let frequency = |term: &str| {
            self.inverted
                .document_frequency(In::Words(WORD_FIELDS - 1), term)
        };
        let words = score::words(&self.inverted, &parts);
        let characters = score::characters(&self.inverted, &text);
        let (best_words, best_characters) = (words.max(), characters.max());
        let asked = self.variants.question(&parts, frequency);
        let mut hits: Vec<Hit> = self
            .candidates(&words, &characters)
            .into_iter()
            .map(|doc| {
                let likeness = self.variants.likeness(doc, &asked);
                let words = words.share(doc, best_words);
                let characters = characters.share(doc, best_characters);
                let score = words + CHARACTERS * characters + LIKENESS * f64::from(likeness.both);
                Hit {
                    id: self.ids[doc].clone(),
                    score: round(score),
                    words,
                    characters,
                    likeness,
                }
            })
            .collect();
        hits.sort_by(by_score);
        cut(&mut hits, most);
        Found {
            hits,
            unknown: self.unknown(&parts, frequency),
            parts: parts.len(),
        }
    }

    fn candidates(&self, words: &Scores, characters: &Scores) -> Vec<usize> {
        let (best_words, best_characters) = (words.max(), characters.max());
        let mut fused: Vec<(f64, usize)> = (0..self.ids.len())
            .filter(|doc| 0.0 < words.0[*doc] || 0.0 < characters.0[*doc])
            .map(|doc| {
                let score = words.share(doc, best_words)
                    + CHARACTERS * characters.share(doc, best_characters);
                (round(score), doc)
            })
            .collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if COMPARED < fused.len() {
            fused.select_nth_unstable_by(COMPARED, order);
            fused.truncate(COMPARED);
        }
        fused.into_iter().map(|(_, doc)| doc).collect()
    }

    fn unknown(&self, parts: &[synonyms::Part], frequency: impl Fn(&str) -> u32) -> f64 {
        let documents = self.len();
        let (mut all, mut unknown) = (0.0, 0.0);
        for part in parts {
            let known_by_substitute = part
                .substitutes
                .iter()
                .any(|it| it.terms.iter().all(|term| 0 < frequency(term)));
            for term in &part.terms {
                let found = frequency(term);
                let weight = f64::from(score::idf(documents, found));
                all += weight;
                if found == 0 && !known_by_substitute {
                    unknown += weight;
                }
            }
        }
        if all == 0.0 { 0.0 } else { unknown / all }
    }
}

const VARIANTS: &str = "variants.json";

/// Builds the index in `home` anew; whatever stands there is damaged.
fn build(
    home: &Path,
    documents: &[Document],
    analyzer: &Analyzer,
    tokens: &Path,
) -> anyhow::Result<(Inverted, Variants)> {
    let terms = terms::analyze_cached(documents, analyzer, tokens);
    let variants = Variants::new(&terms);
    if home.exists() {
        fs::remove_dir_all(home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    let inverted = Inverted::in_folder(home, documents, &terms)?;
    // Last: without this file the index does not count as complete.
    sealed::write(&home.join(VARIANTS), &variants).context("cannot write the index")?;
    index::remove_others(home);
    Ok((inverted, variants))
}

fn open(home: &Path, documents: usize) -> Option<(Inverted, Variants)> {
    let variants: Variants = sealed::read(&home.join(VARIANTS))?;
    let inverted = Inverted::open(home, documents).ok()?;
    Some((inverted, variants.opened()))
}

/// Names the index of these documents.
fn key(documents: &[Document], analyzer: &Analyzer) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(analyzer.key().as_bytes());
    for document in documents {
        hasher
            .update(document.id.as_bytes())
            .update(document.hash().as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Rounds a score. Scores are compared after rounding, so that the last bits decide nothing.
#[must_use]
pub fn round(score: f64) -> f64 {
    (score * 1e6).round() / 1e6
}

/// Orders hits: the best first, ties by id.
#[must_use]
pub fn by_score(a: &Hit, b: &Hit) -> Ordering {
    b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id))
}

fn cut(hits: &mut Vec<Hit>, most: usize) {
    let Some(last) = most.checked_sub(1).and_then(|it| hits.get(it)) else {
        return hits.truncate(most);
    };
    let (score, mut end) = (last.score, most);
    while hits.get(end).is_some_and(|it| it.score == score) {
        end += 1;
    }
    hits.truncate(end);
}
