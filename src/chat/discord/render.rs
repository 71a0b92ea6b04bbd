//! A card as messages: the same decision, text and sources as on the web.

use serenity::all::ButtonStyle;
use serenity::builder::CreateActionRow;
use uuid::Uuid;

use super::{
    buttons::{self, Place, button},
    custom_id::Press,
    escape::{escape, link, web_address},
    limits::{self, cut, length},
    markdown::to_discord,
    page::{Page, Sheet},
    split::split,
};
use crate::{
    answer::{Citation, Decision},
    chat::{Card, DeskCard},
    programs::Outcome,
    text::figures,
    wording,
};

/// Most of a page's small print.
const NOTES: usize = 900;

/// How a card is to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Where.
    pub place: Place,
    /// Whether the question stands above the answer: where it is not to be seen otherwise.
    pub with_question: bool,
    /// Whether the asker said already whether it helped.
    pub rated: bool,
    /// The address of the web chat, without `/` at its end, where there is one.
    pub web: Option<&'a str>,
}

/// Returns the messages that show `card`, in order; at least one. What can be pressed is under the
/// last one.
#[must_use]
pub fn pages(card: &Card, look: Look<'_>) -> Vec<Page> {
    let text = text(card, look.web);
    let mut sheets: Vec<Sheet> = split(&text, limits::DESCRIPTION)
        .into_iter()
        .map(|text| sheet(card, text))
        .collect();
    if sheets.is_empty() {
        sheets.push(sheet(card, String::new()));
    }
    if let Some(first) = sheets.first_mut() {
        first.title = card.heading.as_deref().map(escape).unwrap_or_default();
        first.title = cut(first.title.trim(), limits::TITLE);
        if look.with_question && !card.asked.trim().is_empty() {
            first.author = cut(&format!("質問：{}", card.asked.trim()), limits::TITLE);
        }
    }
    let notes: Vec<&str> = card.notes.iter().map(|it| it.trim()).collect();
    let footer = cut(notes.join("\n").trim(), NOTES);
    for field in sources(card)
        .into_iter()
        .chain(card.desk.as_ref().map(desk))
    {
        let has_room = |it: &Sheet| it.has_room(&field, length(&footer));
        if !sheets.last().is_some_and(has_room) {
            sheets.push(sheet(card, String::new()));
        }
        if let Some(last) = sheets.last_mut() {
            last.fields.push(field);
        }
    }
    if let Some(last) = sheets.last_mut() {
        last.footer = footer;
        if last.length() == 0 {
            last.text = wording::no_sure_answer().to_owned();
        }
    }
    let count = sheets.len();
    let rows = |number| match number == count {
        true => buttons::rows(card, look.place, look.rated),
        false => Vec::new(),
    };
    let pages = sheets.into_iter().zip(1..);
    pages.map(|(it, number)| it.page(rows(number))).collect()
}

/// Returns the message that stands for an answer which only the asker is to see.
#[must_use]
pub fn answer_is_ready(question: Uuid) -> Page {
    let text = wording::discord::answer_is_ready();
    one_button(text, &Press::ShowMe { question }, "自分だけに表示")
}

/// Returns the answer to a message that came without words.
#[must_use]
pub fn message_came_blank(message: u64) -> Page {
    let text = wording::discord::message_came_blank();
    one_button(text, &Press::AskForm { message }, "質問を書く")
}

fn one_button(text: &str, press: &Press, label: &str) -> Page {
    let sheet = Sheet {
        text: text.to_owned(),
        colour: CLARIFY,
        ..Sheet::default()
    };
    let button = button(press, label, ButtonStyle::Primary);
    sheet.page(vec![CreateActionRow::Buttons(vec![button])])
}

const REPLY: u32 = 0x002e_7d32;
const CLARIFY: u32 = 0x0015_65c0;
const HANDOFF: u32 = 0x00ef_6c00;

fn sheet(card: &Card, text: String) -> Sheet {
    let colour = match card.decision {
        Decision::Reply => REPLY,
        Decision::Clarify => CLARIFY,
        Decision::Handoff => HANDOFF,
    };
    Sheet {
        text,
        colour,
        ..Sheet::default()
    }
}

/// Returns all that is said in sentences.
fn text(card: &Card, web: Option<&str>) -> String {
    let count = card.citations.len();
    let mut parts = vec![
        to_discord(&card.lead, count),
        to_discord(&details(card), count),
    ];
    if card.decision == Decision::Handoff {
        parts.push(wording::discord::consultant_answers().to_owned());
    }
    parts.extend(web.and_then(|it| programs(card, it)));
    parts.retain(|it| !it.is_empty());
    parts.join("\n\n")
}

