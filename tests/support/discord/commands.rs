//! The commands that the bot registered.

use serde_json::{Value, json};

use super::{
    Request, State,
    rest::{Reply, id, refuse, unknown},
    world::{BOT, World},
};

/// Everything below `/applications/{id}` about commands.
pub fn route(state: &mut State, request: &Request, rest: &[&str]) -> Reply {
    let world = &mut state.world;
    let (guild, rest) = match rest {
        ["guilds", guild, "commands", rest @ ..] => (Some(id(guild)), rest),
        ["commands", rest @ ..] => (None, rest),
        _ => return unknown(),
    };
    if guild.is_some_and(|it| !world.guilds.contains_key(&it)) {
        return refuse(403, 50001, "Missing Access");
    }
    match (request.method.as_str(), rest) {
        ("PUT", []) => {
            let commands = request.body.as_array().into_iter().flatten();
            let made: Vec<Value> = commands.map(|it| registered(world, it.clone())).collect();
            world.commands.insert(guild, made.clone());
            Ok((200, Value::Array(made)))
        }
        ("POST", []) => {
            let made = registered(world, request.body.clone());
            let here = world.commands.entry(guild).or_default();
            here.retain(|it| it["name"] != made["name"] || it["type"] != made["type"]);
            here.push(made.clone());
            Ok((201, made))
        }
        ("GET", []) => {
            let here = world.commands.get(&guild).cloned();
            Ok((200, Value::Array(here.unwrap_or_default())))
        }
        _ => unknown(),
    }
}

fn registered(world: &mut World, mut command: Value) -> Value {
    command["id"] = json!(world.new_id().to_string());
    command["application_id"] = json!(BOT.to_string());
    command["version"] = json!(world.new_id().to_string());
    for (key, usual) in [
        ("type", json!(1)),
        ("default_member_permissions", Value::Null),
        ("description", json!("")),
    ] {
        if command[key].is_null() {
            command[key] = usual;
        }
    }
    // A number goes in, text comes out.
    let needed = &mut command["default_member_permissions"];
    if let Some(bits) = needed.as_u64() {
        *needed = json!(bits.to_string());
    }
    let options = command.get_mut("options").and_then(Value::as_array_mut);
    for option in options.into_iter().flatten() {
        // Discord gives back only what was chosen.
        let option = option.as_object_mut().unwrap();
        option.retain(|_, it| !it.is_null() && it.as_array().is_none_or(|it| !it.is_empty()));
        if option["type"] != 3 && option["type"] != 4 {
            option.remove("autocomplete");
        }
    }
    command
}

impl World {
    /// A command that people in a guild can see, by its kind and its English or Japanese name.
    pub fn command(&self, guild: Option<u64>, kind: u8, name: Option<&str>) -> &Value {
        let here = guild.and_then(|it| self.commands.get(&Some(it)));
        let all = here.into_iter().chain(self.commands.get(&None)).flatten();
        let mut found =
            all.filter(|it| it["type"] == kind && name.is_none_or(|name| is_called(it, name)));
        found
            .next()
            .unwrap_or_else(|| panic!("no command {name:?} of kind {kind} is registered"))
    }
}

/// Whether a command or option has this name in English or Japanese.
pub fn is_called(it: &Value, name: &str) -> bool {
    it["name"] == name || it["name_localizations"]["ja"] == name
}
