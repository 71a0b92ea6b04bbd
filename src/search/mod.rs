//! Finds entries for a question.
//!
//! `Analyzer` turns text into terms, `Index` holds the documents and ranks them. Deterministic:
//! the same documents and the same question give the same hits with the same scores on every machine.

mod analyzer;
pub mod dictionary;
mod document;
mod exact;
mod features;
mod guard;
mod index;
mod letters;
mod likeness;
mod meaning;
mod rank;
mod score;
mod sealed;
mod sequence;
mod spelling;
mod stored;
mod synonyms;
mod terms;
mod uniform;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, OnceLock},
};

use serde::Serialize;

pub use self::{
    analyzer::{ANALYZER_VERSION, Analyzer},
    document::Document,
    features::{FEATURES, Feature, Features},
    rank::{Firsts, Found, Hit, Ranker},
};
use self::{
    index::{ALL, Inverted},
    letters::Wordings,
    likeness::Variants,
    meaning::Meaning,
    sequence::{Asked, Directions},
    spelling::{Spelling, is_spelled},
    synonyms::Synonyms,
};
use crate::{
    knowledge::{Kind, SynonymGroup},
    text::{normalize, truncate},
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

/// How a question is understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Its terms, in their order.
    pub terms: Vec<String>,
    /// The parts that are searched for.
    pub parts: Vec<ReadPart>,
}

