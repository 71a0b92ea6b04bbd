//! What a server set up.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::connection::Discord;
use crate::store::Guild;

/// What the administrators of a server chose. Nothing answers there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GuildSettings {
    /// The channels in which people may ask.
    pub ask_channels: Vec<u64>,
    /// Who is a consultant.
    pub consultant_role: Option<u64>,
    /// Whether a mention is answered for everybody in the channel.
    pub public_answers: bool,
    /// Who chose last: this account hears of what does not work any more.
    pub admin: Option<u64>,
}

impl Default for GuildSettings {
    fn default() -> GuildSettings {
        GuildSettings {
            ask_channels: Vec::new(),
            consultant_role: None,
            public_answers: true,
            admin: None,
        }
    }
}

impl GuildSettings {
    /// Reads what the store keeps; what is missing or unreadable counts as not chosen.
    #[must_use]
    pub fn of(guild: &Guild) -> GuildSettings {
        GuildSettings::deserialize(&guild.settings).unwrap_or_default()
    }

    /// Returns it as the store keeps it.
    #[must_use]
    pub fn kept(&self) -> Value {
        serde_json::to_value(self)
            .unwrap_or_else(|error| unreachable!("numbers and names can be written: {error}"))
    }
}

impl Discord {
    /// Returns what a server set up; `None` if nobody set anything up there.
    pub(super) async fn settings_of(&self, guild: u64) -> anyhow::Result<Option<GuildSettings>> {
        let guild = self.store.guild(guild).await?;
        Ok(guild.as_ref().map(GuildSettings::of))
    }
}
