//! A question's words in their order, compared with those of an entry's own questions.

use super::{
    likeness::Variants,
    meaning::{DIMENSIONS, Meaning, Vector, length},
};

/// Words of a question that are compared; the first say what it is about.
const MOST: usize = 32;
/// A word that has no vector.
const NONE: u32 = u32::MAX;

/// How a question's words stand in the own questions of an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sequence {
    /// Words in the same order, of what both have, 0–1.
    pub order: f32,
    /// One begins with a word of the question asked (1) …
    pub begins: f32,
    /// … or ends with one.
    pub ends: f32,
    /// Weight (idf) of what the nearest one has besides.
    pub besides: f32,
    /// Likeness in meaning, −1 to 1.
    pub meaning: f32,
}

/// The meaning of the own questions of all entries.
#[derive(Debug, Default)]
pub(super) struct Directions {
    meaning: Meaning,
    /// For each word of the variants, its number in the meaning.
    rows: Vec<u32>,
    /// How long each own question is as a sum of its words.
    lengths: Vec<Box<[f32]>>,
}

impl Directions {
    pub fn new(variants: &Variants, meaning: Meaning) -> Directions {
        let rows = variants.terms().iter();
        let rows: Vec<u32> = rows.map(|it| meaning.number(it).unwrap_or(NONE)).collect();
        let length_of = |variant: &Vec<u32>| {
            let mut sum: Vector = [0.0; DIMENSIONS];
            let known = variant.iter().map(|it| rows[*it as usize]);
            for row in known.filter(|it| *it != NONE) {
                meaning.add(row, &mut sum);
            }
            length(&sum)
        };
        let lengths = variants.all().iter();
        let lengths = lengths.map(|own| own.iter().map(length_of).collect());
        Directions {
            lengths: lengths.collect(),
            rows,
            meaning,
        }
    }
}

/// A question prepared for comparison.
pub(super) struct Asked<'a> {
    variants: &'a Variants,
    directions: &'a Directions,
    /// Its words, each once, in their order; `NONE` for those that no own question has.
    words: Vec<u32>,
    /// Whether it has a word of the variants.
    has: Vec<bool>,
    direction: Vector,
    /// How far each word of the variants goes in its direction, once that was asked.
    along: Vec<f32>,
}

impl<'a> Asked<'a> {
    pub fn new(terms: &[String], variants: &'a Variants, directions: &'a Directions) -> Asked<'a> {
        let mut words = Vec::new();
        let mut has = vec![false; variants.terms().len()];
        for word in terms.iter().map(|it| variants.number_of(it)) {
            match word {
                Some(word) if has[word as usize] => {}
                Some(word) => {
                    has[word as usize] = true;
                    words.push(word);
                }
                None => words.push(NONE),
            }
        }
        words.truncate(MOST);
        let meaning = &directions.meaning;
        Asked {
            direction: meaning.direction(terms.iter().filter_map(|it| meaning.number(it))),
            along: vec![f32::NAN; variants.terms().len()],
            variants,
            directions,
            words,
            has,
        }
    }

    /// Compares the question with the own questions of a document.
    pub fn compare(&mut self, document: usize) -> Sequence {
        let variants = self.variants;
        let own = variants.of(document);
        let mut sequence = Sequence {
            besides: f32::MAX,
            meaning: -1.0,
            ..Sequence::default()
        };
        for (number, variant) in own.iter().enumerate() {
            let has = |word: Option<&u32>| word.is_some_and(|it| self.has[*it as usize]);
            let step = |it: bool| f32::from(u8::from(it));
            sequence.begins = sequence.begins.max(step(has(variant.first())));
            sequence.ends = sequence.ends.max(step(has(variant.last())));
            let besides = variant.iter().filter(|it| !self.has[**it as usize]);
            let besides: f32 = besides.map(|it| variants.weight(*it)).sum();
            sequence.besides = sequence.besides.min(besides);
            sequence.order = sequence.order.max(order(&self.words, variant));
            let length = self.directions.lengths[document][number];
            if 0.0 < length {
                let along: f32 = variant.iter().map(|it| self.along(*it)).sum();
                sequence.meaning = sequence.meaning.max(along / length);
            }
        }
        if own.is_empty() {
            return Sequence::default();
        }
        sequence
    }

    fn along(&mut self, word: u32) -> f32 {
        let known = &mut self.along[word as usize];
        if known.is_nan() {
            *known = match self.directions.rows[word as usize] {
                NONE => 0.0,
                row => self.directions.meaning.along(row, &self.direction),
            };
        }
        *known
    }
}

/// The longest sequence of words that both have in the same order, by the lengths of both.
fn order(asked: &[u32], own: &[u32]) -> f32 {
    let own = &own[..own.len().min(MOST)];
    let mut longest = [0_u8; MOST + 1];
    for word in asked {
        let mut before = 0;
        for (at, other) in own.iter().enumerate() {
            let above = longest[at + 1];
            longest[at + 1] = if word == other {
                before + 1
            } else {
                above.max(longest[at])
            };
            before = above;
        }
    }
    let both = asked.len().max(1) * own.len().max(1);
    f32::from(longest[own.len()]) / (both as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_the_same_order_are_more_alike() {
        assert_eq!(order(&[1, 2, 3], &[1, 2, 3]), 1.0);
        assert!(order(&[1, 2, 3], &[3, 2, 1]) < order(&[1, 2, 3], &[1, 4, 3]));
        assert_eq!(order(&[NONE, 2], &[1]), 0.0);
        assert_eq!(order(&[], &[]), 0.0);
    }
}