/// A part of a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadPart {
    /// Its terms.
    pub terms: Vec<String>,
    /// How much it counts (idf).
    pub weight: f32,
    /// What may stand for it, and how well.
    pub substitutes: Vec<(String, f32)>,
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
    directions: Directions,
    wordings: Wordings,
    synonyms: Synonyms,
    documents: Vec<Meta>,
    ranker: Ranker,
    /// Made when the first unknown word comes.
    spelling: OnceLock<Spelling>,
    /// Which document is asked for in exactly these words.
    exact: HashMap<u64, u32>,
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
        let read = (inverted, Variants::new(&terms), Meaning::new(&terms));
        Ok(Index::of(read, documents, groups, analyzer))
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
        let home = folder.join(stored::key(&documents, &analyzer));
        let read = match stored::open(&home, documents.len()) {
            Some(opened) => opened,
            None => stored::build(&home, &documents, &analyzer, &cache.join("tokens.json"))?,
        };
        drop(guard);
        Ok(Index::of(read, documents, groups, analyzer))
    }

    /// Adds what is not stored. Documents are in order of their ids.
    fn of(
        (inverted, variants, meaning): (Inverted, Variants, Meaning),
        documents: Vec<Document>,
        groups: &[SynonymGroup],
        analyzer: Arc<Analyzer>,
    ) -> Index {
        Index {
            directions: Directions::new(&variants, meaning),
            wordings: Wordings::new(&documents),
            synonyms: Synonyms::new(groups, &analyzer),
            exact: exact::exact(&documents),
            documents: documents.into_iter().map(Meta::from).collect(),
            ranker: Ranker::default(),
            spelling: OnceLock::new(),
            analyzer,
            inverted,
            variants,
        }
    }

    /// Has `ranker` order what is found from now on.
    #[must_use]
    pub fn ranked_by(self, ranker: Ranker) -> Index {
        Index { ranker, ..self }
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

    /// Returns the document that `text` belongs to in exactly these words: it is found first, whatever
    /// others say.
    #[must_use]
    pub fn owner(&self, text: &str) -> Option<&str> {
        let number = *self.exact.get(&exact::wording(text))?;
        self.documents.get(number as usize).map(|it| it.id.as_str())
    }

    /// Returns what orders the documents that are found.
    #[must_use]
    pub fn ranker(&self) -> &Ranker {
        &self.ranker
    }

    /// Finds the `most` best documents for a question. Documents that tie with the last one also
    /// come, so that a tie is never cut.
    #[must_use]
    pub fn search<'a>(&self, query: impl Into<Query<'a>>, most: usize) -> Found {
        let query = query.into();
        let exact = self.exact.get(&exact::wording(query.text)).copied();
        let text = match exact {
            Some(_) => normalize(query.text),
            None => self.respelled(query.text),
        };
        let exact = exact.or_else(|| self.exact.get(&exact::wording(&text)).copied());
        let terms = self.analyzer.terms(&text);
        let parts = self.parts(&terms);
        let words = score::words(&self.inverted, &parts);
        let characters = score::characters(&self.inverted, &terms);
        let frequency = |term: &str| self.inverted.document_frequency(ALL, term);
        let asked = self.variants.question(&parts, frequency);
        let scores = rank::Scores::new(words, characters);
        let mut candidates = scores.candidates();
        // In its own words a document is found however much others talk about the same.
        candidates.extend(
            exact
                .map(|it| it as usize)
                .filter(|it| !candidates.contains(it)),
        );
        let mut sequence = Asked::new(&terms, &self.variants, &self.directions);
        let wording = self.wordings.question(truncate(&text, WORDED).0);
        let hits = candidates.into_iter().map(|doc| {
            let compared = self.variants.compare(doc, &asked);
            let meta = &self.documents[doc];
            let mut features = scores.features(doc, &compared);
            let alike = self.wordings.compare(doc, &wording);
            features.set_worded(&sequence.compare(doc), &alike);
            features.set_kind(meta.kind);
            features.set(Feature::Place, place(&meta.prefectures, query.prefecture));
            Hit {
                id: meta.id.clone(),
                score: 0.0,
                chance: 0.0,
                exact: exact == Some(doc as u32),
                features,
                firsts: [false; FEATURES],
            }
        });
        let mut hits = self.ranker.order(hits.collect());
        rank::cut(&mut hits, most);
        Found {
            hits,
            unknown: self.unknown(&parts),
            parts: parts.len(),
        }
    }

    /// Tells how `text` is understood.
    #[must_use]
    pub fn explain(&self, text: &str) -> Reading {
        let terms = self.analyzer.terms(&self.respelled(text));
        let parts = self.parts(&terms).into_iter().map(|part| ReadPart {
            weight: score::part_weight(&self.inverted, &part),
            terms: part.terms,
            substitutes: part
                .substitutes
                .into_iter()
                .map(|it| (it.terms.join(" "), it.weight))
                .collect(),
        });
        let parts = parts.collect();
        Reading { terms, parts }
    }

    /// Returns a question with unknown words as the collection writes them.
    fn respelled(&self, text: &str) -> String {
        let text = normalize(text);
        let mut respelled = String::new();
        let mut before = "";
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let run = kind_of_run(first);
            let end = rest.find(|c| kind_of_run(c) != run && (c != 'ー' || run == Run::Other));
            let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
            match self.respell(before, piece) {
                Some(better) if run != Run::Other => respelled.push_str(&better),
                _ => respelled.push_str(piece),
            }
            (before, rest) = (piece, after);
        }
        respelled
    }

    /// Returns a run of kana or letters anew if it has a word that no document has. What stands
    /// `before` it may be the kanji of a word whose 送り仮名 it begins with.
    fn respell(&self, before: &str, run: &str) -> Option<String> {
        if run.chars().nth(2).is_none() || !run.chars().all(is_spelled) {
            return None;
        }
        // What the dictionary does not know falls into pieces of one or two kana.
        let is_kana = |c: char| kind_of_run(c) == Run::Hiragana || c == 'ー';
        let is_piece = |it: &str| it.chars().nth(2).is_none() && it.chars().all(is_kana);
        let unknown = |it: &String| {
            it.chars().all(is_spelled)
                && (is_piece(it) || self.inverted.document_frequency(ALL, it) == 0)
        };
        let from = before.char_indices().nth_back(LONGEST_KANJI - 1);
        let start = from.map_or(before, |(from, _)| &before[from..]);
        let whole = format!("{start}{run}");
        if !self.analyzer.terms(&whole).iter().any(unknown) {
            return None;
        }
        let words = || {
            Spelling::new(self.variants.words().into_iter().filter_map(|word| {
                let reading = self.analyzer.reading(word)?;
                Some((word.to_owned(), reading))
            }))
        };
        let spelling = self.spelling.get_or_init(words);
        // 「ストーカー」 is no mistake for 「ステッカー」 only because no document has it.
        let mistaken = || {
            let word = spelling.with_mistake(run)?;
            (!self.analyzer.is_word(run)).then(|| word.to_owned())
        };
        spelling.respell(run).or_else(mistaken)
    }

    fn parts(&self, terms: &[String]) -> Vec<synonyms::Part> {
        let mut parts = self.synonyms.parts(terms);
        parts.truncate(score::MOST_PARTS);
        parts
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

/// Characters of a question whose wording is compared.
const WORDED: usize = 200;
/// Longest word in kanji before 送り仮名.
const LONGEST_KANJI: usize = 4;

/// What a run of characters is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Hiragana,
    Katakana,
    Letters,
    Other,
}

fn kind_of_run(c: char) -> Run {
    match c {
        'ぁ'..='ゖ' => Run::Hiragana,
        'ァ'..='ヺ' => Run::Katakana,
        c if c.is_ascii_alphanumeric() => Run::Letters,
        _ => Run::Other,
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
