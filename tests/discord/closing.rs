//! When a ticket was closed: what its asker reads, says and gets, and what the desk sees of it.

use madoguchi::desk::TicketNumber;
use serde_json::Value;

use super::bureau::{Bureau, button, buttons, has_button, id, text};
use crate::support::discord::{ASKER, CONSULTANTS, STAFF};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";

/// Claims, answers and closes; returns the card and what the asker reads then.
async fn closed(bureau: &Bureau) -> (Value, Value) {
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau
        .staff_writes(0, id(&card), "返信", "手当の性質によります。")
        .await;
    bureau
        .staff_writes(0, id(&card), "社内メモ", "通達を確かめた")
        .await;
    bureau.staff_presses(0, id(&card), "解決").await;
    let told = bureau
        .message_where(bureau.direct(ASKER), |it| has_button(it, "記録を受け取る"))
        .await;
    (card, told)
}

async fn said(bureau: &Bureau) -> Option<(i64, Option<String>)> {
    let ticket = bureau.store.ticket_by_number(TicketNumber(1)).await;
    let ticket = ticket.unwrap().unwrap().0.id;
    let said = bureau.store.satisfaction(ticket).await.unwrap();
    said.map(|it| (it.stars.count(), it.word))
}

#[tokio::test]
async fn an_asker_says_once_how_it_was_and_the_card_shows_it() {
    let bureau = Bureau::open().await;
    let (card, told) = closed(&bureau).await;
    assert!(text(&told).contains("いかがでしたか"), "{told:#}");
    assert_eq!(buttons(&told).len(), 7, "{told:#}");

    let press = bureau.presses(ASKER, id(&told), &button(&told, "4（やや満足）"));
    let form = press.first().await;
    assert_eq!(form.kind, 9, "{form:?}");
    assert_eq!(
        said(&bureau).await,
        Some((4, None)),
        "kept without the form"
    );
    let press = bureau.presses(ASKER, id(&told), &button(&told, "4（やや満足）"));
    assert_eq!(press.first().await.kind, 9, "the form was put away");
    let other = bureau.presses(ASKER, id(&told), &button(&told, "1（不満）"));
    assert_eq!(other.first().await.kind, 4, "the first stars count");
    let form = form.data["custom_id"].as_str().unwrap().to_owned();
    let sent = bureau.submits_modal(ASKER, &form, &[("text", "**早い**回答でした")]);
    assert!(text(&sent.first().await.data).contains("ありがとうございました"));
    let word = Some("**早い**回答でした".to_owned());
    assert_eq!(said(&bureau).await, Some((4, word.clone())));

    let again = bureau.presses(ASKER, id(&told), &button(&told, "1（不満）"));
    let again = again.first().await;
    assert!(again.kind == 4 && again.is_ephemeral(), "{again:?}");
    assert!(text(&again.data).contains("すでにいただいています"));
    assert_eq!(said(&bureau).await, Some((4, word)));

    let shown = bureau
        .message_where(STAFF, |it| id(it) == id(&card) && text(it).contains("早い"))
        .await;
    assert!(
        text(&shown).contains("4（やや満足）「\\*\\*早い"),
        "{}",
        text(&shown)
    );
    bureau.assert_clean().await;
}

#[tokio::test]
async fn nobody_else_says_how_it_was() {
    let bureau = Bureau::open().await;
    let (card, told) = closed(&bureau).await;
    for person in CONSULTANTS {
        bureau.look_at(person, STAFF);
        let press = button(&told, "5（満足）");
        let forged = bureau.forges(person, id(&card), &press).first().await;
        assert!(forged.kind == 4 && forged.is_ephemeral(), "{forged:?}");
        let form = press.replace(":au:", ":fu:");
        let forged = bureau.forges_modal(person, &form, &[("text", "自画自賛")]);
        assert!(text(&forged.first().await.data).contains("本人だけ"));
        let record = button(&told, "記録を受け取る");
        let forged = bureau.forges(person, id(&card), &record).first().await;
        assert!(text(&forged.data).contains("本人だけ"), "{forged:?}");
    }
    assert_eq!(said(&bureau).await, None);
}

