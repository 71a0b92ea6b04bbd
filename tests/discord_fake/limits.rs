//! What breaks a rule is refused, and noted.

use serde_json::{Value, json};
use serenity::all::{ChannelId, HttpBuilder};

use super::small_bot::{SmallBot, code, no_gateway, post, quiet};
use crate::support::discord::{ASK, ASKER, Fake, GUILD, TOKEN, is_checked};

fn text(length: usize) -> String {
    "あ".repeat(length)
}

fn buttons(count: usize) -> Value {
    let button =
        |it| json!({ "type": 2, "style": 1, "label": "い", "custom_id": format!("b{it}") });
    json!({ "type": 1, "components": (0..count).map(button).collect::<Vec<_>>() })
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_noted() {
    let (fake, http) = no_gateway().await;
    let same = json!({ "type": 2, "style": 1, "label": "い", "custom_id": "b0" });
    let long = json!({ "type": 2, "style": 1, "label": text(81), "custom_id": "long" });
    let row = |it: Value| json!({ "components": [{ "type": 1, "components": [it] }] });
    let embed = |it: Value| json!({ "embeds": [it] });
    let option = |it: usize| json!({ "label": "は", "value": it.to_string() });
    let options: Vec<Value> = (0..26).map(option).collect();
    let select = json!({ "type": 3, "custom_id": "s", "options": options });
    let full = embed(json!({ "description": text(3001) }))["embeds"][0].clone();
    let field = |name, value| embed(json!({ "fields": [{ "name": name, "value": value }] }));
    for (message, problem) in [
        (json!({ "content": text(2001) }), "2000 at most"),
        (json!({ "content": "は", "nonce": text(26) }), "25 at most"),
        (embed(json!({ "title": text(257) })), "256 at most"),
        (embed(json!({ "description": text(4097) })), "4096 at most"),
        (
            embed(json!({ "footer": { "text": text(2049) } })),
            "2048 at most",
        ),
        (field(text(257), text(1)), "256 at most"),
        (field(text(1), text(1025)), "1024 at most"),
        (json!({ "embeds": [&full, &full] }), "6000 at most"),
        (json!({ "components": vec![buttons(1); 6] }), "5 at most"),
        (json!({ "components": [buttons(6)] }), "5 at most"),
        (
            json!({ "components": [buttons(1), { "type": 1, "components": [same] }] }),
            "there twice",
        ),
        (row(long), "80 at most"),
        (row(select), "25 at most"),
    ] {
        assert_eq!(code(post(&http, ASK, message).await), 50035);
        let noted = fake.take_violations().join("\n");
        assert!(noted.contains(problem), "{problem}: {noted}");
    }
    assert_eq!(
        code(post(&http, ASK, json!({ "content": " " })).await),
        50006
    );
    assert!(fake.messages(ASK).is_empty());
    let fits = json!({ "content": text(2000), "components": vec![buttons(5)] });
    post(&http, ASK, fits).await.unwrap();
}

#[tokio::test]
async fn a_message_must_mention_nobody() {
    let (fake, _) = no_gateway().await;
    let http = HttpBuilder::new(TOKEN)
        .proxy(fake.url())
        .ratelimiter_disabled(true)
        .build();
    for allowed in [
        json!({}),
        json!({ "allowed_mentions": { "parse": ["everyone"] } }),
        json!({ "allowed_mentions": { "parse": [], "users": [ASKER.to_string()] } }),
        json!({ "allowed_mentions": { "parse": [], "replied_user": true } }),
    ] {
        let mut message = allowed.clone();
        message["content"] = json!("@everyone");
        let sent = http
            .send_message(ChannelId::new(ASK), vec![], &message)
            .await;
        assert_eq!(code(sent), 50035, "{allowed}");
        assert_eq!(fake.take_violations().len(), 1, "{allowed}");
    }
}

#[tokio::test]
async fn requests_are_checked_against_the_document() {
    let (fake, http) = no_gateway().await;
    let nonsense = quiet(json!({ "content": "は", "tts": "maybe" }));
    http.send_message(ChannelId::new(ASK), vec![], &nonsense)
        .await
        .unwrap();
    let noted = fake.take_violations();
    assert_eq!(noted.len(), usize::from(is_checked()), "{noted:?}");
}

#[tokio::test]
async fn an_interaction_is_answered_once_and_in_time() {
    let fake = Fake::start().await;
    let bot = SmallBot::start(&fake).await;
    let commands = json!([{ "type": 1, "name": "help", "description": "Help" }]);
    bot.http
        .create_guild_commands(GUILD.into(), &commands)
        .await
        .unwrap();
    assert_eq!(fake.commands(Some(GUILD)).len(), 1);
    let answer = || json!({ "type": 4, "data": quiet(json!({ "content": "ヘルプ" })) });
    let more = quiet(json!({ "content": "補足" }));
    let follow = async |id: u64| {
        let token = format!("token-{id}");
        bot.http
            .create_followup_message(&token, &more, vec![])
            .await
    };
    let late = fake.command(ASKER, "help", &[]);
    assert_eq!(code(follow(late.id).await), 10015);
    late.expire();
    assert_eq!(code(bot.respond(late.id, answer()).await), 10062);
    let asked = fake.command(ASKER, "help", &[]);
    bot.respond(asked.id, answer()).await.unwrap();
    assert_eq!(code(bot.respond(asked.id, answer()).await), 40060);
    follow(asked.id).await.unwrap();
    fake.expire(&asked);
    assert_eq!(code(follow(asked.id).await), 50027);
    // A suggestion answers only those who type.
    let wrong = fake.command(ASKER, "help", &[]);
    let choices = json!({ "type": 8, "data": { "choices": [] } });
    assert_eq!(code(bot.respond(wrong.id, choices).await), 50035);
    let form =
        json!({ "type": 9, "data": { "custom_id": "f", "title": text(46), "components": [] } });
    assert_eq!(code(bot.respond(wrong.id, form).await), 50035);
    assert!(fake.take_violations().join("").contains("45 at most"));
    wrong.expire();
    fake.assert_clean().await;
}
