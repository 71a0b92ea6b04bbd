//! What was asked and shown in a dialogue lately, and what is left to show to whom it was no help.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::{Assistant, ask::HITS, card, message::Message, shelf::Shelf};
use crate::{
    answer::{Decision, Intent},
    chat::Card,
    knowledge::EntryId,
    programs::Profile,
    store::QuestionRecord,
    wording,
};

/// A message with what was shown for it.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    intent: Intent,
    /// The question that it was about.
    question: String,
    /// It was the press of the button of an entry, not a message.
    is_choice: bool,
    /// The entries that its card showed.
    shown: Vec<EntryId>,
    /// The entries that its card offered: they may have been meant.
    offered: Vec<EntryId>,
    /// It was answered by asking which of these was meant.
    asked_which: bool,
    at: DateTime<Utc>,
}

impl Turn {
    /// Returns a recorded turn; `None` if its card is of a version that showed other things.
    pub fn of(record: &QuestionRecord) -> Option<Turn> {
        let card = Card::shown(record).ok()?;
        let asked_back = card.decision == Decision::Clarify && card.asks.is_none();
        let asked_which = asked_back && !card.candidates.is_empty();
        let parts = card.parts.into_iter().filter_map(|it| it.entry);
        let offered = card.candidates.into_iter().map(|it| it.entry);
        Some(Turn {
            intent: card.intent,
            asked_which,
            is_choice: card.heading.as_ref() == Some(&card.asked),
            question: card.about.unwrap_or(card.asked),
            shown: card.entry.into_iter().chain(parts).collect(),
            offered: offered.collect(),
            at: record.at,
        })
    }

    /// Whether this was the choice of what the turn before had offered.
    fn chose_from(&self, before: &Turn) -> bool {
        self.is_choice
            && self
                .shown
                .first()
                .is_some_and(|it| before.offered.contains(it))
    }
}

/// The last turns of a dialogue, newest first.
#[derive(Debug)]
pub(super) struct Dialogue(Vec<Turn>);

impl Dialogue {
    /// Keeps those of `turns`, newest first, that belong together: each came within `life` of the next,
    /// and after the last 「新しい質問」.
    pub fn of(turns: Vec<Turn>, life: Duration, now: DateTime<Utc>) -> Dialogue {
        let mut next = now;
        let together = turns.into_iter().take_while(|it| {
            let is_near = next - it.at <= life;
            next = it.at;
            is_near && it.intent != Intent::Reset
        });
        Dialogue(together.collect())
    }

    /// Whether the last message was answered by asking which of several entries was meant.
    pub fn asked_which(&self) -> bool {
        self.0.first().is_some_and(|it| it.asked_which)
    }

    /// Returns the question that the dialogue is about, in the asker's own words.
    fn question(&self) -> Option<&str> {
        let asks = |(at, it): &(usize, &Turn)| {
            let before = self.0.get(at + 1);
            it.intent == Intent::Question && !before.is_some_and(|before| it.chose_from(before))
        };
        let (_, turn) = self.0.iter().enumerate().find(asks)?;
        Some(&turn.question)
    }

    /// Returns the entries that were no help: all that were shown, and all that were offered where none of
    /// them was chosen.
    fn no_help(&self) -> BTreeSet<&EntryId> {
        let mut entries = BTreeSet::new();
        let mut next: Option<&Turn> = None;
        for turn in &self.0 {
            entries.extend(&turn.shown);
            if !next.is_some_and(|it| it.chose_from(turn)) {
                entries.extend(&turn.offered);
            }
            next = Some(turn);
        }
        entries
    }
}

impl Assistant {
    /// Fills the card for somebody whom the answers were no help: what comes next for the same
    /// question, and a person.
    pub(super) fn try_again(
        &self,
        card: &mut Card,
        shelf: &Shelf,
        message: &Message,
        dialogue: &Dialogue,
    ) {
        card.decision = Decision::Handoff;
        card.confidence = 0.0;
        card.lead = wording::sorry().to_owned();
        let mut topics = Vec::new();
        match dialogue.question() {
            None => card.details = wording::sorry_ask_anew().to_owned(),
            Some(question) => {
                let no_help = dialogue.no_help();
                let matter = shelf.places_in(question).matter;
                let profile = Profile {
                    prefecture: matter.or_else(|| message.profile.prefecture.clone()),
                    ..message.profile.clone()
                };
                let mut found = shelf.search(question, &profile, HITS + no_help.len());
                let first = found.hits.first();
                let first = first.and_then(|it| shelf.entry(&EntryId(it.id.clone())));
                topics = first.map(|it| it.topics.clone()).unwrap_or_default();
                let is_new = |id: &str| !no_help.contains(&EntryId(id.to_owned()));
                found.hits.retain(|it| is_new(&it.id));
                let nearest = shelf.judge().nearest(&found);
                let buttons = nearest.iter();
                let buttons =
                    buttons.filter_map(|(it, sure)| card::candidate_of(shelf, &it.id, *sure));
                card.candidates = buttons.collect();
                let near = !card.candidates.is_empty();
                card.details = wording::no_sure_answer_next(near).to_owned();
                // Who asks on, or sends it to a consultant, means this question.
                card.about = Some(question.to_owned());
            }
        }
        let desk = shelf.desk(&topics, &message.profile);
        card.desk = desk.and_then(|it| card::desk(it, shelf, self.clock.now()));
    }
}
