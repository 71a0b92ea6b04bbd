//! Who may do what: every button and form, by everybody who may not use it, whatever the state of the
//! ticket. The list comes from the product's own codes, so that a new button is tested as it comes.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use madoguchi::{
    chat::discord::custom_id::Press,
    desk::{Status, Ticket, TicketNumber},
    people::Surface,
};
use serenity::all::Permissions;
use uuid::Uuid;

use super::bureau::{Bureau, button, id, text};
use crate::support::{
    dialogue::Office,
    discord::{ASKER, CONSULTANTS, GUILD, OWNER, STAFF},
};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
/// Forms that consultants send.
const STAFF_FORMS: [&str; 5] = ["fr", "fn", "ft", "fz", "fj"];
/// Forms about a ticket that its asker sends.
const ASKER_FORMS: [&str; 2] = ["fw", "fu"];

/// The custom id for a code about this ticket.
fn custom_id(code: &str, ticket: &Ticket) -> String {
    let ticket = BASE64_URL_SAFE_NO_PAD.encode(ticket.id.0);
    let more = match code {
        "au" | "fu" => ":5",
        "ap" => ":77",
        "ts" => ":2",
        _ => "",
    };
    let id = format!("1:{code}:{ticket}{more}");
    Press::decode(&id).unwrap_or_else(|error| panic!("{id}: {error}"));
    id
}

fn codes(kind: char) -> Vec<&'static str> {
    let of_kind = |it: &&&str| it.len() == 2 && it.starts_with(kind);
    Press::CODES.iter().filter(of_kind).copied().collect()
}

async fn ticket(bureau: &Bureau) -> Ticket {
    let found = bureau.store.ticket_by_number(TicketNumber(1)).await;
    found.unwrap().unwrap().0
}

