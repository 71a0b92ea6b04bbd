//! The companies of a category: who may stand there, and what is said of them.

use std::fs;

use madoguchi::{
    knowledge::{Entry, EntryId, Record, load_files},
    search::Document,
};
use rstest::rstest;

use super::problems;
use crate::support::vendors::{FILE, VENDORS};

/// Returns the problems of the category with `from` replaced by `to`.
fn with(from: &str, to: &str) -> String {
    assert!(VENDORS.contains(from), "the category has no {from}");
    problems(&[(FILE, &VENDORS.replacen(from, to, 1))])
}

/// Returns the category of a file without a problem.
fn record(text: &str) -> Record {
    let (mut collection, problems) = load_files([(FILE.to_owned(), text.into())]);
    assert_eq!(problems, []);
    let id = EntryId("solution/reiji".to_owned());
    collection.records.remove(&id).unwrap()
}

fn without_vendors() -> &'static str {
    VENDORS.split("\n[[solution.vendors]]").next().unwrap()
}

#[test]
fn they_are_listed_by_reading_with_label_and_day() {
    assert_eq!(problems(&[(FILE, VENDORS)]), "");
    let entry = Entry::from(&record(VENDORS));
    insta::assert_snapshot!(entry.shown_details(), @r"
        ## 選ぶときに見るところ
        次の点を比べます。[1]

        - 通信が途切れたときの動き
        - 費用

        特定の製品やサービスは勧めていません。

        ## この分野の会社（五十音順・広告ではありません）
        掲載に同意した会社です。掲載は推薦ではありません。並び順は会社名の読みの順で、会員かどうかによりません。

        - 会社：架空商会（会員企業）
          - 製品・サービス：架空デスク
          - 補足：5人から契約できます。
          - 公式サイト：<https://example.jp/kaku>
          - 出典：<https://example.jp/kaku/specs>（2026年11月20日時点）
        - 会社：株式会社例示
          - 公式サイト：<https://example.jp/reiji>
          - 出典：上のページ（2026年11月1日時点）
        ");
    // As in a dictionary: 「が」 counts as 「か」.
    let voiced = VENDORS.replace("\"れいじ\"", "\"がいど\"");
    let vendors = Entry::from(&record(&voiced)).vendors;
    assert!(vendors.find("例示") < vendors.find("架空"), "{vendors}");
}

#[test]
fn where_nobody_is_listed_nothing_is_said() {
    let entry = Entry::from(&record(without_vendors()));
    assert_eq!(entry.vendors, "");
    assert_eq!(entry.shown_details(), entry.details);
    assert!(!entry.details.contains("会社"), "{}", entry.details);
}

#[test]
fn a_company_is_not_found_more_easily_for_being_listed() {
    let listed = Entry::from(&record(VENDORS));
    let not_listed = Entry::from(&record(without_vendors()));
    assert_eq!(Document::from(&listed), Document::from(&not_listed));
}

#[test]
fn whoever_did_not_agree_is_not_shown() {
    insta::assert_snapshot!(with("consent = 2026-10-30\n", ""), @r"
        solution/reiji.toml:17 誤り 掲載に同意した日（`consent`）がないのに、会社名（株式会社例示）があります。
          → 同意を得た日を `consent = 2026-11-22` のように書いてください。同意がなければ、この `[[solution.vendors]]` を消してください。
        ");
    // Nor if it stands in the store already.
    let Record::Solution(mut solution) = record(VENDORS) else {
        unreachable!("the file is one category");
    };
    solution.vendors[0].consent = None;
    let shown = Entry::from(&Record::Solution(solution.clone())).vendors;
    assert!(shown.contains("架空商会") && !shown.contains("例示"));
    solution.vendors[1].consent = None;
    assert_eq!(Entry::from(&Record::Solution(solution)).vendors, "");
}

#[test]
fn mistakes_of_form() {
    insta::assert_snapshot!(with("reading = \"れいじ\"", "yomi = \"れいじ\""), @r#"
        solution/reiji.toml:17 誤り `reading` がありません。
          → `reading = "…"` を書き足してください。
        solution/reiji.toml:19 誤り `yomi` というキーはありません。使えるキー：name, reading, product, url, relation, consent, source, checked_on, note
          → キー名を直すか、この行を消してください。
        "#);
    insta::assert_snapshot!(with("\"other\"", "\"partner\""), @r"
        solution/reiji.toml:21 誤り `relation` に `partner` は使えません。使える値：member, other
          → 使える値のどれかを書いてください。
        ");
    insta::assert_snapshot!(with("relation = \"other\"\n", ""), @r#"
        solution/reiji.toml:17 誤り `relation` がありません。
          → `relation = "other"` を書き足してください。
        "#);
    insta::assert_snapshot!(with("source = \"https://example.jp/reiji\"\n", ""), @r#"
        solution/reiji.toml:17 誤り `source` がありません。
          → `source = "…"` を書き足してください。
        "#);
    insta::assert_snapshot!(with("[[solution.vendors]]", "[[vendors]]"), @r"
        solution/reiji.toml:17 誤り `vendors` をここに書くことはできません。
          → 会社は `[[solution.vendors]]` と書いてください。
        ");
    insta::assert_snapshot!(with("consent = 2026-10-30", "consent = true"), @r"
        solution/reiji.toml:22 誤り `consent` は引用符のない日付で書きます（真偽値があります）。
          → `consent = 2026-11-22` のように書いてください。
        ");
}

#[test]
fn addresses_and_readings() {
    insta::assert_snapshot!(with("url = \"https://example.jp/reiji\"", "url = \"http://example.jp/reiji\""), @r"
        solution/reiji.toml:20 誤り `http://example.jp/reiji` は https のURLではありません。
          → `https://…` の形で、空白や `<` `>` を入れずに書いてください。
        ");
    insta::assert_snapshot!(with("source = \"https://example.jp/reiji\"", "source = \"パンフレット\""), @r"
        solution/reiji.toml:23 誤り `パンフレット` は https のURLではありません。
          → `https://…` の形で、空白や `<` `>` を入れずに書いてください。
        ");
    insta::assert_snapshot!(with("\"れいじ\"", "\"レイジ\""), @r"
        solution/reiji.toml:19 誤り 読み「レイジ」に、ひらがなでない文字があります。
          → 五十音順に並べるため、「株式会社」などを除いた社名の読みを、空白なしのひらがなで書いてください。
        ");
    insta::assert_snapshot!(with("\"れいじ\"", "\"かぶしきがいしゃれいじ\""), @r"
        solution/reiji.toml:19 誤り 読み「かぶしきがいしゃれいじ」に、かぶしきがいしゃがあります。
          → 五十音順に並べるため、「株式会社」などを除いた社名の読みを、空白なしのひらがなで書いてください。
        ");
    for url in [
        "https://",
        "https:///a",
        "https://example.jp/a b",
        "https://example.jp/>",
    ] {
        let url = format!("url = \"{url}\"");
        let told = with("url = \"https://example.jp/reiji\"", &url);
        assert!(told.contains(" は https のURLではありません"), "{told}");
    }
}

#[rstest]
#[case("株式会社例示")]
#[case("例示（株）")]
#[case("㈱ 例示")]
#[case("例 示")]
fn a_company_stands_once_in_a_category(#[case] name: &str) {
    let told = with("架空商会", name);
    let expected = format!("27 誤り 「{name}」は、この分野に二度あります（17行目）。");
    assert!(told.contains(&expected), "{told}");
}

#[test]
fn an_advertisement_is_told() {
    insta::assert_snapshot!(with("5人から契約できます。", "業界初、Ｎｏ．１の使いやすさ。"), @r"
        solution/reiji.toml:35 誤り `note` に、宣伝の言葉（no1）があります。
          → 順位・最上級・お得さを消し、確かめられる事実だけを書いてください。
        ");
    insta::assert_snapshot!(with("5人から契約できます。", "人気の製品です。"), @r"
        solution/reiji.toml:35 注意 `note` に、宣伝の言葉（人気）があります。
          → 確かめられる事実として書けないときは、この言葉を消してください。
        ");
    insta::assert_snapshot!(with("架空デスク", "最安！架空デスク"), @r"
        solution/reiji.toml:29 誤り `product` に、宣伝の言葉（最安）があります。
          → 製品・サービスの名前だけを書いてください。
        ");
    insta::assert_snapshot!(with("架空商会", "業界初商会"), @r"
        solution/reiji.toml:27 注意 `name` に、宣伝の言葉（業界初）があります。
          → 登記された会社名かを確かめ、そうでなければ会社名だけにしてください。
        ");
    assert_eq!(with("5人から", "No.10の型から"), "");
}

#[test]
fn a_note_is_short_and_plain() {
    insta::assert_snapshot!(with("5人から契約できます。", &"長".repeat(61)), @r"
        solution/reiji.toml:35 誤り `note` が61字あります（60字まで）。
          → 確かめられる事実だけを残して、短くしてください。
        ");
    assert_eq!(with("5人から契約できます。", &"長".repeat(60)), "");
    for text in [
        "[申込](/x)",
        "一\\n\\n## 二",
        "**強い**",
        "{program/x.name}",
        "https://example.jp/",
    ] {
        let told = with("5人から契約できます。", text);
        let expected = "35 誤り `note` に、リンク・改行・装飾の記号があります。";
        assert!(told.contains(expected), "{text}: {told}");
    }
    insta::assert_snapshot!(with("5人から契約できます。", "株式会社他社の製品とつながります。"), @r"
        solution/reiji.toml:35 誤り 同意の印がないのに、会社名（株式会社他社）があります。
          → 会社名は `[[solution.vendors]]` の name に、同意を得た日（consent）とともに書けます。ここからは消してください。
        ");
}

#[test]
fn the_day_decides_what_is_due_and_what_lies_ahead() {
    insta::assert_snapshot!(with("checked_on = 2026-11-20", "checked_on = 2026-11-23"), @r"
        solution/reiji.toml:34 誤り `checked_on` の 2026-11-23 はまだ来ていない日です（今日は2026-11-22）。
          → 実際に確かめた日を書いてください。
        ");
    insta::assert_snapshot!(with("consent = 2026-10-30", "consent = 2026-11-23"), @r"
        solution/reiji.toml:22 誤り `consent` の 2026-11-23 はまだ来ていない日です（今日は2026-11-22）。
          → 実際に同意を得た日を書いてください。
        ");
    insta::assert_snapshot!(with("checked_on = 2026-11-01", "checked_on = 2025-11-21"), @r"
        solution/reiji.toml:24 注意 「株式会社例示」の見直しの期限（2026-11-21）を過ぎています。最後に確かめたのは2025-11-21です。
          → `source` のページをもう一度確かめ、checked_on を新しくするか、この会社を消してください。
        ");
    assert_eq!(
        with("checked_on = 2026-11-01", "checked_on = 2025-11-22"),
        ""
    );
}

#[test]
fn the_example_of_the_manual_can_be_copied() {
    let manual = fs::read_to_string("README.ja.md").unwrap();
    let (_, example) = manual.split_once("```toml\n[[solution.vendors]]").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let text = format!("{}\n[[solution.vendors]]{example}", without_vendors());
    assert_eq!(problems(&[(FILE, &text)]), "");
    assert!(Entry::from(&record(&text)).vendors.contains("会員企業"));
}

#[test]
fn what_is_written_out_is_what_was_there() {
    let (collection, _) = load_files([(FILE.to_owned(), VENDORS.into())]);
    assert_eq!(collection.files()[FILE], VENDORS);
}
