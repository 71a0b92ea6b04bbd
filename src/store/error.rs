//! What can go wrong while the store is used. Opening it has an error of its own.

use std::{fmt, sync::Arc};

use sqlx::sqlite::SqliteError;

/// What a store method returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a store method failed. Nothing of its transaction was kept.
#[derive(Clone, thiserror::Error)]
pub enum Error {
    /// There is no space left on the disk.
    #[error("the disk is full")]
    DiskFull(#[source] Arc<sqlx::Error>),
    /// The database does not answer; trying again later may help.
    #[error("the database cannot be reached")]
    Unavailable(#[source] Arc<sqlx::Error>),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The database refused the statement.
    #[error("the database reported an error")]
    Database(#[source] Arc<sqlx::Error>),
}

/// As `Display`: PostgreSQL's details may quote a whole row, so what people wrote would be logged.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        match Trouble::of(&error) {
            Trouble::DiskFull => Error::DiskFull(Arc::new(error)),
            Trouble::Unreachable => Error::Unavailable(Arc::new(error)),
            Trouble::Closed => Error::Closed,
            Trouble::NoAccess | Trouble::Damaged | Trouble::Other => {
                Error::Database(Arc::new(error))
            }
        }
    }
}

/// What a driver's error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    DiskFull,
    Unreachable,
    Closed,
    NoAccess,
    Damaged,
    Other,
}

impl Trouble {
    /// Reads SQLite's result codes (<https://sqlite.org/rescode.html>) and PostgreSQL's SQLSTATE
    /// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    pub(super) fn of(error: &sqlx::Error) -> Trouble {
        match error {
            sqlx::Error::PoolClosed => Trouble::Closed,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut => {
                Trouble::Unreachable
            }
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default();
                match database.try_downcast_ref::<SqliteError>() {
                    Some(_) => Trouble::of_sqlite(code.parse().unwrap_or_default()),
                    None => Trouble::of_postgres(&code),
                }
            }
            _ => Trouble::Other,
        }
    }

    fn of_sqlite(code: i32) -> Trouble {
        // The low byte is the primary code; the rest tells details.
        match code & 0xff {
            // FULL
            13 => Trouble::DiskFull,
            // IOERR_SHMSIZE: the shared memory file of the write-ahead log could not grow.
            10 if code >> 8 == 19 => Trouble::DiskFull,
            // PERM, READONLY, CANTOPEN, AUTH
            3 | 8 | 14 | 23 => Trouble::NoAccess,
            // CORRUPT, NOTADB
            11 | 26 => Trouble::Damaged,
            // BUSY, LOCKED: another process has held the lock for longer than the time-out.
            5 | 6 => Trouble::Unreachable,
            _ => Trouble::Other,
        }
    }

    fn of_postgres(state: &str) -> Trouble {
        match state {
            "53100" => Trouble::DiskFull,
            // Unknown database, wrong password or user, too many connections, shutting down.
            "3D000" | "53300" | "57P01" | "57P02" | "57P03" => Trouble::Unreachable,
            _ if state.starts_with("08") || state.starts_with("28") => Trouble::Unreachable,
            "XX001" | "XX002" => Trouble::Damaged,
            "42501" => Trouble::NoAccess,
            _ => Trouble::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Database, Store};

    #[tokio::test]
    async fn a_full_disk_is_told_and_keeps_what_was_stored() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("db")).await.unwrap();
        let Database::Sqlite { write, .. } = &store.database else {
            unreachable!("opened above");
        };
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
            .fetch_one(write)
            .await
            .unwrap();
        let few_more = format!("PRAGMA max_page_count = {}", pages + 40);
        sqlx::query(sqlx::AssertSqlSafe(few_more))
            .execute(write)
            .await
            .unwrap();
        let large = "あ".repeat(10_000);
        let mut stored = 0;
        let error = loop {
            match store.secret(&stored.to_string(), &large).await {
                Ok(_) => stored += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, Error::DiskFull(_)), "{error:?}");
        assert!(0 < stored);
        for name in 0..stored {
            let kept = store.secret(&name.to_string(), "別").await.unwrap();
            assert_eq!(kept, large);
        }
    }

    #[test]
    fn the_servers_states_are_told_apart() {
        assert_eq!(Trouble::of_postgres("53100"), Trouble::DiskFull);
        assert_eq!(Trouble::of_postgres("08006"), Trouble::Unreachable);
        assert_eq!(Trouble::of_postgres("28P01"), Trouble::Unreachable);
        assert_eq!(Trouble::of_postgres("23505"), Trouble::Other);
    }
}
