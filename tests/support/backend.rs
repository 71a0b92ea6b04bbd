//! The databases that store tests run on.

use std::{ops::Deref, path::PathBuf};

use chrono::{DateTime, Duration, Utc};
use madoguchi::{clock::Clock, store::Store};
use tempfile::TempDir;
use uuid::Uuid;

use super::postgres;

/// A database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A schema of its own on the server.
    Postgres,
}

/// An empty database of its own for one test.
pub struct Fresh {
    store: Store,
    place: Place,
}

enum Place {
    Folder(TempDir),
    Url(String),
}

impl Backend {
    /// Makes an empty database, or returns `None` where PostgreSQL is missing.
    pub async fn fresh(self) -> Option<Fresh> {
        let place = match self {
            Backend::Sqlite => Place::Folder(tempfile::tempdir().unwrap()),
            Backend::Postgres => Place::Url(empty_schema().await?),
        };
        let store = place.open().await;
        Some(Fresh { store, place })
    }
}

impl Fresh {
    /// Opens the same database again, as another process would.
    pub async fn again(&self) -> Store {
        self.place.open().await
    }

    /// Returns what the database itself says its columns are: `table.column`, sorted.
    pub async fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = match &self.place {
            Place::Folder(folder) => {
                let url = format!("sqlite://{}", file(folder).display());
                let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
                sqlx::query_scalar(
                    "SELECT t.name || '.' || c.name
                     FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
                )
                .fetch_all(&pool)
                .await
                .unwrap()
            }
            Place::Url(url) => {
                let pool = sqlx::PgPool::connect(url).await.unwrap();
                sqlx::query_scalar(
                    "SELECT table_name || '.' || column_name FROM information_schema.columns
                     WHERE table_schema = current_schema()",
                )
                .fetch_all(&pool)
                .await
                .unwrap()
            }
        };
        columns.sort();
        columns
    }
}

impl Fresh {
    /// Returns connections of the test's own, where this is PostgreSQL.
    pub async fn postgres(&self) -> Option<sqlx::PgPool> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Url(url) => Some(sqlx::PgPool::connect(url).await.unwrap()),
        }
    }

    /// Runs a statement that the store has no method for.
    pub async fn execute(&self, sql: &str) {
        let query = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.place {
            Place::Folder(folder) => {
                let url = format!("sqlite://{}", file(folder).display());
                let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
                sqlx::query(query).execute(&pool).await.unwrap();
            }
            Place::Url(url) => {
                let pool = sqlx::PgPool::connect(url).await.unwrap();
                sqlx::query(query).execute(&pool).await.unwrap();
            }
        }
    }

    /// Returns all that is stored: table, column and value, as text.
    pub async fn values(&self) -> Vec<(String, String, String)> {
        let mut values = Vec::new();
        for name in self.columns().await {
            let (table, column) = name.split_once('.').unwrap();
            let all: Vec<Option<String>> = match &self.place {
                Place::Folder(folder) => {
                    let url = format!("sqlite://{}", file(folder).display());
                    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
                    let sql = format!(
                        "SELECT CASE WHEN typeof(\"{column}\") = 'blob' THEN hex(\"{column}\")
                         ELSE CAST(\"{column}\" AS TEXT) END FROM \"{table}\""
                    );
                    let all = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&pool);
                    all.await.unwrap()
                }
                Place::Url(url) => {
                    let pool = sqlx::PgPool::connect(url).await.unwrap();
                    let sql = format!("SELECT CAST(\"{column}\" AS TEXT) FROM \"{table}\"");
                    let all = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&pool);
                    all.await.unwrap()
                }
            };
            let all = all.into_iter().flatten();
            values.extend(all.map(|it| (table.to_owned(), column.to_owned(), it)));
        }
        values
    }
}

impl Deref for Fresh {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Place {
    async fn open(&self) -> Store {
        match self {
            Place::Folder(folder) => Store::open_sqlite(&file(folder)).await.unwrap(),
            Place::Url(url) => Store::open_postgres(url).await.unwrap(),
        }
    }
}

/// Returns the address of a new schema, or `None` where PostgreSQL is missing.
pub async fn empty_schema() -> Option<String> {
    let url = postgres::url()?;
    let schema = format!("test_{}", Clock::System.new_id().simple());
    let admin = sqlx::PgPool::connect(url).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}")))
        .execute(&admin)
        .await
        .unwrap();
    admin.close().await;
    postgres::url_with(&format!("options[search_path]={schema}"))
}

/// The tables in the schema of this address.
pub async fn tables(url: &str) -> i64 {
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let count = "SELECT COUNT(*) FROM information_schema.tables
        WHERE table_schema = current_schema()";
    sqlx::query_scalar(count).fetch_one(&pool).await.unwrap()
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("madoguchi.sqlite")
}

/// The moment `n` seconds into the tests' day.
pub fn at(n: u64) -> DateTime<Utc> {
    let start = "2026-11-22T00:00:00Z".parse::<DateTime<Utc>>().unwrap();
    start + Duration::seconds(n.try_into().unwrap())
}

/// An id that sorts by `n`.
pub fn id(n: u64) -> Uuid {
    Uuid::from_u128(n.into())
}

/// Does `act(0)` … `act(count - 1)` at the same time and returns the outcomes in this order.
pub async fn everybody<T, F>(count: u64, act: impl Fn(u64) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..count).map(|n| tokio::spawn(act(n))).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

/// One of two handles on the same database, as two processes have.
pub fn either(store: &Store, other: &Store, n: u64) -> Store {
    if n.is_multiple_of(2) { store } else { other }.clone()
}
