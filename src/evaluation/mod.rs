//! Measures the product's own analyzer, index and ranking on any FAQ collection with judgements, and
//! learns weights from it.

mod calibration;
mod lesson;
mod train;

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

pub use self::{
    calibration::{Calibration, Step, calibrate},
    lesson::{
        Example, Lesson, Origin, Past, answered, attach, collection_lesson, is_kept_back,
        judged_lesson,
    },
    train::{FEWEST, Trained, TrainedOn, train},
};
use crate::{
    answer::Confidence,
    search::{Document, Index},
};

/// How many documents a run lists for each query.
const DEPTH: usize = 10;

/// A line of the documents' file.
#[derive(Debug, Clone, Deserialize)]
pub struct DocLine {
    /// Identity.
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// A line of the queries' file.
#[derive(Debug, Clone, Deserialize)]
pub struct QueryLine {
    /// Identity.
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    /// What was asked.
    pub text: String,
}

fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    })
}

/// Judgements: query → document → grade.
pub type Judgements = HashMap<String, HashMap<String, u32>>;

/// Reads judgements from lines of `query<TAB>doc<TAB>grade`.
///
/// # Errors
/// Names the first line (from 1) that is not of this form.
pub fn judgements(text: &str) -> Result<Judgements, usize> {
    let mut judgements = Judgements::new();
    for (line, number) in text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty())
    {
        let mut parts = line.trim_end().split('\t');
        let (Some(query), Some(doc), Some(grade), None) = (
            parts.next(),
            parts.next(),
            parts.next().and_then(|it| it.parse().ok()),
            parts.next(),
        ) else {
            return Err(number);
        };
        judgements
            .entry(query.to_owned())
            .or_default()
            .insert(doc.to_owned(), grade);
    }
    Ok(judgements)
}

/// What came out for one query.
#[derive(Debug, Clone, PartialEq)]
pub struct RunLine {
    /// The query.
    pub query: String,
    /// Confidence, 0–1, that the first document answers it.
    pub confidence: f64,
    /// The ten best documents, best first.
    pub docs: Vec<String>,
    /// How long the search took.
    pub took: Duration,
}

/// The measures. All but the last four are means over the queries, 0–1.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Queries measured.
    pub n: usize,
    /// Share whose first document is relevant.
    #[serde(rename = "p@1")]
    pub p_at_1: f64,
    /// Share with a relevant document among the first three (success).
    #[serde(rename = "s@3")]
    pub s_at_3: f64,
    /// Share with a relevant document among the first five.
    #[serde(rename = "s@5")]
    pub s_at_5: f64,
    /// Mean reciprocal rank of the first relevant document within ten.
    #[serde(rename = "mrr@10")]
    pub mrr_at_10: f64,
    /// Mean average precision within ten.
    pub map: f64,
    /// Normalised discounted cumulative gain within ten; gain is 2^grade − 1.
    #[serde(rename = "ndcg@10")]
    pub ndcg_at_10: f64,
    /// Share of the relevant documents found within ten.
    #[serde(rename = "r@10")]
    pub r_at_10: f64,
    /// Area under the ROC curve of the confidence for „the first document is relevant“.
    pub auroc: f64,
    /// Median time of a search, in milliseconds.
    pub p50_ms: f64,
    /// 99th percentile of the time of a search, in milliseconds.
    pub p99_ms: f64,
    /// Seconds to build the index.
    pub index_seconds: f64,
}

/// Turns lines into documents.
#[must_use]
pub fn documents(lines: Vec<DocLine>) -> Vec<Document> {
    let of = |line: DocLine| Document {
        id: line.id,
        question: line.question,
        answer: line.answer,
        ..Document::default()
    };
    lines.into_iter().map(of).collect()
}

/// Searches every query.
#[must_use]
pub fn run(index: &Index, confidence: &Confidence, queries: &[QueryLine]) -> Vec<RunLine> {
    let one = |query: &QueryLine| {
        let start = Instant::now();
        let found = index.search(query.text.as_str(), DEPTH);
        let took = start.elapsed();
        RunLine {
            query: query.id.clone(),
            confidence: confidence.of_first(&found),
            docs: found
                .hits
                .into_iter()
                .take(DEPTH)
                .map(|hit| hit.id)
                .collect(),
            took,
        }
    };
    queries.iter().map(one).collect()
}

