//! Several questions in one message.

use madoguchi::{
    answer::Decision,
    assistant::{Assistant, Shelf},
    chat::{Asked, Incoming, Response},
    clock::Clock,
    knowledge,
    people::Surface,
    programs::Profile,
    wording,
};

use crate::support::dialogue::{Office, cache};

#[tokio::test]
async fn two_questions_are_answered_both() {
    let mut office = Office::open().await;
    let card = office
        .ask(
            "花子",
            "中抜けの時間はどう扱いますか？あと電気代は誰が払う？",
        )
        .await;
    office
        .ask(
            "太郎",
            "中抜けの時間はどう扱いますか。また、犬の散歩の相場はいくらですか",
        )
        .await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 中抜けの時間はどう扱いますか？あと電気代は誰が払う？
    窓口: <Reply · Question · very sure · qa/nakanuke> 抜けた1時間は、休憩として扱って終業を繰り下げるか、時間単位の年次有給休暇にする方法があります。中抜けを把握せず労働時間として扱う方法もあり、あらかじめ就業規則等に定めます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      出典2 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 労働時間（問8・問9・問10）・厚生労働省・2026-11-22
      出典4 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      [1] 在宅勤務の通信費や電気代は、会社が負担すべきですか
      [2] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    太郎: 中抜けの時間はどう扱いますか。また、犬の散歩の相場はいくらですか
    窓口: <Reply · Question · very sure · qa/nakanuke> 抜けた1時間は、休憩として扱って終業を繰り下げるか、時間単位の年次有給休暇にする方法があります。中抜けを把握せず労働時間として扱う方法もあり、あらかじめ就業規則等に定めます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      出典2 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 労働時間（問8・問9・問10）・厚生労働省・2026-11-22
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
      [1] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    ");
    let second = card.details.split_once("## 2").unwrap().1;
    let first = card.heading.as_deref().unwrap();
    insta::assert_snapshot!(format!("{first}\n{}\n2{second}", card.lead), @r"
    1つ目の質問：中抜けの時間はどう扱いますか？
    抜けた1時間は、休憩として扱って終業を繰り下げるか、時間単位の年次有給休暇にする方法があります。中抜けを把握せず労働時間として扱う方法もあり、あらかじめ就業規則等に定めます。[1]
    2つ目の質問：電気代は誰が払う？

    会社が必ず全部負担するという決まりはなく、会社ごとに労使で話し合って決めます。従業員に過度の負担がかかるのは望ましくありません。[4]
    ");
    let text = madoguchi::chat::reply::AskReply::from(&card).text;
    assert!(text.contains("2つ目の質問：電気代は誰が払う？"), "{text}");
}

/// No golden question is taken for two so that another entry comes first.
#[tokio::test]
async fn golden_questions_keep_their_first_entry() {
    let (collection, _) = knowledge::embedded();
    let shelf = Shelf::build(collection.clone(), 1, &cache()).unwrap();
    let clock = Clock::manual("2026-11-24T10:00:00+09:00".parse().unwrap());
    let assistant = Assistant::forgetful(clock, shelf);
    let shelf = assistant.shelf();
    let mut changed = Vec::new();
    for (golden, number) in collection.golden.iter().zip(0..) {
        let asked = Asked {
            conversation: Surface::Terminal.conversation(&format!("{number}")),
            surface: Surface::Terminal,
            question: golden.question.clone(),
            profile: Profile::default(),
            question_id: None,
            event: None,
            origin: None,
        };
        let response = assistant.handle(Incoming::Asked(asked)).await.unwrap();
        let Response::Card(card) = response else {
            panic!("{response:?}")
        };
        if card.parts.is_empty() {
            continue;
        }
        let found = shelf.search(&golden.question, &Profile::default(), 1);
        let first = found.hits.first().map(|it| it.id.clone());
        if card.decision != Decision::Reply || card.entry.map(|it| it.0) != first {
            changed.push(&golden.question);
        }
    }
    assert!(changed.is_empty(), "{changed:#?}");
}

#[tokio::test]
async fn a_question_that_gets_no_answer_is_not_passed_over() {
    let mut office = Office::open_at("2026-11-24T10:00:00+09:00", &["knowledge"]).await;
    // The second is found only among others: too little to be answered, too much to be dropped.
    let two = "厚労省のテレワークのガイドラインって一言でいうと何？テレワークの人に雇用条件の書類わたしてない まずい？";
    let card = office.ask("花子", two).await;
    assert_eq!(card.decision, Decision::Reply, "{}", office.transcript());
    assert!(card.parts.is_empty());
    let says_so = |card: &madoguchi::chat::Card| {
        let mut notes = card.notes.iter();
        notes.any(|it| it == wording::one_by_one())
    };
    assert!(says_so(&card), "{}", office.transcript());
    let one = "厚労省のテレワークのガイドラインって一言でいうと何？";
    let card = office.ask("太郎", one).await;
    assert!(!says_so(&card), "{}", office.transcript());
}
