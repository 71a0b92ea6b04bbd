//! What Discord tells the bot when people do something.

use serde_json::{Value, json};
use serenity::all::Permissions;

use super::{
    asking::Mention,
    commands::is_called,
    interactions::Interaction,
    messages::reference,
    people,
    world::{BOT, Place, World, merge, number},
};

/// The rows of a form with what somebody typed.
pub fn filled(form: &Value, fields: &[(&str, &str)]) -> Vec<Value> {
    let rows = form["components"].as_array().unwrap();
    let inputs: Vec<&Value> = rows.iter().map(|it| &it["components"][0]).collect();
    for (name, _) in fields {
        let is_there = inputs.iter().any(|it| it["custom_id"] == *name);
        assert!(is_there, "no field {name} in {form}");
    }
    let fill = |input: &&Value| {
        let typed = fields.iter().find(|(name, _)| input["custom_id"] == *name);
        let value = typed.map_or(input["value"].as_str().unwrap_or(""), |(_, value)| value);
        let length = value.chars().count() as u64;
        let least = input["min_length"].as_u64().unwrap_or(0);
        let most = input["max_length"].as_u64().unwrap_or(4000);
        let may_be_empty = length == 0 && input["required"] == false;
        let fits = length.max(1).min(most) == length && least <= length;
        assert!(
            may_be_empty || fits,
            "{length} characters do not fit into {input}"
        );
        let input = json!({ "type": 4, "id": 2, "custom_id": input["custom_id"], "value": value });
        json!({ "type": 1, "id": 1, "components": [input] })
    };
    inputs.iter().map(fill).collect()
}

impl World {
    pub fn say(&mut self, person: u64, channel: u64, text: &str, mention: Mention) -> u64 {
        let needed = match self.channels[&channel].place {
            Place::Thread(_) => Permissions::SEND_MESSAGES_IN_THREADS,
            _ => Permissions::SEND_MESSAGES,
        };
        let may = self.permissions(person, channel);
        assert!(
            may.contains(needed | Permissions::VIEW_CHANNEL),
            "{person} may not write in {channel}"
        );
        let mut extra = json!({ "content": text });
        let mut mentioned = None;
        match mention {
            Mention::None => {}
            Mention::Bot => {
                extra["content"] = json!(format!("<@{BOT}> {text}"));
                mentioned = Some(BOT);
            }
            Mention::ReplyTo(id) | Mention::SilentReplyTo(id) => {
                let original = self.messages.get(&id).map(|it| it.value.clone());
                let author = original.as_ref().map(|it| number(&it["author"]["id"]));
                merge(
                    &mut extra,
                    reference(id, channel, original.unwrap_or(Value::Null)),
                );
                mentioned = author.filter(|_| matches!(mention, Mention::ReplyTo(_)));
            }
        }
        if let Some(mentioned) = mentioned {
            extra["mentions"] = json!([self.user_json(mentioned)]);
        }
        self.wake(channel);
        self.add_message(channel, person, None, extra)
    }

    /// Tells the bot of an interaction.
    pub fn ask(
        &mut self,
        person: u64,
        channel: u64,
        kind: u8,
        data: &Value,
        source: Option<u64>,
    ) -> u64 {
        let may = self.permissions(person, channel);
        assert!(
            may.contains(Permissions::VIEW_CHANNEL),
            "{person} does not see {channel}"
        );
        let id = self.new_id();
        let token = format!("token-{id}");
        let mut shown = self.channel_json(channel);
        shown["permissions"] = json!(may.bits().to_string());
        let mut value = json!({
            "id": id.to_string(),
            "application_id": BOT.to_string(),
            "type": kind,
            "token": token,
            "version": 1,
            "data": data,
            "channel_id": channel.to_string(),
            "channel": shown,
            "locale": "ja",
            "app_permissions": self.permissions(BOT, channel).bits().to_string(),
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
        });
        match self.channels[&channel].guild() {
            Some(guild) => {
                let mut member = self.member_json(guild, person).unwrap();
                member["permissions"] = json!(may.bits().to_string());
                value["member"] = member;
                value["guild_id"] = json!(guild.to_string());
                value["guild_locale"] = json!("ja");
                value["context"] = json!(0);
                value["authorizing_integration_owners"] = json!({ "0": guild.to_string() });
            }
            None => {
                value["user"] = self.user_json(person);
                value["context"] = json!(1);
                value["authorizing_integration_owners"] = json!({ "0": "0" });
            }
        }
        if let Some(source) = source {
            value["message"] = self.messages[&source].value.clone();
        }
        let interaction = Interaction {
            token,
            kind,
            person,
            channel,
            source,
            answer: None,
            original: None,
            is_loading: false,
            follow_ups: Vec::new(),
            is_expired: false,
        };
        self.interactions.insert(id, interaction);
        self.tell("INTERACTION_CREATE", None, value);
        id
    }

