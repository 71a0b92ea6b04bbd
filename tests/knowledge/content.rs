//! What the editorial rules say about a record, and how records fit together.

use madoguchi::knowledge::load_files;

use super::{ARTICLE, DESK, article, desk, problems};

#[test]
fn sources() {
    let none = ARTICLE.split("[[sources]]").next().unwrap().to_owned() + "+++\n答えです。[1]\n";
    insta::assert_snapshot!(problems(&[("qa/a.md", &none)]), @r"
        qa/a.md:1 誤り 出典がありません。出典のない項目は公開できません。
          → `[[sources]]` を書き足してください。
        qa/a.md:10 誤り [1] に当たる出典がありません（出典は0件）。
          → 番号を直すか、出典を書き足してください。1が最初の `[[sources]]` です。
        ");
    insta::assert_snapshot!(article("\"official\"", "\"unverified\""), @r"
        qa/nakanuke.md:16 誤り 未確認（unverified）の出典は公開できません。
          → 出典を確かめて level を直すか、この出典とそれに基づく文を消してください。
        ");
    insta::assert_snapshot!(article("書いておきます。[1]", "書いておきます。[2]"), @r"
        qa/nakanuke.md:21 誤り [2] に当たる出典がありません（出典は1件）。
          → 番号を直すか、出典を書き足してください。1が最初の `[[sources]]` です。
        ");
    let uncited = ARTICLE.replace("[1]", "");
    insta::assert_snapshot!(problems(&[("qa/a.md", &uncited)]), @r"
        qa/a.md:9 誤り 1番目の出典が本文のどこにも引用されていません。
          → 根拠にしている文に [1] を付けるか、この出典を消してください。
        qa/a.md:18 誤り 結論に出典番号がありません。
          → 最初の段落の終わりに、根拠の出典の番号を `[1]` のように書いてください。
        ");
    insta::assert_snapshot!(desk("相談ができる窓口です。", "相談ができる窓口です。[3]"), @r"
        desk/national.toml:2 誤り [3] に当たる出典がありません（出典は1件）。
          → 番号を直すか、出典を書き足してください。
        ");
}

#[test]
fn conclusions() {
    let long = "長".repeat(121);
    insta::assert_snapshot!(article("休憩として扱うか", &long), @r"
        qa/nakanuke.md:18 誤り 結論が154字あります（出典番号を除いて120字まで）。
          → 最初の段落を短くし、残りは次の段落に書いてください。
        ");
    insta::assert_snapshot!(article("休憩として", "# 見出し\n\n休憩として"), @r"
        qa/nakanuke.md:18 誤り 結論（本文の最初の段落）がありません。
          → 見出しの前に、質問への答えを120字以内で書いてください。
        ");
    let (front, _) = ARTICLE.split_once("休憩として").unwrap();
    insta::assert_snapshot!(problems(&[("qa/a.md", front)]), @r"
        qa/a.md:18 誤り 結論（本文の最初の段落）がありません。
          → 見出しの前に、質問への答えを120字以内で書いてください。
        ");
    let line = format!("question   = \"{}\"", "長".repeat(300));
    insta::assert_snapshot!(article("question   = \"中抜けの時間はどう扱えばよいですか\"", &line), @"");
}

#[test]
fn a_conclusion_of_120_characters_is_short_enough() {
    let exact = "長".repeat(120) + "[1]\n\n";
    let (front, _) = ARTICLE.split_once("休憩として").unwrap();
    insta::assert_snapshot!(problems(&[("qa/a.md", &format!("{front}{exact}"))]), @"");
}

#[test]
fn phrasings() {
    insta::assert_snapshot!(article("\"中抜け 休憩扱い\", ", ""), @r"
        qa/nakanuke.md:3 誤り 質問の言い換え（phrasings）が2件しかありません。
          → 人が実際に打つ言い方を、3件以上書いてください。
        ");
    insta::assert_snapshot!(article("仕事中に病院へ行きたい", "中抜け　休憩扱い？"), @r"
        qa/nakanuke.md:3 誤り 言い換え「中抜け　休憩扱い？」が、この項目の中に二度あります。
          → どちらか一方を消してください。
        ");
    let other = ARTICLE
        .replace("中抜けの時間は", "抜けた分の給料は")
        .replace("在宅の日に子どもの迎えで抜けたい", "給料 引く")
        .replace("仕事中に病院へ行きたい", "抜けた分 控除");
    insta::assert_snapshot!(problems(&[("qa/a.md", ARTICLE), ("qa/b.md", &other)]), @r"
        qa/b.md:3 誤り 「中抜け 休憩扱い」は `qa/a` にもあります（qa/a.md 3行目）。
          → その質問に答える方の項目だけに残してください。
        ");
}

#[test]
fn words_of_closed_lists() {
    insta::assert_snapshot!(article("\"労働時間\"", "\"労働時問\""), @r"
        qa/nakanuke.md:4 誤り `topics` に「労働時問」は使えません。
          → 「労働時間」の書き間違いではありませんか。
        ");
    insta::assert_snapshot!(article("\"労務担当\"", "\"社長さんたち\""), @r"
        qa/nakanuke.md:5 誤り `audience` に「社長さんたち」は使えません。
          → 次のどれかにしてください：経営者、総務担当、労務担当、情報システム担当、従業員
        ");
    let prefectures = "code,name,kana,hiragana,romaji,source_url,as_of\n\
        13,東京都,トウキョウト,とうきょうと,tokyo,https://example.jp/,2026-10-01\n";
    let entry = ARTICLE.replace("prefectures = []", "prefectures = [\"東京\"]");
    insta::assert_snapshot!(problems(&[("prefectures.csv", prefectures), ("qa/a.md", &entry)]), @r"
        qa/a.md:6 誤り `prefectures` の「東京」は都道府県の名前ではありません。
          → 「東京都」と書いてください。
        ");
    insta::assert_snapshot!(problems(&[("qa/a.md", &entry)]), @r"
        prefectures.csv:1 誤り 都道府県の一覧がありません。項目の `prefectures` を確かめられません。
          → 公式の知識にある `prefectures.csv` を置いてください。
        ");
}

#[test]
fn links() {
    let linked = ARTICLE.replace(
        "related    = []",
        "related    = [\n  \"qa/b\",\n  \"qa/nakanuka\",\n]",
    );
    insta::assert_snapshot!(problems(&[("qa/nakanuke.md", &linked)]), @r"
        qa/nakanuke.md:9 誤り `related` の `qa/b` という項目はありません。
          → 実在する項目のidに直すか、消してください。
        qa/nakanuke.md:10 誤り `related` の `qa/nakanuka` という項目はありません。
          → `qa/nakanuke` の書き間違いではありませんか。
        ");
    // Not doubled where the other entry is there, but has problems of its own.
    let broken = ARTICLE.replace("[[sources]]", "[sources]");
    insta::assert_snapshot!(
        problems(&[("qa/nakanuke.md", &linked.replace("  \"qa/nakanuka\",\n", "")), ("qa/b.md", &broken)]),
        @r"
        qa/b.md:9 誤り `sources` は表の並び（[[…]]）で書きます（表があります）。
          → `[[sources]]` と二重の角かっこで書いてください。
        "
    );
}

#[test]
fn what_must_not_be_published() {
    insta::assert_snapshot!(desk("0120-000-000", "0120-91-6479"), @r"
        desk/national.toml:7 誤り 0120-91-6479 は使われていない古い番号です。
          → 番号を消すか、いまの番号に直してください。
        ");
    insta::assert_snapshot!(article("就業規則に書いて", "０１２０（９１）６４７９に聞いて"), @r"
        qa/nakanuke.md:21 誤り 0120-91-6479 は使われていない古い番号です。
          → 番号を消すか、いまの番号に直してください。
        ");
    insta::assert_snapshot!(desk("phone = \"0120-000-000\"\nurl = \"https://example.jp/\"\n", ""), @r"
        desk/national.toml:1 誤り 電話・メール・公式サイトのどれも書かれていません。
          → `url` に公式サイトを書いてください。
        ");
}

#[test]
fn one_bad_record_does_not_cost_the_others() {
    let second = DESK
        .replace("telework-center", "second")
        .replace("相談センター", "第二");
    let third = DESK
        .replace("telework-center", "third")
        .replace("相談センター", "第三");
    let text = [
        DESK,
        &second.replacen("2026-11-22", "2026-02-30", 1),
        &third,
    ]
    .join("\n");
    let (collection, problems) = load_files([("desk/a.toml".to_owned(), text.into_bytes())]);
    let ids: Vec<&str> = collection.records.keys().map(|it| it.0.as_str()).collect();
    assert_eq!(ids, ["desk/telework-center", "desk/third"]);
    assert_eq!(problems.len(), 1);
    assert_eq!(
        collection
            .left_out()
            .map(|it| it.0.as_str())
            .collect::<Vec<_>>(),
        ["desk/second"]
    );
}

#[test]
fn synonyms() {
    let group =
        |rest: &str| problems(&[("synonyms.toml", &format!("[[group]]\nid = \"a\"\n{rest}\n"))]);
    insta::assert_snapshot!(group("words = [\"在宅\", \"テレワーク\"]\nweight = 1"), @"");
    insta::assert_snapshot!(group("words = [\"在宅\"]\nweight = 0.8"), @r#"
        synonyms.toml:3 誤り 言い換えになる語が2つ以上ありません。
          → `words = ["在宅勤務", "テレワーク"]` のように書いてください。
        "#);
    insta::assert_snapshot!(group("words = [\"在宅\", \"在宅\"]\nweight = 0.8"), @r"
        synonyms.toml:3 誤り 「在宅」が同じ組の中に二度あります。
          → どちらか一方を消してください。
        ");
    insta::assert_snapshot!(group("from = \"在宅\"\nweight = 0.8"), @r#"
        synonyms.toml:3 誤り 一方向の言い換えには `from` と `to` の両方が要ります。
          → `from = "…"` と `to = ["…"]` を書いてください。
        "#);
    insta::assert_snapshot!(group("from = \"在宅\"\nwords = [\"家\", \"自宅\"]\nweight = 0.8"), @r"
        synonyms.toml:4 誤り `words` と `from`・`to` は同時に使えません。
          → 双方向なら `words` だけ、一方向なら `from` と `to` だけを書いてください。
        ");
    insta::assert_snapshot!(group("words = [\"在宅\", \"テレワーク\"]\nweight = 1.5"), @r"
        synonyms.toml:4 誤り `weight` は0より大きく1以下の数で書きます（数 1.5 があります）。
          → `weight = 0.8` のように書いてください。
        ");
    insta::assert_snapshot!(group("words = [\"在宅\", \"\"]\nweight = 0.5\n[[group]]\nid = \"a\"\nwords = [\"家\", \"自宅\"]\nweight = 0.5"), @r"
        synonyms.toml:3 誤り `words` の中に空の文字列があります。
          → 値を書くか、消してください。
        ");
}

#[test]
fn golden_questions() {
    let golden = "[[golden]]\nid = \"a\"\nquestion = \"抜けていい？\"\nentry = \"qa/nakanuke\"\n";
    let file = |more: &str| format!("{golden}\n[[golden]]\n{more}\n");
    let check =
        |more: &str| problems(&[("qa/nakanuke.md", ARTICLE), ("golden/a.toml", &file(more))]);
    insta::assert_snapshot!(check("id = \"b\"\nquestion = \"昼に抜けたい\"\nentry = \"qa/nakanuki\""), @r"
        golden/a.toml:9 誤り 想定質問の答え `qa/nakanuki` という項目はありません。
          → `qa/nakanuke` の書き間違いではありませんか。
        ");
    insta::assert_snapshot!(check("id = \"a\"\nquestion = \"昼に抜けたい\"\nentry = \"qa/nakanuke\""), @r"
        golden/a.toml:7 誤り `a` が二か所にあります（golden/a.toml 1行目とgolden/a.toml 6行目）。
          → どちらか一方の名前を変えるか、一つにまとめてください。
        ");
    insta::assert_snapshot!(check("id = \"b\"\nquestion = \"抜けて いい\"\nentry = \"qa/nakanuke\""), @r"
        golden/a.toml:8 誤り 想定質問「抜けて いい」が二度あります（golden/a.toml 3行目）。
          → どちらか一方を消してください。
        ");
    let unanswerable =
        "[[unanswerable]]\nid = \"off-1\"\nquestion = \"抜けていい\"\ntype = \"off\"\n";
    insta::assert_snapshot!(problems(&[("qa/nakanuke.md", ARTICLE), ("golden/a.toml", golden), ("golden/unanswerable.toml", unanswerable)]), @r"
        golden/unanswerable.toml:3 誤り 想定質問「抜けていい」が二度あります（golden/a.toml 3行目）。
          → どちらか一方を消してください。
        ");
    insta::assert_snapshot!(problems(&[("qa/nakanuke.md", ARTICLE), ("golden/a.toml", golden), ("golden/b.toml", golden)]), @r"
        golden/b.toml:2 誤り `a` が二か所にあります（golden/a.toml 1行目とgolden/b.toml 1行目）。
          → どちらか一方の名前を変えるか、一つにまとめてください。
        ");
}

#[test]
fn spreadsheets() {
    let holidays = |rows: &str| {
        problems(&[(
            "calendar/holidays.csv",
            &format!("date,name,source_url,as_of,level\n{rows}"),
        )])
    };
    insta::assert_snapshot!(holidays("2026-11-23,勤労感謝の日,https://example.jp/,2026-03-30,republished\n"), @"");
    insta::assert_snapshot!(holidays("2026/11/23,勤労感謝の日,https://example.jp/,2026-03-30,republished\n"), @r"
        calendar/holidays.csv:2 誤り `date` の日付 `2026/11/23` を読めません。
          → `2026-11-22` のように、実在する年月日を書いてください。
        ");
    insta::assert_snapshot!(holidays("2026-11-23,勤労感謝の日,https://example.jp/,2026-03-30\n"), @r#"
        calendar/holidays.csv:2 誤り 列の数が4です（5列のはずです）。
          → `,` の数を確かめ、`,` を含む値は "…" で囲んでください。
        "#);
    insta::assert_snapshot!(holidays("2028-01-01,元日,https://example.jp/,2026-03-30,unverified\n"), @r"
        calendar/holidays.csv:2 誤り 未確認（unverified）の祝日は載せられません。
          → 出典を確かめて level を直すか、行を消してください。
        ");
    insta::assert_snapshot!(holidays("2026-11-23,勤労感謝の日,https://example.jp/,2027-03-30,republished\n"), @r"
        calendar/holidays.csv:2 誤り `as_of` の 2027-03-30 はまだ来ていない日です（今日は2026-11-22）。
          → 実際に確かめた日を書いてください。
        ");
    insta::assert_snapshot!(problems(&[("calendar/holidays.csv", "日付,名前\n")]), @r"
        calendar/holidays.csv:1 誤り 見出しの行が決まった形ではありません。正しい見出し：date,name,source_url,as_of,level
          → 1行目をこの見出しに直してください。
        ");
    let prefecture = "code,name,kana,hiragana,romaji,source_url,as_of\n1,北海道,ホッカイドウ,ほっかいどう,hokkaido,https://example.jp/,2026-10-01\n";
    insta::assert_snapshot!(problems(&[("prefectures.csv", prefecture)]), @r"
        prefectures.csv:2 誤り 都道府県コード `1` を読めません。
          → `01` のように、半角数字2桁で書いてください（表計算ソフトが頭の0を消すことがあります）。
        ");
}
