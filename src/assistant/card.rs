//! Entries become cards.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::shelf::{Shelf, as_of};
use crate::{
    answer::{Candidate, Citation, Decision, Intent},
    chat::{Card, DeskCard, Watchable},
    clock::day_in_japan,
    knowledge::{Entry, EntryId, Level},
    people::ConversationId,
    wording,
};

/// Related questions under an answer.
const MOST_RELATED: usize = 4;

/// Returns a card that only says something.
pub(super) fn plain(
    conversation: &ConversationId,
    asked: &str,
    intent: Intent,
    text: &str,
) -> Card {
    Card {
        question_id: None,
        conversation: conversation.clone(),
        asked: asked.to_owned(),
        decision: Decision::Reply,
        intent,
        confidence: 1.0,
        entry: None,
        heading: None,
        lead: text.to_owned(),
        details: String::new(),
        notes: Vec::new(),
        citations: Vec::new(),
        candidates: Vec::new(),
        related: Vec::new(),
        asks: None,
        choices: Vec::new(),
        about: None,
        desk: None,
        parts: Vec::new(),
        watch: Watchable::default(),
    }
}

/// Puts an entry on a card.
pub(super) fn show(card: &mut Card, entry: &Entry, shelf: &Shelf, now: DateTime<Utc>) {
    let today = day_in_japan(now);
    card.decision = Decision::Reply;
    card.entry = Some(entry.id.clone());
    card.heading = Some(entry.question.clone());
    card.lead.clone_from(&entry.conclusion);
    if let Some(standing) = entry.standing(now) {
        let successor = shelf.successor(entry);
        let status = wording::standing(&standing, successor.map(|(_, it)| it.name.as_str()));
        card.lead = format!("{status}。{}", entry.conclusion);
        card.notes.push(wording::authority_decides().to_owned());
    }
    card.details = entry.shown_details();
    card.notes.extend(notes(entry, today));
    card.citations = entry.sources.iter().map(citation).collect();
    card.related = entry
        .related
        .iter()
        .filter_map(|id| shelf.entry(id))
        .take(MOST_RELATED)
        .map(|it| candidate(it, 0.0))
        .collect();
    card.desk = desk(entry, shelf, now);
    let closing = entry.closing(now);
    card.watch = Watchable {
        closes: closing.map(|(_, it)| it.date),
        substance: Some(entry.substance()),
    };
}

/// Returns an entry as a button.
pub(super) fn candidate(entry: &Entry, confidence: f64) -> Candidate {
    Candidate {
        entry: entry.id.clone(),
        question: entry.question.clone(),
        confidence,
    }
}

/// Returns the button of an entry that may have been withdrawn meanwhile.
pub(super) fn candidate_of(shelf: &Shelf, id: &str, confidence: f64) -> Option<Candidate> {
    shelf
        .entry(&EntryId(id.to_owned()))
        .map(|it| candidate(it, confidence))
}

/// Returns a source as it is cited.
#[must_use]
pub fn citation(source: &crate::knowledge::Source) -> Citation {
    Citation {
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        edition: source.edition.clone(),
        section: source.section.clone(),
        url: source.url.clone(),
        as_of: source.checked_on,
        level: source.level,
    }
}

/// Returns what a reader has to know about the age and the sources of an entry.
#[must_use]
pub fn notes(entry: &Entry, today: NaiveDate) -> Vec<String> {
    let mut notes = Vec::new();
    let as_of = as_of(entry);
    match (entry.verified_on, as_of) {
        (Some(on), _) => notes.push(wording::verified(on)),
        (None, Some(on)) => notes.push(wording::as_of(on)),
        (None, None) => {}
    }
    let levels = || entry.sources.iter().map(|it| it.level);
    let republished = entry
        .sources
        .iter()
        .filter(|it| it.level == Level::Republished);
    if let Some(on) = republished.map(|it| it.checked_on).min() {
        notes.push(wording::republished(on));
    }
    if !entry.sources.is_empty() && levels().all(|it| it == Level::Secondary) {
        notes.push(wording::secondary().to_owned());
    }
    let newest = entry.sources.iter().map(|it| it.checked_on).max();
    let due = entry
        .verified_on
        .max(newest)
        .map(|on| on + Duration::days(i64::from(entry.review_after_days)));
    if due.is_some_and(|due| due < today) {
        notes.push(wording::overdue().to_owned());
    }
    notes
}

/// Returns the office of a desk entry.
pub(super) fn desk(entry: &Entry, shelf: &Shelf, now: DateTime<Utc>) -> Option<DeskCard> {
    let facts = entry.desk.as_ref()?;
    let note = match (facts.phone.is_empty(), facts.note.is_empty()) {
        (true, true) => wording::phone_on_official_page().to_owned(),
        _ => facts.note.clone(),
    };
    let opening = facts.open.and_then(|it| shelf.calendar().opening(&it, now));
    Some(DeskCard {
        entry: entry.id.clone(),
        name: facts.name.clone(),
        purpose: facts.purpose.clone(),
        phone: facts.phone.clone(),
        hours: facts.hours.clone(),
        opening: opening.map(|it| wording::opening(it, day_in_japan(now))),
        url: facts.url.clone(),
        note,
    })
}
