//! A server changes after it was set up: the administrator hears of it once, and no ticket is lost.

use madoguchi::{chat::discord::GuildSettings, store::Guild};
use serde_json::Value;
use serenity::all::Permissions;

use super::bureau::{Bureau, id, text};
use crate::support::discord::{
    ASK, ASKER, BOT, CONSULTANT_ROLE, Fault, GUILD, Mention, OWNER, STAFF, bot_role,
};

const QUESTION: &str = "在宅勤務手当は割増賃金の基礎に入りますか";
const NEW_DESK: u64 = 202;

/// What the administrator was told.
fn told(bureau: &Bureau) -> Vec<String> {
    let direct = bureau.direct(OWNER);
    bureau.messages(direct).iter().map(text).collect()
}

/// Waits until the administrator is told something.
async fn hears(bureau: &Bureau, part: &str) {
    let direct = bureau.direct(OWNER);
    bureau
        .message_where(direct, |it| text(it).contains(part))
        .await;
}

/// Waits until nothing is wrong any more.
async fn is_mended(bureau: &Bureau) {
    while !bureau.store.troubles().await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
}

/// Chooses another consultants' channel with `/設定`; returns what the page says.
async fn choose_desk(bureau: &Bureau, channel: u64) -> String {
    let page = bureau.command(OWNER, "settings", &[]).original().await;
    let rows = page["components"].as_array().unwrap().iter();
    let mut all = rows.flat_map(|it| it["components"].as_array().unwrap());
    let ids = all.find_map(|it| it["custom_id"].as_str().filter(|it| it.starts_with("1:sd")));
    let chosen = channel.to_string();
    let press = bureau.selects(OWNER, id(&page), ids.unwrap(), &[&chosen]);
    text(&press.first().await.data)
}

fn tickets(bureau: &Bureau, channel: u64) -> Vec<Value> {
    let messages = bureau.messages(channel).into_iter();
    messages
        .filter(|it| text(it).contains("受付番号"))
        .collect()
}

#[tokio::test]
async fn a_deleted_desk_is_told_once_and_its_tickets_appear_at_the_next() {
    let bureau = Bureau::open().await;
    let (_, card) = bureau.consult(QUESTION).await;
    bureau.staff_presses(0, id(&card), "担当する").await;
    bureau.settled().await;
    bureau.remove_channel(STAFF);
    hears(&bureau, "相談員のチャンネルがなくなりました").await;
    let second = "在宅勤務の通勤手当はなくせますか";
    let answer = bureau.ask(ASKER, second).await;
    let receipt = bureau.request(&answer, second).await;
    assert!(text(&receipt).contains("**2**"), "{receipt:#}");
    bureau.settled().await;
    let page = bureau.command(OWNER, "settings", &[]).original().await;
    assert!(text(&page).contains("❌"), "{page:#}");
    bureau.add_channel(GUILD, NEW_DESK, "consultants");
    bureau.close_channel(NEW_DESK, &[CONSULTANT_ROLE, bot_role(GUILD)]);
    let page = choose_desk(&bureau, NEW_DESK).await;
    assert!(!page.contains('❌'), "{page}");
    for question in [QUESTION, second] {
        bureau
            .message_where(NEW_DESK, |it| text(it).contains(question))
            .await;
    }
    is_mended(&bureau).await;
    bureau.settled().await;
    assert_eq!(tickets(&bureau, NEW_DESK).len(), 2);
    assert_eq!(told(&bureau).len(), 1);
    bureau.assert_clean().await;
}

