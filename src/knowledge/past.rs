//! Questions that people asked, as phrasings of the entries that answer them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Collection, Entry, EntryId};
use crate::text::japanese::fold;

impl Collection {
    /// Adds questions to the phrasings of their entries, behind those that the files have, in their own
    /// order. What an entry says already is not added, nor what belongs to no entry.
    pub fn attach(&mut self, past: impl IntoIterator<Item = (EntryId, String)>) {
        let mut of: BTreeMap<EntryId, BTreeSet<String>> = BTreeMap::new();
        for (entry, text) in past {
            of.entry(entry).or_default().insert(text);
        }
        for (id, texts) in of {
            let Some(record) = self.records.get_mut(&id) else {
                continue;
            };
            let mut known = Entry::from(&*record).wordings();
            let new = texts.into_iter().filter(|it| known.insert(fold(it)));
            let new: Vec<String> = new.collect();
            record.common_mut().phrasings.extend(new);
        }
    }
}

impl Entry {
    /// Returns its question and phrasings without width, case and punctuation.
    #[must_use]
    pub fn wordings(&self) -> BTreeSet<String> {
        let own = std::iter::once(&self.question).chain(&self.phrasings);
        own.map(|it| fold(it)).collect()
    }
}
