//! Discord: the connection, and the assistant at the other end of its port.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use super::{address::address, warn};
use crate::{
    assistant::Assistant,
    chat::{
        Letter, Port,
        discord::{Discord, DiscordSettings},
    },
    clock::Clock,
    config::Config,
    store::Store,
};

/// The pause before another try to connect.
const TRY_AGAIN: Duration = Duration::from_secs(15);

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
    loop {
        match Arc::clone(&discord).run(stopping.clone()).await {
            Ok(()) => {}
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "not connected to Discord");
                warn(
                    "Discord に接続できません。トークン（MADOGUCHI_DISCORD_TOKEN）とネットワークを確かめてください。接続をくり返し試みます。",
                );
            }
        }
        if *stopping.borrow() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(TRY_AGAIN) => {}
            _ = stopping.changed() => return,
        }
    }
}
