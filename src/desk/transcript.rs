//! The record of a ticket (記録), for either side. What an asker gets is a type of its own: it has no
//! room for a note, for what only the desk may know, or for anybody else's question.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Author, HistoryLine, Message, Note, Satisfaction, Status, Ticket, TicketNumber};
use crate::answer::Citation;

/// The record of a ticket for its asker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskerTranscript {
    /// 受付番号.
    pub number: TicketNumber,
    /// State.
    pub status: Status,
    /// When the ticket was sent.
    pub opened_at: DateTime<Utc>,
    /// What the asker wanted to know.
    pub question: String,
    /// What the assistant had answered before, if the ticket grew from an answer.
    pub answer: Option<ShownAnswer>,
    /// What both sides wrote to each other, oldest first.
    pub spoken: Vec<Spoken>,
    /// What the asker said of the desk's work.
    pub satisfaction: Option<Satisfaction>,
    /// When the record was made.
    pub made_at: DateTime<Utc>,
}

/// What the assistant had answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownAnswer {
    /// The question, as it was asked.
    pub asked: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The answer: curated Markdown.
    pub text: String,
    /// On the answer's age and sources.
    pub notes: Vec<String>,
    /// Its sources, in the order of their `[n]` marks.
    pub citations: Vec<Citation>,
}

/// Something that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spoken {
    /// Who wrote it.
    pub by: Speaker,
    /// When.
    pub at: DateTime<Utc>,
    /// What: plain text.
    pub text: String,
}

/// Who wrote something, as the asker knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Speaker {
    /// The asker.
    Asker,
    /// A consultant, by the name that the asker saw.
    Consultant(Option<String>),
}

/// The record of a ticket for the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskTranscript {
    /// What the asker has, too.
    pub shared: AskerTranscript,
    /// How to reach the asker, in the asker's words; may be empty.
    pub contact: String,
    /// What happened, oldest first.
    pub history: Vec<HistoryLine>,
    /// The notes among consultants, oldest first.
    pub notes: Vec<Note>,
}

impl AskerTranscript {
    /// Returns the record of `ticket` with what both sides wrote.
    #[must_use]
    pub fn new(
        ticket: &Ticket,
        answer: Option<ShownAnswer>,
        messages: Vec<Message>,
        satisfaction: Option<Satisfaction>,
        made_at: DateTime<Utc>,
    ) -> AskerTranscript {
        AskerTranscript {
            number: ticket.number,
            status: ticket.status,
            opened_at: ticket.opened_at,
            question: ticket.question.clone(),
            answer,
            spoken: messages.into_iter().map(spoken).collect(),
            satisfaction,
            made_at,
        }
    }
}

fn spoken(message: Message) -> Spoken {
    Spoken {
        by: match message.author {
            Author::Asker => Speaker::Asker,
            Author::Consultant => Speaker::Consultant(message.name),
        },
        at: message.at,
        text: message.text,
    }
}
