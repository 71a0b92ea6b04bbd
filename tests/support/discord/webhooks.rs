//! What follows the first response: changes of it and further messages, by the token.

use serde_json::{Value, json};

use super::{
    Request, State,
    callbacks::EPHEMERAL,
    limits,
    messages::{content, is_empty},
    rest::{Reply, id, refuse, unknown},
    world::{BOT, merge},
};

/// Everything below `/webhooks/{application}/{token}`.
pub fn route(state: &mut State, request: &Request, token: &str, rest: &[&str]) -> Reply {
    let mut interactions = state.world.interactions.iter();
    let found = interactions.find(|(_, it)| it.token == token);
    let Some((number, asked)) = found else {
        return refuse(401, 50027, "Invalid Webhook Token");
    };
    if asked.answer.is_none() {
        return refuse(404, 10015, "Unknown Webhook");
    }
    if asked.is_expired {
        return refuse(401, 50027, "Invalid Webhook Token");
    }
    let number = *number;
    let message = match rest {
        [] => None,
        ["messages", "@original"] => asked.original,
        ["messages", other] => {
            let other = id(other);
            asked.follow_ups.contains(&other).then_some(other)
        }
        _ => return unknown(),
    };
    if rest.is_empty() {
        return follow_up(state, request, number);
    }
    let Some(message) = message.filter(|it| state.world.messages.contains_key(it)) else {
        return refuse(404, 10008, "Unknown Message");
    };
    match request.method.as_str() {
        "GET" => {}
        "PATCH" => {
            state.check(request, &limits::message(&request.body))?;
            state.world.stays_visible(message, request)?;
            change(state, request, number, message);
        }
        "DELETE" => {
            state.world.remove_message(message);
            state.interaction(number).is_loading = false;
            return Ok((204, Value::Null));
        }
        _ => return unknown(),
    }
    Ok((200, state.world.messages[&message].value.clone()))
}

fn follow_up(state: &mut State, request: &Request, number: u64) -> Reply {
    state.check(request, &limits::message(&request.body))?;
    if is_empty(&request.body, request) {
        return refuse(400, 50006, "Cannot send an empty message");
    }
    let asked = state.interaction(number);
    if asked.is_loading {
        // The first message after a deferral takes its place and its audience.
        let promised = asked.original.unwrap();
        change(state, request, number, promised);
        return Ok((200, state.world.messages[&promised].value.clone()));
    }
    let (channel, person) = (asked.channel, asked.person);
    let flags = request.body["flags"].as_u64().unwrap_or(0);
    let only_for = (flags & EPHEMERAL != 0).then_some(person);
    let mut extra = content(&mut state.world, request);
    merge(&mut extra, json!({ "webhook_id": BOT.to_string() }));
    let made = state.world.add_message(channel, BOT, only_for, extra);
    state.interaction(number).follow_ups.push(made);
    Ok((200, state.world.messages[&made].value.clone()))
}

fn change(state: &mut State, request: &Request, number: u64, message: u64) {
    state.world.change(message, request);
    let asked = state.interaction(number);
    if asked.original == Some(message) {
        asked.is_loading = false;
    }
}
