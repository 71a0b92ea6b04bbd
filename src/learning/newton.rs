//! Minimises a convex function: Newton's method with shorter steps where a whole one leads uphill.

/// A function's value at a point with its gradient and its matrix of second derivatives, row by row.
pub(super) struct Local {
    pub value: f64,
    pub gradient: Vec<f64>,
    pub curvature: Vec<f64>,
}

const MOST_STEPS: usize = 50;
const SMALL: f64 = 1e-7;

/// Returns where `at` is smallest, from zero on.
pub(super) fn minimum(size: usize, at: impl Fn(&[f64]) -> Local) -> Vec<f64> {
    let mut point = vec![0.0; size];
    let mut here = at(&point);
    for _ in 0..MOST_STEPS {
        let step = solve(&here.curvature, &here.gradient);
        let mut length = 1.0;
        let next = loop {
            let next: Vec<f64> = point
                .iter()
                .zip(&step)
                .map(|(from, step)| from - length * step)
                .collect();
            let there = at(&next);
            if there.value < here.value {
                break Some((next, there));
            }
            length /= 2.0;
            if length < 1e-6 {
                break None;
            }
        };
        let Some((next, there)) = next else { break };
        let gained = here.value - there.value;
        (point, here) = (next, there);
        if gained < SMALL * here.value.abs().max(1.0) {
            break;
        }
    }
    point
}

/// Solves `matrix · x = right` for a symmetric positive definite matrix (Cholesky).
fn solve(matrix: &[f64], right: &[f64]) -> Vec<f64> {
    let n = right.len();
    let mut lower = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let known: f64 = (0..column)
                .map(|it| lower[row * n + it] * lower[column * n + it])
                .sum();
            let rest = matrix[row * n + column] - known;
            lower[row * n + column] = if row == column {
                rest.max(1e-12).sqrt()
            } else {
                rest / lower[column * n + column]
            };
        }
    }
    let mut x = right.to_vec();
    for row in 0..n {
        let known: f64 = (0..row).map(|it| lower[row * n + it] * x[it]).sum();
        x[row] = (x[row] - known) / lower[row * n + row];
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|it| lower[it * n + row] * x[it]).sum();
        x[row] = (x[row] - known) / lower[row * n + row];
    }
    x
}

/// Returns the standard deviation of each column, never quite zero.
pub(super) fn scales<'a>(rows: impl Iterator<Item = &'a [f32]>, size: usize) -> Vec<f64> {
    let (mut n, mut sums, mut squares) = (0.0_f64, vec![0.0; size], vec![0.0; size]);
    for row in rows {
        n += 1.0;
        for ((sum, square), value) in sums.iter_mut().zip(&mut squares).zip(row) {
            *sum += f64::from(*value);
            *square += f64::from(*value) * f64::from(*value);
        }
    }
    let n = n.max(1.0);
    let one = |(sum, square): (&f64, &f64)| {
        // A column that never changes must not get a huge weight.
        (square / n - (sum / n) * (sum / n)).max(0.0).sqrt() + 1e-3
    };
    sums.iter().zip(&squares).map(one).collect()
}
