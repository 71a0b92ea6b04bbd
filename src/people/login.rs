//! One-time links with which members of staff log in.

use anyhow::Context as _;
use chrono::Duration;

/// How long a login link can be used.
pub const LOGIN_LINK_LIFE: Duration = Duration::minutes(15);

/// The secret of a one-time login link: 256 random bits.
pub struct LoginToken(String);

impl LoginToken {
    /// Makes a new one.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn new() -> anyhow::Result<LoginToken> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).context("cannot make a login link")?;
        let token = blake3::Hash::from_bytes(bytes).to_hex();
        Ok(LoginToken(token.to_string()))
    }

    /// Takes the token out of a link.
    #[must_use]
    pub fn of_link(token: String) -> LoginToken {
        LoginToken(token)
    }

    /// Returns what the store keeps instead of the token.
    #[must_use]
    pub fn hash(&self) -> String {
        blake3::hash(self.0.as_bytes()).to_hex().to_string()
    }

    /// Returns the link, under the address `base` of the pages.
    #[must_use]
    pub fn link(&self, base: &str) -> String {
        format!("{}/login/{}", base.trim_end_matches('/'), self.0)
    }
}
