//! Who talks, and where, on any platform.

mod login;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use login::{LOGIN_LINK_LIFE, LoginToken};

/// A member of staff: a consultant, a curator or an administrator. Askers have no account.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct PersonId(pub Uuid);

/// One dialogue, named `<surface>:<id>`, for example `web:0193…`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ConversationId(pub String);

/// Begins the names of dialogues whose people had their data deleted.
const ERASED: &str = "erased:";

impl ConversationId {
    /// Returns a name that leads to nobody, for what is left of a dialogue after its deletion.
    #[must_use]
    pub fn erased(id: Uuid) -> ConversationId {
        ConversationId(format!("{ERASED}{}", id.simple()))
    }

    /// Returns whether the person had the dialogue deleted.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.0.starts_with(ERASED)
    }

    /// Returns the Discord account of the asker; `None` if the dialogue is not on Discord.
    #[must_use]
    pub fn discord_account(&self) -> Option<u64> {
        let id = self.0.strip_prefix("discord:")?;
        id.split('/').next()?.parse().ok()
    }

    /// Tells whether the same person asks in both dialogues: the dialogue is the same, or the account.
    #[must_use]
    pub fn is_of_same_asker(&self, other: &ConversationId) -> bool {
        let account = self.discord_account();
        self == other || (account.is_some() && account == other.discord_account())
    }
}

/// Where a question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Surface {
    /// The chat page.
    Web,
    /// The JSON API.
    Api,
    /// The command line.
    Terminal,
    /// Discord.
    Discord,
}

impl Surface {
    /// Returns the prefix of this surface's conversation ids.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Surface::Web => "web",
            Surface::Api => "api",
            Surface::Terminal => "terminal",
            Surface::Discord => "discord",
        }
    }

    /// Returns the conversation that this surface calls `id`.
    #[must_use]
    pub fn conversation(self, id: &str) -> ConversationId {
        ConversationId(format!("{}:{id}", self.prefix()))
    }
}

/// What a member of staff may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Role {
    /// 相談員: picks up tickets and answers them.
    Consultant,
    /// 管理者: also creates people and their login links.
    Admin,
}

impl Role {
    /// Whether this role may change what the search knows.
    #[must_use]
    pub fn may_curate(self) -> bool {
        self == Role::Admin
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Person {
    /// Identity, stable over renames.
    pub id: PersonId,
    /// The name that askers and colleagues see, for example 佐藤.
    pub name: String,
    /// What this person may do.
    pub role: Role,
    /// How often this person was shut out; a login holds for one era.
    pub era: i64,
}
