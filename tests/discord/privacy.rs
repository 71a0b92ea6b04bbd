//! `/プライバシー`, the notice with the first answer, and taking a ticket back.

use chrono::Duration;
use madoguchi::{
    desk::{Status, TicketNumber},
    people::Surface,
};
use serde_json::Value;

use super::{
    bureau::{Bureau, button, has_button, id, text},
    setup::custom_id,
};
use crate::support::discord::{
    ASK, ASKER, CONSULTANT_ROLE, CONSULTANTS, Fault, GUILD, Mention, Moment, OWNER, STAFF, bot_role,
};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
const NAKANUKE: &str = "テレワーク中の中抜けの時間はどう扱えばよいですか";

/// What `/プライバシー` shows.
async fn shown(bureau: &Bureau, person: u64) -> Value {
    let command = bureau.command(person, "privacy", &[]);
    assert!(command.first().await.is_ephemeral());
    command.original().await
}

async fn presses(bureau: &Bureau, person: u64, message: &Value, label: &str) -> Value {
    let press = bureau.presses(person, id(message), &button(message, label));
    assert!(press.first().await.is_ephemeral());
    press.original().await
}

/// A ticket with words of both sides.
async fn spoken(bureau: &Bureau) -> Value {
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau
        .staff_writes(0, id(&card), "返信", "カナリア返信")
        .await;
    bureau
        .staff_writes(0, id(&card), "社内メモ", "カナリアメモ")
        .await;
    bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains("カナリア返信"))
        .await;
    bureau
        .message_where(id(&card), |it| text(it).contains("カナリアメモ"))
        .await;
    card
}

async fn status(bureau: &Bureau) -> Status {
    let ticket = bureau.store.ticket_by_number(TicketNumber(1)).await;
    ticket.unwrap().unwrap().0.status
}

#[tokio::test]
async fn what_was_written_at_a_desk_that_moved_is_deleted_there_too() {
    const NEW_DESK: u64 = 212;
    let bureau = Bureau::open().await;
    let card = spoken(&bureau).await;
    bureau.add_channel(GUILD, NEW_DESK, "新しい相談員");
    bureau.close_channel(NEW_DESK, &[bot_role(GUILD), CONSULTANT_ROLE]);
    let settings = bureau.command(OWNER, "settings", &[]).original().await;
    let (menu, desk) = (custom_id(&settings, "1:sd"), NEW_DESK.to_string());
    let chosen = bureau.selects(OWNER, id(&settings), &menu, &[&desk]);
    chosen.first().await;
    let new = bureau
        .message_where(NEW_DESK, |it| text(it).contains(QUESTION))
        .await;
    let words = |channel| {
        let all = bureau.messages(channel).into_iter();
        all.filter(|it| it.to_string().contains("カナリア")).count()
    };
    assert_eq!(words(id(&card)), 2, "the reply and the note");
    let page = shown(&bureau, ASKER).await;
    let asked = presses(&bureau, ASKER, &page, "削除する").await;
    presses(&bureau, ASKER, &asked, "すべて削除する").await;
    bureau
        .message_where(id(&new), |it| {
            text(it).contains("自分のデータを削除しました")
        })
        .await;
    assert_eq!((words(id(&card)), words(id(&new))), (0, 0));
    let name = bureau.with(|it| it.world.channels[&id(&card)].name.clone());
    assert!(name.contains("希望により削除"), "{name}");
    for channel in [STAFF, NEW_DESK] {
        let cards = bureau.messages(channel);
        assert!(
            !cards.iter().any(|it| it.to_string().contains(QUESTION)),
            "{cards:#?}"
        );
    }
    bureau.assert_clean().await;
}

