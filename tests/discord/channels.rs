//! Channels, threads and messages go away, are closed or full: what had to be said is said elsewhere.

use chrono::Duration;
use madoguchi::{
    desk::{Delivery, TicketNumber},
    store::Guild,
};
use serde_json::json;
use serenity::all::Permissions;

use super::bureau::{Bureau, button, has_button, id, text};
use crate::support::discord::{
    ASK, ASKER, CONSULTANT_ROLE, CONSULTANTS, Fault, GUILD, Gate, Mention, Moment, OWNER, STAFF,
    bot_role,
};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
const CLAIMED: &str = "satoさんが担当します";

/// Takes the permission to manage threads from the bot.
fn without_managing(bureau: &Bureau) {
    let role = bot_role(GUILD);
    let has = bureau.with(|it| it.world.guilds[&GUILD].roles[&role].permissions);
    bureau.permit(GUILD, role, has - Permissions::MANAGE_THREADS);
}

#[tokio::test]
async fn what_cannot_stand_in_the_thread_stands_under_the_card() {
    type Change = fn(&Bureau, u64);
    let changes: [(&str, Change, bool); 5] = [
        (
            "deleted",
            |bureau, thread| bureau.remove_channel(thread),
            false,
        ),
        ("archived", |bureau, thread| bureau.archive(thread), true),
        (
            "archived and locked",
            |bureau, thread| bureau.lock(thread),
            true,
        ),
        (
            "archived and locked for good",
            |bureau, thread| {
                without_managing(bureau);
                bureau.lock(thread);
            },
            false,
        ),
        (
            "locked for good",
            |bureau, thread| {
                without_managing(bureau);
                bureau.with(|it| {
                    let place = &mut it.world.channels.get_mut(&thread).unwrap().place;
                    if let crate::support::discord::Place::Thread(thread) = place {
                        thread.is_locked = true;
                    }
                });
            },
            false,
        ),
    ];
    for (what, change, in_thread) in changes {
        let bureau = Bureau::open().await;
        let (_, card) = bureau.consult(QUESTION).await;
        bureau.settled().await;
        change(&bureau, id(&card));
        bureau.staff_presses(0, id(&card), "担当する").await;
        let place = if in_thread { id(&card) } else { STAFF };
        let line = bureau
            .message_where(place, |it| text(it).contains(CLAIMED))
            .await;
        if !in_thread {
            assert_eq!(
                line["message_reference"]["message_id"], card["id"],
                "{what}"
            );
        }
        bureau.settled().await;
        bureau.take_violations();
    }
}

#[tokio::test]
async fn a_deleted_private_thread_is_made_anew_as_long_as_there_is_a_place() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.close_dms(ASKER);
    bureau.staff_presses(0, id(&card), "担当する").await;
    let (ticket, _) = bureau
        .store
        .ticket_by_number(TicketNumber(1))
        .await
        .unwrap()
        .unwrap();
    let replied = async |words: &str| {
        bureau.staff_writes(0, id(&card), "返信", words).await;
        loop {
            let replies = bureau.store.messages(ticket.id).await.unwrap();
            let reply = replies.iter().find(|it| it.text == words);
            match reply.and_then(|it| it.delivery) {
                None | Some(Delivery::Sending) => tokio::task::yield_now().await,
                Some(delivery) => break delivery,
            }
        }
    };
    let thread = || {
        bureau.with(|it| {
            let mut threads = it.world.channels.iter();
            *threads.find(|(_, it)| it.kind == 12).unwrap().0
        })
    };
    assert_eq!(replied("一つめ。").await, Delivery::Thread);
    let first = thread();
    bureau.settled().await;
    bureau.remove_channel(first);
    assert_eq!(replied("二つめ。").await, Delivery::Thread);
    let second = thread();
    assert_ne!(first, second);
    bureau
        .message_where(second, |it| text(it).contains("二つめ。"))
        .await;
    // What is written in it is for the consultant.
    let said = bureau.says(ASKER, second, "分かりました", Mention::None);
    assert!(has_button(&said.answer().await, "書き足す"));
    bureau.settled().await;
    bureau.remove_channel(second);
    bureau.remove_channel(ASK);
    assert_eq!(replied("三つめ。").await, Delivery::Page);
}

