//! What people do on their screens. A person cannot press what is not there: that fails the test.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    Discord, State,
    interactions::Asked,
    payloads::filled,
    world::{BOT, World, number},
};

/// How a message calls the bot.
#[derive(Clone, Copy, Debug)]
pub enum Mention {
    None,
    /// `@窓口` in front of the text.
    Bot,
    /// As a reply; the author of the message is mentioned.
    ReplyTo(u64),
    /// As a reply whose mention was switched off.
    SilentReplyTo(u64),
}

/// A message that somebody wrote.
pub struct Said {
    discord: Arc<Discord>,
    /// Its id.
    pub id: u64,
    /// Where it was written.
    pub channel: u64,
}

impl Said {
    /// Waits for what the bot wrote next in the same channel.
    pub async fn answer(&self) -> Value {
        let find = |state: &mut State| {
            let mut later = state.world.messages.range(self.id + 1..);
            let by_bot = |it: &Value| number(&it["author"]["id"]) == BOT;
            let found = later.find(|(_, it)| it.channel == self.channel && by_bot(&it.value));
            found.map(|(_, it)| it.value.clone())
        };
        self.discord.until("an answer to a message", find).await
    }
}

impl Discord {
    /// Somebody writes in a channel or thread.
    pub fn says(self: &Arc<Self>, person: u64, channel: u64, text: &str, mention: Mention) -> Said {
        let id = self.with(|it| it.world.say(person, channel, text, mention));
        let discord = self.clone();
        Said {
            discord,
            id,
            channel,
        }
    }

    /// Somebody writes to the bot alone.
    pub fn dms(self: &Arc<Self>, person: u64, text: &str) -> Said {
        let channel = self.direct(person);
        self.says(person, channel, text, Mention::None)
    }

    /// The conversation of a person with the bot.
    pub fn direct(&self, person: u64) -> u64 {
        self.with(|it| it.world.direct(person))
    }

    /// Somebody opens another channel; commands are given there.
    pub fn look_at(&self, person: u64, channel: u64) {
        self.with(|it| it.world.person_mut(person).looks_at = channel);
    }

    /// Somebody gives a command, `"ask"` or `"settings show"`, in English or Japanese.
    pub fn command(self: &Arc<Self>, person: u64, name: &str, options: &[(&str, Value)]) -> Asked {
        self.give(person, name, options, 2)
    }

    /// Somebody types a command and has come as far as `partial` in the option that completes.
    pub fn types(self: &Arc<Self>, person: u64, name: &str, partial: &str) -> Asked {
        self.give(person, name, &[("", json!(partial))], 4)
    }

    fn give(
        self: &Arc<Self>,
        person: u64,
        name: &str,
        options: &[(&str, Value)],
        kind: u8,
    ) -> Asked {
        self.interact(|world| {
            let channel = world.users[&person].looks_at;
            let data = world.command_data(channel, name, options);
            world.ask(person, channel, kind, &data, None)
        })
    }

    /// Somebody picks the bot's entry in the menu of a message.
    pub fn menu(self: &Arc<Self>, person: u64, message: u64) -> Asked {
        self.interact(|world| {
            let channel = world.messages[&message].channel;
            let command = world.command(world.channels[&channel].guild(), 3, None);
            let (id, name) = (command["id"].clone(), command["name"].clone());
            let shown = world.messages[&message].value.clone();
            let data = json!({
                "id": id,
                "name": name,
                "type": 3,
                "target_id": message.to_string(),
                "resolved": { "messages": { message.to_string(): shown } },
            });
            world.ask(person, channel, 2, &data, None)
        })
    }

    /// Somebody presses a button.
    pub fn presses(self: &Arc<Self>, person: u64, message: u64, custom_id: &str) -> Asked {
        self.with(|it| it.world.component(person, message, custom_id));
        self.forges(person, message, custom_id)
    }

    /// Somebody sends the press of a button that the message does not have.
    pub fn forges(self: &Arc<Self>, person: u64, message: u64, custom_id: &str) -> Asked {
        let data = json!({ "component_type": 2, "custom_id": custom_id });
        self.interact(|world| {
            world.ask(
                person,
                world.messages[&message].channel,
                3,
                &data,
                Some(message),
            )
        })
    }

    /// Somebody picks values in a select.
    pub fn selects(
        self: &Arc<Self>,
        person: u64,
        message: u64,
        custom_id: &str,
        values: &[&str],
    ) -> Asked {
        self.interact(|world| {
            let select = world.component(person, message, custom_id);
            let options = select["options"].as_array();
            let has = |it: &&str| {
                options.is_none_or(|options| options.iter().any(|option| option["value"] == **it))
            };
            assert!(values.iter().all(has), "no {values:?} in {select}");
            let ids: Vec<u64> = values.iter().filter_map(|it| it.parse().ok()).collect();
            let channel = world.messages[&message].channel;
            let mut data = json!({
                "component_type": select["type"],
                "custom_id": custom_id,
                "values": values,
            });
            if options.is_none() {
                data["resolved"] = world.resolved(channel, &ids);
            }
            world.ask(person, channel, 3, &data, Some(message))
        })
    }

    /// Somebody fills in the form that the bot last showed to this person, and sends it; fields
    /// that are not named keep what they were prefilled with.
    pub fn submits_modal(
        self: &Arc<Self>,
        person: u64,
        custom_id: &str,
        fields: &[(&str, &str)],
    ) -> Asked {
        self.interact(|world| {
            let (opener, form) = world.form(person, custom_id);
            let (channel, source) = (opener.channel, opener.source);
            let components = filled(&form, fields);
            let data = json!({ "custom_id": custom_id, "components": components });
            world.ask(person, channel, 5, &data, source)
        })
    }

    /// Somebody sends a form that the bot never showed, in the channel this person looks at.
    pub fn forges_modal(
        self: &Arc<Self>,
        person: u64,
        custom_id: &str,
        fields: &[(&str, &str)],
    ) -> Asked {
        self.interact(|world| {
            let rows = fields.iter().map(|(name, value)| {
                let input = json!({ "type": 4, "id": 2, "custom_id": name, "value": value });
                json!({ "type": 1, "id": 1, "components": [input] })
            });
            let data = json!({ "custom_id": custom_id, "components": rows.collect::<Vec<_>>() });
            world.ask(person, world.users[&person].looks_at, 5, &data, None)
        })
    }

    fn interact(self: &Arc<Self>, ask: impl FnOnce(&mut World) -> u64) -> Asked {
        let id = self.with(|it| ask(&mut it.world));
        let discord = self.clone();
        Asked { discord, id }
    }
}
