//! When a ticket was closed: its asker is told, asked how the desk's work was, and can have the record.

use serenity::{
    all::{
        ButtonStyle, ComponentInteraction, CreateAllowedMentions, CreateAttachment,
        ModalInteraction,
    },
    builder::{CreateActionRow, CreateInteractionResponse, CreateInteractionResponseMessage},
};

use super::{
    buttons::button,
    connection::Discord,
    custom_id::Press,
    escape::escape,
    forms::{self, Form, Values},
    page::Page,
    post::is_closed,
    send::NotSent,
    trouble::Trouble,
};
use crate::{
    chat::{Incoming, Response, transcript},
    desk::{Satisfaction, Stars, Status, Ticket, TicketId},
    people::Person,
    store::Due,
    wording::{closing, consultants, handover, transcript as record},
};

/// Returns what the asker of a closed ticket reads; how it was is asked once.
#[must_use]
pub fn closed_page(ticket: &Ticket, said: Option<&Satisfaction>) -> Page {
    let id = ticket.id;
    let mut words = closing::closed(ticket.number);
    let mut rows = Vec::new();
    if said.is_none() {
        words = format!("{words}\n\n{}", closing::how_was_it());
        let star = |stars: Stars| {
            let press = Press::Satisfied { ticket: id, stars };
            button(&press, closing::stars(stars), ButtonStyle::Primary)
        };
        rows.push(CreateActionRow::Buttons(Stars::ALL.map(star).into()));
    }
    let quiet = |press, label| button(&press, label, ButtonStyle::Secondary);
    rows.push(CreateActionRow::Buttons(vec![
        quiet(Press::Record { ticket: id }, closing::get_record()),
        quiet(Press::Write { ticket: id }, handover::write_more()),
    ]));
    let mut page = Page::words(&words);
    page.components = rows;
    page
}

impl Discord {
    /// Tells the asker that a ticket was closed.
    pub(super) async fn send_closed(&self, due: &Due, ticket: TicketId) -> Result<(), NotSent> {
        let Some(ticket) = self.store.ticket(ticket).await? else {
            return Err(NotSent::Never("the ticket is gone"));
        };
        let Some(account) = ticket.conversation.discord_account() else {
            return Err(NotSent::Never("the asker is not on Discord"));
        };
        if ticket.status != Status::Closed {
            // It was reopened meanwhile.
            return Ok(());
        }
        let said = self.store.satisfaction(ticket.id).await?;
        let pages = [closed_page(&ticket, said.as_ref())];
        match self.reply_directly(due, account, &pages).await {
            Err(error) if is_closed(&error) => {
                match self.reply_in_thread(due, &ticket, account, &pages).await {
                    // The receipt's page says it in any case.
                    Ok(_) | Err(NotSent::Discord(Trouble::Refused(_))) => Ok(()),
                    Err(error) => Err(error),
                }
            }
            other => other,
        }
    }

    /// Shows on the card what the asker said.
    pub(super) async fn tell_satisfaction(
        &self,
        due: &Due,
        ticket: TicketId,
    ) -> Result<(), NotSent> {
        let ticket = self.ticket_to_tell(ticket).await?;
        self.bring_up_to_date(due, &ticket, &[]).await
    }

    /// 満足度: the stars are taken at once, so that nothing is lost if the form for a word is put away.
    pub(super) async fn satisfied(
        &self,
        press: &ComponentInteraction,
        ticket: TicketId,
        stars: Stars,
    ) -> anyhow::Result<()> {
        let Some(ticket) = self.ticket_of(ticket, press.user.id.get()).await? else {
            return self.reply(press, handover::not_yours()).await;
        };
        let ticket = self.store.leading_ticket(ticket).await?;
        let rated = Incoming::Satisfied {
            ticket: ticket.id,
            stars,
            word: None,
        };
        let response = self.port.send(rated).await?;
        // The form may have got lost, or have been put away: the same button opens it again.
        let may_add = |said: &Satisfaction| said.stars == stars && said.word.is_none();
        match response {
            Response::SaidBefore(said) if !may_add(&said) => {
                self.reply(press, &closing::said_before(&said)).await
            }
            Response::Thanks(said) | Response::SaidBefore(said) => {
                let form = Form::Satisfied {
                    ticket: ticket.id,
                    number: ticket.number,
                    stars: said.stars,
                };
                self.open(press, &form, &Values::new()).await
            }
            Response::NotNow => self.reply(press, closing::open_again()).await,
            _ => self.reply(press, handover::gone()).await,
        }
    }

    /// The form with a word was sent.
    pub(super) async fn satisfied_in_words(
        &self,
        form: &ModalInteraction,
        (ticket, stars): (TicketId, Stars),
        values: &Values,
    ) -> anyhow::Result<()> {
        let word = values.get(forms::TEXT).cloned();
        if self.ticket_of(ticket, form.user.id.get()).await?.is_none() {
            let words = handover::not_yours_with(&word.unwrap_or_default());
            return self.reply_to_form(form, &words).await;
        }
        let rated = Incoming::Satisfied {
            ticket,
            stars,
            word: word.clone(),
        };
        let words = match self.port.send(rated).await? {
            Response::Thanks(said) => closing::thanks(&said),
            // The stars came with the button; there was only no word to them.
            Response::SaidBefore(said) if word.is_none() => closing::thanks(&said),
            Response::SaidBefore(said) => closing::said_before(&said),
            Response::NotNow => closing::open_again().to_owned(),
            _ => handover::gone().to_owned(),
        };
        self.reply_to_form(form, &words).await
    }

    /// 記録を受け取る: a file that only the asker sees.
    pub(super) async fn give_record(
        &self,
        press: &ComponentInteraction,
        ticket: &Ticket,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let made = transcript::for_asker(&self.store, ticket, now).await?;
        let text = record::as_file(&record::asker_record(&made));
        let name = record::record_file(ticket.number.0);
        let file = CreateAttachment::bytes(text.into_bytes(), name)
            .description(closing::record(ticket.number));
        let message = CreateInteractionResponseMessage::new()
            .embed(Page::words(&closing::record(ticket.number)).embed)
            .add_file(file)
            .allowed_mentions(CreateAllowedMentions::new())
            .ephemeral(true);
        let response = CreateInteractionResponse::Message(message);
        self.responded(press.create_response(&self.http, response).await)
    }
}

impl Discord {
    /// 知識にする: a draft, and the way to it.
    pub(super) async fn make_draft(
        &self,
        press: &ComponentInteraction,
        ticket: &Ticket,
        by: &Person,
    ) -> anyhow::Result<()> {
        let drafted = Incoming::Drafted {
            ticket: ticket.id,
            by: by.id,
        };
        let words = match self.port.send(drafted).await? {
            Response::Draft(draft) => {
                let page = format!("{}/desk/drafts/{draft}", self.settings.public_url);
                let login = self.login_link(by.id).await?;
                closing::drafted(&page, &login)
            }
            Response::NothingToDraft => closing::nothing_to_draft().to_owned(),
            Response::NotFound => handover::gone().to_owned(),
            _ => consultants::not_now().to_owned(),
        };
        self.reply(press, &words).await
    }
}

/// What an asker said, for the card.
pub(super) fn on_card(said: &Satisfaction) -> String {
    escape(&closing::satisfaction(said))
}
