//! What can be done with channels, messages and threads, and what not.

use serde_json::json;
use serenity::all::{
    ChannelId, CreateAttachment, CreateMessage, GetMessages, Http, MessageId, Permissions, UserId,
};

use super::small_bot::{code, no_gateway, post, quiet};
use crate::support::discord::{
    ASK, ASKER, BOT, CONSULTANT_ROLE, CONSULTANTS, GUILD, Mention, OWNER, STAFF, bot_role, number,
};

async fn begin_thread(http: &Http, channel: u64) -> serenity::Result<u64> {
    let message = MessageId::new(post(http, channel, json!({ "content": "相談票" })).await?);
    let name = json!({ "name": "相談" });
    let made = http.create_thread_from_message(ChannelId::new(channel), message, &name, None);
    made.await.map(|it| it.id.get())
}

#[tokio::test]
async fn permissions_are_asked_for() {
    let (fake, http) = no_gateway().await;
    let role = bot_role(GUILD);
    let all = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
    let hello = || json!({ "content": "は" });
    fake.permit(GUILD, GUILD, Permissions::empty());
    fake.permit(GUILD, role, Permissions::VIEW_CHANNEL);
    assert_eq!(code(post(&http, ASK, hello()).await), 50013);
    fake.permit(GUILD, role, all);
    let mine = post(&http, ASK, hello()).await.unwrap();
    let embed = json!({ "embeds": [{ "title": "は" }] });
    assert_eq!(code(post(&http, ASK, embed).await), 50013);
    let reply = json!({ "content": "は", "message_reference": { "message_id": mine.to_string() } });
    assert_eq!(code(post(&http, ASK, reply).await), 160_002);
    let thread = begin_thread(&http, ASK).await;
    assert_eq!(code(thread), 50013);
    let read = ChannelId::new(ASK)
        .messages(&http, GetMessages::new())
        .await;
    assert!(read.unwrap().is_empty());
    fake.overwrite(ASK, role, Permissions::empty(), Permissions::VIEW_CHANNEL);
    assert_eq!(code(post(&http, ASK, hello()).await), 50001);
    fake.close_channel(STAFF, &[]);
    assert_eq!(code(post(&http, STAFF, hello()).await), 50001);
    assert_eq!(code(post(&http, 999, hello()).await), 10003);
}

#[tokio::test]
async fn only_what_is_there_can_be_changed() {
    let (fake, http) = no_gateway().await;
    let channel = ChannelId::new(ASK);
    let edited = quiet(json!({ "content": "改" }));
    let edit = async |id: u64| {
        http.edit_message(channel, MessageId::new(id), &edited, vec![])
            .await
    };
    assert_eq!(code(edit(999).await), 10008);
    let said = fake.says(ASKER, ASK, "私の言葉", Mention::None);
    assert_eq!(code(edit(said.id).await), 50005);
    let mine = post(&http, ASK, json!({ "content": "初" })).await.unwrap();
    assert_eq!(edit(mine).await.unwrap().content, "改");
    let blank = quiet(json!({ "content": "" }));
    let edit_blank = http
        .edit_message(channel, MessageId::new(mine), &blank, vec![])
        .await;
    assert_eq!(code(edit_blank), 50006);
    fake.remove_message(mine);
    assert_eq!(code(edit(mine).await), 10008);
    let mine = post(&http, ASK, json!({ "content": "次" })).await.unwrap();
    http.delete_message(channel, mine.into(), None)
        .await
        .unwrap();
    assert_eq!(fake.messages(ASK).len(), 1);
    fake.remove_channel(ASK);
    assert_eq!(code(edit(mine).await), 10003);
}

