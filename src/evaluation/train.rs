//! Learns the ranker and the confidence, and says by cross-validation how good they are on questions
//! they were not learned from.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;

use super::{
    Calibration, Judgements, Report, RunLine, calibrate,
    lesson::{Example, Lesson, Origin},
    measure,
};
use crate::{
    answer::{CONSTANT, Confidence, looked_for, signal_names, signals},
    learning::{self, Case, Column, List, Logistic, Model, VERSION, Weights},
    search::{ANALYZER_VERSION, Feature, Found, Hit, Index, Query, Ranker},
};

/// Below this many labelled questions, learned weights would be worse than the fixed recipe.
pub const FEWEST: usize = 100;
/// Candidates that the ranker learns to order.
const CANDIDATES: usize = 60;

/// What was learned, with its measures.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The weights, learned from all examples.
    pub weights: Weights,
    /// What they were learned from and how good they are.
    pub on: TrainedOn,
}

/// What weights were learned from, and how good they are in cross-validation.
#[derive(Debug, Clone, Serialize)]
pub struct TrainedOn {
    /// Questions whose answer somebody made sure of: both kinds that follow.
    pub questions: usize,
    /// Golden questions, or those of a judged collection.
    pub golden: usize,
    /// Past questions that a curator accepted.
    pub past: usize,
    /// Choices that nobody decided on.
    pub choices: usize,
    /// Phrasings taken out of their entries and asked.
    pub phrasings: usize,
    /// Questions without an answer.
    pub unanswerable: usize,
    /// The fixed recipe on the questions.
    pub fixed: Report,
    /// The learned ranker on the questions, each ranked by weights learned without its group.
    pub learned: Report,
    /// The confidence of the first document on all but phrasings, each without its group.
    pub confidence: Calibration,
}

/// An example with what the index found for it.
struct Seen<'a> {
    example: &'a Example,
    found: Found,
    fold: usize,
}

/// Learns from a lesson; cross-validates in `folds` parts.
///
/// # Errors
/// If the index fails.
pub fn train(lesson: &Lesson, folds: usize) -> anyhow::Result<Trained> {
    let seen = search(lesson, folds)?;
    let lists: Vec<List> = seen.iter().map(list).collect();
    let all: Vec<usize> = (0..seen.len()).collect();
    let without = |fold: usize| -> Vec<usize> {
        let others = all.iter().copied();
        others.filter(|it| seen[*it].fold != fold).collect()
    };
    let learn = |from: &[usize]| -> Model {
        learning::ranker(&from.iter().map(|it| &lists[*it]).collect::<Vec<_>>())
    };
    let rankers: Vec<Ranker> = (0..folds)
        .map(|fold| Ranker::of(learn(&without(fold))))
        .collect();
    let ranked: Vec<Found> = seen
        .iter()
        .map(|it| reordered(&it.found, &rankers[it.fold]))
        .collect();
    let cases: Vec<Case> = seen
        .iter()
        .zip(&ranked)
        .map(|(it, found)| case(it.example, found, lesson.grade))
        .collect();
    // Phrasings are not what people ask, and every one has an answer: they teach no confidence, nor do
    // choices that nobody looked at. Where nothing is found there is nothing to be confident of.
    let telling = |it: &usize| {
        let origin = seen[*it].example.origin;
        !matches!(origin, Origin::Phrasing(_) | Origin::Chosen) && !ranked[*it].hits.is_empty()
    };
    let fit = |from: Vec<usize>| -> Logistic {
        let cases = from.iter().filter(|it| telling(it)).map(|it| &cases[*it]);
        learning::logistic(&cases.collect::<Vec<_>>())
    };
    let confidences: Vec<Confidence> = (0..folds)
        .map(|fold| Confidence::of(fit(without(fold))))
        .collect();
    let confidence_of = |at: usize| confidences[seen[at].fold].of_first(&ranked[at]);
    let outcomes: Vec<(f64, bool)> = all
        .iter()
        .filter(|it| telling(it))
        .map(|at| (confidence_of(*at), cases[*at].right))
        .collect();
    let calibration = calibrate(&outcomes);
    let count =
        |origin: fn(Origin) -> bool| seen.iter().filter(|it| origin(it.example.origin)).count();
    let learned = |at: usize| run_line(&seen[at], &ranked[at], confidence_of(at));
    let fixed = |at: usize| run_line(&seen[at], &seen[at].found, 0.0);
    let on = TrainedOn {
        questions: count(is_question),
        golden: count(|it| it == Origin::Asked),
        past: count(|it| matches!(it, Origin::Past(_))),
        choices: count(|it| it == Origin::Chosen),
        phrasings: count(|it| matches!(it, Origin::Phrasing(_))),
        unanswerable: count(|it| it == Origin::Unanswerable),
        fixed: report(&seen, lesson.grade, fixed),
        learned: report(&seen, lesson.grade, learned),
        confidence: calibration,
    };
    let weights = weights(&on, &learn(&all), &fit(all.clone()));
    Ok(Trained { weights, on })
}

