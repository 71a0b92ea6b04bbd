//! From the pack to the store, from the store to the shelf.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::step;
use crate::{
    assistant::Shelf,
    clock::Clock,
    config::{Config, Database},
    knowledge::{self, Collection, Problem, Stored},
    store::{ImportReport, Item, Step, Store},
};

/// The official collection: a folder of files, or what the binary carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pack {
    /// In the binary.
    Embedded,
    /// A folder.
    Folder(PathBuf),
}

impl Pack {
    /// Returns a digest of the pack's files, without reading what they mean.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn digest(&self) -> anyhow::Result<String> {
        match self {
            Pack::Embedded => Ok(knowledge::embedded_digest().to_owned()),
            Pack::Folder(path) => knowledge::dir_digest(path)
                .with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Reads the pack.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn load(&self) -> anyhow::Result<(Collection, Vec<Problem>)> {
        match self {
            Pack::Embedded => Ok(knowledge::embedded()),
            Pack::Folder(path) => {
                knowledge::load_dir(path).with_context(|| format!("cannot read {}", path.display()))
            }
        }
    }
}

/// Returns the configured pack.
#[must_use]
pub fn pack(config: &Config) -> Pack {
    config
        .knowledge
        .clone()
        .map_or(Pack::Embedded, Pack::Folder)
}

/// Returns where derived files stand: the dictionary, the index, terms. They can be deleted.
#[must_use]
pub fn cache(config: &Config) -> PathBuf {
    config.data.join("cache")
}

/// Brings a pack into the store: what only the files changed is published, what only the store
/// changed stays, what both changed is kept for a curator to decide. Entries whose files have
/// errors stay as they were published.
///
/// # Errors
/// If the pack cannot be read or the store fails.
pub async fn import(
    store: &Store,
    pack: &Pack,
    clock: &Clock,
) -> anyhow::Result<(ImportReport, Vec<Problem>)> {
    let digest = pack.digest()?;
    let (collection, problems) = step("知識を読み込んでいます", || pack.load())?;
    let kept: Vec<String> = collection.left_out().map(|id| id.0.clone()).collect();
    let items = collection.into_items().map(|it| Item {
        collection: it.collection.to_owned(),
        id: it.id,
        digest: it.digest,
        document: it.document,
    });
    let report = store.import(items, &kept, &digest, clock.now()).await?;
    Ok((report, problems))
}

/// What the store has published.
pub struct Published {
    /// The collection.
    pub collection: Collection,
    /// Its version.
    pub version: i64,
}

/// Reads what the store has published, with the past questions that curators accepted as phrasings of
/// their entries.
///
/// # Errors
/// If the store fails.
pub async fn published(store: &Store) -> anyhow::Result<Published> {
    // The version first: if somebody publishes in between, the next look sees a newer one.
    let version = store.knowledge_version().await?;
    let mut stored = Stored::default();
    store
        .each_published(|collection, id, document| stored.add(collection, id, document))
        .await?;
    let (mut collection, problems) = stored.finish();
    let past = store.past_questions().await?.into_iter();
    let accepted = past.filter(|it| it.step == Step::Accepted);
    collection.attach(accepted.map(|it| (it.entry, it.text)));
    for problem in problems {
        tracing::error!(
            file = problem.file,
            message = problem.message,
            "an entry cannot be read"
        );
    }
    Ok(Published {
        collection,
        version,
    })
}

/// Builds the shelf of what the store has published.
///
/// # Errors
/// If the index cannot be written.
pub fn shelf(known: Published, cache: &Path) -> anyhow::Result<Shelf> {
    step("索引を準備しています", || {
        Shelf::build(known.collection, known.version, cache)
    })
}

/// Builds a shelf for a command that records nothing: from the store where there is one, or else
/// from the pack.
///
/// # Errors
/// If neither can be read or the index cannot be written.
pub async fn read_only_shelf(config: &Config) -> anyhow::Result<Shelf> {
    let shelf = shelf(read_only(config).await?, &cache(config))?;
    Ok(shelf.promising(config.answers.promise()))
}

/// Returns the collection for a command that records nothing and does not search.
///
/// # Errors
/// If neither the store nor the pack can be read.
pub async fn read_only_collection(config: &Config) -> anyhow::Result<Collection> {
    Ok(read_only(config).await?.collection)
}

/// Opens the configured store for reading, if there is one.
pub(super) async fn store_read_only(config: &Config) -> anyhow::Result<Option<Store>> {
    Ok(match &config.database {
        Database::Sqlite(path) => Store::open_sqlite_read_only(path).await?,
        Database::Postgres(url) => Store::open_postgres_read_only(url.reveal()).await?,
    })
}

async fn read_only(config: &Config) -> anyhow::Result<Published> {
    let store = store_read_only(config).await?;
    if let (Some(store), None) = (&store, &config.knowledge) {
        let known = published(store).await?;
        if !known.collection.records.is_empty() {
            return Ok(known);
        }
    }
    let (collection, _) = pack(config).load()?;
    Ok(Published {
        collection,
        version: 0,
    })
}
