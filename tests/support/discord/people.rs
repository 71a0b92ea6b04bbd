//! Payloads as Discord writes them: users, members, roles, channels, guilds.

use serde_json::{Value, json};
use serenity::all::Permissions;

use super::world::{BOT, Channel, Guild, Place, Role, User, World};

/// A user.
pub fn user(id: u64, user: &User) -> Value {
    json!({
        "id": id.to_string(),
        "username": user.name,
        "discriminator": if user.is_bot { "0001" } else { "0" },
        "global_name": user.name,
        "avatar": null,
        "bot": user.is_bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": null,
    })
}

/// A member without its user, as messages carry it.
pub fn member(roles: &[u64]) -> Value {
    json!({
        "nick": null,
        "avatar": null,
        "banner": null,
        "roles": roles.iter().map(u64::to_string).collect::<Vec<_>>(),
        "joined_at": "2026-01-05T00:00:00+00:00",
        "deaf": false,
        "mute": false,
        "flags": 0,
        "pending": false,
        "premium_since": null,
        "communication_disabled_until": null,
    })
}

/// A role.
pub fn role(id: u64, role: &Role) -> Value {
    json!({
        "id": id.to_string(),
        "name": role.name,
        "description": null,
        "color": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "hoist": false,
        "managed": false,
        "mentionable": false,
        "permissions": role.permissions.bits().to_string(),
        "position": i32::from(role.name != "@everyone"),
        "flags": 0,
        "icon": null,
        "unicode_emoji": null,
    })
}

impl World {
    /// A user by id.
    pub fn user_json(&self, id: u64) -> Value {
        user(id, &self.users[&id])
    }

    /// A member with its user, if the guild has it.
    pub fn member_json(&self, guild: u64, id: u64) -> Option<Value> {
        let roles = self.guilds.get(&guild)?.members.get(&id)?;
        let mut member = member(roles);
        member["user"] = self.user_json(id);
        Some(member)
    }

    /// A channel, thread or direct conversation.
    pub fn channel_json(&self, id: u64) -> Value {
        let channel = &self.channels[&id];
        match &channel.place {
            Place::Direct(person) => json!({
                "id": id.to_string(),
                "type": 1,
                "last_message_id": null,
                "flags": 0,
                "recipients": [self.user_json(*person)],
            }),
            Place::Guild(_) => guild_channel(id, channel),
            Place::Thread(_) => self.thread_json(id, channel),
        }
    }

    fn thread_json(&self, id: u64, channel: &Channel) -> Value {
        let Place::Thread(thread) = &channel.place else {
            panic!("{id} is no thread")
        };
        let said = self.messages.values().filter(|it| it.channel == id).count();
        json!({
            "id": id.to_string(),
            "type": channel.kind,
            "guild_id": thread.guild.to_string(),
            "parent_id": thread.parent.to_string(),
            "owner_id": thread.owner.to_string(),
            "name": channel.name,
            "last_message_id": null,
            "rate_limit_per_user": 0,
            "flags": 0,
            "message_count": said,
            "total_message_sent": said,
            "member_count": thread.members.len(),
            "thread_metadata": {
                "archived": thread.is_archived,
                "locked": thread.is_locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": "2026-01-05T00:00:00+00:00",
                "create_timestamp": "2026-01-05T00:00:00+00:00",
                "invitable": false,
            },
        })
    }

    /// A guild as `GET /guilds/{id}` shows it.
    pub fn guild_json(&self, id: u64) -> Value {
        let guild = &self.guilds[&id];
        let roles = guild.roles.iter().map(|(id, it)| role(*id, it));
        json!({
            "id": id.to_string(),
            "name": guild.name,
            "icon": null,
            "splash": null,
            "discovery_splash": null,
            "home_header": null,
            "owner_id": guild.owner.to_string(),
            "region": "japan",
            "afk_channel_id": null,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": roles.collect::<Vec<_>>(),
            "emojis": [],
            "features": [],
            "mfa_level": 0,
            "application_id": null,
            "system_channel_id": null,
            "system_channel_flags": 0,
            "rules_channel_id": null,
            "max_members": 1000,
            "max_presences": null,
            "incidents_data": null,
            "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50,
            "vanity_url_code": null,
            "description": null,
            "banner": null,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": false,
            "preferred_locale": "ja",
            "public_updates_channel_id": null,
            "safety_alerts_channel_id": null,
            "nsfw": false,
            "nsfw_level": 0,
            "widget_enabled": false,
            "widget_channel_id": null,
            "stickers": [],
        })
    }

