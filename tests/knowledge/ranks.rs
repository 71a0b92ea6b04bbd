//! Golden questions against a ranking: here a made-up one, so that only the rule is tested.

use std::fmt::Write as _;

use madoguchi::{
    curation,
    knowledge::{EntryId, load_files},
};

use super::{ARTICLE, problems};

/// Returns what is said of one golden question about `qa/a` when `found` are the hits.
fn ranked(more: &str, found: &[&str]) -> String {
    let mut files: Vec<(String, Vec<u8>)> = ["a", "b", "c", "d"]
        .iter()
        .map(|it| (format!("qa/{it}.md"), ARTICLE.as_bytes().to_vec()))
        .collect();
    files.push(("golden/a.toml".to_owned(), golden(more).into_bytes()));
    let (collection, problems) = load_files(files);
    assert_eq!(problems, []);
    let ranks = curation::ranks(&collection, |question| {
        assert_eq!(question, "抜けていい？");
        found.iter().map(|it| EntryId((*it).to_owned())).collect()
    });
    let mut out = String::new();
    for it in &ranks.problems {
        let severity = if it.is_error() { "誤り" } else { "注意" };
        let _ = writeln!(
            out,
            "{}:{} {severity} {}\n  → {}",
            it.file, it.line, it.message, it.mend
        );
    }
    let _ = writeln!(
        out,
        "{} {} {} {}",
        ranks.asked, ranks.first, ranks.seen, ranks.known_misses
    );
    out
}

fn golden(more: &str) -> String {
    format!("[[golden]]\nid = \"a\"\nquestion = \"抜けていい？\"\nentry = \"qa/a\"\n{more}")
}

#[test]
fn the_right_entry_comes_first_or_somebody_is_told() {
    insta::assert_snapshot!(ranked("", &["qa/a", "qa/b"]), @"1 1 1 0");
    insta::assert_snapshot!(ranked("", &["qa/b", "qa/a"]), @r"
        golden/a.toml:3 注意 想定質問「抜けていい？」の答え `qa/a` は2位です。先に出たもの：`qa/b`
          → この聞き方に近い言い換えを、答えの項目に書き足してください。先に出た項目も答えになるなら `also` に書きます。
        1 0 1 0
        ");
    insta::assert_snapshot!(ranked("", &["qa/b", "qa/c", "qa/d", "qa/a"]), @r"
        golden/a.toml:3 誤り 想定質問「抜けていい？」の答え `qa/a` は4位です。先に出たもの：`qa/b`、`qa/c`、`qa/d`
          → 答えの項目の質問・言い換え・結論を見直してください。先に出た項目も同じように答えになるなら、`also` に書きます。
        1 0 0 0
        ");
    insta::assert_snapshot!(ranked("", &["qa/b", "qa/c"]), @r"
        golden/a.toml:3 誤り 想定質問「抜けていい？」の答え `qa/a` は2位までに出ません。先に出たもの：`qa/b`、`qa/c`
          → 答えの項目の質問・言い換え・結論を見直してください。先に出た項目も同じように答えになるなら、`also` に書きます。
        1 0 0 0
        ");
    insta::assert_snapshot!(ranked("", &[]), @r"
        golden/a.toml:3 誤り 想定質問「抜けていい？」の答え `qa/a` は見つかりません。
          → 答えの項目の質問・言い換え・結論を見直してください。先に出た項目も同じように答えになるなら、`also` に書きます。
        1 0 0 0
        ");
}

#[test]
fn an_entry_that_answers_as_well_counts() {
    let also = "also = [\"qa/b\"]\n";
    insta::assert_snapshot!(ranked(also, &["qa/b", "qa/c"]), @"1 1 1 0");
    insta::assert_snapshot!(ranked(also, &["qa/c", "qa/b"]), @r"
        golden/a.toml:3 注意 想定質問「抜けていい？」の答え `qa/b` は2位です。先に出たもの：`qa/c`
          → この聞き方に近い言い換えを、答えの項目に書き足してください。先に出た項目も答えになるなら `also` に書きます。
        1 0 1 0
        ");
}

#[test]
fn a_known_miss_is_counted_until_it_is_found() {
    let known = "known_miss = \"同義語がまだない\"\n";
    insta::assert_snapshot!(ranked(known, &["qa/b", "qa/c", "qa/d"]), @r"
        golden/a.toml:5 注意 想定質問「抜けていい？」の答え `qa/a` は3位までに出ません（分かっている外れ：同義語がまだない）。先に出たもの：`qa/b`、`qa/c`、`qa/d`
          → 直したら `known_miss` の行を消してください。
        1 0 0 1
        ");
    insta::assert_snapshot!(ranked(known, &["qa/b", "qa/a"]), @r"
        golden/a.toml:5 注意 想定質問「抜けていい？」の答え `qa/a` は、もう2位に出ます。
          → `known_miss` の行を消してください。
        1 0 1 0
        ");
}

#[test]
fn entries_that_answer_as_well_exist_and_are_few() {
    let check = |also: &str| {
        problems(&[
            ("qa/a.md", ARTICLE),
            ("golden/a.toml", &golden(&format!("also = {also}\n"))),
        ])
    };
    insta::assert_snapshot!(check("[\"qa/nakanuke\", \"qa/a\"]"), @r"
        golden/a.toml:5 誤り `qa/a` は、この想定質問の答えとしてすでに書かれています。
          → どちらか一方を消してください。
        golden/a.toml:5 誤り 想定質問の答え `qa/nakanuke` という項目はありません。
          → 実在する項目のidに直すか、この想定質問を消してください。
        ");
    insta::assert_snapshot!(check("[\"qa/v\", \"qa/x\", \"qa/y\", \"qa/z\"]"), @r"
        golden/a.toml:5 誤り `also` に4件あります（3件まで）。
          → 本当に答えになる項目だけを残してください。
        golden/a.toml:5 誤り 想定質問の答え `qa/v` という項目はありません。
          → `qa/a` の書き間違いではありませんか。
        golden/a.toml:5 誤り 想定質問の答え `qa/x` という項目はありません。
          → `qa/a` の書き間違いではありませんか。
        golden/a.toml:5 誤り 想定質問の答え `qa/y` という項目はありません。
          → `qa/a` の書き間違いではありませんか。
        golden/a.toml:5 誤り 想定質問の答え `qa/z` という項目はありません。
          → `qa/a` の書き間違いではありませんか。
        ");
}
