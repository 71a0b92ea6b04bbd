//! What people and time change in the world while the bot runs.

use chrono::Duration;
use serde_json::{Value, json};
use serenity::all::Permissions;

use super::{
    Discord, State,
    people::role,
    world::{BOT, Guild, Overwrite, Role, User, World},
};

impl Discord {
    /// Lets time pass: later ids and timestamps show it.
    pub fn pass(&self, time: Duration) {
        self.with(|it| it.world.pass(time));
    }

    /// The messages of a channel that everybody there sees, the oldest first.
    pub fn messages(&self, channel: u64) -> Vec<Value> {
        self.with(|it| {
            let here = it.world.messages.values();
            let here = here.filter(|it| it.channel == channel && it.only_for.is_none());
            here.map(|it| it.value.clone()).collect()
        })
    }

    /// Waits until a channel has a message that fits, and returns it.
    pub async fn message_where(&self, channel: u64, fits: impl Fn(&Value) -> bool) -> Value {
        let find = |state: &mut State| {
            let mut all = state.world.messages.values();
            let found = all.find(|it| it.channel == channel && fits(&it.value));
            found.map(|it| it.value.clone())
        };
        self.until("a message", find).await
    }

    /// A message that the bot wrote some day, before it was started this time.
    pub fn wrote_before(&self, channel: u64, message: Value) -> u64 {
        self.with(|it| {
            let id = it.world.add_message(channel, BOT, None, message);
            it.world.news.clear();
            id
        })
    }

    /// Somebody takes a message away.
    pub fn remove_message(&self, message: u64) {
        self.with(|it| it.world.remove_message(message));
    }

    /// Somebody changes what he wrote.
    pub fn edits(&self, message: u64, text: &str) {
        self.with(|it| {
            let found = it.world.messages.get_mut(&message).unwrap();
            found.value["content"] = json!(text);
            found.value["edited_timestamp"] = found.value["timestamp"].clone();
            it.world.tell_message("MESSAGE_UPDATE", message);
        });
    }

    /// Somebody takes a channel or thread away.
    pub fn remove_channel(&self, channel: u64) {
        self.with(|it| it.world.remove_channel(channel));
    }

    /// Adds a text channel that everybody sees.
    pub fn add_channel(&self, guild: u64, channel: u64, name: &str) {
        self.with(|it| {
            it.world.add_channel(guild, channel, name);
            let shown = it.world.channel_json(channel);
            it.world.tell("CHANNEL_CREATE", Some(channel), shown);
        });
    }

    /// Closes a channel to everybody but these roles.
    pub fn close_channel(&self, channel: u64, roles: &[u64]) {
        self.with(|it| {
            it.world.close(channel, roles);
            it.world.tell_channel(channel);
        });
    }

    /// Allows a role or a person something in a channel, or denies it.
    pub fn overwrite(&self, channel: u64, id: u64, allow: Permissions, deny: Permissions) {
        self.with(|it| {
            let is_member = it.world.users.contains_key(&id);
            let overwrites = &mut it.world.channels.get_mut(&channel).unwrap().overwrites;
            overwrites.retain(|it| it.id != id);
            overwrites.push(Overwrite {
                id,
                is_member,
                allow,
                deny,
            });
            it.world.tell_channel(channel);
        });
    }

    /// Gives a role other permissions; the role of everybody has the guild's id, the bot's that
    /// of `bot_role`.
    pub fn permit(&self, guild: u64, id: u64, permissions: Permissions) {
        self.with(|it| {
            let here = it.world.guild_mut(guild);
            let changed = here.roles.get_mut(&id).unwrap();
            changed.permissions = permissions;
            let data = json!({ "guild_id": guild.to_string(), "role": role(id, changed) });
            it.world.tell("GUILD_ROLE_UPDATE", None, data);
        });
    }

    /// Adds a role that allows nothing by itself.
    pub fn add_role(&self, guild: u64, id: u64, name: &str) {
        self.with(|it| {
            let made = Role {
                name: name.to_owned(),
                permissions: Permissions::empty(),
            };
            let data = json!({ "guild_id": guild.to_string(), "role": role(id, &made) });
            it.world.guild_mut(guild).roles.insert(id, made);
            it.world.tell("GUILD_ROLE_CREATE", None, data);
        });
    }

