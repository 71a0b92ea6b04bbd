//! Mistakes in the rules of programs, and in quotes of their figures.

use super::{ARTICLE, problems};

/// A program without a problem.
const PROGRAM: &str = r#"name = "甲助成金"
also = []
former_names = []
authority = "厚生労働省"
url = ""
applicant = "firm"
summary = "導入した会社に20万円を支給します。[1]"
details = ""
phrasings = ["甲助成金がほしい", "甲の助成はまだある", "甲助成金の書類"]
topics = ["補助金"]
purposes = ["導入"]
prefectures = []
predecessor = ""
successor = ""
next_round = ""
before = []
before_not = []
review_after_days = 90
related = []

[[windows]]
label = "令和8年度"
opens = 2026-04-13
closes = 2026-11-30T17:00:00
source = 1

[[amounts]]
key = "dounyu"
label = "導入"
yen = 200000
source = 1

[[criteria]]
type = "prefecture"
one_of = ["東京都"]
text = "都内の会社であること"
source = 1

[[sources]]
title = "案内"
publisher = "厚生労働省"
edition = ""
section = ""
url = "https://example.jp/"
checked_on = 2026-11-22
level = "official"
"#;

const PREFECTURES: &str = "code,name,kana,hiragana,romaji,source_url,as_of
13,東京都,トウキョウト,とうきょうと,tokyo,https://example.jp/,2026-11-22
";

/// Returns the problems of the program with `from` replaced by `to`.
fn program(from: &str, to: &str) -> String {
    assert!(PROGRAM.contains(from), "the program has no {from}");
    let text = PROGRAM.replacen(from, to, 1);
    problems(&[
        ("program/kou.toml", &text),
        ("prefectures.csv", PREFECTURES),
    ])
}

#[test]
fn a_right_program_has_no_problem() {
    assert_eq!(program("甲助成金", "甲助成金"), "");
}

