//! Askers look after their tickets: the state, more words, and taking a question back.

use serenity::all::{CommandInteraction, ComponentInteraction};

use super::{
    commands,
    connection::Discord,
    custom_id::Press,
    forms::{Form, Values},
    interactions::option,
    page::Page,
    post::only_you,
    words::button,
};
use crate::{
    desk::{Status, Ticket, TicketId, TicketNumber},
    people::Surface,
    wording::handover,
};

/// Tickets in a list.
const LISTED: usize = 10;

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
                let lines: Vec<_> = tickets.iter().rev().take(LISTED).collect();
                Page::words(&handover::ticket_list(&lines))
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
        let Some(ticket) = self.ticket_of(ticket, press.user.id.get()).await? else {
            return self.reply(press, handover::not_yours()).await;
        };
        match what {
            Press::Write { .. } => {
                let form = Form::Write {
                    ticket: ticket.id,
                    number: ticket.number,
                };
                self.open(press, &form, &Values::new()).await
            }
            Press::Cancel { .. } => {
                let words = handover::cancel_by_writing(ticket.number);
                self.reply(press, &words).await
            }
            _ => {
                let page = self.status_page(&ticket).await?;
                self.show(press, &page).await
            }
        }
    }

    async fn status_page(&self, ticket: &Ticket) -> anyhow::Result<Page> {
        let messages = self.store.messages(ticket.id).await?;
        let names = self.store.names().await?;
        let owner = ticket.owner.filter(|_| ticket.status != Status::Closed);
        let owner = owner.and_then(|owner| names.into_iter().find(|(id, _)| *id == owner));
        let owner = owner.map(|(_, name)| name);
        let words = handover::ticket_status(ticket, owner.as_deref(), &messages);
        let id = ticket.id;
        let buttons = vec![button(&Press::Write { ticket: id }, handover::write_more())];
        Ok(Page::words(&words).with_buttons(buttons))
    }
}
