//! Which document is asked for in exactly its own words.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::Document;
use crate::text::normalize;

/// Returns which document each wording belongs to: an own question to its document whatever phrasings
/// others have, a phrasing to the only document that has it.
pub(super) fn exact(documents: &[Document]) -> HashMap<u64, u32> {
    let mut own = HashMap::new();
    let mut phrasings: HashMap<u64, Option<u32>> = HashMap::new();
    for (document, number) in documents.iter().zip(0_u32..) {
        own.entry(wording(&document.question)).or_insert(number);
        for phrasing in &document.phrasings {
            let known = phrasings.entry(wording(phrasing)).or_insert(Some(number));
            *known = known.filter(|it| *it == number);
        }
    }
    for (wording, number) in phrasings {
        if let Some(number) = number {
            own.entry(wording).or_insert(number);
        }
    }
    own
}

/// Returns what stays of a text when width, case and punctuation make no difference.
pub(super) fn wording(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for c in normalize(text)
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == 'ー')
    {
        c.hash(&mut hasher);
    }
    hasher.finish()
}
