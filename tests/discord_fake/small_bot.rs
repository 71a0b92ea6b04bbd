//! A bot of a few lines, to talk to the fake with.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use serenity::{
    all::{
        ApplicationId, ChannelId, ClientBuilder, Context, CreateAllowedMentions, Event,
        GatewayIntents, Http, HttpBuilder, HttpError, InteractionId, Message, RawEventHandler,
    },
    async_trait,
};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

use crate::support::{
    discord::{BOT, Fake, TOKEN},
    server::PATIENCE,
};

/// A bot that keeps what it hears and does what the test says.
pub struct SmallBot {
    pub http: Arc<Http>,
    heard: Arc<Heard>,
    client: JoinHandle<serenity::Result<()>>,
}

#[derive(Default)]
struct Heard {
    events: Mutex<Vec<Event>>,
    changed: watch::Sender<()>,
}

struct Listener(Arc<Heard>);

#[async_trait]
impl RawEventHandler for Listener {
    async fn raw_event(&self, _: Context, event: Event) {
        self.0.events.lock().unwrap().push(event);
        self.0.changed.send_replace(());
    }
}

/// What sends requests to the fake, as the product does in its tests.
pub fn http(fake: &Fake) -> Http {
    let http = HttpBuilder::new(TOKEN)
        .proxy(fake.url())
        .ratelimiter_disabled(true)
        .default_allowed_mentions(CreateAllowedMentions::new())
        .build();
    http.set_application_id(ApplicationId::new(BOT));
    http
}

/// A fake and what sends requests to it; no gateway.
pub async fn no_gateway() -> (Arc<Fake>, Arc<Http>) {
    let fake = Fake::start().await;
    let http = http(&fake);
    (fake, Arc::new(http))
}

/// Writes a message that mentions nobody.
pub async fn post(http: &Http, channel: u64, message: Value) -> serenity::Result<u64> {
    let message = quiet(message);
    let sent = http.send_message(ChannelId::new(channel), vec![], &message);
    sent.await.map(|it| it.id.get())
}

impl SmallBot {
    /// Starts a bot and returns when it hears.
    pub async fn start(fake: &Fake) -> SmallBot {
        SmallBot::start_with(fake, http(fake), GatewayIntents::non_privileged()).await
    }

    /// Starts a bot with its own way to send requests and its own intents.
    pub async fn start_with(fake: &Fake, http: Http, intents: GatewayIntents) -> SmallBot {
        let bot = SmallBot::try_start(http, intents).await;
        fake.ready().await;
        bot.hears(|it| matches!(it, Event::GuildCreate(_)).then_some(()))
            .await;
        bot
    }

    /// Starts a bot that may not get far.
    pub async fn try_start(http: Http, intents: GatewayIntents) -> SmallBot {
        let heard = Arc::new(Heard::default());
        let mut client = ClientBuilder::new_with_http(http, intents)
            .raw_event_handler(Listener(heard.clone()))
            .await
            .unwrap();
        SmallBot {
            http: client.http.clone(),
            heard,
            client: tokio::spawn(async move { client.start().await }),
        }
    }

    /// Waits for an event, also an earlier one.
    pub async fn hears<T>(&self, found: impl Fn(&Event) -> Option<T>) -> T {
        let mut changed = self.heard.changed.subscribe();
        let waiting = async {
            loop {
                changed.mark_unchanged();
                if let Some(it) = self.heard.events.lock().unwrap().iter().find_map(&found) {
                    return it;
                }
                changed.changed().await.unwrap();
            }
        };
        let waited = timeout(PATIENCE, waiting).await;
        waited.unwrap_or_else(|_| panic!("heard only {:#?}", self.heard.events.lock().unwrap()))
    }

    /// Waits for a message with this in its text.
    pub async fn reads(&self, part: &str) -> Message {
        self.hears(|it| match it {
            Event::MessageCreate(it) if it.message.content.contains(part) => {
                Some(it.message.clone())
            }
            _ => None,
        })
        .await
    }

    /// The texts of the messages heard so far.
    pub fn read(&self) -> Vec<String> {
        let events = self.heard.events.lock().unwrap();
        let messages = events.iter().filter_map(|it| match it {
            Event::MessageCreate(it) => Some(it.message.content.clone()),
            _ => None,
        });
        messages.collect()
    }

    /// Whether an event was heard so far.
    pub fn has_heard(&self, fits: impl Fn(&Event) -> bool) -> bool {
        self.heard.events.lock().unwrap().iter().any(fits)
    }

    /// Waits for the end of the client, and returns what it says.
    pub async fn ended(self) -> serenity::Result<()> {
        timeout(PATIENCE, self.client).await.unwrap().unwrap()
    }

    /// Writes a message.
    pub async fn post(&self, channel: u64, message: Value) -> serenity::Result<Message> {
        let channel = ChannelId::new(channel);
        self.http
            .send_message(channel, vec![], &quiet(message))
            .await
    }

    /// Gives the first response to an interaction.
    pub async fn respond(&self, id: u64, response: Value) -> serenity::Result<()> {
        let (id, token) = (InteractionId::new(id), format!("token-{id}"));
        self.http
            .create_interaction_response(id, &token, &response, vec![])
            .await
    }
}

/// A message that mentions nobody.
pub fn quiet(mut message: Value) -> Value {
    message["allowed_mentions"] = json!({ "parse": [] });
    message
}

/// The code of the error that Discord answered; 0 for an error without one.
pub fn code<T: std::fmt::Debug>(result: serenity::Result<T>) -> isize {
    match result.unwrap_err() {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(it)) => it.error.code,
        other => panic!("{other:?}"),
    }
}
