//! A list of vendors stays a list: who agreed, facts with a date, no praise.

use std::collections::HashMap;

use crate::text::japanese::fold;

use super::{Problem, Solution, lint_consent::without_form, problem::Place, vendor::Vendor};

/// Longest note, in characters.
const NOTE: usize = 60;

/// Readings of legal forms: most companies would stand under か.
const FORM_READINGS: &[&str] = &["かぶしきがいしゃ", "ゆうげんがいしゃ", "ごうどうがいしゃ"];

/// What has a meaning in Markdown: a vendor's text could look like a heading or a link of ours.
const MARKUP: &[char] = &[
    '[', ']', '<', '>', '{', '}', '*', '`', '~', '\\', '\n', '\t',
];

/// Praise that nobody can check, and offers, as [`fold`] leaves them.
const ADVERTISING: &[&str] = &[
    "no1",
    "ナンバーワン",
    "ナンバー1",
    "1位",
    "一位",
    "首位",
    "日本一",
    "世界一",
    "業界一",
    "業界最",
    "業界初",
    "日本初",
    "国内初",
    "世界初",
    "業界トップ",
    "トップシェア",
    "トップクラス",
    "最安",
    "最高",
    "最速",
    "最強",
    "最良",
    "唯一",
    "絶対",
    "圧倒的",
    "完璧",
    "おすすめ",
    "オススメ",
    "お勧め",
    "お薦め",
    "激安",
    "格安",
    "今だけ",
    "期間限定",
    "キャンペーン",
    "割引",
];

/// What is praise in one sentence and a fact in another.
const PRAISE: &[&str] = &[
    "お得",
    "人気",
    "安心",
    "最適",
    "最新",
    "満足",
    "信頼",
    "実績",
    "一番",
    "いちばん",
    "推奨",
    "必ず",
    "簡単",
    "画期的",
    "革新",
];

/// Returns what is wrong with the vendors of `solution`, whatever day it is.
pub(super) fn vendors(solution: &Solution, place: &Place) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut first: HashMap<String, usize> = HashMap::new();
    for (index, vendor) in solution.vendors.iter().enumerate() {
        let lint = Lint {
            path: format!("vendors/{index}"),
            vendor,
            place,
        };
        problems.extend(lint.consent());
        problems.extend(lint.reading());
        problems.extend(lint.addresses());
        problems.extend(lint.texts());
        let known = *first.entry(key_of(&vendor.name)).or_insert(index);
        if known != index {
            let line = place.line_of(&format!("vendors/{known}"));
            problems.push(lint.error(
                "name",
                format!(
                    "「{}」は、この分野に二度あります（{line}行目）。",
                    vendor.name
                ),
                "一つにまとめてください。製品がいくつもあれば、`product` に「、」で並べます。",
            ));
        }
    }
    problems
}

/// Returns what makes a company the same, with or without its legal form.
fn key_of(name: &str) -> String {
    let short = without_form(name);
    fold(if short.trim().is_empty() {
        name
    } else {
        &short
    })
}

struct Lint<'a> {
    path: String,
    vendor: &'a Vendor,
    place: &'a Place,
}

impl Lint<'_> {
    fn error(&self, key: &str, message: String, mend: &str) -> Problem {
        self.place
            .error(&format!("{}/{key}", self.path), message, mend)
    }

    fn warning(&self, key: &str, message: String, mend: &str) -> Problem {
        self.place
            .warning(&format!("{}/{key}", self.path), message, mend)
    }

    fn consent(&self) -> Option<Problem> {
        let missing = self.vendor.consent.is_none();
        missing.then(|| {
            self.error(
                "consent",
                format!(
                    "掲載に同意した日（`consent`）がないのに、会社名（{}）があります。",
                    self.vendor.name
                ),
                "同意を得た日を `consent = 2026-11-22` のように書いてください。同意がなければ、この `[[solution.vendors]]` を消してください。",
            )
        })
    }

    fn reading(&self) -> Option<Problem> {
        let reading = &self.vendor.reading;
        let hiragana = |it: char| ('ぁ'..='ゖ').contains(&it) || it == 'ー';
        let wrong = if !reading.chars().all(hiragana) {
            "ひらがなでない文字"
        } else {
            FORM_READINGS.iter().find(|it| reading.contains(*it))?
        };
        Some(self.error(
            "reading",
            format!("読み「{reading}」に、{wrong}があります。"),
            "五十音順に並べるため、「株式会社」などを除いた社名の読みを、空白なしのひらがなで書いてください。",
        ))
    }

    fn addresses(&self) -> impl Iterator<Item = Problem> {
        let addresses = [("url", &self.vendor.url), ("source", &self.vendor.source)];
        let bad = addresses.into_iter().filter(|(_, it)| !is_https(it));
        bad.map(|(key, it)| {
            self.error(
                key,
                format!("`{it}` は https のURLではありません。"),
                "`https://…` の形で、空白や `<` `>` を入れずに書いてください。",
            )
        })
    }

    fn texts(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let vendor = self.vendor;
        for (key, text) in [
            ("name", &vendor.name),
            ("product", &vendor.product),
            ("note", &vendor.note),
        ] {
            let markup = text.contains(MARKUP) || text.contains("://");
            if markup {
                problems.push(self.error(
                    key,
                    format!("`{key}` に、リンク・改行・装飾の記号があります。"),
                    "記号を除き、1行の文で書いてください。リンクは `url` にだけ書けます。",
                ));
            }
            problems.extend(self.praise(key, text));
        }
        let length = vendor.note.chars().count();
        if NOTE < length {
            problems.push(self.error(
                "note",
                format!("`note` が{length}字あります（{NOTE}字まで）。"),
                "確かめられる事実だけを残して、短くしてください。",
            ));
        }
        problems
    }

    fn praise(&self, key: &str, text: &str) -> Option<Problem> {
        let folded = fold(text);
        let sure = ADVERTISING.iter().find(|it| has_word(&folded, it));
        let word = sure.or_else(|| PRAISE.iter().find(|it| has_word(&folded, it)))?;
        let message = format!("`{key}` に、宣伝の言葉（{word}）があります。");
        // A company cannot be told to change its name.
        Some(match (key, sure) {
            ("name", _) => self.warning(
                key,
                message,
                "登記された会社名かを確かめ、そうでなければ会社名だけにしてください。",
            ),
            (_, None) => self.warning(
                key,
                message,
                "確かめられる事実として書けないときは、この言葉を消してください。",
            ),
            ("product", Some(_)) => {
                self.error(key, message, "製品・サービスの名前だけを書いてください。")
            }
            _ => self.error(
                key,
                message,
                "順位・最上級・お得さを消し、確かめられる事実だけを書いてください。",
            ),
        })
    }
}

fn is_https(url: &str) -> bool {
    let bad = |it: char| it.is_whitespace() || it.is_control() || it == '<' || it == '>';
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && !url.contains(bad)
}

/// Whether a folded text has this word; 「No.1」 is no part of 「No.10」.
fn has_word(folded: &str, word: &str) -> bool {
    let ends_in_digit = word.ends_with(|it: char| it.is_ascii_digit());
    folded.match_indices(word).any(|(at, _)| {
        let next = folded[at + word.len()..].chars().next();
        !(ends_in_digit && next.is_some_and(|it| it.is_ascii_digit()))
    })
}
