//! The published collection with its index: what the assistant answers from. Immutable; a new
//! knowledge version is a new shelf.

use std::{borrow::Cow, collections::BTreeMap, path::Path, sync::Arc};

use chrono::NaiveDate;

use crate::{
    answer::{self, Judge, PROMISE},
    calendar::Calendar,
    curation::{self, Lost},
    knowledge::{self, Collection, Entry, EntryId, GoldenQuestion, Kind, Record, SynonymGroup},
    learning::{Weights, WeightsError},
    programs::{
        Profile, Rules,
        place::{self, Places},
    },
    search::{
        ANALYZER_VERSION, Analyzer, Document, Feature, Found, Index, Query, Ranker, Reading,
        dictionary,
    },
};

/// The desk that is shown where no better one is known.
const MAIN_DESK: &str = "desk/telework-soudan-center";
/// Offices of several prefectures are the answer only if they are about the matter: the share of
/// the question that the first one's own question covers.
const SAME_MATTER: f32 = 0.3;
/// Below this many labelled questions, learned weights are not trusted.
const FEWEST_QUESTIONS: f64 = 100.0;

/// Entries and the index over them.
pub struct Shelf {
    /// The store's knowledge version this was built from; 0 for the pack in the binary.
    pub version: i64,
    entries: BTreeMap<EntryId, Entry>,
    prefectures: Vec<String>,
    calendar: Calendar,
    index: Index,
    analyzer: Arc<Analyzer>,
    synonyms: Vec<SynonymGroup>,
    golden: Vec<GoldenQuestion>,
    weights: Result<Option<Weights>, WeightsError>,
    judge: Judge,
    promise: f64,
}

impl Shelf {
    /// Builds the shelf of `collection`, with its index and dictionary in the folder `cache`.
    ///
    /// # Errors
    /// If the dictionary or the index cannot be written or read.
    pub fn build(collection: Collection, version: i64, cache: &Path) -> anyhow::Result<Shelf> {
        let analyzer = Arc::new(analyzer(&collection, cache)?);
        let entries = knowledge::entries(collection.records);
        let documents = entries.values().map(Document::from).collect();
        let words = Arc::clone(&analyzer);
        let index = Index::in_folder(cache, documents, &collection.synonyms, words)?;
        let prefectures = collection.prefectures.into_iter();
        let prefectures = prefectures.map(|it| it.name).collect();
        let (weights, index) = ranked(index, collection.ranking.as_deref());
        let shelf = Shelf {
            version,
            entries,
            prefectures,
            calendar: Calendar::new(collection.holidays.iter().map(|it| it.date)),
            index,
            analyzer,
            synonyms: collection.synonyms,
            golden: collection.golden,
            weights,
            judge: Judge::default(),
            promise: PROMISE,
        };
        Ok(shelf.promising(PROMISE))
    }

    /// Has this share of the replies be right, as far as the learned weights can keep it.
    #[must_use]
    pub fn promising(mut self, promise: f64) -> Shelf {
        self.promise = promise;
        if let Ok(Some(weights)) = &self.weights
            && let Ok(judge) = Judge::learned(weights, promise)
        {
            self.judge = judge;
        }
        self
    }

    /// Returns the share of the replies that is to be right.
    #[must_use]
    pub fn promise(&self) -> f64 {
        self.promise
    }

    /// Returns what decides what to do with what was found.
    #[must_use]
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// Returns why the collection's learned weights are not used, if it has some that cannot be.
    #[must_use]
    pub fn refused_weights(&self) -> Option<&WeightsError> {
        self.weights.as_ref().err()
    }

    /// Returns an entry, if it is published.
    #[must_use]
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// Returns how many entries are published.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether nothing is published.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Finds entries. Those of another prefecture than the asker's come later, those of the
    /// asker's own a little earlier. What the question only tells about the
    /// firm, or says for politeness, is not looked for.
    #[must_use]
    pub fn search(&self, question: &str, profile: &Profile, most: usize) -> Found {
        let text = match self.index.owner(question) {
            Some(_) => Cow::Borrowed(question),
            None => answer::looked_for(question),
        };
        let query = Query {
            text: &text,
            prefecture: profile.prefecture.as_deref(),
        };
        let mut found = self.index.search(query, most);
        found.hits.truncate(most);
        found
    }

    /// Returns what orders the entries that are found.
    #[must_use]
    pub fn ranker(&self) -> &Ranker {
        self.index.ranker()
    }

