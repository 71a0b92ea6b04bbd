//! Keys, values, dates, syntax, characters, names of files.

use madoguchi::knowledge::load_files;

use super::{ARTICLE, DESK, article, desk, problems};

#[test]
fn keys() {
    insta::assert_snapshot!(article("topics  ", "topic   "), @r"
        qa/nakanuke.md:4 誤り `topic` というキーはありません。使えるキー：question, phrasings, topics, audience, prefectures, verified_on, review_after_days, related, sources
          → `topics` の書き間違いではありませんか。
        ");
    insta::assert_snapshot!(article("publisher =", "pubisher ="), @r"
        qa/nakanuke.md:11 誤り `pubisher` というキーはありません。使えるキー：title, publisher, edition, section, url, checked_on, level
          → `publisher` の書き間違いではありませんか。
        ");
    insta::assert_snapshot!(article("related    = []", "owner      = \"佐藤\""), @r"
        qa/nakanuke.md:8 誤り `owner` というキーはありません。使えるキー：question, phrasings, topics, audience, prefectures, verified_on, review_after_days, related, sources
          → キー名を直すか、この行を消してください。
        ");
    insta::assert_snapshot!(article("review_after_days = 365\n", ""), @r"
        qa/nakanuke.md:1 誤り `review_after_days` がありません。
          → `review_after_days = 365` を書き足してください。
        ");
    insta::assert_snapshot!(article("edition = ", "title = "), @r"
        qa/nakanuke.md:12 誤り キー `title` が二度あります。
          → どちらか一方を消してください。
        ");
    insta::assert_snapshot!(desk("[[desk]]", "[desk]"), @r"
        desk/national.toml:1 誤り `desk` をここに書くことはできません。
          → 1件ごとに `[[desk]]` と二重の角かっこで書き始めてください。
        ");
    insta::assert_snapshot!(desk("[[desk.sources]]", "[[sources]]"), @r"
        desk/national.toml:13 誤り `sources` をここに書くことはできません。
          → 出典は `[[desk.sources]]` と書いてください。
        ");
    insta::assert_snapshot!(desk("[[desk]]", "[[desks]]"), @r"
        desk/national.toml:1 誤り `desks` をここに書くことはできません。
          → 1件ごとに `[[desk]]` と二重の角かっこで書き始めてください。
        desk/national.toml:13 誤り `desk` をここに書くことはできません。
          → 1件ごとに `[[desk]]` と二重の角かっこで書き始めてください。
        ");
}

#[test]
fn values() {
    insta::assert_snapshot!(article("= [\"中抜け\", \"労働時間\"]", "= \"中抜け\""), @r#"
        qa/nakanuke.md:4 誤り `topics` は文字列の並びで書きます（文字列があります）。
          → `topics = ["…", "…"]` のように書いてください。
        "#);
    insta::assert_snapshot!(article("[\"経営者\",", "[1,"), @r#"
        qa/nakanuke.md:5 誤り `audience` は文字列の並びで書きます（数 1 があります）。
          → `audience = ["…", "…"]` のように書いてください。
        "#);
    insta::assert_snapshot!(article("365", "\"一年\""), @r"
        qa/nakanuke.md:7 誤り `review_after_days` は1以上の整数（日数）で書きます（文字列があります）。
          → `review_after_days = 365` のように書いてください。
        ");
    insta::assert_snapshot!(article("365", "0"), @r"
        qa/nakanuke.md:7 誤り `review_after_days` は1以上の整数（日数）で書きます（数 0 があります）。
          → `review_after_days = 365` のように書いてください。
        ");
    insta::assert_snapshot!(article("\"official\"", "\"offical\""), @r"
        qa/nakanuke.md:16 誤り `level` に `offical` は使えません。使える値：official, republished, secondary, unverified
          → `official` の書き間違いではありませんか。
        ");
    insta::assert_snapshot!(article("\"厚生労働省\"", "\" \""), @r#"
        qa/nakanuke.md:11 誤り `publisher` が空です。
          → `publisher = "…"` のように書いてください。
        "#);
    insta::assert_snapshot!(article("https://example.jp/guideline", "example.jp"), @r"
        qa/nakanuke.md:14 誤り `example.jp` はURLではありません。
          → `https://…` の形で、空白を入れずに書いてください。
        ");
    insta::assert_snapshot!(desk("closes = \"17:00\"", "closes = \"午後5時\""), @r"
        desk/national.toml:11 誤り 時刻 `午後5時` を読めません。
          → `09:00` のように、半角4桁の24時間制で書いてください。
        ");
    insta::assert_snapshot!(desk("closes = \"17:00\"", "closes = \"08:00\""), @r"
        desk/national.toml:11 誤り 始まりと終わりの時刻がそろっていないか、順序が逆です。
          → 両方を書き、終わりを始まりより後にしてください。分からなければ両方を空にします。
        ");
}

#[test]
fn dates() {
    insta::assert_snapshot!(article("2026-11-22", "2026-06-31"), @r"
        qa/nakanuke.md:15 誤り 日付 `2026-06-31` は暦にありません。
          → `2026-11-22` のように、実在する年月日を書いてください。
        ");
    insta::assert_snapshot!(article("2026-11-22", "2026-13-01"), @r"
        qa/nakanuke.md:15 誤り 日付 `2026-13-01` は暦にありません。
          → `2026-11-22` のように、実在する年月日を書いてください。
        ");
    insta::assert_snapshot!(article("2026-11-22", "\"2026-11-22\""), @r"
        qa/nakanuke.md:15 誤り `checked_on` は引用符のない日付で書きます（文字列があります）。
          → `checked_on = 2026-11-22` のように書いてください。
        ");
    insta::assert_snapshot!(article("2026-11-22", "2026-11-22T10:00:00"), @r"
        qa/nakanuke.md:15 誤り `checked_on` は引用符のない日付で書きます（時刻つきの日付があります）。
          → `checked_on = 2026-11-22` のように書いてください。
        ");
    insta::assert_snapshot!(article("2026-11-22", "2026-11-23"), @r"
        qa/nakanuke.md:15 誤り `checked_on` の 2026-11-23 はまだ来ていない日です（今日は2026-11-22）。
          → 実際に確かめた日を書いてください。
        ");
    insta::assert_snapshot!(article("2026-11-22", "2025-11-21"), @r"
        qa/nakanuke.md:7 注意 見直しの期限（2026-11-21）を過ぎています。最後に確かめたのは2025-11-21です。
          → 出典をもう一度確かめ、checked_on か verified_on を新しくしてください。
        ");
    insta::assert_snapshot!(article("prefectures = []", "prefectures = []\nverified_on = 2027-01-01"), @r"
        qa/nakanuke.md:7 誤り `verified_on` の 2027-01-01 はまだ来ていない日です（今日は2026-11-22）。
          → 実際に確かめた日を書いてください。
        ");
}

#[test]
fn toml_that_cannot_be_read() {
    insta::assert_snapshot!(article("令和3年3月25日改定\"", "令和3年3月25日改定"), @r#"
        qa/nakanuke.md:12 誤り 文字列の引用符が閉じていないか、使えない記号があります。
          → 文字列を "…" で囲み、中の " は \"、\ は \\ と書いてください。
        "#);
    insta::assert_snapshot!(article("\"中抜け 休憩扱い\",", "\"中抜け 休憩扱い\""), @r"
        qa/nakanuke.md:3 誤り 並びの区切りの `,` がありません。
          → 値と値の間に `,` を書いてください。
        ");
    insta::assert_snapshot!(article("\"7(4)\"", "7章"), @r#"
        qa/nakanuke.md:13 誤り 値が空か、引用符で囲まれていません。
          → 文字列は "…" で囲んでください。
        "#);
    insta::assert_snapshot!(article("topics     =", "topics     "), @r#"
        qa/nakanuke.md:4 誤り TOMLの書き方として読めません。
          → `キー = "値"` の形になっているか、かっこと引用符が閉じているかを確かめてください。
        "#);
    insta::assert_snapshot!(article("+++\nquestion", "question"), @r"
        qa/nakanuke.md:1 誤り `+++` の行で囲まれた前書きがありません。
          → 1行目と、出典の後に、`+++` だけの行を書いてください。
        ");
}

#[test]
fn names_and_places_of_files() {
    insta::assert_snapshot!(problems(&[("qa/中抜け.md", ARTICLE)]), @r"
        qa/中抜け.md:1 誤り ファイル名 `中抜け` に使えるのは半角の英小文字・数字・`-` だけです。
          → ファイルの名前を `nakanuke.md` のように変えてください。
        ");
    insta::assert_snapshot!(problems(&[("qas/nakanuke.md", ARTICLE)]), @r"
        qas/nakanuke.md:1 誤り この場所のファイルは読み込まれません。
          → `qa/` の書き間違いではありませんか。
        ");
    insta::assert_snapshot!(problems(&[("qa/roumu/nakanuke.md", ARTICLE)]), @r"
        qa/roumu/nakanuke.md:1 誤り この場所のファイルは読み込まれません。
          → `qa/` の直下に移してください。
        ");
    insta::assert_snapshot!(problems(&[("qa/nakanuke.toml", ARTICLE)]), @r"
        qa/nakanuke.toml:1 誤り このフォルダーに置けるのは `.md` のファイルだけです。
          → ファイルの名前を直すか、別の場所に移してください。
        ");
    insta::assert_snapshot!(problems(&[("program/telework.toml", "")]), @r#"
        program/telework.toml:1 誤り `applicant` がありません。
          → `applicant = "…"` を書き足してください。
        program/telework.toml:1 誤り `authority` がありません。
          → `authority = "…"` を書き足してください。
        program/telework.toml:1 誤り `name` がありません。
          → `name = "…"` を書き足してください。
        program/telework.toml:1 誤り `phrasings` がありません。
          → `phrasings = ["…", "…"]` を書き足してください。
        program/telework.toml:1 誤り `purposes` がありません。
          → `purposes = ["…", "…"]` を書き足してください。
        program/telework.toml:1 誤り `review_after_days` がありません。
          → `review_after_days = 365` を書き足してください。
        program/telework.toml:1 誤り `summary` がありません。
          → `summary = "…"` を書き足してください。
        program/telework.toml:1 誤り `topics` がありません。
          → `topics = ["…", "…"]` を書き足してください。
        "#);
    insta::assert_snapshot!(desk("slug = \"telework-center\"", "slug = \"Telework Center\""), @r#"
        desk/national.toml:2 誤り slug `Telework Center` に使えるのは半角の英小文字・数字・`-` だけです。
          → `slug = "nakanuke"` のように変えてください。
        "#);
    let twice = DESK.replace("テレワーク相談センター", "別の窓口");
    insta::assert_snapshot!(problems(&[("desk/a.toml", DESK), ("desk/b.toml", &twice)]), @r"
        desk/b.toml:1 誤り `desk/telework-center` が二か所にあります（desk/a.toml 1行目とdesk/b.toml 1行目）。
          → どちらか一方の名前を変えるか、一つにまとめてください。
        ");
}

#[test]
fn characters() {
    insta::assert_snapshot!(article("就業規則", "就業\u{0}規則"), @r"
        qa/nakanuke.md:21 誤り 制御文字（U+0000）があります。
          → その文字を消してください。
        ");
    insta::assert_snapshot!(article("ガイドライン\"", "ガイド\\u0007ライン\""), @r"
        qa/nakanuke.md:10 誤り `title` に制御文字（U+0007）があります。
          → その文字を消してください。
        ");
    let shift_jis = b"+++\nquestion = \"\x83e\x83\x8c\"\n".to_vec();
    let (_, problems) = load_files([("qa/a.md".to_owned(), shift_jis)]);
    insta::assert_debug_snapshot!(problems, @r#"
        [
            Problem {
                file: "qa/a.md",
                line: 2,
                severity: Error,
                message: "文字コードがUTF-8ではありません。",
                mend: "エディターで「UTF-8」を選んで保存し直してください。",
            },
        ]
        "#);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_no_mistakes() {
    let windows = format!("\u{feff}{}", ARTICLE.replace('\n', "\r\n"));
    insta::assert_snapshot!(problems(&[("qa/nakanuke.md", &windows)]), @"");
}
