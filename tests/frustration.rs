//! The answer was no help, and people say so.

use std::collections::BTreeSet;

use madoguchi::{
    answer::{Intent, intent},
    chat::subject,
    knowledge,
};

use crate::support::dialogue::Office;

#[tokio::test]
async fn who_is_not_helped_gets_the_next_best_and_a_person() {
    let mut office = Office::open().await;
    office.ask("花子", "電気代は会社が負担すべきですか").await;
    office.ask("花子", "違う").await;
    let card = office.ask("花子", "全然違います。ちゃんと答えて！").await;
    let record = office.store.question(card.question_id.unwrap()).await;
    let record = record.unwrap().unwrap();
    // The form for a consultant begins with the question, not with 「違います」.
    assert_eq!(subject(&record), "電気代は会社が負担すべきですか");
    office.ask("花子", "会社の方針と違うときは？").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 電気代は会社が負担すべきですか
    窓口: <Reply · Question · very sure · qa/tsushinhi-konetsuhi> 会社が必ず全部負担するという決まりはなく、会社ごとに労使で話し合って決めます。従業員に過度の負担がかかるのは望ましくありません。[1]
      （2026年11月時点の資料による）
      出典1 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典2 テレワーク総合ポータルサイト Q&A「通信費用・水道光熱費等の負担」・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 問15・厚生労働省・2026-11-22
    花子: 違う
    窓口: <Handoff · Frustrated · no idea · –> お役に立てず、申し訳ありません。
      「相談員に聞く」から送ってください。担当者が調べて回答します。言い方を変えると見つかることもあります。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    花子: 全然違います。ちゃんと答えて！
    窓口: <Handoff · Frustrated · no idea · –> お役に立てず、申し訳ありません。
      「相談員に聞く」から送ってください。担当者が調べて回答します。言い方を変えると見つかることもあります。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    花子: 会社の方針と違うときは？
    窓口: <Reply · Question · very sure · qa/tsushinhi-konetsuhi> 会社が必ず全部負担するという決まりはなく、会社ごとに労使で話し合って決めます。従業員に過度の負担がかかるのは望ましくありません。[1]
      （「電気代は会社が負担すべきですか」の続きとして答えています。別の質問のときは「新しい質問」を選んでください。）
      （2026年11月時点の資料による）
      出典1 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典2 テレワーク総合ポータルサイト Q&A「通信費用・水道光熱費等の負担」・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 問15・厚生労働省・2026-11-22
    ");
}

#[tokio::test]
async fn after_a_wrong_choice_the_other_one_is_offered() {
    let mut office = Office::open().await;
    office.ask("花子", "中抜けする時間の休み").await;
    office.press("花子", 1).await;
    office.ask("花子", "そうじゃない").await;
    office.ask("花子", "どれも違う").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 中抜けする時間の休み
    窓口: <Clarify · Question · unsure · –> どちらに近いですか。
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
      [2] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    花子: [テレワーク中の「中抜け」の時間は、どう扱えばよいですか]
    窓口: <Reply · Question · very sure · qa/nakanuke> 抜けた1時間は、休憩として扱って終業を繰り下げるか、時間単位の年次有給休暇にする方法があります。中抜けを把握せず労働時間として扱う方法もあり、あらかじめ就業規則等に定めます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      出典2 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 労働時間（問8・問9・問10）・厚生労働省・2026-11-22
      [1] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    花子: そうじゃない
    窓口: <Handoff · Frustrated · no idea · –> お役に立てず、申し訳ありません。
      近い質問を下に示します。どれも違うときは「相談員に聞く」から送ってください。担当者が調べて回答します。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
      [1] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    花子: どれも違う
    窓口: <Handoff · Frustrated · no idea · –> お役に立てず、申し訳ありません。
      「相談員に聞く」から送ってください。担当者が調べて回答します。言い方を変えると見つかることもあります。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    ");
}

#[tokio::test]
async fn frustration_without_a_question_is_shown_the_way() {
    let mut office = Office::open().await;
    office.ask("花子", "役に立たない").await;
    office.ask("花子", "中抜けの時間はどう扱いますか").await;
    office.ask("花子", "新しい質問").await;
    office.ask("花子", "もういい").await;
    office.ask("花子", "中抜けの時間はどう扱いますか").await;
    office.later(11);
    office.ask("花子", "話にならない").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 役に立たない
    窓口: <Handoff · Frustrated · no idea · –> お役に立てず、申し訳ありません。
      知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。「相談員に聞く」から送ると、担当者が調べて回答します。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    花子: 中抜けの時間はどう扱いますか
    窓口: <Reply · Question · very sure · qa/nakanuke> 抜けた1時間は、休憩として扱って終業を繰り下げるか、時間単位の年次有給休暇にする方法があります。中抜けを把握せず労働時間として扱う方法もあり、あらかじめ就業規則等に定めます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      出典2 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 労働時間（問8・問9・問10）・厚生労働省・2026-11-22
      [1] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    花子: 新しい質問
    窓口: <Reply · Reset · very sure · –> はじめからお聞きします。知りたいことを入力してください。
    花子: もういい
    窓口: <Handoff · Frustrated · no idea · –> お役に立てず、申し訳ありません。
      知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。「相談員に聞く」から送ると、担当者が調べて回答します。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    花子: 中抜けの時間はどう扱いますか
    窓口: <Reply · Question · very sure · qa/nakanuke> 抜けた1時間は、休憩として扱って終業を繰り下げるか、時間単位の年次有給休暇にする方法があります。中抜けを把握せず労働時間として扱う方法もあり、あらかじめ就業規則等に定めます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      出典2 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 労働時間（問8・問9・問10）・厚生労働省・2026-11-22
      [1] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    （11分後）
    花子: 話にならない
    窓口: <Handoff · Frustrated · no idea · –> お役に立てず、申し訳ありません。
      知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。「相談員に聞く」から送ると、担当者が調べて回答します。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    ");
}

#[tokio::test]
async fn what_comes_next_was_not_shown_before() {
    let mut office = Office::open_at("2026-11-24T10:00:00+09:00", &["knowledge"]).await;
    let mut shown = BTreeSet::new();
    let mut offered = 0;
    for text in [
        "在宅勤務の費用の決め方",
        "違う",
        "そうじゃない",
        "役に立たない",
    ] {
        let card = office.ask("花子", text).await;
        let entries = card.candidates.into_iter().map(|it| it.entry);
        let entries: Vec<_> = card.entry.into_iter().chain(entries).collect();
        offered += usize::from(card.intent == Intent::Frustrated && !entries.is_empty());
        for entry in entries {
            assert!(shown.insert(entry.clone()), "{entry} again");
        }
    }
    assert!(0 < offered, "{}", office.transcript());
}

/// No question that somebody wrote down is taken for anything else.
#[test]
fn known_questions_are_questions() {
    let (collection, _) = knowledge::embedded();
    let golden = collection.golden.iter().map(|it| it.question.clone());
    let unanswerable = collection.unanswerable.iter();
    let unanswerable = unanswerable.map(|it| it.question.clone());
    let mut asked: Vec<String> = golden.chain(unanswerable).collect();
    for entry in knowledge::entries(collection.records.clone()).into_values() {
        asked.push(entry.question);
        asked.extend(entry.phrasings);
    }
    let frustrated = |it: &&String| intent(it).0 == Intent::Frustrated;
    assert_eq!(asked.iter().find(frustrated), None);
    assert!(1_000 < asked.len());
}
