//! The fixed recipe of ranking: BM25 over question, phrasings, answer and all of them, summed, with
//! idf^1.5 and weighted synonyms; pairs of characters for what the dictionary does not know; the
//! likeness of the question to the entry's own questions. Measured choices; see the README.

use super::{
    index::{In, Inverted, WORD_FIELDS},
    synonyms::Part,
};

const K1: f32 = 1.2;
const B: f32 = 0.8;
/// Rare words count more than BM25's idf says: people's questions are full of common words.
const IDF_POWER: f32 = 1.5;
/// Weights of question, phrasings, answer, all.
const FIELD_WEIGHTS: [f32; WORD_FIELDS] = [1.0, 1.0, 1.0, 1.0];
/// Words that stand in more than this share of the documents, and in more than a few, are very common.
const COMMON: f32 = 0.1;
const FEW: f32 = 100.0;
/// Characters that stand in more than this share of the documents tell nothing and cost most.
const TOO_COMMON: f32 = 0.2;
/// A question may have 10,000 characters; its first terms say what it is about.
pub(super) const MOST_PARTS: usize = 64;

/// Inverse document frequency as in BM25, at least 0.
pub(super) fn idf(documents: usize, frequency: u32) -> f32 {
    let (n, df) = (documents as f32, frequency as f32);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln().max(0.0)
}

/// Sums of scores by document.
pub(super) struct Scores(pub Vec<f32>);

impl Scores {
    pub fn max(&self) -> f32 {
        self.0.iter().copied().fold(0.0, f32::max)
    }

    /// Returns a document's score as a share of the `best` one, 0–1.
    pub fn share(&self, doc: usize, best: f32) -> f64 {
        if best <= 0.0 {
            0.0
        } else {
            f64::from(self.0[doc]) / f64::from(best)
        }
    }
}

/// Scores the documents by the words of the question. Where a rarer word is asked for, very common
/// ones only add to the documents that have it.
pub(super) fn words(index: &Inverted, parts: &[Part]) -> Scores {
    let documents = index.len();
    let common = (COMMON * documents as f32).max(FEW) as u32;
    let place = In::Words(WORD_FIELDS - 1);
    let is_common = |part: &Part| {
        let frequencies = part
            .terms
            .iter()
            .map(|it| index.document_frequency(place, it));
        frequencies.min().is_some_and(|it| common < it)
    };
    let parts = parts.iter().take(MOST_PARTS);
    let (common, rare): (Vec<&Part>, Vec<&Part>) = parts.partition(|it| is_common(it));
    let mut total = vec![0.0_f32; documents];
    let mut own = Accumulator::new(documents);
    let mut other = Accumulator::new(documents);
    for part in &rare {
        own.clear();
        own.add_terms(index, &part.terms, 1.0);
        for substitute in &part.substitutes {
            other.clear();
            other.add_terms(index, &substitute.terms, substitute.weight);
            // A substitute of several words stands for the word only where all of them stand.
            own.take_greater(&other, substitute.terms.len());
        }
        own.add_to(&mut total);
    }
    let found = total.iter().any(|it| 0.0 < *it);
    for term in common.iter().flat_map(|part| &part.terms) {
        let weight = weight(index, term) * FIELD_WEIGHTS.iter().sum::<f32>();
        index.postings(place, term, |it| {
            let score = &mut total[it.doc as usize];
            if !found || 0.0 < *score {
                *score += weight * saturation(it.frequency, it.length_factor);
            }
        });
    }
    Scores(total)
}

/// Returns how much a term counts.
fn weight(index: &Inverted, term: &str) -> f32 {
    let frequency = index.document_frequency(In::Words(WORD_FIELDS - 1), term);
    match frequency {
        0 => 0.0,
        _ => idf(index.len(), frequency).powf(IDF_POWER),
    }
}

/// Scores every document by characters and pairs of characters.
pub(super) fn characters(index: &Inverted, text: &str) -> Scores {
    let documents = index.len();
    let chars: Vec<char> = text
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == 'ー')
        .take(256)
        .collect();
    let mut grams: Vec<String> = chars.iter().map(char::to_string).collect();
    grams.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
    grams.sort_unstable();
    grams.dedup();
    let mut total = vec![0.0_f32; documents];
    for gram in &grams {
        let frequency = index.document_frequency(In::Characters, gram);
        if TOO_COMMON * (documents as f32) < frequency as f32 && 20 < documents {
            continue;
        }
        let weight = idf(documents, frequency).powf(IDF_POWER);
        index.postings(In::Characters, gram, |it| {
            total[it.doc as usize] += weight * saturation(it.frequency, it.length_factor);
        });
    }
    Scores(total)
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
    score: Vec<f32>,
    /// How many different terms of the alternative the document has.
    present: Vec<u8>,
    touched: Vec<u32>,
}

impl Accumulator {
    fn new(documents: usize) -> Accumulator {
        Accumulator {
            score: vec![0.0; documents],
            present: vec![0; documents],
            touched: Vec::new(),
        }
    }

    fn clear(&mut self) {
        for doc in self.touched.drain(..) {
            self.score[doc as usize] = 0.0;
            self.present[doc as usize] = 0;
        }
    }

    fn add_terms(&mut self, index: &Inverted, terms: &[String], weight: f32) {
        for (number, term) in terms.iter().enumerate() {
            let weight = weight * self::weight(index, term);
            if weight == 0.0 {
                continue;
            }
            for (field, field_weight) in FIELD_WEIGHTS.iter().enumerate() {
                index.postings(In::Words(field), term, |it| {
                    let doc = it.doc as usize;
                    if self.score[doc] == 0.0 {
                        self.touched.push(it.doc);
                    }
                    self.score[doc] +=
                        weight * field_weight * saturation(it.frequency, it.length_factor);
                    // Every document of a field is also one of the field of all.
                    if field == WORD_FIELDS - 1 && usize::from(self.present[doc]) <= number {
                        self.present[doc] += 1;
                    }
                });
            }
        }
    }

    fn add_to(&self, total: &mut [f32]) {
        for doc in &self.touched {
            total[*doc as usize] += self.score[*doc as usize];
        }
    }

    fn take_greater(&mut self, other: &Accumulator, needed: usize) {
        for doc in &other.touched {
            let at = *doc as usize;
            if usize::from(other.present[at]) < needed.min(255) || other.score[at] <= self.score[at]
            {
                continue;
            }
            if self.score[at] == 0.0 {
                self.touched.push(*doc);
            }
            self.score[at] = other.score[at];
        }
    }
}
