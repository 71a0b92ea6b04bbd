//! How alike a question is to the questions an entry is known to answer. Scores of documents say
//! which entry fits best; this says whether it fits at all.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{score::idf, synonyms::Part, terms::Terms};

/// Words that ask for a figure or a day …
const FIGURES: &[&str] = &["いくら", "相場", "金額", "締切", "期限", "税率", "料率"];
/// … and how much more they count: an entry about the same thing that is not asked for its figure does
/// not answer „how much?“.
const WANTED: f32 = 2.5;

/// The questions and phrasings of all documents, as numbers of terms.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Variants {
    terms: Vec<String>,
    /// In how many documents each term stands, in any field.
    frequencies: Vec<u32>,
    documents: Vec<Vec<Vec<u32>>>,
    #[serde(skip)]
    numbers: HashMap<String, u32>,
    /// Weight (idf) of each term.
    #[serde(skip)]
    weights: Vec<f32>,
}

/// How a question compares to the questions that an entry is known to answer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Compared {
    /// To the nearest one.
    pub best: Likeness,
    /// To the first one.
    pub own: Likeness,
    /// How alike the second-nearest is.
    pub second: f32,
}

/// How a question and an entry's own question cover each other. All are shares of idf, 0–1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Likeness {
    /// What both have, of what either has.
    pub both: f32,
    /// What the entry's question covers of the question asked.
    pub forward: f32,
    /// What the question asked covers of the entry's question.
    pub reverse: f32,
}

impl Variants {
    pub fn new(documents: &[Terms]) -> Variants {
        let mut variants = Variants::default();
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for document in documents {
            let mut own: Vec<&str> = document.all().collect();
            own.sort_unstable();
            own.dedup();
            for term in own {
                *counts.entry(term).or_default() += 1;
            }
        }
        for document in documents {
            let mut numbered = Vec::new();
            for variant in document.variants() {
                let mut numbers: Vec<u32> = Vec::new();
                for term in variant {
                    let number = variants.number(term, &counts);
                    if !numbers.contains(&number) {
                        numbers.push(number);
                    }
                }
                if !numbers.is_empty() && !numbered.contains(&numbers) {
                    numbered.push(numbers);
                }
            }
            variants.documents.push(numbered);
        }
        variants.opened()
    }

    fn number(&mut self, term: &str, counts: &HashMap<&str, u32>) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let number = self.terms.len() as u32;
        self.terms.push(term.to_owned());
        self.frequencies
            .push(counts.get(term).copied().unwrap_or_default());
        self.numbers.insert(term.to_owned(), number);
        number
    }

    /// Fills what is not stored; call once after reading.
    pub fn opened(mut self) -> Variants {
        self.numbers = self
            .terms
            .iter()
            .zip(0_u32..)
            .map(|(term, number)| (term.clone(), number))
            .collect();
        let frequencies = self.frequencies.iter();
        let weight = |it: &u32| idf(self.documents.len(), *it);
        self.weights = frequencies.map(weight).collect();
        self
    }

    /// Returns all words, those of most documents first.
    pub fn words(&self) -> Vec<&str> {
        let mut words: Vec<(u32, &str)> = self
            .frequencies
            .iter()
            .zip(&self.terms)
            .map(|(frequency, term)| (*frequency, term.as_str()))
            .collect();
        words.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        words.into_iter().map(|(_, word)| word).collect()
    }

    /// Returns the words of the own questions of a document, each once, in their order.
    pub fn of(&self, document: usize) -> &[Vec<u32>] {
        self.documents.get(document).map_or(&[], Vec::as_slice)
    }

    /// Returns the own questions of all documents.
    pub fn all(&self) -> &[Vec<Vec<u32>>] {
        &self.documents
    }

    /// Returns all words by their numbers.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// Returns a word's number.
    pub fn number_of(&self, term: &str) -> Option<u32> {
        self.numbers.get(term).copied()
    }

    /// Returns a word's weight (idf).
    pub fn weight(&self, number: u32) -> f32 {
        self.weights[number as usize]
    }

    /// Prepares a question for comparison.
    pub fn question(&self, parts: &[Part], document_frequency: impl Fn(&str) -> u32) -> Question {
        let documents = self.documents.len();
        let mut question = Question::default();
        for (part, number) in parts.iter().zip(0_usize..) {
            let weights: Vec<f32> = part
                .terms
                .iter()
                .map(|term| {
                    let wanted = if FIGURES.contains(&term.as_str()) {
                        WANTED
                    } else {
                        1.0
                    };
                    wanted * idf(documents, document_frequency(term))
                })
                .collect();
            let whole: f32 = weights.iter().sum();
            question.weights.push(whole);
            for (term, weight) in part.terms.iter().zip(&weights) {
                question.offer(self, term, number, *weight);
            }
            for substitute in &part.substitutes {
                let share = whole * substitute.weight / substitute.terms.len() as f32;
                for term in &substitute.terms {
                    question.offer(self, term, number, share);
                }
            }
        }
        question
    }

    /// Compares the question with the own questions of a document.
    pub fn compare(&self, document: usize, question: &Question) -> Compared {
        let mut compared = Compared::default();
        let total: f32 = question.weights.iter().sum();
        let Some(variants) = self.documents.get(document) else {
            return compared;
        };
        let mut met = vec![0.0_f32; question.weights.len()];
        for (number, variant) in variants.iter().enumerate() {
            met.fill(0.0);
            let mut own = 0.0;
            let mut covered = 0.0;
            for number in variant {
                let weight = self.weight(*number);
                own += weight;
                if let Some((part, offered)) = question.offers.get(number) {
                    met[*part] += offered;
                    covered += weight;
                }
            }
            let common: f32 = met
                .iter()
                .zip(&question.weights)
                .map(|(met, all)| met.min(*all))
                .sum();
            let likeness = Likeness {
                both: common / (total + own - covered).max(f32::EPSILON),
                forward: common / total.max(f32::EPSILON),
                reverse: covered / own.max(f32::EPSILON),
            };
            if number == 0 {
                compared.own = likeness;
            }
            if compared.best.both < likeness.both {
                compared.second = compared.best.both;
                compared.best = likeness;
            } else {
                compared.second = compared.second.max(likeness.both);
            }
        }
        compared
    }
}

/// A question prepared for comparison.
#[derive(Debug, Default)]
pub(super) struct Question {
    /// Weight (idf) of each part.
    weights: Vec<f32>,
    /// Term → the part it serves, and how much of the part's weight it brings.
    offers: HashMap<u32, (usize, f32)>,
}

impl Question {
    fn offer(&mut self, variants: &Variants, term: &str, part: usize, weight: f32) {
        let Some(number) = variants.numbers.get(term) else {
            return;
        };
        let known = self.offers.entry(*number).or_insert((part, weight));
        if known.1 < weight {
            *known = (part, weight);
        }
    }
}
