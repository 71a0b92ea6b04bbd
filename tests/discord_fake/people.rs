//! People write, give commands, press buttons and fill in forms; the bot answers.

use serde_json::{Value, json};
use serenity::all::{ChannelId, Event, GatewayIntents, Interaction};

use super::small_bot::{SmallBot, code, http, quiet};
use crate::support::discord::{
    ASK, ASKER, Asked, BOT, CONSULTANTS, Fake, GUILD, Mention, STAFF, number,
};

/// Three commands like those of the product.
fn commands() -> Value {
    let question = json!({
        "type": 3,
        "name": "question",
        "name_localizations": { "ja": "質問文" },
        "description": "What you want to know",
        "required": true,
        "autocomplete": true,
        "max_length": 1000,
    });
    let list = json!({ "type": 1, "name": "list", "description": "All of them" });
    json!([
        { "type": 1, "name": "ask", "name_localizations": { "ja": "質問" },
          "description": "Ask", "options": [question] },
        { "type": 1, "name": "subsidy", "name_localizations": { "ja": "助成金" },
          "description": "Subsidies", "options": [list] },
        { "type": 3, "name": "この質問に回答" },
    ])
}

async fn start() -> (std::sync::Arc<Fake>, SmallBot) {
    let fake = Fake::start().await;
    let bot = SmallBot::start(&fake).await;
    bot.http.create_global_commands(&commands()).await.unwrap();
    (fake, bot)
}

