//! People ask, the assistant answers, consultants take over: as transcripts.

use madoguchi::chat::{Response, StaffAction};

use crate::support::dialogue::Office;

#[tokio::test]
async fn a_question_is_answered_with_sources_and_dates() {
    let mut office = Office::open().await;
    office
        .ask(
            "花子",
            "在宅勤務の日に子どもの迎えで1時間抜けたらどう扱う？",
        )
        .await;
    office.press("花子", 1).await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 在宅勤務の日に子どもの迎えで1時間抜けたらどう扱う？
    窓口: <Reply · Question · very sure · qa/nakanuke> 抜けた1時間は、休憩として扱って終業を繰り下げるか、時間単位の年次有給休暇にする方法があります。中抜けを把握せず労働時間として扱う方法もあり、あらかじめ就業規則等に定めます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      出典2 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 労働時間（問8・問9・問10）・厚生労働省・2026-11-22
      [1] 中抜けを時間単位の有給休暇にするには、何が必要ですか
    花子: [中抜けを時間単位の有給休暇にするには、何が必要ですか]
    窓口: <Reply · Question · very sure · qa/jikan-tani-nenkyu> 労使協定を結ぶことが必要です。あわせて、中抜けを時間単位の年次有給休暇として扱うことを、あらかじめ就業規則等に定めておきます。[1]
      （2026年11月時点の資料による）
      出典1 テレワーク総合ポータルサイト Q&A「労働者が業務から離れる時間への対応」・厚生労働省・2026-11-22
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
    ");
}

#[tokio::test]
async fn what_nobody_wrote_down_gets_no_guess() {
    let mut office = Office::open().await;
    office.ask("花子", "犬の散歩の相場を教えて").await;
    let receipt = office.request("花子", "犬の散歩の相場は？", 1).await;
    let again = office.request("花子", "犬の散歩の相場は？", 1).await;
    // The first answer may have been lost on its way: the same code comes again, to nobody else.
    assert_eq!(receipt, again);
    let stranger = office.request("太郎", "犬の散歩の相場は？", 1).await;
    assert_eq!((stranger.number, stranger.code), (receipt.number, None));
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 犬の散歩の相場を教えて
    窓口: <Handoff · Question · no idea · –> 確かな回答が見つかりませんでした。
      「相談員に聞く」から送ってください。担当者が調べて回答します。言い方を変えると見つかることもあります。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    花子: 相談員に聞く「犬の散歩の相場は？」
    窓口: 受付番号 1（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    花子: 相談員に聞く「犬の散歩の相場は？」
    窓口: 受付番号 1（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    太郎: 相談員に聞く「犬の散歩の相場は？」
    窓口: 受付番号 1（受付済み）
      11月25日（水）10時ごろまでに回答します。
    ");
}

