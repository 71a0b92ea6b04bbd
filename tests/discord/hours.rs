//! `/設定`: an administrator chooses when the consultants work.

use madoguchi::{chat::discord::custom_id::Press, store::Guild};
use serde_json::Value;

use super::bureau::{Bureau, button, has_button, id, text};
use crate::support::discord::{ASK, ASKER, CONSULTANTS, GUILD, OWNER};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";

/// The page of the hours.
async fn page(bureau: &Bureau) -> Value {
    let settings = bureau.command(OWNER, "settings", &[]).original().await;
    let press = button(&settings, "受付時間を決める");
    let press = bureau.presses(OWNER, id(&settings), &press);
    assert_eq!(press.first().await.kind, 7);
    press.original().await
}

/// Chooses weekdays; returns the form and what stands in its fields.
async fn choose(bureau: &Bureau, page: &Value, days: &[&str]) -> (String, Vec<(String, String)>) {
    let selects = bureau.selects(OWNER, id(page), &Press::SetupDays.encode(), days);
    form(&selects.first().await.data)
}

fn form(data: &Value) -> (String, Vec<(String, String)>) {
    let rows = data["components"].as_array().unwrap().iter();
    let fields = rows.map(|row| {
        let input = &row["components"][0];
        let part = |it: &str| input[it].as_str().unwrap_or_default().to_owned();
        (part("custom_id"), part("value"))
    });
    let custom_id = data["custom_id"].as_str().unwrap().to_owned();
    (custom_id, fields.collect())
}

fn fields(written: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = written
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
    owned.collect()
}

