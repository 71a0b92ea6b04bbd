//! 修正する: forms that cannot be taken open again with what was written.

use serde_json::Value;

use super::bureau::{Bureau, button, buttons, id, text};
use crate::support::discord::{ASKER, CONSULTANTS, OWNER, STAFF};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";

/// Label of a button, what is written in the fields, and why it is not taken.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// Sends a form that cannot be taken; returns what is said.
async fn refused(
    bureau: &Bureau,
    person: u64,
    form: &str,
    fields: &[(&str, &str)],
    why: &str,
) -> Value {
    let told = bureau.submits_modal(person, form, fields).original().await;
    assert!(text(&told).contains(why), "{why}: {}", text(&told));
    told
}

/// Opens the form again; returns its custom id and the values in its fields.
async fn mends(bureau: &Bureau, person: u64, told: &Value) -> (String, Vec<(String, String)>) {
    let press = bureau.presses(person, id(told), &button(told, "修正する"));
    let form = press.first().await;
    assert_eq!(form.kind, 9, "{form:?}");
    let rows = form.data["components"].as_array().unwrap().iter();
    let fields = rows.filter_map(|row| {
        let input = &row["components"][0];
        let name = input["custom_id"].as_str()?.to_owned();
        Some((name, input["value"].as_str()?.to_owned()))
    });
    let custom_id = form.data["custom_id"].as_str().unwrap().to_owned();
    (custom_id, fields.collect())
}

#[tokio::test]
async fn the_form_for_consultants_keeps_what_was_written() {
    let mut bureau = Bureau::open().await;
    let answer = bureau.ask(ASKER, QUESTION).await;
    let (_, consult) = buttons(&answer)
        .into_iter()
        .rfind(|(label, _)| label.ends_with("相談員に聞く"))
        .unwrap();
    let form = bureau.presses(ASKER, id(&answer), &consult).first().await;
    let form = form.data["custom_id"].as_str().unwrap().to_owned();
    let fields = [
        ("text", QUESTION),
        ("prefecture", "江戸"),
        ("firm", "建設業、8人"),
    ];
    let told = refused(&bureau, ASKER, &form, &fields, "「江戸」").await;
    assert!(bureau.messages(STAFF).is_empty(), "no ticket yet");
    // The button works after a restart, for its owner alone.
    bureau.stop().await;
    bureau.start().await;
    let press = button(&told, "修正する");
    let forged = bureau.forges(OWNER, id(&told), &press).first().await;
    assert!(text(&forged.data).contains("残っていません"), "{forged:?}");
    let (form, values) = mends(&bureau, ASKER, &told).await;
    let written: Vec<_> = values
        .iter()
        .map(|it| (it.0.as_str(), it.1.as_str()))
        .collect();
    assert_eq!(written, fields);
    let mended = [
        ("text", QUESTION),
        ("prefecture", "東京"),
        ("firm", "建設業、8人"),
    ];
    let receipt = bureau.submits_modal(ASKER, &form, &mended).original().await;
    assert!(text(&receipt).contains("受付番号"), "{}", text(&receipt));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn blank_and_unreadable_fields_are_told_on_every_form_of_a_ticket() {
    let bureau = Bureau::open().await;
    let (receipt, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let colleague = CONSULTANTS[0];
    let cases: [Case; 5] = [
        ("返信", &[("text", "　 ")], "空白だけ"),
        ("社内メモ", &[("text", " ")], "空白だけ"),
        (
            "引き継ぐ",
            &[("text", "ここまで分かった"), ("to", "だれか")],
            "名前",
        ),
        ("引き継ぐ", &[("text", " "), ("to", "")], "空白だけ"),
        ("保留", &[("until", "そのうち")], "読み取れません"),
    ];
    for (label, fields, why) in cases {
        let shown = bureau
            .message_where(STAFF, |it| id(it) == id(&card) && has(it, label))
            .await;
        let form = bureau.presses(colleague, id(&shown), &button(&shown, label));
        let form = form.first().await.data["custom_id"]
            .as_str()
            .unwrap()
            .to_owned();
        let told = refused(&bureau, colleague, &form, fields, why).await;
        let (again, values) = mends(&bureau, colleague, &told).await;
        assert_eq!(again, form);
        let written = fields.iter().filter(|it| !it.1.trim().is_empty());
        let written: Vec<_> = written
            .map(|it| (it.0.to_owned(), it.1.to_owned()))
            .collect();
        assert!(written.iter().all(|it| values.contains(it)), "{values:?}");
    }
    let form = bureau.presses(ASKER, id(&receipt), &button(&receipt, "書き足す"));
    let form = form.first().await.data["custom_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let told = refused(&bureau, ASKER, &form, &[("text", " ")], "空白だけ").await;
    mends(&bureau, ASKER, &told).await;
    let ticket = bureau
        .store
        .ticket_by_number(madoguchi::desk::TicketNumber(1));
    let ticket = ticket.await.unwrap().unwrap().0;
    assert!(bureau.store.messages(ticket.id).await.unwrap().is_empty());
    assert!(bureau.store.notes(ticket.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_form_that_fails_here_opens_again_with_what_was_written() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let colleague = CONSULTANTS[0];
    let shown = bureau
        .message_where(STAFF, |it| id(it) == id(&card) && has(it, "返信"))
        .await;
    let press = bureau.presses(colleague, id(&shown), &button(&shown, "返信"));
    let form = press.first().await.data["custom_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let words = [("text", "入りません。")];
    bureau.let_fail("入りません。", 1);
    let told = refused(&bureau, colleague, &form, &words, "うまく処理できません").await;
    assert!(
        text(&told).ends_with("書いた内容:\n入りません。"),
        "{told:#}"
    );
    let (again, values) = mends(&bureau, colleague, &told).await;
    let written = ("text".to_owned(), "入りません。".to_owned());
    assert_eq!((again.as_str(), values), (form.as_str(), vec![written]));
    let sent = bureau.submits_modal(colleague, &again, &words);
    assert!(text(&sent.original().await).contains("返信を送ります"));
    bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains("入りません。"))
        .await;
}

fn has(message: &Value, label: &str) -> bool {
    buttons(message).iter().any(|it| it.0 == label)
}
