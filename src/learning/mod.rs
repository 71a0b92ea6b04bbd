//! Learns weights from labelled examples, and keeps them in a file. Knows numbers and names only,
//! nothing of documents. Deterministic: equal examples in equal order give equal weights.

mod logistic;
mod model;
mod newton;
mod ranker;
mod weights;

pub use self::{
    logistic::{Case, Logistic, logistic},
    model::{Column, Model, firsts},
    ranker::{List, ranker},
    weights::{Promise, VERSION, Weights, WeightsError},
};

/// Rounds a learned weight, so that a file is readable and the last bits decide nothing.
fn round(weight: f64) -> f64 {
    (weight * 1e4).round() / 1e4
}
