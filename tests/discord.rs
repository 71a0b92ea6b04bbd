//! The whole way through Discord: what people do on their screens in front of the fake, what the bot
//! answers there, and what the store has of it.

#[path = "discord/asking.rs"]
mod asking;
#[path = "discord/bad_input.rs"]
mod bad_input;
#[path = "discord/bureau.rs"]
pub mod bureau;
#[path = "discord/channels.rs"]
mod channels;
#[path = "discord/claims.rs"]
mod claims;
#[path = "discord/closing.rs"]
mod closing;
#[path = "discord/consultants.rs"]
mod consultants;
#[path = "discord/drafts.rs"]
mod drafts;
#[path = "discord/faults.rs"]
mod faults;
#[path = "discord/gateway.rs"]
mod gateway;
#[path = "discord/hours.rs"]
mod hours;
#[path = "discord/matrix.rs"]
mod matrix;
#[path = "discord/mending.rs"]
mod mending;
#[path = "discord/merging.rs"]
mod merging;
#[path = "discord/outcome.rs"]
mod outcome;
#[path = "discord/oversight.rs"]
mod oversight;
#[path = "discord/privacy.rs"]
mod privacy;
#[path = "discord/process.rs"]
mod process;
#[path = "discord/reading.rs"]
mod reading;
#[path = "discord/recall.rs"]
mod recall;
#[path = "discord/reminders.rs"]
mod reminders;
#[path = "discord/running.rs"]
mod running;
#[path = "discord/setup.rs"]
mod setup;
#[path = "discord/street.rs"]
mod street;
#[path = "discord/tls.rs"]
mod tls;
#[path = "discord/trouble.rs"]
mod trouble;
#[path = "discord/writes.rs"]
mod writes;