    /// Takes a role away, from everybody.
    pub fn remove_role(&self, guild: u64, id: u64) {
        self.with(|it| {
            let here = it.world.guild_mut(guild);
            here.roles.remove(&id);
            for roles in here.members.values_mut() {
                roles.retain(|it| *it != id);
            }
            let data = json!({ "guild_id": guild.to_string(), "role_id": id.to_string() });
            it.world.tell("GUILD_ROLE_DELETE", None, data);
        });
    }

    /// Adds a person, as a member with these roles; or gives a member other roles.
    pub fn set_roles(&self, guild: u64, person: u64, roles: &[u64]) {
        self.with(|it| {
            if !it.world.users.contains_key(&person) {
                it.world.add_user(person, &format!("user{person}"));
            }
            let members = &mut it.world.guild_mut(guild).members;
            let kind = match members.insert(person, roles.to_vec()) {
                Some(_) => "GUILD_MEMBER_UPDATE",
                None => "GUILD_MEMBER_ADD",
            };
            let mut data = it.world.member_json(guild, person).unwrap();
            data["guild_id"] = json!(guild.to_string());
            it.world.tell(kind, None, data);
        });
    }

    /// Takes a person out of a guild; the bot too can be thrown out.
    pub fn remove_member(&self, guild: u64, person: u64) {
        self.with(|it| {
            it.world.guild_mut(guild).members.remove(&person);
            let id = guild.to_string();
            if person == BOT {
                return it.world.tell(
                    "GUILD_DELETE",
                    None,
                    json!({ "id": id, "unavailable": false }),
                );
            }
            let data = json!({ "guild_id": id, "user": it.world.user_json(person) });
            it.world.tell("GUILD_MEMBER_REMOVE", None, data);
        });
    }

    /// Invites the bot to another guild with one channel.
    pub fn add_guild(&self, guild: u64, owner: u64, channel: u64) {
        self.with(|it| {
            it.world.guilds.insert(guild, Guild::new(guild, owner));
            it.world.add_channel(guild, channel, "general");
            let data = it.world.guild_create(guild);
            it.world.tell("GUILD_CREATE", None, data);
        });
    }

    /// Somebody takes no direct messages any more.
    pub fn close_dms(&self, person: u64) {
        self.with(|it| it.world.person_mut(person).is_closed = true);
    }

    /// Archives a thread, after its time.
    pub fn archive(&self, thread: u64) {
        self.with(|it| {
            it.world.thread_mut(thread).unwrap().is_archived = true;
            it.world.tell_channel(thread);
        });
    }

    /// Locks a thread and archives it, as a moderator does.
    pub fn lock(&self, thread: u64) {
        self.with(|it| {
            let thread_here = it.world.thread_mut(thread).unwrap();
            thread_here.is_locked = true;
            thread_here.is_archived = true;
            it.world.tell_channel(thread);
        });
    }

    /// Sets how many threads of a guild may be active.
    pub fn set_thread_cap(&self, cap: usize) {
        self.with(|it| it.world.thread_cap = cap);
    }

    /// Grants the application the Message Content intent.
    pub fn grant_content(&self) {
        self.with(|it| it.world.shows_content = true);
    }

    /// The commands registered in a guild, or for the application.
    pub fn commands(&self, guild: Option<u64>) -> Vec<Value> {
        self.with(|it| it.world.commands.get(&guild).cloned().unwrap_or_default())
    }
}

/// The role that came with the bot.
pub fn bot_role(guild: u64) -> u64 {
    guild + BOT
}

impl World {
    /// A guild, to change it.
    pub fn guild_mut(&mut self, guild: u64) -> &mut Guild {
        self.guilds.get_mut(&guild).unwrap()
    }

    /// A person, to change it.
    pub fn person_mut(&mut self, person: u64) -> &mut User {
        self.users.get_mut(&person).unwrap()
    }
}
