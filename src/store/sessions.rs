//! Sessions of the web pages, shared by all processes.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Result, Store, with_pool, with_tx};

impl Store {
    /// Stores a session, new or changed. `data` must be an object.
    pub async fn save_session(
        &self,
        id: &str,
        data: &Value,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3)
                 ON CONFLICT (id) DO UPDATE
                 SET data = excluded.data, expires_at = excluded.expires_at",
            )
            .bind(id)
            .bind(data)
            .bind(expires_at)
            .execute(&mut *tx)
            .await?;
        })
    }

    /// Returns the data of a session that has not expired.
    pub async fn session(&self, id: &str, now: DateTime<Utc>) -> Result<Option<Value>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT data FROM sessions WHERE id = $1 AND expires_at > $2")
                .bind(id)
                .bind(now)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Ends a session, if there is one.
    pub async fn delete_session(&self, id: &str) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("DELETE FROM sessions WHERE id = $1")
                .bind(id)
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Removes the sessions that have expired and returns how many there were.
    pub async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<u64> {
        with_tx!(&self.database, |tx| {
            sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
                .bind(now)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        })
    }
}
