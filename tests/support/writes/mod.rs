//! Stands between the real program and its database, counts what it writes there, and stops at one
//! write: before it is done, or after it is done and before the program knows.

mod file;
mod postgres;

pub use self::{file::FileWrites, postgres::PostgresWrites};
use super::discord::{Gate, Moment};

/// The writes of one program.
pub trait Writes: Send + Sync {
    /// What the program needs in its environment.
    fn environment(&self) -> Vec<(&'static str, String)>;

    /// Counts from 0 again and stops at the write with this number, from 1; only the last call
    /// counts. The gate is reached when the program can do nothing more but die.
    fn stop_at(&self, write: u64, moment: Moment) -> Gate;

    /// Stops nowhere any more; tells whether it did since `stop_at`.
    fn let_go(&self) -> bool;

    /// Waits until all is done that a killed program had sent before.
    fn settle(&self) {}
}
