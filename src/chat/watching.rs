//! What people want to be told of later: that a call for applications closes, and that an answer was
//! corrected.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    people::ConversationId,
    programs::reminder::{Cause, Closing},
    store::{Recall, Reminder},
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
    /// 訂正があれば知らせる.
    Corrections {
        /// Who wants to be told.
        by: Watcher,
        /// The question that was answered.
        question: Uuid,
    },
    /// Nothing more of that.
    StopCorrections {
        /// Who.
        by: ConversationId,
        /// The question.
        question: Uuid,
    },
    /// What is to be sent about a corrected answer?
    Correction(Uuid),
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
    /// The person will be told of a correction, or was.
    Recalling(Recall),
    /// The person will not be told of a correction.
    RecallStopped,
    /// What is to be sent about a corrected answer.
    Correction(Option<CorrectionNotice>),
}

/// What somebody is told about a corrected answer.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectionNotice {
    /// The wish to be told.
    pub recall: Recall,
    /// What this person had asked.
    pub asked: String,
    /// What was answered then: Markdown.
    pub said: String,
    /// What the entry says now: Markdown; none where it was withdrawn.
    pub now: Option<String>,
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