#[tokio::test]
async fn a_question_that_was_deleted_is_answered_where_it_stood() {
    let bureau = Bureau::open().await;
    let gate = Gate::new();
    let path = format!("/channels/{ASK}/messages");
    bureau.fail_next("POST", &path, Fault::Stall(Moment::Before, gate.clone()));
    let said = bureau.says(ASKER, ASK, "中抜けの時間はどう扱いますか", Mention::Bot);
    gate.reached().await;
    bureau.remove_message(said.id);
    gate.open();
    assert!(text(&said.answer().await).contains("出典"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_command_that_discord_gave_up_is_answered_as_a_direct_message() {
    let bureau = Bureau::open().await;
    let gate = Gate::new();
    let fault = Fault::Stall(Moment::Before, gate.clone());
    bureau.fail_next("POST", "/callback", fault);
    let question = json!("中抜けの時間はどう扱いますか");
    let asked = bureau.command(ASKER, "ask", &[("question", question)]);
    gate.reached().await;
    asked.expire();
    gate.open();
    bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains("出典"))
        .await;
}

#[tokio::test]
async fn a_form_that_lay_open_for_long_is_taken_all_the_same() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let person = crate::support::discord::CONSULTANTS[0];
    let card = bureau
        .message_where(STAFF, |it| super::bureau::has_button(it, "返信"))
        .await;
    let press = super::bureau::button(&card, "返信");
    let press = bureau.presses(person, id(&card), &press);
    let form = press.first().await;
    bureau.later(Duration::minutes(20));
    press.expire();
    let form = form.data["custom_id"].as_str().unwrap();
    let sent = bureau.submits_modal(person, form, &[("text", "よく考えました。")]);
    assert!(text(&sent.original().await).contains("返信を送ります"));
    bureau
        .message_where(bureau.direct(ASKER), |it| {
            text(it).contains("よく考えました。")
        })
        .await;
}

#[tokio::test]
async fn a_server_with_a_desk_of_its_own_gets_its_tickets_and_others_the_operators() {
    const OTHER: u64 = 101;
    const OTHER_ASK: u64 = 210;
    const OTHER_DESK: u64 = 211;
    let bureau = Bureau::open().await;
    bureau.add_guild(OTHER, OWNER, OTHER_ASK);
    bureau.set_roles(OTHER, ASKER, &[]);
    bureau.add_channel(OTHER, OTHER_DESK, "desk");
    bureau.close_channel(OTHER_DESK, &[bot_role(OTHER), CONSULTANT_ROLE]);
    let (ticket, _) = bureau.consult(QUESTION).await;
    assert!(text(&ticket).contains("**1**"), "{ticket:#}");
    for (number, desk, place) in [(2, None, STAFF), (3, Some(OTHER_DESK), OTHER_DESK)] {
        let settings = json!({ "ask_channels": [OTHER_ASK], "consultant_role": CONSULTANT_ROLE });
        let guild = Guild {
            id: OTHER,
            settings,
            desk,
            operator: false,
        };
        let now = bureau.clock.now();
        bureau
            .store
            .change_guild(&guild, now, |it| *it = guild.clone())
            .await
            .unwrap();
        bureau.look_at(ASKER, OTHER_ASK);
        let question = format!("{number}つめの相談です");
        let answer = bureau.ask(ASKER, "中抜けの時間はどう扱いますか").await;
        bureau.request(&answer, &question).await;
        bureau
            .message_where(place, |it| text(it).contains(&question))
            .await;
    }
    bureau.settled().await;
    let here = bureau.messages(STAFF);
    let cards = here
        .iter()
        .filter(|it| text(it).contains("の相談です"))
        .count();
    assert_eq!(cards, 1);
    assert_eq!(bureau.messages(OTHER_DESK).len(), 1);
    // The pages of the web show the tickets of all servers, so only the operator's desk gets there.
    let card = bureau.messages(OTHER_DESK).remove(0);
    bureau.set_roles(OTHER, CONSULTANTS[0], &[CONSULTANT_ROLE]);
    bureau.look_at(CONSULTANTS[0], OTHER_DESK);
    for label in ["Web画面を開く", "統合"] {
        let press = bureau.presses(CONSULTANTS[0], id(&card), &button(&card, label));
        let told = text(&press.first().await.data);
        assert!(
            told.contains("運営のサーバーの相談員だけ"),
            "{label}: {told}"
        );
    }
    let press = bureau.presses(CONSULTANTS[0], id(&card), &button(&card, "担当する"));
    let told = text(&press.first().await.data);
    assert!(told.contains("担当になりました"), "{told}");
    nobody_is_named(&bureau, OTHER_DESK).await;
}

/// The operator's people are not named at another server's desk.
async fn nobody_is_named(bureau: &Bureau, desk: u64) {
    bureau.office.consultant("運営の鈴木").await;
    let card = bureau
        .message_where(desk, |it| has_button(it, "引き継ぐ"))
        .await;
    let press = bureau.presses(CONSULTANTS[0], id(&card), &button(&card, "引き継ぐ"));
    let form = press.first().await;
    let form = form.data["custom_id"].as_str().unwrap();
    let fields = [("text", "お願いします"), ("to", "だれか")];
    let sent = bureau.submits_modal(CONSULTANTS[0], form, &fields);
    let told = text(&sent.original().await);
    assert!(told.contains("名前を確かめて"), "{told}");
    assert!(!told.contains("鈴木") && !told.contains("sato"), "{told}");
}
