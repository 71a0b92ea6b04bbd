//! Companies are named only in cases and as vendors of a solution, and only with consent: theirs, or
//! that of an award which published them.

use super::{
    Problem, Record,
    problem::Place,
    prose::texts,
    records::{Article, Consent},
    vocabulary::AUTHORITIES,
};

/// Legal forms, as parts of a name.
const FORMS: &[&str] = &["株式会社", "有限会社", "合同会社", "合資会社", "合名会社"];
/// Legal forms as they are only written in names.
const SHORT: &[&str] = &[
    "（株）",
    "(株)",
    "㈱",
    "（有）",
    "(有)",
    "㈲",
    "（同）",
    "(同)",
];
/// What else only stands in names.
const SURE: &[&str] = &["ホールディングス", "Co., Ltd", "Inc."];
/// Beside a legal form these make no name: 「株式会社等」, 「非上場株式会社」.
const GENERIC: &[&str] = &[
    "設立", "等", "以外", "化", "形態", "又", "及", "上場", "各種", "一人", "中小",
];

/// Returns what is wrong with the names of companies in `record`.
pub(super) fn consent(record: &Record, place: &Place) -> Vec<Problem> {
    let article = match record {
        Record::Case(it) => Some(it),
        _ => None,
    };
    if article.is_some_and(|it| matches!(it.consent, Some(Consent::PublicAward | Consent::Given))) {
        return Vec::new();
    }
    let mut problems = Vec::new();
    // Organizers are public bodies and associations, which hold what they announce.
    for text in texts(record).into_iter().filter(|it| it.key != "organizer") {
        for (at, name) in companies(text.text) {
            let line = text.line(place, at);
            problems.push(told(record, &place.file, line, name));
        }
    }
    if let Some(article) = article.filter(|_| problems.is_empty()) {
        problems.extend(unsaid(record, article, place));
    }
    problems
}

fn told(record: &Record, file: &str, line: usize, name: &str) -> Problem {
    let mend = match record {
        Record::Case(_) => {
            "公の表彰や事例集で公表された会社なら `consent = \"public_award\"`、本人の同意があれば `consent = \"given\"` を書いてください。どちらでもなければ名前を消してください。"
        }
        Record::Solution(_) => {
            "会社名は `[[solution.vendors]]` の name に、同意を得た日（consent）とともに書けます。ここからは消してください。"
        }
        _ => {
            "会社名は事例（case）にだけ、同意の印を付けて書けます。名前を消して、業種や規模で言い表してください。"
        }
    };
    let message = format!("同意の印がないのに、会社名（{name}）があります。");
    Problem::error(file, line, message, mend)
}

/// A case is about a company, whether or not its legal form stands beside its name.
fn unsaid(record: &Record, article: &Article, place: &Place) -> Option<Problem> {
    if article.consent.is_some() {
        return None;
    }
    let named = article.question.trim_end().ends_with('）');
    let name = article.question.rsplit('（').next().unwrap_or_default();
    if named {
        let line = place.line_of("question");
        let name = name.trim_end_matches('）');
        return Some(told(record, &place.file, line, name));
    }
    Some(place.warning(
        "question",
        "事例に、会社名を出す同意の印（`consent`）がありません。",
        "`consent = \"public_award\"`、`\"given\"`、会社名を出さないなら `\"no_company\"` を書いてください。",
    ))
}

/// Returns the companies that `text` names, each with its place.
fn companies(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for form in SHORT.iter().chain(SURE) {
        found.extend(
            text.match_indices(form)
                .map(|(at, _)| name_at(text, at, form)),
        );
    }
    for form in FORMS {
        for (at, _) in text.match_indices(form) {
            let (before, after) = (&text[..at], &text[at + form.len()..]);
            let generic = GENERIC
                .iter()
                .any(|it| before.ends_with(it) || after.starts_with(it));
            let named = before.chars().next_back().is_some_and(is_name)
                || after.chars().next().is_some_and(is_name);
            if named && !generic {
                found.push(name_at(text, at, form));
            }
        }
    }
    found.retain(|(_, name)| !AUTHORITIES.iter().any(|it| name.contains(it)));
    found.sort_unstable();
    found
}

/// Returns the name of a company without its legal form.
pub(super) fn without_form(name: &str) -> String {
    let forms = FORMS.iter().chain(SHORT);
    forms.fold(name.to_owned(), |name, form| name.replace(form, ""))
}

/// Returns the name around a legal form.
fn name_at<'a>(text: &'a str, at: usize, form: &str) -> (usize, &'a str) {
    let before = text[..at].trim_end_matches(is_name).len();
    let end = at + form.len();
    let rest = &text[end..];
    let after = end + (rest.len() - rest.trim_start_matches(is_name).len());
    (before, &text[before..after])
}

/// Whether a character stands in names: anything but hiragana, spaces and punctuation.
fn is_name(character: char) -> bool {
    let hiragana = ('\u{3041}'..='\u{309f}').contains(&character);
    (character.is_alphanumeric() || "ー・＆&".contains(character)) && !hiragana
}
