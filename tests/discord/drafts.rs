//! Help with a reply on Discord: 定型文 and near entries open the form with a text in it.

use std::sync::Arc;

use chrono::Duration;
use madoguchi::store::{CannedDraft, CannedSaved};
use serde_json::Value;

use super::bureau::{Bureau, button, has_button, id, text};
use crate::support::discord::{ASKER, Asked, CONSULTANTS};

const QUESTION: &str = "中抜けの時間は給料から引けますか";

/// Saves a canned reply that holds for two months.
async fn canned(bureau: &Bureau, name: &str, text: &str) -> String {
    let by = bureau.store.people().await.unwrap()[0].id;
    let draft = CannedDraft {
        id: bureau.clock.new_id(),
        revision: 0,
        name: name.to_owned(),
        text: text.to_owned(),
        topic: None,
        valid_until: bureau.clock.now() + Duration::days(60),
        by,
        at: bureau.clock.now(),
    };
    let saved = bureau.store.save_canned_reply(&draft).await.unwrap();
    assert_eq!(saved, CannedSaved::Saved);
    draft.id.to_string()
}

/// The form that opened, by its id and what stands in its first field.
pub async fn form(press: &Asked) -> (String, String) {
    let first = press.first().await;
    assert_eq!(first.kind, 9, "{first:?}");
    let value = &first.data["components"][0]["components"][0]["value"];
    let id = first.data["custom_id"].as_str().unwrap();
    (id.to_owned(), value.as_str().unwrap_or_default().to_owned())
}

/// The select menu of a message whose options are like this.
fn menu(message: &Value, code: &str) -> String {
    let rows = message["components"].as_array().unwrap().iter();
    let mut ids = rows.filter_map(|it| it["components"][0]["custom_id"].as_str());
    let found = ids.find(|it| it.starts_with(&format!("1:{code}:")));
    found
        .unwrap_or_else(|| panic!("no {code}: {message:#}"))
        .to_owned()
}

#[tokio::test]
async fn a_canned_reply_opens_the_form_and_is_sent_only_when_whole() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let words = "{宛名}\n受付番号 {受付番号} の件、担当の{担当者}です。";
    let reply = canned(&bureau, "あいさつ", words).await;
    let sato = CONSULTANTS[0];
    let card = bureau
        .message_where(crate::support::discord::STAFF, |it| {
            has_button(it, "定型文・候補")
        })
        .await;
    let press = bureau.presses(sato, id(&card), &button(&card, "定型文・候補"));
    let page = press.original().await;
    assert!(press.first().await.is_ephemeral());
    assert!(
        text(&page).contains("中抜け"),
        "the nearest entry: {page:#}"
    );
    assert!(text(&page).contains("時点"), "{page:#}");
    let fake: &Arc<_> = &bureau.fake;
    let pick = fake.selects(sato, id(&page), &menu(&page, "tq"), &[&reply]);
    let (custom_id, filled) = form(&pick).await;
    // The account's own name is not used.
    assert_eq!(filled, "ご相談者様\n受付番号 1 の件、担当のsatoです。");

    let open = filled.replace("ご相談者様", "【宛名】");
    let sent = fake.submits_modal(sato, &custom_id, &[("text", &open)]);
    let refused = sent.original().await;
    assert!(text(&refused).contains("埋めていないところ"), "{refused:#}");
    assert!(
        text(&refused).contains(&open),
        "nothing is lost: {refused:#}"
    );
    assert!(
        bureau
            .messages(bureau.direct(ASKER))
            .iter()
            .all(|it| !text(it).contains("担当のsato"))
    );
    let mend = fake.presses(sato, id(&refused), &button(&refused, "修正する"));
    let (custom_id, again) = form(&mend).await;
    assert_eq!(again, open);
    let whole = again.replace("【宛名】", "鈴木様");
    fake.submits_modal(sato, &custom_id, &[("text", &whole)]);
    bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains("鈴木様"))
        .await;
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_near_entry_opens_the_form_with_its_sources() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    let sato = CONSULTANTS[0];
    let card = bureau
        .message_where(crate::support::discord::STAFF, |it| {
            has_button(it, "定型文・候補")
        })
        .await;
    let press = bureau.presses(sato, id(&card), &button(&card, "定型文・候補"));
    let page = press.original().await;
    assert!(text(&page).contains("定型文はまだありません"), "{page:#}");
    let fake: &Arc<_> = &bureau.fake;
    let pick = fake.selects(sato, id(&page), &menu(&page, "te"), &["qa/nakanuke"]);
    let (_, filled) = form(&pick).await;
    assert!(
        filled.contains("出典\n[1]") && filled.contains("日時点"),
        "{filled}"
    );
    // A colleague who does not have the ticket may look, and cannot send.
    let pick = fake.presses(sato, id(&page), &button(&page, "そのまま書く"));
    assert_eq!(form(&pick).await.1, "");
    bureau.assert_clean().await;
}