/// Waits until the bot was told of an interaction.
async fn told(bot: &SmallBot, asked: &Asked) -> Interaction {
    bot.hears(|it| match it {
        Event::InteractionCreate(it) if it.interaction.id().get() == asked.id => {
            Some(it.interaction.clone())
        }
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_mention_is_read_and_answered() {
    let (fake, bot) = start().await;
    let said = fake.says(ASKER, ASK, "在宅勤務の手当は？", Mention::Bot);
    let read = bot.reads("在宅勤務の手当は？").await;
    assert_eq!(read.content, format!("<@{BOT}> 在宅勤務の手当は？"));
    assert_eq!((read.id.get(), read.author.id.get()), (said.id, ASKER));
    let reply = json!({
        "content": "会社の規程によります。",
        "message_reference": { "message_id": said.id.to_string() },
    });
    bot.post(ASK, reply).await.unwrap();
    let answer = said.answer().await;
    assert_eq!(answer["content"], "会社の規程によります。");
    assert_eq!(number(&answer["message_reference"]["message_id"]), said.id);
    // A reply to the bot is read while its mention is on.
    let answer = number(&answer["id"]);
    fake.says(ASKER, ASK, "もっと詳しく", Mention::ReplyTo(answer));
    let read = bot.reads("もっと詳しく").await;
    let original = read.referenced_message.unwrap();
    assert_eq!(original.content, "会社の規程によります。");
    fake.assert_clean().await;
}

#[tokio::test]
async fn what_does_not_mention_the_bot_arrives_blank() {
    let (fake, bot) = start().await;
    fake.says(ASKER, ASK, "みんなへ", Mention::None);
    let mine = bot
        .post(ASK, json!({ "content": "私の言葉" }))
        .await
        .unwrap();
    fake.says(
        ASKER,
        ASK,
        "静かな返事",
        Mention::SilentReplyTo(mine.id.get()),
    );
    fake.says(ASKER, ASK, "おわり", Mention::Bot);
    bot.reads("おわり").await;
    let last = format!("<@{BOT}> おわり");
    assert_eq!(bot.read(), ["", "私の言葉", "", &last]);
    // Over REST too.
    let read = ChannelId::new(ASK).messages(&bot.http, serenity::all::GetMessages::new());
    let read: Vec<String> = read
        .await
        .unwrap()
        .into_iter()
        .map(|it| it.content)
        .collect();
    assert_eq!(read, [&last, "", "私の言葉", ""]);
    // Those in the channel see everything.
    assert_eq!(fake.messages(ASK)[0]["content"], "みんなへ");
    fake.assert_clean().await;
}

#[tokio::test]
async fn with_the_intent_everything_is_read() {
    let fake = Fake::start().await;
    fake.grant_content();
    let intents = GatewayIntents::non_privileged() | GatewayIntents::MESSAGE_CONTENT;
    let bot = SmallBot::start_with(&fake, http(&fake), intents).await;
    fake.says(ASKER, ASK, "みんなへ", Mention::None);
    bot.reads("みんなへ").await;
}

#[tokio::test]
async fn a_direct_message_is_read_and_answered() {
    let (fake, bot) = start().await;
    let said = fake.dms(ASKER, "こっそり質問");
    let read = bot.reads("こっそり質問").await;
    assert_eq!((read.guild_id, read.channel_id.get()), (None, said.channel));
    bot.post(said.channel, json!({ "content": "お答え" }))
        .await
        .unwrap();
    assert_eq!(said.answer().await["content"], "お答え");
    let found = fake
        .message_where(said.channel, |it| it["content"] == "お答え")
        .await;
    assert_eq!(found, said.answer().await);
    fake.assert_clean().await;
}

#[tokio::test]
async fn a_command_is_deferred_and_answered() {
    let (fake, bot) = start().await;
    let asked = fake.command(ASKER, "質問", &[("質問文", json!("手当は？"))]);
    let Interaction::Command(command) = told(&bot, &asked).await else {
        panic!("no command")
    };
    assert_eq!(command.data.name, "ask");
    assert_eq!(command.data.options[0].value.as_str(), Some("手当は？"));
    assert_eq!(command.user.id.get(), ASKER);
    bot.respond(asked.id, json!({ "type": 5, "data": { "flags": 64 } }))
        .await
        .unwrap();
    let first = asked.first().await;
    assert!(first.kind == 5 && first.is_ephemeral());
    let token = &command.token;
    let edited = quiet(json!({ "content": "お答え" }));
    bot.http
        .edit_original_interaction_response(token, &edited, vec![])
        .await
        .unwrap();
    let more = quiet(json!({ "content": "補足", "flags": 64 }));
    bot.http
        .create_followup_message(token, &more, vec![])
        .await
        .unwrap();
    let original = asked.original().await;
    assert_eq!(
        (&original["content"], &original["flags"]),
        (&json!("お答え"), &json!(64))
    );
    assert_eq!(asked.follow_up(0).await["content"], "補足");
    // Nobody else sees it.
    assert_eq!(fake.messages(ASK), Vec::<Value>::new());
    fake.assert_clean().await;
}

#[tokio::test]
async fn the_first_follow_up_takes_the_place_of_a_deferral() {
    let (fake, bot) = start().await;
    let asked = fake.command(ASKER, "subsidy list", &[]);
    let Interaction::Command(command) = told(&bot, &asked).await else {
        panic!("no command")
    };
    assert_eq!(command.data.options[0].name, "list");
    bot.respond(asked.id, json!({ "type": 5 })).await.unwrap();
    let answer = quiet(json!({ "content": "一覧" }));
    bot.http
        .create_followup_message(&command.token, &answer, vec![])
        .await
        .unwrap();
    assert_eq!(asked.original().await["content"], "一覧");
    assert_eq!(fake.messages(ASK).len(), 1);
    fake.assert_clean().await;
}

#[tokio::test]
async fn answers_are_read_and_taken_away() {
    let (fake, bot) = start().await;
    let asked = fake.command(ASKER, "subsidy list", &[]);
    let answer = |text: &str| json!({ "type": 4, "data": quiet(json!({ "content": text })) });
    bot.respond(asked.id, answer("一覧")).await.unwrap();
    let token = format!("token-{}", asked.id);
    let more = quiet(json!({ "content": "補足" }));
    let more = bot
        .http
        .create_followup_message(&token, &more, vec![])
        .await
        .unwrap();
    let read = bot
        .http
        .get_original_interaction_response(&token)
        .await
        .unwrap();
    assert_eq!(read.content, "一覧");
    let shown = |fake: &Fake| fake.messages(ASK).len();
    assert_eq!(shown(&fake), 2);
    bot.http
        .delete_followup_message(&token, more.id)
        .await
        .unwrap();
    bot.http
        .delete_original_interaction_response(&token)
        .await
        .unwrap();
    assert_eq!(shown(&fake), 0);
    assert_eq!(
        code(bot.http.get_original_interaction_response(&token).await),
        10008
    );
    fake.assert_clean().await;
}

#[tokio::test]
async fn choices_come_while_somebody_types() {
    let (fake, bot) = start().await;
    let asked = fake.types(ASKER, "ask", "手");
    let Interaction::Autocomplete(typing) = told(&bot, &asked).await else {
        panic!("no autocompletion")
    };
    assert_eq!(typing.data.autocomplete().unwrap().value, "手");
    let choices = json!({ "choices": [{ "name": "手当は？", "value": "手当は？" }] });
    bot.respond(asked.id, json!({ "type": 8, "data": choices }))
        .await
        .unwrap();
    assert_eq!(asked.first().await.data, choices);
    fake.assert_clean().await;
}

#[tokio::test]
async fn a_button_opens_a_form_and_the_form_changes_the_message() {
    let (fake, bot) = start().await;
    let button = json!({ "type": 2, "style": 1, "label": "相談員に聞く", "custom_id": "desk" });
    let row = json!({ "type": 1, "components": [button] });
    let message = fake.wrote_before(ASK, json!({ "content": "回答", "components": [row] }));
    let pressed = fake.presses(ASKER, message, "desk");
    let Interaction::Component(press) = told(&bot, &pressed).await else {
        panic!("no component")
    };
    assert_eq!(
        (press.data.custom_id.as_str(), press.message.id.get()),
        ("desk", message)
    );
    let input = |id, label, value| {
        json!({ "type": 1, "components": [{
            "type": 4, "style": 2, "custom_id": id, "label": label, "value": value, "max_length": 4000,
        }]})
    };
    let inputs = [
        input("what", "相談内容", "手当は？"),
        input("where", "都道府県", ""),
    ];
    let form = json!({ "custom_id": "request", "title": "相談", "components": inputs });
    bot.respond(pressed.id, json!({ "type": 9, "data": form }))
        .await
        .unwrap();
    assert_eq!(pressed.first().await.kind, 9);
    let sent = fake.submits_modal(ASKER, "request", &[("where", "東京都")]);
    let Interaction::Modal(modal) = told(&bot, &sent).await else {
        panic!("no form")
    };
    assert_eq!(modal.message.as_ref().unwrap().id.get(), message);
    let rows = serde_json::to_string(&modal.data.components).unwrap();
    assert!(
        rows.contains("手当は？") && rows.contains("東京都"),
        "{rows}"
    );
    let done = quiet(json!({ "content": "受け付けました", "components": [] }));
    bot.respond(sent.id, json!({ "type": 7, "data": done }))
        .await
        .unwrap();
    assert_eq!(number(&sent.original().await["id"]), message);
    assert_eq!(fake.messages(ASK)[0]["content"], "受け付けました");
    fake.assert_clean().await;
}

#[tokio::test]
async fn selects_bring_values_and_members() {
    let (fake, bot) = start().await;
    let options = json!([{ "label": "東京都", "value": "13" }]);
    let rows = json!([
        { "type": 1, "components": [{ "type": 3, "custom_id": "where", "options": options }] },
        { "type": 1, "components": [{ "type": 5, "custom_id": "who" }] },
    ]);
    let message = fake.wrote_before(STAFF, json!({ "components": rows }));
    let first = fake.selects(CONSULTANTS[0], message, "where", &["13"]);
    let second = fake.selects(
        CONSULTANTS[0],
        message,
        "who",
        &[&CONSULTANTS[1].to_string()],
    );
    for (asked, expected) in [(first, "13"), (second, "311")] {
        let Interaction::Component(picked) = told(&bot, &asked).await else {
            panic!("no component")
        };
        let data = serde_json::to_string(&picked.data).unwrap();
        assert!(data.contains(expected), "{data}");
        bot.respond(asked.id, json!({ "type": 6 })).await.unwrap();
        assert_eq!(number(&asked.original().await["id"]), message);
    }
    fake.assert_clean().await;
}

#[tokio::test]
async fn the_menu_of_a_message_shows_its_text() {
    let (fake, bot) = start().await;
    let said = fake.says(ASKER, ASK, "誰か知りませんか", Mention::None);
    let asked = fake.menu(CONSULTANTS[0], said.id);
    let Interaction::Command(command) = told(&bot, &asked).await else {
        panic!("no command")
    };
    let shown = &command.data.resolved.messages[&said.id.into()];
    assert_eq!(shown.content, "誰か知りませんか");
    let answer = quiet(json!({ "content": "お答え", "flags": 64 }));
    bot.respond(asked.id, json!({ "type": 4, "data": answer }))
        .await
        .unwrap();
    assert!(asked.first().await.is_ephemeral());
    fake.assert_clean().await;
}

#[tokio::test]
async fn commands_work_in_a_direct_conversation_and_in_other_channels() {
    let (fake, bot) = start().await;
    for channel in [fake.direct(CONSULTANTS[0]), STAFF] {
        fake.look_at(CONSULTANTS[0], channel);
        let asked = fake.command(CONSULTANTS[0], "subsidy list", &[]);
        let told = told(&bot, &asked).await;
        let Interaction::Command(command) = &told else {
            panic!("no command")
        };
        assert_eq!(command.channel_id.get(), channel);
        assert_eq!(
            command.guild_id.map(|it| it.get()),
            (channel == STAFF).then_some(GUILD)
        );
        bot.respond(
            asked.id,
            json!({ "type": 4, "data": quiet(json!({ "content": "一覧" })) }),
        )
        .await
        .unwrap();
        assert_eq!(fake.messages(channel)[0]["content"], "一覧");
    }
    fake.assert_clean().await;
}

#[tokio::test]
async fn people_can_forge_what_the_bot_never_showed() {
    let (fake, bot) = start().await;
    let message = fake.wrote_before(ASK, json!({ "content": "回答" }));
    let press = fake.forges(ASKER, message, "v1:claim:1");
    let form = fake.forges_modal(ASKER, "v1:note:1", &[("note", &"あ".repeat(4000))]);
    assert!(matches!(
        told(&bot, &press).await,
        Interaction::Component(_)
    ));
    assert!(matches!(told(&bot, &form).await, Interaction::Modal(_)));
    press.expire();
    form.expire();
    fake.assert_clean().await;
}
