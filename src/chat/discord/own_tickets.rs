//! Askers look after their tickets: the state, more words, and taking a question back.

use serenity::all::{CommandInteraction, ComponentInteraction};

use super::{
    commands,
    connection::Discord,
    custom_id::Press,
    escape::escape,
    forms::{Form, Values},
    interactions::option,
    limits,
    page::Page,
    post::only_you,
    presses::origin,
    words::button,
};
use crate::{
    chat::{Incoming, Response},
    desk::{Message, Status, Ticket, TicketId, TicketNumber},
    people::Surface,
    wording::{handover, merging, privacy},
};

/// Tickets in a list.
const LISTED: usize = 10;
/// Text of a question in a list.
const IN_LIST: usize = 40;
/// Messages under a ticket: the last ones.
const LAST: usize = 3;
/// Text of the question, and of a message, so that all of it fits even where every letter has to be
/// escaped.
const WORDS: usize = 450;

impl Discord {
    /// `/相談`: the ticket with this number, or a list of one's own.
    pub(super) async fn show_tickets(&self, command: &CommandInteraction) -> anyhow::Result<()> {
        let account = command.user.id.get();
        let page = match option(command, commands::NUMBER) {
            Some(number) => {
                let number = TicketNumber(number.parse().unwrap_or_default());
                let ticket = self.store.ticket_by_number(number).await?;
                let own = ticket
                    .map(|(ticket, _)| ticket)
                    .filter(|it| it.conversation.discord_account() == Some(account));
                match own {
                    Some(ticket) => self.status_page(&ticket).await?,
                    // The same for a number of somebody else's as for one that does not exist.
                    None => Page::words(&handover::no_such_ticket(number)),
                }
            }
            None => {
                let conversation = Surface::Discord.conversation(&account.to_string());
                let tickets = self.store.tickets_of_conversation(&conversation).await?;
                let shown = |it: &Ticket| Ticket {
                    question: escape(&limits::cut(&it.question.replace('\n', " "), IN_LIST)),
                    ..it.clone()
                };
                let listed: Vec<_> = tickets.iter().rev().take(LISTED).map(shown).collect();
                Page::words(&handover::ticket_list(&listed))
            }
        };
        self.responded(command.create_response(&self.http, only_you(&page)).await)
    }

    /// Carries out an asker's press on a ticket.
    pub(super) async fn asker_pressed(
        &self,
        press: &ComponentInteraction,
        what: &Press,
        ticket: TicketId,
    ) -> anyhow::Result<()> {
        let Some(own) = self.ticket_of(ticket, press.user.id.get()).await? else {
            return self.reply(press, handover::not_yours()).await;
        };
        let ticket = self.store.leading_ticket(own.clone()).await?;
        match what {
            Press::Write { .. } => {
                let form = Form::Write {
                    ticket: own.id,
                    number: own.number,
                };
                self.open(press, &form, &Values::new()).await
            }
            Press::Record { .. } => self.give_record(press, &ticket).await,
            Press::Cancel { .. } if ticket.status == Status::Closed => {
                let words = privacy::closed_already(ticket.number.0);
                self.reply(press, &words).await
            }
            Press::Cancel { .. } => {
                let withdraw = Press::Withdraw { ticket: ticket.id };
                let withdraw = button(&withdraw, privacy::withdraw_label());
                let mut words = privacy::withdraw(ticket.number.0);
                if ticket.id != own.id {
                    let merged = merging::for_asker(own.number, ticket.number);
                    words = format!("{merged}\n\n{words}");
                }
                let page = Page::words(&words);
                self.show(press, &page.with_buttons(vec![withdraw])).await
            }
            Press::Withdraw { .. } => self.withdraw(press, &ticket).await,
            _ => {
                let page = self.status_page(&own).await?;
                self.show(press, &page).await
            }
        }
    }

    async fn withdraw(&self, press: &ComponentInteraction, ticket: &Ticket) -> anyhow::Result<()> {
        let event = origin(press).event();
        let withdrawn = Incoming::Withdrawn(ticket.id, event);
        let number = ticket.number.0;
        let words = match self.port.send(withdrawn).await? {
            Response::Done(_) => privacy::withdrawn(number),
            _ => privacy::closed_already(number),
        };
        let more = Press::Write { ticket: ticket.id };
        let more = button(&more, handover::write_more());
        self.show(press, &Page::words(&words).with_buttons(vec![more]))
            .await
    }