    pub fn command_data(&self, channel: u64, name: &str, options: &[(&str, Value)]) -> Value {
        let mut path = name.split(' ');
        let guild = self.channels[&channel].guild();
        let command = self.command(guild, 1, path.next());
        let mut ids = Vec::new();
        let mut steps = vec![command];
        for name in path {
            let inside = steps[steps.len() - 1]["options"].as_array().unwrap();
            let step = inside.iter().find(|it| is_called(it, name));
            steps.push(step.unwrap_or_else(|| panic!("no {name} in {command}")));
        }
        let mut given = typed(steps[steps.len() - 1], options, &mut ids);
        for step in steps[1..].iter().rev() {
            given = json!([{ "name": step["name"], "type": step["type"], "options": given }]);
        }
        json!({
            "id": command["id"],
            "name": command["name"],
            "type": 1,
            "options": given,
            "resolved": self.resolved(channel, &ids),
        })
    }

    /// The users, roles and channels among these ids.
    pub fn resolved(&self, channel: u64, ids: &[u64]) -> Value {
        let mut resolved = json!({});
        let guild = self.channels[&channel].guild();
        for id in ids {
            let key = id.to_string();
            if self.users.contains_key(id) {
                resolved["users"][&key] = self.user_json(*id);
                if let Some(mut member) = guild.and_then(|it| self.member_json(it, *id)) {
                    member.as_object_mut().unwrap().remove("user");
                    let may = self.permissions(*id, channel);
                    member["permissions"] = json!(may.bits().to_string());
                    resolved["members"][&key] = member;
                }
            } else if self.channels.contains_key(id) {
                let mut shown = self.channel_json(*id);
                shown["permissions"] = json!(self.permissions(BOT, *id).bits().to_string());
                resolved["channels"][&key] = shown;
            } else if let Some(role) = guild.and_then(|it| self.guilds[&it].roles.get(id)) {
                resolved["roles"][&key] = people::role(*id, role);
            }
        }
        resolved
    }

    /// The part of a message with this custom_id, if the person sees it and may use it.
    pub fn component(&self, person: u64, message: u64, custom_id: &str) -> Value {
        let message = &self.messages[&message];
        assert!(
            message.only_for.is_none_or(|it| it == person),
            "{person} does not see the message"
        );
        let rows = message.value["components"].as_array().unwrap();
        let mut parts = rows
            .iter()
            .flat_map(|it| it["components"].as_array().unwrap());
        let found = parts.find(|it| it["custom_id"] == custom_id);
        let found = found.unwrap_or_else(|| panic!("no {custom_id} in {rows:?}"));
        assert!(found["disabled"] != true, "{custom_id} is disabled");
        found.clone()
    }

    /// The form that the bot last showed to a person, and what it answered with it.
    pub fn form(&self, person: u64, custom_id: &str) -> (&Interaction, Value) {
        let shown = |it: &Interaction| {
            let answer = it.answer.as_ref()?;
            (it.person == person && answer["type"] == 9).then(|| answer["data"].clone())
        };
        let mut forms = self.interactions.values().rev();
        let (opener, form) = forms.find_map(|it| Some((it, shown(it)?))).unwrap();
        assert_eq!(form["custom_id"], custom_id);
        (opener, form)
    }
}

/// The options of a command as somebody typed them. An unnamed one is still being typed.
fn typed(command: &Value, given: &[(&str, Value)], ids: &mut Vec<u64>) -> Value {
    let known: Vec<&Value> = command["options"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let is_partial = given.iter().any(|(name, _)| name.is_empty());
    let mut missing = known.iter().filter(|it| it["required"] == true);
    let has = |it: &Value| given.iter().any(|(name, _)| is_called(it, name));
    assert!(
        is_partial || missing.all(|it| has(it)),
        "an option is missing of {known:?}"
    );
    let typed = given.iter().map(|(name, value)| {
        let is_meant = |it: &&&Value| match name.is_empty() {
            true => it["autocomplete"] == true,
            false => is_called(it, name),
        };
        let found = known.iter().find(is_meant);
        let option = found.unwrap_or_else(|| panic!("no option {name:?} in {known:?}"));
        if let Some(most) = option["max_length"].as_u64().filter(|_| !is_partial) {
            let length = value.as_str().unwrap().chars().count() as u64;
            assert!(length <= most, "{name} takes {most} characters");
        }
        if matches!(option["type"].as_u64(), Some(6..=9)) {
            ids.push(number(value));
        }
        let mut typed = json!({ "name": option["name"], "type": option["type"], "value": value });
        if name.is_empty() {
            typed["focused"] = json!(true);
        }
        typed
    });
    typed.collect()
}
