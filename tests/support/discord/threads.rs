//! Channels themselves, their threads and who is in those.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use serenity::all::Permissions;

use super::{
    Request, State,
    rest::{Refusal, Reply, id, refuse, unknown},
    world::{BOT, Channel, Place, Thread, World},
};

const PUBLIC: u8 = 11;
const PRIVATE: u8 = 12;

/// Everything below `/channels/{id}` that is not about messages alone.
pub fn route(state: &mut State, request: &Request, channel: u64, rest: &[&str]) -> Reply {
    let world = &mut state.world;
    world.visible(channel)?;
    match (request.method.as_str(), rest) {
        ("GET", []) => Ok((200, world.channel_json(channel))),
        ("PATCH", []) => change(world, channel, &request.body),
        ("DELETE", []) => {
            world.needs(channel, Permissions::MANAGE_CHANNELS)?;
            let was = world.channel_json(channel);
            world.remove_channel(channel);
            Ok((200, was))
        }
        ("POST", ["typing"]) => Ok((204, Value::Null)),
        ("POST", ["messages", message, "threads"]) => {
            let message = id(message);
            world.message_in(channel, message)?;
            if world.channels.contains_key(&message) {
                return refuse(
                    400,
                    160_004,
                    "A thread has already been created for this message",
                );
            }
            // The thread has the id of its message.
            begin(world, request, channel, (message, PUBLIC))
        }
        ("POST", ["threads"]) => {
            let kind = request.body["type"].as_u64().unwrap_or(PRIVATE.into());
            let made = world.new_id();
            begin(world, request, channel, (made, kind as u8))
        }
        (method, ["thread-members", person]) => member(world, method, channel, person),
        ("GET", ["threads", "archived", kind]) => Ok((200, archived(world, channel, kind))),
        _ => unknown(),
    }
}

fn begin(world: &mut World, request: &Request, parent: u64, (made, kind): (u64, u8)) -> Reply {
    let Place::Guild(guild) = world.channels[&parent].place else {
        return refuse(400, 50024, "Cannot execute action on this channel type");
    };
    let needed = match kind {
        PRIVATE => Permissions::CREATE_PRIVATE_THREADS,
        _ => Permissions::CREATE_PUBLIC_THREADS,
    };
    world.needs(parent, needed)?;
    let name = request.body["name"].as_str().unwrap_or("");
    if !(1..=100).contains(&name.chars().count()) {
        return refuse(400, 50035, "Invalid Form Body: name");
    }
    if world.thread_cap <= world.active_threads(guild).len() {
        return refuse(400, 160_006, "Maximum number of active threads reached");
    }
    let thread = Thread {
        guild,
        parent,
        owner: BOT,
        is_archived: false,
        is_locked: false,
        members: BTreeSet::from([BOT]),
    };
    let channel = Channel {
        kind,
        name: name.to_owned(),
        overwrites: Vec::new(),
        place: Place::Thread(thread),
    };
    world.channels.insert(made, channel);
    let mut shown = world.channel_json(made);
    shown["newly_created"] = json!(true);
    world.tell("THREAD_CREATE", Some(made), shown);
    Ok((201, world.channel_json(made)))
}

fn change(world: &mut World, channel: u64, body: &Value) -> Reply {
    let may = world.permissions(BOT, channel);
    let Some(found) = world.channels.get_mut(&channel) else {
        return refuse(404, 10003, "Unknown Channel");
    };
    let Place::Thread(thread) = &mut found.place else {
        world.needs(channel, Permissions::MANAGE_CHANNELS)?;
        return rename(world, channel, body);
    };
    let manages = may.contains(Permissions::MANAGE_THREADS);
    let archives = body["archived"].as_bool().unwrap_or(thread.is_archived);
    let locks = body["locked"].as_bool().unwrap_or(thread.is_locked);
    if thread.is_archived && archives {
        return refuse(400, 50083, "Thread is archived");
    }
    let is_own = thread.owner == BOT && !thread.is_locked && !locks;
    if !manages && !is_own {
        return refuse(403, 50013, "Missing Permissions");
    }
    thread.is_archived = archives;
    thread.is_locked = locks;
    rename(world, channel, body)
}

