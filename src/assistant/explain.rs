//! Why a question is answered as it is: what is read, found and measured. The command line and the
//! curators' page show the same.

use serde::Serialize;

use super::Shelf;
use crate::{
    answer::{Decision, Judge, signals},
    knowledge::EntryId,
    programs::Profile,
    search::{Feature, Found, Hit, Ranker, Reading},
    wording::searching,
};

/// Entries that are explained.
const MOST: usize = 5;
/// Scores of the single fields, and of both kinds of terms.
const FIELDS: [Feature; 7] = [
    Feature::Question,
    Feature::Phrasings,
    Feature::Answer,
    Feature::Whole,
    Feature::Words,
    Feature::QuestionCharacters,
    Feature::Characters,
];

/// Everything that led to the decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The question.
    pub question: String,
    /// How it is understood.
    #[serde(flatten)]
    pub reading: Reading,
    /// Share of the question's words that no entry has.
    pub unknown: f64,
    /// What is done with what was found.
    pub decision: Decision,
    /// Why. Plain text.
    pub reason: String,
    /// Probability that the first entry answers the question.
    pub confidence: f64,
    /// From this confidence on there is a direct answer.
    pub reply_from: f64,
    /// From this confidence on it is asked back.
    pub clarify_from: f64,
    /// Added to the weighted signals of the confidence.
    pub constant: f64,
    /// Whether the weights were learned; else they are the fixed recipe's.
    pub is_learned: bool,
    /// The best entries.
    pub hits: Vec<ExplainedHit>,
}

/// Why an entry was found where it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedHit {
    /// The entry.
    pub entry: String,
    /// Its own question.
    pub question: String,
    /// What it is ordered by.
    pub score: f64,
    /// The ranker's belief in it among all that were compared.
    pub chance: f64,
    /// Probability that it answers the question.
    pub confidence: f64,
    /// It is asked for in exactly its own words.
    pub exact: bool,
    /// Scores of its fields, as shares of the best entry's.
    pub fields: Vec<Measured>,
    /// What was seen of it, without what is zero.
    pub features: Vec<Measured>,
    /// What else the confidence is made of.
    pub signals: Vec<Measured>,
}

/// A number that was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// Name under which weights are stored.
    pub name: &'static str,
    /// What it means, in Japanese.
    pub meaning: &'static str,
    /// The number.
    pub value: f64,
    /// What it adds to the score; `None` where it does not count there.
    pub adds: Option<f64>,
    /// What it is multiplied with for the confidence.
    pub in_confidence: f64,
}

/// Explains how `shelf` answers a question, without the dialogue around it.
#[must_use]
pub fn explain(shelf: &Shelf, question: &str, profile: &Profile) -> Explained {
    let named = shelf.places_in(question).looked_for();
    let asker = Profile {
        prefecture: named.or_else(|| profile.prefecture.clone()),
        ..Profile::default()
    };
    let found = shelf.search(question, &asker, super::ask::HITS);
    let judge = shelf.judge();
    let verdict = judge.decide(&found);
    let ranker = shelf.ranker();
    let (reply_from, clarify_from) = (judge.reply_from(), judge.clarify_from());
    let hits = found.hits.iter().take(MOST);
    Explained {
        reading: shelf.explain(question),
        question: question.to_owned(),
        unknown: found.unknown,
        reason: searching::reason(
            verdict.decision,
            verdict.confidence,
            reply_from,
            clarify_from,
        ),
        decision: verdict.decision,
        confidence: verdict.confidence,
        reply_from,
        clarify_from,
        constant: judge.confidence().constant(),
        is_learned: matches!(ranker, Ranker::Learned(_)),
        hits: hits.map(|it| hit(shelf, &found, it)).collect(),
    }
}

fn hit(shelf: &Shelf, found: &Found, hit: &Hit) -> ExplainedHit {
    let judge = shelf.judge();
    let entry = shelf.entry(&EntryId(hit.id.clone()));
    let (features, signals) = measured(judge, shelf.ranker(), found, hit);
    let field = |it: &Feature| features.iter().find(|at| at.name == it.name()).cloned();
    ExplainedHit {
        entry: hit.id.clone(),
        question: entry.map_or_else(String::new, |it| it.question.clone()),
        score: hit.score,
        chance: hit.chance,
        confidence: judge.confidence().of_hit(found, hit),
        exact: hit.exact,
        fields: FIELDS.iter().filter_map(field).collect(),
        features: features.into_iter().filter(|it| it.value != 0.0).collect(),
        signals,
    }
}

/// Returns the features of a hit, and the signals besides.
fn measured(
    judge: &Judge,
    ranker: &Ranker,
    found: &Found,
    hit: &Hit,
) -> (Vec<Measured>, Vec<Measured>) {
    let values = signals(found, hit);
    let of_confidence = judge.confidence().weights();
    let all = values.into_iter().zip(of_confidence).enumerate();
    let mut features: Vec<Measured> = all
        .map(|(at, (value, (name, weight)))| Measured {
            name,
            meaning: searching::meaning(name),
            value: f64::from(value),
            adds: Feature::ALL.get(at).map(|it| ranker.adds(*it, hit)),
            in_confidence: weight,
        })
        .collect();
    let signals = features.split_off(Feature::ALL.len());
    (features, signals)
}
