//! What is sent to askers: answers, receipts, and what happened to their words.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    buttons::Place,
    connection::Discord,
    custom_id::Press,
    page::Page,
    post::{Spot, is_closed},
    render::{self, Look},
    send::NotSent,
    words::button,
};
use crate::{
    chat::Card,
    desk::{
        Author, TicketId, TicketNumber,
        code::{self, Code},
    },
    outgoing::Origin,
    store::Due,
    wording::{self, consultants, handover, privacy},
};

impl Discord {
    pub(super) async fn send_answer(
        &self,
        due: &Due,
        question: Uuid,
        to: &Origin,
    ) -> Result<(), NotSent> {
        let mut card = self.stored_card(question).await?;
        let is_first = self.store.is_first_answer(question).await?;
        if let Origin::Message {
            guild: Some(guild),
            private: false,
            ..
        } = to
            && let Some(settings) = self.settings_of(*guild).await?
            && !settings.public_answers
        {
            let show = button(&Press::ShowMe { question }, handover::show_me());
            let mut words = handover::answer_is_ready().to_owned();
            if is_first {
                words = format!("{words}\n\n{}", privacy::first_notice_in_public());
            }
            let page = Page::words(&words).with_buttons(vec![show]);
            return self.answer(due, to, &[page]).await;
        }
        let place = match to {
            Origin::Interaction { .. } => Place::Private,
            Origin::Message { guild: None, .. } => Place::Dm,
            Origin::Message { .. } => Place::Public,
        };
        if is_first {
            let notice = match place {
                Place::Public => privacy::first_notice_in_public(),
                _ => privacy::first_notice(),
            };
            card.notes.insert(0, notice.to_owned());
        }
        self.answer(due, to, &render::pages(&card, self.look(place)))
            .await
    }

    pub(super) async fn send_again(
        &self,
        due: &Due,
        question: Uuid,
        to: &Origin,
    ) -> Result<(), NotSent> {
        let card = self.stored_card(question).await?;
        self.answer(due, to, &render::pages(&card, self.look(Place::Private)))
            .await
    }

    /// Copies an answer to a channel, or to direct messages, and says so where it was wanted.
    pub(super) async fn send_copy(
        &self,
        due: &Due,
        question: Uuid,
        to: &Origin,
        channel: Option<u64>,
    ) -> Result<(), NotSent> {
        let card = self.stored_card(question).await?;
        let look = Look {
            with_question: true,
            ..self.look(match channel {
                Some(_) => Place::Shared,
                None => Place::Dm,
            })
        };
        let pages = render::pages(&card, look);
        let target = match channel {
            Some(channel) => channel,
            None => self.direct_channel(to.account()).await?,
        };
        match self.post_all(Spot::channel(target), &pages, due).await {
            Ok(_) => {}
            Err(error) if is_closed(&error) => {
                let page = Page::words(handover::no_direct_messages());
                return self.answer(due, to, &[page]).await;
            }
            Err(error) => return Err(error),
        }
        match channel {
            Some(_) => Ok(()),
            None => {
                let page = Page::words(handover::saved());
                self.answer(due, to, &[page]).await
            }
        }
    }

    fn look(&self, place: Place) -> Look<'_> {
        Look {
            place,
            with_question: false,
            rated: false,
            web: Some(&self.settings.public_url),
        }
    }

    async fn stored_card(&self, question: Uuid) -> Result<Card, NotSent> {
        match self.card(question).await? {
            Some((_, card)) => Ok(card),
            None => Err(NotSent::Never("the question is gone")),
        }
    }

    /// 受付番号と確認コード. The code is not stored; it follows from the form.
    pub(super) async fn send_receipt(
        &self,
        due: &Due,
        (ticket, event, expected): (TicketId, Uuid, Option<DateTime<Utc>>),
        to: &Origin,
    ) -> Result<(), NotSent> {
        let Some(ticket) = self.store.ticket(ticket).await? else {
            return Err(NotSent::Never("the ticket is gone"));
        };
        // Whoever opened the ticket made the secret: the candidate is never taken.
        let secret = self.store.secret(code::SECRET, "").await?;
        let code = Code::of_form(&secret, event).shown();
        let link = format!("{}/tickets/{}", self.settings.public_url, ticket.number.0);
        let expected = expected.map(wording::expected_by);
        let words = handover::received(ticket.number, &code, expected.as_deref(), &link);
        let mut page = Page::words(&words);
        page.embed = page.embed.title(handover::received_title());
        let buttons = [
            (Press::Status { ticket: ticket.id }, handover::status()),
            (Press::Write { ticket: ticket.id }, handover::write_more()),
        ];
        let buttons = buttons
            .into_iter()
            .map(|(press, label)| button(&press, label));
        self.answer(due, to, &[page.with_buttons(buttons.collect())])
            .await
    }

    /// What an asker wrote went to the consultant.
    pub(super) async fn send_passed(
        &self,
        due: &Due,
        ticket: TicketId,
        to: &Origin,
    ) -> Result<(), NotSent> {
        let Some(ticket) = self.store.ticket(ticket).await? else {
            return Err(NotSent::Never("the ticket is gone"));
        };
        let owner = match ticket.owner {
            Some(owner) => self.store.person(owner).await?.map(|it| it.name),
            None => None,
        };
        let page = Page::words(&handover::passed(ticket.number, owner.as_deref()));
        self.answer(due, to, &[page]).await
    }

    pub(super) async fn send_which_ticket(
        &self,
        due: &Due,
        tickets: &[(TicketId, TicketNumber)],
        to: &Origin,
    ) -> Result<(), NotSent> {
        let message = to.id();
        let pick = |(ticket, number): &(TicketId, TicketNumber)| {
            let ticket = *ticket;
            button(
                &Press::PickTicket { ticket, message },
                &handover::of_ticket(*number),
            )
        };
        // Discord takes five buttons in a row; older tickets are reached by `/相談`.
        let newest = tickets.iter().rev().take(5).map(pick).collect();
        let page = Page::words(handover::which_ticket()).with_buttons(newest);
        self.answer(due, to, &[page]).await
    }

    /// A message came without its text: a button opens a form in which it can be written.
    pub(super) async fn send_unread(
        &self,
        due: &Due,
        to: &Origin,
        ticket: Option<(TicketId, Author)>,
    ) -> Result<(), NotSent> {
        let message = to.id();
        let (words, presses) = match ticket {
            None => (
                handover::unread(),
                vec![(Press::AskForm { message }, handover::ask())],
            ),
            Some((ticket, Author::Asker)) => (
                handover::unread(),
                vec![(Press::Write { ticket }, handover::write_more())],
            ),
            Some((ticket, Author::Consultant)) => (
                consultants::unread_by_staff(),
                vec![
                    (Press::Reply { ticket }, consultants::reply()),
                    (Press::Note { ticket }, consultants::note()),
                ],
            ),
        };
        let buttons = presses
            .into_iter()
            .map(|(press, label)| button(&press, label));
        let page = Page::words(words).with_buttons(buttons.collect());
        self.answer(due, to, &[page]).await
    }

    pub(super) async fn send_words(
        &self,
        due: &Due,
        text: &str,
        to: &Origin,
    ) -> Result<(), NotSent> {
        self.answer(due, to, &[Page::words(text)]).await
    }
}
