//! Words that readers do not know, wordings that are over, and names of companies.

use super::{ARTICLE, DESK, article, problems};

const TERM: &str = r#"[[term]]
slug = "vpn"
term = "VPN"
reading = "ぶいぴーえぬ"
also = ["仮想専用線", "36協定", "みなし労働", "事業場外みなし"]
definition = "外から会社の中につなぐ、守られた通り道です。"
see = []

[[term.sources]]
title = "案内"
publisher = "総務省"
url = "https://example.jp/"
checked_on = 2026-11-22
level = "official"
"#;

/// Returns the problems of an article whose last sentence is `text`, beside a glossary.
fn with(text: &str) -> String {
    let article = ARTICLE.replace("就業規則に書いておきます。[1]", &format!("{text}[1]"));
    problems(&[("qa/a.md", &article), ("term/a.toml", TERM)])
}

#[test]
fn words_that_are_explained_may_stand() {
    for text in [
        "ＶＰＮとPDFとSNSを使い、36協定を結びます。",
        "MDM（端末の管理）を入れます。MDMは要ります。",
        "端末の管理（MDM）を入れます。",
        "清算期間（労働時間を合わせる期間）を決めます。",
        "https://example.jp/ABC/DEF.PDF と ABC.DEF@example.jp を見ます。",
        "Zoomのような道具です。",
    ] {
        assert_eq!(with(text), "", "{text}");
    }
}

