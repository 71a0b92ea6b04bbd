//! The terms of a document, and a cache of them: analysing is the slow part of building an index, so
//! texts that did not change are not analysed again.

use std::{
    borrow::Cow, collections::HashMap, fs, num::NonZeroUsize, path::Path,
    str::SplitAsciiWhitespace, thread,
};

use serde::{Deserialize, Serialize};

use super::{Document, analyzer::Analyzer, sealed};

/// The terms of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Terms {
    pub question: Words,
    pub phrasings: Vec<Words>,
    pub answer: Words,
}

/// The terms of one text in their order, with spaces between. Terms have none themselves; a string
/// for each would take five times the memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Words(String);

impl Words {
    fn of(text: &str, analyzer: &Analyzer) -> Words {
        Words(analyzer.terms(text).join(" "))
    }

    /// Returns the terms with spaces between.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Returns the terms.
    pub fn iter(&self) -> SplitAsciiWhitespace<'_> {
        self.0.split_ascii_whitespace()
    }
}

impl<'a> IntoIterator for &'a Words {
    type Item = &'a str;
    type IntoIter = SplitAsciiWhitespace<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Terms {
    fn of(document: &Document, analyzer: &Analyzer) -> Terms {
        Terms {
            question: Words::of(&document.question, analyzer),
            phrasings: document
                .phrasings
                .iter()
                .map(|it| Words::of(it, analyzer))
                .collect(),
            answer: Words::of(&document.answer, analyzer),
        }
    }

    /// Takes words as a question.
    #[cfg(test)]
    pub fn of_words(words: &str) -> Terms {
        Terms {
            question: Words(words.to_owned()),
            phrasings: Vec::new(),
            answer: Words(String::new()),
        }
    }

    /// Returns the question and the phrasings.
    pub fn variants(&self) -> impl Iterator<Item = &Words> {
        std::iter::once(&self.question).chain(&self.phrasings)
    }

    /// Returns all terms, with repetitions.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.variants().flatten().chain(&self.answer)
    }
}

/// Returns the terms of every document, worked out on all processors.
pub(super) fn analyze(documents: &[Document], analyzer: &Analyzer) -> Vec<Terms> {
    let documents: Vec<&Document> = documents.iter().collect();
    on_all_processors(&documents, analyzer)
}

fn on_all_processors(documents: &[&Document], analyzer: &Analyzer) -> Vec<Terms> {
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = documents.len().div_ceil(processors).max(1);
    thread::scope(|scope| {
        let of = |part: &[&Document]| {
            part.iter()
                .map(|it| Terms::of(it, analyzer))
                .collect::<Vec<_>>()
        };
        let parts: Vec<_> = documents
            .chunks(share)
            .map(|part| scope.spawn(move || of(part)))
            .collect();
        let join = |part: thread::ScopedJoinHandle<'_, Vec<Terms>>| match part.join() {
            Ok(terms) => terms,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        parts.into_iter().flat_map(join).collect()
    })
}

/// Like [`analyze`], with the terms of unchanged documents taken from the file `cache`, which is
/// then written anew. A missing or damaged cache costs only time.
pub(super) fn analyze_cached(
    documents: &[Document],
    analyzer: &Analyzer,
    cache: &Path,
) -> Vec<Terms> {
    let mut known = read(cache, analyzer.key()).unwrap_or_default();
    let keys: Vec<String> = documents.iter().map(Document::hash).collect();
    let mut terms: Vec<Option<Terms>> = keys.iter().map(|key| known.remove(key)).collect();
    let missing = documents
        .iter()
        .zip(&terms)
        .filter(|(_, known)| known.is_none());
    let missing: Vec<&Document> = missing.map(|(document, _)| document).collect();
    let fresh = !missing.is_empty();
    let mut found = on_all_processors(&missing, analyzer).into_iter();
    for slot in terms.iter_mut().filter(|it| it.is_none()) {
        *slot = found.next();
    }
    let terms: Vec<Terms> = terms.into_iter().flatten().collect();
    if fresh {
        let file = File {
            analyzer: Cow::Borrowed(analyzer.key()),
            // Borrowed: the terms of 10,000 entries take tens of megabytes.
            documents: keys
                .into_iter()
                .zip(terms.iter().map(Cow::Borrowed))
                .collect(),
        };
        let draft = cache.with_extension("draft");
        // Failing to write it (a full disk) costs only time at the next start.
        let written = sealed::write(&draft, &file).and_then(|()| fs::rename(&draft, cache));
        if written.is_err() {
            let _ = fs::remove_file(draft);
        }
    }
    terms
}

#[derive(Serialize, Deserialize)]
struct File<'a> {
    analyzer: Cow<'a, str>,
    documents: HashMap<String, Cow<'a, Terms>>,
}

fn read(cache: &Path, analyzer: &str) -> Option<HashMap<String, Terms>> {
    let file: File<'_> = sealed::read(cache)?;
    let owned = |(key, terms): (String, Cow<'_, Terms>)| (key, terms.into_owned());
    (file.analyzer == analyzer).then(|| file.documents.into_iter().map(owned).collect())
}
