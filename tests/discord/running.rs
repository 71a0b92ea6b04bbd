//! A process that is connected to the fake, and what goes wrong in it on purpose.

use std::sync::{Arc, Mutex};

use madoguchi::{
    app,
    assistant::Assistant,
    chat::{
        Incoming, Letter, Port, StaffAction,
        discord::{Discord, DiscordSettings},
    },
    clock::Clock,
    config::Secret,
    store::Store,
};
use serenity::all::HttpBuilder;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};

use crate::support::discord::{Fake, GUILD, TOKEN};

/// Questions and replies with these words fail so many times.
#[derive(Default)]
pub struct Failing {
    words: String,
    times: usize,
    failed: usize,
}

impl Failing {
    /// Questions with these words fail so many times from now on.
    pub fn begin(&mut self, words: &str, times: usize) {
        (self.words, self.times) = (words.to_owned(), times);
    }

    /// How many have failed.
    pub fn count(&self) -> usize {
        self.failed
    }

    fn fails(&mut self, question: &str) -> bool {
        let fails = 0 < self.times && question.contains(&self.words);
        self.times -= usize::from(fails);
        self.failed += usize::from(fails);
        fails
    }
}

/// How a process comes to the fake.
pub struct Way {
    /// The fake's address without TLS.
    proxy: String,
    /// What trusts the fake's certificate, where the way leads over TLS and the rate limiter.
    client: Option<reqwest::Client>,
    failing: Arc<Mutex<Failing>>,
}

impl Way {
    /// The way to this fake.
    pub fn to(fake: &Fake, over_tls: bool, failing: Arc<Mutex<Failing>>) -> Way {
        Way {
            proxy: fake.url(),
            client: over_tls.then(|| fake.client()),
            failing,
        }
    }
}

/// A process that is connected.
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    /// Disconnects, as at the end of the program.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap().unwrap();
    }

    /// Waits until the connection ends by itself, and returns why.
    pub async fn ended(self) -> anyhow::Error {
        self.task.await.unwrap().unwrap_err()
    }
}

/// Connects a process.
pub fn connect(way: Way, store: Store, clock: Clock, assistant: Arc<Assistant>) -> Running {
    let settings = DiscordSettings {
        token: Secret::new(TOKEN.to_owned()),
        proxy: way.client.is_none().then_some(way.proxy),
        operator: Some(GUILD),
        public_url: "https://madoguchi.example.jp".to_owned(),
    };
    let (port, letters) = Port::open();
    let (pass, passed) = mpsc::channel(1);
    tokio::spawn(sort(letters, pass, way.failing));
    tokio::spawn(app::deal_with(passed, assistant));
    let discord = match way.client {
        None => Discord::new(settings, store, port, clock),
        Some(client) => {
            let builder = move || HttpBuilder::new(TOKEN).client(client.clone());
            Discord::over(settings, (store, port, clock), Box::new(builder))
        }
    };
    let (stop, stopping) = watch::channel(false);
    let task = tokio::spawn(discord.run(stopping));
    Running { stop, task }
}

/// Lets fail what has to fail, and hands on the rest.
async fn sort(
    mut letters: mpsc::Receiver<Letter>,
    pass: mpsc::Sender<Letter>,
    failing: Arc<Mutex<Failing>>,
) {
    while let Some((incoming, back)) = letters.recv().await {
        let question = match &incoming {
            Incoming::Asked(asked) | Incoming::Said(asked) => asked.question.as_str(),
            Incoming::Staff {
                action: StaffAction::Reply(text),
                ..
            } => text,
            _ => "",
        };
        if failing.lock().unwrap().fails(question) {
            let error = anyhow::anyhow!("the store is out of reach");
            back.send(Err(error)).unwrap_or_default();
        } else if pass.send((incoming, back)).await.is_err() {
            return;
        }
    }
}
