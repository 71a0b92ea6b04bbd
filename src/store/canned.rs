//! 定型文: any member of staff writes, changes and takes them off; it stays known who did it last.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Result, Store, people::HOLD_ROLES, with_pool, with_tx};
use crate::{desk::canned::CannedReply, people::PersonId};

/// A canned reply as somebody saves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedDraft {
    /// Identity; that of a new one comes with its form, so that a double submission makes one.
    pub id: Uuid,
    /// The revision that was changed; 0 for a new one.
    pub revision: i64,
    /// Its name.
    pub name: String,
    /// The text with its gaps.
    pub text: String,
    /// The topic it is about, if it is about one.
    pub topic: Option<String>,
    /// From this moment on it is not offered.
    pub valid_until: DateTime<Utc>,
    /// Who saves it.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Outcome of a change of a canned reply. In all but the first nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannedSaved {
    /// It is as it was meant to be.
    Saved,
    /// Another one has this name.
    NameTaken,
    /// Somebody changed it, or took it off, since it was read.
    ChangedMeanwhile {
        /// Who.
        by: String,
    },
    /// There is no such canned reply.
    NotFound,
}

macro_rules! select {
    ($end:literal) => {
        concat!(
            "SELECT c.id, c.name, c.text, c.topic, c.valid_until, c.revision,
                 w.name AS writer, c.written_at, p.name AS changer, c.changed_at
             FROM canned_replies c JOIN people w ON w.id = c.written_by
                 JOIN people p ON p.id = c.changed_by WHERE ",
            $end
        )
    };
}

const ADD: &str =
    "INSERT INTO canned_replies (id, name, text, topic, valid_until, active, revision,
        written_by, written_at, changed_by, changed_at)
    VALUES ($1, $2, $3, $4, $5, TRUE, 1, $6, $7, $6, $7) ON CONFLICT DO NOTHING";

/// Whether the form with which one was added is sent again.
const SAME: &str = "SELECT EXISTS (
    SELECT 1 FROM canned_replies WHERE id = $1 AND active AND name = $2 AND text = $3
        AND COALESCE(topic, '') = COALESCE($4, '') AND valid_until = $5)";

const CHANGE: &str = "UPDATE canned_replies SET name = $3, text = $4, topic = $5, valid_until = $6,
        revision = revision + 1, changed_by = $7, changed_at = $8
    WHERE id = $1 AND revision = $2 AND active";

const TAKE_OFF: &str = "UPDATE canned_replies SET active = FALSE, revision = revision + 1,
        changed_by = $3, changed_at = $4
    WHERE id = $1 AND revision = $2 AND active";

const NAME_TAKEN: &str = "SELECT EXISTS (
    SELECT 1 FROM canned_replies WHERE name = $1 AND id <> $2 AND active)";

const CHANGER: &str =
    "SELECT p.name FROM canned_replies c JOIN people p ON p.id = c.changed_by WHERE c.id = $1";

impl Store {
    /// Returns all canned replies that nobody took off, by their names.
    pub async fn canned_replies(&self) -> Result<Vec<CannedReply>> {
        let mut replies: Vec<CannedReply> = with_pool!(&self.database, |pool| {
            sqlx::query_as(select!("c.active")).fetch_all(pool).await
        })?;
        replies.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(replies)
    }

    /// Returns a canned reply that nobody took off.
    pub async fn canned_reply(&self, id: Uuid) -> Result<Option<CannedReply>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(select!("c.active AND c.id = $1"))
                .bind(id)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Adds a canned reply, or changes the revision that was read.
    pub async fn save_canned_reply(&self, draft: &CannedDraft) -> Result<CannedSaved> {
        with_tx!(&self.database, |tx| {
            // Others who save wait until commit: two must not take the same name.
            sqlx::query(HOLD_ROLES).execute(&mut *tx).await?;
            let taken = sqlx::query_scalar(NAME_TAKEN);
            let taken = taken.bind(&draft.name).bind(draft.id);
            if taken.fetch_one(&mut *tx).await? {
                return Ok(CannedSaved::NameTaken);
            }
            if draft.revision == 0 {
                // The same form twice makes one.
                let add = sqlx::query(ADD).bind(draft.id).bind(&draft.name);
                let add = add.bind(&draft.text).bind(&draft.topic);
                let add = add.bind(draft.valid_until).bind(draft.by).bind(draft.at);
                let added = add.execute(&mut *tx).await?.rows_affected() == 1;
                let same = sqlx::query_scalar(SAME).bind(draft.id).bind(&draft.name);
                let same = same.bind(&draft.text).bind(&draft.topic);
                let same = same.bind(draft.valid_until);
                if !added && !same.fetch_one(&mut *tx).await? {
                    let changer = sqlx::query_scalar(CHANGER).bind(draft.id);
                    let changer: Option<String> = changer.fetch_optional(&mut *tx).await?;
                    return Ok(missed(changer));
                }
                tx.commit().await?;
                return Ok(CannedSaved::Saved);
            }
            let change = sqlx::query(CHANGE).bind(draft.id).bind(draft.revision);
            let change = change.bind(&draft.name).bind(&draft.text);
            let change = change.bind(&draft.topic).bind(draft.valid_until);
            let change = change.bind(draft.by).bind(draft.at);
            if change.execute(&mut *tx).await?.rows_affected() == 0 {
                let changer = sqlx::query_scalar(CHANGER).bind(draft.id);
                let changer: Option<String> = changer.fetch_optional(&mut *tx).await?;
                return Ok(missed(changer));
            }
            CannedSaved::Saved
        })
    }

    /// Takes off the revision of a canned reply that was read.
    pub async fn take_off_canned_reply(
        &self,
        id: Uuid,
        revision: i64,
        by: PersonId,
        at: DateTime<Utc>,
    ) -> Result<CannedSaved> {
        with_tx!(&self.database, |tx| {
            let off = sqlx::query(TAKE_OFF).bind(id).bind(revision);
            let off = off.bind(by).bind(at).execute(&mut *tx).await?;
            if off.rows_affected() == 0 {
                let changer = sqlx::query_scalar(CHANGER).bind(id);
                let changer: Option<String> = changer.fetch_optional(&mut *tx).await?;
                return Ok(missed(changer));
            }
            CannedSaved::Saved
        })
    }
}

fn missed(changer: Option<String>) -> CannedSaved {
    match changer {
        Some(by) => CannedSaved::ChangedMeanwhile { by },
        None => CannedSaved::NotFound,
    }
}
