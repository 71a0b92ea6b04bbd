//! Values that all processes on one database share.

use super::{Result, Store, with_tx};

impl Store {
    /// Returns the secret called `name`: the first candidate that any process offered.
    pub async fn secret(&self, name: &str, candidate: &str) -> Result<String> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            )
            .bind(name)
            .bind(candidate)
            .execute(&mut *tx)
            .await?;
            sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
                .bind(name)
                .fetch_one(&mut *tx)
                .await?
        })
    }
}
