//! Two tickets become one, seen from the consultants' channel and by the asker.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use madoguchi::{
    desk::{Event, Ticket, TicketNumber},
    store::Act,
};
use serde_json::{Value, json};

use super::{
    bureau::{Bureau, button, has_button, id, text},
    drafts::form,
};
use crate::support::{
    discord::{ASKER, CONSULTANTS, STAFF},
    tickets,
};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
const AGAIN: &str = "在宅手当と割増賃金の件をもう一度お願いします";

async fn ticket(bureau: &Bureau, number: i64) -> Ticket {
    let found = bureau.store.ticket_by_number(TicketNumber(number)).await;
    found.unwrap().unwrap().0
}

/// A consultant sends the form 「統合」 of a card; returns what only this person is shown.
async fn merge(bureau: &Bureau, card: &Value, into: &str) -> Value {
    let sato = CONSULTANTS[0];
    let card = bureau
        .message_where(STAFF, |it| id(it) == id(card) && has_button(it, "統合"))
        .await;
    let press = bureau.presses(sato, id(&card), &button(&card, "統合"));
    let (form, _) = form(&press).await;
    let sent = bureau.submits_modal(sato, &form, &[("number", into)]);
    sent.original().await
}

#[tokio::test]
async fn the_card_and_the_thread_say_where_it_goes_on() {
    let bureau = Bureau::open().await;
    let (_, first) = bureau.consult(QUESTION).await;
    let (_, second) = bureau.consult(AGAIN).await;
    bureau.staff_presses(0, id(&first), "担当する").await;
    let told = merge(&bureau, &second, "いち").await;
    assert!(text(&told).contains("数字で入力"), "{told:#}");
    let told = merge(&bureau, &second, "１").await;
    assert!(
        text(&told).contains("受付番号 2 を受付番号 1 に統合しました"),
        "{told:#}"
    );
    bureau
        .message_where(STAFF, |it| {
            text(it).contains("統合（受付番号 1 へ）") && !has_button(it, "返信")
        })
        .await;
    bureau
        .message_where(id(&second), |it| {
            text(it).contains("受付番号 1 に統合しました")
        })
        .await;
    for words in [AGAIN, "受付番号 2 をここに統合しました"] {
        bureau
            .message_where(id(&first), |it| text(it).contains(words))
            .await;
    }
    let thread = id(&second);
    bureau
        .until("a closed thread", |it| {
            let shown = it.world.channel_json(thread);
            (shown["thread_metadata"]["archived"] == true).then_some(())
        })
        .await;

    let shown = bureau.command(ASKER, "ticket", &[("number", json!(2))]);
    let shown = text(&shown.original().await);
    for words in ["受付番号 1 とまとめて回答しています", "対応中", AGAIN] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    // A button under an old message of the second ticket.
    let old = BASE64_URL_SAFE_NO_PAD.encode(ticket(&bureau, 2).await.id.0);
    bureau.look_at(ASKER, bureau.direct(ASKER));
    let wrote = bureau.forges_modal(ASKER, &format!("1:fw:{old}"), &[("text", "まだでしょうか")]);
    let passed = text(&wrote.original().await);
    assert!(
        passed.contains("satoさんに伝えました（受付番号 1）"),
        "{passed}"
    );
    bureau
        .message_where(id(&first), |it| text(it).contains("まだでしょうか"))
        .await;
    bureau.assert_clean().await;
}

#[tokio::test]
async fn of_another_asker_only_the_text_of_the_reply_is_used() {
    let bureau = Bureau::open().await;
    let other = tickets::open(&bureau.store, 1).await;
    let (_, card) = bureau.consult(AGAIN).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let refused = merge(&bureau, &card, "1").await;
    assert!(
        text(&refused).contains("別の相談者の相談票なので"),
        "{refused:#}"
    );
    assert!(
        text(&refused).contains("別の相談者に送った返信です"),
        "{refused:#}"
    );
    let same = button(&refused, "同じ返信を使う");
    let press = bureau.presses(CONSULTANTS[0], id(&refused), &same);
    let missing = text(&press.original().await);
    assert!(missing.contains("まだ返信がありません"), "{missing}");
    let sato = bureau.store.people().await.unwrap().remove(0);
    for (n, event, words) in [
        (2, Event::Claimed, None),
        (3, Event::Replied, Some("入らない場合があります。")),
    ] {
        let act = Act {
            ticket: other.id,
            ..tickets::act(n, event, Some(&sato), words)
        };
        tickets::done(&bureau.store, act).await;
    }
    let same = button(&refused, "同じ返信を使う");
    let press = bureau.presses(CONSULTANTS[0], id(&refused), &same);
    assert_eq!(form(&press).await.1, "入らない場合があります。");
    assert_eq!(ticket(&bureau, 2).await.merged_into, None);
    assert!(
        !bureau
            .messages(bureau.direct(ASKER))
            .iter()
            .any(|it| text(it).contains("入らない場合"))
    );
    bureau.assert_clean().await;
}
