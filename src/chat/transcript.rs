//! The record of a ticket, read from the store: one way for what an asker gets, one for the desk.

use chrono::{DateTime, Utc};

use super::Card;
use crate::{
    desk::{
        Ticket,
        transcript::{AskerTranscript, DeskTranscript, ShownAnswer},
    },
    store::{QuestionRecord, Result, Store},
};

/// Returns the record of a ticket for its asker.
///
/// # Errors
/// If the store fails.
pub async fn for_asker(
    store: &Store,
    ticket: &Ticket,
    now: DateTime<Utc>,
) -> Result<AskerTranscript> {
    let asked = match ticket.question_id {
        Some(question) => store.question(question).await?,
        None => None,
    };
    // The id came with a form: it may name what somebody else asked.
    let asked = asked.filter(|it| it.conversation == ticket.conversation);
    let messages = store.messages(ticket.id).await?;
    let satisfaction = store.satisfaction(ticket.id).await?;
    let answer = asked.as_ref().and_then(shown);
    let record = AskerTranscript::new(ticket, answer, messages, satisfaction, now);
    Ok(record)
}

/// Returns the record of a ticket for the desk.
///
/// # Errors
/// If the store fails.
pub async fn for_desk(
    store: &Store,
    ticket: &Ticket,
    now: DateTime<Utc>,
) -> Result<DeskTranscript> {
    Ok(DeskTranscript {
        shared: for_asker(store, ticket, now).await?,
        contact: ticket.contact.clone(),
        history: store.history(ticket.id).await?,
        notes: store.notes(ticket.id).await?,
    })
}

/// Returns what was shown for a question; `None` if a version stored it whose cards were different.
pub(super) fn shown(record: &QuestionRecord) -> Option<ShownAnswer> {
    let card = Card::shown(record).ok()?;
    let text = [card.lead.trim(), card.details.trim()];
    let text: Vec<_> = text.into_iter().filter(|it| !it.is_empty()).collect();
    Some(ShownAnswer {
        asked: record.asked.clone(),
        at: record.at,
        text: text.join("\n\n"),
        notes: card.notes,
        citations: card.citations,
    })
}
