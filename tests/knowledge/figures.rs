//! Figures have a source, and those of programs stand in their rules only.

use super::{ARTICLE, DESK, problems};

const PROGRAM: &str = r#"name = "甲テレワーク助成金（導入コース）"
also = ["甲の助成金"]
former_names = ["乙導入補助金"]
authority = "厚生労働省"
url = ""
applicant = "firm"
summary = "制度導入に助成する国の制度です。[1]"
details = """
対象の期間は3か月です。[1]
上限は150万円です。
"""
phrasings = ["甲テレワーク助成金はいくら", "甲の締切", "甲の対象"]
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
max_yen = 1500000
rate = "2/3"
source = 1

[[criteria]]
type = "employees"
min = 2
max = 999
text = "労働者が決まった数であること"
source = 1

[[sources]]
title = "支給要領"
publisher = "厚生労働省"
url = "https://example.jp/kou"
checked_on = 2026-11-22
level = "official"
"#;

/// Returns the problems of an article whose last sentence is `text`.
fn with(text: &str) -> String {
    let article = ARTICLE.replace("就業規則に書いておきます。[1]", text);
    let program = PROGRAM.replace("上限は150万円です。", "上限は150万円です。[1]");
    problems(&[("qa/a.md", &article), ("program/kou.toml", &program)])
}

#[test]
fn a_figure_that_the_program_has_may_stand() {
    for text in [
        "甲テレワーク助成金（導入コース）は１５０万円までです。[1]",
        "甲の助成金は2人以上の会社が対象です。[1]",
        "甲テレワーク助成金の補助率は3分の2です。[1]",
        "乙導入補助金の締切は令和8年11月30日です。[1]",
        "乙導入補助金は11月30日まで、{program/kou.dounyu}です。[1]",
        "甲テレワーク助成金は8月22日時点で受付中です。[1]",
        "ほかの制度は77万円です。[1]",
    ] {
        assert_eq!(with(text), "", "{text}");
    }
}

