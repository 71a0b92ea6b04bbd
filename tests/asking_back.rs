//! The assistant asks back at most once in a row: as transcripts.

use crate::support::dialogue::Office;

#[tokio::test]
async fn nobody_is_asked_back_twice_in_a_row() {
    let mut office = Office::open().await;
    office.ask("花子", "中抜けする時間の休み").await;
    office.ask("花子", "通信費 残業").await;
    office.ask("花子", "費用").await;
    office.later(11);
    office.ask("花子", "中抜けする時間の休み").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 中抜けする時間の休み
    窓口: <Clarify · Question · unsure · –> どちらに近いですか。
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
      [2] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    花子: 通信費 残業
    窓口: <Handoff · Question · unsure · –> 確かな回答が見つかりませんでした。
      近い質問を下に示します。どれも違うときは「相談員に聞く」から送ってください。担当者が調べて回答します。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
      [1] 在宅勤務の通信費や電気代は、会社が負担すべきですか
      [2] 在宅勤務でも残業代は出ますか
    花子: 費用
    窓口: <Clarify · Question · unsure · –> この質問のことですか。
      [1] 在宅勤務の通信費や電気代は、会社が負担すべきですか
    （11分後）
    花子: 中抜けする時間の休み
    窓口: <Clarify · Question · unsure · –> どちらに近いですか。
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
      [2] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    ");
}

#[tokio::test]
async fn a_choice_or_an_answer_between_lets_the_assistant_ask_back_again() {
    let mut office = Office::open().await;
    office.ask("花子", "中抜けする時間の休み").await;
    office.press("花子", 2).await;
    office.ask("花子", "通信費 残業").await;
    office.ask("太郎", "中抜けする時間の休み").await;
    office.ask("太郎", "労働局の連絡先はどこですか").await;
    office.ask("太郎", "大阪です").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 中抜けする時間の休み
    窓口: <Clarify · Question · unsure · –> どちらに近いですか。
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
      [2] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    花子: [中抜けを時間単位の有給休暇にするには、何が必要ですか]
    窓口: <Reply · Question · very sure · qa/jikan-tani-nenkyu> 労使協定を結ぶことが必要です。あわせて、中抜けを時間単位の年次有給休暇として扱うことを、あらかじめ就業規則等に定めておきます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
    花子: 通信費 残業
    窓口: <Clarify · Question · unsure · –> どちらに近いですか。
      [1] 在宅勤務の通信費や電気代は、会社が負担すべきですか
      [2] 在宅勤務でも残業代は出ますか
    太郎: 中抜けする時間の休み
    窓口: <Clarify · Question · unsure · –> どちらに近いですか。
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
      [2] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    太郎: 労働局の連絡先はどこですか
    窓口: <Clarify · Question · unsure · –> 都道府県によって窓口が違います。どの都道府県ですか。
      知りたいこと: prefecture
    太郎: 大阪です
    窓口: <Reply · Question · very sure · desk/roudoukyoku-osaka> 大阪労働局 雇用環境・均等部（室）の電話番号は公式サイトで確認してください。[1]
      （2026年4月時点の資料による）
      （公的データの転載（2026年4月時点）を含みます）
      （大阪府の方への回答として選んでいます。）
      出典1 大阪府の労働局のサイト・厚生労働省・2026-04-01
      窓口の案内: 大阪労働局 雇用環境・均等部（室）
    ");
}
