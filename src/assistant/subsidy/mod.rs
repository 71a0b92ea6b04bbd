//! Questions about subsidy programs are answered from their rules: 「うちは使える？」「いくら？」「締切いつ？」
//! 「PC代は出る？」.

mod fact;
mod list;
mod single;
mod want;

use chrono::{DateTime, Utc};

use self::want::{SUBSIDY, Want, want};
use super::{card, shelf::Shelf};
use crate::{
    chat::Card,
    knowledge::{Entry, EntryId},
    programs::{Key, Profile, said},
    text::japanese::fold,
};

/// A name must be this long, folded, to name a program.
const LEAST_NAME: usize = 5;
/// A question about the program shown before is at most this long, in characters.
const LONGEST_FOLLOW_UP: usize = 30;

/// What the programs are asked with.
pub(super) struct Asked<'a> {
    /// The question that the dialogue is about.
    pub question: &'a str,
    /// The entry shown before.
    pub before: Option<&'a EntryId>,
    /// The prefecture of the program asked for, if one is named.
    pub matter: Option<&'a str>,
    /// What is known of the firm.
    pub profile: &'a Profile,
    /// What was known of the firm when the same question was answered before, if it was.
    pub goes_on_from: Option<&'a Profile>,
    /// The facts that need not be asked for again: the asker does not know them.
    pub asks_no_more: bool,
    /// The time.
    pub now: DateTime<Utc>,
}

impl Asked<'_> {
    /// Returns what the answer takes for granted and the asker does not expect, as people read it:
    /// facts that were not `known` before, and a prefecture that is not that of the program.
    pub fn taken(&self, known: &Profile) -> Vec<String> {
        let (now, before) = (self.profile.to_json(), known.to_json());
        let elsewhere = self.matter.is_some() && self.matter != self.profile.prefecture.as_deref();
        let told = |key: &Key| {
            let new = now.get(key.name()) != before.get(key.name());
            new || (elsewhere && *key == Key::Prefecture)
        };
        let keys = Key::all().filter(told);
        keys.filter_map(|key| self.profile.in_words(key)).collect()
    }
}

/// Fills the card of a question about programs; returns `false` if it is none.
pub(super) fn answer(card: &mut Card, shelf: &Shelf, asked: &Asked) -> bool {
    let Some(want) = want(asked.question) else {
        return false;
    };
    let named = named(shelf, asked.question);
    let spoken_of = SUBSIDY.iter().any(|it| asked.question.contains(it));
    match named.as_slice() {
        [one] => single::fill(card, shelf, one, want, asked),
        [] => {
            let before = asked.before.and_then(|it| shelf.entry(it));
            let before = before.filter(|it| it.rules.is_some());
            let short = asked.question.chars().count() <= LONGEST_FOLLOW_UP;
            let own = said::speaks_of_own_firm(asked.question)
                || matches!(want, Want::Fit | Want::Expense(_));
            // 「東京の奨励金」 is the one of Tokyo that was spoken of.
            let same = |it: &Entry| asked.matter.is_some_and(|place| it.prefectures == [place]);
            match before {
                Some(entry) if short && (!spoken_of || same(entry)) => {
                    single::fill(card, shelf, entry, want, asked)
                }
                _ if spoken_of && own => list::fill(card, shelf, want, &all(shelf), asked),
                _ => return false,
            }
        }
        several => list::fill(card, shelf, want, several, asked),
    }
    true
}

fn all(shelf: &Shelf) -> Vec<&Entry> {
    shelf.programs().map(|(it, _)| it).collect()
}

/// Returns the programs that the question names: all with the longest name that stands in it. Where
/// no whole name does, what stands before the course in parentheses is enough.
fn named<'a>(shelf: &'a Shelf, question: &str) -> Vec<&'a Entry> {
    let question = fold(question);
    let whole = longest(shelf, &question, |it| it);
    if !whole.is_empty() {
        return whole;
    }
    longest(shelf, &question, |it| it.split('（').next().unwrap_or(it))
}

fn longest<'a>(shelf: &'a Shelf, question: &str, part: fn(&str) -> &str) -> Vec<&'a Entry> {
    let mut longest = 0;
    let mut found: Vec<&Entry> = Vec::new();
    for (entry, rules) in shelf.programs() {
        let names = rules.names().map(|it| fold(part(it)));
        let lengths = names.filter_map(|it| {
            let length = it.chars().count();
            (LEAST_NAME <= length && question.contains(&it)).then_some(length)
        });
        let Some(length) = lengths.max() else {
            continue;
        };
        if longest < length {
            longest = length;
            found.clear();
        }
        if length == longest {
            found.push(entry);
        }
    }
    found
}
