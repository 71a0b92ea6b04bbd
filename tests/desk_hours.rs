//! Desks with hours of their own: the clocks of their tickets, before and after a change.

use chrono::{DateTime, Utc, Weekday};
use madoguchi::{
    chat::{
        Incoming, Receipt, Response, StaffAction, TicketRequest,
        hours::{HoursOf, HoursWanted},
    },
    clock::jst,
    config::Shift,
    desk::Event,
    people::Surface,
    programs::Profile,
    store::Guild,
};
use serde_json::json;

use crate::support::dialogue::Office;

const OPERATOR: u64 = 100;
const OTHER: u64 = 101;
const WITHOUT_DESK: u64 = 102;
const WEEKDAYS: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

/// Three servers: the operator's, one with a desk of its own, one without.
async fn office() -> Office {
    let office = Office::open().await;
    for (id, desk) in [
        (OPERATOR, Some(200)),
        (OTHER, Some(201)),
        (WITHOUT_DESK, None),
    ] {
        let guild = Guild {
            id,
            settings: json!({}),
            desk,
            operator: id == OPERATOR,
        };
        let change = office
            .store
            .change_guild(&guild, office.clock.now(), |_| {});
        change.await.unwrap();
    }
    office
}

async fn change(office: &Office, guild: u64, change: HoursWanted) -> Response {
    let change = Some(change);
    let hours = Incoming::Hours(HoursOf { guild, change });
    office.assistant.handle(hours).await.unwrap()
}

/// On weekdays from one hour to another.
fn weekdays(from: u16, until: u16) -> HoursWanted {
    HoursWanted::Days {
        days: WEEKDAYS.to_vec(),
        shifts: Shift::new(from * 60, until * 60).into_iter().collect(),
    }
}

async fn request(office: &Office, guild: Option<u64>, form: u128) -> Receipt {
    let request = TicketRequest {
        conversation: Surface::Web.conversation("花子"),
        question_id: None,
        question: "予防接種は経費？".to_owned(),
        profile: Profile::default(),
        contact: String::new(),
        event: uuid::Uuid::from_u128(form),
        guild,
        origin: None,
    };
    let opened = Incoming::TicketRequested(request);
    match office.assistant.handle(opened).await.unwrap() {
        Response::TicketOpened(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

fn here(at: DateTime<Utc>) -> String {
    at.with_timezone(&jst()).format("%m-%d %H:%M").to_string()
}

/// When the first reply is due, as one ticket is read and as all are.
async fn due(office: &Office, receipt: &Receipt) -> String {
    let (now, ticket) = (office.clock.now(), receipt.ticket);
    let history = office.store.history(ticket).await.unwrap();
    let one = office.assistant.sla_of(ticket).await.unwrap();
    let all = office.assistant.slas().await.unwrap();
    let clock = one.clock(&history, now);
    assert_eq!(all.of(ticket).clock(&history, now), clock);
    here(clock.deadlines[0].due_at.unwrap())
}

#[tokio::test]
async fn a_running_ticket_keeps_the_time_that_passed_and_goes_on_by_the_new_hours() {
    let mut office = office().await;
    assert_eq!(here(office.clock.now()), "11-24 10:00");
    let receipt = request(&office, None, 1).await;
    assert_eq!(here(receipt.expected.unwrap()), "11-25 10:00");
    assert_eq!(due(&office, &receipt).await, "11-25 10:00");
    // At one o'clock two of the eight hours have passed; two a day are left.
    office.later(180);
    change(&office, OPERATOR, weekdays(13, 15)).await;
    assert_eq!(due(&office, &receipt).await, "11-26 15:00");
    // A ticket that comes now has all eight hours before it.
    let second = request(&office, None, 2).await;
    assert_eq!(here(second.expected.unwrap()), "11-27 15:00");
    // An hour later the configured hours count again: five are left, and seven.
    office.later(60);
    change(&office, OPERATOR, HoursWanted::Standard).await;
    assert_eq!(due(&office, &receipt).await, "11-25 10:00");
    assert_eq!(due(&office, &second).await, "11-25 12:00");
    // The night before longer hours were chosen stays free.
    office.later(21 * 60);
    change(&office, OPERATOR, weekdays(0, 24)).await;
    assert_eq!(due(&office, &second).await, "11-25 12:00");
    office.watch(&receipt).await;
    for (receipt, event) in [(&receipt, Event::Overdue), (&second, Event::Warned)] {
        let history = office.store.history(receipt.ticket).await.unwrap();
        assert_eq!(history.last().unwrap().event, event);
    }
}

#[tokio::test]
async fn each_desk_has_its_hours_and_servers_without_one_the_operators() {
    let mut office = office().await;
    let hours = async |guild| {
        let change = None;
        let asked = Incoming::Hours(HoursOf { guild, change });
        match office.assistant.handle(asked).await.unwrap() {
            Response::Hours(it) => (it.hours.week, it.is_standard, it.is_own),
            other => panic!("{other:?}"),
        }
    };
    let standard = hours(OTHER).await.0;
    change(&office, OTHER, weekdays(10, 12)).await;
    let own = standard.with(&WEEKDAYS, &[Shift::new(600, 720).unwrap()]);
    assert_eq!(hours(OTHER).await, (own.unwrap(), false, true));
    assert_eq!(hours(OPERATOR).await, (standard.clone(), true, true));
    assert_eq!(hours(WITHOUT_DESK).await, (standard, true, false));
    // Only who runs a desk can change its hours, and it has to work at some time.
    let refused = change(&office, WITHOUT_DESK, weekdays(10, 12)).await;
    assert_eq!(refused, Response::NotNow);
    let never = HoursWanted::Days {
        days: WEEKDAYS.to_vec(),
        shifts: Vec::new(),
    };
    assert_eq!(change(&office, OTHER, never).await, Response::NotNow);
    let mut expected = Vec::new();
    for (guild, form) in [(None, 1), (Some(OTHER), 2), (Some(WITHOUT_DESK), 3)] {
        let receipt = request(&office, guild, form).await;
        assert_eq!(
            due(&office, &receipt).await,
            here(receipt.expected.unwrap())
        );
        expected.push((here(receipt.expected.unwrap()), receipt));
    }
    let times: Vec<_> = expected.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(times, ["11-25 10:00", "11-27 12:00", "11-25 10:00"]);
    // Whoever took a ticket loses it by the hours of its desk: 16 of them.
    let sato = office.consultant("佐藤").await;
    let [(_, operators), (_, others), _] = &expected[..] else {
        panic!()
    };
    for receipt in [operators, others] {
        office.act(&sato, receipt, StaffAction::Claim).await;
    }
    office.later(48 * 60);
    office.watch(operators).await;
    office.watch(others).await;
    let told = office.transcript();
    assert_eq!(told.matches("HandedBack").count(), 1, "{told}");
    let open = office
        .store
        .ticket(operators.ticket)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(open.owner, None);
}
