//! Where people reach the pages.

use std::fs;

use crate::config::Config;

/// File in the data directory with the address of the server that runs, or ran last.
pub(super) const FILE: &str = "address";

/// Returns the address under which people reach the pages: as configured, or else where the server
/// on this data directory listens or last listened.
#[must_use]
pub fn address(config: &Config) -> String {
    let known = || fs::read_to_string(config.data.join(FILE)).ok();
    let configured = config.public_url.clone();
    let default = || format!("http://{}", config.listen);
    configured.or_else(known).unwrap_or_else(default)
}
