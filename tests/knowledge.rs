//! What the collection's files must be, and what their authors are told.

use madoguchi::knowledge::{check, load_files};

// Mistakes of form.
mod form;
// Mistakes of content.
mod content;
// Mistakes in the rules of programs.
mod programs;
// What the structured kinds say.
mod templates;
// The companies of a category.
mod vendors;
// Figures and their sources.
mod figures;
// Words and names.
mod words;
// Entries that are nearly the same.
mod doubles;
// Golden questions against a ranking.
mod ranks;
// The shipped collection.
mod shipped;
// What is written is what is read.
mod round_trip;

/// Returns the problems of these files on 2026-11-22, as `madoguchi check` would list them.
fn problems(files: &[(&str, &str)]) -> String {
    let bytes = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let (collection, mut problems) = load_files(bytes);
    problems.extend(check(&collection, "2026-11-22".parse().unwrap()));
    problems.sort();
    let lines = problems.iter().map(|it| {
        let severity = if it.is_error() { "誤り" } else { "注意" };
        format!(
            "{}:{} {severity} {}\n  → {}\n",
            it.file, it.line, it.message, it.mend
        )
    });
    lines.collect()
}

/// An article without a problem.
const ARTICLE: &str = r#"+++
question   = "中抜けの時間はどう扱えばよいですか"
phrasings  = ["在宅の日に子どもの迎えで抜けたい", "中抜け 休憩扱い", "仕事中に病院へ行きたい"]
topics     = ["中抜け", "労働時間"]
audience   = ["経営者", "労務担当"]
prefectures = []
review_after_days = 365
related    = []
[[sources]]
title = "ガイドライン"
publisher = "厚生労働省"
edition = "令和3年3月25日改定"
section = "7(4)"
url = "https://example.jp/guideline"
checked_on = 2026-11-22
level = "official"
+++
休憩として扱うか、時間単位の年次有給休暇として扱うかを、あらかじめ決めておきます。[1]

## くわしく
就業規則に書いておきます。[1]
"#;

/// Returns the problems of the article with `from` replaced by `to`.
fn article(from: &str, to: &str) -> String {
    assert!(ARTICLE.contains(from), "the article has no {from}");
    problems(&[("qa/nakanuke.md", &ARTICLE.replacen(from, to, 1))])
}

/// A desk without a problem.
const DESK: &str = r#"[[desk]]
slug = "telework-center"
name = "テレワーク相談センター"
prefectures = []
purpose = "テレワークの相談ができる窓口です。"
topics = ["相談窓口"]
phone = "0120-000-000"
url = "https://example.jp/"
hours = "平日9:00〜17:00"
opens = "09:00"
closes = "17:00"

[[desk.sources]]
title = "案内"
publisher = "厚生労働省"
url = "https://example.jp/"
checked_on = 2026-11-22
level = "official"
"#;

/// Returns the problems of the desk with `from` replaced by `to`.
fn desk(from: &str, to: &str) -> String {
    assert!(DESK.contains(from), "the desk has no {from}");
    problems(&[("desk/national.toml", &DESK.replacen(from, to, 1))])
}

#[test]
fn good_files_have_no_problems() {
    insta::assert_snapshot!(problems(&[("qa/nakanuke.md", ARTICLE), ("desk/national.toml", DESK)]), @"");
}
