//! Sessions of the desk, kept in the store. The only file that speaks the `time` crate's dates.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Duration;
use serde_json::{Value, json};
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{office::Office, visitor::cookie_name};
use crate::{clock::Clock, store::Store};

/// A session ends after this long without a request.
const IDLE: Duration = Duration::hours(12);

/// Returns the layer that gives the desk's pages their session.
pub fn layer(office: &Office) -> SessionManagerLayer<Sessions> {
    let sessions = Sessions {
        store: office.store.clone(),
        clock: office.clock.clone(),
    };
    SessionManagerLayer::new(sessions)
        .with_name(cookie_name(&office.settings, "madoguchi_desk"))
        .with_expiry(Expiry::OnInactivity(cookie_life(IDLE)))
        // Each request counts as activity, also one that changes nothing in the session.
        .with_always_save(true)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(office.settings.is_https())
        .with_path("/")
}

/// Keeps sessions in the store.
#[derive(Debug, Clone)]
pub struct Sessions {
    store: Store,
    clock: Clock,
}

#[async_trait]
impl SessionStore for Sessions {
    // 128 random bits do not collide, so creating and saving are the same.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let key = key(&record.id);
        let data = json!(record.data);
        // From our clock, not the record's: the library reads the machine's.
        let expires_at = self.clock.now() + IDLE;
        let saved = self.store.save_session(&key, &data, expires_at);
        saved.await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let found = self.store.session(&key(id), now).await;
        let Some(found) = found.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_value::<HashMap<String, Value>>(found)
            .map_err(|error| Error::Decode(error.to_string()))?;
        // The store has checked it; the library never compares it.
        let expiry_date = OffsetDateTime::from_unix_timestamp((now + IDLE).timestamp())
            .map_err(|error| Error::Decode(error.to_string()))?;
        let id = *id;
        Ok(Some(Record {
            id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete_session(&key(id)).await.map_err(backend)
    }
}

/// Only a hash of the cookie is stored: who reads the database cannot log in with it.
fn key(id: &Id) -> String {
    blake3::hash(&id.0.to_le_bytes()).to_hex().to_string()
}

fn backend(error: impl Into<anyhow::Error>) -> Error {
    Error::Backend(format!("{:#}", error.into()))
}

/// Returns how long a browser keeps a cookie, in the type that cookies want.
pub fn cookie_life(life: Duration) -> time::Duration {
    time::Duration::seconds(life.num_seconds())
}
