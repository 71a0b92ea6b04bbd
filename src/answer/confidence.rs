//! How probable it is that a hit answers the question: a logistic model over signals.
//!
//! The score of a document says almost nothing about being right. What says more: how much of the
//! question the entry's own question covers and the reverse, how far the second is behind, how many
//! of the words nobody knows.

use crate::{
    learning::{Logistic, Weights, WeightsError},
    search::{FEATURES, Feature, Found, Hit},
};

/// Signals besides the features of the hit itself.
const MORE: [&str; 8] = [
    "chance",
    "margin",
    "entropy",
    "unknown",
    "short",
    "agreed",
    "ahead",
    "uncovered",
];
/// Number of signals.
pub const SIGNALS: usize = FEATURES + MORE.len();
/// Name of what is added to the weighted signals.
pub const CONSTANT: &str = "constant";

/// What was seen of a hit among those found.
pub type Signals = [f32; SIGNALS];

/// Returns the names of the signals, in their order.
#[must_use]
pub fn signal_names() -> Vec<&'static str> {
    Feature::names().into_iter().chain(MORE).collect()
}

/// Returns the signals of a hit.
#[must_use]
pub fn signals(found: &Found, hit: &Hit) -> Signals {
    let rival = found.hits.iter().find(|it| it.id != hit.id);
    let of = |feature| hit.features.get(feature);
    let rivals = |feature| rival.map_or(0.0, |it| it.features.get(feature));
    let more = [
        hit.chance as f32,
        // Behind the best of the others, the margin is negative.
        (hit.chance - rival.map_or(0.0, |it| it.chance)) as f32,
        entropy(found),
        found.unknown as f32,
        1.0 / (1.0 + found.parts as f32),
        // Both rankers agree on this hit.
        of(Feature::Words).min(of(Feature::Characters)),
        of(Feature::Both) - rivals(Feature::Both),
        // What is asked and the entry's own question leaves open, as a step.
        f32::from(u8::from(of(Feature::Forward) < COVERED)),
    ];
    let mut signals = [0.0; SIGNALS];
    let (own, others) = signals.split_at_mut(FEATURES);
    own.copy_from_slice(&hit.features.0);
    others.copy_from_slice(&more);
    signals
}

/// How evenly the belief is spread over the ten best, 0–1.
fn entropy(found: &Found) -> f32 {
    let ten = || found.hits.iter().take(10).map(|it| it.chance);
    let all: f64 = ten().sum();
    let shares = ten().map(|it| it / all).filter(|it| 0.0 < *it);
    let entropy: f64 = shares.map(|it| -it * it.ln()).sum();
    (entropy / 10_f64.ln()) as f32
}

/// The fixed recipe: weights of a few signals, and the constant. Fitted once to the golden questions and
/// the unanswerable ones.
const FIXED: [(&str, f64); 6] = [
    ("both", 1.7),
    ("forward", 1.35),
    ("reverse", 1.51),
    ("margin", 3.08),
    ("unknown", -1.69),
    ("agreed", 2.76),
];
const FIXED_CONSTANT: f64 = -4.54;
/// Share of the question that an entry's own question must cover for a high confidence.
const COVERED: f32 = 0.45;
/// The confidence of all others in the fixed recipe; below what a reply needs.
const UNCOVERED_AT_MOST: f64 = 0.65;

/// Says how probable it is that a hit is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Confidence {
    model: Logistic,
    uncovered_at_most: f64,
}

impl Default for Confidence {
    fn default() -> Confidence {
        let weight = |name: &&str| {
            let known = FIXED.iter().find(|(it, _)| it == name);
            known.map_or(0.0, |(_, weight)| *weight)
        };
        Confidence {
            model: Logistic {
                weights: signal_names().iter().map(weight).collect(),
                constant: FIXED_CONSTANT,
            },
            uncovered_at_most: UNCOVERED_AT_MOST,
        }
    }
}

impl Confidence {
    /// Takes the weights from a file.
    ///
    /// # Errors
    /// If the file has other signals than this program.
    pub fn learned(weights: &Weights) -> Result<Confidence, WeightsError> {
        let mut names = signal_names();
        names.push(CONSTANT);
        let mut values = weights.confidence(&names)?;
        let constant = values.pop().unwrap_or_default();
        Ok(Confidence::of(Logistic {
            weights: values,
            constant,
        }))
    }

    /// Takes a model over the signals.
    #[must_use]
    pub fn of(model: Logistic) -> Confidence {
        Confidence {
            model,
            uncovered_at_most: 1.0,
        }
    }

    /// Returns the signals' names with their weights, in their order.
    pub fn weights(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let weights = self.model.weights.iter().copied();
        signal_names().into_iter().zip(weights)
    }

    /// Returns what is added to the weighted signals.
    #[must_use]
    pub fn constant(&self) -> f64 {
        self.model.constant
    }

    /// Returns the probability, 0–1, that the first hit answers the question; 0 without a hit.
    #[must_use]
    pub fn of_first(&self, found: &Found) -> f64 {
        let first = found.hits.first();
        first.map_or(0.0, |it| self.of_hit(found, it))
    }

    /// Returns the probability that `hit`, one of those found, answers the question.
    #[must_use]
    pub fn of_hit(&self, found: &Found, hit: &Hit) -> f64 {
        let probability = self.model.probability(&signals(found, hit));
        // 「最低賃金はいくら」 has the one entry that mentions 最低賃金 far ahead of all others, and yet
        // no answer: what the entry's own question leaves open bounds the confidence.
        let at_most = if hit.features.get(Feature::Forward) < COVERED {
            self.uncovered_at_most
        } else {
            1.0
        };
        (probability.min(at_most) * 1e4).round() / 1e4
    }
}