#[tokio::test]
async fn deleted_ask_channels_and_roles_are_told() {
    let bureau = Bureau::open().await;
    bureau.look_at(OWNER, STAFF);
    bureau.remove_channel(ASK);
    hears(&bureau, &format!("（ID {ASK}）がなくなりました")).await;
    bureau.remove_role(GUILD, CONSULTANT_ROLE);
    hears(&bureau, "相談員のロールがなくなりました").await;
    let page = bureau.command(OWNER, "settings", &[]).original().await;
    assert!(text(&page).contains("ロールがなくなりました"), "{page:#}");
    bureau.settled().await;
    assert_eq!(told(&bureau).len(), 2);
    assert_eq!(bureau.store.troubles().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_permission_taken_away_is_told_and_given_again_what_waited_is_sent() {
    let bureau = Bureau::open().await;
    let role = bot_role(GUILD);
    let (nothing, send) = (Permissions::empty(), Permissions::SEND_MESSAGES);
    let view = Permissions::VIEW_CHANNEL;
    bureau.overwrite(STAFF, role, view, send);
    hears(&bureau, "「メッセージを送信」の権限がありません").await;
    let answer = bureau.ask(ASKER, QUESTION).await;
    bureau.request(&answer, QUESTION).await;
    bureau.settled().await;
    assert_eq!(tickets(&bureau, STAFF).len(), 0);
    bureau.overwrite(STAFF, role, view, nothing);
    // Without a pause, which the first attempts made long.
    bureau
        .message_where(STAFF, |it| text(it).contains(QUESTION))
        .await;
    is_mended(&bureau).await;
    assert_eq!(told(&bureau).len(), 1);
    // Also where the role of the bot itself changes.
    let all = bureau.with(|it| it.world.guilds[&GUILD].roles[&role].permissions);
    bureau.permit(GUILD, GUILD, nothing);
    bureau.permit(GUILD, role, all - Permissions::EMBED_LINKS);
    hears(&bureau, "「埋め込みリンク」の権限がありません").await;
}

#[tokio::test]
async fn what_changed_while_the_bot_was_away_is_noticed_at_the_start() {
    let mut bureau = Bureau::closed().await;
    bureau.set_up(|_| {}).await;
    bureau.remove_channel(STAFF);
    bureau.start().await;
    hears(&bureau, "相談員のチャンネルがなくなりました").await;
    bureau.stop().await;
    bureau.start().await;
    bureau.look_at(OWNER, ASK);
    let page = bureau.command(OWNER, "settings", &[]).original().await;
    assert!(text(&page).contains("❌"), "{page:#}");
    bureau.settled().await;
    assert_eq!(told(&bureau).len(), 1);
}

#[tokio::test]
async fn whoever_set_it_up_is_told_and_a_desk_that_opens_up_is_told_of() {
    let mut bureau = Bureau::closed().await;
    let admin = |it: &mut GuildSettings| it.admin = Some(ASKER);
    bureau.set_up(admin).await;
    bureau.start().await;
    bureau.overwrite(
        STAFF,
        GUILD,
        Permissions::VIEW_CHANNEL,
        Permissions::empty(),
    );
    let direct = bureau.direct(ASKER);
    bureau
        .message_where(direct, |it| text(it).contains("全員に見えています"))
        .await;
    assert_eq!(told(&bureau).len(), 0);
}

#[tokio::test]
async fn a_failing_send_is_enough_to_notice() {
    let bureau = Bureau::open().await;
    // Nobody tells the bot of it.
    bureau.hold_events();
    bureau.remove_channel(STAFF);
    bureau.lose_events();
    let answer = bureau.ask(ASKER, QUESTION).await;
    bureau.request(&answer, QUESTION).await;
    hears(&bureau, "相談員のチャンネルがなくなりました").await;
}

#[tokio::test]
async fn a_bot_that_is_thrown_out_says_so_on_the_desk() {
    let bureau = Bureau::open().await;
    bureau.remove_member(GUILD, BOT);
    while bureau.store.troubles().await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    let told = bureau.store.troubles().await.unwrap();
    assert!(told[0].contains("外されています"), "{told:?}");
}

#[tokio::test]
async fn an_answer_that_may_not_stand_where_it_was_asked_comes_as_a_direct_message() {
    let bureau = Bureau::open().await;
    let path = format!("/channels/{ASK}/messages");
    let fault = Fault::error(403, 50013, "Missing Permissions");
    bureau.fail_next("POST", &path, fault);
    bureau.says(ASKER, ASK, "中抜けの時間はどう扱いますか", Mention::Bot);
    let answer = bureau
        .message_where(bureau.direct(ASKER), |it| text(it).contains("中抜け"))
        .await;
    assert!(text(&answer).contains("出典"), "{answer:#}");
    bureau.assert_clean().await;
}

#[tokio::test]
async fn a_code_that_refuses_the_bot_is_told_to_the_administrator() {
    for (code, part) in [
        (4004, "MADOGUCHI_DISCORD_TOKEN"),
        (4014, "Privileged Gateway Intents"),
    ] {
        let mut bureau = Bureau::open().await;
        bureau.close_socket(Some(code));
        let error = bureau.ended().await;
        assert!(
            error
                .downcast_ref::<madoguchi::chat::discord::Refused>()
                .is_some(),
            "{error:?}"
        );
        let told = bureau.store.troubles().await.unwrap();
        assert!(told[0].contains(part), "{told:?}");
        bureau.start().await;
        is_mended(&bureau).await;
    }
}

#[tokio::test]
async fn which_server_is_the_operators_follows_the_configuration() {
    let mut bureau = Bureau::closed().await;
    bureau.set_up(|_| {}).await;
    let guild = bureau.store.guild(GUILD).await.unwrap().unwrap();
    let another = Guild {
        operator: false,
        ..guild.clone()
    };
    let now = bureau.clock.now();
    bureau
        .store
        .change_guild(&another, now, |it| *it = another.clone())
        .await
        .unwrap();
    assert_eq!(bureau.store.desk_for(None).await.unwrap(), None);
    bureau.start().await;
    while bureau.store.desk_for(None).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(bureau.store.guild(GUILD).await.unwrap(), Some(guild));
}