#[tokio::test]
async fn what_is_stored_is_shown_handed_over_and_deleted() {
    let bureau = Bureau::open().await;
    let card = spoken(&bureau).await;
    let page = shown(&bureau, ASKER).await;
    for part in ["1 件（2026年", "終了していない受付番号 1"] {
        assert!(text(&page).contains(part), "{part}: {}", text(&page));
    }
    presses(&bureau, ASKER, &page, "書き出す").await;
    let sent = bureau
        .wait_for(|it| it.is("PATCH", "/@original") && it.files.len() == 2)
        .await;
    for (_, file) in &sent.files {
        assert!(
            file.contains(QUESTION) && file.contains("カナリア返信"),
            "{file}"
        );
        assert!(!file.contains("カナリアメモ"), "{file}");
    }

    let asked = presses(&bureau, ASKER, &page, "削除する").await;
    assert!(text(&asked).contains("元に戻せません"), "{}", text(&asked));
    assert!(text(&asked).contains("受付番号 1"), "{}", text(&asked));
    let done = presses(&bureau, ASKER, &asked, "すべて削除する").await;
    assert!(text(&done).contains("削除しました"), "{}", text(&done));
    assert_eq!(status(&bureau).await, Status::Closed);

    // The consultants see that it is gone, and nothing of it.
    bureau
        .message_where(id(&card), |it| {
            text(it).contains("自分のデータを削除しました")
        })
        .await;
    bureau.settled().await;
    let all: Vec<String> = [STAFF, id(&card)]
        .into_iter()
        .flat_map(|it| bureau.messages(it))
        .map(|it| it.to_string())
        .collect();
    for word in ["カナリア", QUESTION] {
        assert!(!all.iter().any(|it| it.contains(word)), "{word}: {all:#?}");
    }
    let name = bureau.with(|it| it.world.channels[&id(&card)].name.clone());
    assert!(!name.contains("手当"), "{name}");

    let page = shown(&bureau, ASKER).await;
    assert!(
        text(&page).contains("相談員に送った相談とやり取り: 0 件"),
        "{page}"
    );
    let tickets = bureau.command(ASKER, "ticket", &[]).original().await;
    assert!(text(&tickets).contains("まだありません"), "{tickets}");
    // Who comes back begins anew.
    let answer = bureau.ask(ASKER, NAKANUKE).await;
    assert!(
        text(&answer).contains("はじめての方へ"),
        "{}",
        text(&answer)
    );
    bureau.assert_clean().await;
}

#[tokio::test]
async fn posts_at_the_desk_lose_their_words_whatever_fails() {
    let bureau = Bureau::open().await;
    let card = spoken(&bureau).await;
    bureau.settled().await;
    bureau.archive(id(&card));
    let page = shown(&bureau, ASKER).await;
    let asked = presses(&bureau, ASKER, &page, "削除する").await;
    let path = format!("/channels/{}/messages/", id(&card));
    for fault in [
        Fault::Cut(Moment::After),
        Fault::error(500, 0, "Internal Server Error"),
        Fault::After5xx(502),
        Fault::Cut(Moment::Before),
    ] {
        bureau.fail_next("PATCH", &path, fault);
    }
    presses(&bureau, ASKER, &asked, "すべて削除する").await;
    let gone = |it: &Value| text(it).contains("自分のデータを削除しました");
    while !bureau.messages(id(&card)).iter().any(gone) {
        bureau.keep_trying(Duration::seconds(20)).await;
    }
    bureau.settled().await;
    let thread = bureau.messages(id(&card));
    assert_eq!(
        thread.iter().filter(|it| gone(it)).count(),
        1,
        "{thread:#?}"
    );
    let emptied = thread
        .iter()
        .filter(|it| text(it).contains("希望により削除"));
    assert_eq!(emptied.count(), 2, "the reply and the note: {thread:#?}");
    assert!(
        !thread.iter().any(|it| it.to_string().contains("カナリア")),
        "{thread:#?}"
    );
}

