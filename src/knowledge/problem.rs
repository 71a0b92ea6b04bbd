//! Making [`Problem`]s, and finding the lines they stand on.

use std::collections::{BTreeSet, HashMap};

use super::{EntryId, Problem, Severity};

impl Problem {
    /// Returns a problem that keeps its record out of the collection, or a reader from an answer.
    pub(super) fn error(
        file: &str,
        line: usize,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        Problem {
            file: file.to_owned(),
            line,
            severity: Severity::Error,
            message: message.into(),
            mend: mend.into(),
        }
    }

    /// Returns a problem that somebody should look at.
    pub(super) fn warning(
        file: &str,
        line: usize,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        let severity = Severity::Warning;
        Problem {
            severity,
            ..Problem::error(file, line, message, mend)
        }
    }
}

/// Tells the line of a byte offset.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    first: usize,
}

impl Lines {
    /// Indexes `text`, whose first line is line `first` of its file.
    pub(super) fn new(text: &str, first: usize) -> Lines {
        let breaks = text.bytes().enumerate().filter(|(_, it)| *it == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        Lines { starts, first }
    }

    /// Returns the line that holds the byte at `offset`.
    pub(super) fn of(&self, offset: usize) -> usize {
        self.first + self.starts.partition_point(|it| *it <= offset) - 1
    }
}

/// Where one record stands: only messages need this.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    /// Lines of the keys, named `question`, `phrasings/0`, `sources/1/checked_on` …
    keys: HashMap<String, usize>,
}

impl Place {
    pub(super) fn new(file: &str, line: usize) -> Place {
        Place {
            file: file.to_owned(),
            line,
            keys: HashMap::new(),
        }
    }

    pub(super) fn note(&mut self, key: String, line: usize) {
        self.keys.insert(key, line);
    }

    /// Returns the line of `key`, or of the nearest thing around it.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        let parent = || {
            key.rsplit_once('/')
                .map_or(self.line, |(it, _)| self.line_of(it))
        };
        self.keys.get(key).copied().unwrap_or_else(parent)
    }

    pub(crate) fn error(
        &self,
        key: &str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        Problem::error(&self.file, self.line_of(key), message, mend)
    }

    pub(crate) fn warning(
        &self,
        key: &str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        Problem::warning(&self.file, self.line_of(key), message, mend)
    }
}

/// Where everything of a collection stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    at: HashMap<(&'static str, String), Place>,
    /// Entries that are in the files but not in the collection, because of their own errors.
    pub(super) left_out: BTreeSet<EntryId>,
}

impl Places {
    pub(super) fn insert(&mut self, collection: &'static str, id: &str, place: Place) {
        self.at.insert((collection, id.to_owned()), place);
    }

    /// Returns where an item stands, if it is in the collection.
    pub(super) fn find(&self, collection: &'static str, id: &str) -> Option<Place> {
        self.at.get(&(collection, id.to_owned())).cloned()
    }

    /// Returns where an item stands; what came from the store stands at the head of its file.
    pub(super) fn of(&self, collection: &'static str, id: &str) -> Place {
        self.find(collection, id)
            .unwrap_or_else(|| Place::new(id, 1))
    }
}

/// Returns the word most like `word`, if one is like it at all.
pub(super) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let longest = (word.chars().count() / 2).max(1);
    let scored = words.into_iter().map(|it| (distance(word, it), it));
    let (steps, best) = scored.min_by_key(|(steps, _)| *steps)?;
    (steps <= longest).then_some(best)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