#[tokio::test]
async fn a_consultant_makes_a_draft_of_a_closed_ticket() {
    let bureau = Bureau::open().await;
    let (card, _) = closed(&bureau).await;
    let told = bureau.staff_presses(0, id(&card), "知識にする").await;
    let ticket = bureau.store.ticket_by_number(TicketNumber(1)).await;
    let ticket = ticket.unwrap().unwrap().0.id;
    let draft = bureau.store.draft_of_ticket(ticket).await.unwrap().unwrap();
    assert!(told.contains(&format!("/desk/drafts/{draft}")), "{told}");
    let again = bureau.staff_presses(1, id(&card), "知識にする").await;
    assert!(
        again.contains(&draft.to_string()),
        "one for a ticket: {again}"
    );
    let kept = bureau.store.draft(draft).await.unwrap().unwrap().draft;
    assert_eq!((kept.question.as_str(), kept.source), (QUESTION, None));
    assert!(
        kept.answer.contains("手当の性質によります。"),
        "{}",
        kept.answer
    );
    assert!(!kept.answer.contains("通達を確かめた"), "{}", kept.answer);
}

#[tokio::test]
async fn who_reopens_is_asked_again_only_if_nothing_was_said() {
    let bureau = Bureau::open().await;
    let (card, told) = closed(&bureau).await;
    let direct = bureau.direct(ASKER);
    let asks = || {
        let all = bureau.messages(direct);
        all.iter().filter(|it| has_button(it, "5（満足）")).count()
    };
    let closings = || {
        let all = bureau.messages(direct);
        all.iter()
            .filter(|it| text(it).contains("終了しました"))
            .count()
    };
    let reopen_and_close = async |told: &Value, number: usize, early_words: &str| {
        let press = bureau.presses(ASKER, id(told), &button(told, "書き足す"));
        let form = press.first().await.data["custom_id"]
            .as_str()
            .unwrap()
            .to_owned();
        bureau
            .submits_modal(ASKER, &form, &[("text", "続きです")])
            .original()
            .await;
        bureau.staff_presses(0, id(&card), "担当する").await;
        // The ticket is open: an old button waits for the next closing.
        let early = bureau
            .forges(ASKER, id(told), &button(told, "4（やや満足）"))
            .first()
            .await;
        assert!(text(&early.data).contains(early_words), "{early:?}");
        bureau.staff_presses(0, id(&card), "解決").await;
        while closings() < number {
            tokio::task::yield_now().await;
        }
    };
    reopen_and_close(&told, 2, "再開しています").await;
    assert_eq!(asks(), 2, "nothing had been said");
    let press = bureau.presses(ASKER, id(&told), &button(&told, "5（満足）"));
    assert_eq!(press.first().await.kind, 9, "an older message works, too");
    reopen_and_close(&told, 3, "すでにいただいて").await;
    assert_eq!(asks(), 2, "it was said");
}

#[tokio::test]
async fn the_record_comes_as_a_file_that_windows_reads_and_without_notes() {
    let bureau = Bureau::open().await;
    let (card, told) = closed(&bureau).await;
    let press = bureau.presses(ASKER, id(&told), &button(&told, "記録を受け取る"));
    let first = press.first().await;
    assert!(first.is_ephemeral(), "{first:?}");
    let sent = bureau
        .wait_for(|it| it.is("POST", "/callback") && !it.files.is_empty())
        .await;
    let (name, file) = &sent.files[0];
    assert_eq!(name, "madoguchi-1.txt");
    assert!(file.starts_with('\u{feff}'));
    assert_eq!(file.matches('\n').count(), file.matches("\r\n").count());
    for part in [QUESTION, "手当の性質によります。", "相談員 ", "日本時間"] {
        assert!(file.contains(part), "{part}: {file}");
    }
    assert!(
        !file.contains("通達を確かめた") && !file.contains("社内"),
        "{file}"
    );
    // The desk's thread has the way to its own.
    let thread = bureau
        .message_where(id(&card), |it| text(it).contains("/desk/tickets/1/record"))
        .await;
    assert!(text(&thread).contains("社内用"));
    bureau.assert_clean().await;
}
