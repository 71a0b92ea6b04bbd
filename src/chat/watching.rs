//! What people want to be told of later: that a call for applications closes, and that an answer was
//! corrected.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    people::ConversationId,
    programs::reminder::{Cause, Closing},
    store::Reminder,
};

/// What comes in about it.
#[derive(Debug, Clone)]
pub enum Watch {
    /// 締切を通知.
    Deadline {
        /// Who wants to be told.
        by: Watcher,
        /// The program: its id, or a name of it.
        program: String,
    },
    /// Somebody is typing the name of a program that closes.
    Programs(String),
    /// 通知を止める.
    StopReminder {
        /// Who.
        by: ConversationId,
        /// The reminder.
        reminder: Uuid,
    },
    /// What is to be sent for a notice about a closing day?
    Notice(Uuid),
}

/// Somebody who wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watcher {
    /// The dialogue in which this person is told.
    pub conversation: ConversationId,
    /// The Discord server where this person asked, if any.
    pub guild: Option<u64>,
}

/// What goes back.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    /// The person will be told.
    Reminding {
        /// The reminder.
        reminder: Reminder,
        /// The closing day.
        closing: Closing,
        /// When the first notice comes; none where none is left.
        next: Option<DateTime<Utc>>,
    },
    /// The program has no closing day that is known and to come.
    NoClosingDay {
        /// Its name.
        name: String,
        /// Its official page, or empty.
        url: String,
    },
    /// The person will not be told any more.
    Stopped {
        /// The program's name.
        name: String,
    },
    /// What is to be sent; nothing where it is of no use any more.
    Notice(Option<DeadlineNotice>),
}

/// What somebody is told about a closing day.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadlineNotice {
    /// The reminder.
    pub reminder: Reminder,
    /// Why.
    pub cause: Cause,
    /// The day that was told before: the one that is wrong now.
    pub before: chrono::NaiveDate,
    /// The closing day, where there is one.
    pub closing: Option<Closing>,
    /// The official page of the program, or empty.
    pub url: String,
}