/// Whether somebody made sure of its answer.
fn is_question(origin: Origin) -> bool {
    matches!(origin, Origin::Asked | Origin::Past(_))
}

/// Searches for every example, phrasings and past questions in indexes without them.
fn search(lesson: &Lesson, folds: usize) -> anyhow::Result<Vec<Seen<'_>>> {
    let mut indexes: Vec<(Option<Origin>, Index)> = Vec::new();
    let mut seen = Vec::new();
    for example in &lesson.examples {
        let round = match example.origin {
            it @ (Origin::Phrasing(_) | Origin::Past(_)) => Some(it),
            Origin::Asked | Origin::Chosen | Origin::Unanswerable => None,
        };
        if !indexes.iter().any(|(known, _)| *known == round) {
            let documents = match round {
                Some(round) => lesson.without(round),
                None => lesson.documents.clone(),
            };
            let analyzer = std::sync::Arc::clone(&lesson.analyzer);
            indexes.push((
                round,
                Index::in_memory(documents, &lesson.synonyms, analyzer)?,
            ));
        }
        let known = |(known, _): &&(Option<Origin>, Index)| *known == round;
        let Some((_, index)) = indexes.iter().find(known) else {
            continue;
        };
        // As the assistant looks for it.
        let text = match index.owner(&example.text) {
            Some(_) => Cow::Borrowed(example.text.as_str()),
            None => looked_for(&example.text),
        };
        let query = Query {
            text: &text,
            prefecture: example.prefecture.as_deref(),
        };
        seen.push(Seen {
            example,
            found: index.search(query, CANDIDATES),
            fold: fold(&example.group, folds),
        });
    }
    Ok(seen)
}

/// The part that a group belongs to.
fn fold(group: &str, folds: usize) -> usize {
    let hash = blake3::hash(group.as_bytes());
    let bytes = hash.as_bytes();
    usize::from(u16::from_le_bytes([bytes[0], bytes[1]])) % folds.max(1)
}

fn list(seen: &Seen<'_>) -> List {
    let hits = &seen.found.hits;
    List {
        rows: hits.iter().map(|it| it.features.0.to_vec()).collect(),
        grades: hits.iter().map(|it| grade(seen.example, it)).collect(),
        weight: seen.example.weight,
    }
}

fn grade(example: &Example, hit: &Hit) -> u32 {
    example.grades.get(&hit.id).copied().unwrap_or_default()
}

fn reordered(found: &Found, ranker: &Ranker) -> Found {
    Found {
        hits: ranker.order(found.hits.clone()),
        ..*found
    }
}

fn case(example: &Example, found: &Found, from: u32) -> Case {
    let first = found.hits.first();
    Case {
        signals: first.map_or(vec![0.0; signal_names().len()], |it| {
            signals(found, it).to_vec()
        }),
        right: first.is_some_and(|it| from <= grade(example, it)),
        weight: 1.0,
    }
}

fn run_line(seen: &Seen<'_>, found: &Found, confidence: f64) -> RunLine {
    RunLine {
        query: seen.example.id.clone(),
        confidence,
        docs: found.hits.iter().take(10).map(|it| it.id.clone()).collect(),
        took: std::time::Duration::ZERO,
    }
}

/// Measures the questions that were asked.
fn report(seen: &[Seen<'_>], grade: u32, line: impl Fn(usize) -> RunLine) -> Report {
    let asked = (0..seen.len()).filter(|it| is_question(seen[*it].example.origin));
    let run: Vec<RunLine> = asked.map(line).collect();
    let judgements: Judgements = seen
        .iter()
        .map(|it| {
            let grades = it.example.grades.clone().into_iter().collect();
            (it.example.id.clone(), grades)
        })
        .collect();
    measure(&run, &judgements, grade, std::time::Duration::ZERO)
}

fn weights(on: &TrainedOn, ranker: &Model, confidence: &Logistic) -> Weights {
    let names = signal_names().into_iter().map(str::to_owned);
    let values = confidence.weights.iter().copied();
    let mut of_confidence: BTreeMap<String, f64> = names.zip(values).collect();
    let features = Feature::names().into_iter().map(str::to_owned);
    let columns: BTreeMap<String, Column> = features.zip(ranker.columns.clone()).collect();
    of_confidence.insert(CONSTANT.to_owned(), confidence.constant);
    let trained = [
        ("questions", on.questions as f64),
        ("golden", on.golden as f64),
        ("past", on.past as f64),
        ("choices", on.choices as f64),
        ("phrasings", on.phrasings as f64),
        ("unanswerable", on.unanswerable as f64),
        ("p_at_1", on.learned.p_at_1),
        ("s_at_3", on.learned.s_at_3),
        ("mrr_at_10", on.learned.mrr_at_10),
        ("p_at_1_fixed", on.fixed.p_at_1),
        ("auroc", on.confidence.auroc),
        ("ece", on.confidence.ece),
    ];
    Weights {
        version: VERSION,
        analyzer: ANALYZER_VERSION.to_owned(),
        trained: trained
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        ranker: columns,
        confidence: of_confidence,
        promises: on.confidence.promises.clone(),
    }
}
