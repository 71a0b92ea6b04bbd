//! Words that stand in the same documents are alike, whatever letters they have: latent semantic
//! analysis, learned from the collection itself. Subspace iteration from fixed signs, in fixed order:
//! the same documents give the same vectors.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{score::idf, terms::Terms};

/// Dimensions. More tell words apart, fewer bring words together.
pub(super) const DIMENSIONS: usize = 64;
/// Rounds of iteration; the subspace hardly turns after these.
const ROUNDS: usize = 3;
/// A word of fewer documents stands beside no other often enough.
const FEWEST: u32 = 2;

/// A direction of meaning.
pub(super) type Vector = [f32; DIMENSIONS];

/// What the words of a collection mean: vectors, weighted by idf, whose sums are texts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Meaning {
    words: Vec<String>,
    /// Eight bits of each coordinate are enough, and a fourth of the memory.
    rows: Vec<i8>,
    scales: Vec<f32>,
    #[serde(skip)]
    numbers: HashMap<String, u32>,
}

/// A document as words with weights; of length 1.
type Row = Vec<(u32, f32)>;

impl Meaning {
    /// Learns from documents.
    pub fn new(documents: &[Terms]) -> Meaning {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for document in documents {
            let mut own: Vec<&str> = document.all().collect();
            own.sort_unstable();
            own.dedup();
            for term in own {
                *counts.entry(term).or_default() += 1;
            }
        }
        counts.retain(|_, count| FEWEST <= *count);
        let weights: Vec<f32> = counts
            .values()
            .map(|it| idf(documents.len(), *it))
            .collect();
        let words: Vec<String> = counts.into_keys().map(str::to_owned).collect();
        let mut meaning = Meaning {
            words,
            ..Meaning::default()
        }
        .opened();
        let rows: Vec<Row> = documents
            .iter()
            .map(|it| meaning.row(it, &weights))
            .collect();
        let basis = basis(&rows, weights.len());
        for (vector, weight) in basis.iter().zip(&weights) {
            meaning.push(&vector.map(|it| it * weight));
        }
        meaning
    }

    /// Fills what is not stored; call once after reading.
    pub fn opened(mut self) -> Meaning {
        let numbered = self.words.iter().cloned().zip(0_u32..);
        self.numbers = numbered.collect();
        self
    }

    /// Returns the number of a word.
    pub fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// Adds a word's vector to `sum`.
    pub fn add(&self, word: u32, sum: &mut Vector) {
        let scale = self.scales[word as usize];
        for (sum, value) in sum.iter_mut().zip(self.vector(word)) {
            *sum += scale * f32::from(*value);
        }
    }

    /// Returns how far a word goes in the direction of `other`.
    pub fn along(&self, word: u32, other: &Vector) -> f32 {
        let products = self.vector(word).iter().zip(other);
        let sum: f32 = products.map(|(it, other)| f32::from(*it) * other).sum();
        sum * self.scales[word as usize]
    }

    /// Returns the direction of a text with these words; all zero where none is known.
    pub fn direction(&self, words: impl IntoIterator<Item = u32>) -> Vector {
        let mut sum = [0.0; DIMENSIONS];
        for word in words {
            self.add(word, &mut sum);
        }
        let length = length(&sum);
        if 0.0 < length {
            sum = sum.map(|it| it / length);
        }
        sum
    }

    fn vector(&self, word: u32) -> &[i8] {
        let start = word as usize * DIMENSIONS;
        &self.rows[start..start + DIMENSIONS]
    }

    fn push(&mut self, vector: &Vector) {
        let most = vector.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
        let scale = if 0.0 < most {
            most / f32::from(i8::MAX)
        } else {
            1.0
        };
        self.scales.push(scale);
        self.rows
            .extend(vector.iter().map(|it| (it / scale).round() as i8));
    }

    fn row(&self, document: &Terms, weights: &[f32]) -> Row {
        let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
        for number in document.all().filter_map(|it| self.number(it)) {
            *counts.entry(number).or_default() += 1.0;
        }
        let mut row: Row = counts
            .into_iter()
            .map(|(word, count)| (word, (1.0 + count.ln()) * weights[word as usize]))
            .collect();
        let squares: f32 = row.iter().map(|(_, it)| it * it).sum();
        let length = squares.sqrt().max(f32::EPSILON);
        for (_, weight) in &mut row {
            *weight /= length;
        }
        row
    }
}

/// Returns the length of a vector.
pub(super) fn length(vector: &Vector) -> f32 {
    vector.iter().map(|it| it * it).sum::<f32>().sqrt()
}

