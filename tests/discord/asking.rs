//! Askers: commands, mentions, direct messages, buttons.

use madoguchi::people::Surface;
use serde_json::json;

use super::bureau::{Bureau, button, buttons, has_button, id, text};
use crate::support::discord::{ASK, ASKER, CONSULTANTS, Mention};

const NAKANUKE: &str = "テレワーク中の中抜けの時間はどう扱えばよいですか";

#[tokio::test]
async fn a_command_is_answered_to_the_asker_alone_with_sources() {
    let bureau = Bureau::open().await;
    let answer = bureau.ask(ASKER, NAKANUKE).await;
    let shown = text(&answer);
    assert!(shown.contains("中抜け"), "{shown}");
    assert!(shown.contains("出典"), "{shown}");
    assert!(shown.contains("https://"), "{shown}");
    assert!(has_button(&answer, "解決した"), "{:?}", buttons(&answer));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn what_is_shown_is_what_was_stored() {
    let bureau = Bureau::open().await;
    let answer = bureau.ask(ASKER, NAKANUKE).await;
    let own = Surface::Discord.conversation(&ASKER.to_string());
    let [record] = &bureau.store.recent_questions(&own, 9).await.unwrap()[..] else {
        panic!("one question was asked");
    };
    assert!(text(&answer).contains(record.card["heading"].as_str().unwrap()));
    assert_eq!(record.entry.as_ref().unwrap().0, "qa/nakanuke");
}

#[tokio::test]
async fn a_mention_is_answered_in_public_and_a_direct_message_there() {
    let bureau = Bureau::open().await;
    let said = bureau.says(ASKER, ASK, NAKANUKE, Mention::Bot);
    let answer = said.answer().await;
    assert!(text(&answer).contains("中抜け"));
    assert_eq!(
        answer["message_reference"]["message_id"],
        json!(said.id.to_string())
    );
    let answer = bureau.dms(ASKER, NAKANUKE).answer().await;
    assert!(text(&answer).contains("中抜け"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn where_answers_are_not_public_only_the_asker_sees_them() {
    let mut bureau = Bureau::closed().await;
    bureau.set_up(|it| it.public_answers = false).await;
    bureau.start().await;
    let said = bureau.says(ASKER, ASK, NAKANUKE, Mention::Bot);
    let sign = said.answer().await;
    assert!(!text(&sign).contains("就業規則"), "{sign:#}");
    let show = button(&sign, "自分だけに表示");
    let shown = bureau.presses(ASKER, id(&sign), &show);
    assert!(shown.first().await.is_ephemeral());
    assert!(text(&shown.original().await).contains("中抜け"));
    let other = bureau.presses(CONSULTANTS[0], id(&sign), &show);
    assert!(text(&other.first().await.data).contains("本人だけ"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_blank_reply_gets_a_form_and_the_form_an_answer() {
    let bureau = Bureau::open().await;
    let first = bureau
        .says(ASKER, ASK, NAKANUKE, Mention::Bot)
        .answer()
        .await;
    let blank = bureau.says(
        ASKER,
        ASK,
        "労災になる？",
        Mention::SilentReplyTo(id(&first)),
    );
    let sign = blank.answer().await;
    let press = bureau.presses(ASKER, id(&sign), &button(&sign, "質問を書く"));
    let form = press.first().await;
    let custom_id = form.data["custom_id"].as_str().unwrap();
    let sent = bureau.submits_modal(
        ASKER,
        custom_id,
        &[("text", "在宅勤務中のけがは労災になりますか")],
    );
    assert!(text(&sent.original().await).contains("労災"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn questions_and_prefectures_are_offered_while_typing() {
    let bureau = Bureau::open().await;
    let offered = bureau.types(ASKER, "ask", "中抜け").first().await;
    let first = &offered.data["choices"][0]["name"];
    assert!(first.as_str().unwrap().contains("中抜け"), "{offered:?}");
    let offered = bureau.types(ASKER, "desk", "大阪").first().await;
    assert_eq!(offered.data["choices"][0]["name"], "大阪府");
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_message_can_be_answered_from_its_menu() {
    let bureau = Bureau::open().await;
    let said = bureau.says(CONSULTANTS[0], ASK, NAKANUKE, Mention::None);
    let asked = bureau.menu(ASKER, said.id);
    assert!(asked.first().await.is_ephemeral());
    assert!(text(&asked.original().await).contains("中抜け"));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_rating_counts_and_only_from_whoever_asked() {
    let bureau = Bureau::open().await;
    let said = bureau.says(ASKER, ASK, NAKANUKE, Mention::Bot);
    let answer = said.answer().await;
    let solved = button(&answer, "解決した");
    let other = bureau.presses(CONSULTANTS[0], id(&answer), &solved);
    assert!(text(&other.first().await.data).contains("本人だけ"));
    let own = bureau.presses(ASKER, id(&answer), &solved);
    assert!(text(&own.first().await.data).contains("ありがとう"));
    let dialogue = Surface::Discord.conversation(&format!("{ASKER}/{ASK}"));
    let record = &bureau.store.recent_questions(&dialogue, 1).await.unwrap()[0];
    assert_eq!(bureau.store.rating(record.id).await.unwrap(), Some(true));
}

#[tokio::test]
async fn forged_and_old_buttons_get_a_sentence() {
    let bureau = Bureau::open().await;
    let answer = bureau.ask(ASKER, NAKANUKE).await;
    for custom_id in [
        "1:e",
        "9:new",
        "何か",
        "1:tc:AAAAAAAAAAAAAAAAAAAAAA",
        "1:as:AAAAAAAAAAAAAAAAAAAAAA",
    ] {
        let press = bureau.forges(ASKER, id(&answer), custom_id);
        let first = press.first().await;
        assert!(
            first.is_ephemeral() && !text(&first.data).is_empty(),
            "{custom_id}: {first:?}"
        );
    }
    bureau.assert_clean().await;
}
