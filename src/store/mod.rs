//! SQL, written once for SQLite and PostgreSQL.
//!
//! One method is one step of the business and one transaction. Every statement is compiled for
//! both drivers; the rules of the common SQL: `$1`, never `?` · named columns, never `*` · JSONB
//! holds objects and arrays only · times and ids are parameters · text is ordered in Rust, because
//! collations differ · a change of state carries `WHERE status = <expected>`, so that one wins.
//! Nothing here may log what people wrote.

mod canned;
mod desk_hours;
mod discord;
mod discord_inbox;
mod discord_troubles;
mod drafts;
mod erasing;
mod error;
mod evidence;
mod knowledge;
mod merge;
mod old_places;
mod open;
mod outbox;
mod past_questions;
mod people;
mod questions;
mod recalls;
mod recorder;
mod reminders;
mod satisfaction;
mod sessions;
mod settings;
mod stored;
mod ticket_actions;
mod ticket_changes;
mod ticket_clock;
mod ticket_merge;
mod ticket_places;
mod tickets;
mod watchers;

use sqlx::{PgPool, SqlitePool};

pub use canned::{CannedDraft, CannedSaved};
pub use desk_hours::HoursChange;
pub use discord::{Guild, ReadChannel};
pub use discord_troubles::{SetupTrouble, Told};
pub use drafts::{AddedDraft, KeptDraft};
pub use erasing::{Erased, Erasure};
pub use error::{Error, Result};
pub use knowledge::{Conflict, ImportReport, Item};
pub use open::OpenError;
pub use outbox::{Due, Ended, SENT_IS_KEPT};
pub use past_questions::{NewStep, PastQuestion, Step};
pub use people::Deactivated;
pub use questions::{Context, EventKey, QuestionRecord, Recorded};
pub use recalls::{Recall, RecallState};
pub use reminders::{NewReminder, Reminder, ReminderNotice, ReminderState};
pub use satisfaction::RatedTicket;
pub use stored::{FORMS_WAIT, UnsentForm};
pub use ticket_actions::{Act, Acted};
pub use ticket_changes::TicketChange;
pub use ticket_clock::Mark;
pub use ticket_merge::{Merge, Merged};
pub use ticket_places::{Change, Place};
pub use tickets::{NewTicket, Opened};
pub use watchers::Watcher;

use recorder::Recorder;

/// The open database; clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
    recorder: Recorder,
}

/// The databases this program speaks.
#[derive(Clone, Debug)]
enum Database {
    Sqlite {
        read: SqlitePool,
        /// One connection: writers queue for it in order instead of spinning on `SQLITE_BUSY`.
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// Runs one piece of sqlx code that only reads, on whichever database is open.
/// The compiler checks it against both drivers.
macro_rules! with_pool {
    ($database:expr, |$pool:ident| $body:expr) => {
        match $database {
            $crate::store::Database::Sqlite { read: $pool, .. } => $body,
            $crate::store::Database::Postgres($pool) => $body,
        }
    };
}

/// Runs one piece of sqlx code in one transaction: commits when `$body` is reached to its end,
/// rolls back when it returns early. SQLite takes its write lock at the start.
macro_rules! with_tx {
    ($database:expr, |$tx:ident| $body:expr) => {
        match $database {
            $crate::store::Database::Sqlite { write, .. } => {
                let mut $tx = write.begin_with("BEGIN IMMEDIATE").await?;
                let value = $body;
                $tx.commit().await?;
                Ok(value)
            }
            $crate::store::Database::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                let value = $body;
                $tx.commit().await?;
                Ok(value)
            }
        }
    };
}
use {with_pool, with_tx};

impl Store {
    /// Finishes what is being written and closes the database for every clone.
    pub async fn close(&self) {
        self.recorder.close().await;
        match &self.database {
            Database::Sqlite { read, write } => {
                read.close().await;
                // Last, because the last connection tidies the write-ahead log, which needs one
                // that may write.
                write.close().await;
            }
            Database::Postgres(pool) => pool.close().await,
        }
    }
}
