//! The published knowledge: items of any collection as documents with revisions, and the import of
//! files. What a document means is not known here.

use std::borrow::Borrow;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use serde_json::{Value, value::RawValue};
use sqlx::{QueryBuilder, Row as _, types::Json};

use super::{
    Result, Store,
    merge::{self, File, Plan},
    with_pool, with_tx,
};
use crate::people::PersonId;

/// Rows in one statement: ten columns of them stay below SQLite's 32,766 parameters.
const ROWS: usize = 500;

/// One published thing: an entry, a group of synonyms, a golden question …
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Item {
    /// What kind of thing, for example `entry`.
    pub collection: String,
    /// Identity within the collection.
    pub id: String,
    /// Digest of the document; equal digests mean equal text.
    pub digest: String,
    /// The content: an object.
    pub document: Value,
}

/// A file that was not imported, because the store had changed too.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Conflict {
    /// Collection of the item.
    pub collection: String,
    /// Identity within the collection.
    pub id: String,
    /// Digest of the file; `None` where the file is gone.
    pub digest: Option<String>,
    /// Content of the file; `None` where the file is gone.
    pub document: Option<Value>,
    /// When the import found it.
    pub at: DateTime<Utc>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Items published for the first time, or again after they had been withdrawn.
    pub added: usize,
    /// Items with a new revision.
    pub changed: usize,
    /// Items that vanished from the files.
    pub withdrawn: usize,
    /// Items that are published as the file says.
    pub unchanged: usize,
    /// Items that only the store changed; they stay as they are.
    pub kept: usize,
    /// Collection and id of items that both sides changed; nothing was overwritten.
    pub conflicts: Vec<(String, String)>,
}

/// On PostgreSQL this also makes others who publish or import wait until the end of the
/// transaction.
pub(super) const BUMP_VERSION: &str =
    "UPDATE counters SET value = value + $1 WHERE name = 'knowledge_version'";

impl Store {
    /// Merges the files into the store, per item: only the file changed → new revision; only the
    /// store changed → left alone; both → a conflict, nothing overwritten; gone from the files →
    /// withdrawn. `items` must be all items of all files; of two with one id the last counts. They
    /// are asked for one by one and not kept, only their text is.
    /// `unreadable` are ids of entries whose files are there but have errors: they are left alone.
    /// The knowledge version changes only with what is published.
    pub async fn import(
        &self,
        items: impl IntoIterator<Item: Borrow<Item>>,
        unreadable: &[String],
        pack_digest: &str,
        at: DateTime<Utc>,
    ) -> Result<ImportReport> {
        let files = merge::files(items);
        with_tx!(&self.database, |tx| {
            sqlx::query(BUMP_VERSION)
                .bind(0_i64)
                .execute(&mut *tx)
                .await?;
            let states = sqlx::query_as(STATES).fetch_all(&mut *tx).await?;
            let plan = Plan::new(states, files, unreadable);
            for rows in plan.states.chunks(ROWS) {
                let mut sql = QueryBuilder::new(INSERT_STATES);
                sql.push_values(rows, |mut row, state| {
                    row.push_bind(&state.collection).push_bind(&state.id);
                    row.push_bind(&state.digest)
                        .push_bind(&state.imported_digest);
                    row.push_bind(state.revision);
                });
                sql.push(UPDATE_STATES);
                sql.build().persistent(false).execute(&mut *tx).await?;
            }
            for rows in plan.revisions.chunks(ROWS) {
                let mut sql = QueryBuilder::new(INSERT_REVISIONS);
                sql.push_values(rows, |mut row, (state, file)| {
                    row.push_bind(&state.collection).push_bind(&state.id);
                    row.push_bind(state.revision).push_bind(&state.digest);
                    row.push_bind(file.as_ref().map(File::json)).push_bind(at);
                });
                sql.build().persistent(false).execute(&mut *tx).await?;
            }
            sqlx::query("DELETE FROM conflicts")
                .execute(&mut *tx)
                .await?;
            for rows in plan.conflicts.chunks(ROWS) {
                let mut sql = QueryBuilder::new(INSERT_CONFLICTS);
                sql.push_values(rows, |mut row, (state, file)| {
                    row.push_bind(&state.collection).push_bind(&state.id);
                    row.push_bind(file.as_ref().map(|it| &it.digest));
                    row.push_bind(file.as_ref().map(File::json)).push_bind(at);
                });
                sql.build().persistent(false).execute(&mut *tx).await?;
            }
            let bump = i64::from(!plan.revisions.is_empty());
            sqlx::query(BUMP_VERSION)
                .bind(bump)
                .execute(&mut *tx)
                .await?;
            let pack = sqlx::query(SET_PACK).bind(pack_digest).bind(at);
            pack.execute(&mut *tx).await?;
            plan.report
        })
    }