#[test]
fn a_figure_that_the_program_has_not_is_an_error() {
    insta::assert_snapshot!(with("甲テレワーク助成金は200万円までです。[1]"), @r"
        qa/a.md:21 誤り 「200万円」は、この文が述べる制度（`program/kou`）の値にありません。
          → 制度の値は数字で書かず、`{program/kou.dounyu}`（150万円）のように引用してください。
        ");
    insta::assert_snapshot!(with("はじめに。[1]\n- 甲の助成金（乙）は、３人から申請できます。[1]"), @r"
        qa/a.md:22 誤り 「3人」は、この文が述べる制度（`program/kou`）の値にありません。
          → 制度のファイルの値か、この文を直してください。別の制度の値なら、文を分けてその制度を名指してください。
        ");
    insta::assert_snapshot!(with("乙導入補助金の締切は2025年11月30日です。[1]"), @r"
        qa/a.md:21 誤り 「2025年11月30日」は、この文が述べる制度（`program/kou`）の値にありません。
          → 制度の値は数字で書かず、`{program/kou.opens}`（2026年4月13日）、`{program/kou.closes}`（2026年11月30日17時）のように引用してください。
        ");
    insta::assert_snapshot!(with("{program/kou.name}の補助率は1/2で、{program/kou.dounyu}が上限です。[1]"), @r"
        qa/a.md:21 誤り 「1/2」は、この文が述べる制度（`program/kou`）の値にありません。
          → 制度の値は数字で書かず、`{program/kou.dounyu.rate}`（2/3）のように引用してください。
        ");
    let program = PROGRAM.replace("上限は150万円です。", "");
    let desk = DESK.replace(
        "テレワークの相談が",
        "甲テレワーク助成金（上限90万円）の相談が",
    );
    insta::assert_snapshot!(problems(&[("desk/a.toml", &desk), ("program/kou.toml", &program)]), @r"
        desk/a.toml:5 誤り 「90万円」は、この文が述べる制度（`program/kou`）の値にありません。
          → 制度の値は数字で書かず、`{program/kou.dounyu}`（150万円）のように引用してください。
        ");
}

#[test]
fn a_figure_without_a_mark_is_told() {
    insta::assert_snapshot!(with("手当は月5,000円です。"), @r"
        qa/a.md:21 誤り 「5,000円」に出典番号がありません。
          → 根拠の出典の番号を、文の終わりに `[1]` のように書いてください。
        ");
    insta::assert_snapshot!(with("50人未満の会社が対象です。しかし、締切は11月30日です。"), @r"
        qa/a.md:21 注意 「11月30日」に出典番号がありません。
          → 根拠の出典の番号を、文の終わりに `[1]` のように書いてください。
        qa/a.md:21 注意 「50人」に出典番号がありません。
          → 根拠の出典の番号を、文の終わりに `[1]` のように書いてください。
        ");
    let program = PROGRAM.to_owned();
    insta::assert_snapshot!(problems(&[("program/kou.toml", &program)]), @r"
        program/kou.toml:10 誤り 「150万円」に出典番号がありません。
          → 根拠の出典の番号を、文の終わりに `[1]` のように書いてください。
        ");
}

#[test]
fn a_mark_may_stand_at_the_end_of_the_line_above_a_list_or_in_the_heading() {
    for text in [
        "月5,000円です。日割りにします。[1]",
        "次のとおりです。[1]\n- 月5,000円\n- 年6万円",
        "月額です。[1]\n\n## 額[1]\n月5,000円です。",
        "例えば、月5,000円なら年6万円です。[1]\n\nたとえば10人なら、月5万円です。",
        "1日に1回、2つに分けます。第9条、2026年の解説です。",
    ] {
        assert_eq!(with(text), "", "{text}");
    }
}

#[test]
fn a_quote_leads_to_a_figure_and_stands_where_it_is_filled() {
    insta::assert_snapshot!(with("上限は{program/kou.dounyo}です。[1]\n次は{program/otsu.name}です。[1]"), @r"
        qa/a.md:21 誤り `{program/kou.dounyo}` に当たる制度の値がありません。
          → 使える項目：name, opens, closes, dounyu, dounyu.max, dounyu.rate
        qa/a.md:22 誤り `{program/otsu.name}` に当たる制度の値がありません。
          → `program/kou` の書き間違いではありませんか。
        ");
    let desk = DESK.replace("テレワークの相談が", "{program/kou.name}の相談が");
    let program = PROGRAM.replace(
        "上限は150万円です。",
        "上限は{program/kou.dounyu}、{program/kou.max}です。[1]",
    );
    let program = program.replace("summary = \"制度", "summary = \"{program/kou.dounyu}を制度");
    insta::assert_snapshot!(problems(&[("desk/a.toml", &desk), ("program/kou.toml", &program)]), @r"
        desk/a.toml:5 誤り `purpose` の `{program/kou.name}` には、制度の値が入りません。
          → 引用できるのは本文・説明・要約の中だけです。言葉で書き直してください。
        program/kou.toml:7 誤り `summary` の `{program/kou.dounyu}` には、制度の値が入りません。
          → 引用できるのは本文・説明・要約の中だけです。言葉で書き直してください。
        program/kou.toml:10 誤り `{program/kou.max}` に当たる制度の値がありません。
          → 使える項目：name, opens, closes, dounyu, dounyu.max, dounyu.rate
        ");
}

#[test]
fn the_same_source_does_not_count_twice() {
    let (front, body) = ARTICLE.split_once("[[sources]]").unwrap();
    let (source, rest) = body.split_once("+++").unwrap();
    let twice = |second: &str| {
        let rest = rest.replace("書いておきます。[1]", "書いておきます。[2]");
        problems(&[(
            "qa/a.md",
            &format!("{front}[[sources]]{source}[[sources]]{second}+++{rest}"),
        )])
    };
    insta::assert_snapshot!(twice(source), @r"
        qa/a.md:17 誤り 2番目の出典は、1番目と同じURL・同じ箇所です。
          → 一つにまとめて番号を [1] に直すか、`section` に別の箇所を書いてください。
        ");
    assert_eq!(twice(&source.replace("7(4)", "7(5)")), "");
}

#[test]
fn a_link_within_the_collection_leads_to_an_entry() {
    for text in [
        "[公式](https://example.jp/qa/x)と[電話](tel:0120000000)と[下](#top)です。[1]",
        "[この項目](qa/a)と[同じ](/entries/qa/a#top)と[ファイル](../qa/a.md)です。[1]",
    ] {
        assert_eq!(with(text), "", "{text}");
    }
    insta::assert_snapshot!(with("はじめに。[1]\n[別の項目](/entries/qa/zz)です。[1]"), @r"
        qa/a.md:22 誤り 本文のリンク先 `/entries/qa/zz` という項目はありません。
          → `qa/a` の書き間違いではありませんか。
        ");
}

#[test]
fn somebody_looks_when_the_last_call_is_over() {
    let program = PROGRAM.replace("上限は150万円です。", "");
    let program = program.replace("2026-11-30T17:00:00", "2026-11-20");
    let old = program.replace("checked_on = 2026-11-22", "checked_on = 2026-11-19");
    let told = |text: &str| problems(&[("program/kou.toml", text)]);
    insta::assert_snapshot!(told(&old), @r"
        program/kou.toml:24 注意 知っている募集は2026年11月20日で終わりました。そのあと、だれも出典を見ていません。
          → 次の募集を公式ページで確かめ、`[[windows]]` を書き足してください。なくなった制度なら `ended = true` を書きます。
        ");
    assert_eq!(told(&program), "");
    assert_eq!(
        told(&old.replace("next_round = \"\"", "ended = true\nnext_round = \"\"")),
        ""
    );
    assert_eq!(
        told(&old.replace("closes = 2026-11-20", "closes = 2026-11-22")),
        ""
    );
}
