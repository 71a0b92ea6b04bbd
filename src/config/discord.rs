//! How Discord is used.

use serde::Deserialize;

/// How Discord is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DiscordOptions {
    /// The server whose consultants' channel gets the tickets of the web, and of servers without a
    /// desk of their own.
    pub operator_server: Option<u64>,
    /// Where requests go instead of to Discord itself: a proxy that keeps its rate limits.
    pub proxy: Option<String>,
}
