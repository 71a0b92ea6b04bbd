//! A linear ranker: the probability of a row to be chosen from its list is a softmax of its score
//! (conditional logit, ListNet). On small sets it did better than pairs and than boosted trees.

use super::{
    newton::{Local, minimum, scales},
    round,
};

/// The candidates of one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct List {
    /// What is known of each candidate.
    pub rows: Vec<Vec<f32>>,
    /// How good each one is; 0 is wrong.
    pub grades: Vec<u32>,
    /// How much the list counts.
    pub weight: f64,
}

/// Pull of the weights towards zero.
const RIDGE: f64 = 10.0;

/// A list as the learner needs it.
struct Scaled {
    rows: Vec<Vec<f64>>,
    /// Share of each row in what is right.
    right: Vec<f64>,
    weight: f64,
}

/// Returns one weight for each column. Lists without a right row teach nothing.
#[must_use]
pub fn ranker(lists: &[&List]) -> Vec<f64> {
    let size = lists
        .iter()
        .find_map(|it| Some(it.rows.first()?.len()))
        .unwrap_or_default();
    let rows = lists.iter().flat_map(|it| &it.rows).map(Vec::as_slice);
    let scales = scales(rows, size);
    let lists: Vec<Scaled> = lists.iter().filter_map(|it| scaled(it, &scales)).collect();
    let weights = minimum(size, |weights| loss(&lists, weights));
    weights
        .iter()
        .zip(&scales)
        .map(|(weight, scale)| round(weight / scale))
        .collect()
}

fn scaled(list: &List, scales: &[f64]) -> Option<Scaled> {
    let gains: Vec<f64> = list
        .grades
        .iter()
        .map(|it| 2_f64.powi(*it as i32) - 1.0)
        .collect();
    let all: f64 = gains.iter().sum();
    (0.0 < all).then(|| Scaled {
        rows: list
            .rows
            .iter()
            .map(|row| {
                let values = row.iter().zip(scales);
                values.map(|(it, scale)| f64::from(*it) / scale).collect()
            })
            .collect(),
        right: gains.iter().map(|it| it / all).collect(),
        weight: list.weight,
    })
}

fn loss(lists: &[Scaled], weights: &[f64]) -> Local {
    let n = weights.len();
    let mut local = Local {
        value: weights.iter().map(|it| RIDGE / 2.0 * it * it).sum(),
        gradient: weights.iter().map(|it| RIDGE * it).collect(),
        curvature: vec![0.0; n * n],
    };
    for at in 0..n {
        local.curvature[at * n + at] = RIDGE;
    }
    for list in lists {
        add(&mut local, list, weights);
    }
    local
}

fn add(local: &mut Local, list: &Scaled, weights: &[f64]) {
    let n = weights.len();
    let scores: Vec<f64> = list
        .rows
        .iter()
        .map(|row| {
            row.iter()
                .zip(weights)
                .map(|(it, weight)| it * weight)
                .sum()
        })
        .collect();
    let best = scores.iter().copied().fold(f64::MIN, f64::max);
    let total: f64 = scores.iter().map(|it| (it - best).exp()).sum();
    let mut mean = vec![0.0; n];
    for ((row, score), right) in list.rows.iter().zip(&scores).zip(&list.right) {
        let chosen = (score - best).exp() / total;
        local.value -= list.weight * right * (score - best - total.ln());
        for (at, value) in row.iter().enumerate() {
            mean[at] += chosen * value;
            local.gradient[at] += list.weight * (chosen - right) * value;
            if *value != 0.0 {
                let part = list.weight * chosen * value;
                for (other, curvature) in row[..=at].iter().zip(&mut local.curvature[at * n..]) {
                    *curvature += part * other;
                }
            }
        }
    }
    for at in 0..n {
        for other in 0..=at {
            local.curvature[at * n + other] -= list.weight * mean[at] * mean[other];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_right_from_wrong_gets_the_weight() {
        let list = |right: f32, wrong: f32, noise: f32| List {
            rows: vec![vec![right, noise], vec![wrong, 1.0 - noise]],
            grades: vec![1, 0],
            weight: 1.0,
        };
        let lists: Vec<List> = (0_u8..40)
            .map(|it| list(0.8, 0.3, f32::from(it % 2)))
            .collect();
        let weights = ranker(&lists.iter().collect::<Vec<_>>());
        assert!(0.5 < weights[0], "{weights:?}");
        assert!(weights[1].abs() < 0.01, "{weights:?}");
    }

    #[test]
    fn nothing_is_learned_from_nothing() {
        assert_eq!(ranker(&[]), Vec::<f64>::new());
        let list = List {
            rows: vec![vec![1.0], vec![0.0]],
            grades: vec![0, 0],
            weight: 1.0,
        };
        assert_eq!(ranker(&[&list]), [0.0]);
    }
}
