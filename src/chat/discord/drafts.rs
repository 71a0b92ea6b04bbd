//! Help with a reply: 定型文, near entries, the reply of another ticket. Each opens the form of the
//! reply with a text in it; nothing is sent before a consultant has read it there.

use serenity::all::{
    ButtonStyle, ComponentInteraction, CreateActionRow, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption,
};

use super::{
    buttons,
    connection::Discord,
    custom_id::Press,
    escape::escape,
    forms::{self, Form, Values},
    limits::{self, cut},
    page::{Page, Sheet},
    presses::value,
    words::button,
};
use crate::{
    chat::{DraftSource, Incoming, ReplyHelp, Response},
    desk::{NoMerge, Ticket, TicketId, TicketNumber},
    knowledge::EntryId,
    people::Person,
    wording::{consultants, drafts, merging},
};

/// Characters of a near entry's conclusion.
const CONCLUSION: usize = 300;

impl Discord {
    /// Carries out a press that helps with a reply.
    pub(super) async fn help_with_reply(
        &self,
        press: &ComponentInteraction,
        what: &Press,
        ticket: &Ticket,
        by: &Person,
    ) -> anyhow::Result<()> {
        let source = match what {
            Press::SameReply { number, .. } => {
                let number = i64::try_from(*number).unwrap_or(i64::MAX);
                Some(DraftSource::SameAs(TicketNumber(number)))
            }
            Press::CannedReply { .. } => {
                let id = value(press).and_then(|it| it.parse().ok());
                id.map(DraftSource::Canned)
            }
            Press::NearEntry { .. } => value(press).map(|it| DraftSource::Entry(EntryId(it))),
            Press::MendReply { .. } => {
                let shown = press.message.embeds.first();
                let text = shown.and_then(|it| it.description.clone());
                return self
                    .open_reply(press, ticket, text.unwrap_or_default())
                    .await;
            }
            _ => {
                let help = Incoming::ReplyHelp(ticket.id);
                let page = match self.port.send(help).await? {
                    Response::ReplyHelp(help) => help_page(ticket.id, &help),
                    _ => Page::words(drafts::gone()),
                };
                return self.show(press, &page).await;
            }
        };
        let Some(source) = source else {
            return self.reply(press, drafts::gone()).await;
        };
        let missing = match source {
            DraftSource::SameAs(number) => merging::no_reply_yet(number),
            DraftSource::Canned(_) | DraftSource::Entry(_) => drafts::gone().to_owned(),
        };
        let draft = Incoming::Draft {
            ticket: ticket.id,
            by: by.id,
            source,
        };
        match self.port.send(draft).await? {
            Response::ReplyDraft(text) => self.open_reply(press, ticket, text).await,
            _ => self.reply(press, &missing).await,
        }
    }

    async fn open_reply(
        &self,
        press: &ComponentInteraction,
        ticket: &Ticket,
        text: String,
    ) -> anyhow::Result<()> {
        let form = Form::Reply {
            ticket: ticket.id,
            number: ticket.number,
        };
        let filled = Values::from([(forms::TEXT.to_owned(), text)]);
        self.open(press, &form, &filled).await
    }
}

/// What a reply may begin with.
fn help_page(ticket: TicketId, help: &ReplyHelp) -> Page {
    let mut text = consultants::help_with_reply(help.canned.is_empty()).to_owned();
    for near in &help.entries {
        let as_of = near.as_of.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "\n\n**{}**\n{}・{as_of}\n{}",
            escape(&cut(&near.question, 150)),
            near.likelihood,
            escape(&cut(&near.conclusion, CONCLUSION)),
        ));
    }
    let mut page = Page::words(&text);
    let canned = help.canned.iter().map(|it| {
        let label = cut(&it.name, limits::OPTION);
        let option = CreateSelectMenuOption::new(label, it.id.to_string());
        option.description(cut(&it.validity, limits::OPTION))
    });
    let entries = help.entries.iter();
    let entries = entries.filter(|it| limits::length(&it.entry.0) <= limits::OPTION);
    let entries = entries.map(|it| {
        let label = cut(it.question.trim(), limits::OPTION);
        let option = CreateSelectMenuOption::new(label, it.entry.0.clone());
        option.description(it.likelihood)
    });
    let menus = [
        (
            Press::CannedReply { ticket },
            consultants::pick_canned(),
            canned.take(limits::OPTIONS).collect::<Vec<_>>(),
        ),
        (
            Press::NearEntry { ticket },
            consultants::pick_near(),
            entries.collect(),
        ),
    ];
    for (press, words, options) in menus {
        if !options.is_empty() {
            let kind = CreateSelectMenuKind::String { options };
            let menu = CreateSelectMenu::new(press.encode(), kind).placeholder(words);
            page.components.push(CreateActionRow::SelectMenu(menu));
        }
    }
    let write = buttons::button(
        &Press::Reply { ticket },
        consultants::write_freely(),
        ButtonStyle::Primary,
    );
    page.with_buttons(vec![write])
}

/// A reply that has to be mended, with a button that opens it again.
pub(super) fn to_mend(ticket: TicketId, why: &str, text: &str) -> Page {
    let sheet = Sheet {
        title: why.to_owned(),
        text: text.to_owned(),
        ..Sheet::default()
    };
    let mend = button(&Press::MendReply { ticket }, consultants::mend());
    sheet.page(Vec::new()).with_buttons(vec![mend])
}

/// Why two tickets did not become one; the reply of another asker's ticket may still be used.
pub(super) fn not_merged(ticket: TicketId, why: NoMerge, into: TicketNumber) -> Page {
    let words = merging::refused(why, into);
    match (why, u64::try_from(into.0)) {
        (NoMerge::OtherAsker, Ok(number)) => {
            let press = Press::SameReply { ticket, number };
            let page = Page::words(&format!("{words}\n\n{}", merging::check_same_reply()));
            page.with_buttons(vec![button(&press, merging::same_reply())])
        }
        _ => Page::words(&words),
    }
}
