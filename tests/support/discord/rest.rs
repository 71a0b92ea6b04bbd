//! A request from arrival to answer: checks, faults, routes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequestParts as _, WebSocketUpgrade},
    http::{HeaderMap, Response},
    response::IntoResponse as _,
};
use hyper::{body::Incoming, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{
    Discord, Fault, Moment, Request, State, callbacks, commands, gateway, guilds, messages,
    multipart, spec::spec, threads, webhooks, world::BOT,
};

/// What the world answers: a status and JSON, or one of Discord's errors.
pub type Reply = Result<(u16, Value), Refusal>;

/// An error as Discord words it.
#[derive(Debug)]
pub struct Refusal {
    status: u16,
    code: u32,
    message: String,
}

/// The code of an error without a code.
const UNKNOWN: u32 = 0;

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut on purpose")]
pub struct Cut;

/// Refuses with one of Discord's errors.
pub fn refuse<T>(status: u16, code: u32, message: &str) -> Result<T, Refusal> {
    Err(Refusal {
        status,
        code,
        message: message.to_owned(),
    })
}

/// Refuses what the fake does not know; a test that needs it has to teach it.
pub fn unknown<T>() -> Result<T, Refusal> {
    refuse(404, UNKNOWN, "404: Not Found")
}

/// Answers a request, or cuts its connection.
pub async fn entry(
    discord: Weak<Discord>,
    request: hyper::Request<Incoming>,
) -> Result<Response<Body>, Cut> {
    let alive = discord.upgrade().ok_or(Cut)?;
    let (mut parts, body) = request.into_parts();
    if parts.headers.contains_key("upgrade") {
        let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
        let upgrade = upgrade.map_err(|_| Cut)?;
        return Ok(upgrade.on_upgrade(|socket| gateway::connection(discord, socket)));
    }
    let bytes = to_bytes(Body::new(body), usize::MAX)
        .await
        .map_err(|_| Cut)?;
    let kind = text(&parts.headers, CONTENT_TYPE.as_str());
    let (body, files) = match kind {
        _ if bytes.is_empty() => (Value::Null, Vec::new()),
        form if form.starts_with("multipart/") => multipart::read(form, &bytes),
        _ => (
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            Vec::new(),
        ),
    };
    let path = parts.uri.path();
    let request = Request {
        method: parts.method.to_string(),
        path: path.strip_prefix("/api/v10").unwrap_or(path).to_owned(),
        query: query(parts.uri.query().unwrap_or("")),
        body,
        files,
        status: 0,
    };
    alive.with(|it| it.under_way += 1);
    let answered = answer(&alive, request).await;
    alive.with(|it| it.under_way -= 1);
    answered
}

async fn answer(discord: &Arc<Discord>, request: Request) -> Result<Response<Body>, Cut> {
    let fault = discord.with(|state| {
        let problems = spec().map_or_else(Vec::new, |it| it.problems(&request));
        state.violate(&request, &problems);
        state.faults.take(&request.method, &request.path)
    });
    let after = match fault {
        Some(Fault::Status {
            status,
            headers,
            body,
        }) => {
            discord.with(|it| it.note(request, status));
            let mut response = response(status, &body);
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            return Ok(response);
        }
        Some(Fault::Cut(Moment::Before)) => {
            discord.with(|it| it.note(request, 0));
            return Err(Cut);
        }
        Some(Fault::Stall(Moment::Before, gate)) => {
            gate.pass().await;
            None
        }
        later => later,
    };
    let url = format!("ws://{}", discord.address);
    let (status, body) = discord.with(|state| {
        let (status, body) = state.effect(&request, &url);
        let status = match after {
            Some(Fault::After5xx(status)) => status,
            _ => status,
        };
        let is_cut = matches!(after, Some(Fault::Cut(_)));
        state.note(request, if is_cut { 0 } else { status });
        (status, body)
    });
    match after {
        Some(Fault::After5xx(_)) => Ok(response(status, &json!({ "message": "", "code": 0 }))),
        Some(Fault::Cut(_)) => Err(Cut),
        Some(Fault::Stall(_, gate)) => {
            gate.pass().await;
            Ok(response(status, &body))
        }
        _ => Ok(response(status, &body)),
    }
}

impl State {
    /// Notes that a request broke rules.
    fn violate(&mut self, request: &Request, problems: &[String]) {
        let Request {
            method, path, body, ..
        } = request;
        let lines = problems
            .iter()
            .map(|it| format!("{method} {path}: {it} in {body}"));
        self.violations.extend(lines);
    }

    /// Refuses what breaks rules that Discord checks too, and notes it.
    pub fn check(&mut self, request: &Request, problems: &[String]) -> Result<(), Refusal> {
        if problems.is_empty() {
            return Ok(());
        }
        let said = problems.join(" · ");
        self.violate(request, problems);
        refuse(400, 50035, &format!("Invalid Form Body: {said}"))
    }

    /// Does what a request asks for, and checks the answer too.
    fn effect(&mut self, request: &Request, url: &str) -> (u16, Value) {
        let (status, body) = match self.route(request, url) {
            Ok(done) => done,
            Err(it) => {
                if it.code == UNKNOWN {
                    self.violate(request, &["the fake does not know this route".to_owned()]);
                }
                (it.status, json!({ "message": it.message, "code": it.code }))
            }
        };
        let problems = spec().map(|it| it.answer_problems(request, status, &body));
        let problems = problems.unwrap_or_default();
        assert!(
            problems.is_empty(),
            "the fake is wrong: {problems:#?} in {body}"
        );
        (status, body)
    }

    fn note(&mut self, mut request: Request, status: u16) {
        request.status = status;
        self.requests.push(request);
    }

    fn route(&mut self, request: &Request, url: &str) -> Reply {
        let path: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        match (request.method.as_str(), path.as_slice()) {
            ("GET", ["gateway"]) => Ok((200, json!({ "url": url }))),
            ("GET", ["gateway", "bot"]) => Ok((200, bot_gateway(url))),
            (_, ["interactions", id, token, "callback"]) => {
                callbacks::answer(self, request, (id, token))
            }
            (_, ["webhooks", application, token, rest @ ..]) if *application == BOT.to_string() => {
                webhooks::route(self, request, token, rest)
            }
            (_, ["applications", _, rest @ ..]) if rest.contains(&"commands") => {
                commands::route(self, request, rest)
            }
            (_, ["channels", channel, "messages", rest @ ..]) if !rest.contains(&"threads") => {
                messages::route(self, request, id(channel), rest)
            }
            (_, ["channels", channel, rest @ ..]) => {
                threads::route(self, request, id(channel), rest)
            }
            _ => guilds::route(self, request, &path),
        }
    }
}

/// The id in a part of a path; 0 where there is none.
pub fn id(text: &str) -> u64 {
    text.parse().unwrap_or(0)
}

fn bot_gateway(url: &str) -> Value {
    let starts = json!({ "total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1 });
    json!({ "url": url, "shards": 1, "session_start_limit": starts })
}

fn response(status: u16, body: &Value) -> Response<Body> {
    let text = match status {
        204 => String::new(),
        _ => body.to_string(),
    };
    let headers = [
        ("content-type", "application/json"),
        ("x-ratelimit-limit", "50"),
        ("x-ratelimit-remaining", "49"),
        ("x-ratelimit-reset-after", "1"),
    ];
    let status = axum::http::StatusCode::from_u16(status).unwrap();
    (status, headers, text).into_response()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|it| it.to_str().ok())
        .unwrap_or("")
}

fn query(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|it| it.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