#[tokio::test]
async fn a_channel_is_read_in_pages() {
    let (fake, http) = no_gateway().await;
    for it in 0..5 {
        fake.says(ASKER, ASK, &it.to_string(), Mention::Bot);
    }
    let ids: Vec<u64> = fake
        .messages(ASK)
        .iter()
        .map(|it| number(&it["id"]))
        .collect();
    let page = async |it: GetMessages| {
        let read = ChannelId::new(ASK).messages(&http, it).await.unwrap();
        read.iter().map(|it| it.id.get()).collect::<Vec<_>>()
    };
    let after = GetMessages::new().after(ids[1]).limit(2);
    assert_eq!(page(after).await, [ids[3], ids[2]]);
    let before = GetMessages::new().before(ids[3]).limit(2);
    assert_eq!(page(before).await, [ids[2], ids[1]]);
}

#[tokio::test]
async fn a_nonce_makes_one_message() {
    let (fake, http) = no_gateway().await;
    let message = json!({ "content": "一度だけ", "nonce": "n1", "enforce_nonce": true });
    let first = post(&http, ASK, message.clone()).await.unwrap();
    assert_eq!(post(&http, ASK, message.clone()).await.unwrap(), first);
    assert_eq!(fake.messages(ASK)[0]["nonce"], "n1");
    assert_ne!(post(&http, STAFF, message.clone()).await.unwrap(), first);
    // Without the wish, and after some minutes, it is only a number.
    let plain = json!({ "content": "もう一度", "nonce": "n1" });
    assert_ne!(post(&http, ASK, plain).await.unwrap(), first);
    fake.pass(chrono::Duration::minutes(6));
    assert_ne!(post(&http, ASK, message).await.unwrap(), first);
    assert_eq!(fake.messages(ASK).len(), 3);
}

#[tokio::test]
async fn closed_direct_messages_are_refused() {
    let (fake, http) = no_gateway().await;
    let recipient = json!({ "recipient_id": ASKER.to_string() });
    let channel = http
        .create_private_channel(&recipient)
        .await
        .unwrap()
        .id
        .get();
    assert_eq!(channel, fake.direct(ASKER));
    post(&http, channel, json!({ "content": "は" }))
        .await
        .unwrap();
    fake.close_dms(ASKER);
    assert_eq!(
        code(post(&http, channel, json!({ "content": "は" })).await),
        50007
    );
    let gone = fake.direct(CONSULTANTS[0]);
    fake.remove_member(GUILD, CONSULTANTS[0]);
    assert_eq!(
        code(post(&http, gone, json!({ "content": "は" })).await),
        50007
    );
}

#[tokio::test]
async fn threads_are_archived_locked_and_counted() {
    let (fake, http) = no_gateway().await;
    let thread = begin_thread(&http, STAFF).await.unwrap();
    let hello = || json!({ "content": "は" });
    let written = post(&http, thread, hello()).await.unwrap();
    let edited = quiet(json!({ "content": "改" }));
    fake.archive(thread);
    let edit = http
        .edit_message(thread.into(), written.into(), &edited, vec![])
        .await;
    assert_eq!(code(edit), 50083);
    assert_eq!(
        code(
            http.add_thread_channel_member(thread.into(), UserId::new(310))
                .await
        ),
        50083
    );
    // Writing takes it out of the archive, unless it is locked.
    post(&http, thread, hello()).await.unwrap();
    http.add_thread_channel_member(thread.into(), UserId::new(310))
        .await
        .unwrap();
    fake.lock(thread);
    assert_eq!(code(post(&http, thread, hello()).await), 50083);
    let open = json!({ "archived": false, "locked": false });
    http.edit_thread(thread.into(), &open, None).await.unwrap();
    fake.permit(GUILD, bot_role(GUILD), Permissions::empty());
    fake.lock(thread);
    let wake = json!({ "archived": false });
    assert_eq!(
        code(http.edit_thread(thread.into(), &wake, None).await),
        50013
    );
    fake.with(|it| it.world.thread_mut(thread).unwrap().is_archived = false);
    assert_eq!(code(post(&http, thread, hello()).await), 160_005);
    fake.permit(GUILD, bot_role(GUILD), Permissions::MANAGE_THREADS);
    http.edit_thread(thread.into(), &open, None).await.unwrap();
    fake.set_thread_cap(1);
    assert_eq!(code(begin_thread(&http, STAFF).await), 160_006);
    http.edit_thread(thread.into(), &json!({ "archived": true }), None)
        .await
        .unwrap();
    begin_thread(&http, STAFF).await.unwrap();
    let archived = http
        .get_channel_archived_public_threads(STAFF.into(), None, None)
        .await;
    assert_eq!(archived.unwrap().threads.len(), 1);
    let active = http.get_guild_active_threads(GUILD.into()).await.unwrap();
    assert_eq!(active.threads.len(), 1);
}