#[tokio::test]
async fn an_administrator_chooses_hours_and_takes_them_back() {
    let bureau = Bureau::open().await;
    let settings = bureau.command(OWNER, "settings", &[]).original().await;
    let standard = "相談員の受付時間: 月〜金 9:00〜12:00、13:00〜18:00／土・日 休み（標準）";
    assert!(text(&settings).contains(standard), "{}", text(&settings));
    let shown = page(&bureau).await;
    assert!(!has_button(&shown, "標準に戻す"));
    let (hours, filled) = choose(&bureau, &shown, &["1", "3", "5"]).await;
    let known = [("hours", "9:00〜18:00"), ("lunch", "12:00〜13:00")];
    assert_eq!(filled, fields(&known), "of the first day that has some");
    let written = [("hours", "13時〜15時"), ("lunch", "")];
    let sent = bureau.submits_modal(OWNER, &hours, &written);
    assert_eq!(sent.first().await.kind, 7);
    let shown = sent.original().await;
    let words = text(&shown);
    for part in [
        "変更しました",
        "火 13:00〜15:00\n水 9:00〜12:00、13:00〜18:00\n木 13:00〜15:00",
        "土 13:00〜15:00",
        "年末年始の休み: 12/29〜1/3",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let press = bureau.presses(OWNER, id(&shown), &button(&shown, "休業日を決める"));
    let (closed, filled) = form(&press.first().await.data);
    assert_eq!(
        filled,
        fields(&[("recess", "12/29〜1/3"), ("closures", "")])
    );
    let written = [("recess", ""), ("closures", "2026/11/26〜27\n2026-11-30")];
    let shown = bureau
        .submits_modal(OWNER, &closed, &written)
        .original()
        .await;
    let words = text(&shown);
    assert!(words.contains("年末年始の休み: なし"), "{words}");
    assert!(
        words.contains("2026/11/26〜2026/11/27、2026/11/30"),
        "{words}"
    );
    // Tuesday at ten: two hours today, eight tomorrow.
    let (receipt, _) = bureau.consult(QUESTION).await;
    assert!(
        text(&receipt).contains("11月25日（水）16時"),
        "{}",
        text(&receipt)
    );
    let back = bureau.presses(OWNER, id(&shown), &button(&shown, "標準に戻す"));
    back.first().await;
    let shown = back.original().await;
    assert!(text(&shown).contains("（標準）"), "{}", text(&shown));
    assert!(!has_button(&shown, "標準に戻す"));
    let back = bureau.presses(OWNER, id(&shown), &button(&shown, "設定に戻る"));
    back.first().await;
    let settings = back.original().await;
    assert!(text(&settings).contains(standard), "{}", text(&settings));
    bureau.assert_clean().await;
}

#[tokio::test]
async fn hours_that_cannot_be_meant_are_told_and_nothing_is_lost() {
    let bureau = Bureau::open().await;
    let shown = page(&bureau).await;
    let (hours, _) = choose(&bureau, &shown, &["0", "1", "2", "3", "4"]).await;
    for (written, why) in [
        ([("hours", "18:00-9:00"), ("lunch", "")], "終わりの時刻が"),
        (
            [("hours", "9:00-18:00"), ("lunch", "8:00-10:00")],
            "はみ出して",
        ),
        ([("hours", "いつでも"), ("lunch", "なし")], "読み取れません"),
        ([("hours", ""), ("lunch", "")], "曜日がなくなります"),
    ] {
        let told = bureau
            .submits_modal(OWNER, &hours, &written)
            .original()
            .await;
        assert!(text(&told).contains(why), "{why}: {}", text(&told));
        let mend = bureau.presses(OWNER, id(&told), &button(&told, "修正する"));
        let again = form(&mend.first().await.data);
        assert_eq!(again, (hours.clone(), fields(&written)));
    }
    assert!(bureau.store.hours_of_desks().await.unwrap().is_empty());
    let written = [("hours", "10:00-16:00"), ("lunch", "")];
    let mended = bureau
        .submits_modal(OWNER, &hours, &written)
        .original()
        .await;
    assert!(
        text(&mended).contains("月〜金 10:00〜16:00"),
        "{}",
        text(&mended)
    );
    let press = bureau.presses(OWNER, id(&mended), &button(&mended, "休業日を決める"));
    let (closed, _) = form(&press.first().await.data);
    for (written, why) in [
        ([("recess", "年末"), ("closures", "")], "日を読み取れません"),
        (
            [("recess", ""), ("closures", "2027/2/29")],
            "日を読み取れません",
        ),
        (
            [("recess", ""), ("closures", "2027/8/15〜2027/8/13")],
            "前です",
        ),
    ] {
        let told = bureau
            .submits_modal(OWNER, &closed, &written)
            .original()
            .await;
        assert!(text(&told).contains(why), "{why}: {}", text(&told));
    }
    assert_eq!(
        bureau.store.hours_of_desks().await.unwrap()[&GUILD].len(),
        1
    );
    bureau.assert_clean().await;
}

#[tokio::test]
async fn without_a_desk_of_its_own_a_server_sees_the_operators_hours() {
    let bureau = Bureau::open().await;
    let guild = bureau.store.guild(GUILD).await.unwrap().unwrap();
    let shown = page(&bureau).await;
    let (hours, _) = choose(&bureau, &shown, &["5"]).await;
    let gone = |it: &mut Guild| it.desk = None;
    let now = bureau.clock.now();
    bureau.store.change_guild(&guild, now, gone).await.unwrap();
    // The form was open when the channel was given up.
    let written = [("hours", "9:00-12:00"), ("lunch", "")];
    let told = bureau.submits_modal(OWNER, &hours, &written).first().await;
    let told = text(&told.data);
    assert!(
        told.contains("変更できませんでした") && told.contains("9:00-12:00"),
        "{told}"
    );
    let shown = page(&bureau).await;
    let words = text(&shown);
    assert!(words.contains("運営者の相談窓口が受けます"), "{words}");
    assert!(has_button(&shown, "設定に戻る") && !has_button(&shown, "休業日を決める"));
    assert!(bureau.store.hours_of_desks().await.unwrap().is_empty());
    bureau.assert_clean().await;
}

#[tokio::test]
async fn nobody_else_changes_what_is_set_up() {
    let bureau = Bureau::open().await;
    let (receipt, _) = bureau.consult(QUESTION).await;
    let before = bureau.store.guild(GUILD).await.unwrap();
    let of_setup = |it: &&&str| it.len() == 2 && it.starts_with('s') && **it != "sh";
    let codes: Vec<_> = Press::CODES.iter().filter(of_setup).collect();
    assert!(8 < codes.len(), "{codes:?}");
    for person in [ASKER, CONSULTANTS[0]] {
        bureau.look_at(person, ASK);
        for code in &codes {
            let custom_id = format!("1:{code}{}", if **code == "sp" { ":0" } else { "" });
            let press = bureau.forges(person, id(&receipt), &custom_id);
            let first = press.first().await;
            assert!(
                text(&first.data).contains("サーバー管理"),
                "{code}: {first:?}"
            );
        }
        for custom_id in ["1:fh:127", "1:fd"] {
            let sent = bureau.forges_modal(person, custom_id, &[("hours", "0-24")]);
            let first = sent.first().await;
            assert!(text(&first.data).contains("サーバー管理"), "{first:?}");
        }
    }
    assert_eq!(bureau.store.guild(GUILD).await.unwrap(), before);
    assert!(bureau.store.hours_of_desks().await.unwrap().is_empty());
    bureau.assert_clean().await;
}
