//! What the integration tests share.

/// The databases that store tests run on.
pub mod backend;
/// Dialogues as transcripts.
pub mod dialogue;
/// Discord, without Discord.
pub mod discord;
/// A throw-away PostgreSQL cluster.
pub mod postgres;
pub mod questions;

/// Words of an asker, planted wherever they are stored.
pub mod planted;

/// Tickets as the store tests send them.
pub mod tickets;

/// A category of products with companies.
pub mod vendors;

/// The real program as a child process.
pub mod server;

/// What it writes to its database, and power cuts there.
pub mod writes;

/// A browser that talks to it.
pub mod browser;

/// Whether nothing may be skipped.
pub fn is_ci() -> bool {
    #[expect(clippy::disallowed_methods, reason = "tests have no config")]
    std::env::var_os("CI").is_some()
}