/// Measures a run. A document is relevant from `grade`; queries without one are dropped.
#[must_use]
pub fn measure(run: &[RunLine], judgements: &Judgements, grade: u32, indexing: Duration) -> Report {
    let mut sums = BTreeMap::new();
    let mut scored = Vec::new();
    let mut times: Vec<f64> = run.iter().map(|it| it.took.as_secs_f64() * 1e3).collect();
    let mut n = 0;
    for line in run {
        let Some(judged) = judgements.get(&line.query) else {
            continue;
        };
        if !judged.values().any(|it| grade <= *it) {
            continue;
        }
        n += 1;
        for (name, value) in one_query(line, judged, grade) {
            *sums.entry(name).or_insert(0.0) += value;
        }
        let right = line
            .docs
            .first()
            .is_some_and(|doc| judged.get(doc).is_some_and(|it| grade <= *it));
        scored.push((line.confidence, right));
    }
    let mean =
        |name: &str| round(sums.get(name).copied().unwrap_or_default() / f64::from(n.max(1)));
    times.sort_by(f64::total_cmp);
    let percentile = |share: f64| {
        let at = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        round(times.get(at).copied().unwrap_or_default())
    };
    Report {
        n: n as usize,
        p_at_1: mean("p@1"),
        s_at_3: mean("s@3"),
        s_at_5: mean("s@5"),
        mrr_at_10: mean("mrr@10"),
        map: mean("map"),
        ndcg_at_10: mean("ndcg@10"),
        r_at_10: mean("r@10"),
        auroc: round(auroc(&scored)),
        p50_ms: percentile(0.50),
        p99_ms: percentile(0.99),
        index_seconds: round(indexing.as_secs_f64()),
    }
}

fn one_query(
    line: &RunLine,
    judged: &HashMap<String, u32>,
    grade: u32,
) -> [(&'static str, f64); 7] {
    let grades: Vec<u32> = line
        .docs
        .iter()
        .map(|doc| judged.get(doc).copied().unwrap_or_default())
        .collect();
    let relevant: Vec<bool> = grades.iter().map(|it| grade <= *it).collect();
    let total = judged.values().filter(|it| grade <= **it).count();
    let within = |k: usize| f64::from(u8::from(relevant.iter().take(k).any(|it| *it)));
    let first = relevant.iter().position(|it| *it);
    let mut seen = 0.0;
    let mut precision = 0.0;
    for (rank, _) in relevant.iter().enumerate().filter(|(_, it)| **it) {
        seen += 1.0;
        precision += seen / (rank + 1) as f64;
    }
    let mut ideal: Vec<u32> = judged.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = gain(&ideal);
    [
        ("p@1", within(1)),
        ("s@3", within(3)),
        ("s@5", within(5)),
        ("mrr@10", first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64)),
        ("map", precision / total.max(1) as f64),
        (
            "ndcg@10",
            if best == 0.0 {
                0.0
            } else {
                gain(&grades) / best
            },
        ),
        ("r@10", seen / total.max(1) as f64),
    ]
}

fn gain(grades: &[u32]) -> f64 {
    let one = |(rank, grade): (usize, &u32)| {
        (2_f64.powi(*grade as i32) - 1.0) / (rank as f64 + 2.0).log2()
    };
    grades.iter().take(DEPTH).enumerate().map(one).sum()
}

/// The probability that a right answer has a higher confidence than a wrong one; ties count half.
fn auroc(scored: &[(f64, bool)]) -> f64 {
    let mut scored = scored.to_vec();
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let right = scored.iter().filter(|it| it.1).count();
    let wrong = scored.len() - right;
    let (mut below, mut sum) = (0, 0.0);
    for tie in scored.chunk_by(|a, b| a.0 == b.0) {
        let wrong_here = tie.iter().filter(|it| !it.1).count();
        let right_here = tie.len() - wrong_here;
        sum += right_here as f64 * (below as f64 + wrong_here as f64 / 2.0);
        below += wrong_here;
    }
    if right == 0 || wrong == 0 {
        0.5
    } else {
        sum / (right as f64 * wrong as f64)
    }
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests;
