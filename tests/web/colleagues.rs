//! Consultants among themselves: giving tickets on, putting them off, groups, load.

use std::time::Instant;

use axum::http::StatusCode;
use chrono::Duration;
use madoguchi::{
    desk::{Event, TicketId},
    people::{Role, Surface},
    programs::Profile,
    store::{Act, NewTicket},
};

use super::visit::Place;

#[tokio::test]
async fn a_ticket_is_given_to_a_colleague_who_sees_why() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("質問").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    let path = "/desk/tickets/1/transfer";
    sato.post("/desk/tickets/1/claim", &[]).await;
    assert!(!suzuki.get("/desk/tickets/1").await.says("引き継ぐ相手"));
    let page = sato.get("/desk/tickets/1").await;
    assert!(page.says("引き継ぐ相手"), "{}", page.body);
    let people = place.store.people().await.unwrap();
    let to = people.iter().find(|it| it.name == "鈴木").unwrap();
    let to = to.id.0.to_string();
    let page = sato.post(path, &[("text", "税務の話です")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("引き継ぐ相手を選んで") && page.says("税務の話です"),
        "{}",
        page.body
    );
    let page = sato.post(path, &[("to", &to)]).await;
    assert!(
        page.says("入力してください") && page.says(" selected"),
        "{}",
        page.body
    );
    let fields = [("to", to.as_str()), ("text", "税務の話です")];
    let page = suzuki.post(path, &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.says("税務の話です"), "what was typed stays");
    let page = sato.post(path, &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = suzuki.get("/desk/tickets/1").await;
    for text in [
        "あなたが担当しています",
        "税務の話です",
        "鈴木さんに引き継ぎました",
    ] {
        assert!(page.says(text), "{text} in {}", page.body);
    }
    for path in ["/tickets/1", "/tickets/1/messages"] {
        let page = asker.get(path).await;
        assert!(!page.says("税務") && !page.says("引き継"), "{}", page.body);
    }
    let list = sato.get("/desk").await;
    assert!(
        list.says("佐藤 0件") && list.says("鈴木 1件"),
        "{}",
        list.body
    );
}

#[tokio::test]
async fn a_ticket_is_put_off_until_a_time() {
    let place = Place::open().await;
    place.browser().ticket("質問").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    sato.post("/desk/tickets/1/claim", &[]).await;
    let path = "/desk/tickets/1/snooze";
    // It is Sunday, 22 November, at nine.
    for wrong in ["", "あした", "2026-11-22T09:00", "2027-11-22T09:00"] {
        let page = sato.post(path, &[("until", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.says("90日以内") && page.says(wrong), "{}", page.body);
    }
    let page = sato.post(path, &[("until", "2026-11-25T09:30")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let list = sato.get("/desk").await;
    assert!(list.says("保留中（11月25日 9:30まで）"), "{}", list.body);
    let page = sato.get("/desk/tickets/1").await;
    assert!(
        page.says("11月25日 9:30まで保留にしました"),
        "{}",
        page.body
    );
    assert!(page.says("最初の返信 11月26日 9:30まで"), "{}", page.body);
}

const GROUPS: &str = r#"
[[groups]]
name = "関西"
prefectures = ["大阪府"]
members = ["鈴木"]
"#;

#[tokio::test]
async fn a_group_comes_first_and_then_everybody() {
    let place = Place::with_desk(GROUPS).await;
    let fields = [("question", "大阪の質問"), ("prefecture", "大阪府")];
    place.browser().post("/tickets", &fields).await;
    place.browser().ticket("みんなの質問").await;
    let seen = async |view: &str| {
        let mut shown = Vec::new();
        for name in ["佐藤", "鈴木"] {
            let mut browser = place.staff(name, Role::Consultant).await;
            let page = browser.get(&format!("/desk{view}")).await;
            shown.push(["大阪の質問", "みんなの質問"].map(|it| page.says(it)));
            assert!(page.says("自分のグループ"), "{}", page.body);
        }
        shown
    };
    let (none, all) = ([false, false], [true, true]);
    assert_eq!(seen("").await, [[false, true], all]);
    assert_eq!(seen("?view=group").await, [none, [true, false]]);
    assert_eq!(seen("?view=all").await, [all, all]);
    // Monday morning; the holidays are not in this small collection.
    place.clock.advance(Duration::hours(29));
    assert_eq!(seen("").await, [all, all], "four hours of business later");
    assert_eq!(seen("?view=group").await, [none, [true, false]]);
}

/// The promise is 100 ms with optimised code.
#[tokio::test]
#[ignore = "measures: cargo test --release --test tests -- --ignored --nocapture a_thousand"]
async fn a_desk_with_a_thousand_open_tickets() {
    let place = Place::with_desk(GROUPS).await;
    place.staff("佐藤", Role::Consultant).await;
    let owner = place.store.people().await.unwrap().remove(0).id;
    for n in 0..1000 {
        let id = TicketId(place.clock.new_id());
        let new = NewTicket {
            id,
            conversation: Surface::Web.conversation(&format!("甲{n}")),
            question_id: None,
            question: "在宅勤務の電気代は、会社が負担しなければなりませんか".to_owned(),
            profile: Profile::default(),
            contact: String::new(),
            code_hash: format!("hash {n}"),
            event: place.clock.new_id(),
            guild: None,
            origin: None,
            group: (n % 3 == 0).then(|| "関西".to_owned()),
            expected: None,
            at: place.clock.now(),
        };
        place.store.open_ticket(&new).await.unwrap();
        place.clock.advance(Duration::minutes(2));
        let steps = [Event::Claimed, Event::Replied, Event::AskerWrote];
        for event in &steps[..n % 4] {
            let by = (*event != Event::AskerWrote).then_some(owner);
            let act = Act {
                ticket: id,
                event: *event,
                by,
                to: None,
                until: None,
                text: Some("本文".to_owned()),
                message_id: place.clock.new_id(),
                form_event: place.clock.new_id(),
                origin: None,
                at: place.clock.now(),
            };
            place.store.act_on_ticket(&act).await.unwrap();
        }
    }
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let mut times = Vec::new();
    for _ in 0..30 {
        let start = Instant::now();
        let page = sato.get("/desk?view=all").await;
        times.push(start.elapsed());
        assert!(page.says("（1000件）"), "{}", page.body);
    }
    times.sort();
    println!("p50 {:.1?}, slowest {:.1?}", times[15], times[29]);
}
