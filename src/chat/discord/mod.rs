//! Discord: cards become messages, presses and forms become what came in.

/// What a button, a select menu or a form carries.
pub mod custom_id;

/// The commands and who may use them.
pub mod commands;

/// What Discord accepts.
pub mod limits;

/// The forms that open over a message.
pub mod forms;
