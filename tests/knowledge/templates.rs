//! What the structured kinds say of themselves.

use madoguchi::knowledge::{Entry, EntryId, load_files};

use super::DESK;

const SOURCE: &str = "title = \"案内\"\npublisher = \"総務省\"\nurl = \"https://example.jp/\"\nchecked_on = 2026-11-22\nlevel = \"official\"\n";

/// Returns the entry of a `[[kind]]` table with these keys and one source.
fn entry(kind: &str, keys: &str) -> String {
    let text = format!("[[{kind}]]\nslug = \"a\"\n{keys}\n[[{kind}.sources]]\n{SOURCE}");
    shown(&format!("{kind}/a.toml"), &text)
}

fn shown(path: &str, text: &str) -> String {
    let (collection, problems) = load_files([(path.to_owned(), text.as_bytes().to_vec())]);
    assert!(problems.is_empty(), "{problems:#?}");
    let entries = collection.records.values().map(Entry::from);
    let texts = entries.map(|it| {
        format!(
            "問 {}\n言い換え {}\n分野 {}\n見直し {}日\n\n{}\n\n{}\n",
            it.question,
            it.phrasings.join(" / "),
            it.topics.join("、"),
            it.review_after_days,
            it.conclusion,
            it.details
        )
    });
    texts.collect()
}

#[test]
fn desk() {
    insta::assert_snapshot!(shown("desk/a.toml", DESK), @r"
        問 テレワーク相談センターの連絡先・受付時間は
        言い換え テレワーク相談センターの電話番号 / テレワーク相談センター 連絡先 / テレワーク相談センター 受付時間 何時まで
        分野 相談窓口
        見直し 365日

        テレワーク相談センターの電話番号は0120-000-000です。受付時間は平日9:00〜17:00です。[1]

        テレワークの相談ができる窓口です。[1]

        - 電話：0120-000-000
        - 受付時間：平日9:00〜17:00
        - 公式サイト：https://example.jp/
        ");
}

#[test]
fn a_desk_without_a_number_sends_to_its_page() {
    insta::assert_snapshot!(entry("desk", "name = \"東京テレワーク推進センター\"\nprefectures = [\"東京都\"]\npurpose = \"都内の会社の窓口です。\"\nurl = \"https://example.jp/\"\nphrasings = [\"都内 在宅 相談先\"]"), @r"
        問 東京テレワーク推進センターの連絡先・受付時間は
        言い換え 都内 在宅 相談先 / 東京テレワーク推進センターの電話番号 / 東京テレワーク推進センター 連絡先 / 東京都 テレワーク 相談
        分野 相談窓口
        見直し 365日

        東京テレワーク推進センターの電話番号は公式サイトで確認してください。[1]

        都内の会社の窓口です。[1]

        - 対象の地域：東京都
        - 公式サイト：https://example.jp/
        ");
}

#[test]
fn term() {
    insta::assert_snapshot!(entry("term", "term = \"中抜け\"\nreading = \"なかぬけ\"\nalso = [\"中抜け時間\"]\ndefinition = \"仕事の途中で、仕事から離れる時間です。\""), @r"
        問 「中抜け」とは何ですか
        言い換え 中抜けとは / 中抜け 意味 / 中抜け時間とは / なかぬけとは
        分野 
        見直し 365日

        仕事の途中で、仕事から離れる時間です。[1]

        - 読み方：なかぬけ
        - ほかの呼び方：中抜け時間
        ");
}

#[test]
fn a_figure_never_stands_without_year_survey_and_population() {
    let keys = "value = \"47.3%\"\nyear = \"令和6年（2024年）\"\npopulation = \"常用雇用者100人以上の企業\"\nsurvey = \"通信利用動向調査\"\nnote = \"回答した企業の割合です。\"";
    insta::assert_snapshot!(entry("statistic", &format!("title = \"テレワークを導入している企業の割合\"\n{keys}")), @r"
        問 テレワークを導入している企業の割合は、令和6年（2024年）ではどのくらいですか
        言い換え テレワークを導入している企業の割合 令和6年（2024年） / 通信利用動向調査 テレワークを導入している企業の割合
        分野 統計
        見直し 365日

        テレワークを導入している企業の割合は47.3%です（令和6年（2024年）、通信利用動向調査、対象：常用雇用者100人以上の企業）。[1]

        - 調べたこと：テレワークを導入している企業の割合
        - 年：令和6年（2024年）
        - 調査：通信利用動向調査
        - 対象：常用雇用者100人以上の企業

        回答した企業の割合です。[1]
        ");
    let long = "長".repeat(80);
    insta::assert_snapshot!(entry("statistic", &format!("title = \"{long}\"\n{keys}")).lines().nth(5).unwrap(), @"47.3%です（令和6年（2024年）、通信利用動向調査、対象：常用雇用者100人以上の企業）。[1]");
}

#[test]
fn event() {
    insta::assert_snapshot!(entry("event", "name = \"テレワーク月間\"\ntype = \"campaign\"\norganizer = \"テレワーク推進フォーラム\"\nperiod = \"毎年11月\"\nurl = \"\"\nsummary = \"テレワークを広めるための月間です。\"\nstatus_note = \"日程は公式ページで確認してください。\""), @r"
        問 テレワーク月間とは何ですか。時期はいつですか
        言い換え テレワーク月間とは / テレワーク月間 いつ / テレワーク月間 日程
        分野 表彰・催し
        見直し 90日

        テレワークを広めるための月間です。[1]

        - 主催：テレワーク推進フォーラム
        - 時期：毎年11月

        日程は公式ページで確認してください。
        ");
}

#[test]
fn solution() {
    insta::assert_snapshot!(entry("solution", "category = \"リモートデスクトップ\"\nsummary = \"会社のパソコンの画面を、離れた所から操作する仕組みです。\"\nselection_points = [\"通信が途切れたときの動き\", \"情報を手元に残さないか\", \"費用\"]\ntopics = [\"ツール・電子化\"]"), @r"
        問 リモートデスクトップとは何ですか。どう選べばよいですか
        言い換え リモートデスクトップ 選び方 / リモートデスクトップとは / リモートデスクトップ おすすめ / リモートデスクトップ 比較
        分野 ツール・電子化
        見直し 365日

        会社のパソコンの画面を、離れた所から操作する仕組みです。[1]

        ## 選ぶときに見るところ
        次の点を比べます。[1]

        - 通信が途切れたときの動き
        - 情報を手元に残さないか
        - 費用

        特定の製品やサービスは勧めていません。
        ");
}

#[test]
fn the_first_paragraph_of_an_article_is_its_conclusion() {
    let (collection, _) = load_files([("qa/a.md".to_owned(), super::ARTICLE.into())]);
    let entry = Entry::from(&collection.records[&EntryId("qa/a".to_owned())]);
    assert_eq!(
        entry.conclusion,
        "休憩として扱うか、時間単位の年次有給休暇として扱うかを、あらかじめ決めておきます。[1]"
    );
    assert_eq!(entry.details, "## くわしく\n就業規則に書いておきます。[1]");
}
