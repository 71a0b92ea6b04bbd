//! Messages in channels, threads and direct conversations.

use chrono::Duration;
use serde_json::{Value, json};
use serenity::all::Permissions;

use super::{
    Request, State,
    callbacks::LOADING,
    limits,
    rest::{Refusal, Reply, id, refuse, unknown},
    world::{BOT, Place, World, merge, number, time},
};

/// The links of a message show no preview; the only flag that can be changed.
const SUPPRESS_EMBEDS: u64 = 4;
/// How long Discord remembers a nonce.
const NONCE: Duration = Duration::minutes(5);

/// Everything below `/channels/{id}/messages`.
pub fn route(state: &mut State, request: &Request, channel: u64, rest: &[&str]) -> Reply {
    state.world.visible(channel)?;
    match (request.method.as_str(), rest) {
        ("POST", []) => create(state, request, channel),
        ("GET", []) => list(&state.world, request, channel),
        ("GET", [message]) => {
            state.world.message_in(channel, id(message))?;
            Ok((200, state.world.seen_by_bot(id(message))))
        }
        ("PATCH", [message]) => edit(state, request, channel, id(message)),
        ("DELETE", [message]) => delete(&mut state.world, channel, id(message)),
        _ => unknown(),
    }
}

fn create(state: &mut State, request: &Request, channel: u64) -> Reply {
    let body = &request.body;
    let world = &mut state.world;
    world.may_write(channel)?;
    if !body["embeds"].as_array().is_none_or(Vec::is_empty) {
        world.needs(channel, Permissions::EMBED_LINKS)?;
    }
    if !request.files.is_empty() {
        world.needs(channel, Permissions::ATTACH_FILES)?;
    }
    state.check(request, &limits::message(body))?;
    let world = &mut state.world;
    if is_empty(body, request) {
        return refuse(400, 50006, "Cannot send an empty message");
    }
    let nonce = &body["nonce"];
    if body["enforce_nonce"] == true
        && let Some(earlier) = world.with_nonce(channel, nonce)
    {
        return Ok((200, world.seen_by_bot(earlier)));
    }
    let mut extra = content(world, request);
    if !nonce.is_null() {
        extra["nonce"] = nonce.clone();
    }
    if body["message_reference"].is_object() {
        merge(&mut extra, world.reply_to(channel, body)?);
    }
    let made = world.add_message(channel, BOT, None, extra);
    Ok((200, world.seen_by_bot(made)))
}

fn edit(state: &mut State, request: &Request, channel: u64, message: u64) -> Reply {
    state.check(request, &limits::message(&request.body))?;
    let world = &mut state.world;
    let found = world.message_in(channel, message)?;
    if number(&found["author"]["id"]) != BOT {
        return refuse(403, 50005, "Cannot edit a message authored by another user");
    }
    world.not_archived(channel)?;
    world.stays_visible(message, request)?;
    world.change(message, request);
    Ok((200, world.seen_by_bot(message)))
}

fn delete(world: &mut World, channel: u64, message: u64) -> Reply {
    let author = number(&world.message_in(channel, message)?["author"]["id"]);
    if author != BOT {
        world.needs(channel, Permissions::MANAGE_MESSAGES)?;
    }
    world.not_archived(channel)?;
    world.remove_message(message);
    Ok((204, Value::Null))
}

/// The newest first, as Discord lists them.
fn list(world: &World, request: &Request, channel: u64) -> Reply {
    let may = world.permissions(BOT, channel);
    if !may.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok((200, json!([])));
    }
    let limit = request.query.get("limit").map_or(50, |it| id(it) as usize);
    let there = world
        .messages
        .iter()
        .filter(|(_, it)| it.channel == channel && it.only_for.is_none());
    let mut ids: Vec<u64> = there.map(|(id, _)| *id).collect();
    if let Some(after) = request.query.get("after") {
        ids.retain(|it| id(after) < *it);
        ids.truncate(limit);
    }
    if let Some(before) = request.query.get("before") {
        ids.retain(|it| *it < id(before));
    }
    let listed = ids
        .iter()
        .rev()
        .take(limit)
        .map(|it| world.seen_by_bot(*it));
    Ok((200, listed.collect()))
}

