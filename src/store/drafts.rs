//! Drafts of entries, made of what consultants answered.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Result, Store, tickets::HOLD_KEPT, with_pool, with_tx};
use crate::{
    curation::draft::Draft,
    desk::{Status, TicketId, TicketNumber},
    people::PersonId,
};

/// A draft that is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptDraft {
    /// Identity.
    pub id: Uuid,
    /// The ticket it was made of.
    pub ticket: TicketId,
    /// 受付番号 of the ticket.
    pub number: TicketNumber,
    /// The draft.
    #[sqlx(json)]
    pub draft: Draft,
    /// How often it was changed.
    pub version: i64,
    /// Name of whoever changed it last.
    pub name: String,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

/// Outcome of [`Store::add_draft`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddedDraft {
    /// It was added.
    New(Uuid),
    /// The ticket has this one already; nothing has changed.
    Already(Uuid),
    /// The ticket is not closed, or not there.
    NotNow,
}

/// The columns of a [`KeptDraft`], of a draft `d`, its ticket `t`, and whoever changed it `p`.
macro_rules! kept {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.ticket, t.number, d.draft, d.version, p.name, d.changed_at
             FROM drafts d JOIN tickets t ON t.id = d.ticket JOIN people p ON p.id = d.by_person ",
            $rest
        )
    };
}

impl Store {
    /// Adds a draft made of a closed ticket; a ticket has one at a time.
    pub async fn add_draft(
        &self,
        id: Uuid,
        ticket: TicketId,
        draft: &Draft,
        by: PersonId,
        at: DateTime<Utc>,
    ) -> Result<AddedDraft> {
        with_tx!(&self.database, |tx| {
            let status = sqlx::query_scalar(HOLD_KEPT);
            let status: Option<Status> = status.bind(ticket).fetch_optional(&mut *tx).await?;
            if status != Some(Status::Closed) {
                return Ok(AddedDraft::NotNow);
            }
            let added = sqlx::query(
                "INSERT INTO drafts (id, ticket, draft, version, by_person, at, changed_at)
                 VALUES ($1, $2, $3, 1, $4, $5, $5) ON CONFLICT (ticket) DO NOTHING",
            )
            .bind(id)
            .bind(ticket)
            .bind(Json(draft))
            .bind(by)
            .bind(at)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if added == 1 {
                AddedDraft::New(id)
            } else {
                let known = sqlx::query_scalar("SELECT id FROM drafts WHERE ticket = $1");
                AddedDraft::Already(known.bind(ticket).fetch_one(&mut *tx).await?)
            }
        })
    }

    /// Returns a draft.
    pub async fn draft(&self, id: Uuid) -> Result<Option<KeptDraft>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(kept!("WHERE d.id = $1"))
                .bind(id)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns the draft made of a ticket.
    pub async fn draft_of_ticket(&self, ticket: TicketId) -> Result<Option<Uuid>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT id FROM drafts WHERE ticket = $1")
                .bind(ticket)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns drafts, the last one changed first.
    pub async fn drafts(&self, limit: u32) -> Result<Vec<KeptDraft>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(kept!("ORDER BY d.changed_at DESC, d.id DESC LIMIT $1"))
                .bind(i64::from(limit))
                .fetch_all(pool)
                .await
        })?)
    }

    /// Changes a draft that nobody else has changed since this version. Returns `false` if somebody
    /// has, or it is gone; nothing has changed then.
    pub async fn change_draft(
        &self,
        (id, version): (Uuid, i64),
        draft: &Draft,
        by: PersonId,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "UPDATE drafts SET draft = $3, version = version + 1, by_person = $4,
                     changed_at = $5
                 WHERE id = $1 AND version = $2",
            )
            .bind(id)
            .bind(version)
            .bind(Json(draft))
            .bind(by)
            .bind(at)
            .execute(&mut *tx)
            .await?
            .rows_affected()
                == 1
        })
    }

    /// Deletes a draft. Returns `false` if it was gone.
    pub async fn discard_draft(&self, id: Uuid) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            sqlx::query("DELETE FROM drafts WHERE id = $1")
                .bind(id)
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1
        })
    }
}