    /// Publishes a text from the store's side, as a curator does. Publishing what is published
    /// already changes nothing.
    pub async fn publish(&self, item: &Item, by: PersonId, at: DateTime<Utc>) -> Result<()> {
        let Item {
            collection,
            id,
            digest,
            document,
        } = item;
        self.revise((collection, id), Some((digest, document)), by, at)
            .await
    }

    /// Withdraws an item from the store's side, as a curator does. Its revisions stay.
    pub async fn withdraw(
        &self,
        collection: &str,
        id: &str,
        by: PersonId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.revise((collection, id), None, by, at).await
    }

    async fn revise(
        &self,
        (collection, id): (&str, &str),
        text: Option<(&str, &Value)>,
        by: PersonId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query(BUMP_VERSION)
                .bind(1_i64)
                .execute(&mut *tx)
                .await?;
            let digest = text.map(|(digest, _)| digest);
            let revision: Option<i64> = sqlx::query_scalar(
                "INSERT INTO items (collection, id, digest, revision) VALUES ($1, $2, $3, 1)
                 ON CONFLICT (collection, id) DO UPDATE
                 SET digest = excluded.digest, revision = items.revision + 1
                 WHERE items.digest IS DISTINCT FROM excluded.digest
                 RETURNING revision",
            )
            .bind(collection)
            .bind(id)
            .bind(digest)
            .fetch_optional(&mut *tx)
            .await?;
            let Some(revision) = revision else {
                return Ok(());
            };
            sqlx::query(
                "INSERT INTO revisions (collection, id, number, digest, document, by_person, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(collection)
            .bind(id)
            .bind(revision)
            .bind(digest)
            .bind(text.map(|(_, document)| document))
            .bind(by)
            .bind(at)
            .execute(&mut *tx)
            .await?;
        })
    }

    /// Hands collection, id and document of everything that is published to `take`, one by one in
    /// no order, so that nothing is held twice. Read the version first: then an index may be newer
    /// than the version it is kept under, never older.
    pub async fn each_published(&self, mut take: impl FnMut(&str, &str, &RawValue)) -> Result<()> {
        with_pool!(&self.database, |pool| {
            let mut rows = sqlx::query(PUBLISHED).fetch(pool);
            while let Some(row) = rows.try_next().await? {
                let document: Json<&RawValue> = row.try_get("document")?;
                take(row.try_get("collection")?, row.try_get("id")?, document.0);
            }
        });
        Ok(())
    }

    /// Returns everything that is published, by collection and id.
    pub async fn published(&self) -> Result<Vec<Item>> {
        let mut items: Vec<Item> = with_pool!(&self.database, |pool| {
            sqlx::query_as(PUBLISHED).fetch_all(pool).await
        })?;
        // Not in SQL: collations differ.
        items.sort_by(|a, b| (&a.collection, &a.id).cmp(&(&b.collection, &b.id)));
        Ok(items)
    }

    /// Returns a number that grows whenever what is published changes.
    pub async fn knowledge_version(&self) -> Result<i64> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT value FROM counters WHERE name = 'knowledge_version'")
                .fetch_one(pool)
                .await
        })?)
    }

    /// Returns the digest of the files imported last, if any were.
    pub async fn pack_digest(&self) -> Result<Option<String>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT digest FROM pack WHERE id = 1")
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Returns the conflicts that the last import found, by collection and id.
    pub async fn conflicts(&self) -> Result<Vec<Conflict>> {
        let mut conflicts: Vec<Conflict> = with_pool!(&self.database, |pool| {
            sqlx::query_as("SELECT collection, id, digest, document, at FROM conflicts")
                .fetch_all(pool)
                .await
        })?;
        conflicts.sort_by(|a, b| (&a.collection, &a.id).cmp(&(&b.collection, &b.id)));
        Ok(conflicts)
    }
}

const PUBLISHED: &str = "SELECT i.collection, i.id, r.digest, r.document
    FROM items i JOIN revisions r
    ON r.collection = i.collection AND r.id = i.id AND r.number = i.revision
    WHERE i.digest IS NOT NULL";
const STATES: &str = "SELECT collection, id, digest, imported_digest, revision FROM items";
const INSERT_STATES: &str =
    "INSERT INTO items (collection, id, digest, imported_digest, revision) ";
const UPDATE_STATES: &str = " ON CONFLICT (collection, id) DO UPDATE SET digest = excluded.digest,
    imported_digest = excluded.imported_digest, revision = excluded.revision";
const INSERT_REVISIONS: &str =
    "INSERT INTO revisions (collection, id, number, digest, document, at) ";
const INSERT_CONFLICTS: &str = "INSERT INTO conflicts (collection, id, digest, document, at) ";
const SET_PACK: &str = "INSERT INTO pack (id, digest, at) VALUES (1, $1, $2)
    ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, at = excluded.at";