#[tokio::test]
async fn deletion_is_confirmed_in_time_and_by_the_person_alone() {
    let bureau = Bureau::open().await;
    bureau.ask(ASKER, NAKANUKE).await;
    bureau.ask(OWNER, NAKANUKE).await;
    let page = shown(&bureau, ASKER).await;
    let asked = presses(&bureau, ASKER, &page, "削除する").await;
    let own = Surface::Discord.conversation(&ASKER.to_string());
    let count = async || bureau.store.recent_questions(&own, 9).await.unwrap().len();
    let now = button(&asked, "すべて削除する");
    for person in [OWNER, CONSULTANTS[0]] {
        let forged = bureau.forges(person, id(&asked), &now).first().await;
        assert!(text(&forged.data).contains("本人だけ"), "{forged:?}");
    }
    assert_eq!(count().await, 1);
    bureau.later(Duration::minutes(16));
    let late = bureau.forges(ASKER, id(&asked), &now).first().await;
    assert!(text(&late.data).contains("15分が過ぎた"), "{late:?}");
    assert_eq!(count().await, 1);
}

#[tokio::test]
async fn what_is_stored_is_told_once_with_the_first_answer() {
    let mut bureau = Bureau::open().await;
    let first = bureau.ask(ASKER, NAKANUKE).await;
    assert!(text(&first).contains("はじめての方へ"), "{}", text(&first));
    assert!(text(&first).contains("/プライバシー"));
    bureau.stop().await;
    bureau.start().await;
    let second = bureau.ask(ASKER, QUESTION).await;
    assert!(
        !text(&second).contains("はじめての方へ"),
        "{}",
        text(&second)
    );
    let said = bureau.says(OWNER, ASK, NAKANUKE, Mention::Bot);
    let answer = text(&said.answer().await);
    assert!(answer.contains("はじめての方へ"), "{answer}");
    assert!(!answer.contains("DiscordのID"), "short in public: {answer}");
}

#[tokio::test]
async fn an_asker_takes_a_ticket_back_and_reopens_it() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    let command = bureau.command(ASKER, "ticket", &[("number", 1.into())]);
    let page = command.original().await;
    let asked = presses(&bureau, ASKER, &page, "取り下げる").await;
    assert_eq!(status(&bureau).await, Status::Open, "it is asked once more");
    let done = presses(&bureau, ASKER, &asked, "取り下げる").await;
    assert!(text(&done).contains("取り下げました"), "{}", text(&done));
    assert_eq!(status(&bureau).await, Status::Closed);
    bureau
        .message_where(id(&card), |it| text(it).contains("相談者が取り下げました"))
        .await;
    bureau
        .message_where(STAFF, |it| {
            id(it) == id(&card) && !has_button(it, "担当する")
        })
        .await;
    let again = presses(&bureau, ASKER, &asked, "取り下げる").await;
    assert!(text(&again).contains("すでに終了"), "{}", text(&again));

    let form = bureau.presses(ASKER, id(&done), &button(&done, "書き足す"));
    let form = form.first().await.data["custom_id"]
        .as_str()
        .unwrap()
        .to_owned();
    bureau
        .submits_modal(ASKER, &form, &[("text", "やはり聞きたいです")])
        .original()
        .await;
    assert_eq!(status(&bureau).await, Status::Open);
}

#[tokio::test]
async fn what_was_asked_before_others_is_shown_and_deleted_too() {
    let bureau = Bureau::open().await;
    bureau
        .says(ASKER, ASK, NAKANUKE, Mention::Bot)
        .answer()
        .await;
    bureau.settled().await;
    let all = bureau.store.conversations_of(ASKER).await.unwrap();
    assert_eq!(all.len(), 2, "{all:?}");
    let page = shown(&bureau, ASKER).await;
    assert!(text(&page).contains("1 件"), "{}", text(&page));
    let asked = presses(&bureau, ASKER, &page, "削除する").await;
    let done = presses(&bureau, ASKER, &asked, "すべて削除する").await;
    assert!(text(&done).contains("削除しました"), "{}", text(&done));
    let all = bureau.store.conversations_of(ASKER).await.unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
}
