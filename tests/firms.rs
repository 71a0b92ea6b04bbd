//! What firms tell about themselves is understood, shown back and kept.

use crate::subsidies::{leads, office};

/// A prefecture in the name of a program, or before 奨励金, is not where the firm is.
#[tokio::test]
async fn the_firms_prefecture_is_not_that_of_the_program() {
    let mut office = office("2026-11-22T10:00:00+09:00").await;
    let said = [
        "大阪府の会社です。東京のテレワーク定着強化奨励金は使える？",
        "東京の奨励金はいくらもらえる？",
    ];
    for said in said {
        office.ask("花子", said).await;
    }
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 大阪府の会社です。東京のテレワーク定着強化奨励金は使える？
    窓口: <Reply · Question · very sure · program/tokyo-teichaku> × 対象外：テレワーク定着強化奨励金。受付中（2027年2月26日まで、あと96日）[1]。
      （最終判断は実施機関です。申請の前に、公式ページと要領で最新の内容を確かめてください）
      （2026年8月時点の資料による）
      （公的データの転載（2026年8月時点）を含みます）
      （大阪府として答えています。違うときは、続けて書いてください）
      出典1 テレワーク定着強化奨励金（Jグランツの掲載）・Jグランツ・2026-08-22
      出典2 テレワーク定着強化奨励金の解説・funding.pgn-consulting.com・2026-11-22
    花子: 東京の奨励金はいくらもらえる？
    窓口: <Reply · Question · very sure · program/tokyo-teichaku> × 対象外のため、受け取れない見込みです。受付中（2027年2月26日まで、あと96日）[1]。
      （最終判断は実施機関です。申請の前に、公式ページと要領で最新の内容を確かめてください）
      （2026年8月時点の資料による）
      （公的データの転載（2026年8月時点）を含みます）
      （大阪府として答えています。違うときは、続けて書いてください）
      出典1 テレワーク定着強化奨励金（Jグランツの掲載）・Jグランツ・2026-08-22
      出典2 テレワーク定着強化奨励金の解説・funding.pgn-consulting.com・2026-11-22
    ");
    let own = "東京都のテレワーク定着強化奨励金はうちでも使える？";
    let said = [own, "東京都です", "8人", "3人"];
    let asked = leads(&mut office, "太郎", &said).await;
    insta::assert_snapshot!(asked, @r"
    太郎: 東京都のテレワーク定着強化奨励金はうちでも使える？
    窓口: △ 要確認：テレワーク定着強化奨励金。受付中（2027年2月26日まで、あと96日）[1]。⏎会社はどの都道府県にありますか。 
    太郎: 東京都です
    窓口: △ 要確認：テレワーク定着強化奨励金。受付中（2027年2月26日まで、あと96日）[1]。⏎常時雇っている従業員は何人ですか。 999人以下｜1000人以上｜分からない
    太郎: 8人
    窓口: △ 要確認：テレワーク定着強化奨励金。受付中（2027年2月26日まで、あと96日）[1]。⏎東京都の中で働く従業員は何人ですか。 1人以下｜2人以上｜分からない
    太郎: 3人
    窓口: △ 要確認：テレワーク定着強化奨励金。受付中（2027年2月26日まで、あと96日）[1]。⏎6か月以上続けて雇っている労働者がいますか。 はい｜いいえ｜分からない
    ");
}

/// Who works alone has no employees, and reads so.
#[tokio::test]
async fn who_works_alone_has_no_employees() {
    let mut office = office("2026-11-22T10:00:00+09:00").await;
    for said in [
        "一人でやっています。人材確保等支援助成金のテレワークコースは使える？",
        "やっぱり従業員は8人です",
    ] {
        office.ask("花子", said).await;
    }
    office.ask("太郎", "従業員はいません").await;
    office.ask("太郎", "テレワークコースはうちも使える？").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 一人でやっています。人材確保等支援助成金のテレワークコースは使える？
    窓口: <Clarify · Question · very sure · program/jinzai-kakuho-telework> △ 要確認：人材確保等支援助成金（テレワークコース）。受付中（通年。申請は評価期間の末日から2か月以内）[2]。⏎⏎雇用保険の適用事業所ですか（雇用保険に入っている従業員がいますか…
      （最終判断は実施機関です。申請の前に、公式ページと要領で最新の内容を確かめてください）
      （2026年8月時点の資料による）
      （公的データの転載（2026年8月時点）を含みます）
      （従業員数0人として答えています。違うときは、続けて書いてください）
      出典1 人材確保等支援助成金（テレワークコース）・厚生労働省・2026-11-22
      出典2 雇用関係助成金一覧（テレワークコースの掲載）・厚生労働省・2026-08-22
      出典3 人材確保等支援助成金（テレワークコース）の解説・joseikin-insight.com・2026-11-22
      出典4 令和8年度予算案（厚生労働省資料の転載）・wic-net.com・2026-11-22
      出典5 人材確保等支援助成金（テレワークコース）の解説・office-mori.biz・2026-11-22
      出典6 人材確保等支援助成金（テレワークコース）の解説・www7a.biglobe.ne.jp・2026-11-22
      出典7 働き方改革推進支援助成金（対象となる中小企業事業主）・厚生労働省・2026-11-22
      知りたいこと: employment_insurance はい｜いいえ｜分からない
    花子: やっぱり従業員は8人です
    窓口: <Clarify · Question · very sure · program/jinzai-kakuho-telework> △ 要確認：人材確保等支援助成金（テレワークコース）。受付中（通年。申請は評価期間の末日から2か月以内）[2]。⏎⏎雇用保険の適用事業所ですか（雇用保険に入っている従業員がいますか…
      （最終判断は実施機関です。申請の前に、公式ページと要領で最新の内容を確かめてください）
      （2026年8月時点の資料による）
      （公的データの転載（2026年8月時点）を含みます）
      （従業員数8人として答えています。違うときは、続けて書いてください）
      出典1 人材確保等支援助成金（テレワークコース）・厚生労働省・2026-11-22
      出典2 雇用関係助成金一覧（テレワークコースの掲載）・厚生労働省・2026-08-22
      出典3 人材確保等支援助成金（テレワークコース）の解説・joseikin-insight.com・2026-11-22
      出典4 令和8年度予算案（厚生労働省資料の転載）・wic-net.com・2026-11-22
      出典5 人材確保等支援助成金（テレワークコース）の解説・office-mori.biz・2026-11-22
      出典6 人材確保等支援助成金（テレワークコース）の解説・www7a.biglobe.ne.jp・2026-11-22
      出典7 働き方改革推進支援助成金（対象となる中小企業事業主）・厚生労働省・2026-11-22
      知りたいこと: employment_insurance はい｜いいえ｜分からない
    太郎: 従業員はいません
    窓口: <Reply · Question · very sure · –> 従業員数0人ですね。そのつもりで答えます。知りたいことを続けて入力してください。
    太郎: テレワークコースはうちも使える？
    窓口: <Clarify · Question · very sure · program/jinzai-kakuho-telework> △ 要確認：人材確保等支援助成金（テレワークコース）。受付中（通年。申請は評価期間の末日から2か月以内）[2]。⏎⏎雇用保険の適用事業所ですか（雇用保険に入っている従業員がいますか…
      （最終判断は実施機関です。申請の前に、公式ページと要領で最新の内容を確かめてください）
      （2026年8月時点の資料による）
      （公的データの転載（2026年8月時点）を含みます）
      出典1 人材確保等支援助成金（テレワークコース）・厚生労働省・2026-11-22
      出典2 雇用関係助成金一覧（テレワークコースの掲載）・厚生労働省・2026-08-22
      出典3 人材確保等支援助成金（テレワークコース）の解説・joseikin-insight.com・2026-11-22
      出典4 令和8年度予算案（厚生労働省資料の転載）・wic-net.com・2026-11-22
      出典5 人材確保等支援助成金（テレワークコース）の解説・office-mori.biz・2026-11-22
      出典6 人材確保等支援助成金（テレワークコース）の解説・www7a.biglobe.ne.jp・2026-11-22
      出典7 働き方改革推進支援助成金（対象となる中小企業事業主）・厚生労働省・2026-11-22
      知りたいこと: employment_insurance はい｜いいえ｜分からない
    ");
}

/// A button answers the question of its card, however long the card has been open.
#[tokio::test]
async fn a_button_keeps_what_it_was_about() {
    let mut office = office("2026-11-22T10:00:00+09:00").await;
    let course = "うちは小売です。人材確保等支援助成金のテレワークコースは使える？";
    let first = office.ask("花子", course).await;
    office.later(11);
    let second = office.tell("花子", &first, "50人以下").await;
    assert_eq!(second.heading, first.heading);
    assert_eq!(second.asks.as_deref(), Some("employment_insurance"));
    let employees = "従業員数0〜50人として答えています。違うときは、続けて書いてください";
    assert!(second.notes.iter().any(|it| it == employees), "{second:?}");
    // What was told since stands, and the button of the first card still answers its question.
    office.ask("花子", "従業員は8人です").await;
    office.later(60);
    let third = office.tell("花子", &second, "はい").await;
    assert_eq!(third.asks.as_deref(), Some("telework_new_or_expanding"));
    // Somebody else's card tells nothing.
    let strange = office.tell("太郎", &first, "はい").await;
    assert_eq!(strange.entry, None, "{strange:?}");
}

/// After the list, only what an answer changed is shown; the list comes again when asked for.
#[tokio::test]
async fn a_list_is_not_told_twice() {
    let mut office = office("2026-11-22T10:00:00+09:00").await;
    let first = office.ask("花子", "うちが使える補助金はありますか").await;
    assert_eq!(first.details.matches("\n- ").count(), 2);
    let second = office.ask("花子", "大阪府").await;
    insta::assert_snapshot!(format!("{}\n{}", second.lead, second.details), @r"
    条件を確かめれば使える可能性のある制度が2件あります。見込みや金額が変わったのは、次の1件です。

    どの業種ですか。
    - × テレワーク定着強化奨励金：受付中（2027年2月26日まで、あと96日）。都内に勤務する労働者が2人以上いること[1]
    ");
    assert_eq!(second.citations.len(), 1);
    office.ask("花子", "分からない").await;
    let changed = office.ask("花子", "従業員は8人です").await;
    insta::assert_snapshot!(format!("{}\n{}", changed.lead, changed.details), @r"
    条件を確かめれば使える可能性のある制度が2件あります。どの制度も、見込みは変わっていません。

    雇用保険の適用事業所ですか（雇用保険に入っている従業員がいますか）。
    ");
    let again = office.ask("花子", "使える補助金の一覧").await;
    assert_eq!(
        again.details.matches("\n- ").count(),
        2,
        "{}",
        again.details
    );
}
