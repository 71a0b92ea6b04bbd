//! What the fake Discord knows: guilds, roles, members, channels, threads, messages.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};
use serenity::all::Permissions;

use super::{interactions::Interaction, people};

/// The bot; its application has the same id, as with every bot made today.
pub const BOT: u64 = 900;
/// The guild that is there from the start.
pub const GUILD: u64 = 100;
/// Its channel where people ask.
pub const ASK: u64 = 200;
/// Its closed channel for consultants.
pub const STAFF: u64 = 201;
/// The owner of the guild.
pub const OWNER: u64 = 300;
/// Somebody who asks.
pub const ASKER: u64 = 301;
/// Three who consult.
pub const CONSULTANTS: [u64; 3] = [310, 311, 312];
/// Their role.
pub const CONSULTANT_ROLE: u64 = 500;
/// Discord counts time from here.
const EPOCH: i64 = 1_420_070_400_000;

/// Everything there is.
pub struct World {
    pub guilds: BTreeMap<u64, Guild>,
    pub channels: BTreeMap<u64, Channel>,
    pub users: BTreeMap<u64, User>,
    pub messages: BTreeMap<u64, Message>,
    pub interactions: BTreeMap<u64, Interaction>,
    /// Registered commands, by guild; without one those of the application.
    pub commands: BTreeMap<Option<u64>, Vec<Value>>,
    /// Whether the application was granted the Message Content intent.
    pub shows_content: bool,
    /// How many threads of a guild may be active.
    pub thread_cap: usize,
    /// What happened and nobody has been told.
    pub news: Vec<News>,
    pub last_id: u64,
}

/// Something to tell the bot.
pub struct News {
    pub kind: &'static str,
    /// Where it happened, if seeing it needs a permission.
    pub channel: Option<u64>,
    pub data: Value,
}

pub struct Guild {
    pub name: String,
    pub owner: u64,
    pub roles: BTreeMap<u64, Role>,
    /// The roles of each member.
    pub members: BTreeMap<u64, Vec<u64>>,
}

pub struct Role {
    pub name: String,
    pub permissions: Permissions,
}

#[derive(Default)]
pub struct User {
    pub name: String,
    pub is_bot: bool,
    /// Takes no direct messages.
    pub is_closed: bool,
    /// The channel that is open on the screen.
    pub looks_at: u64,
}

pub struct Channel {
    pub kind: u8,
    pub name: String,
    pub overwrites: Vec<Overwrite>,
    pub place: Place,
}

/// What a channel belongs to.
pub enum Place {
    Guild(u64),
    Thread(Thread),
    Direct(u64),
}

pub struct Thread {
    pub guild: u64,
    pub parent: u64,
    pub owner: u64,
    pub is_archived: bool,
    pub is_locked: bool,
    pub members: BTreeSet<u64>,
}

pub struct Overwrite {
    /// A role or a member.
    pub id: u64,
    pub is_member: bool,
    pub allow: Permissions,
    pub deny: Permissions,
}

/// A message, as its author sees it.
pub struct Message {
    pub channel: u64,
    /// The only person who sees it, if it is ephemeral.
    pub only_for: Option<u64>,
    pub value: Value,
}

impl Channel {
    /// The guild, unless people talk to the bot alone.
    pub fn guild(&self) -> Option<u64> {
        match &self.place {
            Place::Guild(guild) => Some(*guild),
            Place::Thread(thread) => Some(thread.guild),
            Place::Direct(_) => None,
        }
    }
}

