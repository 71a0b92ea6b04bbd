//! What is said about drafts of replies: 定型文, entries that are near. Plain text.

use chrono::{DateTime, TimeDelta, Utc};

use super::{source_level, year_month};
use crate::{
    answer::Citation,
    clock::day_in_japan,
    desk::canned::{Gap, Validity},
    text::figures,
};

/// How well an entry may fit, in words.
#[must_use]
pub fn likelihood(confidence: f64) -> &'static str {
    match confidence {
        it if 0.7 <= it => "よく合っていそうです",
        it if 0.3 <= it => "近い可能性があります",
        _ => "合っていないかもしれません",
    }
}

/// How long a canned reply may be used.
#[must_use]
pub fn validity(validity: Validity, valid_until: DateTime<Utc>) -> String {
    let last = figures::date(day_in_japan(valid_until - TimeDelta::milliseconds(1)));
    match validity {
        Validity::Valid => format!("{last}まで"),
        Validity::EndsSoon => format!("まもなく期限（{last}まで）"),
        Validity::Expired => format!("期限切れ（{last}まで）"),
    }
}

/// The gaps that may stand in a canned reply, as they are written.
#[must_use]
pub fn gaps() -> String {
    let names: Vec<String> = Gap::ALL
        .iter()
        .map(|it| format!("{{{}}}", it.name()))
        .collect();
    names.join("、")
}

/// How an asker is addressed who gave no name.
#[must_use]
pub fn asker() -> &'static str {
    "ご相談者様"
}

/// A canned reply has gaps that nobody knows.
#[must_use]
pub fn unknown_gaps(unknown: &[&str]) -> String {
    format!(
        "{} は使えません。使えるのは {} です。",
        unknown.join("、"),
        gaps()
    )
}

/// A reply still has gaps.
#[must_use]
pub fn open_gaps(open: &[Gap]) -> String {
    let names: Vec<String> = open.iter().map(|it| format!("【{}】", it.name())).collect();
    format!(
        "まだ埋めていないところがあります（{}）。書き直してから送ってください。返信はまだ送っていません。",
        names.join("、")
    )
}

/// Names a source under a draft, with its date.
#[must_use]
pub fn source(number: usize, source: &Citation) -> String {
    let mut facts = vec![source.publisher.clone()];
    let edition = format!("{} {}", source.edition, source.section);
    facts.push(edition.trim().to_owned());
    facts.push(source_level(source.level).to_owned());
    facts.push(format!("{}時点", figures::date(source.as_of)));
    facts.retain(|it| !it.is_empty());
    let text = format!("[{number}] {}（{}）", source.title, facts.join("、"));
    match source.url.is_empty() {
        true => text,
        false => format!("{text}\n{}", source.url),
    }
}

/// Above the sources.
#[must_use]
pub fn sources() -> &'static str {
    "出典"
}

/// In place of what does not fit.
#[must_use]
pub fn shortened() -> &'static str {
    "（長いため、ここまでを入れました）"
}

/// The month of an entry's facts.
#[must_use]
pub fn as_of(on: chrono::NaiveDate) -> String {
    format!("{}時点", year_month(on))
}

/// An office to call.
#[must_use]
pub fn office(name: &str, phone: &str) -> String {
    match phone.is_empty() {
        true => name.to_owned(),
        false => format!("{name}（電話 {phone}）"),
    }
}

/// What was wanted for a draft is gone or has expired.
#[must_use]
pub fn gone() -> &'static str {
    "選んだ文章は、もう使えません（取り下げられたか、期限が切れています）。ほかのものを選ぶか、そのまま書いてください。"
}
