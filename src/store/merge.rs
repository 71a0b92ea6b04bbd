//! The three-way merge of knowledge: the file as last imported, the file now, what is published.
//! Decides what an import writes; writes nothing itself.

use std::{borrow::Borrow, collections::BTreeMap};

use serde_json::value::{RawValue, to_raw_value};
use sqlx::types::Json;

use super::{ImportReport, Item};

/// What a file says of one item. As text it takes a fraction of the memory of a tree.
#[derive(Debug)]
pub(super) struct File {
    pub digest: String,
    document: Box<RawValue>,
}

impl File {
    /// Returns the document as it is written.
    pub(super) fn json(&self) -> Json<&RawValue> {
        Json(&self.document)
    }
}

/// Collection and id.
type Key = (String, String);

/// Returns what the files say; of two items with one id the last counts.
pub(super) fn files(items: impl IntoIterator<Item: Borrow<Item>>) -> BTreeMap<Key, File> {
    let file = |item: &Item| File {
        digest: item.digest.clone(),
        document: to_raw_value(&item.document)
            .unwrap_or_else(|_| unreachable!("documents have only string keys")),
    };
    let keyed = |item: &Item| ((item.collection.clone(), item.id.clone()), file(item));
    items.into_iter().map(|it| keyed(it.borrow())).collect()
}

/// An item's state in the store.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct State {
    pub collection: String,
    pub id: String,
    pub digest: Option<String>,
    pub imported_digest: Option<String>,
    pub revision: i64,
}

/// What an import will write.
#[derive(Default)]
pub(super) struct Plan {
    pub states: Vec<State>,
    /// The file is absent where the item is withdrawn.
    pub revisions: Vec<(State, Option<File>)>,
    /// The file is absent where it is gone.
    pub conflicts: Vec<(State, Option<File>)>,
    pub report: ImportReport,
}

impl Plan {
    pub(super) fn new(
        states: Vec<State>,
        files: BTreeMap<Key, File>,
        unreadable: &[String],
    ) -> Plan {
        let mut stored: BTreeMap<Key, State> = states
            .into_iter()
            .map(|it| ((it.collection.clone(), it.id.clone()), it))
            .collect();
        let mut plan = Plan::default();
        for (key, file) in files {
            let state = stored.remove(&key).unwrap_or(State {
                collection: key.0,
                id: key.1,
                digest: None,
                imported_digest: None,
                revision: 0,
            });
            plan.add(state, Some(file));
        }
        let gone = |it: &State| it.collection != "entry" || !unreadable.contains(&it.id);
        for state in stored.into_values().filter(gone) {
            plan.add(state, None);
        }
        plan.report.conflicts.sort();
        plan
    }

    fn add(&mut self, mut state: State, file: Option<File>) {
        let digest = file.as_ref().map(|it| it.digest.clone());
        let step = merge(
            state.imported_digest.as_deref(),
            digest.as_deref(),
            state.digest.as_deref(),
        );
        let report = &mut self.report;
        match step {
            Step::Add => report.added += 1,
            Step::Change => report.changed += 1,
            Step::Withdraw => report.withdrawn += 1,
            // What neither side has any more is not worth counting.
            Step::Adopt | Step::Unchanged => report.unchanged += usize::from(digest.is_some()),
            Step::Keep => report.kept += 1,
            Step::Conflict => report
                .conflicts
                .push((state.collection.clone(), state.id.clone())),
        }
        match step {
            Step::Unchanged | Step::Keep => {}
            Step::Conflict => self.conflicts.push((state, file)),
            Step::Adopt => {
                state.imported_digest = digest;
                self.states.push(state);
            }
            Step::Add | Step::Change | Step::Withdraw => {
                state.imported_digest = digest.clone();
                state.digest = digest;
                state.revision += 1;
                self.states.push(state.clone());
                self.revisions.push((state, file));
            }
        }
    }
}

/// What an import does with one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The file is new here: publish it.
    Add,
    /// Only the file changed: publish it.
    Change,
    /// The file is gone and the store still has its text: withdraw it.
    Withdraw,
    /// Both came to the same: remember that the file was seen.
    Adopt,
    /// Neither changed.
    Unchanged,
    /// Only the store changed: leave it alone.
    Keep,
    /// Both changed, and differently: a curator must decide.
    Conflict,
}

/// Decides by digests; `None` means that there is no such text, or no longer.
fn merge(imported: Option<&str>, file: Option<&str>, published: Option<&str>) -> Step {
    let file_changed = file != imported;
    let store_changed = published != imported;
    match (file_changed, store_changed) {
        (false, false) => Step::Unchanged,
        (false, true) => Step::Keep,
        (true, true) if file == published => Step::Adopt,
        (true, true) => Step::Conflict,
        (true, false) if file.is_none() => Step::Withdraw,
        (true, false) if published.is_none() => Step::Add,
        (true, false) => Step::Change,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const A: Option<&str> = Some("a");
    const B: Option<&str> = Some("b");
    const C: Option<&str> = Some("c");

    #[rstest]
    // imported, file now, published
    #[case(A, A, A, Step::Unchanged)]
    #[case(A, A, B, Step::Keep)]
    #[case(A, A, None, Step::Keep)]
    #[case(A, B, A, Step::Change)]
    #[case(A, B, B, Step::Adopt)]
    #[case(A, B, C, Step::Conflict)]
    #[case(A, B, None, Step::Conflict)]
    #[case(A, None, A, Step::Withdraw)]
    #[case(A, None, B, Step::Conflict)]
    #[case(A, None, None, Step::Adopt)]
    // Never imported, or withdrawn since.
    #[case(None, A, None, Step::Add)]
    #[case(None, A, A, Step::Adopt)]
    #[case(None, A, B, Step::Conflict)]
    #[case(None, None, A, Step::Keep)]
    #[case(None, None, None, Step::Unchanged)]
    fn the_side_that_changed_wins_and_two_different_changes_conflict(
        #[case] imported: Option<&str>,
        #[case] file: Option<&str>,
        #[case] published: Option<&str>,
        #[case] step: Step,
    ) {
        assert_eq!(merge(imported, file, published), step);
    }
}
