//! What can be pressed under a card.
//!
//! Discord has room for five rows. Who comes first, where not all have room: how the card ends
//! (rating, 相談員に聞く), so that nobody is left without a way on; then the answers to a question
//! back; then what may have been meant; then related questions; then what can be told later; then
//! 新しい質問. What may have been meant gets a row each, because a phone cuts the words of two in a row;
//! where there are fewer rows than that, it becomes a menu, together with the related questions.

use std::collections::BTreeSet;

use serenity::{
    all::ButtonStyle,
    builder::{
        CreateActionRow, CreateButton, CreateSelectMenu, CreateSelectMenuKind,
        CreateSelectMenuOption,
    },
};
use uuid::Uuid;

use super::{
    custom_id::{self, Press},
    limits::{self, cut},
};
use crate::{
    answer::{Candidate, Decision, Intent},
    chat::Card,
    programs::Key,
    wording::{PREFECTURES, watching as wording},
};

/// Rows that answers to a question back may take: one is left for how the card ends.
const FACT_ROWS: usize = limits::ROWS - 1;
/// 北海道 to 愛知県; 三重県 and what follows is 西日本.
const EAST: usize = 23;

/// Where a card is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a channel, to the asker alone.
    Private,
    /// In a channel, to everybody.
    Public,
    /// In the asker's direct messages.
    Dm,
    /// In a channel, after the asker shared it: only to be read.
    Shared,
}

/// Returns a button.
pub fn button(press: &Press, label: &str, style: ButtonStyle) -> CreateButton {
    CreateButton::new(press.encode())
        .label(cut(label, limits::LABEL))
        .style(style)
}

/// Returns the rows under `card`; `rated` tells whether the asker said already whether it helped.
#[must_use]
pub fn rows(card: &Card, place: Place, rated: bool) -> Vec<CreateActionRow> {
    if place == Place::Shared {
        return Vec::new();
    }
    let mut rows = fact(card);
    let mut ending = ending(card, place, rated);
    let reset = button(&Press::Reset, "新しい質問", ButtonStyle::Secondary);
    let mut reset = offers_reset(card).then_some(reset);
    if ending.len() < limits::BUTTONS {
        ending.extend(reset.take());
    }
    let left = limits::ROWS - rows.len() - usize::from(!ending.is_empty());
    let mut seen = BTreeSet::new();
    let mut is_new =
        |it: &&Candidate| !it.question.trim().is_empty() && seen.insert(it.entry.clone());
    let candidates: Vec<&Candidate> = card.candidates.iter().filter(&mut is_new).collect();
    let related: Vec<&Candidate> = card.related.iter().filter(&mut is_new).collect();
    let middle = if candidates.len() <= left {
        let mut rows: Vec<CreateActionRow> = entries(card, &candidates);
        rows.extend(menu(card.question_id, "関連する質問", &related));
        rows
    } else {
        let all: Vec<&Candidate> = candidates.into_iter().chain(related).collect();
        menu(card.question_id, "近い質問を選ぶ", &all)
            .into_iter()
            .collect()
    };
    rows.extend(middle.into_iter().take(left));
    if !ending.is_empty() {
        rows.push(CreateActionRow::Buttons(ending));
    }
    if rows.len() < limits::ROWS {
        rows.extend(watching(card));
    }
    if rows.len() < limits::ROWS {
        rows.extend(reset.map(|it| CreateActionRow::Buttons(vec![it])));
    }
    rows
}

/// Returns what the asker can be told of later.
fn watching(card: &Card) -> Option<CreateActionRow> {
    let entry = card.entry.clone();
    let deadline = entry.filter(|_| card.watch.closes.is_some());
    let deadline = deadline.map(|entry| (Press::TellDeadline { entry }, wording::tell_deadline()));
    let substance = card.watch.substance.as_ref();
    let question = card.question_id.filter(|_| substance.is_some());
    let corrections = question.map(|question| Press::TellCorrections { question });
    let corrections = corrections.map(|it| (it, wording::tell_corrections()));
    let fits = |it: &(Press, &str)| it.0.encode().len() <= custom_id::LONGEST;
    let presses = deadline.into_iter().chain(corrections).filter(fits);
    let buttons = presses.map(|(press, label)| button(&press, label, ButtonStyle::Secondary));
    let buttons: Vec<CreateButton> = buttons.collect();
    (!buttons.is_empty()).then_some(CreateActionRow::Buttons(buttons))
}

/// Whether the card says that 「新しい質問」 can be chosen.
fn offers_reset(card: &Card) -> bool {
    card.notes.iter().any(|it| it.contains("「新しい質問」"))
}