#[test]
fn words_that_nobody_explains_are_told_once() {
    insta::assert_snapshot!(with("MDMを入れます。\n\nBYODとMDMの決まりです。"), @r"
        qa/a.md:21 注意 「MDM」の説明が用語集にありません。
          → `[[term]]` を書き足すか、「MDM（…のこと）」のようにその場で説明してください。
        qa/a.md:23 注意 「BYOD」の説明が用語集にありません。
          → `[[term]]` を書き足すか、「BYOD（…のこと）」のようにその場で説明してください。
        ");
    insta::assert_snapshot!(with("清算期間を決めます。"), @r"
        qa/a.md:21 注意 「清算期間」の説明が用語集にありません。
          → `[[term]]` を書き足すか、「清算期間（…のこと）」のようにその場で説明してください。
        ");
    let question = ARTICLE.replace("中抜けの時間は", "DXの費用は");
    let desk = DESK.replace("テレワークの相談が", "DXの相談が");
    insta::assert_snapshot!(problems(&[("qa/a.md", &question), ("desk/a.toml", &desk), ("term/a.toml", TERM)]), @r"
        desk/a.toml:5 注意 「DX」の説明が用語集にありません（ほかに1項目）。
          → `[[term]]` を書き足すか、「DX（…のこと）」のようにその場で説明してください。
        ");
}

#[test]
fn wordings_that_are_over_are_told_as_what_they_were() {
    for text in [
        "デジタル化・AI導入補助金（旧IT導入補助金）が使えます。",
        "2026年度にIT導入補助金から名前が変わりました。",
        "事業場外みなしの3要件は、古い説明です。",
        "機器等導入助成は令和7年度に廃止されました。",
        "新型コロナ対策の特例のコースもありました。",
        "目標を決める3要件です。",
    ] {
        assert_eq!(with(text), "", "{text}");
    }
    insta::assert_snapshot!(with("IT導入補助金が使えます。"), @r"
        qa/a.md:21 誤り 「IT導入補助金」は、いまの名前ではありません。
          → 「デジタル化・AI導入補助金（旧IT導入補助金）」のように、旧い名前だと分かる書き方にしてください。
        ");
    insta::assert_snapshot!(with("はじめに。[1]\n事業場外みなしには、次の三つの要件があります。"), @r"
        qa/a.md:22 誤り 事業場外みなしの要件は、2021年3月の改定から2つです。
          → いまの2つの要件に直すか、3要件が古い説明だと同じ文に書いてください。
        ");
    insta::assert_snapshot!(with("機器等導入助成でパソコンを買えます。"), @r"
        qa/a.md:21 誤り 「機器等導入助成」は、令和7年度に廃止されました。
          → 廃止されたことを同じ文に書くか、いまの助成に直してください。
        ");
    insta::assert_snapshot!(with("働き方改革推進支援助成金（テレワークコース）に申請します。"), @r"
        qa/a.md:21 誤り 働き方改革推進支援助成金のテレワークコースは、令和2年度で終わりました。
          → 終わったことを同じ文に書くか、「人材確保等支援助成金（テレワークコース）」に直してください。
        ");
    insta::assert_snapshot!(with("新型コロナ対策の助成金が使えます。"), @r"
        qa/a.md:21 誤り 新型コロナウイルス対策の制度や特例を、いまもあるように書いています。
          → いつのことかを同じ文に書くか、いまの制度に直してください。
        ");
    insta::assert_snapshot!(article("\"中抜け 休憩扱い\"", "\"IT導入補助金は使える？\""), @"");
}

#[test]
fn companies_are_named_only_in_cases_with_consent() {
    for text in [
        "株式会社や合同会社が対象です。",
        "合同会社設立のときです。",
        "株式会社日本政策金融公庫に相談します。",
    ] {
        assert_eq!(with(text), "", "{text}");
    }
    insta::assert_snapshot!(with("窓口はテレ株式会社です。"), @r"
        qa/a.md:21 誤り 同意の印がないのに、会社名（テレ株式会社）があります。
          → 会社名は事例（case）にだけ、同意の印を付けて書けます。名前を消して、業種や規模で言い表してください。
        ");
    insta::assert_snapshot!(with("（株）甲乙と、丙ホールディングスの製品です。"), @r"
        qa/a.md:21 誤り 同意の印がないのに、会社名（丙ホールディングス）があります。
          → 会社名は事例（case）にだけ、同意の印を付けて書けます。名前を消して、業種や規模で言い表してください。
        qa/a.md:21 誤り 同意の印がないのに、会社名（（株）甲乙）があります。
          → 会社名は事例（case）にだけ、同意の印を付けて書けます。名前を消して、業種や規模で言い表してください。
        ");
    let desk = DESK.replace("テレワーク相談センター", "株式会社テレ相談センター");
    insta::assert_snapshot!(problems(&[("desk/a.toml", &desk)]), @r"
        desk/a.toml:3 誤り 同意の印がないのに、会社名（株式会社テレ相談センター）があります。
          → 会社名は事例（case）にだけ、同意の印を付けて書けます。名前を消して、業種や規模で言い表してください。
        ");
    let case = |consent: &str, question: &str| {
        let case = ARTICLE.replace("[[sources]]", &format!("{consent}[[sources]]"));
        problems(&[("case/a.md", &case.replace("中抜けの時間は", question))])
    };
    let named = "株式会社甲は中抜けを";
    insta::assert_snapshot!(case("", named), @r#"
        case/a.md:2 誤り 同意の印がないのに、会社名（株式会社甲）があります。
          → 公の表彰や事例集で公表された会社なら `consent = "public_award"`、本人の同意があれば `consent = "given"` を書いてください。どちらでもなければ名前を消してください。
        "#);
    insta::assert_snapshot!(case("", "中抜けを"), @r#"
        case/a.md:2 注意 事例に、会社名を出す同意の印（`consent`）がありません。
          → `consent = "public_award"`、`"given"`、会社名を出さないなら `"no_company"` を書いてください。
        "#);
    insta::assert_snapshot!(case("", "中抜けを（甲工業）\"\n#"), @r#"
        case/a.md:2 誤り 同意の印がないのに、会社名（甲工業）があります。
          → 公の表彰や事例集で公表された会社なら `consent = "public_award"`、本人の同意があれば `consent = "given"` を書いてください。どちらでもなければ名前を消してください。
        "#);
    insta::assert_snapshot!(case("consent = \"no_company\"\n", named), @r#"
        case/a.md:2 誤り 同意の印がないのに、会社名（株式会社甲）があります。
          → 公の表彰や事例集で公表された会社なら `consent = "public_award"`、本人の同意があれば `consent = "given"` を書いてください。どちらでもなければ名前を消してください。
        "#);
    insta::assert_snapshot!(case("consent = \"asked\"\n", named), @r"
        case/a.md:9 誤り `consent` に `asked` は使えません。使える値：public_award, given, no_company
          → 使える値のどれかを書いてください。
        ");
    for consent in ["public_award", "given"] {
        assert_eq!(case(&format!("consent = \"{consent}\"\n"), named), "");
    }
    assert_eq!(case("consent = \"no_company\"\n", "中抜けを"), "");
}
