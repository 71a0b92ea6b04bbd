//! Tickets on Discord: the card in the consultants' channel, the lines of its thread, and what
//! reaches the asker. A note among consultants is a type of its own, and nothing here that is made
//! for an asker takes one.

use serenity::{all::ButtonStyle, builder::CreateActionRow};

use super::{
    buttons::button,
    closing::on_card,
    custom_id::Press,
    escape::escape,
    limits,
    page::{Page, Sheet},
    split::split,
};
use crate::{
    chat::Card,
    clock::jst,
    desk::{Author, Delivery, Message, Note, Satisfaction, Status, Ticket, TicketId, TicketNumber},
    programs::Key,
    text::figures,
    wording,
};

/// Most of the question on a card: the buttons stay in sight.
const QUESTION: usize = 1500;
/// Text of a line of a thread.
const LINE: usize = 4000;

const OPEN: u32 = 0x00c6_2828;
const CLAIMED: u32 = 0x0015_65c0;
const ANSWERED: u32 = 0x002e_7d32;
const CLOSED: u32 = 0x0061_6161;
const NOTE: u32 = 0x00f9_a825;

/// A ticket with all that its card tells the consultants.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketCard {
    /// The ticket.
    pub ticket: Ticket,
    /// Name of the consultant who has it.
    pub owner: Option<String>,
    /// The ticket of which it became a part, if it did.
    pub merged_into: Option<TicketNumber>,
    /// What the assistant had shown before.
    pub shown: Option<Card>,
    /// Until when an answer is due, in words.
    pub due: Option<String>,
    /// How far the last reply came, if it had to be sent.
    pub delivery: Option<Delivery>,
    /// What the asker said of the desk's work.
    pub satisfaction: Option<Satisfaction>,
}

/// The mark of a line, by which it is found again: what was posted once is not posted twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// 受付番号.
    pub number: TicketNumber,
    /// Which line of the ticket, from 1.
    pub line: u32,
}

impl Marker {
    /// Returns the mark as it stands under a line: 受付番号 12 ・ 3.
    #[must_use]
    pub fn text(self) -> String {
        format!("受付番号 {} ・ {}", self.number.0, self.line)
    }

    /// Reads a mark.
    #[must_use]
    pub fn read(text: &str) -> Option<Marker> {
        let (number, line) = text.strip_prefix("受付番号 ")?.split_once(" ・ ")?;
        Some(Marker {
            number: TicketNumber(number.parse().ok()?),
            line: line.parse().ok()?,
        })
    }
}

/// Returns the card of a ticket for the consultants' channel.
#[must_use]
pub fn card(card: &TicketCard) -> Page {
    let ticket = &card.ticket;
    let mut parts = split(&escape(&ticket.question), QUESTION).into_iter();
    let mut text = parts.next().unwrap_or_default();
    if parts.next().is_some() {
        text = format!("{text}\n{}", wording::discord::goes_on_on_the_web());
    }
    let merged = card.merged_into.map(wording::merging::state);
    let state = merged.unwrap_or_else(|| wording::ticket_status(ticket.status).to_owned());
    let opened = ticket.opened_at.with_timezone(&jst());
    let opened = format!(
        "{} {}",
        figures::date(opened.date_naive()),
        opened.format("%-H:%M")
    );
    let sheet = Sheet {
        title: format!("受付番号 {} ・ {state}", ticket.number.0),
        text,
        fields: fields(card),
        footer: format!(
            "{opened} 受付\n{}",
            wording::discord::how_consultants_write()
        ),
        colour: colour(ticket.status),
        ..Sheet::default()
    };
    sheet.page(card_rows(ticket))
}

fn fields(card: &TicketCard) -> Vec<(String, String)> {
    let ticket = &card.ticket;
    let facts: Vec<String> = Key::all()
        .filter_map(|it| ticket.profile.in_words(it))
        .collect();
    let percent = |confidence: f64| format!("{:.0}%", confidence.clamp(0.0, 1.0) * 100.0);
    let shown = card.shown.as_ref().map(|it| {
        let heading = it.heading.as_deref().unwrap_or("項目は示していません");
        format!("{}（確信度 {}）", escape(heading), percent(it.confidence))
    });
    let candidates = card.shown.iter().flat_map(|it| &it.candidates);
    let near: Vec<String> = candidates
        .map(|it| {
            let question = limits::cut(&it.question, 150);
            format!("- {}（{}）", escape(&question), percent(it.confidence))
        })
        .collect();
    let owner = card.owner.as_deref().unwrap_or("まだいません");
    let fields = [
        ("担当", escape(owner)),
        (
            "回答の期限",
            card.due.as_deref().map(escape).unwrap_or_default(),
        ),
        (
            "最後の返信",
            card.delivery
                .map(|it| wording::consultants::delivery(it).to_owned())
                .unwrap_or_default(),
        ),
        (
            "満足度",
            card.satisfaction.as_ref().map(on_card).unwrap_or_default(),
        ),
        (
            "グループ",
            ticket.group.as_deref().map(escape).unwrap_or_default(),
        ),
        ("事業者", escape(&facts.join("、"))),
        ("連絡方法", escape(&ticket.contact)),
        ("自動回答で示した項目", shown.unwrap_or_default()),
        ("近かった項目", near.join("\n")),
    ];
    fields
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_owned(), limits::cut(&value, FIELD)))
        .collect()
}

