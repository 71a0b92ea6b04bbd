//! Sessions of the bot, and what it is told of a changing world.

use serde_json::json;
use serenity::all::{Event, GatewayIntents, Permissions};

use super::small_bot::{SmallBot, http};
use crate::support::discord::{
    ASK, ASKER, BOT, CONSULTANT_ROLE, CONSULTANTS, CanResume, Fake, GUILD, Mention, OWNER, STAFF,
    bot_role,
};

#[tokio::test]
async fn a_lost_connection_is_taken_up_with_what_was_missed() {
    let fake = Fake::start().await;
    let bot = SmallBot::start(&fake).await;
    fake.drop_socket();
    fake.sessions(1, 1).await;
    fake.close_socket(Some(4000));
    fake.sessions(1, 2).await;
    fake.ask_to_reconnect();
    fake.sessions(1, 3).await;
    fake.go_offline();
    fake.says(ASKER, ASK, "切断中の質問", Mention::Bot);
    assert_eq!(bot.read(), [""; 0]);
    fake.come_back();
    bot.reads("切断中の質問").await;
    fake.sessions(1, 4).await;
}

#[tokio::test]
async fn an_invalid_session_replays_nothing() {
    let fake = Fake::start().await;
    let bot = SmallBot::start(&fake).await;
    fake.refuse_resume();
    fake.go_offline();
    fake.says(ASKER, ASK, "失われた質問", Mention::Bot);
    fake.come_back();
    fake.sessions(2, 0).await;
    fake.says(ASKER, ASK, "次の質問", Mention::Bot);
    bot.reads("次の質問").await;
    assert_eq!(bot.read().len(), 1);
    assert_eq!(fake.messages(ASK).len(), 2);
}

#[tokio::test]
async fn a_session_is_invalidated_while_it_runs() {
    let fake = Fake::start().await;
    let _bot = SmallBot::start(&fake).await;
    fake.invalidate_session(CanResume::Yes);
    fake.sessions(1, 1).await;
    fake.invalidate_session(CanResume::No);
    fake.sessions(2, 1).await;
}

#[tokio::test]
async fn unanswered_heartbeats_end_the_session() {
    let fake = Fake::start().await;
    fake.set_heartbeat(300);
    let _bot = SmallBot::start(&fake).await;
    fake.until("a heartbeat", |it| {
        (0 < it.gateway.heartbeats).then_some(())
    })
    .await;
    fake.mute_heartbeats();
    fake.sessions(2, 0).await;
}

#[tokio::test]
async fn events_come_twice_and_in_another_order() {
    let fake = Fake::start().await;
    let bot = SmallBot::start(&fake).await;
    fake.hold_events();
    for text in ["一", "二"] {
        fake.dms(ASKER, text);
    }
    assert_eq!(bot.read(), [""; 0]);
    fake.release_events_backwards();
    bot.reads("一").await;
    assert_eq!(bot.read(), ["二", "一"]);
    fake.set_copies(2);
    fake.dms(ASKER, "三");
    fake.set_copies(1);
    fake.dms(ASKER, "四");
    bot.reads("四").await;
    assert_eq!(bot.read(), ["二", "一", "三", "三", "四"]);
    fake.hold_events();
    fake.dms(ASKER, "五");
    fake.lose_events();
    fake.dms(ASKER, "六");
    bot.reads("六").await;
    assert_eq!(bot.read().len(), 6);
}

#[tokio::test]
async fn some_codes_end_the_bot() {
    for code in [4004, 4014] {
        let fake = Fake::start().await;
        let bot = SmallBot::start(&fake).await;
        fake.close_socket(Some(code));
        bot.ended().await.unwrap_err();
    }
    let fake = Fake::start().await;
    let intents = GatewayIntents::non_privileged() | GatewayIntents::MESSAGE_CONTENT;
    let bot = SmallBot::try_start(http(&fake), intents).await;
    bot.ended().await.unwrap_err();
}

#[tokio::test]
async fn the_bot_hears_of_changes_in_its_world() {
    let fake = Fake::start().await;
    let bot = SmallBot::start(&fake).await;
    fake.set_roles(GUILD, BOT, &[bot_role(GUILD), CONSULTANT_ROLE]);
    bot.hears(|it| matches!(it, Event::GuildMemberUpdate(_)).then_some(()))
        .await;
    fake.add_role(GUILD, 501, "新人");
    bot.hears(|it| matches!(it, Event::GuildRoleCreate(_)).then_some(()))
        .await;
    fake.permit(GUILD, 501, Permissions::MANAGE_MESSAGES);
    bot.hears(|it| matches!(it, Event::GuildRoleUpdate(_)).then_some(()))
        .await;
    fake.remove_role(GUILD, 501);
    bot.hears(|it| matches!(it, Event::GuildRoleDelete(_)).then_some(()))
        .await;
    fake.add_channel(GUILD, 202, "新しい部屋");
    bot.hears(|it| matches!(it, Event::ChannelCreate(_)).then_some(()))
        .await;
    let said = fake.says(ASKER, 202, "質問", Mention::Bot);
    fake.edits(said.id, "質問（訂正）");
    bot.hears(|it| matches!(it, Event::MessageUpdate(_)).then_some(()))
        .await;
    fake.remove_message(said.id);
    bot.hears(|it| matches!(it, Event::MessageDelete(_)).then_some(()))
        .await;
    fake.close_channel(202, &[bot_role(GUILD)]);
    bot.hears(|it| matches!(it, Event::ChannelUpdate(_)).then_some(()))
        .await;
    fake.remove_channel(202);
    bot.hears(|it| matches!(it, Event::ChannelDelete(_)).then_some(()))
        .await;
    fake.add_guild(101, OWNER, 210);
    let is_new = |it: &Event| matches!(it, Event::GuildCreate(it) if it.guild.id == 101);
    bot.hears(|it| is_new(it).then_some(())).await;
    fake.remove_member(101, BOT);
    bot.hears(|it| matches!(it, Event::GuildDelete(_)).then_some(()))
        .await;
}

#[tokio::test]
async fn threads_and_members_are_told_of_as_far_as_the_bot_may_see() {
    let fake = Fake::start().await;
    let bot = SmallBot::start(&fake).await;
    let card = bot
        .post(STAFF, json!({ "content": "相談票" }))
        .await
        .unwrap();
    let thread = json!({ "name": "相談" });
    let made = bot
        .http
        .create_thread_from_message(STAFF.into(), card.id, &thread, None);
    let thread = made.await.unwrap().id.get();
    bot.hears(|it| matches!(it, Event::ThreadCreate(_)).then_some(()))
        .await;
    fake.says(CONSULTANTS[0], thread, "担当します", Mention::Bot);
    bot.reads("担当します").await;
    fake.lock(thread);
    bot.hears(|it| matches!(it, Event::ThreadUpdate(_)).then_some(()))
        .await;
    // Other members are nobody's business without the intent, nor is what is said elsewhere.
    fake.set_roles(GUILD, ASKER, &[CONSULTANT_ROLE]);
    fake.overwrite(
        ASK,
        bot_role(GUILD),
        Permissions::empty(),
        Permissions::VIEW_CHANNEL,
    );
    fake.says(ASKER, ASK, "聞こえない", Mention::Bot);
    fake.dms(ASKER, "聞こえる");
    bot.reads("聞こえる").await;
    assert!(!bot.read().iter().any(|it| it.contains("聞こえない")));
    let hears_members = bot.has_heard(|it| matches!(it, Event::GuildMemberUpdate(_)));
    assert!(!hears_members);
    fake.assert_clean().await;
}
