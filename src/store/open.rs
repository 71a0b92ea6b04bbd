//! Opens the database and brings its schema up to date.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use sqlx::{
    Connection as _, Executor as _, PgPool, SqlitePool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Database, Recorder, Store, error::Trouble};

static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// Reading connections to SQLite. Reads are short; more would only compete for the processors.
const SQLITE_READERS: u32 = 4;
/// Rows that SQLite's thread reads ahead: the knowledge loads in 150 ms instead of 200.
const ROWS_AHEAD: usize = 1000;
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The same while the program starts: others may be making the tables.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// How long somebody who asks may wait for a connection to PostgreSQL before being told.
const POSTGRES_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the store could not be opened. Each case needs another sentence to people.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made, or it or the file cannot be read and written.
    #[error("no access to {}", path.display())]
    NoAccess {
        /// What was to be opened.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file is no database, or its content is broken.
    #[error("the database is damaged")]
    Damaged(#[source] sqlx::Error),
    /// The database was written by a newer version of this program.
    #[error("the database has schema {found}, this program knows schemas up to {known}")]
    Newer {
        /// The schema that only the newer version knows.
        found: i64,
        /// The last schema that this version knows.
        known: i64,
    },
    /// There is no space left on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The database server does not answer, or refuses the login, or another process has locked
    /// the file for longer than five seconds.
    #[error("the database cannot be reached")]
    Unreachable(#[source] sqlx::Error),
    /// The address of the database cannot be read.
    #[error("the address of the database is not valid")]
    Address(#[source] sqlx::Error),
    /// Anything else.
    #[error("the database cannot be opened")]
    Other(#[source] sqlx::Error),
}

impl Store {
    /// Opens the SQLite database at `path`, made with its folder where missing, and brings its
    /// schema up to date.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_sqlite(path: &Path) -> Result<Store, OpenError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| no_access(folder, error))?;
        }
        let explain = |error| explain(error, path);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = options
            .clone()
            .busy_timeout(START_TIMEOUT)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A person waits for what is written: it must survive a power cut.
            .synchronous(SqliteSynchronous::Full);
        let write = pool_options()
            .max_connections(1)
            .before_acquire(|connection, _| {
                // After a full disk SQLite has rolled back by itself; the driver's own rollback
                // then fails and it believes for ever to be in a transaction.
                let usable = !connection.is_in_transaction();
                Box::pin(async move { Ok(usable) })
            })
            .connect_with(writer)
            .await
            .map_err(explain)?;
        migrate_sqlite(&write).await.map_err(explain)?;
        let patience = format!("PRAGMA busy_timeout = {}", BUSY_TIMEOUT.as_millis());
        sqlx::query(sqlx::AssertSqlSafe(patience))
            .execute(&write)
            .await
            .map_err(explain)?;
        let read = readers(options).await.map_err(explain)?;
        let database = Database::Sqlite { read, write };
        let recorder = Recorder::grouping(database.clone());
        Ok(Store { database, recorder })
    }

    /// Opens the SQLite database at `path` for reading only, beside a server or without one.
    /// Returns `None` where there is no database yet, or only one of an older version: the schema
    /// is left as it is. Methods that write fail.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_sqlite_read_only(path: &Path) -> Result<Option<Store>, OpenError> {
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(no_access(path, error)),
            Ok(found) if found.is_dir() => {
                return Err(no_access(path, io::ErrorKind::IsADirectory.into()));
            }
            Ok(_) => {}
        }
        let explain = |error| explain(error, path);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT);
        let read = readers(options).await.map_err(explain)?;
        let applied = applied_migrations(&read).await.map_err(explain)?;
        if !is_current(&applied)? {
            return Ok(None);
        }
        let write = read.clone();
        let database = Database::Sqlite { read, write };
        let recorder = Recorder::direct(database.clone());
        Ok(Some(Store { database, recorder }))
    }

    /// Opens the PostgreSQL database at `url` and brings its schema up to date.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_postgres(url: &str) -> Result<Store, OpenError> {
        let pool = postgres(url, PgPoolOptions::new()).await?;
        let explain = |error| explain(error, Path::new("PostgreSQL"));
        MIGRATIONS
            .run(&pool)
            .await
            .map_err(|error| explain(error.into()))?;
        let database = Database::Postgres(pool);
        // The server itself groups the commits of its many connections.
        let recorder = Recorder::direct(database.clone());
        Ok(Store { database, recorder })
    }

    /// Opens the PostgreSQL database at `url` for reading only. Returns `None` where it has no
    /// schema yet, or only one of an older version: the schema is left as it is. Methods that write
    /// fail.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_postgres_read_only(url: &str) -> Result<Option<Store>, OpenError> {
        let options = PgPoolOptions::new().after_connect(|connection, _| {
            let read_only = connection.execute("SET default_transaction_read_only = on");
            Box::pin(async move { read_only.await.map(drop) })
        });
        let pool = postgres(url, options).await?;
        let explain = |error| explain(error, Path::new("PostgreSQL"));
        let has_schema = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
        let has_schema = sqlx::query_scalar(has_schema).fetch_one(&pool).await;
        if !has_schema.map_err(explain)? {
            return Ok(None);
        }
        let applied = sqlx::query_scalar(APPLIED).fetch_all(&pool).await;
        if !is_current(&applied.map_err(explain)?)? {
            return Ok(None);
        }
        let database = Database::Postgres(pool);
        let recorder = Recorder::direct(database.clone());
        Ok(Some(Store { database, recorder }))
    }
}

