//! Finds entries for a question.
//!
//! `Analyzer` turns text into terms, `Index` holds the documents and ranks them. Deterministic:
//! the same documents and the same question give the same hits with the same scores on every machine.

mod analyzer;
pub mod dictionary;
mod document;
mod features;
mod guard;
mod index;
mod likeness;
mod rank;
mod score;
mod sealed;
mod synonyms;
mod terms;

use std::{fs, path::Path, sync::Arc};

use anyhow::Context as _;

pub use self::{
    analyzer::{ANALYZER_VERSION, Analyzer},
    document::Document,
    features::{FEATURES, Feature, Features},
    rank::{Found, Hit},
};
use self::{
    index::{ALL, Inverted},
    likeness::Variants,
    synonyms::Synonyms,
};
use crate::{
    knowledge::{Kind, SynonymGroup},
    text::normalize,
};

/// A question with what is known of the asker.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// The question.
    pub text: &'a str,
    /// The asker's prefecture, by its full name.
    pub prefecture: Option<&'a str>,
}

impl<'a> From<&'a str> for Query<'a> {
    fn from(text: &'a str) -> Query<'a> {
        Query {
            text,
            prefecture: None,
        }
    }
}

/// What is known of a document besides its texts.
struct Meta {
    id: String,
    kind: Option<Kind>,
    prefectures: Vec<String>,
}

impl From<Document> for Meta {
    fn from(document: Document) -> Meta {
        Meta {
            id: document.id,
            kind: document.kind,
            prefectures: document.prefectures,
        }
    }
}

/// The searchable form of a collection.
pub struct Index {
    analyzer: Arc<Analyzer>,
    inverted: Inverted,
    variants: Variants,
    synonyms: Synonyms,
    documents: Vec<Meta>,
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
        let inverted = Inverted::in_memory(&terms)?;
        let variants = Variants::new(&terms);
        let synonyms = Synonyms::new(groups, &analyzer);
        let documents = documents.into_iter().map(Meta::from).collect();
        Ok(Index {
            analyzer,
            inverted,
            variants,
            synonyms,
            documents,
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
        let documents = documents.into_iter().map(Meta::from).collect();
        Ok(Index {
            analyzer,
            inverted,
            variants,
            synonyms,
            documents,
        })
    }

    /// Returns the number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Returns whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Finds the `most` best documents for a question. Documents that tie with the last one also
    /// come, so that a tie is never cut.
    #[must_use]
    pub fn search<'a>(&self, query: impl Into<Query<'a>>, most: usize) -> Found {
        let query = query.into();
        let terms = self.analyzer.terms(&normalize(query.text));
        let mut parts = self.synonyms.parts(&terms);
        parts.truncate(score::MOST_PARTS);
        let words = score::words(&self.inverted, &parts);
        let characters = score::characters(&self.inverted, &terms);
        let frequency = |term: &str| self.inverted.document_frequency(ALL, term);
        let asked = self.variants.question(&parts, frequency);
        let scores = rank::Scores::new(words, characters);
        let hits = scores.candidates().into_iter().map(|doc| {
            let compared = self.variants.compare(doc, &asked);
            let meta = &self.documents[doc];
            let mut features = scores.features(doc, &compared);
            features.set_kind(meta.kind);
            features.set(Feature::Place, place(&meta.prefectures, query.prefecture));
            Hit {
                id: meta.id.clone(),
                score: rank::fixed(&features),
                features,
            }
        });
        Found {
            hits: rank::best(hits.collect(), most),
            unknown: self.unknown(&parts),
            parts: parts.len(),
        }
    }

    /// Share of the question's words that no document has.
    fn unknown(&self, parts: &[synonyms::Part]) -> f64 {
        let frequency = |term: &str| self.inverted.document_frequency(ALL, term);
        let (mut all, mut unknown) = (0.0, 0.0);
        for part in parts {
            let known_by_substitute = part
                .substitutes
                .iter()
                .any(|it| it.terms.iter().all(|term| 0 < frequency(term)));
            for term in &part.terms {
                let found = frequency(term);
                let weight = f64::from(score::idf(self.len(), found));
                all += weight;
                if found == 0 && !known_by_substitute {
                    unknown += weight;
                }
            }
        }
        if all == 0.0 { 0.0 } else { unknown / all }
    }
}

/// Whether a document for these prefectures is for the asker: 1 for the own one only, −1 for others.
fn place(prefectures: &[String], own: Option<&str>) -> f32 {
    match own {
        Some(own) if prefectures.iter().any(|it| it == own) => 1.0,
        Some(_) if !prefectures.is_empty() => -1.0,
        _ => 0.0,
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
    let inverted = Inverted::in_folder(home, &terms)?;
    // Last: without this file the index does not count as complete.
    sealed::write(&home.join(VARIANTS), &serde_json::to_vec(&variants)?)
        .context("cannot write the index")?;
    index::remove_others(home);
    Ok((inverted, variants))
}

fn open(home: &Path, documents: usize) -> Option<(Inverted, Variants)> {
    let variants: Variants = serde_json::from_slice(&sealed::read(&home.join(VARIANTS))?).ok()?;
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
