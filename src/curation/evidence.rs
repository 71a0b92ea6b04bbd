//! What people did shows which entry answers a question: they chose it, said that it solved the matter,
//! or a consultant replied with it. Collected here per entry and question, for a curator to decide.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::mask::{Words, mask, names_in, spans};
use crate::{
    answer::{Intent, intent},
    knowledge::EntryId,
    text::{clean, japanese::fold},
};

/// How somebody showed that an entry answers a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// Chose it where the assistant asked which one was meant.
    Which,
    /// Chose it among the questions under an answer.
    Related,
    /// Chose it where there was no sure answer.
    Nearest,
    /// Said that it solved the matter.
    Solved,
    /// A consultant put it into a reply.
    Replied,
}

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Who asked: one dialogue, or one account, counts once.
    pub asker: String,
    /// What was asked, as it was written.
    pub asked: String,
    /// How to reach the asker, in the asker's words; names in it are masked.
    pub contact: String,
    /// The entry.
    pub entry: EntryId,
    /// What it was; `None` if only against it.
    pub sign: Option<Sign>,
    /// It did not solve the matter, or the same was asked again.
    pub contrary: bool,
    /// The day in Japan.
    pub day: NaiveDate,
}

/// A question that may be attached to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The entry.
    pub entry: EntryId,
    /// What the question is known by; see [`key`].
    pub key: String,
    /// The question, with personal data masked.
    pub asked: String,
    /// Different askers.
    pub askers: usize,
    /// How often what was seen.
    pub signs: BTreeMap<Sign, usize>,
    /// Different askers whom the entry did not help.
    pub contrary: usize,
    /// The first day of any of this.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
}

/// Returns what a masked question is known by: two that differ in width, case or punctuation only are
/// the same.
#[must_use]
pub fn key(asked: &str) -> String {
    blake3::hash(fold(asked).as_bytes()).to_hex()[..32].to_owned()
}

/// Returns a question on one line with its personal data masked.
#[must_use]
pub fn masked(asked: &str, contact: &str) -> String {
    let names = names_in(contact);
    let words = Words {
        names: &names,
        ..Words::default()
    };
    let line = clean(asked);
    let line: Vec<&str> = line.split_whitespace().collect();
    mask(&line.join(" "), words)
}

/// Returns whether something is masked in a question.
#[must_use]
pub fn has_masks(text: &str) -> bool {
    !spans(text).is_empty()
}

/// Whether the asker was not helped: what came next in the dialogue is the same question again, or a
/// complaint.
#[must_use]
pub fn asked_again(asked: &str, next: &str) -> bool {
    fold(asked) == fold(next) || intent(next).0 == Intent::Frustrated
}

#[derive(Default)]
struct Gathered {
    asked: String,
    askers: BTreeSet<String>,
    signs: BTreeMap<Sign, usize>,
    seen: BTreeSet<(String, Sign)>,
    contrary: BTreeSet<String>,
    days: BTreeSet<NaiveDate>,
}

/// Collects what people did: what most askers agree on comes first. What speaks only against an entry
/// is no proposal, nor is what is not a question by itself.
#[must_use]
pub fn proposals(deeds: Vec<Deed>) -> Vec<Proposal> {
    let mut texts: BTreeMap<(String, String), Option<String>> = BTreeMap::new();
    let mut gathered: BTreeMap<(EntryId, String), Gathered> = BTreeMap::new();
    for deed in deeds {
        let known = texts.entry((deed.asked, deed.contact));
        let text = known.or_insert_with_key(|(asked, contact)| {
            let is_question = intent(asked).0 == Intent::Question;
            is_question.then(|| masked(asked, contact))
        });
        let Some(asked) = text else { continue };
        let group = gathered.entry((deed.entry, key(asked))).or_default();
        // Of several wordings the first in their order, so that it is the same every time.
        if group.asked.is_empty() || *asked < group.asked {
            group.asked.clone_from(asked);
        }
        if let Some(sign) = deed.sign
            && group.seen.insert((deed.asker.clone(), sign))
        {
            *group.signs.entry(sign).or_default() += 1;
            group.askers.insert(deed.asker.clone());
        }
        if deed.contrary {
            group.contrary.insert(deed.asker);
        }
        group.days.insert(deed.day);
    }
    let proposal = |((entry, key), group): ((EntryId, String), Gathered)| {
        let (first, last) = (*group.days.first()?, *group.days.last()?);
        (!group.askers.is_empty()).then_some(Proposal {
            entry,
            key,
            asked: group.asked,
            askers: group.askers.len(),
            signs: group.signs,
            contrary: group.contrary.len(),
            first,
            last,
        })
    };
    let mut found: Vec<Proposal> = gathered.into_iter().filter_map(proposal).collect();
    found.sort_by(|a, b| {
        let most = b.askers.cmp(&a.askers).then(a.contrary.cmp(&b.contrary));
        let rest = || b.last.cmp(&a.last).then_with(|| a.entry.cmp(&b.entry));
        most.then_with(rest).then_with(|| a.key.cmp(&b.key))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed(asker: &str, asked: &str, sign: Option<Sign>) -> Deed {
        Deed {
            asker: asker.to_owned(),
            asked: asked.to_owned(),
            contact: String::new(),
            entry: EntryId("qa/a".to_owned()),
            sign,
            contrary: sign.is_none(),
            day: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default(),
        }
    }

    #[test]
    fn one_asker_counts_once_and_wordings_that_read_the_same_are_one() {
        let found = proposals(vec![
            deed("甲", "中抜けの扱いは？", Some(Sign::Which)),
            deed("甲", "中抜けの扱いは？", Some(Sign::Which)),
            deed("甲", "中抜けの扱いは", Some(Sign::Solved)),
            deed("乙", "中抜け の扱いは?", Some(Sign::Solved)),
            deed("丙", "中抜けの扱いは？", None),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].askers, found[0].contrary), (2, 1));
        let signs: Vec<_> = found[0].signs.clone().into_iter().collect();
        assert_eq!(signs, [(Sign::Which, 1), (Sign::Solved, 2)]);
    }

    #[test]
    fn what_speaks_only_against_an_entry_or_asks_nothing_is_no_proposal() {
        let nothing = [
            deed("甲", "中抜けの扱いは？", None),
            deed("甲", "ありがとう", Some(Sign::Related)),
            deed("甲", "違います", Some(Sign::Nearest)),
        ];
        assert_eq!(proposals(nothing.to_vec()), []);
        assert!(asked_again("中抜けの扱いは？", "中抜けの扱いは"));
        assert!(!asked_again("中抜けの扱いは？", "費用は？"));
    }

    #[test]
    fn personal_data_is_masked_and_two_askers_of_the_same_are_one_question() {
        let mut ticket = deed(
            "甲",
            "山田です。03-1234-5678に電話できますか",
            Some(Sign::Replied),
        );
        ticket.contact = "山田 太郎".to_owned();
        let other = deed(
            "乙",
            "[氏名]です。090-1111-2222に電話できますか",
            Some(Sign::Which),
        );
        let found = proposals(vec![ticket, other]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].asked, "[氏名]です。[電話番号]に電話できますか");
        assert!(has_masks(&found[0].asked));
    }
}
