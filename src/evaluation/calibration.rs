//! Whether a confidence of 0.8 is right eight times in ten, and from which confidence on a promise is
//! kept.

use serde::Serialize;

use super::{auroc, round};
use crate::learning::Promise;

/// Parts of equal size that the error of calibration is measured over.
const BINS: usize = 10;
/// Promises that a file of weights offers.
const PROMISES: [f64; 6] = [0.80, 0.85, 0.90, 0.95, 0.97, 0.99];
/// How good a confidence is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Cases measured.
    pub n: usize,
    /// Share of right ones.
    pub right: f64,
    /// Probability that a right case has a higher confidence than a wrong one.
    pub auroc: f64,
    /// Expected calibration error: mean distance of confidence and share of right ones.
    pub ece: f64,
    /// What replying from a confidence on costs and brings.
    pub curve: Vec<Step>,
    /// From which confidence on which promise is kept.
    #[serde(skip)]
    pub promises: Vec<Promise>,
}

/// A point of the risk–coverage curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// Replies from this confidence on …
    pub from: f64,
    /// … go to this share of all cases, …
    pub coverage: f64,
    /// … and this share of them is right.
    pub right: f64,
}

/// Measures confidences with their outcomes.
#[must_use]
pub fn calibrate(cases: &[(f64, bool)]) -> Calibration {
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let n = sorted.len();
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let right = sorted.iter().filter(|it| it.1).count();
    let size = n.div_ceil(BINS).max(1);
    let distance = |bin: &[(f64, bool)]| {
        let confidence: f64 = bin.iter().map(|it| it.0).sum();
        let right = bin.iter().filter(|it| it.1).count();
        (confidence - right as f64).abs()
    };
    let ece = sorted.chunks(size).map(distance).sum::<f64>() / n.max(1) as f64;
    let step = |from: f64| {
        let passed = sorted.iter().take_while(|it| from <= it.0);
        let (count, right) = passed.fold((0, 0), |(count, right), it| {
            (count + 1, right + usize::from(it.1))
        });
        Step {
            from: round(from),
            coverage: round(share(count, n)),
            right: round(share(right, count)),
        }
    };
    Calibration {
        n,
        right: round(share(right, n)),
        auroc: round(auroc(cases)),
        ece: round(ece),
        curve: (1..20).map(|it| step(f64::from(it) / 20.0)).collect(),
        promises: promises(&sorted),
    }
}

/// Returns the share that `right` of `count` show with some certainty: one standard error below what was
/// seen (Wilson 1927, z = 1). Of all thresholds that seem to keep a promise the lowest is the one that chance
/// favoured most, and what few replies show is not much.
fn surely(right: usize, count: usize) -> f64 {
    let n = count as f64;
    let share = right as f64 / n;
    let spread = (share * (1.0 - share) / n + 0.25 / (n * n)).sqrt();
    (share + 0.5 / n - spread) / (1.0 + 1.0 / n)
}

/// Returns for each promise the lowest confidence from which on it is kept. `sorted`: best first.
fn promises(sorted: &[(f64, bool)]) -> Vec<Promise> {
    let mut promises = Vec::new();
    for promise in PROMISES {
        let (mut right, mut kept) = (0, None);
        for (at, (confidence, is_right)) in sorted.iter().enumerate() {
            right += usize::from(*is_right);
            let count = at + 1;
            // Within a tie no threshold can stand.
            let tied = sorted.get(count).is_some_and(|it| it.0 == *confidence);
            if !tied && promise <= surely(right, count) {
                kept = Some((*confidence, count));
            }
        }
        if let Some((reply_from, count)) = kept {
            promises.push(Promise {
                right: promise,
                reply_from,
                coverage: round(count as f64 / sorted.len() as f64),
            });
        }
    }
    promises
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_true_confidence_has_no_error_and_keeps_its_promise() {
        // 0.9 is right nine times in ten, 0.5 every second time.
        let cases: Vec<(f64, bool)> = (0..100)
            .map(|it| (0.9, it % 10 != 0))
            .chain((0..100).map(|it| (0.5, it % 2 == 0)))
            .collect();
        let found = calibrate(&cases);
        assert_eq!((found.ece, found.right), (0.0, 0.7));
        let kept: Vec<(f64, f64)> = found
            .promises
            .iter()
            .map(|it| (it.right, it.reply_from))
            .collect();
        // 90 of 100 may have been luck.
        assert_eq!(kept, [(0.80, 0.9), (0.85, 0.9)]);
        let all_wrong: Vec<(f64, bool)> = (0..50).map(|it| (f64::from(it) / 50.0, false)).collect();
        assert_eq!(calibrate(&all_wrong).promises, []);
        let few_right: Vec<(f64, bool)> = (0..10).map(|it| (f64::from(it) / 10.0, true)).collect();
        let kept = calibrate(&few_right).promises;
        let kept: Vec<f64> = kept.iter().map(|it| it.right).collect();
        assert_eq!(kept, [0.80, 0.85, 0.90]);
    }
}
