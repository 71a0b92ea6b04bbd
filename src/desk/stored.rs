//! What is stored of a person, complete, for this person. It has no room for a note, for what only the
//! desk may know, or for anybody else's words.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::{
    Status,
    transcript::{AskerTranscript, ShownAnswer},
};
use crate::{answer::Decision, knowledge::EntryId, people::Surface, programs::Profile};

/// What is stored of a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Stored {
    /// When this was read.
    pub made_at: DateTime<Utc>,
    /// What the person told about the firm.
    pub profile: Profile,
    /// Questions with what was shown, oldest first.
    pub questions: Vec<StoredQuestion>,
    /// Older questions that were left out, because a file holds only so much.
    pub left_out: usize,
    /// Tickets, oldest first.
    pub tickets: Vec<StoredTicket>,
    /// Reminders of closing days.
    pub reminders: Vec<StoredReminder>,
    /// Wishes to be told of corrections.
    pub recalls: Vec<StoredRecall>,
    /// Forms that could not be taken and can be mended.
    pub unsent_forms: Vec<StoredForm>,
    /// The Discord servers where the person is told of something.
    pub discord_servers: Vec<u64>,
}

/// A question with what was shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredQuestion {
    /// Identity.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Where.
    pub surface: Surface,
    /// What was asked.
    pub asked: String,
    /// What was decided.
    pub decision: Decision,
    /// The entry shown.
    pub entry: Option<EntryId>,
    /// What was known about the firm then.
    pub profile: Profile,
    /// The answer as it is read.
    pub answer: Option<ShownAnswer>,
    /// The answer as it is stored.
    pub card: serde_json::Value,
    /// Whether it was said to be solved, each time.
    pub ratings: Vec<(bool, DateTime<Utc>)>,
    /// Which of the entries offered were wanted.
    pub chosen: Vec<(EntryId, DateTime<Utc>)>,
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredTicket {
    /// The record, as its asker has it.
    pub record: AskerTranscript,
    /// How to reach the asker.
    pub contact: String,
    /// What was known about the firm.
    pub profile: Profile,
}

/// A reminder of a closing day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredReminder {
    /// The program's name.
    pub name: String,
    /// The call.
    pub call: String,
    /// The closing day.
    pub closes: NaiveDate,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether the person is still told.
    pub active: bool,
    /// When the person was told, of which closing day.
    pub told: Vec<(DateTime<Utc>, NaiveDate)>,
}

/// A wish to be told of a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredRecall {
    /// The question.
    pub question: Uuid,
    /// The entry.
    pub entry: EntryId,
    /// When it was shown.
    pub shown_at: DateTime<Utc>,
    /// Until when corrections are told.
    pub until: DateTime<Utc>,
    /// Whether the person is still told.
    pub active: bool,
    /// When the entry was corrected.
    pub corrected_at: Option<DateTime<Utc>>,
}

/// A form that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredForm {
    /// When.
    pub at: DateTime<Utc>,
    /// What was written, by the names of the fields.
    pub filled: BTreeMap<String, String>,
}

impl Stored {
    /// Returns the tickets that are not closed.
    #[must_use]
    pub fn open_tickets(&self) -> Vec<i64> {
        let open = self.tickets.iter();
        let open = open.filter(|it| it.record.status != Status::Closed);
        open.map(|it| it.record.number.0).collect()
    }

    /// Returns how often the person said how something was.
    #[must_use]
    pub fn ratings(&self) -> usize {
        let of_answers: usize = self.questions.iter().map(|it| it.ratings.len()).sum();
        let of_tickets = self.tickets.iter();
        of_answers
            + of_tickets
                .filter(|it| it.record.satisfaction.is_some())
                .count()
    }

    /// Returns whether nothing is stored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let unknown = self.profile == Profile::default();
        unknown
            && self.questions.is_empty()
            && self.left_out == 0
            && self.tickets.is_empty()
            && self.reminders.is_empty()
            && self.recalls.is_empty()
            && self.unsent_forms.is_empty()
    }

    /// Leaves the oldest questions out until `size` is at most `most`; halves what is tried next, so
    /// that this ends soon.
    #[must_use]
    pub fn within(mut self, most: usize, size: impl Fn(&Stored) -> usize) -> Stored {
        while most < size(&self) && !self.questions.is_empty() {
            let out = self.questions.len().div_ceil(4);
            self.questions.drain(..out);
            self.left_out += out;
        }
        self
    }
}
