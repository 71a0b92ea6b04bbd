//! What nobody should write, press or send: it is taken whole, or refused with a sentence.

use madoguchi::desk::TicketNumber;
use serde_json::Value;
use serenity::all::Permissions;

use super::bureau::{Bureau, button, buttons, has_button, id, text};
use crate::support::discord::{ASK, ASKER, CONSULTANTS, Mention, STAFF};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
/// Calls everybody, and tries every kind of markup.
const EVIL: &str = "@everyone @here <@300> <@&500> <#201> </ask:1> **太字** ||隠す|| [銀行](https://example.com) ```code\n# 見出し\n> 引用\n-# 小さく\n<t:1:R> <:a:1>";

/// As many characters as a field of a form takes.
fn longest(part: &str) -> String {
    part.chars().cycle().take(4000).collect()
}

/// What would be markup or a call on somebody's screen.
fn is_harmless(shown: &str) -> bool {
    let bad = [
        "@everyone",
        "@here",
        "<@300>",
        "<@&500>",
        "<#201>",
        "</ask:1>",
        "**太字**",
        "||隠す||",
        "[銀行](",
        "```code",
        "<t:1:R>",
        "<:a:1>",
    ];
    let lines = ["# 見出し", "> 引用", "-# 小さく"];
    !bad.iter().any(|it| shown.contains(it))
        && !shown
            .lines()
            .any(|line| lines.iter().any(|it| line.starts_with(it)))
}

/// Discord itself lets nobody write so much into the smaller fields: such a form can be mended.
async fn with_shorter_fields(bureau: &Bureau, form: &str, question: &str, full: &str) -> Value {
    let beginning = |most: usize| full.chars().take(most).collect::<String>();
    let (firm, contact) = (beginning(40), beginning(80));
    let fields = [("text", question), ("firm", &firm), ("contact", &contact)];
    let sent = bureau.forges_modal(ASKER, form, &fields);
    sent.original().await
}

#[tokio::test]
async fn the_fullest_forms_are_taken_whole() {
    for part in ["一文です。", "@everyone **太字** ", "😀", "\n"] {
        let bureau = Bureau::open().await;
        let answer = bureau.ask(ASKER, QUESTION).await;
        let consult = buttons(&answer).into_iter();
        let mut consult = consult.filter(|(label, _)| label.ends_with("相談員に聞く"));
        let press = bureau.presses(ASKER, id(&answer), &consult.next_back().unwrap().1);
        let form = press.first().await;
        let form = form.data["custom_id"].as_str().unwrap();
        let full = longest(part);
        let question = format!("相談です。{}", &full.chars().take(3995).collect::<String>());
        let fields = [
            ("text", question.as_str()),
            ("prefecture", &full),
            ("firm", &full),
            ("contact", &full),
        ];
        let sent = bureau.forges_modal(ASKER, form, &fields);
        let mut receipt = sent.original().await;
        if text(&receipt).contains("長すぎる") {
            receipt = with_shorter_fields(&bureau, form, &question, &full).await;
        }
        assert!(
            text(&receipt).contains("確認コード"),
            "{part:?}: {receipt:#}"
        );
        let card = bureau
            .message_where(STAFF, |it| has_button(it, "担当する"))
            .await;
        assert!(!text(&card).contains("@everyone"), "{card:#}");
        bureau.staff_presses(0, id(&card), "担当する").await;
        let reply = format!("返信です。{}", &full.chars().take(3995).collect::<String>());
        let told = bureau.staff_writes(0, id(&card), "返信", &reply).await;
        assert!(told.contains("返信を送ります"), "{part:?}: {told}");
        let told = bureau.staff_writes(0, id(&card), "社内メモ", &reply).await;
        assert!(told.contains("社内メモを残しました"), "{part:?}: {told}");
        bureau
            .message_where(STAFF, |it| text(it).contains("送信済み"))
            .await;
        let (ticket, _) = bureau
            .store
            .ticket_by_number(TicketNumber(1))
            .await
            .unwrap()
            .unwrap();
        let kept = bureau.store.messages(ticket.id).await.unwrap();
        for (sent, kept) in [(&question, &ticket.question), (&reply, &kept[0].text)] {
            assert!(kept.contains(sent.trim_end()), "{part:?}: {kept}");
        }
        bureau.assert_clean().await;
    }
}

#[tokio::test]
async fn markup_and_calls_are_only_text_wherever_they_are_written() {
    let bureau = Bureau::open().await;
    let answer = bureau.says(ASKER, ASK, EVIL, Mention::Bot).answer().await;
    assert!(is_harmless(&text(&answer)), "{answer:#}");
    let answer = bureau.dms(ASKER, EVIL).answer().await;
    assert!(is_harmless(&text(&answer)), "{answer:#}");
    let answer = bureau.ask(ASKER, QUESTION).await;
    bureau.request(&answer, EVIL).await;
    let card = bureau
        .message_where(STAFF, |it| has_button(it, "担当する"))
        .await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.dms(ASKER, EVIL).answer().await;
    bureau.staff_writes(0, id(&card), "社内メモ", EVIL).await;
    bureau.staff_writes(0, id(&card), "返信", EVIL).await;
    bureau
        .message_where(STAFF, |it| text(it).contains("送信済み"))
        .await;
    bureau.settled().await;
    let direct = bureau.direct(ASKER);
    for channel in [STAFF, id(&card), direct] {
        for message in bureau.messages(channel) {
            let by_bot = message["author"]["id"] == "900";
            assert!(!by_bot || is_harmless(&text(&message)), "{message:#}");
        }
    }
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_file_without_words_is_answered_with_a_sentence() {
    let bureau = Bureau::open().await;
    let answer = bureau.dms(ASKER, "").answer().await;
    assert!(text(&answer).contains('。'), "{answer:#}");
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let answer = bureau.dms(ASKER, "").answer().await;
    assert!(text(&answer).contains('。'), "{answer:#}");
    bureau.assert_clean().await;
}

#[tokio::test]
async fn forged_ids_are_refused_with_a_sentence() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    let view = Permissions::VIEW_CHANNEL;
    bureau.overwrite(STAFF, ASKER, view, Permissions::empty());
    let claim = button(&card, "担当する");
    let cut = &claim[..claim.len() - 1];
    let other = format!("1:tc:{}", "A".repeat(22));
    let long = format!("1:tc:{}", "x".repeat(95));
    let ids = [
        "",
        "1",
        "1:",
        "1:tc",
        "1:tc:",
        "0:tc:x",
        "2:tc:x",
        "999999999999:tc:x",
        "1:??:x",
        "1:tc:ﾝ:😀",
        "1:au:x:99999999999999999999",
        cut,
        &other,
        &long,
    ];
    for forged in ids {
        for person in [ASKER, CONSULTANTS[0]] {
            bureau.look_at(person, STAFF);
            let first = bureau.forges(person, id(&card), forged).first().await;
            assert!(first.is_ephemeral(), "{forged:?}: {first:?}");
            assert!(text(&first.data).contains('。'), "{forged:?}: {first:?}");
            let sent = bureau.forges_modal(person, forged, &[("text", "侵入")]);
            let shown = sent.original().await;
            assert!(text(&shown).contains('。'), "{forged:?}: {shown:#}");
        }
    }
    let ticket = bureau.store.ticket_by_number(TicketNumber(1)).await;
    let ticket = ticket.unwrap().unwrap().0;
    assert!(bureau.store.messages(ticket.id).await.unwrap().is_empty());
    bureau.assert_clean().await;
}