#[test]
fn windows() {
    insta::assert_snapshot!(program("2026-11-30T17:00:00", "2026-04-12"), @r"
    program/kou.toml:24 誤り 受付の終わり（2026-04-12）が始まり（2026-04-13）より前です。
      → `opens` と `closes` を確かめて直してください。
    ");
    insta::assert_snapshot!(program("2026-11-30T17:00:00", "2026-06-31"), @r"
    program/kou.toml:24 誤り 日付 `2026-06-31` は暦にありません。
      → `2026-11-22` のように、実在する年月日を書いてください。
    ");
    insta::assert_snapshot!(program("2026-11-30T17:00:00", "\"11月末\""), @r"
    program/kou.toml:24 誤り `closes` は引用符のない日付か日時で書きます（文字列があります）。
      → `closes = 2026-11-30T17:00:00` のように書いてください。
    ");
    insta::assert_snapshot!(program("closes = ", "within_months = 2\ncloses = "), @r#"
    program/kou.toml:21 誤り `within_months` と `after` は、両方を書くか、両方を消します。
      → たとえば `within_months = 2` と `after = "評価期間の末日"` と書いてください。
    "#);
    let second = "[[windows]]\nlabel = \"追加\"\nopens = 2026-11-01\ncloses = 2026-12-15\nsource = 1\n\n[[amounts]]";
    insta::assert_snapshot!(program("[[amounts]]", second), @r"
    program/kou.toml:27 誤り 受付期間が「令和8年度」と重なっています。
      → 日付を直すか、別の枠なら別の制度のファイルに分けてください。
    ");
}

#[test]
fn amounts() {
    insta::assert_snapshot!(program("yen = 200000", "yen = -200000"), @r"
    program/kou.toml:30 誤り `yen` は0以上の整数で書きます（数 -200000 があります）。
      → `yen = 200000` のように書いてください。
    ");
    insta::assert_snapshot!(program("yen = 200000", "max_yen = 200000\nrate = \"3/2\""), @r#"
    program/kou.toml:31 誤り `rate` は1以下の分数（文字列）で書きます（文字列があります）。
      → `rate = "2/3"` のように書いてください。
    "#);
    insta::assert_snapshot!(program("yen = 200000", "min_yen = 50000\nmax_yen = 40000"), @r"
    program/kou.toml:31 誤り 上限（40000円）が下限（50000円）より小さくなっています。
      → `min_yen` と `max_yen` を確かめて直してください。
    ");
    insta::assert_snapshot!(program("yen = 200000", "yen = 200000\nmax_yen = 300000"), @r#"
    program/kou.toml:27 誤り 金額は、定額の `yen` か、`min_yen`・`max_yen`・`rate` のどちらか一方で書きます。
      → たとえば `yen = 200000`、または `max_yen = 1500000` と `rate = "1/2"` です。
    "#);
    insta::assert_snapshot!(program("key = \"dounyu\"", "key = \"name\""), @r"
    program/kou.toml:28 誤り 金額の名前 `name` は使えないか、二度あります。
      → 半角の英小文字・数字・`_` で、ほかと違う名前にしてください。
    ");
    insta::assert_snapshot!(program("label = \"導入\"", "label = \"導入\"\nunit = \"円\""), @r"
    program/kou.toml:30 誤り `unit` というキーはありません。使えるキー：key, label, yen, min_yen, max_yen, rate, choice, per, note, source, when
      → キー名を直すか、この行を消してください。
    ");
}

#[test]
fn criteria() {
    insta::assert_snapshot!(program("[\"東京都\"]", "[\"東京\"]"), @r"
    program/kou.toml:35 誤り 「東京」は都道府県の名前ではありません。
      → 「東京都」と書いてください。
    ");
    insta::assert_snapshot!(program("one_of = [\"東京都\"]\n", ""), @r"
    program/kou.toml:33 誤り この種類の条件では、`one_of` に1つ以上の値を書きます。
      → ほかの制度のファイルを手本に、書き足すか直してください。
    ");
    insta::assert_snapshot!(program("type = \"prefecture\"", "type = \"employees\"\nmin = 5\nmax = 2"), @r"
    program/kou.toml:33 誤り この種類の条件では、`max` を `min` 以上にします。
      → ほかの制度のファイルを手本に、書き足すか直してください。
    ");
    insta::assert_snapshot!(program("type = \"prefecture\"", "type = \"sme\"\nlaw = \"support_act\""), @r"
    program/kou.toml:33 誤り この種類の条件では、`law` に employment_grants, basic_act, cabinet_order のどれかを書きます。
      → ほかの制度のファイルを手本に、書き足すか直してください。
    ");
    insta::assert_snapshot!(program("type = \"prefecture\"", "type = \"fact\"\nfact = \"employment_insurence\"\nis = true"), @r"
    program/kou.toml:35 誤り `fact` に `employment_insurence` は使えません。使える値：employment_insurance, accident_insurance, telework_introduced, telework_expanding, telework_rules, satellite_rules, workation_rules, head_office_in_prefecture, six_months_staff, care_staff, prior_consultation, ordered_before_decision, gbizid_prime, security_action, registered_it_tool, wage_raise, wage_raise_special, near_minimum_wage, annual_leave_rules, large_parent, telework_new_or_expanding, care_telework_rules_planned, flexible_measures_used, four_processes, ordering_party, joint_application, otasuketai_service, equipment_over_300k, deficit, invoice_special, facility_in_target_area
      → `employment_insurance` の書き間違いではありませんか。
    ");
    insta::assert_snapshot!(program("text = \"都内の会社であること\"\nsource = 1", "source = 2"), @r#"
    program/kou.toml:7 誤り [2] に当たる出典がありません（出典は1件）。
      → 番号を直すか、出典を書き足してください。
    program/kou.toml:33 誤り 条件を言い表す `text` がありません。
      → 読む人に分かる文で `text = "…"` を書いてください。
    program/kou.toml:36 誤り `source` の2番目の出典がありません（出典は1件）。
      → 1が最初の `[[sources]]` です。番号を直すか、出典を書き足してください。
    "#);
    insta::assert_snapshot!(program("successor = \"\"", "successor = \"program/koo\""), @r"
    program/kou.toml:14 誤り `successor` の `program/koo` という制度はありません。
      → `program/kou` の書き間違いではありませんか。
    ");
    insta::assert_snapshot!(program("purposes = [\"導入\"]", "purposes = [\"導入支援\"]"), @r"
    program/kou.toml:11 誤り `purposes` に「導入支援」は使えません。
      → 「導入」の書き間違いではありませんか。
    ");
}

#[test]
fn quotes_of_figures() {
    let quoting = |text: &str| {
        let article = ARTICLE.replace("## くわしく\n", &format!("## くわしく\n{text}"));
        problems(&[
            ("program/kou.toml", PROGRAM),
            ("prefectures.csv", PREFECTURES),
            ("qa/nakanuke.md", &article),
        ])
    };
    assert_eq!(quoting("支給額は{program/kou.dounyu}です。[1]\n"), "");
    insta::assert_snapshot!(quoting("支給額は{program/kou.dounyuu}です。[1]\n"), @r"
    qa/nakanuke.md:21 誤り `{program/kou.dounyuu}` に当たる制度の値がありません。
      → 使える項目：name, opens, closes, dounyu, dounyu.max
    ");
    insta::assert_snapshot!(quoting("支給額は{program/koo.dounyu}です。[1]\n"), @r"
    qa/nakanuke.md:21 誤り `{program/koo.dounyu}` に当たる制度の値がありません。
      → `program/kou` の書き間違いではありませんか。
    ");
}
