//! Several programs, seen from a firm.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::{Asked, Want, card, fact};
use crate::{
    answer::{Candidate, Decision},
    assistant::shelf::Shelf,
    chat::Card,
    knowledge::Entry,
    programs::{
        Applicant, Covered, Eligibility, Expense, Key, Outcome, Profile, Reason, Rules,
        WindowStatus,
    },
    text::markdown::mark,
    wording,
};

/// Programs on buttons.
const MOST_BUTTONS: usize = 4;

/// One program in a list.
struct Row<'a> {
    entry: &'a Entry,
    rules: &'a Rules,
    found: Eligibility<'a>,
    /// Whether it is a hope for this question: one that does not pay for the expense asked for is none.
    outcome: Outcome,
}

/// Whether a program is as much of a hope as it was.
fn looks_like(row: &Row, before: &Row) -> bool {
    let most = |it: &Row| it.found.payment.max_yen;
    row.entry.id == before.entry.id
        && row.outcome == before.outcome
        && (row.outcome == Outcome::Ineligible || most(row) == most(before))
}

impl Row<'_> {
    fn expense(&self, item: Option<&str>) -> Option<&Expense> {
        let mut expenses = self.rules.expenses.iter();
        expenses.find(|it| Some(it.item.as_str()) == item)
    }
}

/// Fills the card with a line for each program: those that fit first. In the course of a dialogue only
/// what changed is shown, and at its end also what is left to hope for.
pub(super) fn fill(card: &mut Card, shelf: &Shelf, want: Want, programs: &[&Entry], asked: &Asked) {
    let item = match want {
        Want::Expense(item) => Some(item),
        _ => None,
    };
    let rows = rows(programs, item, asked.profile, asked.now);
    let closed = |it: &Row| it.found.standing.status == WindowStatus::Closed;
    let is_hopeful = |it: &Row| it.outcome != Outcome::Ineligible;
    let count = |outcome| rows.iter().filter(|it| it.outcome == outcome).count();
    let hopeful: Vec<&Row> = rows.iter().filter(|it| is_hopeful(it)).collect();
    let waits = |it: &&Row| !it.found.missing.is_empty();
    let undecided: Vec<&Row> = hopeful.iter().copied().filter(waits).collect();
    let next = most_wanted(&undecided).filter(|_| !asked.asks_no_more);
    card.decision = Decision::Reply;
    card.lead = wording::programs_found(count(Outcome::Eligible), count(Outcome::Undetermined));
    card.details = String::new();
    let shown: Vec<&Row> = match asked.goes_on_from {
        None => rows.iter().filter(|it| !closed(it)).collect(),
        Some(known) => {
            let before = self::rows(programs, item, known, asked.now);
            let changed = |it: &Row| !closed(it) && !before.iter().any(|old| looks_like(it, old));
            if next.is_some() {
                let count = rows.iter().filter(|it| changed(it)).count();
                card.lead += &wording::programs_changed(count);
            }
            let is_end = next.is_none();
            let tells = |it: &&Row| changed(it) || (is_end && is_hopeful(it));
            rows.iter().filter(tells).collect()
        }
    };
    for row in &shown {
        line(card, row, item, shelf);
    }
    let over = rows.iter().filter(|it| closed(it)).count();
    if asked.goes_on_from.is_some() {
        card.notes.push(wording::whole_list().to_owned());
    } else if 0 < over {
        let _ = write!(card.details, "\n{}\n", wording::programs_over(over));
    }
    card.notes.push(wording::authority_decides().to_owned());
    let buttons = shown.into_iter().filter(|it| is_hopeful(it));
    card.candidates = buttons
        .take(MOST_BUTTONS)
        .map(|it| Candidate {
            entry: it.entry.id.clone(),
            question: it.rules.name.clone(),
            confidence: card.confidence,
        })
        .collect();
    if let Some(key) = next {
        let rules: Vec<&Rules> = undecided.iter().map(|it| it.rules).collect();
        fact::ask(card, key, &rules, asked);
    }
}

/// Returns the programs for firms, those that pay for `item` if one is asked for: those that fit first,
/// among these the one that closes first.
fn rows<'a>(
    programs: &[&'a Entry],
    item: Option<&str>,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Vec<Row<'a>> {
    let rows = programs.iter().filter_map(|entry| {
        let rules = entry.rules.as_deref()?;
        let found = entry.eligibility(profile, now)?;
        let refused = |it: &Expense| Some(it.item.as_str()) == item && it.covered == Covered::No;
        let outcome = match rules.expenses.iter().any(refused) {
            true => Outcome::Ineligible,
            false => found.outcome,
        };
        Some(Row {
            entry,
            rules,
            found,
            outcome,
        })
    });
    let tells = |rules: &Rules, item: &str| rules.expenses.iter().any(|it| it.item == item);
    let mut rows: Vec<Row> = rows
        .filter(|it| it.rules.applicant == Applicant::Firm)
        .filter(|it| item.is_none_or(|item| tells(it.rules, item)))
        .collect();
    rows.sort_by_key(|it| {
        let days = it.found.standing.days_left.unwrap_or(i64::MAX);
        (it.outcome as u8, days, it.entry.id.clone())
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

/// Adds a program to the list, with the source of what it says.
fn line(card: &mut Card, row: &Row, item: Option<&str>, shelf: &Shelf) {
    let source = row.expense(item).map(|it| it.source);
    let source = source.and_then(|it| usize::try_from(it).ok()?.checked_sub(1));
    let source = row.entry.sources.get(source.unwrap_or_default());
    card.citations.extend(source.map(card::citation));
    let mark = mark(u32::try_from(card.citations.len()).unwrap_or_default());
    let _ = writeln!(card.details, "- {}{mark}", text(row, item, shelf));
}

/// Returns what the list says of a program.
fn text(row: &Row, item: Option<&str>, shelf: &Shelf) -> String {
    let Row {
        entry,
        rules,
        found,
        outcome,
    } = row;
    let successor = shelf.successor(entry).map(|(_, it)| it.name.as_str());
    let mut text = format!(
        "{} {}：{}",
        wording::sign(*outcome),
        rules.name,
        wording::standing(&found.standing, successor)
    );
    if found.outcome == Outcome::Ineligible {
        let decides = |it: &&Reason| !matches!(it, Reason::Met(_) | Reason::Missing(..));
        let reason = found.reasons.iter().find(decides);
        let reason = reason.map(wording::reason).unwrap_or_default();
        let _ = write!(text, "。{}", reason.trim_start_matches(['×', '△', ' ']));
    } else if *outcome != Outcome::Ineligible {
        let _ = write!(text, "。{}", wording::at_most(&found.payment));
    }
    if let Some(expense) = row.expense(item) {
        let covered = expense.text.trim_end_matches('。');
        let _ = write!(text, "。{}：{covered}", expense.item);
    }
    text
}
