//! What came in from Discord and is being dealt with: Discord tells it once, so that after a crash it
//! is found here.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{Result, Store, with_pool, with_tx};

impl Store {
    /// Keeps what came in until it is dealt with, by this process.
    pub async fn take_in(
        &self,
        id: u64,
        process: Uuid,
        payload: &Value,
        at: DateTime<Utc>,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "INSERT INTO discord_inbox (id, process, payload, at, account)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (id) DO NOTHING",
            )
            .bind(id.cast_signed())
            .bind(process)
            .bind(payload)
            .bind(at)
            .bind(account(payload).map(u64::cast_signed))
            .execute(&mut *tx)
            .await?;
        })
    }

    /// Forgets what was dealt with.
    pub async fn dealt_with(&self, id: u64) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("DELETE FROM discord_inbox WHERE id = $1")
                .bind(id.cast_signed())
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Returns what other processes had not dealt with when they ended, oldest first.
    pub async fn left_over(&self, process: Uuid) -> Result<Vec<(u64, Value)>> {
        let rows: Vec<(i64, Value)> = with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT id, payload FROM discord_inbox WHERE process <> $1 ORDER BY id")
                .bind(process)
                .fetch_all(pool)
                .await
        })?;
        let rows = rows.into_iter().map(|(id, it)| (id.cast_unsigned(), it));
        Ok(rows.collect())
    }
}

/// Returns the account that an interaction came from.
fn account(payload: &Value) -> Option<u64> {
    let users = [&payload["user"]["id"], &payload["member"]["user"]["id"]];
    users.into_iter().find_map(|it| it.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_interaction_is_its_users() {
        for by in [
            json!({"user": {"id": "300"}}),
            json!({"member": {"user": {"id": "300"}}}),
        ] {
            assert_eq!(account(&by), Some(300));
        }
        assert_eq!(account(&json!({"data": {"id": "300"}})), None);
    }
}
