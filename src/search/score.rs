//! What the documents score by words and by characters, field by field: BM25 over question, phrasings,
//! answer and all of them, each with idf of its own, with weighted synonyms; characters and pairs of
//! characters of words for what the dictionary does not know. Measured choices; see the README.

use super::{
    index::{ALL, CHARACTER_FIELDS, In, Inverted, WORD_FIELDS, grams},
    synonyms::Part,
};

const K1: f32 = 1.2;
const B: f32 = 0.75;
/// Rare words count more than BM25's idf says: people's questions are full of common words.
const WORD_POWER: f32 = 1.25;
/// Rare characters even more.
const CHARACTER_POWER: f32 = 1.5;
/// Words that stand in more than this share of the documents, and in more than a few, are very common.
const COMMON: f32 = 0.1;
const FEW: f32 = 500.0;
/// Characters that stand in more than this share of the documents, or in more than this many, tell
/// nothing and cost most.
const TOO_COMMON: f32 = 0.3;
const TOO_MANY: f32 = 3_000.0;
/// A question may have 10,000 characters; its first terms say what it is about.
pub(super) const MOST_PARTS: usize = 64;
/// Of their characters, the first are enough.
const MOST_GRAMS: usize = 256;

/// Inverse document frequency as in BM25, at least 0.
pub(super) fn idf(documents: usize, frequency: u32) -> f32 {
    let (n, df) = (documents as f32, frequency as f32);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln().max(0.0)
}

/// What a document scores by words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ByWords {
    /// In question, phrasings, answer, all.
    pub fields: [f32; WORD_FIELDS],
    /// Weight (idf) of the question's parts that the document has.
    pub covered: f32,
    /// How many of the question's parts the document has.
    pub matched: f32,
}

impl ByWords {
    pub fn sum(&self) -> f32 {
        self.fields.iter().sum()
    }
}

/// What the documents score by the words of a question.
pub(super) struct Words {
    pub documents: Vec<ByWords>,
    /// Weight (idf) of all parts of the question.
    pub weight: f32,
    /// How many parts the question has.
    pub parts: f32,
    /// More than any document can score.
    pub attainable: f32,
}

/// What a document scores by the characters of the questions and of the answer.
pub(super) type ByCharacters = [f32; CHARACTER_FIELDS];

/// Scores the documents by the words of the question. Where a rarer word is asked for, very common
/// ones only add to the documents that have it.
pub(super) fn words(index: &Inverted, parts: &[Part]) -> Words {
    let documents = index.len();
    let common = (COMMON * documents as f32).max(FEW) as u32;
    let is_common = |part: &Part| {
        let frequencies = part
            .terms
            .iter()
            .map(|it| index.document_frequency(ALL, it));
        frequencies.min().is_some_and(|it| common < it)
    };
    let parts = parts.iter().take(MOST_PARTS);
    let (common, rare): (Vec<&Part>, Vec<&Part>) = parts.partition(|it| is_common(it));
    let mut total = vec![ByWords::default(); documents];
    let (mut weight, mut attainable) = (0.0, 0.0);
    let mut own = Accumulator::new(documents);
    let mut other = Accumulator::new(documents);
    for part in &rare {
        own.clear();
        attainable += own.add_terms(index, &part.terms, 1.0);
        for substitute in &part.substitutes {
            other.clear();
            other.add_terms(index, &substitute.terms, substitute.weight);
            // A substitute of several words stands for the word only where all of them stand.
            own.take_greater(&other, substitute.weight);
        }
        let own_weight = part_weight(index, part);
        weight += own_weight;
        own.add_to(&mut total, own_weight);
    }
    let found = total.iter().any(|it| 0.0 < it.covered);
    let common_terms = common.iter().flat_map(|part| {
        let share = 1.0 / part.terms.len().max(1) as f32;
        part.terms.iter().map(move |term| (term, share))
    });
    for (term, part) in common_terms {
        let own_weight = idf(documents, index.document_frequency(ALL, term));
        weight += own_weight;
        let weight = own_weight.powf(WORD_POWER) * WORD_FIELDS as f32;
        attainable += weight * (K1 + 1.0);
        index.postings(
            ALL,
            term,
            |_| Some(()),
            |(), it| {
                let score = &mut total[it.doc as usize];
                if !found || 0.0 < score.covered {
                    score.fields[WORD_FIELDS - 1] +=
                        weight * saturation(it.frequency, it.length_factor);
                    score.covered += own_weight;
                    score.matched += part;
                }
            },
        );
    }
    Words {
        documents: total,
        weight,
        parts: (rare.len() + common.len()) as f32,
        attainable,
    }
}

