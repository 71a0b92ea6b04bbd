//! What of a question is looked for: not what is said for politeness only, nor what only tells about the
//! firm.

use std::borrow::Cow;

use crate::programs;

const POLITE: &[&str] = &[
    "お世話にな",
    "よろしくお願い",
    "宜しくお願い",
    "恐れ入",
    "恐縮",
    "お忙しい",
    "はじめまして",
    "初めまして",
];
/// How such a sentence ends; one that ends otherwise asks for something.
const ENDS: &[&str] = &["ます", "です", "て", "が"];

/// Whether a sentence says nothing else: いつもお世話になっております.
#[must_use]
pub fn is_polite(sentence: &str) -> bool {
    let bare = sentence.trim_end_matches(|it: char| it.is_whitespace() || "。！!、".contains(it));
    ENDS.iter().any(|it| bare.ends_with(it)) && POLITE.iter().any(|it| bare.contains(it))
}

/// Returns what of a question is looked for in entries. The rest is in none of them, or in the wrong
/// ones, and a question would seem to be about something unknown.
#[must_use]
pub fn looked_for(text: &str) -> Cow<'_, str> {
    match without_politeness(text) {
        Cow::Borrowed(text) => programs::without_statements(text),
        Cow::Owned(text) => Cow::Owned(programs::without_statements(&text).into_owned()),
    }
}

/// Returns `text` without such sentences.
fn without_politeness(text: &str) -> Cow<'_, str> {
    let pieces = text.split_inclusive(['。', '！', '!', '\n']);
    let said: String = pieces.filter(|it| !is_polite(it)).collect();
    match said.trim().is_empty() || said.len() == text.len() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn politeness_is_not_looked_for() {
        for (text, asks) in [
            ("いつもお世話になっております。\n電気代は？", "\n電気代は？"),
            ("電気代は？\n何卒よろしくお願いいたします。", "電気代は？\n"),
            (
                "お忙しいところ恐れ入りますが、電気代は誰が払いますか",
                "お忙しいところ恐れ入りますが、電気代は誰が払いますか",
            ),
            ("よろしくお願いします", "よろしくお願いします"),
            ("", ""),
        ] {
            assert_eq!(without_politeness(text), asks, "{text}");
        }
    }
}