    async fn status_page(&self, own: &Ticket) -> anyhow::Result<Page> {
        let ticket = &self.store.leading_ticket(own.clone()).await?;
        let messages = self.store.messages(ticket.id).await?;
        let names = self.store.names().await?;
        let owner = ticket.owner.filter(|_| ticket.status != Status::Closed);
        let owner = owner.and_then(|owner| names.into_iter().find(|(id, _)| *id == owner));
        let owner = owner.map(|(_, name)| name);
        let page = format!("{}/tickets/{}", self.settings.public_url, ticket.number.0);
        let mut words = status_words(ticket, owner.as_deref(), &messages, &page);
        if ticket.id != own.id {
            words = format!(
                "{}\n\n{words}",
                merging::for_asker(own.number, ticket.number)
            );
        }
        let id = ticket.id;
        let mut buttons = vec![button(&Press::Write { ticket: id }, handover::write_more())];
        if ticket.status != Status::Closed {
            let cancel = Press::Cancel { ticket: id };
            buttons.push(button(&cancel, privacy::withdraw_label()));
        }
        Ok(Page::words(&words).with_buttons(buttons))
    }
}

/// A ticket with its last messages, what people wrote letter for letter. What has no room is on its
/// page.
fn status_words(ticket: &Ticket, owner: Option<&str>, messages: &[Message], page: &str) -> String {
    let last = &messages[messages.len().saturating_sub(LAST)..];
    let is_long = |text: &str| WORDS < limits::length(text);
    let has_more = last.len() < messages.len()
        || is_long(&ticket.question)
        || last.iter().any(|it| is_long(&it.text));
    let shown = |text: &str| escape(&limits::cut(text, WORDS));
    let ticket = Ticket {
        question: shown(&ticket.question),
        ..ticket.clone()
    };
    let last: Vec<_> = last
        .iter()
        .map(|it| Message {
            text: shown(&it.text),
            name: it.name.as_deref().map(escape),
            ..it.clone()
        })
        .collect();
    let owner = owner.map(escape);
    let words = handover::ticket_status(&ticket, owner.as_deref(), &last);
    match has_more {
        true => format!("{words}\n\n{}", handover::the_rest_is_on_the_page(page)),
        false => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chat::discord::limits::DESCRIPTION, desk::Author, programs::Profile};

    const PAGE: &str = "https://madoguchi.example.jp/tickets/1";

    fn ticket(question: &str) -> Ticket {
        Ticket {
            id: TicketId(uuid::Uuid::nil()),
            number: TicketNumber(1),
            conversation: Surface::Discord.conversation("1"),
            question_id: None,
            question: question.to_owned(),
            profile: Profile::default(),
            contact: String::new(),
            status: Status::Claimed,
            owner: None,
            group: None,
            snoozed_until: None,
            merged_into: None,
            opened_at: chrono::DateTime::UNIX_EPOCH,
            changed_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn message(text: &str) -> Message {
        Message {
            id: uuid::Uuid::nil(),
            author: Author::Consultant,
            name: Some("佐藤".to_owned()),
            text: text.to_owned(),
            at: chrono::DateTime::UNIX_EPOCH,
            delivery: None,
        }
    }

    #[test]
    fn what_people_wrote_is_shown_letter_for_letter() {
        let words = status_words(
            &ticket("**急ぎ** @everyone"),
            None,
            &[message("# はい")],
            PAGE,
        );
        assert!(words.contains(r"\*\*急ぎ\*\*"), "{words}");
        assert!(words.contains(r"\# はい"), "{words}");
        assert!(!words.contains("@everyone"), "{words}");
        assert!(!words.contains(PAGE));
    }

    #[test]
    fn the_longest_messages_fit_and_say_where_the_rest_is() {
        let long = message(&"*".repeat(4000));
        let words = status_words(
            &ticket(&"_".repeat(4000)),
            Some("佐藤"),
            &[&long; 9].map(Message::clone),
            PAGE,
        );
        assert!(limits::length(&words) <= DESCRIPTION);
        assert!(words.contains(PAGE));
    }
}