    /// A guild as the gateway sends it: with its channels, its active threads, and of its members
    /// only the bot, since it does not ask for the intent that shows them.
    pub fn guild_create(&self, id: u64) -> Value {
        let guild = &self.guilds[&id];
        let of_guild = |it: &Channel| matches!(it.place, Place::Guild(guild) if guild == id);
        let channels = self.channels.iter().filter(|(_, it)| of_guild(it));
        let channels: Vec<_> = channels.map(|(id, _)| self.channel_json(*id)).collect();
        let mut value = self.guild_json(id);
        value["joined_at"] = json!("2026-01-05T00:00:00+00:00");
        value["large"] = json!(false);
        value["unavailable"] = json!(false);
        value["member_count"] = json!(guild.members.len());
        value["members"] = json!([self.member_json(id, BOT)]);
        value["channels"] = Value::Array(channels);
        value["threads"] = Value::Array(self.active_threads(id));
        for empty in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            value[empty] = json!([]);
        }
        value
    }

    /// The threads of a guild that are not archived.
    pub fn active_threads(&self, guild: u64) -> Vec<Value> {
        let active = |it: &Channel| matches!(&it.place, Place::Thread(thread) if thread.guild == guild && !thread.is_archived);
        let threads = self.channels.iter().filter(|(_, it)| active(it));
        threads.map(|(id, _)| self.channel_json(*id)).collect()
    }
}

fn guild_channel(id: u64, channel: &Channel) -> Value {
    let overwrites = channel.overwrites.iter().map(|it| {
        json!({
            "id": it.id.to_string(),
            "type": u8::from(it.is_member),
            "allow": it.allow.bits().to_string(),
            "deny": it.deny.bits().to_string(),
        })
    });
    json!({
        "id": id.to_string(),
        "type": channel.kind,
        "guild_id": channel.guild().unwrap().to_string(),
        "name": channel.name,
        "position": 0,
        "permission_overwrites": overwrites.collect::<Vec<_>>(),
        "nsfw": false,
        "topic": null,
        "last_message_id": null,
        "parent_id": null,
        "rate_limit_per_user": 0,
        "flags": 0,
    })
}

impl Guild {
    /// A guild with only its owner, the bot, and what everybody may do by default.
    pub fn new(id: u64, owner: u64) -> Guild {
        let everyone = Role {
            name: "@everyone".to_owned(),
            permissions: everyone(),
        };
        let bot = Role {
            name: "窓口".to_owned(),
            permissions: bot(),
        };
        Guild {
            name: format!("商工会{id}"),
            owner,
            roles: [(id, everyone), (id + BOT, bot)].into(),
            members: [(owner, vec![]), (BOT, vec![id + BOT])].into(),
        }
    }
}

/// What a new Discord server gives to everybody.
fn everyone() -> Permissions {
    Permissions::VIEW_CHANNEL
        | Permissions::SEND_MESSAGES
        | Permissions::SEND_MESSAGES_IN_THREADS
        | Permissions::CREATE_PUBLIC_THREADS
        | Permissions::CREATE_PRIVATE_THREADS
        | Permissions::READ_MESSAGE_HISTORY
        | Permissions::EMBED_LINKS
        | Permissions::ATTACH_FILES
        | Permissions::ADD_REACTIONS
        | Permissions::USE_APPLICATION_COMMANDS
}

/// What the bot's own role adds.
fn bot() -> Permissions {
    everyone() | Permissions::MANAGE_THREADS
}
