//! The file of learned weights: small, readable, with a version. Whoever reads it can fall back to
//! the fixed recipe.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::{Deserialize, Serialize};

use super::model::{Column, Model};

/// Version of the file's form; raised whenever the meaning of a name changes.
pub const VERSION: u32 = 2;

/// Learned weights by name, with what they were learned from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Version of the form.
    pub version: u32,
    /// Version of the analyzer: with other terms the features mean something else.
    pub analyzer: String,
    /// What was learned from, and what came out in cross-validation, by name.
    pub trained: BTreeMap<String, f64>,
    /// What the ranker adds for each feature, by name.
    pub ranker: BTreeMap<String, Column>,
    /// Weights of the confidence by the names of signals, and `constant`.
    pub confidence: BTreeMap<String, f64>,
    /// From which confidence on replies keep which promise; the strictest last.
    #[serde(default)]
    pub promises: Vec<Promise>,
}

/// From which confidence on this share of the replies is right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// Share of the replies that are right, 0–1.
    pub right: f64,
    /// Confidence from which on an answer is shown without asking back.
    pub reply_from: f64,
    /// Share of the questions that get such a reply.
    pub coverage: f64,
}

/// Why a file of weights cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// It is no such file, or damaged.
    #[error("cannot read the weights: {0}")]
    Damaged(String),
    /// It was made by another version.
    #[error("the weights are of version {0}")]
    OtherVersion(String),
    /// It names other features than this program has.
    #[error("the weights do not fit: {0}")]
    OtherNames(String),
}

impl Weights {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// If it is damaged, of another version, or of another `analyzer`.
    pub fn parse(text: &str, analyzer: &str) -> Result<Weights, WeightsError> {
        let damaged = |error: &toml::de::Error| WeightsError::Damaged(error.message().to_owned());
        // The version first: a later form may have other keys.
        let table: toml::Table = text.parse().map_err(|error| damaged(&error))?;
        let version = table.get("version").and_then(toml::Value::as_integer);
        match version {
            None => return Err(WeightsError::Damaged("no version".to_owned())),
            Some(it) if it == i64::from(VERSION) => {}
            Some(it) => return Err(WeightsError::OtherVersion(it.to_string())),
        }
        let weights: Weights = table.try_into().map_err(|error| damaged(&error))?;
        if weights.analyzer != analyzer {
            let other = format!("{VERSION} of analyzer {}", weights.analyzer);
            return Err(WeightsError::OtherVersion(other));
        }
        let is_number = weights.ranker.values().all(Column::is_finite)
            && weights.confidence.values().all(|it| it.is_finite());
        if !is_number {
            return Err(WeightsError::Damaged("a weight is no number".to_owned()));
        }
        Ok(weights)
    }

    /// Whether they were learned from at least this many questions.
    #[must_use]
    pub fn is_learned_from(&self, questions: f64) -> bool {
        self.trained
            .get("questions")
            .is_some_and(|it| questions <= *it)
    }

    /// Returns the text of a file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "# Learned by `madoguchi train`; do not edit. Without this file the fixed recipe is used.\n\
             version = {}\nanalyzer = \"{}\"\n",
            self.version, self.analyzer
        );
        let table = |text: &mut String, name: &str, values: &BTreeMap<String, f64>| {
            let _ = write!(text, "\n[{name}]\n");
            for (key, value) in values {
                let _ = writeln!(text, "{key} = {value:?}");
            }
        };
        table(&mut text, "trained", &self.trained);
        text.push_str("\n[ranker]\n");
        for (key, column) in &self.ranker {
            let Column {
                weight,
                first,
                bends,
            } = column;
            let bends: Vec<String> = bends
                .iter()
                .map(|(from, by)| format!("[{from:?}, {by:?}]"))
                .collect();
            let _ = writeln!(
                text,
                "{key} = {{ weight = {weight:?}, first = {first:?}, bends = [{}] }}",
                bends.join(", ")
            );
        }
        table(&mut text, "confidence", &self.confidence);
        for promise in &self.promises {
            let Promise {
                right,
                reply_from,
                coverage,
            } = promise;
            let _ = write!(
                text,
                "\n[[promises]]\nright = {right:?}\nreply_from = {reply_from:?}\ncoverage = {coverage:?}\n"
            );
        }
        text
    }

    /// Returns the ranker with its columns in the order of `names`.
    ///
    /// # Errors
    /// If the file has other names.
    pub fn ranker(&self, names: &[&str]) -> Result<Model, WeightsError> {
        let columns = in_order(&self.ranker, names)?;
        Ok(Model { columns })
    }

    /// Returns the weights of the confidence in the order of `names`.
    ///
    /// # Errors
    /// If the file has other names.
    pub fn confidence(&self, names: &[&str]) -> Result<Vec<f64>, WeightsError> {
        in_order(&self.confidence, names)
    }
}

fn in_order<T: Clone>(
    values: &BTreeMap<String, T>,
    names: &[&str],
) -> Result<Vec<T>, WeightsError> {
    if let Some(unknown) = values.keys().find(|it| !names.contains(&it.as_str())) {
        return Err(WeightsError::OtherNames(format!("{unknown} is unknown")));
    }
    let one = |name: &&str| {
        let missing = || WeightsError::OtherNames(format!("{name} is missing"));
        values.get(*name).cloned().ok_or_else(missing)
    };
    names.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Weights {
        let one = |name: &str, value| BTreeMap::from([(name.to_owned(), value)]);
        Weights {
            version: VERSION,
            analyzer: "3".to_owned(),
            trained: one("questions", 200.0),
            ranker: BTreeMap::from([(
                "words".to_owned(),
                Column {
                    weight: 1.25,
                    first: 0.5,
                    bends: vec![(0.75, -0.5), (0.9, 1.0)],
                },
            )]),
            confidence: one("constant", -2.0),
            promises: vec![Promise {
                right: 0.95,
                reply_from: 0.7,
                coverage: 0.4,
            }],
        }
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let weights = weights();
        assert_eq!(Weights::parse(&weights.to_text(), "3"), Ok(weights));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let text = weights().to_text();
        let other = |text: &str, analyzer| Weights::parse(text, analyzer).unwrap_err();
        assert!(matches!(other("", "3"), WeightsError::Damaged(_)));
        assert!(matches!(other(&text[..90], "3"), WeightsError::Damaged(_)));
        assert!(matches!(other(&text, "2"), WeightsError::OtherVersion(_)));
        let newer = text.replace("version = 2", "version = 3\nmore = true");
        assert!(matches!(other(&newer, "3"), WeightsError::OtherVersion(_)));
        let infinite = text.replace("1.25", "inf");
        assert!(matches!(other(&infinite, "3"), WeightsError::Damaged(_)));
        assert!(weights().ranker(&["words", "question"]).is_err());
        assert!(weights().ranker(&[]).is_err());
    }
}
