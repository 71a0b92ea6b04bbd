//! The data directory: one server at a time on SQLite.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::{
    config::{Config, Database},
    store::{OpenError, Store},
};

/// Held while a server runs on a SQLite data directory; released when the process ends, however.
#[derive(Debug)]
pub struct DataLock(#[expect(dead_code, reason = "holding it is what it is for")] File);

/// Another server runs on the data directory.
#[derive(Debug, thiserror::Error)]
#[error("another server uses {}", .0.display())]
pub struct Locked(pub PathBuf);

impl DataLock {
    /// Takes the lock of a data directory, which is made where missing.
    ///
    /// # Errors
    /// [`Locked`] if another server has it; otherwise if the directory cannot be written.
    pub fn take(data: &Path) -> anyhow::Result<DataLock> {
        let path = data.join("madoguchi.lock");
        let no_access = |source: std::io::Error| OpenError::NoAccess {
            path: data.to_owned(),
            source: Box::new(source),
        };
        std::fs::create_dir_all(data).map_err(no_access)?;
        let file = File::create(&path).map_err(no_access)?;
        match file.try_lock() {
            Ok(()) => Ok(DataLock(file)),
            Err(TryLockError::WouldBlock) => Err(Locked(data.to_owned()).into()),
            Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data directory"),
        }
    }
}

/// Opens the configured database and brings its schema up to date.
///
/// # Errors
/// See [`OpenError`].
pub async fn open_store(config: &Config) -> Result<Store, OpenError> {
    match &config.database {
        Database::Sqlite(path) => Store::open_sqlite(path).await,
        Database::Postgres(url) => Store::open_postgres(url.reveal()).await,
    }
}