/// Returns a vector for each word, by which the documents differ most.
fn basis(rows: &[Row], words: usize) -> Vec<Vector> {
    let mut basis: Vec<Vector> = (0..words as u64).map(signs).collect();
    orthogonal(&mut basis);
    for _ in 0..ROUNDS {
        let mut next = vec![[0.0; DIMENSIONS]; words];
        for row in rows {
            let mut document = [0.0; DIMENSIONS];
            for (word, weight) in row {
                for (sum, it) in document.iter_mut().zip(&basis[*word as usize]) {
                    *sum += weight * it;
                }
            }
            for (word, weight) in row {
                for (sum, it) in next[*word as usize].iter_mut().zip(&document) {
                    *sum += weight * it;
                }
            }
        }
        basis = next;
        orthogonal(&mut basis);
    }
    basis
}

/// Returns signs that look like chance (SplitMix64).
fn signs(word: u64) -> Vector {
    let mut bits = word.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    std::array::from_fn(|at| if bits >> at & 1 == 1 { 1.0 } else { -1.0 })
}

/// Makes the columns orthogonal and of length 1 by the Cholesky factor of their products, which takes
/// one pass over the words; a column that the others span becomes zero.
fn orthogonal(basis: &mut [Vector]) {
    // Twice: once is not exact where columns are nearly parallel.
    for _ in 0..2 {
        let mut products = [[0.0_f64; DIMENSIONS]; DIMENSIONS];
        for vector in basis.iter() {
            for (at, products) in products.iter_mut().enumerate() {
                let own = f64::from(vector[at]);
                for (product, other) in products[..=at].iter_mut().zip(vector) {
                    *product += own * f64::from(*other);
                }
            }
        }
        let lower = cholesky(&products);
        for vector in basis.iter_mut() {
            let mut solved = [0.0_f64; DIMENSIONS];
            for at in 0..DIMENSIONS {
                let known: f64 = (0..at).map(|it| lower[at][it] * solved[it]).sum();
                if 0.0 < lower[at][at] {
                    solved[at] = (f64::from(vector[at]) - known) / lower[at][at];
                }
            }
            *vector = solved.map(|it| it as f32);
        }
    }
}

fn cholesky(products: &[[f64; DIMENSIONS]; DIMENSIONS]) -> [[f64; DIMENSIONS]; DIMENSIONS] {
    let mut lower = [[0.0; DIMENSIONS]; DIMENSIONS];
    for row in 0..DIMENSIONS {
        for column in 0..=row {
            let known: f64 = (0..column)
                .map(|it| lower[row][it] * lower[column][it])
                .sum();
            let rest: f64 = products[row][column] - known;
            lower[row][column] = if row == column {
                // What is left of a column that the others span is rounding.
                if rest < 1e-6 * products[row][row].max(1e-12) {
                    0.0
                } else {
                    rest.sqrt()
                }
            } else if 0.0 < lower[column][column] {
                rest / lower[column][column]
            } else {
                0.0
            };
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::terms::Terms;

    fn documents(texts: &[impl AsRef<str>]) -> Vec<Terms> {
        let texts = texts.iter();
        texts.map(|it| Terms::of_words(it.as_ref())).collect()
    }

    /// Two subjects of 80 words each; every document has six neighbouring words of one. With fewer
    /// words than dimensions nothing would have to come together.
    fn two_subjects() -> Vec<String> {
        let document = |subject: char, first: usize| {
            let words = (first..first + 6).map(|it| format!("{subject}{}", it % 80));
            words.collect::<Vec<_>>().join(" ")
        };
        let firsts = (0..80).flat_map(|first| [('甲', first), ('乙', first)]);
        firsts
            .map(|(subject, first)| document(subject, first))
            .collect()
    }

    #[test]
    fn words_of_the_same_documents_are_alike() {
        let meaning = Meaning::new(&documents(&two_subjects()));
        let direction = |word: &str| meaning.direction(meaning.number(word));
        let alike = |word: &str, other: &str| {
            let (own, other) = (direction(word), direction(other));
            let products = own.iter().zip(other);
            products.map(|(a, b)| a * b).sum::<f32>()
        };
        assert!(0.5 < alike("甲0", "甲1"), "{}", alike("甲0", "甲1"));
        assert!(alike("甲0", "乙0").abs() < 0.1, "{}", alike("甲0", "乙0"));
        assert!((alike("甲0", "甲0") - 1.0).abs() < 1e-4);
        assert_eq!(meaning.number("どこにもない"), None);
        assert_eq!(meaning.direction([]), [0.0; DIMENSIONS]);
    }

    #[test]
    fn the_same_documents_give_the_same_vectors() {
        let documents = documents(&["引越 転居", "引越 住所", "転居 住所", ""]);
        let (one, other) = (Meaning::new(&documents), Meaning::new(&documents));
        assert_eq!((one.rows, one.scales), (other.rows, other.scales));
        assert_eq!(Meaning::new(&[]).number("引越"), None);
    }
}
