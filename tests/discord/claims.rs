//! Many consultants and two processes: one wins, all read who.

use std::sync::Arc;

use chrono::Duration;
use madoguchi::{
    assistant::Assistant,
    desk::{Event, Status, TicketNumber},
};

use super::{
    bureau::{Bureau, button, has_button, id, text},
    running::{Way, connect},
};
use crate::support::{
    backend::Backend,
    dialogue::shelf,
    discord::{CONSULTANT_ROLE, GUILD, STAFF},
};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
/// Accounts of consultants who are not there otherwise.
const NEWCOMERS: std::ops::Range<u64> = 5000..5050;

#[tokio::test]
async fn of_fifty_who_press_at_once_on_two_processes_one_has_the_ticket() {
    let Some(store) = Backend::Postgres.fresh().await else {
        return;
    };
    let mut bureau = Bureau::on((*store).clone()).await;
    bureau.set_up(|_| {}).await;
    bureau.share_gateway();
    bureau.start().await;
    // The other process: its own connections, its own index.
    let shelf = shelf(&["tests/data/knowledge"]);
    let other = store.again().await;
    let assistant = Assistant::recording(other.clone(), bureau.clock.clone(), shelf);
    let second = connect(
        Way::to(&bureau.fake, false, Arc::default()),
        other,
        bureau.clock.clone(),
        Arc::new(assistant),
    );
    bureau.sessions(2, 0).await;
    let (_, card) = bureau.consult(QUESTION).await;
    for person in NEWCOMERS {
        bureau.set_roles(GUILD, person, &[CONSULTANT_ROLE]);
    }
    let claim = button(&card, "担当する");
    let pressed: Vec<_> = NEWCOMERS
        .map(|person| (person, bureau.forges(person, id(&card), &claim)))
        .collect();
    let (mut winners, mut others) = (Vec::new(), Vec::new());
    for (person, press) in pressed {
        let told = text(&press.first().await.data);
        match told.contains("担当になりました") {
            true => winners.push(format!("user{person}")),
            false => others.push(told),
        }
    }
    let [winner] = &winners[..] else {
        panic!("winners: {winners:?}");
    };
    assert_eq!(others.len(), 49);
    let taken = format!("{winner}さんが担当しています");
    assert!(others.iter().all(|it| it.contains(&taken)), "{others:?}");
    bureau
        .message_where(STAFF, |it| {
            text(it).contains(winner.as_str()) && has_button(it, "返信")
        })
        .await;
    let found = store.ticket_by_number(TicketNumber(1)).await.unwrap();
    let ticket = found.unwrap().0;
    assert_eq!(ticket.status, Status::Claimed);
    let history = store.history(ticket.id).await.unwrap();
    let claims = history.iter().filter(|it| it.event == Event::Claimed);
    assert_eq!(claims.count(), 1);
    let claimed = |it: &serde_json::Value| text(it).contains("が担当します");
    bureau.message_where(id(&card), claimed).await;
    bureau.settled().await;
    let lines = bureau.messages(id(&card));
    let lines = lines.iter().filter(|it| claimed(it));
    assert_eq!(lines.count(), 1, "both processes send; once is enough");
    second.stop().await;
}

const GROUPS: &str = r#"
[[groups]]
name = "関西"
prefectures = ["大阪府"]
members = ["ito"]
"#;

#[tokio::test]
async fn the_card_shows_the_group_and_everybody_hears_when_it_is_silent() {
    let mut bureau = Bureau::with_desk(GROUPS).await;
    bureau.set_up(|_| {}).await;
    bureau.start().await;
    let (_, card) = bureau.consult(QUESTION).await;
    assert!(text(&card).contains("グループ\n関西"), "{card:#}");
    // Four hours of business later.
    bureau.later(Duration::hours(6));
    bureau.watch_desk().await;
    bureau
        .message_where(id(&card), |it| {
            text(it).contains("グループで引き受けがないため、全員に")
        })
        .await;
    let told = bureau.staff_presses(0, id(&card), "担当する").await;
    assert!(
        told.contains("担当している件数") && told.contains("sato 1件"),
        "{told}"
    );
    let told = bureau.staff_forges(1, &card, "担当する").await;
    assert!(told.contains("satoさんが担当"), "{told}");
    bureau.assert_clean().await;
}
