//! Whether entries keep their own questions when others get new phrasings.

use crate::knowledge::{Entry, EntryId, GoldenQuestion};

/// A question that would no longer find its entry first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The question.
    pub question: String,
    /// The entry that it is of.
    pub entry: EntryId,
    /// The entry that would come first.
    pub to: EntryId,
}

/// Compares two rankings over every entry's own question and phrasings and over the golden questions:
/// returns what finds its entry first `before` and no longer `after`. Both return the first entry that is
/// found for a question.
#[must_use]
pub fn lost<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    golden: &[GoldenQuestion],
    before: impl Fn(&str) -> Option<EntryId>,
    after: impl Fn(&str) -> Option<EntryId>,
) -> Vec<Lost> {
    let mut lost = Vec::new();
    let mut compare = |question: &str, entry: &EntryId, also: &[EntryId]| {
        let right = |it: &EntryId| it == entry || also.contains(it);
        let Some(to) = after(question).filter(|it| !right(it)) else {
            return;
        };
        if before(question).is_some_and(|it| right(&it)) {
            lost.push(Lost {
                question: question.to_owned(),
                entry: entry.clone(),
                to,
            });
        }
    };
    for entry in entries {
        let own = std::iter::once(&entry.question).chain(&entry.phrasings);
        own.for_each(|it| compare(it, &entry.id, &[]));
    }
    for it in golden {
        compare(&it.question, &it.entry, &it.also);
    }
    lost
}