/// Whether a message would show nothing.
pub fn is_empty(body: &Value, request: &Request) -> bool {
    let nothing = |it: &Value| match it {
        Value::Array(list) => list.is_empty(),
        Value::String(text) => text.trim().is_empty(),
        other => other.is_null(),
    };
    let parts = ["content", "embeds", "components", "attachments"];
    parts.iter().all(|part| nothing(&body[*part])) && request.files.is_empty()
}

/// What a request puts into a message.
pub fn content(world: &mut World, request: &Request) -> Value {
    let body = match &request.body["data"] {
        Value::Null => &request.body,
        data => data,
    };
    let mut into = json!({});
    for part in ["content", "embeds", "components", "flags"] {
        if !body[part].is_null() {
            into[part] = body[part].clone();
        }
    }
    for embed in list_mut(&mut into, "embeds") {
        embed["type"] = json!("rich");
    }
    let mut number = 0;
    for row in list_mut(&mut into, "components") {
        number += 1;
        row["id"] = json!(number);
        for part in list_mut(row, "components") {
            number += 1;
            part["id"] = json!(number);
            // A menu of one, where nothing else was said.
            for bound in ["min_values", "max_values"] {
                if part["type"] != 2 && part[bound].is_null() {
                    part[bound] = json!(1);
                }
            }
        }
    }
    if !request.files.is_empty() {
        let files = request.files.iter().map(|(name, text)| {
            let url = format!("https://cdn.discordapp.com/attachments/{name}");
            let id = world.new_id().to_string();
            json!({ "id": id, "filename": name, "size": text.len(), "url": url, "proxy_url": url })
        });
        into["attachments"] = files.collect();
    }
    into
}

fn list_mut<'a>(value: &'a mut Value, key: &str) -> &'a mut [Value] {
    let list = value.get_mut(key).and_then(Value::as_array_mut);
    list.map_or(&mut [], Vec::as_mut_slice)
}

impl World {
    /// Refuses what is not there, or not to be seen.
    pub fn visible(&self, channel: u64) -> Result<(), Refusal> {
        if !self.channels.contains_key(&channel) {
            return refuse(404, 10003, "Unknown Channel");
        }
        if self
            .permissions(BOT, channel)
            .contains(Permissions::VIEW_CHANNEL)
        {
            return Ok(());
        }
        refuse(403, 50001, "Missing Access")
    }

    /// Refuses what the bot may not do.
    pub fn needs(&self, channel: u64, permission: Permissions) -> Result<(), Refusal> {
        match self.permissions(BOT, channel).contains(permission) {
            true => Ok(()),
            false => refuse(403, 50013, "Missing Permissions"),
        }
    }

    /// Refuses to change what is archived.
    pub fn not_archived(&self, channel: u64) -> Result<(), Refusal> {
        match &self.channels[&channel].place {
            Place::Thread(thread) if thread.is_archived => refuse(400, 50083, "Thread is archived"),
            _ => Ok(()),
        }
    }

    /// Refuses where the bot may not write; wakes a thread that is only archived.
    fn may_write(&mut self, channel: u64) -> Result<(), Refusal> {
        let may = self.permissions(BOT, channel);
        let needed = match &self.channels[&channel].place {
            Place::Direct(person) => {
                let person = *person;
                let knows = self
                    .guilds
                    .values()
                    .any(|it| it.members.contains_key(&person));
                if self.users[&person].is_closed || !knows {
                    return refuse(403, 50007, "Cannot send messages to this user");
                }
                Permissions::empty()
            }
            Place::Guild(_) => Permissions::SEND_MESSAGES,
            Place::Thread(thread) => {
                if thread.is_locked && thread.is_archived {
                    return refuse(400, 50083, "Thread is archived");
                }
                if thread.is_locked && !may.contains(Permissions::MANAGE_THREADS) {
                    return refuse(400, 160_005, "Thread is locked");
                }
                Permissions::SEND_MESSAGES_IN_THREADS
            }
        };
        self.needs(channel, needed)?;
        self.wake(channel);
        Ok(())
    }

