//! What is offered while somebody types.

use super::Shelf;
use crate::{
    knowledge::{EntryId, Kind},
    programs::Profile,
    text::{hiragana, normalize},
};

/// Questions and prefectures offered at once; Discord shows up to 25.
const OFFERED: usize = 10;

impl Shelf {
    /// Returns questions of the collection that may be meant, the nearest first.
    #[must_use]
    pub fn suggest(&self, typed: &str) -> Vec<String> {
        let found = self.search(typed, &Profile::default(), 2 * OFFERED);
        let entries = found.hits.iter();
        let entries = entries.filter_map(|it| self.entry(&EntryId(it.id.clone())));
        let asked = entries.filter(|it| !matches!(it.kind, Kind::Term | Kind::Statistic));
        asked.map(|it| it.question.clone()).take(OFFERED).collect()
    }

    /// Returns prefectures whose name begins like this; the first ones if nothing is typed yet.
    #[must_use]
    pub fn prefectures_like(&self, typed: &str) -> Vec<String> {
        let typed = hiragana(&normalize(typed));
        let like = |it: &&String| hiragana(&normalize(it)).starts_with(typed.trim());
        let all = self.prefecture_names();
        all.iter().filter(like).take(OFFERED).cloned().collect()
    }
}
