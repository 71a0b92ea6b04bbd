//! From scores to a ranking.

use std::cmp::Ordering;

use super::{
    features::{FEATURES, Feature, Features},
    likeness::Compared,
    score::{ByCharacters, ByWords, Words},
};
use crate::learning::{Model, Weights, WeightsError, firsts};

/// Documents that are compared with the question in detail.
const COMPARED: usize = 60;
/// Shares of the fixed recipe.
const FIXED: [(Feature, f32); 6] = [
    (Feature::Words, 1.0),
    (Feature::Characters, CHARACTERS),
    (Feature::Both, 1.0),
    (Feature::Meaning, 0.8),
    (Feature::Letters, 0.8),
    (Feature::Matched, 0.3),
];
const CHARACTERS: f32 = 0.8;

/// A document found, with what was seen of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document's id.
    pub id: String,
    /// Final score; only comparable within one search.
    pub score: f64,
    /// The ranker's share of belief in it among all that were compared, 0–1.
    pub chance: f64,
    /// It is asked for in exactly its own words.
    pub exact: bool,
    /// What was seen of it.
    pub features: Features,
    /// Of what no other that was compared has more.
    pub firsts: Firsts,
}

/// For each feature, whether no other document that was compared has more of it.
pub type Firsts = [bool; FEATURES];

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

/// What all documents score, with the best scores.
pub(super) struct Scores {
    words: Words,
    characters: Vec<ByCharacters>,
    best_words: f32,
    best_fields: [f32; 4],
    best_characters: f32,
    best_question_characters: f32,
}

impl Scores {
    pub fn new(words: Words, characters: Vec<ByCharacters>) -> Scores {
        let mut scores = Scores {
            best_words: 0.0,
            best_fields: [0.0; 4],
            best_characters: 0.0,
            best_question_characters: 0.0,
            words,
            characters,
        };
        for it in &scores.words.documents {
            scores.best_words = scores.best_words.max(it.sum());
            for (best, own) in scores.best_fields.iter_mut().zip(it.fields) {
                *best = best.max(own);
            }
        }
        for it in &scores.characters {
            scores.best_characters = scores.best_characters.max(it.iter().sum());
            scores.best_question_characters = scores.best_question_characters.max(it[0]);
        }
        scores
    }

    /// Returns the documents worth a closer look.
    pub fn candidates(&self) -> Vec<usize> {
        let both = self.words.documents.iter().zip(&self.characters);
        let mut fused: Vec<(f64, usize)> = both
            .enumerate()
            .filter_map(|(doc, (words, characters))| {
                let (words, characters) = (words.sum(), characters.iter().sum::<f32>());
                (0.0 < words || 0.0 < characters).then(|| {
                    let score = share(words, self.best_words)
                        + CHARACTERS * share(characters, self.best_characters);
                    (round(score.into()), doc)
                })
            })
            .collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if COMPARED < fused.len() {
            fused.select_nth_unstable_by(COMPARED, order);
            fused.truncate(COMPARED);
        }
        fused.into_iter().map(|(_, doc)| doc).collect()
    }

    /// Returns the features of a document, as far as they come from its texts.
    pub fn features(&self, doc: usize, compared: &Compared) -> Features {
        let words: &ByWords = &self.words.documents[doc];
        let characters: &ByCharacters = &self.characters[doc];
        let mut features = Features::default();
        for (feature, value) in [
            (Feature::Words, share(words.sum(), self.best_words)),
            (
                Feature::Question,
                share(words.fields[0], self.best_fields[0]),
            ),
            (
                Feature::Phrasings,
                share(words.fields[1], self.best_fields[1]),
            ),
            (Feature::Answer, share(words.fields[2], self.best_fields[2])),
            (Feature::Whole, share(words.fields[3], self.best_fields[3])),
            (Feature::Attained, share(words.sum(), self.words.attainable)),
            (Feature::Covered, share(words.covered, self.words.weight)),
            (Feature::Matched, share(words.matched, self.words.parts)),
            (
                Feature::Characters,
                share(characters.iter().sum(), self.best_characters),
            ),
            (
                Feature::QuestionCharacters,
                share(characters[0], self.best_question_characters),
            ),
            (Feature::Both, compared.best.both),
            (Feature::Forward, compared.best.forward),
            (Feature::Reverse, compared.best.reverse),
            (Feature::OwnBoth, compared.own.both),
            (Feature::OwnForward, compared.own.forward),
            (Feature::OwnReverse, compared.own.reverse),
            (Feature::Second, compared.second),
        ] {
            features.set(feature, value);
        }
        features
    }
}

fn share(score: f32, best: f32) -> f32 {
    if best <= 0.0 { 0.0 } else { score / best }
}