/// Nine fields of this, the question and the rest stay below what a message may hold.
const FIELD: usize = 440;

fn colour(status: Status) -> u32 {
    match status {
        Status::Open => OPEN,
        Status::Claimed => CLAIMED,
        Status::Answered => ANSWERED,
        Status::Closed => CLOSED,
    }
}

/// Returns what consultants can press. Everybody in the channel sees the same buttons; who may do
/// what is decided when one is pressed.
fn card_rows(ticket: &Ticket) -> Vec<CreateActionRow> {
    let id = ticket.id;
    let normal = |press: Press, label| button(&press, label, ButtonStyle::Secondary);
    let claim = || {
        button(
            &Press::Claim { ticket: id },
            "担当する",
            ButtonStyle::Success,
        )
    };
    let reply = || button(&Press::Reply { ticket: id }, "返信", ButtonStyle::Primary);
    let merge = || normal(Press::Merge { ticket: id }, wording::merging::merge());
    let web = || normal(Press::Web { ticket: id }, "Web画面を開く");
    let rows = match ticket.status {
        Status::Closed => vec![vec![
            normal(Press::Draft { ticket: id }, "知識にする"),
            web(),
        ]],
        _ if ticket.owner.is_none() => vec![vec![claim(), merge(), web()]],
        _ => vec![
            vec![
                reply(),
                normal(Press::Note { ticket: id }, "社内メモ"),
                normal(Press::Transfer { ticket: id }, "引き継ぐ"),
                normal(Press::Snooze { ticket: id }, "保留"),
                normal(Press::Close { ticket: id }, "解決"),
            ],
            vec![
                normal(
                    Press::ReplyHelp { ticket: id },
                    wording::consultants::reply_help(),
                ),
                merge(),
                normal(Press::Release { ticket: id }, "担当を外れる"),
                web(),
            ],
        ],
    };
    rows.into_iter().map(CreateActionRow::Buttons).collect()
}

/// Returns a message of a ticket as lines of its thread.
#[must_use]
pub fn message_for_desk(message: &Message, marker: Marker) -> Vec<Page> {
    let name = message.name.as_deref().unwrap_or("相談員");
    let (author, colour) = match message.author {
        Author::Asker => ("相談者".to_owned(), OPEN),
        Author::Consultant => (format!("{name}（相談者への返信）"), ANSWERED),
    };
    lines(&author, &message.text, colour, marker)
}

/// Returns a note among consultants as lines of the ticket's thread. There is no such function for
/// askers.
#[must_use]
pub fn note_for_desk(note: &Note, marker: Marker) -> Vec<Page> {
    let author = format!("社内メモ・{}（相談者には見えません）", note.name);
    lines(&author, &note.text, NOTE, marker)
}

/// Returns a message of a ticket as the asker gets it, with what the asker can do under the last
/// part.
#[must_use]
pub fn message_for_asker(message: &Message, ticket: TicketId, marker: Marker) -> Vec<Page> {
    let author = match (message.author, &message.name) {
        (Author::Asker, _) => "あなた".to_owned(),
        (Author::Consultant, Some(name)) => format!("相談員の{name}"),
        (Author::Consultant, None) => "相談員".to_owned(),
    };
    let mut pages = lines(&author, &message.text, ANSWERED, marker);
    if let Some(last) = pages.last_mut() {
        last.components = asker_rows(ticket);
    }
    pages
}

/// Returns what the asker of a ticket can press.
#[must_use]
pub fn asker_rows(ticket: TicketId) -> Vec<CreateActionRow> {
    vec![CreateActionRow::Buttons(vec![
        button(&Press::Write { ticket }, "書き足す", ButtonStyle::Primary),
        button(
            &Press::Status { ticket },
            "状況を見る",
            ButtonStyle::Secondary,
        ),
        button(
            &Press::Cancel { ticket },
            "取り下げる",
            ButtonStyle::Secondary,
        ),
    ])]
}

fn lines(author: &str, text: &str, colour: u32, marker: Marker) -> Vec<Page> {
    let mut texts = split(&escape(text), LINE);
    if texts.is_empty() {
        texts.push("（空のメッセージ）".to_owned());
    }
    let sheet = |text| Sheet {
        author: author.to_owned(),
        text,
        footer: marker.text(),
        colour,
        ..Sheet::default()
    };
    let pages = texts.into_iter().map(|text| sheet(text).page(Vec::new()));
    pages.collect()
}

#[cfg(test)]
mod tests;
