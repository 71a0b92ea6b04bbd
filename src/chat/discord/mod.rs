//! Discord: cards become messages, presses and forms become what came in.

/// What a button, a select menu or a form carries.
pub mod custom_id;

/// What Discord accepts.
pub mod limits;

/// The forms that open over a message.
pub mod forms;