/// Returns the rest of an answer. In a list of programs (no single entry) each begins with the sign of
/// its outcome, which gets its words, as on the web.
fn details(card: &Card) -> String {
    if card.entry.is_some() {
        return card.details.clone();
    }
    let outcomes = [
        Outcome::Eligible,
        Outcome::Undetermined,
        Outcome::Ineligible,
    ];
    let line = |line: &str| {
        let program = outcomes.iter().find_map(|outcome| {
            let rest = line
                .strip_prefix("- ")?
                .strip_prefix(wording::sign(*outcome))?;
            let (name, rest) = rest.strip_prefix(' ')?.split_once('：')?;
            let words = wording::outcome(*outcome);
            Some(format!("- {words} **{name}** {rest}"))
        });
        program.unwrap_or_else(|| line.to_owned())
    };
    let lines: Vec<String> = card.details.lines().map(line).collect();
    lines.join("\n")
}

/// Returns where more about the programs of this card stands.
fn programs(card: &Card, web: &str) -> Option<String> {
    let slug = |it: &str| it.strip_prefix("program/").map(str::to_owned);
    let is_list = || {
        let cited = card.candidates.iter().any(|it| slug(&it.entry.0).is_some());
        cited && card.decision != Decision::Handoff
    };
    let (address, words) = match &card.entry {
        Some(entry) => (
            format!("{web}/programs/{}", slug(&entry.0)?),
            "この制度のページ（印刷用）",
        ),
        None if is_list() => (format!("{web}/programs"), "補助金・助成金の一覧"),
        None => return None,
    };
    Some(link(words, &address))
}

/// Returns the sources in as many fields as they need.
fn sources(card: &Card) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (citation, number) in card.citations.iter().zip(1..) {
        let line = source(citation, number);
        match fields.last_mut() {
            Some((_, value)) if length(value) + 1 + length(&line) <= limits::FIELD => {
                value.push('\n');
                value.push_str(&line);
            }
            Some(_) => fields.push(("出典（続き）".to_owned(), line)),
            None => fields.push(("出典".to_owned(), line)),
        }
    }
    fields
}

fn source(citation: &Citation, number: usize) -> String {
    let plain = |text: &str| escape(&cut(text.trim(), 100)).replace('\n', " ");
    let title = match citation.title.trim() {
        "" => "出典".to_owned(),
        title => cut(title, 160),
    };
    let as_of = format!("{}時点", figures::date(citation.as_of));
    let facts = [
        plain(&citation.publisher),
        plain(&citation.edition),
        plain(&citation.section),
        as_of.clone(),
        wording::source_level(citation.level).to_owned(),
    ];
    let facts: Vec<&str> = facts
        .iter()
        .map(String::as_str)
        .filter(|it| !it.is_empty())
        .collect();
    let linked = link(&title, &citation.url);
    let omitted = wording::discord::address_too_long();
    [
        format!("[{number}] {linked}・{}", facts.join("・")),
        format!("[{number}] {linked}・{as_of}"),
    ]
    .into_iter()
    .find(|it| length(it) <= limits::FIELD)
    .unwrap_or_else(|| format!("[{number}] {}{omitted}・{as_of}", plain(&title)))
}

/// Returns the office to call. What is most needed comes first, in case there is not room for all.
fn desk(desk: &DeskCard) -> (String, String) {
    let plain = |text: &str, most| cut(&escape(text.trim()), most);
    let labelled = |label: &str, text: &str, most| match text.trim() {
        "" => String::new(),
        text => format!("{label}：{}", plain(text, most)),
    };
    let name = plain(&desk.name, 120);
    let page = web_address(&desk.url).map(|it| link("公式ページ", &it));
    let lines = [
        if name.is_empty() {
            name
        } else {
            format!("**{name}**")
        },
        labelled("電話", &desk.phone, 60),
        labelled("受付時間", &desk.hours, 160),
        plain(desk.opening.as_deref().unwrap_or_default(), 80),
        page.unwrap_or_default(),
        plain(&desk.purpose, 160),
        plain(&desk.note, 160),
    ];
    let mut value = String::new();
    for line in lines.iter().filter(|it| !it.is_empty()) {
        if length(&value) + 1 + length(line) <= limits::FIELD {
            if !value.is_empty() {
                value.push('\n');
            }
            value.push_str(line);
        }
    }
    if value.is_empty() {
        value.push('―');
    }
    ("電話などで相談できる窓口".to_owned(), value)
}

#[cfg(test)]
mod tests;
