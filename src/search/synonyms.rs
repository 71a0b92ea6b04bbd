//! Words that stand for each other, as sequences of terms.

use std::collections::HashMap;

use super::analyzer::Analyzer;
use crate::knowledge::SynonymGroup;

/// Longest sequence of terms that is looked up.
const LONGEST: usize = 6;

/// A substitute for some words of a question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Substitute {
    pub terms: Vec<String>,
    /// How good it is, 0–1; never as good as the word itself.
    pub weight: f32,
}

/// Looks up substitutes by sequences of terms.
#[derive(Debug, Default)]
pub(super) struct Synonyms {
    by_terms: HashMap<String, Vec<Substitute>>,
}

/// A part of a question: some neighbouring terms and what may stand for them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub terms: Vec<String>,
    pub substitutes: Vec<Substitute>,
}

impl Synonyms {
    pub fn new(groups: &[SynonymGroup], analyzer: &Analyzer) -> Synonyms {
        let mut synonyms = Synonyms::default();
        for group in groups {
            let weight = (group.weight as f32).clamp(0.0, 0.95);
            for word in &group.words {
                for other in group.words.iter().filter(|it| *it != word) {
                    synonyms.add(&analyzer.terms(word), analyzer.terms(other), weight);
                }
            }
            for (from, to) in group
                .from
                .iter()
                .flat_map(|from| group.to.iter().map(move |to| (from, to)))
            {
                synonyms.add(&analyzer.terms(from), analyzer.terms(to), weight);
            }
        }
        synonyms
    }

    fn add(&mut self, from: &[String], to: Vec<String>, weight: f32) {
        if from.is_empty() || to.is_empty() || from == to.as_slice() || LONGEST < from.len() {
            return;
        }
        let known = self.by_terms.entry(from.join(" ")).or_default();
        match known.iter_mut().find(|it| it.terms == to) {
            Some(same) => same.weight = same.weight.max(weight),
            None => known.push(Substitute { terms: to, weight }),
        }
    }

    /// Splits a question's terms into parts, the longest known sequences first from the left. A
    /// term that stands twice counts once.
    pub fn parts(&self, terms: &[String]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = terms;
        while !rest.is_empty() {
            let known = (1..=LONGEST.min(rest.len()))
                .rev()
                .find_map(|length| Some((length, self.by_terms.get(&rest[..length].join(" "))?)));
            let (length, substitutes) = known.map_or((1, &[][..]), |(n, it)| (n, it.as_slice()));
            let part = Part {
                terms: rest[..length].to_vec(),
                substitutes: substitutes.to_vec(),
            };
            if !parts.contains(&part) {
                parts.push(part);
            }
            rest = &rest[length..];
        }
        parts
    }
}