    /// The message, if it is there and to be seen in the channel.
    pub fn message_in(&mut self, channel: u64, message: u64) -> Result<&mut Value, Refusal> {
        let found = self.messages.get_mut(&message);
        match found.filter(|it| it.channel == channel && it.only_for.is_none()) {
            Some(found) => Ok(&mut found.value),
            None => refuse(404, 10008, "Unknown Message"),
        }
    }

    fn with_nonce(&self, channel: u64, nonce: &Value) -> Option<u64> {
        let now = self.last_id;
        let window = (NONCE.num_milliseconds() as u64) << 22;
        let same = self.messages.iter().filter(|(id, it)| {
            it.channel == channel && it.value["nonce"] == *nonce && now - **id <= window
        });
        same.map(|(id, _)| *id).next().filter(|_| !nonce.is_null())
    }

    fn reply_to(&self, channel: u64, body: &Value) -> Result<Value, Refusal> {
        if !self
            .permissions(BOT, channel)
            .contains(Permissions::READ_MESSAGE_HISTORY)
        {
            return refuse(
                400,
                160_002,
                "Cannot reply without permission to read message history",
            );
        }
        let original = number(&body["message_reference"]["message_id"]);
        let found = self
            .messages
            .get(&original)
            .filter(|it| it.channel == channel);
        match found {
            Some(found) => Ok(reference(original, channel, found.value.clone())),
            None if body["message_reference"]["fail_if_not_exists"] == false => Ok(json!({})),
            None => refuse(400, 50035, "Invalid Form Body: Unknown message"),
        }
    }

    /// Refuses a change after which a message would show nothing.
    pub fn stays_visible(&self, message: u64, request: &Request) -> Result<(), Refusal> {
        let mut later = self.messages[&message].value.clone();
        for (part, value) in request.body.as_object().into_iter().flatten() {
            later[part] = value.clone();
        }
        match is_empty(&later, request) {
            true => refuse(400, 50006, "Cannot send an empty message"),
            false => Ok(()),
        }
    }

    /// Changes a message as a request says.
    pub fn change(&mut self, message: u64, request: &Request) {
        let content = content(self, request);
        let now = time(self.new_id());
        let changed = self.messages.get_mut(&message).unwrap();
        let flags = |it: &Value| it["flags"].as_u64().unwrap_or(0);
        let stay = flags(&changed.value) & !(LOADING | SUPPRESS_EMBEDS);
        let flags = stay | (flags(&content) & SUPPRESS_EMBEDS);
        merge(&mut changed.value, content);
        changed.value["flags"] = json!(flags);
        changed.value["edited_timestamp"] = json!(now);
        if changed.only_for.is_none() {
            self.tell_message("MESSAGE_UPDATE", message);
        }
    }

    /// Takes a message away.
    pub fn remove_message(&mut self, message: u64) {
        let removed = self.messages.remove(&message).unwrap();
        if removed.only_for.is_some() {
            return;
        }
        let mut data = json!({
            "id": message.to_string(),
            "channel_id": removed.channel.to_string(),
        });
        if let Some(guild) = self.channels[&removed.channel].guild() {
            data["guild_id"] = json!(guild.to_string());
        }
        self.tell("MESSAGE_DELETE", Some(removed.channel), data);
    }
}

/// What makes a message a reply to another.
pub fn reference(original: u64, channel: u64, message: Value) -> Value {
    let mut message = message;
    // Discord shows one step only.
    if let Some(inner) = message.as_object_mut() {
        inner.remove("referenced_message");
    }
    json!({
        "type": 19,
        "message_reference": {
            "type": 0,
            "message_id": original.to_string(),
            "channel_id": channel.to_string(),
        },
        "referenced_message": message,
    })
}
