//! What the integration tests share.

/// The databases that store tests run on.
pub mod backend;
/// A throw-away PostgreSQL cluster.
pub mod postgres;

/// Tickets as the store tests send them.
pub mod tickets;
