//! A logistic model: the probability of a case.

use super::{
    newton::{Local, minimum, scales},
    round,
};

/// A case whose outcome is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What is known of it beforehand.
    pub signals: Vec<f32>,
    /// Whether it was right.
    pub right: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Weights of signals and a constant.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Logistic {
    /// One for each signal.
    pub weights: Vec<f64>,
    /// Added to the sum.
    pub constant: f64,
}

/// Pull of the weights towards zero.
const RIDGE: f64 = 3.0;

impl Logistic {
    /// Returns the probability, 0–1, of a case with these signals.
    #[must_use]
    pub fn probability(&self, signals: &[f32]) -> f64 {
        let sum: f64 = signals
            .iter()
            .zip(&self.weights)
            .map(|(signal, weight)| f64::from(*signal) * weight)
            .sum();
        1.0 / (1.0 + (-(sum + self.constant)).exp())
    }
}

/// Learns from `cases`.
#[must_use]
pub fn logistic(cases: &[&Case]) -> Logistic {
    let size = cases.first().map_or(0, |it| it.signals.len());
    let scales = scales(cases.iter().map(|it| it.signals.as_slice()), size);
    let rows: Vec<Vec<f64>> = cases
        .iter()
        .map(|case| {
            let signals = case.signals.iter().zip(&scales);
            let signals = signals.map(|(it, scale)| f64::from(*it) / scale);
            signals.chain(std::iter::once(1.0)).collect()
        })
        .collect();
    let weights = minimum(size + 1, |weights| loss(cases, &rows, weights));
    Logistic {
        weights: weights
            .iter()
            .zip(&scales)
            .map(|(weight, scale)| round(weight / scale))
            .collect(),
        constant: round(weights[size]),
    }
}

fn loss(cases: &[&Case], rows: &[Vec<f64>], weights: &[f64]) -> Local {
    let n = weights.len();
    // The constant is not pulled.
    let ridge = |at: usize| if at + 1 < n { RIDGE } else { 1e-6 };
    let mut local = Local {
        value: 0.0,
        gradient: vec![0.0; n],
        curvature: vec![0.0; n * n],
    };
    for (at, weight) in weights.iter().enumerate() {
        local.value += ridge(at) / 2.0 * weight * weight;
        local.gradient[at] += ridge(at) * weight;
        local.curvature[at * n + at] += ridge(at);
    }
    for (case, row) in cases.iter().zip(rows) {
        let sum: f64 = row
            .iter()
            .zip(weights)
            .map(|(it, weight)| it * weight)
            .sum();
        let right = f64::from(u8::from(case.right));
        let probability = 1.0 / (1.0 + (-sum).exp());
        // ln(1 + e^sum) without overflow.
        local.value += case.weight * (sum.max(0.0) + (-sum.abs()).exp().ln_1p() - right * sum);
        let spread = case.weight * probability * (1.0 - probability);
        for (at, value) in row.iter().enumerate() {
            local.gradient[at] += case.weight * (probability - right) * value;
            for (other, curvature) in row[..=at].iter().zip(&mut local.curvature[at * n..]) {
                *curvature += spread * value * other;
            }
        }
    }
    local
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_cases() {
        let case = |signal: f32, right: bool| Case {
            signals: vec![signal],
            right,
            weight: 1.0,
        };
        // Of the cases with the signal 90 in 100 are right, of those without 20 in 100.
        let cases: Vec<Case> = (0..1000)
            .map(|it| case(1.0, it % 10 != 0))
            .chain((0..1000).map(|it| case(0.0, it % 5 == 0)))
            .collect();
        let model = logistic(&cases.iter().collect::<Vec<_>>());
        assert!((model.probability(&[1.0]) - 0.9).abs() < 0.02, "{model:?}");
        assert!((model.probability(&[0.0]) - 0.2).abs() < 0.02, "{model:?}");
    }

    #[test]
    fn without_cases_it_is_even() {
        assert_eq!(logistic(&[]).probability(&[]), 0.5);
    }
}