#[tokio::test]
async fn a_private_thread_is_seen_by_those_in_it() {
    let (fake, http) = no_gateway().await;
    let thread = json!({ "name": "あなたの相談", "type": 12 });
    let thread = http
        .create_thread(ASK.into(), &thread, None)
        .await
        .unwrap()
        .id
        .get();
    http.add_thread_channel_member(thread.into(), UserId::new(ASKER))
        .await
        .unwrap();
    let said = fake.says(ASKER, thread, "見えます", Mention::None);
    post(&http, thread, json!({ "content": "お答え" }))
        .await
        .unwrap();
    assert_eq!(said.answer().await["content"], "お答え");
    fake.remove_channel(thread);
    assert_eq!(
        code(post(&http, thread, json!({ "content": "は" })).await),
        10003
    );
}

#[tokio::test]
async fn files_are_kept() {
    let (fake, http) = no_gateway().await;
    let file = CreateAttachment::bytes("<p>記録</p>".as_bytes(), "記録.html");
    let message = CreateMessage::new().content("記録です").add_file(file);
    ChannelId::new(ASK)
        .send_message(&http, message)
        .await
        .unwrap();
    let sent = fake.wait_for(|it| it.is("POST", "/messages")).await;
    assert_eq!(sent.files[0].1, "<p>記録</p>");
    assert_eq!(sent.body["content"], "記録です");
    assert_eq!(
        fake.messages(ASK)[0]["attachments"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn the_bot_looks_around() {
    let (fake, http) = no_gateway().await;
    fake.add_guild(101, OWNER, 210);
    let guilds = http.get_guilds(None, None).await.unwrap();
    assert_eq!(guilds.len(), 2);
    let guild = http.get_guild(GUILD.into()).await.unwrap();
    assert!(guild.roles.contains_key(&CONSULTANT_ROLE.into()));
    let roles = http.get_guild_roles(GUILD.into()).await.unwrap();
    assert_eq!(roles.len(), guild.roles.len());
    let channels = http.get_channels(GUILD.into()).await.unwrap();
    assert_eq!(channels.len(), 2);
    let staff = http
        .get_channel(STAFF.into())
        .await
        .unwrap()
        .guild()
        .unwrap();
    let closed = staff.permission_overwrites[0].deny;
    assert_eq!(closed, Permissions::VIEW_CHANNEL);
    let member = http
        .get_member(GUILD.into(), CONSULTANTS[0].into())
        .await
        .unwrap();
    assert_eq!(member.roles, [CONSULTANT_ROLE]);
    assert_eq!(code(http.get_member(101.into(), ASKER.into()).await), 10007);
    assert_eq!(http.get_user(ASKER.into()).await.unwrap().name, "suzuki");
    assert_eq!(code(http.get_user(999.into()).await), 10013);
    assert_eq!(http.get_current_user().await.unwrap().id, BOT);
    assert_eq!(http.get_current_application_info().await.unwrap().id, BOT);
    fake.remove_member(101, BOT);
    assert_eq!(code(http.get_guild(101.into()).await), 10004);
    // What the fake does not know is no silent 404.
    assert_eq!(code(http.get_emojis(GUILD.into()).await), 0);
    assert_eq!(fake.take_violations().len(), 1);
}