/// Weight (idf) of a part of the question.
pub(super) fn part_weight(index: &Inverted, part: &Part) -> f32 {
    let weight = |term: &String| idf(index.len(), index.document_frequency(ALL, term));
    part.terms.iter().map(weight).sum()
}

/// Scores every document by the characters and pairs of characters of the question's `terms`.
pub(super) fn characters(index: &Inverted, terms: &[String]) -> Vec<ByCharacters> {
    let documents = index.len();
    let most = match documents {
        // In a small collection every character is in many documents.
        0..=20 => u32::MAX,
        _ => (TOO_COMMON * documents as f32).min(TOO_MANY) as u32,
    };
    let mut grams: Vec<&str> = terms.iter().flat_map(|it| grams(it)).collect();
    grams.truncate(MOST_GRAMS);
    grams.sort_unstable();
    grams.dedup();
    let mut total = vec![ByCharacters::default(); documents];
    let weight = |frequency: u32| {
        (frequency <= most).then(|| idf(documents, frequency).powf(CHARACTER_POWER))
    };
    for gram in &grams {
        let fields = (0..CHARACTER_FIELDS).map(|field| (field, In::Characters(field)));
        for (field, place) in fields {
            index.postings(place, gram, weight, |weight, it| {
                total[it.doc as usize][field] +=
                    weight * saturation(it.frequency, it.length_factor);
            });
        }
    }
    total
}

/// BM25's saturation; `length_factor` is [`length_factor`] of the field.
fn saturation(frequency: f32, length_factor: f32) -> f32 {
    frequency * (K1 + 1.0) / (frequency + length_factor)
}

/// What the length of a field, divided by the mean length, does to BM25's saturation.
pub(super) fn length_factor(relative_length: f32) -> f32 {
    K1 * (1.0 - B + B * relative_length)
}

/// Sums for one alternative, with the documents that have any.
struct Accumulator {
    scores: Vec<[f32; WORD_FIELDS]>,
    /// How many different terms of the alternative the document has.
    present: Vec<u8>,
    /// How much of the part the document has, 0–1.
    share: Vec<f32>,
    touched: Vec<u32>,
    terms: usize,
}

impl Accumulator {
    fn new(documents: usize) -> Accumulator {
        Accumulator {
            scores: vec![Default::default(); documents],
            present: vec![0; documents],
            share: vec![0.0; documents],
            touched: Vec::new(),
            terms: 0,
        }
    }

    fn clear(&mut self) {
        for doc in self.touched.drain(..) {
            self.scores[doc as usize] = Default::default();
            self.present[doc as usize] = 0;
            self.share[doc as usize] = 0.0;
        }
    }

    /// Adds what the documents score by `terms`; returns more than any document can get.
    fn add_terms(&mut self, index: &Inverted, terms: &[String], weight: f32) -> f32 {
        let documents = index.len();
        let mut attainable = 0.0;
        self.terms = terms.len();
        let share = 1.0 / terms.len().max(1) as f32;
        for (number, term) in terms.iter().enumerate() {
            // Every document of a field is also one of the field of all, so that one goes first.
            for field in (0..WORD_FIELDS).rev() {
                let weight = |frequency| {
                    let weight = weight * idf(documents, frequency).powf(WORD_POWER);
                    attainable += weight * (K1 + 1.0);
                    Some(weight)
                };
                index.postings(In::Words(field), term, weight, |weight, it| {
                    let doc = it.doc as usize;
                    if self.present[doc] == 0 {
                        self.touched.push(it.doc);
                    }
                    self.scores[doc][field] += weight * saturation(it.frequency, it.length_factor);
                    if usize::from(self.present[doc]) <= number {
                        self.present[doc] += 1;
                        self.share[doc] += share;
                    }
                });
            }
        }
        attainable
    }

    fn add_to(&self, total: &mut [ByWords], weight: f32) {
        for doc in &self.touched {
            let (doc, total) = (*doc as usize, &mut total[*doc as usize]);
            for (sum, own) in total.fields.iter_mut().zip(&self.scores[doc]) {
                *sum += own;
            }
            total.covered += weight * self.share[doc];
            total.matched += self.share[doc];
        }
    }

    /// Takes the scores of documents that `other` brings more to, and that have all its terms.
    fn take_greater(&mut self, other: &Accumulator, weight: f32) {
        for doc in &other.touched {
            let at = *doc as usize;
            let (own, new): (f32, f32) =
                (self.scores[at].iter().sum(), other.scores[at].iter().sum());
            if usize::from(other.present[at]) < other.terms.min(255) || new <= own {
                continue;
            }
            if self.present[at] == 0 {
                self.touched.push(*doc);
                self.present[at] = 1;
            }
            self.scores[at] = other.scores[at];
            self.share[at] = self.share[at].max(weight);
        }
    }
}