impl World {
    /// One guild with an ask channel, a closed channel and its people, on the same day as the
    /// transcripts.
    pub fn new() -> World {
        let start: DateTime<Utc> = "2026-11-24T01:00:00Z".parse().unwrap();
        let mut world = World {
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            users: BTreeMap::new(),
            messages: BTreeMap::new(),
            interactions: BTreeMap::new(),
            commands: BTreeMap::new(),
            shows_content: false,
            thread_cap: 1000,
            news: Vec::new(),
            last_id: ((start.timestamp_millis() - EPOCH) as u64) << 22,
        };
        world.add_user(BOT, "madoguchi");
        world.users.get_mut(&BOT).unwrap().is_bot = true;
        for (id, name) in [(OWNER, "tanaka"), (ASKER, "suzuki")] {
            world.add_user(id, name);
        }
        let mut guild = Guild::new(GUILD, OWNER);
        guild.members.insert(ASKER, vec![]);
        let role = Role {
            name: "相談員".to_owned(),
            permissions: Permissions::empty(),
        };
        guild.roles.insert(CONSULTANT_ROLE, role);
        for (id, name) in CONSULTANTS.into_iter().zip(["sato", "ito", "kato"]) {
            world.add_user(id, name);
            guild.members.insert(id, vec![CONSULTANT_ROLE]);
        }
        world.guilds.insert(GUILD, guild);
        world.add_channel(GUILD, ASK, "general");
        world.add_channel(GUILD, STAFF, "staff");
        world.close(STAFF, &[CONSULTANT_ROLE, GUILD + BOT]);
        world
    }

    /// A new id; ids grow, and tell when they were made.
    pub fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Lets time pass.
    pub fn pass(&mut self, time: Duration) {
        self.last_id += (time.num_milliseconds() as u64) << 22;
    }

    /// Adds a person who looks at the ask channel.
    pub fn add_user(&mut self, id: u64, name: &str) {
        let user = User {
            name: name.to_owned(),
            looks_at: ASK,
            ..User::default()
        };
        self.users.insert(id, user);
    }

    /// Adds a text channel.
    pub fn add_channel(&mut self, guild: u64, id: u64, name: &str) {
        let channel = Channel {
            kind: 0,
            name: name.to_owned(),
            overwrites: Vec::new(),
            place: Place::Guild(guild),
        };
        self.channels.insert(id, channel);
    }

    /// Closes a channel to everybody but these roles.
    pub fn close(&mut self, channel: u64, roles: &[u64]) {
        let guild = self.channels[&channel].guild().unwrap();
        let view = Permissions::VIEW_CHANNEL;
        let closed = Overwrite {
            id: guild,
            is_member: false,
            allow: Permissions::empty(),
            deny: view,
        };
        let open = roles.iter().map(|role| Overwrite {
            id: *role,
            is_member: false,
            allow: view,
            deny: Permissions::empty(),
        });
        let overwrites = std::iter::once(closed).chain(open).collect();
        self.channels.get_mut(&channel).unwrap().overwrites = overwrites;
    }

    /// The conversation between the bot and a person, begun if it is not there.
    pub fn direct(&mut self, person: u64) -> u64 {
        let with = |it: &Channel| matches!(it.place, Place::Direct(other) if other == person);
        if let Some((id, _)) = self.channels.iter().find(|(_, it)| with(it)) {
            return *id;
        }
        let id = self.new_id();
        let channel = Channel {
            kind: 1,
            name: String::new(),
            overwrites: Vec::new(),
            place: Place::Direct(person),
        };
        self.channels.insert(id, channel);
        id
    }

    /// What a person may do in a channel.
    pub fn permissions(&self, person: u64, channel: u64) -> Permissions {
        let channel = &self.channels[&channel];
        let (guild, overwrites) = match &channel.place {
            Place::Direct(other) if *other == person || person == BOT => {
                return Permissions::all() & !Permissions::ADMINISTRATOR;
            }
            Place::Direct(_) => return Permissions::empty(),
            Place::Guild(guild) => (*guild, &channel.overwrites),
            Place::Thread(thread) if channel.kind == 12 && !thread.members.contains(&person) => {
                return Permissions::empty();
            }
            Place::Thread(thread) => (thread.guild, &self.channels[&thread.parent].overwrites),
        };
        let Some(guild_here) = self.guilds.get(&guild) else {
            return Permissions::empty();
        };
        let Some(roles) = guild_here.members.get(&person) else {
            return Permissions::empty();
        };
        let mut may = guild_here.roles[&guild].permissions;
        for role in roles.iter().filter_map(|it| guild_here.roles.get(it)) {
            may |= role.permissions;
        }
        if guild_here.owner == person || may.contains(Permissions::ADMINISTRATOR) {
            return Permissions::all();
        }
        let applies: [&dyn Fn(&Overwrite) -> bool; 3] = [
            &|it| it.id == guild,
            &|it| !it.is_member && roles.contains(&it.id),
            &|it| it.is_member && it.id == person,
        ];
        for applies in applies {
            let (mut allow, mut deny) = (Permissions::empty(), Permissions::empty());
            for overwrite in overwrites.iter().filter(|it| applies(it)) {
                allow |= overwrite.allow;
                deny |= overwrite.deny;
            }
            may = (may & !deny) | allow;
        }
        may
    }

