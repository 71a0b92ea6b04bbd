/// What a button, a select menu or a form carries.
pub mod custom_id;

/// What Discord accepts.
pub mod limits;
