//! What every page needs: the long-lived parts and the web's settings.

use std::{net::IpAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use ipnet::IpNet;

use super::{keys::Keys, limits::Limits, live::Live};
use crate::{assistant::Assistant, clock::Clock, store::Store};

/// How the web front behaves.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// Address under which people reach the pages, for example `https://madoguchi.example.jp`.
    pub public_url: Option<String>,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Questions an address may ask per minute.
    pub asks_per_minute: u32,
    /// Tries to open a receipt per hour, for each number and for each address.
    pub receipt_tries_per_hour: u32,
    /// Pages of one address that may follow a ticket or the desk at the same time.
    pub live_pages_per_address: u32,
    /// Longest question the form takes, in characters.
    pub max_question_chars: usize,
    /// How long a client may take for the head of a request, and be idle before it.
    pub head_time: Duration,
    /// How long a request may take, from its head to the first byte of its answer.
    pub request_time: Duration,
}

impl Default for WebSettings {
    fn default() -> WebSettings {
        WebSettings {
            public_url: None,
            trusted_proxies: Vec::new(),
            asks_per_minute: 30,
            receipt_tries_per_hour: 10,
            live_pages_per_address: 60,
            max_question_chars: 2000,
            head_time: Duration::from_secs(30),
            request_time: Duration::from_secs(10),
        }
    }
}

impl WebSettings {
    /// Tells whether people reach the pages over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        let url = self.public_url.as_deref().unwrap_or_default();
        url.starts_with("https://")
    }

    /// Tells whether `address` is a reverse proxy of ours.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        // A listener on [::] sees IPv4 peers as ::ffff:a.b.c.d.
        let address = address.to_canonical();
        self.trusted_proxies.iter().any(|it| it.contains(&address))
    }
}

/// The parts behind the pages.
#[derive(Debug)]
pub struct Office {
    /// Answers and acts.
    pub(super) assistant: Arc<Assistant>,
    /// What the pages read.
    pub(super) store: Store,
    /// The time and ids.
    pub(super) clock: Clock,
    /// How the web front behaves.
    pub(super) settings: Arc<WebSettings>,
    /// Keys for cookies and form tokens.
    pub(super) keys: Keys,
    /// Rate limits.
    pub(super) limits: Limits,
    /// Who listens for changes of tickets.
    pub(super) live: Live,
}

impl Office {
    /// Opens the office: reads (or, the first time, makes) the secret behind its cookies.
    ///
    /// # Errors
    /// When the store does not answer or the machine gives no random bytes.
    pub async fn open(
        assistant: Arc<Assistant>,
        store: Store,
        clock: Clock,
        settings: WebSettings,
    ) -> anyhow::Result<Office> {
        let candidate = super::keys::random_hex::<32>()?;
        let secret = store.secret("web", &candidate).await;
        let secret = secret.context("cannot read the secret of the web front")?;
        let live = Live::new(store.last_ticket_change().await?);
        Ok(Office {
            keys: Keys::derive(&secret),
            limits: Limits::new(&settings),
            live,
            assistant,
            store,
            clock,
            settings: Arc::new(settings),
        })
    }
}
