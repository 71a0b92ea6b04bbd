//! Discord inside the test process: its REST API and its gateway on one port. It keeps a small
//! world, obeys Discord's rules, and notes every request that would break one.
//!
//! Every request is checked against Discord's OpenAPI document if `DISCORD_OPENAPI` names it, and
//! against rules that the document leaves out. Every event is parsed with serenity's own types
//! before it is sent, since serenity drops what it cannot parse without a word.

mod asking;
mod callbacks;
mod changes;
mod commands;
mod faults;
mod gateway;
mod guilds;
mod interactions;
mod limits;
mod messages;
mod multipart;
mod payloads;
mod people;
mod rest;
mod serve;
mod spec;
mod threads;
mod webhooks;
mod world;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    ops::Deref,
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;
use tokio::{sync::watch, task::JoinSet, time::timeout};

pub use self::{
    asking::{Mention, Said},
    changes::bot_role,
    faults::{Fault, Gate, Moment},
    gateway::CanResume,
    interactions::Asked,
    serve::Certificate,
    world::{ASK, ASKER, BOT, CONSULTANT_ROLE, CONSULTANTS, GUILD, OWNER, Place, STAFF, number},
};
use self::{faults::Faults, gateway::Gateway, world::World};
use super::server::PATIENCE;

/// What a token of Discord looks like.
pub const TOKEN: &str = "OTAw.Gm4DoG.uchi-no-token-wa-tsukaenai-yo-1234567";

/// The fake, as long as the test holds it. Fails the test at its end if a request broke a rule.
pub struct Fake {
    discord: Arc<Discord>,
    _servers: JoinSet<()>,
    tls_address: Option<SocketAddr>,
    certificate: Option<Certificate>,
}

/// What the server and the test share.
pub struct Discord {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    is_online: watch::Sender<bool>,
    address: SocketAddr,
}

/// Everything that changes.
pub struct State {
    pub world: World,
    pub gateway: Gateway,
    faults: Faults,
    requests: Vec<Request>,
    under_way: usize,
    violations: Vec<String>,
}

/// A request that was answered, or cut.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// Below `/api/v10`.
    pub path: String,
    /// After the question mark.
    pub query: BTreeMap<String, String>,
    /// The JSON; null where there was none.
    pub body: Value,
    /// The files that came with it: name and text.
    pub files: Vec<(String, String)>,
    /// The status that the fake chose.
    pub status: u16,
}

/// Whether requests are checked against Discord's document.
pub fn is_checked() -> bool {
    spec::spec().is_some()
}

impl Request {
    /// Whether it has this method and a path with this part.
    pub fn is(&self, method: &str, part: &str) -> bool {
        self.method == method && self.path.contains(part)
    }
}

impl Fake {
    /// Starts the fake.
    pub async fn start() -> Arc<Fake> {
        serve::start(None).await
    }

    /// Starts the fake with REST over TLS, as `discord.com`.
    pub async fn start_tls() -> Arc<Fake> {
        serve::start(Some(Certificate::new())).await
    }

    /// The certificate, after `start_tls`.
    pub fn certificate(&self) -> &Certificate {
        self.certificate.as_ref().unwrap()
    }

    /// Fails if a request broke a rule, or an interaction got no answer.
    pub async fn assert_clean(&self) {
        self.settled().await;
        assert_eq!(self.violations(), Vec::<String>::new());
    }
}

impl Deref for Fake {
    type Target = Arc<Discord>;

    fn deref(&self) -> &Arc<Discord> {
        &self.discord
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        if !thread::panicking() {
            assert_eq!(self.violations(), Vec::<String>::new());
        }
    }
}

impl Discord {
    /// Where to send requests instead of `https://discord.com`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The rules that were broken so far.
    pub fn violations(&self) -> Vec<String> {
        self.with(|state| state.violations.clone())
    }

    /// Takes the broken rules away, for a test that breaks them on purpose.
    pub fn take_violations(&self) -> Vec<String> {
        self.with(|state| std::mem::take(&mut state.violations))
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.with(|state| state.requests.clone())
    }

    /// Forgets the requests so far, so that `wait_for` finds only later ones.
    pub fn forget_requests(&self) {
        self.with(|state| state.requests.clear());
    }

    /// Waits for a request and returns it; an earlier one counts.
    pub async fn wait_for(&self, matches: impl Fn(&Request) -> bool) -> Request {
        self.until("the request", |state| {
            state.requests.iter().find(|it| matches(it)).cloned()
        })
        .await
    }

    /// Waits until no request is under way and every interaction has its answer.
    pub async fn settled(&self) {
        self.until("an end of all requests and interactions", |state| {
            let waits = state.world.interactions.values().any(|it| it.is_waiting());
            (state.under_way == 0 && !waits).then_some(())
        })
        .await;
    }

    /// Waits until `found` finds something.
    pub async fn until<T>(&self, what: &str, mut found: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            loop {
                changed.mark_unchanged();
                if let Some(it) = found(&mut self.state.lock().unwrap()) {
                    return it;
                }
                changed.changed().await.unwrap();
            }
        };
        let waited = timeout(PATIENCE, waiting).await;
        waited.unwrap_or_else(|_| panic!("waits in vain for {what}; got {:#?}", self.requests()))
    }

    /// Looks at the state or changes it, and tells the bot what is new.
    pub fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap();
        let result = change(&mut state);
        for news in std::mem::take(&mut state.world.news) {
            let state = &mut *state;
            state.gateway.tell(&state.world, &news);
        }
        drop(state);
        self.changed.send_replace(());
        result
    }
}
