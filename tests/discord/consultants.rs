//! The hand-over between people: a ticket from the form to the reply, seen from both sides.

use madoguchi::desk::{Delivery, Status, TicketNumber};

use serenity::all::Permissions;

use super::bureau::{Bureau, button, has_button, id, text};
use crate::support::discord::{ASKER, CONSULTANTS, Mention, STAFF};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";

#[tokio::test]
async fn a_question_reaches_the_desk_and_its_answer_the_asker() {
    let bureau = Bureau::open().await;
    let (receipt, card) = bureau.consult(QUESTION).await;
    assert!(text(&receipt).contains("受付番号"), "{receipt:#}");
    assert!(text(&receipt).contains("確認コード"), "{receipt:#}");
    assert!(text(&card).contains("大阪府"), "{card:#}");
    assert!(text(&card).contains("まだいません"), "{card:#}");
    let told = bureau.staff_presses(0, id(&card), "担当する").await;
    assert!(told.contains("担当になりました"), "{told}");
    let told = bureau.staff_forges(1, &card, "担当する").await;
    assert!(told.contains("satoさんが担当"), "{told}");
    let told = bureau
        .staff_writes(0, id(&card), "返信", "入らない場合があります。")
        .await;
    assert!(told.contains("返信を送ります"), "{told}");
    let direct = bureau.direct(ASKER);
    let reply = bureau
        .message_where(direct, |it| text(it).contains("入らない場合があります。"))
        .await;
    assert!(text(&reply).contains("sato"), "{reply:#}");
    let card = bureau
        .message_where(STAFF, |it| text(it).contains("送信済み"))
        .await;
    let (ticket, _) = bureau
        .store
        .ticket_by_number(TicketNumber(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ticket.status, Status::Answered);
    let messages = bureau.store.messages(ticket.id).await.unwrap();
    assert_eq!(messages[0].delivery, Some(Delivery::Sent));
    let told = bureau.staff_presses(0, id(&card), "解決").await;
    assert!(told.contains("解決にしました"), "{told}");
    bureau
        .message_where(STAFF, |it| id(it) == id(&card) && !has_button(it, "返信"))
        .await;
    bureau.assert_clean().await;
}

#[tokio::test]
async fn in_a_claimed_ticket_every_word_goes_to_the_consultant() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let answer = bureau.dms(ASKER, "急いでいます").answer().await;
    assert!(text(&answer).contains("satoさんに伝えました"), "{answer:#}");
    bureau
        .message_where(id(&card), |it| text(it).contains("急いでいます"))
        .await;
    // A command always asks the assistant.
    let answer = bureau.ask(ASKER, "中抜けの時間はどう扱いますか").await;
    assert!(text(&answer).contains("中抜け"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn with_two_tickets_the_asker_is_asked_which() {
    let bureau = Bureau::open().await;
    let (_, first) = bureau.consult(QUESTION).await;
    let (_, second) = bureau.consult("在宅勤務の通勤手当はなくせますか").await;
    for card in [&first, &second] {
        bureau.staff_presses(0, id(card), "担当する").await;
    }
    let said = bureau.dms(ASKER, "先週お伝えした件です");
    let which = said.answer().await;
    let press = bureau.presses(ASKER, id(&which), &button(&which, "受付番号 2"));
    assert!(text(&press.original().await).contains("受付番号 2"));
    bureau
        .message_where(id(&second), |it| text(it).contains("先週お伝えした件です"))
        .await;
    let again = bureau.presses(ASKER, id(&which), &button(&which, "受付番号 1"));
    assert!(text(&again.original().await).contains("書き足す"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn notes_stay_at_the_desk() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.forget_requests();
    let told = bureau
        .staff_writes(0, id(&card), "社内メモ", "この会社は要注意")
        .await;
    assert!(told.contains("相談者には見えません"), "{told}");
    bureau
        .message_where(id(&card), |it| text(it).contains("この会社は要注意"))
        .await;
    bureau.settled().await;
    let elsewhere = bureau.requests().into_iter().filter(|it| {
        it.body.to_string().contains("要注意")
            && it.path != format!("/channels/{}/messages", id(&card))
    });
    assert_eq!(
        elsewhere.map(|it| it.path).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    let seen = bureau.messages(bureau.direct(ASKER));
    assert!(!seen.iter().any(|it| text(it).contains("要注意")));
}

#[tokio::test]
async fn an_asker_without_direct_messages_reads_in_a_private_thread() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.close_dms(ASKER);
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau
        .staff_writes(0, id(&card), "返信", "入りません。")
        .await;
    bureau
        .message_where(id(&card), |it| text(it).contains("専用スレッド"))
        .await;
    let thread = bureau
        .until("a private thread", |it| {
            let mut threads = it.world.channels.iter();
            threads.find(|(_, it)| it.kind == 12).map(|(id, _)| *id)
        })
        .await;
    bureau
        .message_where(thread, |it| text(it).contains("入りません。"))
        .await;
    // What the asker writes there without a mention comes blank and gets a button.
    let said = bureau.says(ASKER, thread, "分かりました", Mention::None);
    assert!(has_button(&said.answer().await, "書き足す"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn what_colleagues_write_in_the_thread_is_never_swallowed() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    let said = bureau.says(CONSULTANTS[0], id(&card), "入りません。", Mention::None);
    let sign = said.answer().await;
    // The first message in the thread may be older than what was said.
    assert!(text(&sign).contains("相談者に届いていません"), "{sign:#}");
    assert!(has_button(&sign, "返信") && has_button(&sign, "社内メモ"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn askers_and_strangers_cannot_work_at_the_desk() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    // Whoever runs the server may see the channel and still be no consultant.
    bureau.overwrite(
        STAFF,
        ASKER,
        Permissions::VIEW_CHANNEL,
        Permissions::empty(),
    );
    for label in ["担当する", "Web画面を開く"] {
        let press = bureau.forges(ASKER, id(&card), &button(&card, label));
        let told = text(&press.first().await.data);
        assert!(told.contains("相談員のロール"), "{label}: {told}");
    }
    let ticket = bureau
        .store
        .ticket_by_number(TicketNumber(1))
        .await
        .unwrap();
    assert_eq!(ticket.unwrap().0.status, Status::Open);
}

#[tokio::test]
async fn the_web_desk_opens_with_a_link_for_the_same_person() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    let told = bureau.staff_presses(0, id(&card), "Web画面を開く").await;
    let (_, token) = told.split_once("/login/").unwrap();
    let token = token.split_whitespace().next().unwrap();
    let hash = blake3::hash(token.as_bytes()).to_hex().to_string();
    let now = bureau.clock.now();
    let person = bureau.store.redeem_login_link(&hash, now).await.unwrap();
    assert_eq!(person.unwrap().name, "sato");
    assert_eq!(
        bureau.store.redeem_login_link(&hash, now).await.unwrap(),
        None
    );
}
