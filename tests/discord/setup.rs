//! `/設定`: default deny, permissions by name, no open desk.

use super::bureau::{Bureau, button, buttons, has_button, id, text};
use crate::support::discord::{
    ASK, ASKER, CONSULTANT_ROLE, CONSULTANTS, GUILD, Mention, OWNER, STAFF, bot_role,
};

#[tokio::test]
async fn nothing_answers_before_an_administrator_chose_channels() {
    let mut bureau = Bureau::closed().await;
    bureau.start().await;
    let asked = bureau.command(ASKER, "ask", &[("question", "中抜けは？".into())]);
    let first = asked.first().await;
    assert!(first.is_ephemeral());
    assert!(text(&first.data).contains("/設定"), "{first:?}");
    bureau.says(ASKER, ASK, "中抜けは？", Mention::Bot);
    let said = bureau.dms(ASKER, "中抜けの時間はどう扱いますか");
    // Direct messages belong to no server; this also shows that the mention had its time.
    said.answer().await;
    assert_eq!(bureau.messages(ASK).len(), 1);
    let refused = bureau.command(ASKER, "settings", &[]).first().await;
    assert!(text(&refused.data).contains("サーバー管理"), "{refused:?}");
    bureau.assert_clean().await;
}

#[tokio::test]
async fn an_administrator_sets_a_server_up_and_sees_what_is_missing() {
    let mut bureau = Bureau::closed().await;
    bureau.start().await;
    let page = bureau.command(OWNER, "settings", &[]);
    assert!(page.first().await.is_ephemeral());
    let page = page.original().await;
    let menu = |part: &str| custom_id(&page, part);
    let (channels, desk, role) = (menu("1:sc"), menu("1:sd"), menu("1:sr"));
    let ask = ASK.to_string();
    let open = bureau
        .selects(OWNER, id(&page), &desk, &[&ask])
        .first()
        .await;
    assert!(text(&open.data).contains("全員に見える"), "{open:?}");
    let staff = STAFF.to_string();
    let role_id = CONSULTANT_ROLE.to_string();
    for (custom_id, value) in [(&channels, &ask), (&desk, &staff), (&role, &role_id)] {
        bureau
            .selects(OWNER, id(&page), custom_id, &[value])
            .first()
            .await;
    }
    let guild = bureau.store.guild(GUILD).await.unwrap().unwrap();
    assert_eq!((guild.desk, guild.operator), (Some(STAFF), true));
    let checked = bureau.presses(OWNER, id(&page), &button(&page, "権限をもう一度確かめる"));
    let shown = text(&checked.first().await.data);
    assert!(shown.contains("✅"), "{shown}");
    bureau.assert_clean().await;
}

#[tokio::test]
async fn the_cards_of_a_desk_that_moved_say_so_and_stand_in_the_new_channel() {
    const NEW_DESK: u64 = 212;
    let bureau = Bureau::open().await;
    let question = "在宅勤務手当は割増賃金の基礎に入りますか";
    let (_, card) = bureau.consult(question).await;
    bureau.add_channel(GUILD, NEW_DESK, "新しい相談員");
    bureau.close_channel(NEW_DESK, &[bot_role(GUILD), CONSULTANT_ROLE]);
    let page = bureau.command(OWNER, "settings", &[]).original().await;
    let desk = NEW_DESK.to_string();
    let menu = custom_id(&page, "1:sd");
    let chosen = bureau.selects(OWNER, id(&page), &menu, &[&desk]);
    chosen.first().await;
    let new = bureau
        .message_where(NEW_DESK, |it| text(it).contains(question))
        .await;
    assert!(has_button(&new, "担当する"), "{new:#}");
    let old = bureau
        .message_where(STAFF, |it| id(it) == id(&card) && buttons(it).is_empty())
        .await;
    assert_eq!(
        text(&old),
        "受付番号 1 の相談は、<#212> に移りました。ここでは操作できません。"
    );
    // The new one is worked with, and the old one stays as it is.
    let press = bureau.presses(CONSULTANTS[0], id(&new), &button(&new, "担当する"));
    assert!(text(&press.first().await.data).contains("担当になりました"));
    bureau
        .message_where(NEW_DESK, |it| has_button(it, "返信"))
        .await;
    bureau.settled().await;
    assert_eq!(bureau.messages(STAFF).len(), 1);
    bureau.assert_clean().await;
}

/// The custom id of a menu or button whose own begins like this.
pub fn custom_id(page: &serde_json::Value, begins: &str) -> String {
    let rows = page["components"].as_array().unwrap().iter();
    let mut all = rows.flat_map(|it| it["components"].as_array().unwrap());
    let found = all.find_map(|it| it["custom_id"].as_str().filter(|it| it.starts_with(begins)));
    found.unwrap().to_owned()
}