#[tokio::test]
async fn one_consultant_has_the_ticket_and_answers_it() {
    let mut office = Office::open().await;
    let receipt = office.request("花子", "予防接種は経費？", 1).await;
    let sato = office.consultant("佐藤").await;
    let suzuki = office.consultant("鈴木").await;
    let reply = |text: &str| StaffAction::Reply(text.to_owned());
    office.act(&suzuki, &receipt, reply("先に答えます")).await;
    office.act(&sato, &receipt, StaffAction::Claim).await;
    office.act(&suzuki, &receipt, StaffAction::Claim).await;
    let note = StaffAction::Note("税理士に確認中".to_owned());
    office.act(&sato, &receipt, note).await;
    office.act(&sato, &receipt, reply("確かめました")).await;
    office.write("花子", &receipt, "もう一つ教えて").await;
    office.act(&sato, &receipt, StaffAction::Close).await;
    office.write("花子", &receipt, "やはり続きが").await;
    insta::assert_snapshot!(office.transcript(), @r#"
    花子: 相談員に聞く「予防接種は経費？」
    窓口: 受付番号 1（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    鈴木: Reply("先に答えます")
      → NotNow
    佐藤: Claim
      → (Claimed, true)
    鈴木: Claim
      → TakenBy { name: "佐藤" }
    佐藤: Note("税理士に確認中")
      → (Claimed, true)
    佐藤: Reply("確かめました")
      → (Answered, true)
    花子: 相談票に「もう一つ教えて」
      → (Claimed, true)
    佐藤: Close
      → (Closed, true)
    花子: 相談票に「やはり続きが」
      → (Open, false)
    "#);
    let messages = office.store.messages(receipt.ticket).await.unwrap();
    assert_eq!(messages.len(), 3, "the note is no message");
}

#[tokio::test]
async fn the_desk_is_warned_once_and_told_once_that_it_is_late() {
    let mut office = Office::open().await;
    let receipt = office.request("花子", "予防接種は経費？", 1).await;
    let mut told = String::new();
    for minutes in [0, 6 * 60 + 59, 1, 1, 16 * 60 + 58, 1, 24 * 60] {
        office.later(minutes);
        // Two processes look.
        for _ in 0..2 {
            office.assistant.watch_desk().await.unwrap();
        }
        let history = office.store.history(receipt.ticket).await.unwrap();
        let last = history.last().unwrap();
        let line = format!(
            "{} {} {:?} {:?}\n",
            history.len(),
            last.at,
            last.event,
            last.target
        );
        told.push_str(&line);
    }
    assert_eq!(office.store.messages(receipt.ticket).await.unwrap(), []);
    insta::assert_snapshot!(told, @r"
    1 2026-11-24 01:00:00 UTC Opened None
    1 2026-11-24 01:00:00 UTC Opened None
    2 2026-11-24 08:00:00 UTC Warned Some(FirstReply)
    2 2026-11-24 08:00:00 UTC Warned Some(FirstReply)
    2 2026-11-24 08:00:00 UTC Warned Some(FirstReply)
    3 2026-11-25 01:00:00 UTC Overdue Some(FirstReply)
    3 2026-11-25 01:00:00 UTC Overdue Some(FirstReply)
    ");
}

#[tokio::test]
async fn greetings_thanks_and_wishes_are_understood() {
    let mut office = Office::open().await;
    for text in [
        "こんにちは",
        "ありがとうございました",
        "人と話したい",
        "新しい質問",
        "",
        "？",
        "🙂",
        "\u{0}\u{7}",
    ] {
        office.ask("花子", text).await;
    }
    insta::assert_snapshot!(office.transcript(), @r"
    花子: こんにちは
    窓口: <Reply · Greeting · very sure · –> こんにちは。テレワークについて、知りたいことを文章で入力してください。たとえば「在宅勤務の通信費は会社が負担する？」のように書けます。
    花子: ありがとうございました
    窓口: <Reply · Thanks · very sure · –> お役に立ててよかったです。ほかにも知りたいことがあれば、続けて入力してください。
    花子: 人と話したい
    窓口: <Handoff · Human · very sure · –> 相談員におつなぎします。「相談員に聞く」から、知りたいことを送ってください。電話での相談は、次の窓口も使えます。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    花子: 新しい質問
    窓口: <Reply · Reset · very sure · –> はじめからお聞きします。知りたいことを入力してください。
    花子: 
    窓口: <Clarify · Other · no idea · –> 質問を読み取れませんでした。知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。
    花子: ？
    窓口: <Clarify · Other · no idea · –> 質問を読み取れませんでした。知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。
    花子: 🙂
    窓口: <Clarify · Other · no idea · –> 質問を読み取れませんでした。知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。
    花子: ⏎⏎
    窓口: <Clarify · Other · no idea · –> 質問を読み取れませんでした。知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。
    ");
}

#[tokio::test]
async fn a_follow_up_within_ten_minutes_uses_the_question_before() {
    let mut office = Office::open().await;
    office
        .ask("花子", "在宅勤務の電気代は会社が負担すべきですか")
        .await;
    office.later(3);
    office.ask("花子", "それは通信費だと？").await;
    office.later(11);
    office.ask("花子", "それは義務？").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 在宅勤務の電気代は会社が負担すべきですか
    窓口: <Reply · Question · very sure · qa/tsushinhi-konetsuhi> 会社が必ず全部負担するという決まりはなく、会社ごとに労使で話し合って決めます。従業員に過度の負担がかかるのは望ましくありません。[1]
      （2026年11月時点の資料による）
      出典1 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典2 テレワーク総合ポータルサイト Q&A「通信費用・水道光熱費等の負担」・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 問15・厚生労働省・2026-11-22
    （3分後）
    花子: それは通信費だと？
    窓口: <Reply · Question · very sure · qa/tsushinhi-konetsuhi> 会社が必ず全部負担するという決まりはなく、会社ごとに労使で話し合って決めます。従業員に過度の負担がかかるのは望ましくありません。[1]
      （2026年11月時点の資料による）
      出典1 テレワークの適切な導入及び実施の推進のためのガイドライン・厚生労働省・2026-11-22
      出典2 テレワーク総合ポータルサイト Q&A「通信費用・水道光熱費等の負担」・厚生労働省・2026-11-22
      出典3 テレワーク総合ポータルサイト Q&A 問15・厚生労働省・2026-11-22
    （11分後）
    花子: それは義務？
    窓口: <Clarify · Question · unsure · –> この質問のことですか。
      [1] 在宅勤務でも残業代は出ますか
    ");
}

#[tokio::test]
async fn the_prefecture_is_asked_once_and_remembered() {
    let mut office = Office::open().await;
    office.ask("花子", "労働局の連絡先はどこですか").await;
    office.ask("花子", "大阪です").await;
    office.ask("花子", "労働局の連絡先を教えてください").await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 労働局の連絡先はどこですか
    窓口: <Clarify · Question · unsure · –> 都道府県によって窓口が違います。どの都道府県ですか。
      知りたいこと: prefecture
    花子: 大阪です
    窓口: <Reply · Question · very sure · desk/roudoukyoku-osaka> 大阪労働局 雇用環境・均等部（室）の電話番号は公式サイトで確認してください。[1]
      （2026年4月時点の資料による）
      （公的データの転載（2026年4月時点）を含みます）
      （大阪府の方への回答として選んでいます。）
      出典1 大阪府の労働局のサイト・厚生労働省・2026-04-01
      窓口の案内: 大阪労働局 雇用環境・均等部（室）
    花子: 労働局の連絡先を教えてください
    窓口: <Reply · Question · very sure · desk/roudoukyoku-osaka> 大阪労働局 雇用環境・均等部（室）の電話番号は公式サイトで確認してください。[1]
      （2026年4月時点の資料による）
      （公的データの転載（2026年4月時点）を含みます）
      出典1 大阪府の労働局のサイト・厚生労働省・2026-04-01
      窓口の案内: 大阪労働局 雇用環境・均等部（室）
    ");
}

#[tokio::test]
async fn hostile_text_is_only_text() {
    let mut office = Office::open().await;
    let long = "あ".repeat(10_000);
    let texts = [
        "<script>alert(1)</script> 中抜け",
        "@everyone 中抜けの扱い **強調** [x](javascript:1)",
        &long,
    ];
    for text in texts {
        office.ask("花子", text).await;
    }
    insta::assert_snapshot!(office.transcript(), @r"
    花子: <script>alert(1)</script> 中抜け
    窓口: <Clarify · Question · unsure · –> この質問のことですか。
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
    花子: @everyone 中抜けの扱い **強調** [x](javascript:1)
    窓口: <Handoff · Question · unsure · –> 確かな回答が見つかりませんでした。
      近い質問を下に示します。どれも違うときは「相談員に聞く」から送ってください。担当者が調べて回答します。
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
      [1] テレワーク中の「中抜け」の時間は、どう扱えばよいですか
    花子: ああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああ…
    窓口: <Handoff · Question · no idea · –> 確かな回答が見つかりませんでした。
      「相談員に聞く」から送ってください。担当者が調べて回答します。言い方を変えると見つかることもあります。
      （質問が長いため、はじめの2000文字を読んで答えています。）
      窓口の案内: テレワーク相談センター 0120-861009 いま受け付けています（17時まで）
    ");
}

#[tokio::test]
async fn the_same_question_gives_the_same_card() {
    let question = "テレワーク中にけがをしたら労災になりますか";
    let (mut one, mut two) = (Office::open().await, Office::open().await);
    let (first, second) = (
        one.ask("花子", question).await,
        two.ask("花子", question).await,
    );
    assert_eq!(first, second);
    let stored = one
        .store
        .question(first.question_id.unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.card, serde_json::to_value(&first).unwrap());
    assert_eq!(stored.asked, question);
}

#[tokio::test]
async fn ratings_and_unknown_ids() {
    let mut office = Office::open().await;
    let card = office.ask("花子", "中抜け 休憩扱い").await;
    let rate = |question_id, solved| madoguchi::chat::Incoming::Rated {
        question_id,
        solved,
    };
    let known = rate(card.question_id.unwrap(), true);
    assert_eq!(
        office.assistant.handle(known).await.unwrap(),
        Response::Rated
    );
    let unknown = rate(uuid::Uuid::nil(), true);
    assert_eq!(
        office.assistant.handle(unknown).await.unwrap(),
        Response::NotFound
    );
}

#[tokio::test]
async fn the_office_to_call_is_open_or_tells_when() {
    let folders = ["tests/data/knowledge"];
    let mut said = String::new();
    for now in [
        "2026-11-20T18:00:00+09:00",
        "2026-11-24T08:00:00+09:00",
        "2026-11-24T16:59:59+09:00",
        "2028-05-10T10:00:00+09:00",
    ] {
        let mut office = Office::open_at(now, &folders).await;
        let card = office.ask("花子", "人と話したい").await;
        said.push_str(&format!("{now} {:?}\n", card.desk.unwrap().opening));
    }
    insta::assert_snapshot!(said, @r#"
    2026-11-20T18:00:00+09:00 Some("いまは受付時間外です。次は11月24日（火）の9時からです")
    2026-11-24T08:00:00+09:00 Some("いまは受付時間外です。次は今日の9時からです")
    2026-11-24T16:59:59+09:00 Some("いま受け付けています（17時まで）")
    2028-05-10T10:00:00+09:00 None
    "#);
}

#[tokio::test]
async fn the_asker_is_told_truly_when_a_reply_comes() {
    let mut said = String::new();
    for now in [
        // A weekday: in the morning, at lunch, in the evening.
        "2026-11-24T09:00:00+09:00",
        "2026-11-24T12:20:00+09:00",
        "2026-11-25T22:10:00+09:00",
        // Friday before a long weekend, and a Saturday.
        "2026-11-20T15:40:00+09:00",
        "2026-11-20T18:30:00+09:00",
        "2026-12-26T11:00:00+09:00",
        // Before New Year.
        "2026-12-28T15:30:00+09:00",
        "2026-12-28T18:00:00+09:00",
        // Before the Golden Week: 29 April, 3 to 5 May.
        "2027-04-28T17:15:00+09:00",
        "2027-04-30T19:00:00+09:00",
        // Nobody knows the holidays of 2028 yet.
        "2027-12-28T15:30:00+09:00",
    ] {
        let mut office = Office::open_at(now, &["tests/data/knowledge"]).await;
        office.request("花子", "予防接種は経費？", 1).await;
        let line = office.transcript().lines().nth(2);
        said.push_str(&format!("{}  {}\n", &now[..16], line.unwrap_or("–").trim()));
    }
    insta::assert_snapshot!(said, @r"
    2026-11-24T09:00  11月24日（火）18時ごろまでに回答します。
    2026-11-24T12:20  いまは相談員の受付時間外です。11月24日（火）13時から順に確認し、11月25日（水）12時ごろまでに回答します。
    2026-11-25T22:10  いまは相談員の受付時間外です。11月26日（木）9時から順に確認し、11月26日（木）18時ごろまでに回答します。
    2026-11-20T15:40  休業日をはさむため、11月24日（火）16時ごろまでに回答します。
    2026-11-20T18:30  いまは相談員の受付時間外です。11月24日（火）9時から順に確認し、11月24日（火）18時ごろまでに回答します。
    2026-12-26T11:00  いまは相談員の受付時間外です。12月28日（月）9時から順に確認し、12月28日（月）18時ごろまでに回答します。
    2026-12-28T15:30  休業日をはさむため、1月4日（月）16時ごろまでに回答します。
    2026-12-28T18:00  いまは相談員の受付時間外です。1月4日（月）9時から順に確認し、1月4日（月）18時ごろまでに回答します。
    2027-04-28T17:15  休業日をはさむため、4月30日（金）18時ごろまでに回答します。
    2027-04-30T19:00  いまは相談員の受付時間外です。5月6日（木）9時から順に確認し、5月6日（木）18時ごろまでに回答します。
    2027-12-28T15:30  –
    ");
}