    /// Returns which questions would no longer find their entries first if these were phrasings of
    /// entries, too.
    ///
    /// # Errors
    /// If there is no memory for another index.
    pub fn lost_with(&self, more: &[(EntryId, String)]) -> anyhow::Result<Vec<Lost>> {
        let mut documents: Vec<Document> = self.entries.values().map(Document::from).collect();
        for document in &mut documents {
            let new = more.iter().filter(|(entry, _)| entry.0 == document.id);
            document.phrasings.extend(new.map(|(_, text)| text.clone()));
        }
        let trial = Index::in_memory(documents, &self.synonyms, Arc::clone(&self.analyzer))?;
        let trial = trial.ranked_by(self.ranker().clone());
        let entries = self.entries.values();
        let first = |index: &Index, text: &str| {
            let owner = index.owner(text).map(str::to_owned);
            let found = || index.search(text, 1).hits.first().map(|it| it.id.clone());
            owner.or_else(found).map(EntryId)
        };
        Ok(curation::lost(
            entries,
            &self.golden,
            |text| first(&self.index, text),
            |text| first(&trial, text),
        ))
    }

    /// Tells how a question is understood.
    #[must_use]
    pub fn explain(&self, question: &str) -> Reading {
        self.index.explain(question)
    }

    /// Returns the prefectures that `text` names: the firm's, and that of what is asked for.
    #[must_use]
    pub fn places_in(&self, text: &str) -> Places {
        let names = self.programs().flat_map(|(_, it)| it.names());
        place::places(text, &self.prefectures, names)
    }

    /// Returns the full names of all prefectures, from north to south.
    #[must_use]
    pub fn prefecture_names(&self) -> &[String] {
        &self.prefectures
    }

    /// Returns the days on which offices work.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the programs with their rules, by id.
    pub fn programs(&self) -> impl Iterator<Item = (&Entry, &Rules)> {
        let programs = self.entries.values();
        programs.filter_map(|it| Some((it, it.rules.as_deref()?)))
    }

    /// Returns the program that came after this one, if it is published.
    #[must_use]
    pub fn successor(&self, entry: &Entry) -> Option<(&Entry, &Rules)> {
        let id = &entry.rules.as_ref()?.successor;
        let successor = self.entries.get(&EntryId(id.clone()))?;
        Some((successor, successor.rules.as_deref()?))
    }

    /// Returns whether this is the full name of a prefecture.
    #[must_use]
    pub fn is_prefecture(&self, name: &str) -> bool {
        self.prefectures.iter().any(|it| it == name)
    }

    /// Returns the office to call about these topics: one of the asker's prefecture that deals with
    /// them, or else the national one.
    #[must_use]
    pub fn desk(&self, topics: &[String], profile: &Profile) -> Option<&Entry> {
        let own = profile.prefecture.as_ref().and_then(|prefecture| {
            self.entries.values().find(|it| {
                it.kind == Kind::Desk
                    && it.prefectures.contains(prefecture)
                    && it
                        .topics
                        .iter()
                        .any(|topic| topic != "相談窓口" && topics.contains(topic))
            })
        });
        own.or_else(|| self.entries.get(&EntryId(MAIN_DESK.to_owned())))
    }

    /// Returns whether the answer depends on the prefecture: most of the best hits are offices of
    /// different prefectures.
    #[must_use]
    pub fn depends_on_prefecture(&self, found: &Found) -> bool {
        let local = |id: &str| {
            self.entries.get(&EntryId(id.to_owned())).is_some_and(|it| {
                it.kind == Kind::Desk && !it.prefectures.is_empty() && it.prefectures.len() < 10
            })
        };
        let offices: Vec<_> = found
            .hits
            .iter()
            .take(6)
            .filter(|it| local(&it.id))
            .collect();
        3 <= offices.len()
            && offices
                .iter()
                .any(|it| SAME_MATTER <= it.features.get(Feature::Forward))
    }
}

/// Has the index rank by the learned weights, if there are some that fit.
fn ranked(index: Index, text: Option<&str>) -> (Result<Option<Weights>, WeightsError>, Index) {
    let learned = text.map(|text| {
        let weights = Weights::parse(text, ANALYZER_VERSION)?;
        let ranker = Ranker::learned(&weights)?;
        Judge::learned(&weights, PROMISE)?;
        Ok::<_, WeightsError>((weights, ranker))
    });
    match learned.transpose() {
        Ok(Some((weights, ranker))) if weights.is_learned_from(FEWEST_QUESTIONS) => {
            (Ok(Some(weights)), index.ranked_by(ranker))
        }
        Ok(_) => (Ok(None), index),
        Err(error) => {
            let reason = error.to_string();
            tracing::warn!(reason, "the learned weights are not used");
            (Err(error), index)
        }
    }
}

/// Opens the analyzer with the collection's terms as its user dictionary.
///
/// # Errors
/// If the dictionary cannot be written or read.
pub fn analyzer(collection: &Collection, cache: &Path) -> anyhow::Result<Analyzer> {
    let home = dictionary::unpack(&cache.join("dictionary"))?;
    let words: Vec<(String, String)> = collection
        .records
        .values()
        .filter_map(|it| match it {
            Record::Term(term) => Some((term.term.clone(), term.reading.clone())),
            _ => None,
        })
        .collect();
    Analyzer::open(&home, &words)
}

/// The day of the oldest fact of an entry.
pub(super) fn as_of(entry: &Entry) -> Option<NaiveDate> {
    entry.sources.iter().map(|it| it.checked_on).min()
}
