//! Entries that ask or say nearly the same.

use madoguchi::{curation, knowledge::load_files};

use super::ARTICLE;

/// Returns what is said of an entry beside `qa/a`, which is the same but for `changes`.
fn beside(changes: &[(&str, &str)]) -> String {
    let other = changes.iter().fold(ARTICLE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the article has no {from}");
        text.replace(from, to)
    });
    let files = [("qa/a.md", ARTICLE), ("qa/b.md", &other)];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let (collection, problems) = load_files(files);
    assert_eq!(problems, []);
    let lines = curation::doubles(&collection).into_iter().map(|it| {
        assert!(!it.is_error());
        format!("{}:{} {}\n  → {}\n", it.file, it.line, it.message, it.mend)
    });
    lines.collect()
}

const QUESTION: &str = "中抜けの時間はどう扱えばよいですか";
const CONCLUSION: &str =
    "休憩として扱うか、時間単位の年次有給休暇として扱うかを、あらかじめ決めておきます。";

#[test]
fn nearly_the_same_question_or_conclusion_is_told() {
    let other = "会社の規則と届出のようすを見て、その都度きめます。";
    insta::assert_snapshot!(beside(&[(QUESTION, "中抜けした時間は、どう扱えばよいですか？"), (CONCLUSION, other)]), @r"
        qa/b.md:2 質問が `qa/a` とほとんど同じです。こちら：「中抜けした時間は、どう扱えばよいですか？」、あちら：「中抜けの時間はどう扱えばよいですか」
          → 一つにまとめて言い換えを移すか、違いが分かるように書き直してください。
        ");
    insta::assert_snapshot!(beside(&[(QUESTION, "途中で外出したい社員がいます"), ("あらかじめ決めて", "はじめに決めて")]), @r"
        qa/b.md:18 結論が `qa/a` とほとんど同じです。こちら：「休憩として扱うか、時間単位の年次有給休暇として扱うかを、はじめに決めておきます。[1]」、あちら：「休憩として扱うか、時間単位の年次有給休暇として扱うかを、あらかじめ決めておきます。[1]」
          → 一つにまとめて言い換えを移すか、違いが分かるように書き直してください。
        ");
}

#[test]
fn what_only_sounds_alike_is_not_told() {
    let question = "残業の時間はどう数えればよいですか";
    let conclusion = "割増賃金の対象です。時間の記録を残します。";
    assert_eq!(
        beside(&[(QUESTION, question), (CONCLUSION, conclusion)]),
        ""
    );
}
