//! Guilds, members and the bot itself.

use serde_json::{Value, json};

use super::{
    Request, State,
    rest::{Reply, id, refuse, unknown},
    world::{BOT, Place, World, number},
};

/// Everything about guilds and users.
pub fn route(state: &mut State, request: &Request, path: &[&str]) -> Reply {
    let world = &mut state.world;
    match (request.method.as_str(), path) {
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => {
            Ok((200, application(world)))
        }
        ("GET", ["users", "@me"]) => Ok((200, me(world))),
        ("POST", ["users", "@me", "channels"]) => {
            let person = number(&request.body["recipient_id"]);
            if !world.users.contains_key(&person) {
                return refuse(400, 50033, "Invalid Recipient(s)");
            }
            let channel = world.direct(person);
            Ok((200, world.channel_json(channel)))
        }
        ("GET", ["users", "@me", "guilds"]) => Ok((200, own(world))),
        ("GET", ["users", person]) => match world.users.contains_key(&id(person)) {
            true => Ok((200, world.user_json(id(person)))),
            false => refuse(404, 10013, "Unknown User"),
        },
        ("GET", ["guilds", guild, rest @ ..]) => inside(world, id(guild), rest),
        _ => unknown(),
    }
}

fn inside(world: &World, guild: u64, rest: &[&str]) -> Reply {
    let Some(found) = world
        .guilds
        .get(&guild)
        .filter(|it| it.members.contains_key(&BOT))
    else {
        return refuse(404, 10004, "Unknown Guild");
    };
    match rest {
        [] => Ok((200, world.guild_json(guild))),
        ["roles"] => Ok((200, world.guild_json(guild)["roles"].clone())),
        ["channels"] => {
            let is_here = |it: &Place| matches!(it, Place::Guild(it) if *it == guild);
            let here = world.channels.iter().filter(|(_, it)| is_here(&it.place));
            Ok((200, here.map(|(id, _)| world.channel_json(*id)).collect()))
        }
        ["threads", "active"] => {
            let threads = world.active_threads(guild);
            Ok((
                200,
                json!({ "threads": threads, "members": [], "has_more": false }),
            ))
        }
        ["members", person] if found.members.contains_key(&id(person)) => {
            Ok((200, world.member_json(guild, id(person)).unwrap()))
        }
        ["members", _] => refuse(404, 10007, "Unknown Member"),
        _ => unknown(),
    }
}

/// The guilds that the bot is in.
fn own(world: &World) -> Value {
    let own = world
        .guilds
        .iter()
        .filter(|(_, it)| it.members.contains_key(&BOT));
    let shown = own.map(|(id, guild)| {
        json!({
            "id": id.to_string(),
            "name": guild.name,
            "icon": null,
            "banner": null,
            "owner": false,
            "permissions": guild.roles[id].permissions.bits().to_string(),
            "features": [],
        })
    });
    shown.collect()
}

fn me(world: &World) -> Value {
    let mut me = world.user_json(BOT);
    for (key, value) in [
        ("mfa_enabled", json!(false)),
        ("locale", json!("ja")),
        ("email", Value::Null),
        ("verified", json!(true)),
    ] {
        me[key] = value;
    }
    me
}

fn application(world: &World) -> Value {
    json!({
        "id": BOT.to_string(),
        "name": "窓口",
        "icon": null,
        "description": "",
        "bot_public": true,
        "bot_require_code_grant": false,
        "verify_key": "0".repeat(64),
        "owner": world.user_json(super::OWNER),
        "bot": world.user_json(BOT),
        "team": null,
        "flags": 0,
        "flags_new": "0",
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "eligible_oauth2_scopes": [],
        "type": null,
        "summary": "",
        "redirect_uris": [],
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
        "approximate_guild_count": world.guilds.len(),
        "explicit_content_filter": 0,
    })
}