/// Presses and sends everything as `person`, who may do nothing of it.
async fn all_is_refused(
    bureau: &Bureau,
    person: u64,
    message: u64,
    codes: &[&str],
    forms: &[&str],
) {
    let before = ticket(bureau).await;
    let texts = async || {
        let all = bureau.store.messages(before.id).await.unwrap();
        all.into_iter().map(|it| it.text).collect::<Vec<_>>()
    };
    let written = texts().await;
    bureau.look_at(person, STAFF);
    for code in codes {
        let press = bureau.forges(person, message, &custom_id(code, &before));
        let first = press.first().await;
        assert!(first.kind == 4 && first.is_ephemeral(), "{code}: {first:?}");
        assert!(!text(&first.data).is_empty(), "{code}");
    }
    for code in forms {
        let sent = bureau.forges_modal(person, &custom_id(code, &before), &[("text", "侵入")]);
        let first = sent.first().await;
        assert!(first.is_ephemeral(), "{code}: {first:?}");
    }
    bureau.settled().await;
    let after = ticket(bureau).await;
    assert_eq!((after.status, after.owner), (before.status, before.owner));
    assert_eq!(texts().await, written);
    assert!(bureau.store.notes(before.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_does_at_a_ticket_what_is_somebody_elses() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    let staff = codes('t');
    assert!(8 < staff.len(), "{staff:?}");
    let asker = codes('a');
    assert!(4 < asker.len(), "{asker:?}");
    // Whoever runs the server sees the channel and has no role.
    for person in [ASKER, OWNER] {
        bureau.overwrite(
            STAFF,
            person,
            Permissions::VIEW_CHANNEL,
            Permissions::empty(),
        );
    }
    bureau.set_roles(GUILD, CONSULTANTS[2], &[]);
    bureau.overwrite(
        STAFF,
        CONSULTANTS[2],
        Permissions::VIEW_CHANNEL,
        Permissions::empty(),
    );
    for status in [
        Status::Open,
        Status::Claimed,
        Status::Answered,
        Status::Closed,
    ] {
        match status {
            Status::Open => {}
            Status::Claimed => {
                bureau.staff_presses(0, id(&card), "担当する").await;
            }
            Status::Answered => {
                bureau
                    .staff_writes(0, id(&card), "返信", "入りません。")
                    .await;
            }
            Status::Closed => {
                bureau.staff_presses(0, id(&card), "解決").await;
            }
        }
        bureau.settled().await;
        assert_eq!(ticket(&bureau).await.status, status);
        for person in [ASKER, OWNER, CONSULTANTS[2]] {
            all_is_refused(&bureau, person, id(&card), &staff, &STAFF_FORMS).await;
        }
        for person in [OWNER, CONSULTANTS[0]] {
            all_is_refused(&bureau, person, id(&card), &asker, &ASKER_FORMS).await;
        }
    }
}

#[tokio::test]
async fn nobody_changes_what_somebody_else_is_told_of() {
    let office = Office::open_at(
        "2026-11-24T10:00:00+09:00",
        &["tests/data/knowledge", "tests/data/programs"],
    );
    let bureau = Bureau::at(office.await).await;
    let answer = bureau.ask(ASKER, "中抜けの時間はどう扱いますか").await;
    let presses = |label: &str| bureau.presses(ASKER, id(&answer), &button(&answer, label));
    presses("訂正があれば知らせる").first().await;
    let command = bureau.command(ASKER, "deadlines", &[("program", "定着強化".into())]);
    command.first().await;
    let own = Surface::Discord.conversation(&ASKER.to_string());
    let told_of = async || {
        let reminders = bureau.store.reminders_of(&own).await.unwrap();
        (reminders, bureau.store.active_recalls().await.unwrap())
    };
    let before = told_of().await;
    let ([reminder], [recall]) = (&before.0[..], &before.1[..]) else {
        panic!("{before:?}");
    };
    let part = |id: Uuid| BASE64_URL_SAFE_NO_PAD.encode(id);
    for code in codes('w') {
        let custom_id = match code {
            "wd" => "1:wd:program/tokyo-teichaku".to_owned(),
            "ws" => format!("1:ws:{}", part(reminder.id)),
            "wm" => "1:wm".to_owned(),
            _ => format!("1:{code}:{}", part(recall.question)),
        };
        Press::decode(&custom_id).unwrap_or_else(|error| panic!("{custom_id}: {error}"));
        for person in [OWNER, CONSULTANTS[0]] {
            let first = bureau.forges(person, id(&answer), &custom_id).first().await;
            assert!(first.is_ephemeral(), "{code}: {first:?}");
            assert!(!text(&first.data).is_empty(), "{code}");
            assert_eq!(told_of().await, before, "{code}");
        }
    }
}

#[tokio::test]
async fn a_colleague_cannot_answer_in_somebody_elses_ticket() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let claimed = ticket(&bureau).await;
    bureau.look_at(CONSULTANTS[1], STAFF);
    for code in ["fr", "ft", "fz"] {
        let fields: &[(&str, &str)] = match code {
            "fr" => &[("text", "横取り")],
            "ft" => &[("to", "sato"), ("text", "横取り")],
            _ => &[("until", "3日後")],
        };
        let sent = bureau.forges_modal(CONSULTANTS[1], &custom_id(code, &claimed), fields);
        let told = text(&sent.original().await);
        let done = ["返信を送ります", "引き継ぎました", "保留にしました"];
        assert!(!done.iter().any(|it| told.contains(it)), "{code}: {told}");
    }
    assert_eq!(ticket(&bureau).await, claimed);
}

#[tokio::test]
async fn what_people_write_calls_nobody_and_formats_nothing() {
    let bureau = Bureau::open().await;
    let evil = "@everyone <@300> **太字** [銀行](https://example.com) ```code";
    let answer = bureau.ask(ASKER, QUESTION).await;
    bureau.request(&answer, evil).await;
    let card = bureau
        .message_where(STAFF, |it| text(it).contains("太字"))
        .await;
    let shown = text(&card);
    assert!(
        !shown.contains("@everyone") && !shown.contains("<@300>"),
        "{shown}"
    );
    assert!(
        !shown.contains("**太字**") && !shown.contains("[銀行]("),
        "{shown}"
    );
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.staff_writes(0, id(&card), "返信", evil).await;
    let reply = bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains("太字"))
        .await;
    assert!(!text(&reply).contains("@everyone") && !text(&reply).contains("**太字**"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn the_longest_reply_arrives_whole() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let long = "一文です。".repeat(800);
    bureau.staff_writes(0, id(&card), "返信", &long).await;
    bureau
        .message_where(STAFF, |it| text(it).contains("送信済み"))
        .await;
    let received: String = bureau
        .messages(bureau.direct(ASKER))
        .iter()
        .map(text)
        .collect();
    assert_eq!(received.matches("一文です。").count(), 800);
}
