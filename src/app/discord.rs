//! Discord: the connection, and the assistant at the other end of its port.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::watch, task::JoinHandle};

use super::{address::address, warn};
use crate::{
    assistant::Assistant,
    chat::{
        Letter, Port,
        discord::{Discord, DiscordSettings, Refused, logged},
    },
    clock::Clock,
    config::Config,
    store::Store,
    wording::oversight,
};

/// The pause before another try to connect, which doubles …
const FIRST_PAUSE: Duration = Duration::from_secs(15);
/// … up to this: Discord takes a thousand tries a day, and then makes the token void.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The pause where only an administrator can help.
const REFUSED_PAUSE: Duration = Duration::from_secs(3600);

/// Connects to Discord, if there is a token, until `stopping` turns true.
pub(super) fn connect(
    config: &Config,
    store: &Store,
    clock: &Clock,
    assistant: &Arc<Assistant>,
    stopping: &watch::Receiver<bool>,
) -> Option<JoinHandle<()>> {
    let settings = DiscordSettings {
        token: config.discord_token.clone()?,
        proxy: config.discord.proxy.clone(),
        operator: config.discord.operator_server,
        public_url: address(config),
    };
    let (port, letters) = Port::open();
    tokio::spawn(deal_with(letters, Arc::clone(assistant)));
    let discord = Discord::new(settings, store.clone(), port, clock.clone());
    Some(tokio::spawn(stay_connected(discord, stopping.clone())))
}

/// Has the assistant deal with what comes in, each letter by itself.
pub async fn deal_with(
    mut letters: tokio::sync::mpsc::Receiver<Letter>,
    assistant: Arc<Assistant>,
) {
    while let Some((incoming, back)) = letters.recv().await {
        let assistant = Arc::clone(&assistant);
        tokio::spawn(async move {
            let response = assistant.handle(incoming).await;
            // Whoever sent it may have gone away; it is dealt with all the same.
            back.send(response).unwrap_or_default();
        });
    }
}

/// The web goes on while Discord is out of reach; nothing that is written meanwhile is lost.
async fn stay_connected(discord: Arc<Discord>, mut stopping: watch::Receiver<bool>) {
    let mut tries = 0;
    loop {
        let begun = Instant::now();
        let outcome = Arc::clone(&discord).run(stopping.clone()).await;
        let refused = match &outcome {
            Ok(()) => None,
            Err(error) => {
                tracing::error!(error = logged(error), "not connected to Discord");
                let refused = error.downcast_ref::<Refused>().copied();
                warn(refused.map_or(oversight::not_connected(), Refused::words));
                refused
            }
        };
        // What held for long is no try that failed.
        if LONGEST_PAUSE < begun.elapsed() {
            tries = 0;
        }
        if *stopping.borrow() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(pause(refused, tries)) => {}
            _ = stopping.changed() => return,
        }
        tries += 1;
    }
}

/// The pause after this many tries that failed one after another.
fn pause(refused: Option<Refused>, tries: u32) -> Duration {
    match refused {
        Some(_) => REFUSED_PAUSE,
        None => FIRST_PAUSE
            .saturating_mul(1 << tries.min(16))
            .min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_of_a_day_stay_far_below_what_discord_takes() {
        let tries_of_a_day = |refused| {
            let pauses = (0..).map(|tries| pause(refused, tries));
            let mut passed = Duration::ZERO;
            let day = Duration::from_secs(24 * 3600);
            let within = pauses.take_while(|it| {
                passed += *it;
                passed < day
            });
            within.count()
        };
        assert!(tries_of_a_day(None) < 300);
        for refused in [Refused::Token, Refused::Intents] {
            assert!(tries_of_a_day(Some(refused)) < 25);
        }
        assert_eq!(pause(None, 0), FIRST_PAUSE);
    }
}
