//! Learns to rank: the probability of a row to be chosen from its list is a softmax of its score
//! (conditional logit, ListNet). Each column adds along a line that may bend at three values and has a
//! step for the best row: with a strong pull of these towards zero that did better on small sets than
//! straight lines, than pairs and than boosted trees.

use super::{
    model::{Column, Model, firsts},
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

/// Pull of the slopes towards zero …
const RIDGE: f64 = 10.0;
/// … and of bends and steps, which there are many of.
const RIDGE_OF_BENDS: f64 = 500.0;
/// Lines bend where these shares of all values are below: most candidates are wrong, and what tells
/// the right one is among the highest values.
const BENDS: [f64; 3] = [0.8, 0.95, 0.98];

/// A list as the learner needs it.
struct Scaled {
    /// Rows as places and values other than 0.
    rows: Vec<Vec<(usize, f64)>>,
    /// Share of each row in what is right.
    right: Vec<f64>,
    weight: f64,
}

/// The columns with all that is made of them, in one row of numbers: the columns themselves, their
/// steps, their bends.
struct Layout {
    size: usize,
    /// Column and value of each bend.
    bends: Vec<(usize, f32)>,
}

impl Layout {
    fn of(lists: &[&List]) -> Layout {
        let rows = || lists.iter().flat_map(|it| &it.rows);
        let size = rows().next().map_or(0, Vec::len);
        let mut bends = Vec::new();
        for column in 0..size {
            let mut values: Vec<f32> = rows().map(|it| it[column]).collect();
            values.sort_unstable_by(f32::total_cmp);
            let last = values.len() - 1;
            let at = |share: &f64| values[(last as f64 * share).round() as usize];
            // Above the highest value nothing bends.
            let mut own: Vec<f32> = BENDS
                .iter()
                .map(at)
                .filter(|it| *it < values[last])
                .collect();
            own.dedup();
            bends.extend(own.into_iter().map(|it| (column, it)));
        }
        Layout { size, bends }
    }

    fn width(&self) -> usize {
        2 * self.size + self.bends.len()
    }

    fn expanded(&self, list: &List) -> Vec<Vec<f32>> {
        let rows: Vec<&[f32]> = list.rows.iter().map(Vec::as_slice).collect();
        let firsts = firsts(&rows);
        let one = |(row, firsts): (&&[f32], Vec<bool>)| {
            let steps = firsts.into_iter().map(|it| f32::from(u8::from(it)));
            let bends = self.bends.iter();
            let bends = bends.map(|(column, from)| (row[*column] - from).max(0.0));
            row.iter().copied().chain(steps).chain(bends).collect()
        };
        rows.iter().zip(firsts).map(one).collect()
    }

    fn model(&self, weights: &[f64]) -> Model {
        let (slopes, rest) = weights.split_at(self.size);
        let (steps, bends) = rest.split_at(self.size);
        let column = |(at, (weight, first)): (usize, (&f64, &f64))| {
            let own = self.bends.iter().zip(bends).filter(|(it, _)| it.0 == at);
            Column {
                weight: round(*weight),
                first: round(*first),
                bends: own
                    .map(|((_, from), by)| (round(f64::from(*from)), round(*by)))
                    .collect(),
            }
        };
        let columns = slopes.iter().zip(steps).enumerate();
        Model {
            columns: columns.map(column).collect(),
        }
    }
}

/// Learns what each column adds. Lists without a right row teach nothing.
#[must_use]
pub fn ranker(lists: &[&List]) -> Model {
    let layout = Layout::of(lists);
    let width = layout.width();
    let expanded: Vec<Vec<Vec<f32>>> = lists.iter().map(|it| layout.expanded(it)).collect();
    let scales = scales(expanded.iter().flatten().map(Vec::as_slice), width);
    let lists = lists.iter().zip(&expanded);
    let lists: Vec<Scaled> = lists
        .filter_map(|(list, rows)| scaled(list, rows, &scales))
        .collect();
    let ridge = |at: usize| {
        if at < layout.size {
            RIDGE
        } else {
            RIDGE_OF_BENDS
        }
    };
    let ridges: Vec<f64> = (0..width).map(ridge).collect();
    let weights = minimum(width, |weights| loss(&lists, &ridges, weights));
    let weights: Vec<f64> = weights
        .iter()
        .zip(&scales)
        .map(|(weight, scale)| weight / scale)
        .collect();
    layout.model(&weights)
}

fn scaled(list: &List, rows: &[Vec<f32>], scales: &[f64]) -> Option<Scaled> {
    let gains: Vec<f64> = list
        .grades
        .iter()
        .map(|it| 2_f64.powi(*it as i32) - 1.0)
        .collect();
    let all: f64 = gains.iter().sum();
    let one = |row: &Vec<f32>| {
        let values = row.iter().zip(scales).enumerate();
        let some = values.filter(|(_, (it, _))| **it != 0.0);
        some.map(|(at, (it, scale))| (at, f64::from(*it) / scale))
            .collect()
    };
    (0.0 < all).then(|| Scaled {
        rows: rows.iter().map(one).collect(),
        right: gains.iter().map(|it| it / all).collect(),
        weight: list.weight,
    })
}

fn loss(lists: &[Scaled], ridges: &[f64], weights: &[f64]) -> Local {
    let n = weights.len();
    let both = || weights.iter().zip(ridges);
    let mut local = Local {
        value: both().map(|(it, ridge)| ridge / 2.0 * it * it).sum(),
        gradient: both().map(|(it, ridge)| ridge * it).collect(),
        curvature: vec![0.0; n * n],
    };
    for (at, ridge) in ridges.iter().enumerate() {
        local.curvature[at * n + at] = *ridge;
    }
    for list in lists {
        add(&mut local, list, weights);
    }
    local
}

fn add(local: &mut Local, list: &Scaled, weights: &[f64]) {
    let n = weights.len();
    let score = |row: &Vec<(usize, f64)>| row.iter().map(|(at, it)| it * weights[*at]).sum();
    let scores: Vec<f64> = list.rows.iter().map(score).collect();
    let best = scores.iter().copied().fold(f64::MIN, f64::max);
    let total: f64 = scores.iter().map(|it| (it - best).exp()).sum();
    let mut mean = vec![0.0; n];
    for ((row, score), right) in list.rows.iter().zip(&scores).zip(&list.right) {
        let chosen = (score - best).exp() / total;
        local.value -= list.weight * right * (score - best - total.ln());
        for (number, (at, value)) in row.iter().enumerate() {
            mean[*at] += chosen * value;
            local.gradient[*at] += list.weight * (chosen - right) * value;
            // What is hardly ever chosen bends nothing.
            if 1e-9 < chosen {
                let part = list.weight * chosen * value;
                let curvature = &mut local.curvature[at * n..];
                for (other, value) in &row[..=number] {
                    curvature[*other] += part * value;
                }
            }
        }
    }
    for at in 0..n {
        if mean[at] != 0.0 {
            for other in 0..=at {
                local.curvature[at * n + other] -= list.weight * mean[at] * mean[other];
            }
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
        let model = ranker(&lists.iter().collect::<Vec<_>>());
        let [tells, noise] = [0, 1].map(|it| model.columns[it].clone());
        assert!(0.5 < tells.adds(0.8, true) - tells.adds(0.3, false));
        assert!(noise.weight.abs() < 0.01 && noise.first.abs() < 0.01);
    }

    #[test]
    fn a_column_that_tells_nothing_below_a_value_is_flat_there() {
        // From 0.8 on more is better; below, more is worse as often as it is better.
        let list = |low: f32, other: f32, right: f32| List {
            rows: vec![vec![right], vec![low], vec![other], vec![0.1]],
            grades: vec![1, 0, 0, 0],
            weight: 1.0,
        };
        let lists: Vec<List> = (0_u16..400)
            .map(|it| match it % 2 {
                0 => list(0.2, 0.6, 0.9),
                _ => list(0.6, 0.5, 0.2),
            })
            .collect();
        let model = ranker(&lists.iter().collect::<Vec<_>>());
        let adds = |value| model.columns[0].adds(value, false);
        assert!(
            adds(0.6) - adds(0.3) < 0.3 * (adds(0.9) - adds(0.6)),
            "{model:?}"
        );
    }

    #[test]
    fn nothing_is_learned_from_nothing() {
        assert_eq!(ranker(&[]), Model::default());
        let list = List {
            rows: vec![vec![1.0], vec![0.0]],
            grades: vec![0, 0],
            weight: 1.0,
        };
        assert_eq!(ranker(&[&list]).columns[0].adds(1.0, true), 0.0);
    }
}
