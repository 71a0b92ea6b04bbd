//! Discord: cards become messages, presses and forms become what came in.

/// What Discord accepts.
pub mod limits;

/// What a button, a select menu or a form carries.
pub mod custom_id;

/// The commands and who may use them.
pub mod commands;

/// The forms that open over a message.
pub mod forms;

/// What people type, shown as it is.
pub mod escape;

/// Curated Markdown.
pub mod markdown;

/// Long text in several messages.
pub mod split;

/// One message before it is sent.
pub mod page;

/// What can be pressed under a card.
pub mod buttons;

/// A card as messages.
pub mod render;

/// Tickets: for the consultants' channel, its threads, and the asker.
pub mod ticket;

mod answers;
mod catch_up;
mod closing;
mod connection;
mod desk_rows;
mod drafts;
mod hours;
mod inbox;
mod interactions;
mod keeping;
mod line;
mod mending;
mod messages;
mod notices;
mod oversight;
mod own_tickets;
mod post;
mod presses;
mod privacy;
mod replies;
mod scrub;
mod send;
mod sent;
mod settings;
mod setup;
mod staff;
mod strayed;
mod trouble;
mod until;
mod watching;
mod words;

pub use self::{
    connection::{Builder, Discord, DiscordSettings, Refused},
    settings::GuildSettings,
    trouble::logged,
};
