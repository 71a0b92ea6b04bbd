//! Several programs, seen from a firm.

use std::fmt::Write as _;

use super::{Asked, Want, card, fact, mark};
use crate::{
    answer::{Candidate, Decision},
    assistant::shelf::Shelf,
    chat::Card,
    knowledge::Entry,
    programs::{Applicant, Eligibility, Key, Outcome, Reason, Rules, WindowStatus},
    wording,
};

/// Programs on buttons.
const MOST_BUTTONS: usize = 4;

/// One program in a list.
struct Row<'a> {
    entry: &'a Entry,
    rules: &'a Rules,
    found: Eligibility<'a>,
}

/// Fills the card with a line for each program: those that fit first.
pub(super) fn fill(card: &mut Card, shelf: &Shelf, want: Want, programs: &[&Entry], asked: &Asked) {
    let item = match want {
        Want::Expense(item) => Some(item),
        _ => None,
    };
    let rows = rows(programs, item, asked);
    let closed = |it: &Row| it.found.standing.status == WindowStatus::Closed;
    let count = |outcome| rows.iter().filter(|it| it.found.outcome == outcome).count();
    let (eligible, open) = (count(Outcome::Eligible), count(Outcome::Undetermined));
    card.decision = Decision::Reply;
    card.lead = wording::programs_found(eligible, open);
    card.details = String::new();
    for row in rows.iter().filter(|it| !closed(it)) {
        line(card, row, item, shelf);
    }
    let over = rows.iter().filter(|it| closed(it)).count();
    if 0 < over {
        let _ = write!(card.details, "\n{}\n", wording::programs_over(over));
    }
    card.notes.push(wording::authority_decides().to_owned());
    let hopeful = rows
        .iter()
        .filter(|it| it.found.outcome != Outcome::Ineligible);
    card.candidates = hopeful
        .clone()
        .take(MOST_BUTTONS)
        .map(|it| Candidate {
            entry: it.entry.id.clone(),
            question: it.rules.name.clone(),
            confidence: card.confidence,
        })
        .collect();
    let undecided: Vec<&Row> = hopeful.filter(|it| !it.found.missing.is_empty()).collect();
    if let Some(key) = most_wanted(&undecided).filter(|_| !asked.asks_no_more) {
        let rules: Vec<&Rules> = undecided.iter().map(|it| it.rules).collect();
        fact::ask(card, key, &rules, asked);
    }
}

/// Returns the programs for firms, those that pay for `item` if one is asked for: those that fit first,
/// among these the one that closes first.
fn rows<'a>(programs: &[&'a Entry], item: Option<&str>, asked: &Asked) -> Vec<Row<'a>> {
    let rows = programs.iter().filter_map(|entry| {
        Some(Row {
            entry,
            rules: entry.rules.as_deref()?,
            found: entry.eligibility(asked.profile, asked.now)?,
        })
    });
    let tells = |rules: &Rules, item: &str| rules.expenses.iter().any(|it| it.item == item);
    let mut rows: Vec<Row> = rows
        .filter(|it| it.rules.applicant == Applicant::Firm)
        .filter(|it| item.is_none_or(|item| tells(it.rules, item)))
        .collect();
    rows.sort_by_key(|it| {
        let days = it.found.standing.days_left.unwrap_or(i64::MAX);
        (it.found.outcome as u8, days, it.entry.id.clone())
    });
    rows
}

/// Returns the fact for which most of these programs wait; of equals the first of all keys. The
/// prefecture comes first: it is the easiest to tell, and settles the most.
fn most_wanted(rows: &[&Row]) -> Option<Key> {
    let waiting = |key: Key| {
        rows.iter()
            .filter(|it| it.found.missing.contains(&key))
            .count()
    };
    if 0 < waiting(Key::Prefecture) {
        return Some(Key::Prefecture);
    }
    let mut best: Option<(Key, usize)> = None;
    for key in Key::all() {
        let count = waiting(key);
        if best.map_or(0, |(_, count)| count) < count {
            best = Some((key, count));
        }
    }
    best.map(|(key, _)| key)
}

/// Adds a program to the list, with its own first source.
fn line(card: &mut Card, row: &Row, item: Option<&str>, shelf: &Shelf) {
    let Row {
        entry,
        rules,
        found,
    } = row;
    card.citations
        .extend(entry.sources.first().map(card::citation));
    let mark = mark(u32::try_from(card.citations.len()).unwrap_or_default());
    let successor = shelf.successor(entry).map(|(_, it)| it.name.as_str());
    let mut line = format!(
        "- {} {}：{}",
        wording::sign(found.outcome),
        rules.name,
        wording::standing(&found.standing, successor)
    );
    match found.outcome {
        Outcome::Ineligible => {
            let reason = found
                .reasons
                .iter()
                .find(|it| !matches!(it, Reason::Met(_) | Reason::Missing(..)));
            let reason = reason.map(wording::reason).unwrap_or_default();
            let _ = write!(line, "。{}", reason.trim_start_matches(['×', '△', ' ']));
        }
        _ => {
            let _ = write!(line, "。{}", wording::at_most(&found.payment));
        }
    }
    if let Some(item) = item {
        let known = rules.expenses.iter().find(|it| it.item == item);
        let text = known.map(|it| it.text.as_str()).unwrap_or_default();
        let _ = write!(line, "。{item}：{}", text.trim_end_matches('。'));
    }
    let _ = writeln!(card.details, "{line}{mark}");
}
