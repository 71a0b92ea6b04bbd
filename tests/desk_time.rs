//! What time and colleagues do to tickets: as transcripts.

use chrono::Duration;
use madoguchi::{
    chat::StaffAction,
    people::{Person, PersonId, Role},
};

use crate::support::dialogue::Office;

#[tokio::test]
async fn a_silent_owner_loses_the_ticket() {
    let mut office = Office::open().await;
    let receipt = office.request("花子", "予防接種は経費？", 1).await;
    let sato = office.consultant("佐藤").await;
    let suzuki = office.consultant("鈴木").await;
    office.act(&sato, &receipt, StaffAction::Claim).await;
    // 16 hours of business later, by default: Thursday at ten.
    office.later(47 * 60 + 59);
    office.watch(&receipt).await;
    office.later(1);
    office.watch(&receipt).await;
    office
        .act(&sato, &receipt, StaffAction::Reply("遅れました".to_owned()))
        .await;
    office.act(&suzuki, &receipt, StaffAction::Claim).await;
    office
        .act(
            &suzuki,
            &receipt,
            StaffAction::Reply("お答えします".to_owned()),
        )
        .await;
    // While the asker has the next word nobody is silent.
    office.later(29 * 24 * 60);
    office.watch(&receipt).await;
    office.write("花子", &receipt, "ありがとう、もう一つ").await;
    office.later(24 * 60);
    office.watch(&receipt).await;
    insta::assert_snapshot!(office.transcript(), @r#"
    花子: 相談員に聞く「予防接種は経費？」
    窓口: 受付番号 1（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    佐藤: Claim
      → (Claimed, true)
    （2879分後）
      時間: Overdue Some(FirstReply)
    （1分後）
      時間: HandedBack None
    佐藤: Reply("遅れました")
      → NotNow
    鈴木: Claim
      → (Claimed, true)
    鈴木: Reply("お答えします")
      → (Answered, true)
    （41760分後）
    花子: 相談票に「ありがとう、もう一つ」
      → (Claimed, true)
    （1440分後）
      時間: Warned Some(NextReply)
    "#);
}

#[tokio::test]
async fn a_ticket_is_given_on_with_a_note() {
    let mut office = Office::open().await;
    let receipt = office.request("花子", "予防接種は経費？", 1).await;
    let sato = office.consultant("佐藤").await;
    let suzuki = office.consultant("鈴木").await;
    let now = office.clock.now();
    let admin = PersonId(office.clock.new_id());
    let admin = office
        .store
        .person_named_or_new(admin, "所長", Role::Admin, now);
    let admin = admin.await.unwrap();
    let transfer = |to: &Person| StaffAction::Transfer {
        to: to.id,
        note: format!("{}さん、税務の話です", to.name),
    };
    office.act(&sato, &receipt, StaffAction::Claim).await;
    office.act(&suzuki, &receipt, transfer(&suzuki)).await;
    office.act(&sato, &receipt, transfer(&suzuki)).await;
    office.act(&sato, &receipt, StaffAction::Close).await;
    office.act(&admin, &receipt, transfer(&sato)).await;
    let reply = StaffAction::Reply("お待たせしました".to_owned());
    office.act(&sato, &receipt, reply).await;
    let said = office
        .transcript()
        .replace(&suzuki.id.0.to_string(), "鈴木");
    let said = said.replace(&sato.id.0.to_string(), "佐藤");
    insta::assert_snapshot!(said, @r#"
    花子: 相談員に聞く「予防接種は経費？」
    窓口: 受付番号 1（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    佐藤: Claim
      → (Claimed, true)
    鈴木: Transfer { to: PersonId(鈴木), note: "鈴木さん、税務の話です" }
      → TakenBy { name: "佐藤" }
    佐藤: Transfer { to: PersonId(鈴木), note: "鈴木さん、税務の話です" }
      → (Claimed, true)
    佐藤: Close
      → TakenBy { name: "鈴木" }
    所長: Transfer { to: PersonId(佐藤), note: "佐藤さん、税務の話です" }
      → (Claimed, true)
    佐藤: Reply("お待たせしました")
      → (Answered, true)
    "#);
    let messages = office.store.messages(receipt.ticket).await.unwrap();
    assert!(messages.iter().all(|it| !it.text.contains("税務")));
    assert_eq!(office.store.notes(receipt.ticket).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_ticket_is_put_off_until_a_time_or_the_asker() {
    let mut office = Office::open().await;
    let receipt = office.request("花子", "予防接種は経費？", 1).await;
    let sato = office.consultant("佐藤").await;
    let now = office.clock.now();
    let snooze = |hours| StaffAction::Snooze {
        until: now + Duration::hours(hours),
    };
    office.act(&sato, &receipt, snooze(24)).await;
    office.act(&sato, &receipt, StaffAction::Claim).await;
    office.act(&sato, &receipt, snooze(0)).await;
    office.act(&sato, &receipt, snooze(24)).await;
    for minutes in [24 * 60 - 1, 1] {
        office.later(minutes);
        office.watch(&receipt).await;
    }
    office.act(&sato, &receipt, snooze(24 * 7)).await;
    office.later(60);
    office.write("花子", &receipt, "まだですか").await;
    office.later(7 * 60 + 1);
    // The time counts again.
    office.watch(&receipt).await;
    insta::assert_snapshot!(office.transcript(), @r#"
    花子: 相談員に聞く「予防接種は経費？」
    窓口: 受付番号 1（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    佐藤: Snooze { until: 2026-11-25T01:00:00Z }
      → NotNow
    佐藤: Claim
      → (Claimed, true)
    佐藤: Snooze { until: 2026-11-24T01:00:00Z }
      → NotNow
    佐藤: Snooze { until: 2026-11-25T01:00:00Z }
      → (Claimed, true)
    （1439分後）
    （1分後）
      時間: Woken None
    佐藤: Snooze { until: 2026-12-01T01:00:00Z }
      → (Claimed, true)
    （60分後）
    花子: 相談票に「まだですか」
      → (Claimed, true)
    （421分後）
      時間: Warned Some(FirstReply)
    "#);
}

const GROUPS: &str = r#"
[[groups]]
name = "費用"
topics = ["費用負担・手当"]
members = ["佐藤"]
[[groups]]
name = "関西"
prefectures = ["大阪府"]
members = ["鈴木"]
"#;

#[tokio::test]
async fn a_ticket_goes_to_the_group_for_its_topic_and_then_to_all() {
    let mut office = Office::open().await.with_desk(GROUPS);
    let receipt = office
        .request("花子", "在宅勤務の電気代は会社が負担すべきですか", 1)
        .await;
    let other = office.request("太郎", "犬の散歩の相場は？", 2).await;
    let group = |number| {
        let store = office.store.clone();
        async move { store.ticket(number).await.unwrap().unwrap().group }
    };
    assert_eq!(group(receipt.ticket).await.as_deref(), Some("費用"));
    assert_eq!(group(other.ticket).await, None);
    // Four hours of business, once.
    for minutes in [4 * 60 + 59, 1, 24 * 60] {
        office.later(minutes);
        office.watch(&receipt).await;
    }
    office.watch(&other).await;
    insta::assert_snapshot!(office.transcript(), @r"
    花子: 相談員に聞く「在宅勤務の電気代は会社が負担すべきですか」
    窓口: 受付番号 1（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    太郎: 相談員に聞く「犬の散歩の相場は？」
    窓口: 受付番号 2（確認コードあり）
      11月25日（水）10時ごろまでに回答します。
    （299分後）
    （1分後）
      時間: Escalated None
    （1440分後）
      時間: Overdue Some(FirstReply)
    ");
}
