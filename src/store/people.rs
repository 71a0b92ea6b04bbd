//! Members of staff and their one-time login links.

use chrono::{DateTime, Utc};

use super::{Result, Store, with_pool, with_tx};
use crate::people::{Person, PersonId, Role};

impl Store {
    /// Returns a person who is active.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT id, name, role FROM people WHERE id = $1 AND active")
                .bind(id)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns everybody who is active, in the order in which they were added.
    pub async fn people(&self) -> Result<Vec<Person>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT id, name, role FROM people WHERE active ORDER BY at, id")
                .fetch_all(pool)
                .await
        })?)
    }

    /// Returns whether anybody can create people and login links.
    pub async fn has_admin(&self) -> Result<bool> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM people WHERE role = 'admin' AND active)",
            )
            .fetch_one(pool)
            .await
        })?)
    }

    /// Gives the person called `name` this role, with the identity `id` if there is none yet.
    /// Somebody who had left is active again.
    pub async fn person_named_or_new(
        &self,
        id: PersonId,
        name: &str,
        role: Role,
        at: DateTime<Utc>,
    ) -> Result<Person> {
        with_tx!(&self.database, |tx| {
            sqlx::query_as(
                "INSERT INTO people (id, name, role, active, at) VALUES ($1, $2, $3, TRUE, $4)
                 ON CONFLICT (name) DO UPDATE SET role = excluded.role, active = TRUE
                 RETURNING id, name, role",
            )
            .bind(id)
            .bind(name)
            .bind(role)
            .bind(at)
            .fetch_one(&mut *tx)
            .await?
        })
    }

    /// Shuts out somebody who has left; tickets and history keep the name. Returns `false` if there
    /// is nobody to shut out.
    pub async fn deactivate_person(&self, id: PersonId) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            sqlx::query("UPDATE people SET active = FALSE WHERE id = $1 AND active")
                .bind(id)
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1
        })
    }

    /// Adds a link with which `person` can log in once before `expires_at`. Only the hash of its
    /// token is stored.
    pub async fn add_login_link(
        &self,
        token_hash: &str,
        person: PersonId,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "INSERT INTO login_links (token_hash, person, expires_at) VALUES ($1, $2, $3)",
            )
            .bind(token_hash)
            .bind(person)
            .bind(expires_at)
            .execute(&mut *tx)
            .await?;
        })
    }

    /// Uses up a login link and returns whose it was; `None` if it is unknown, used or expired.
    pub async fn redeem_login_link(
        &self,
        token_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Person>> {
        with_tx!(&self.database, |tx| {
            let person: Option<PersonId> = sqlx::query_scalar(
                "UPDATE login_links SET used_at = $2
                 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
                 RETURNING person",
            )
            .bind(token_hash)
            .bind(now)
            .fetch_optional(&mut *tx)
            .await?;
            sqlx::query_as("SELECT id, name, role FROM people WHERE id = $1 AND active")
                .bind(person)
                .fetch_optional(&mut *tx)
                .await?
        })
    }
}
