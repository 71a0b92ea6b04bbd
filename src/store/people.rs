//! Members of staff and their one-time login links.

use chrono::{DateTime, Utc};

use super::{Result, Store, tickets::add_event, with_pool, with_tx};
use crate::{
    desk::{Event, TicketId, TicketNumber},
    people::{Person, PersonId, Role},
};

/// Outcome of [`Store::deactivate_person`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deactivated {
    /// The person is out.
    Done {
        /// The tickets that are open again.
        released: Vec<TicketNumber>,
    },
    /// The last administrator stays: nobody else could let people in. Nothing has changed.
    LastAdmin,
    /// There is nobody to shut out.
    NotFound,
}

const PERSON: &str = "SELECT id, name, role, era FROM people WHERE id = $1 AND active";

/// Makes other changes of people wait until commit: each must see how many administrators are left, and
/// which names are taken.
pub(super) const HOLD_ROLES: &str = "UPDATE counters SET value = value + 1 WHERE name = 'people'";

impl Store {
    /// Returns a person who is active.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(PERSON).bind(id).fetch_optional(pool).await
        })?)
    }

    /// Returns everybody who is active, in the order in which they were added.
    pub async fn people(&self) -> Result<Vec<Person>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT id, name, role, era FROM people WHERE active ORDER BY at, id")
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

    /// Returns everybody's name, also of those who left: tickets keep their owners.
    pub async fn names(&self) -> Result<Vec<(PersonId, String)>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT id, name FROM people")
                .fetch_all(pool)
                .await
        })?)
    }

    /// Returns everybody who is active with the number of tickets this person has, in the order in which
    /// they were added.
    pub async fn load(&self) -> Result<Vec<(String, i64)>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT p.name, (SELECT COUNT(*) FROM tickets t
                     WHERE t.owner = p.id AND t.status <> 'closed')
                 FROM people p WHERE p.active ORDER BY p.at, p.id",
            )
            .fetch_all(pool)
            .await
        })?)
    }

    /// Gives the person called `name` this role, with the identity `id` if there is none yet.
    /// Somebody who had left is active again. The last administrator stays one.
    pub async fn person_named_or_new(
        &self,
        id: PersonId,
        name: &str,
        role: Role,
        at: DateTime<Utc>,
    ) -> Result<Person> {
        with_tx!(&self.database, |tx| {
            sqlx::query(HOLD_ROLES).execute(&mut *tx).await?;
            sqlx::query_as(
                "INSERT INTO people (id, name, role, active, at) VALUES ($1, $2, $3, TRUE, $4)
                 ON CONFLICT (name) DO UPDATE SET active = TRUE, role = CASE
                     WHEN people.active AND people.role = 'admin' AND NOT EXISTS (
                         SELECT 1 FROM people other
                         WHERE other.active AND other.role = 'admin' AND other.id <> people.id)
                     THEN people.role ELSE excluded.role END
                 RETURNING id, name, role, era",
            )
            .bind(id)
            .bind(name)
            .bind(role)
            .bind(at)
            .fetch_one(&mut *tx)
            .await?
        })
    }

    /// Shuts out somebody who has left: logins and unused links end, and what this person had to
    /// do is open for everybody again. Messages, notes and history keep the name.
    pub async fn deactivate_person(&self, id: PersonId, at: DateTime<Utc>) -> Result<Deactivated> {
        with_tx!(&self.database, |tx| {
            sqlx::query(HOLD_ROLES).execute(&mut *tx).await?;
            let person = sqlx::query_as(PERSON).bind(id);
            let person: Option<Person> = person.fetch_optional(&mut *tx).await?;
            // Returning rolls back.
            let Some(person) = person else {
                return Ok(Deactivated::NotFound);
            };
            let others: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM people WHERE role = 'admin' AND active AND id <> $1",
            )
            .bind(id)
            .fetch_one(&mut *tx)
            .await?;
            if person.role == Role::Admin && others == 0 {
                return Ok(Deactivated::LastAdmin);
            }
            for sql in [
                "UPDATE people SET active = FALSE, era = era + 1 WHERE id = $1",
                "DELETE FROM login_links WHERE person = $1 AND used_at IS NULL",
            ] {
                sqlx::query(sql).bind(id).execute(&mut *tx).await?;
            }
            let mut released: Vec<(TicketId, TicketNumber)> = sqlx::query_as(
                "UPDATE tickets SET status = 'open', hold = 'open', owner = NULL, changed_at = $2,
                     snoozed_until = NULL
                 WHERE owner = $1 AND status <> 'closed' RETURNING id, number",
            )
            .bind(id)
            .bind(at)
            .fetch_all(&mut *tx)
            .await?;
            released.sort_unstable_by_key(|it| it.1);
            for (ticket, _) in &released {
                add_event!(tx, *ticket, Event::Released, id, at);
            }
            Deactivated::Done {
                released: released.into_iter().map(|it| it.1).collect(),
            }
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
            sqlx::query_as(PERSON)
                .bind(person)
                .fetch_optional(&mut *tx)
                .await?
        })
    }
}