async fn postgres(url: &str, pool: PgPoolOptions) -> Result<PgPool, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(OpenError::Address)?;
    pool.max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(POSTGRES_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|error| explain(error, Path::new("PostgreSQL")))
}

/// A file's connections do not age.
fn pool_options() -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Connections that cannot write.
async fn readers(options: SqliteConnectOptions) -> sqlx::Result<SqlitePool> {
    pool_options()
        .max_connections(SQLITE_READERS)
        .connect_with(options.read_only(true).row_buffer_size(ROWS_AHEAD))
        .await
}

/// Runs all migrations in one transaction, because SQLite's driver has no lock of its own for
/// them: a second process waits, then finds them done.
async fn migrate_sqlite(write: &SqlitePool) -> sqlx::Result<()> {
    let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run_direct(None, &mut *tx, false).await?;
    tx.commit().await
}

const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";

/// Tells whether a database with these migrations can be read as it is.
fn is_current(applied: &[i64]) -> Result<bool, OpenError> {
    let known = last_migration();
    match applied.iter().find(|it| known < **it) {
        Some(found) => Err(OpenError::Newer {
            found: *found,
            known,
        }),
        None => Ok(MIGRATIONS.iter().all(|it| applied.contains(&it.version))),
    }
}

/// The migrations this database has; none where it is empty.
async fn applied_migrations(read: &SqlitePool) -> sqlx::Result<Vec<i64>> {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_all(read)
            .await?;
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_scalar(APPLIED).fetch_all(read).await
}

fn last_migration() -> i64 {
    MIGRATIONS.iter().map(|it| it.version).max().unwrap_or(0)
}

fn no_access(path: &Path, error: io::Error) -> OpenError {
    match error.kind() {
        io::ErrorKind::StorageFull => OpenError::DiskFull,
        _ => OpenError::NoAccess {
            path: path.to_owned(),
            source: error.into(),
        },
    }
}

fn explain(error: sqlx::Error, path: &Path) -> OpenError {
    if let sqlx::Error::Migrate(migrate) = &error
        && let MigrateError::VersionMissing(found) = **migrate
    {
        let known = last_migration();
        return OpenError::Newer { found, known };
    }
    let error = match error {
        sqlx::Error::Migrate(migrate) => match *migrate {
            MigrateError::Execute(inner) | MigrateError::ExecuteMigration(inner, _) => inner,
            other => sqlx::Error::Migrate(Box::new(other)),
        },
        other => other,
    };
    match Trouble::of(&error) {
        Trouble::DiskFull => OpenError::DiskFull,
        Trouble::NoAccess => OpenError::NoAccess {
            path: path.to_owned(),
            source: error.into(),
        },
        Trouble::Damaged => OpenError::Damaged(error),
        Trouble::Unreachable => OpenError::Unreachable(error),
        Trouble::Closed | Trouble::Other => OpenError::Other(error),
    }
}