fn rename(world: &mut World, channel: u64, body: &Value) -> Reply {
    if let Some(name) = body["name"].as_str() {
        world.channels.get_mut(&channel).unwrap().name = name.to_owned();
    }
    world.tell_channel(channel);
    Ok((200, world.channel_json(channel)))
}

fn member(world: &mut World, method: &str, channel: u64, person: &str) -> Reply {
    world.not_archived(channel)?;
    let person = match person {
        "@me" => BOT,
        other => id(other),
    };
    if method != "GET" && person != BOT {
        let needed = match method {
            "PUT" => Permissions::SEND_MESSAGES_IN_THREADS,
            _ => Permissions::MANAGE_THREADS,
        };
        world.needs(channel, needed)?;
    }
    let guild = world.channels[&channel].guild();
    let is_there = guild.is_some_and(|it| world.guilds[&it].members.contains_key(&person));
    let Some(Channel {
        place: Place::Thread(thread),
        ..
    }) = world.channels.get_mut(&channel)
    else {
        return refuse(400, 50024, "Cannot execute action on this channel type");
    };
    match method {
        "PUT" if is_there => {
            thread.members.insert(person);
        }
        "DELETE" if is_there => {
            thread.members.remove(&person);
        }
        _ => return refuse(404, 10007, "Unknown Member"),
    }
    Ok((204, Value::Null))
}

fn archived(world: &World, parent: u64, kind: &str) -> Value {
    let kind = if kind == "private" { PRIVATE } else { PUBLIC };
    let is_meant = |it: &Channel| {
        let inside =
            matches!(&it.place, Place::Thread(it) if it.parent == parent && it.is_archived);
        it.kind == kind && inside
    };
    let found = world.channels.iter().filter(|(_, it)| is_meant(it));
    let threads: Vec<Value> = found.map(|(id, _)| world.channel_json(*id)).collect();
    json!({ "threads": threads, "members": [], "has_more": false })
}

impl World {
    /// Takes a channel away, and what is in it.
    pub fn remove_channel(&mut self, channel: u64) {
        let inside = |it: &Channel| matches!(&it.place, Place::Thread(it) if it.parent == channel);
        let found = self.channels.iter().filter(|(_, it)| inside(it));
        let threads: Vec<u64> = found.map(|(id, _)| *id).collect();
        for thread in threads {
            self.channels.remove(&thread);
            self.messages.retain(|_, it| it.channel != thread);
        }
        let was = self.channel_json(channel);
        let kind = match self.channels[&channel].place {
            Place::Thread(_) => "THREAD_DELETE",
            _ => "CHANNEL_DELETE",
        };
        if self
            .permissions(BOT, channel)
            .contains(Permissions::VIEW_CHANNEL)
        {
            self.tell(kind, None, was);
        }
        self.channels.remove(&channel);
        self.messages.retain(|_, it| it.channel != channel);
    }

    /// Tells the bot that a channel changed.
    pub fn tell_channel(&mut self, channel: u64) {
        let kind = match self.channels[&channel].place {
            Place::Thread(_) => "THREAD_UPDATE",
            _ => "CHANNEL_UPDATE",
        };
        let now = self.channel_json(channel);
        self.tell(kind, Some(channel), now);
    }

    /// Takes a thread out of the archive, as a message does.
    pub fn wake(&mut self, channel: u64) {
        let found = self.channels.get_mut(&channel).map(|it| &mut it.place);
        if let Some(Place::Thread(thread)) = found
            && thread.is_archived
        {
            thread.is_archived = false;
            self.tell_channel(channel);
        }
    }

    /// The thread behind an id.
    pub fn thread_mut(&mut self, thread: u64) -> Result<&mut Thread, Refusal> {
        match self.channels.get_mut(&thread).map(|it| &mut it.place) {
            Some(Place::Thread(thread)) => Ok(thread),
            _ => refuse(404, 10003, "Unknown Channel"),
        }
    }
}
