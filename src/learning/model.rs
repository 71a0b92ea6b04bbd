//! What a ranker has learned: how much each column of a row adds to its score.

use serde::{Deserialize, Serialize};

/// Scores the candidates of one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// What each column adds.
    pub columns: Vec<Column>,
}

/// What a column adds to the score of a row: a line that may bend upwards or downwards, and a step for
/// the best of all rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Slope of the line from 0 on.
    pub weight: f64,
    /// Added where no other candidate has more, and there is something to have.
    #[serde(default)]
    pub first: f64,
    /// From which value on the slope changes, and by how much.
    #[serde(default)]
    pub bends: Vec<(f64, f64)>,
}

impl Column {
    /// Returns what a value adds, which may be the best of all candidates.
    #[must_use]
    pub fn adds(&self, value: f32, is_first: bool) -> f64 {
        let value = f64::from(value);
        let bends = self.bends.iter();
        let bent: f64 = bends.map(|(from, by)| by * (value - from).max(0.0)).sum();
        self.weight * value + bent + if is_first { self.first } else { 0.0 }
    }

    /// Whether all its numbers are numbers.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        let bends = self.bends.iter().flat_map(|(from, by)| [from, by]);
        let mut all = bends.chain([&self.weight, &self.first]);
        all.all(|it| it.is_finite())
    }
}

/// Returns for each row in which columns no other row has more; a value of 0 or less is no merit.
#[must_use]
pub fn firsts(rows: &[&[f32]]) -> Vec<Vec<bool>> {
    let size = rows.first().map_or(0, |it| it.len());
    let mut best = vec![0.0_f32; size];
    for row in rows {
        for (best, value) in best.iter_mut().zip(*row) {
            *best = best.max(*value);
        }
    }
    let is_first = |(value, best): (&f32, &f32)| 0.0 < *value && best <= value;
    let one = |row: &&[f32]| row.iter().zip(&best).map(is_first).collect();
    rows.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_bends_and_the_best_gets_a_step() {
        let column = Column {
            weight: 1.0,
            first: 0.25,
            bends: vec![(0.5, 2.0), (0.75, -3.0)],
        };
        assert_eq!(column.adds(0.5, false), 0.5);
        assert_eq!(column.adds(0.75, false), 1.25);
        assert_eq!(column.adds(1.0, true), 1.0 + 1.0 - 0.75 + 0.25);
    }

    #[test]
    fn the_best_of_a_column_may_be_several_and_is_never_nothing() {
        let rows: [&[f32]; 3] = [&[0.5, 0.0], &[0.5, 0.0], &[0.1, -1.0]];
        let firsts = firsts(&rows);
        assert_eq!(firsts, [[true, false], [true, false], [false, false]]);
    }
}