/// Returns how the fact can be told that the card asks for.
fn fact(card: &Card) -> Vec<CreateActionRow> {
    let (Some(question), Some(asks)) = (card.question_id, &card.asks) else {
        return Vec::new();
    };
    let key = Key::named(asks);
    if key == Some(Key::Prefecture) {
        let (east, west) = PREFECTURES.split_at(EAST);
        let menus = [
            ("東日本（北海道〜愛知県）", east),
            ("西日本（三重県〜沖縄県）", west),
        ];
        let menus = menus.into_iter().zip(0..).map(|((words, names), part)| {
            let option = |it: &&str| CreateSelectMenuOption::new(*it, *it);
            let options = names.iter().map(option).collect();
            let press = Press::FactSelect { question, part };
            select(&press, words, options)
        });
        return menus.collect();
    }
    let written = matches!(
        key,
        Some(Key::Employees | Key::LocalEmployees | Key::CapitalYen)
    );
    let choices = card.choices.iter().zip(0u8..);
    let choices = choices.filter(|(it, _)| !it.trim().is_empty());
    let mut buttons: Vec<CreateButton> = choices
        .take(FACT_ROWS * limits::BUTTONS - usize::from(written))
        .map(|(choice, number)| {
            let press = Press::Choice { question, number };
            button(&press, choice, ButtonStyle::Primary)
        })
        .collect();
    if written {
        let press = Press::FactForm { question };
        buttons.push(button(&press, "書いて答える", ButtonStyle::Secondary));
    }
    let rows = buttons.chunks(limits::BUTTONS);
    rows.map(|it| CreateActionRow::Buttons(it.to_vec()))
        .collect()
}

/// Returns a row for each entry.
fn entries(card: &Card, candidates: &[&Candidate]) -> Vec<CreateActionRow> {
    let row = |it: &&Candidate| {
        let number = card
            .candidates
            .iter()
            .position(|other| other.entry == it.entry);
        let press = Press::entry(card.question_id, &it.entry, number.unwrap_or_default())?;
        let button = button(&press, it.question.trim(), ButtonStyle::Primary);
        Some(CreateActionRow::Buttons(vec![button]))
    };
    candidates.iter().filter_map(row).collect()
}

fn menu(question: Option<Uuid>, words: &str, entries: &[&Candidate]) -> Option<CreateActionRow> {
    let fits = |it: &&&Candidate| (1..=limits::OPTION).contains(&limits::length(&it.entry.0));
    let option = |it: &&Candidate| {
        CreateSelectMenuOption::new(cut(it.question.trim(), limits::OPTION), it.entry.0.clone())
    };
    let entries = entries.iter().filter(fits).take(limits::OPTIONS);
    let options: Vec<CreateSelectMenuOption> = entries.map(option).collect();
    (!options.is_empty()).then(|| select(&Press::Related { question }, words, options))
}

fn select(press: &Press, words: &str, options: Vec<CreateSelectMenuOption>) -> CreateActionRow {
    let kind = CreateSelectMenuKind::String { options };
    let menu = CreateSelectMenu::new(press.encode(), kind).placeholder(words);
    CreateActionRow::SelectMenu(menu)
}

/// Returns how a card ends: the same as on the web, and what only Discord has.
fn ending(card: &Card, place: Place, rated: bool) -> Vec<CreateButton> {
    let question = card.question_id;
    let consult = Press::Consult { question };
    let consult = |label: &str, style| button(&consult, label, style);
    match card.decision {
        Decision::Reply if card.entry.is_some() => {
            let mut buttons = rating(question.filter(|_| !rated));
            buttons.push(consult("相談員に聞く", ButtonStyle::Secondary));
            buttons.extend(keeping(question, place));
            buttons
        }
        Decision::Reply => Vec::new(),
        Decision::Clarify if card.intent == Intent::Other => Vec::new(),
        Decision::Clarify => {
            let label = match card.candidates.is_empty() || card.asks.is_some() {
                true => "相談員に聞く",
                false => "どれも違う・相談員に聞く",
            };
            vec![consult(label, ButtonStyle::Secondary)]
        }
        Decision::Handoff => vec![consult("相談員に聞く", ButtonStyle::Success)],
    }
}

fn rating(question: Option<Uuid>) -> Vec<CreateButton> {
    let Some(question) = question else {
        return Vec::new();
    };
    let rate = |solved, label: &str, style| button(&Press::Rate { question, solved }, label, style);
    vec![
        rate(true, "解決した", ButtonStyle::Success),
        rate(false, "解決しない", ButtonStyle::Secondary),
    ]
}

/// Returns how an answer can be kept or shown to others.
fn keeping(question: Option<Uuid>, place: Place) -> Vec<CreateButton> {
    let Some(question) = question else {
        return Vec::new();
    };
    let share = || {
        let press = Press::Share { question };
        button(&press, "チャンネルに共有", ButtonStyle::Secondary)
    };
    let save = || {
        button(
            &Press::SaveDm { question },
            "DMで保存",
            ButtonStyle::Secondary,
        )
    };
    match place {
        Place::Private => vec![share(), save()],
        Place::Public => vec![save()],
        Place::Dm | Place::Shared => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording;

    #[test]
    fn the_note_on_a_follow_up_is_recognised() {
        assert!(wording::follows("前の質問").contains("「新しい質問」"));
    }

    #[test]
    fn the_halves_of_japan_fit_into_a_menu_each() {
        let (east, west) = PREFECTURES.split_at(EAST);
        assert_eq!(
            (east.last(), west.first()),
            (Some(&"愛知県"), Some(&"三重県"))
        );
        assert!(east.len() <= limits::OPTIONS && west.len() <= limits::OPTIONS);
    }
}