/// How much of its score an entry of this kind keeps in the fixed recipe. A glossary or a survey
/// matches the words of many questions and answers few of them.
const KINDS: [(Feature, f32); 6] = [
    (Feature::Guideline, 0.97),
    (Feature::Desk, 0.97),
    (Feature::Solution, 0.97),
    (Feature::Case, 0.95),
    (Feature::Statistic, 0.92),
    (Feature::Term, 0.92),
];
/// How much an entry of another prefecture loses, and one of the asker's own gains.
const OTHER_PREFECTURE: f32 = 0.5;
const OWN_PREFECTURE: f32 = 1.05;

/// How sure the fixed recipe is of a difference in score; a learned ranker is as sure as it learned.
const FIXED_SHARPNESS: f64 = 6.0;

/// Added to the score of a document that is asked for in its own words: more than all else can bring,
/// so that nothing added to other documents takes its question away.
const EXACT: f64 = 20.0;

/// Orders the documents that were compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Ranker {
    /// Words, characters, likeness and meaning, summed.
    #[default]
    Fixed,
    /// Learned from questions: what each feature adds.
    Learned(Model),
}

impl Ranker {
    /// Takes the ranker's weights from a file.
    ///
    /// # Errors
    /// If the file has other features than this program.
    pub fn learned(weights: &Weights) -> Result<Ranker, WeightsError> {
        Ok(Ranker::of(weights.ranker(&Feature::names())?))
    }

    /// Takes what was learned with the columns in the order of the features. Nothing learned is the
    /// fixed recipe.
    #[must_use]
    pub fn of(model: Model) -> Ranker {
        match model.columns.is_empty() {
            true => Ranker::Fixed,
            false => Ranker::Learned(model),
        }
    }

    /// Returns what a feature of a hit adds to its score. In the fixed recipe kinds and places are factors
    /// of the whole sum instead.
    #[must_use]
    pub fn adds(&self, feature: Feature, hit: &Hit) -> f64 {
        let value = hit.features.get(feature);
        match self {
            Ranker::Fixed => {
                let share = FIXED.iter().find(|(it, _)| *it == feature);
                share.map_or(0.0, |(_, share)| f64::from(share * value))
            }
            Ranker::Learned(model) => {
                let at = feature as usize;
                let column = model.columns.get(at);
                column.map_or(0.0, |it| it.adds(value, hit.firsts[at]))
            }
        }
    }

    fn score(&self, hit: &Hit) -> f64 {
        let score = match self {
            Ranker::Fixed => fixed(&hit.features),
            Ranker::Learned(_) => Feature::ALL.iter().map(|it| self.adds(*it, hit)).sum(),
        };
        round(score)
    }

    /// Scores and orders hits, best first, ties by id.
    #[must_use]
    pub fn order(&self, mut hits: Vec<Hit>) -> Vec<Hit> {
        let sharpness = match self {
            Ranker::Fixed => FIXED_SHARPNESS,
            Ranker::Learned(_) => 1.0,
        };
        let rows: Vec<&[f32]> = hits.iter().map(|it| it.features.0.as_slice()).collect();
        let firsts = firsts(&rows);
        for (hit, firsts) in hits.iter_mut().zip(firsts) {
            hit.firsts = std::array::from_fn(|it| firsts[it]);
            hit.score = self.score(hit) + if hit.exact { EXACT } else { 0.0 };
        }
        hits.sort_by(by_score);
        let best = hits.first().map_or(0.0, |it| it.score);
        let belief = |hit: &Hit| (sharpness * (hit.score - best)).exp();
        let all: f64 = hits.iter().map(belief).sum();
        for hit in &mut hits {
            hit.chance = round(belief(hit) / all);
        }
        hits
    }
}

/// The fixed recipe: a sum of what says most.
fn fixed(features: &Features) -> f64 {
    let shares = FIXED.iter();
    let sum: f32 = shares.map(|(it, share)| share * features.get(*it)).sum();
    let kinds = KINDS.iter().filter(|(it, _)| 0.0 < features.get(*it));
    let kind: f32 = kinds.map(|(_, keeps)| keeps).product();
    let place = match features.get(Feature::Place) {
        it if 0.0 < it => OWN_PREFECTURE,
        it if it < 0.0 => OTHER_PREFECTURE,
        _ => 1.0,
    };
    f64::from(sum * kind * place)
}

/// Cuts ordered hits off after `most`, but never within a tie.
pub(super) fn cut(hits: &mut Vec<Hit>, most: usize) {
    let Some(last) = most.checked_sub(1).and_then(|it| hits.get(it)) else {
        return hits.truncate(most);
    };
    let (score, mut end) = (last.score, most);
    while hits.get(end).is_some_and(|it| it.score == score) {
        end += 1;
    }
    hits.truncate(end);
}

/// Rounds a score. Scores are compared after rounding, so that the last bits decide nothing.
fn round(score: f64) -> f64 {
    (score * 1e6).round() / 1e6
}

/// Orders hits: the best first, ties by id.
fn by_score(a: &Hit, b: &Hit) -> Ordering {
    b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id))
}
