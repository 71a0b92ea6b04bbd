//! Several questions in one message are answered one after the other, on one card.

use super::{Assistant, card, message::Message, shelf::Shelf};
use crate::{
    answer::{self, Decision, MOST_PARTS},
    chat::{Card, Part},
    store::Context,
    wording,
};

/// Buttons for each of several questions without a sure answer.
const MOST_OF_SEVERAL: usize = 2;

impl Assistant {
    /// Answers every question of a message that holds several. Returns `false` if it is one question
    /// after all; the card is as it was then.
    pub(super) fn answer_all(&self, card: &mut Card, shelf: &Shelf, message: &Message) -> bool {
        let own_words = !message.goes_on && message.told.is_empty();
        let Some(found) = answer::compound(&message.question).filter(|_| own_words) else {
            return false;
        };
        let mut cards: Vec<Card> = Vec::new();
        for part in found.parts.iter().take(MOST_PARTS) {
            let mut answer = card::plain(&card.conversation, part, card.intent, "");
            self.answer(&mut answer, shelf, &of_part(message, part, cards.last()));
            cards.push(answer);
        }
        let is_sure = |it: &Card| it.decision == Decision::Reply;
        let shown = |it: &Card| it.entry.clone();
        let twice = |(at, it): (usize, &Card)| {
            is_sure(it) && it.entry.is_some() && cards[..at].iter().any(|of| shown(of) == shown(it))
        };
        // What one entry answers is one question; so are two sentences of which one alone tells little.
        let each_stands = || cards.iter().all(is_sure) && self.has_first(&cards, shelf, message);
        if cards.iter().enumerate().any(twice) || !(found.marked || each_stands()) {
            return false;
        }
        let left = found.parts.len().saturating_sub(MOST_PARTS);
        put_together(card, cards, shelf);
        if 0 < left {
            card.notes.push(wording::questions_left(MOST_PARTS));
        }
        true
    }

    /// Whether a part of a message that was answered as one question has answers of its own, sure ones or to
    /// choose from, and what is shown is not among them.
    pub(super) fn leaves_a_question(&self, card: &Card, shelf: &Shelf, message: &Message) -> bool {
        let shown = card.entry.as_ref().filter(|_| !message.goes_on);
        let (Some(shown), Decision::Reply) = (shown, card.decision) else {
            return false;
        };
        let found = answer::compound(&message.question);
        let parts = found.map_or_else(Vec::new, |it| it.parts);
        parts.iter().take(MOST_PARTS).any(|part| {
            let mut own = card::plain(&card.conversation, part, card.intent, "");
            self.answer(&mut own, shelf, &of_part(message, part, None));
            let of_own = own.candidates.iter().map(|it| &it.entry).chain(&own.entry);
            0 < of_own.clone().count() && !of_own.clone().any(|it| it == shown)
        })
    }

    /// Whether one of the answers is what the message finds as a whole.
    fn has_first(&self, cards: &[Card], shelf: &Shelf, message: &Message) -> bool {
        let found = shelf.search(&message.question, &message.profile, 1);
        let first = found.hits.first().map(|it| it.id.as_str());
        let mut shown = cards.iter().filter_map(|it| it.entry.as_ref());
        shown.any(|it| Some(it.0.as_str()) == first)
    }
}

/// Returns the message as if it held only this question; the answer `before` is what it may mean.
fn of_part(message: &Message, part: &str, before: Option<&Card>) -> Message {
    let mut own = message.clone();
    own.question = part.to_owned();
    if let (Some(card), Some(context)) = (before, &message.context) {
        own.context = Some(Context {
            entry: card.entry.clone().or_else(|| context.entry.clone()),
            asked: None,
            asks: None,
            ..context.clone()
        });
    }
    // Only the first may ask back: its buttons stand below it.
    own.asks_no_more |= before.is_some();
    own
}

/// Fills the card: the first answer in full, then each other with what it says first; the rest of it is
/// behind a button.
fn put_together(card: &mut Card, cards: Vec<Card>, shelf: &Shelf) {
    let parts = cards.iter().map(|it| Part {
        asked: it.asked.clone(),
        decision: it.decision,
        confidence: it.confidence,
        entry: it.entry.clone(),
    });
    let parts = parts.collect();
    let mut cards = cards.into_iter();
    let Some(mut first) = cards.next() else {
        return;
    };
    if is_unsure(&first) {
        first.lead = wording::unsure_part(1, first.candidates.is_empty());
        first.details = String::new();
    }
    *card = Card {
        asked: card.asked.clone(),
        heading: Some(wording::part(1, &first.asked)),
        parts,
        ..first
    };
    for (answer, number) in cards.zip(2..) {
        add(card, answer, number, shelf);
    }
}

/// Whether there is neither an answer nor a fact that would give one.
fn is_unsure(card: &Card) -> bool {
    card.decision != Decision::Reply && card.asks.is_none()
}

fn add(card: &mut Card, answer: Card, number: usize, shelf: &Shelf) {
    let sure = answer.decision == Decision::Reply;
    let mut text = match is_unsure(&answer) {
        true => wording::unsure_part(number, answer.candidates.is_empty()),
        false => answer.lead,
    };
    if answer.asks.is_some() && card.asks.is_none() {
        // 「大阪です」 will be the answer to this question.
        card.about = Some(answer.asked.clone());
    }
    // A list of programs says everything in its lines; an entry has more to read.
    if sure && answer.entry.is_none() && !answer.details.is_empty() {
        text = format!("{text}\n\n{}", answer.details);
    }
    let (text, citations) = cited(&text, answer.citations, card.citations.len());
    card.citations.extend(citations);
    let heading = wording::part(number, &answer.asked);
    card.details = format!("{}\n\n## {heading}\n\n{text}", card.details.trim_end());
    card.details = card.details.trim_start().to_owned();
    for note in answer.notes {
        if !card.notes.contains(&note) {
            card.notes.push(note);
        }
    }
    if card.desk.is_none() {
        card.desk = answer.desk;
    }
    if let Some(entry) = answer.entry.as_ref().and_then(|it| shelf.entry(it)) {
        card.related
            .insert(0, card::candidate(entry, answer.confidence));
    }
    if !answer.candidates.is_empty() {
        card.candidates.truncate(MOST_OF_SEVERAL);
    }
    for candidate in answer.candidates.into_iter().take(MOST_OF_SEVERAL) {
        if !card.candidates.iter().any(|it| it.entry == candidate.entry) {
            card.candidates.push(candidate);
        }
    }
}

/// Returns `text` with the numbers of its marks as they are behind `before` other sources, and the
/// sources that it cites: all of them if it cites none.
fn cited<T>(text: &str, sources: Vec<T>, before: usize) -> (String, Vec<T>) {
    let mark = |number: usize| format!("[{number}]");
    let is_cited = |index: usize| text.contains(&mark(index + 1));
    let any = (0..sources.len()).any(is_cited);
    let mut out = text.to_owned();
    let mut kept = Vec::new();
    for (index, source) in sources.into_iter().enumerate() {
        if is_cited(index) {
            // A number that is in use already must not be taken for one that is still to come.
            let new = format!("[\u{0}{}]", before + kept.len() + 1);
            out = out.replace(&mark(index + 1), &new);
        }
        if is_cited(index) || !any {
            kept.push(source);
        }
    }
    (out.replace('\u{0}', ""), kept)
}
