//! The JSON object that scripts get for a question, from the API and from the command line alike.
//!
//! Its own types on purpose: scripts rely on them, so they must not change when a type of the
//! core gains a field.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    answer::{Candidate, Citation, Decision, Intent},
    chat::{Card, DeskCard, Part},
    knowledge::Level,
};

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AskReply {
    /// `reply` (an answer), `clarify` (a question back) or `handoff` (no sure answer).
    #[schema(value_type = String, pattern = "^(reply|clarify|handoff)$")]
    pub decision: Decision,
    /// What kind of message it was.
    #[schema(value_type = String, pattern = "^(question|greeting|thanks|human|frustrated|reset|other)$")]
    pub intent: Intent,
    /// Probability, 0–1, that the reply is right.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub confidence: f64,
    /// The knowledge entry shown, for example `qa/nakanuke`.
    #[schema(required)]
    pub entry: Option<String>,
    /// The text in Markdown, conclusion first, with `[n]` marks.
    pub text: String,
    /// Sources, in the order of their `[n]` marks.
    pub citations: Vec<ReplyCitation>,
    /// What may have been meant, or the nearest questions.
    pub candidates: Vec<ReplyCandidate>,
    /// The fact the assistant wants to know next, for example `prefecture`.
    #[schema(required)]
    pub asks: Option<String>,
    /// The office to call.
    #[schema(required)]
    pub desk: Option<ReplyDesk>,
    /// The questions with what became of each, only if the message held several: the text answers them one
    /// after the other, and `decision`, `confidence` and `entry` are those of the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ReplyPart>,
    /// Send it along with the next question of the same dialogue.
    pub conversation: String,
}

/// One of several questions of a message.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReplyPart {
    /// The question.
    pub question: String,
    /// `reply` (an answer), `clarify` (a question back) or `handoff` (no sure answer).
    #[schema(value_type = String, pattern = "^(reply|clarify|handoff)$")]
    pub decision: Decision,
    /// Probability, 0–1, that the reply is right.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub confidence: f64,
    /// The knowledge entry shown.
    #[schema(required)]
    pub entry: Option<String>,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReplyCitation {
    /// Title of the document.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Edition, or empty.
    pub edition: String,
    /// Section, or empty.
    pub section: String,
    /// Address.
    pub url: String,
    /// The day of the fact.
    #[schema(value_type = String, format = Date)]
    pub as_of: NaiveDate,
    /// `official`, `republished` (公的データの転載) or `secondary` (二次資料).
    #[schema(value_type = String, pattern = "^(official|republished|secondary|unverified)$")]
    pub level: Level,
}

/// An entry that may be what was meant.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReplyCandidate {
    /// The entry.
    pub entry: String,
    /// Its question.
    pub question: String,
    /// Probability, 0–1, that it answers the question asked.
    pub confidence: f64,
}

/// An office to call.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReplyDesk {
    /// The entry.
    pub entry: String,
    /// Name of the office.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Telephone number; empty where no source gives one.
    pub phone: String,
    /// Opening hours as text; may be empty.
    pub hours: String,
    /// Official page.
    pub url: String,
    /// Remark; may be empty.
    pub note: String,
}

impl From<&Card> for AskReply {
    fn from(card: &Card) -> AskReply {
        let mut text = card.lead.clone();
        if !card.details.is_empty() {
            text.push_str("\n\n");
            text.push_str(card.details.trim_end());
        }
        for note in &card.notes {
            text.push_str(&format!("\n\n（{note}）"));
        }
        // The surface's prefix is ours: what a script gets, it can send back as it is.
        let conversation = card.conversation.0.split_once(':');
        let conversation = conversation.map_or(card.conversation.0.as_str(), |(_, id)| id);
        AskReply {
            decision: card.decision,
            intent: card.intent,
            confidence: card.confidence,
            entry: card.entry.as_ref().map(ToString::to_string),
            text,
            citations: card.citations.iter().map(ReplyCitation::from).collect(),
            candidates: card.candidates.iter().map(ReplyCandidate::from).collect(),
            asks: card.asks.clone(),
            desk: card.desk.as_ref().map(ReplyDesk::from),
            parts: card.parts.iter().map(ReplyPart::from).collect(),
            conversation: conversation.to_owned(),
        }
    }
}

impl From<&Part> for ReplyPart {
    fn from(part: &Part) -> ReplyPart {
        ReplyPart {
            question: part.asked.clone(),
            decision: part.decision,
            confidence: part.confidence,
            entry: part.entry.as_ref().map(ToString::to_string),
        }
    }
}

impl From<&Citation> for ReplyCitation {
    fn from(citation: &Citation) -> ReplyCitation {
        ReplyCitation {
            title: citation.title.clone(),
            publisher: citation.publisher.clone(),
            edition: citation.edition.clone(),
            section: citation.section.clone(),
            url: citation.url.clone(),
            as_of: citation.as_of,
            level: citation.level,
        }
    }
}

impl From<&Candidate> for ReplyCandidate {
    fn from(candidate: &Candidate) -> ReplyCandidate {
        ReplyCandidate {
            entry: candidate.entry.to_string(),
            question: candidate.question.clone(),
            confidence: candidate.confidence,
        }
    }
}

impl From<&DeskCard> for ReplyDesk {
    fn from(desk: &DeskCard) -> ReplyDesk {
        ReplyDesk {
            entry: desk.entry.to_string(),
            name: desk.name.clone(),
            purpose: desk.purpose.clone(),
            phone: desk.phone.clone(),
            hours: desk.hours.clone(),
            url: desk.url.clone(),
            note: desk.note.clone(),
        }
    }
}
