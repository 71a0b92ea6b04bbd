//! The first response to an interaction.

use serde_json::{Value, json};

use super::{
    Request, State, limits,
    messages::{content, is_empty},
    rest::{Reply, id, refuse},
    world::{BOT, World},
};

/// Sees who asked only.
pub const EPHEMERAL: u64 = 64;
/// 「考え中…」
pub const LOADING: u64 = 128;

/// `POST /interactions/{id}/{token}/callback`.
pub fn answer(state: &mut State, request: &Request, (number, token): (&str, &str)) -> Reply {
    let number = id(number);
    let found = state.world.interactions.get(&number);
    let Some(asked) = found.filter(|it| it.token == token && !it.is_expired) else {
        return refuse(404, 10062, "Unknown interaction");
    };
    if asked.answer.is_some() {
        return refuse(400, 40060, "Interaction has already been acknowledged.");
    }
    let body = &request.body;
    let kind = body["type"].as_u64().unwrap_or(0);
    let fits = match kind {
        4 | 5 => asked.kind != 4,
        6 | 7 => matches!(asked.kind, 3 | 5) && asked.source.is_some(),
        8 => asked.kind == 4,
        9 => matches!(asked.kind, 2 | 3),
        _ => false,
    };
    if !fits {
        let problem = format!(
            "type {kind} does not answer an interaction of type {}",
            asked.kind
        );
        state.check(request, &[problem])?;
    }
    let data = &body["data"];
    let problems = match kind {
        4 | 7 => limits::message(data),
        8 => limits::choices(data),
        9 => limits::modal(data),
        _ => Vec::new(),
    };
    state.check(request, &problems)?;
    if kind == 4 && is_empty(data, request) {
        return refuse(400, 50006, "Cannot send an empty message");
    }
    show(state, request, number, kind);
    state.interaction(number).answer = Some(body.clone());
    Ok((204, Value::Null))
}

/// Does what people see of a response.
fn show(state: &mut State, request: &Request, number: u64, kind: u64) {
    let asked = &state.world.interactions[&number];
    let (channel, person, source) = (asked.channel, asked.person, asked.source);
    let flags = request.body["data"]["flags"].as_u64().unwrap_or(0);
    let only_for = (flags & EPHEMERAL != 0).then_some(person);
    let original = match kind {
        4 => {
            let mut content = content(&mut state.world, request);
            content["interaction_metadata"] = metadata(&state.world, number);
            Some(state.world.add_message(channel, BOT, only_for, content))
        }
        5 => {
            let mut loading = json!({ "flags": flags | LOADING });
            loading["interaction_metadata"] = metadata(&state.world, number);
            Some(state.world.add_message(channel, BOT, only_for, loading))
        }
        6 => source,
        7 => {
            state.world.change(source.unwrap(), request);
            source
        }
        _ => None,
    };
    let asked = state.interaction(number);
    asked.original = original;
    asked.is_loading = kind == 5;
}

/// What a message tells of the interaction that it answers.
fn metadata(world: &World, number: u64) -> Value {
    let asked = &world.interactions[&number];
    let guild = world.channels[&asked.channel].guild().unwrap_or(0);
    let mut told = json!({
        "id": number.to_string(),
        "type": asked.kind,
        "user": world.user_json(asked.person),
        "authorizing_integration_owners": { "0": guild.to_string() },
    });
    if let Some(source) = asked.source.filter(|_| asked.kind == 3) {
        told["interacted_message_id"] = json!(source.to_string());
    }
    if asked.kind == 5 {
        // What opened the form; its own number does not matter to anybody.
        let mut opener = told.clone();
        opener["type"] = json!(2);
        told["triggering_interaction_metadata"] = opener;
    }
    told
}