    /// Keeps a message and returns its id. What `extra` says is added to it.
    pub fn add_message(
        &mut self,
        channel: u64,
        author: u64,
        only_for: Option<u64>,
        extra: Value,
    ) -> u64 {
        let id = self.new_id();
        let mut value = json!({
            "id": id.to_string(),
            "channel_id": channel.to_string(),
            "author": people::user(author, &self.users[&author]),
            "content": "",
            "timestamp": time(id),
            "edited_timestamp": null,
            "tts": false,
            "mention_everyone": false,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": false,
            "type": 0,
            "flags": 0,
            "components": [],
        });
        merge(&mut value, extra);
        let message = Message {
            channel,
            only_for,
            value,
        };
        self.messages.insert(id, message);
        if only_for.is_none() {
            self.tell_message("MESSAGE_CREATE", id);
        }
        id
    }

    /// Tells the bot of a message that is new or changed.
    pub fn tell_message(&mut self, kind: &'static str, id: u64) {
        let message = &self.messages[&id];
        let (channel, author) = (message.channel, number(&message.value["author"]["id"]));
        let mut data = self.seen_by_bot(id);
        if let Some(guild) = self.channels[&channel].guild() {
            data["guild_id"] = json!(guild.to_string());
            if let Some(roles) = self.guilds[&guild].members.get(&author) {
                data["member"] = people::member(roles);
            }
        }
        self.tell(kind, Some(channel), data);
    }

    /// Tells the bot of something.
    pub fn tell(&mut self, kind: &'static str, channel: Option<u64>, data: Value) {
        self.news.push(News {
            kind,
            channel,
            data,
        });
    }

    /// A message without what Discord hides from bots that lack the Message Content intent.
    pub fn seen_by_bot(&self, id: u64) -> Value {
        let message = &self.messages[&id];
        let mut value = message.value.clone();
        if !self.shows_content && self.is_hidden(message) {
            value["content"] = json!("");
            for part in ["embeds", "attachments", "components"] {
                value[part] = json!([]);
            }
        }
        if value["referenced_message"].is_object() {
            let original = number(&value["referenced_message"]["id"]);
            value["referenced_message"] = match self.messages.contains_key(&original) {
                true => self.seen_by_bot(original),
                false => Value::Null,
            };
        }
        value
    }

    fn is_hidden(&self, message: &Message) -> bool {
        let bot = BOT.to_string();
        let mentions = message.value["mentions"].as_array().unwrap();
        self.channels[&message.channel].guild().is_some()
            && message.value["author"]["id"] != bot
            && !mentions.iter().any(|it| it["id"] == bot)
    }
}

/// When an id was made.
pub fn time(id: u64) -> String {
    let made = DateTime::from_timestamp_millis((id >> 22) as i64 + EPOCH).unwrap();
    made.to_rfc3339_opts(SecondsFormat::Millis, false)
}

/// The number in a snowflake; 0 where there is none.
pub fn number(id: &Value) -> u64 {
    id.as_str().and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// Puts every member of `from` into `into`.
pub fn merge(into: &mut Value, from: Value) {
    if let Value::Object(from) = from {
        for (key, value) in from {
            into[key] = value;
        }
    }
}
