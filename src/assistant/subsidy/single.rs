//! One program, seen from a firm.

use super::{Asked, Want, card, fact};
use crate::{
    assistant::shelf::Shelf,
    chat::Card,
    knowledge::Entry,
    programs::{Eligibility, Key, Outcome, Reason, Rules, WindowStatus},
    text::markdown::mark,
    wording,
};

/// Fills the card with what the rules of `entry` answer.
pub(super) fn fill(card: &mut Card, shelf: &Shelf, entry: &Entry, want: Want, asked: &Asked) {
    let (Some(rules), Some(found)) = (
        entry.rules.as_deref(),
        entry.eligibility(asked.profile, asked.now),
    ) else {
        return;
    };
    card::show(card, entry, shelf, asked.now);
    card.heading = Some(rules.name.clone());
    let successor = shelf.successor(entry);
    let standing = wording::standing(&found.standing, successor.map(|(_, it)| it.name.as_str()));
    let window = found.standing.window.map_or(0, |it| it.source);
    let status = format!("{standing}{}", mark(window));
    let closed = found.standing.status == WindowStatus::Closed;
    card.lead = match want {
        Want::Deadline => format!("{status}。"),
        Want::Expense(item) => format!("{}\n\n受付状況：{status}", expense(rules, item)),
        Want::Fit => format!(
            "{}：{}。{status}。",
            wording::outcome(found.outcome),
            rules.name
        ),
        Want::Amount if closed => format!("{status}。次は、これまでの金額です。"),
        Want::Amount if found.outcome == Outcome::Ineligible => {
            format!(
                "{}のため、受け取れない見込みです。{status}。",
                wording::outcome(found.outcome)
            )
        }
        Want::Amount => format!(
            "{}の見込みです。{status}。",
            wording::at_most(&found.payment)
        ),
    };
    card.details = details(rules, &found);
    if let Some((next, _)) = successor.filter(|_| closed) {
        card.candidates = vec![card::candidate(next, card.confidence)];
        card.related.retain(|it| it.entry != next.id);
    }
    let paying =
        matches!(want, Want::Amount).then(|| found.payment.items.iter().flat_map(|(_, keys)| keys));
    let missing = found.missing.iter().chain(paying.into_iter().flatten());
    let decides = matches!(want, Want::Fit | Want::Amount) && found.outcome != Outcome::Ineligible;
    let missing: Vec<Key> = missing.copied().collect();
    // The prefecture is the easiest to tell, and settles the most.
    let place = missing.iter().find(|it| **it == Key::Prefecture);
    if let Some(key) = place
        .or(missing.first())
        .copied()
        .filter(|_| decides && !asked.asks_no_more)
    {
        fact::ask(card, key, &[rules], asked);
    }
}

fn details(rules: &Rules, found: &Eligibility) -> String {
    let mut parts = Vec::new();
    let mut section = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let lines: String = lines.iter().map(|it| format!("- {it}\n")).collect();
            parts.push(format!("## {heading}\n{lines}"));
        }
    };
    let reasons = found.reasons.iter().map(|it| {
        let source = match it {
            Reason::Met(it) | Reason::NotMet(it) | Reason::Missing(it, _) => it.source,
            _ => None,
        };
        format!(
            "{}{}",
            wording::reason(it),
            mark(source.unwrap_or_default())
        )
    });
    section("条件", reasons.collect());
    let amounts: Vec<String> = if found.payment.items.is_empty() {
        Vec::new()
    } else {
        let items = found.payment.items.iter();
        items
            .map(|(it, missing)| {
                let labels: Vec<&str> = missing.iter().map(|it| it.label()).collect();
                let sure = labels.is_empty();
                let open = format!("（確かめること：{}）", labels.join("、"));
                format!("{}{}", it.in_words(), if sure { "" } else { &open })
            })
            .collect()
    };
    section("金額", amounts);
    section("申請の前にすること", rules.before.clone());
    section(
        "申請や決定の前にしてはいけないこと",
        rules.before_not.clone(),
    );
    let mut next = vec![format!("実施機関：{}", rules.authority)];
    if !rules.next_round.is_empty() {
        next.push(rules.next_round.clone());
    }
    section("最新の情報", next);
    parts.join("\n")
}

fn expense(rules: &Rules, item: &str) -> String {
    let known = rules.expenses.iter().find(|it| it.item == item);
    known.map_or_else(
        || wording::expense_unknown(item),
        |it| format!("{}：{}{}", it.item, it.text, mark(it.source)),
    )
}
