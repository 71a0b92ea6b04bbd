//! Forms that were sent.

use serenity::all::ModalInteraction;
use uuid::Uuid;

use super::{
    connection::Discord,
    custom_id::Press,
    forms::{self, Values},
    interactions::put_off,
    messages::asked,
    page::Page,
    post::only_you,
    presses::Presser,
    staff::Told,
};
use crate::{
    chat::{Asked, Incoming, Response, StaffAction, TicketRequest},
    desk::TicketId,
    outgoing::Origin,
    people::Surface,
    programs::Profile,
    wording::{discord as wording, handover},
};

impl Discord {
    /// Deals with a form that was sent. Nothing that was written in it is lost: what cannot be done is
    /// said with the text.
    pub(super) async fn sent(&self, form: &ModalInteraction) -> anyhow::Result<()> {
        let Ok(what) = Press::decode(&form.data.custom_id) else {
            return self.reply_to_form(form, wording::unreadable_button()).await;
        };
        let values = forms::values(&form.data.components);
        if self.has_to_be_mended(form, &what, &values).await? {
            return Ok(());
        }
        let text = values.get(forms::TEXT).cloned().unwrap_or_default();
        let by = Presser {
            account: form.user.id.get(),
            guild: form.guild_id.map(|it| it.get()),
            member: form.member.as_ref(),
        };
        match what {
            Press::AskSent { .. } => {
                self.put_off_form(form).await?;
                let asked = asked(&by.account.to_string(), &text, origin(form));
                self.port.send(Incoming::Asked(asked)).await?;
                Ok(())
            }
            Press::FactSent { question } => self.tell_fact(form, question, &text).await,
            Press::ConsultSent { question } => self.request(form, question, &values).await,
            Press::WriteSent { ticket } => self.write_on(form, ticket, text).await,
            Press::SatisfiedSent { ticket, stars } => {
                self.satisfied_in_words(form, (ticket, stars), &values)
                    .await
            }
            Press::ReplySent { ticket } => {
                let action = StaffAction::Reply(text);
                self.staff_sent(form, ticket, action, by).await
            }
            Press::NoteSent { ticket } => {
                let action = StaffAction::Note(text);
                self.staff_sent(form, ticket, action, by).await
            }
            Press::TransferSent { ticket } => {
                let to = values.get(forms::TO).map_or("", String::as_str);
                let event = origin(form).event();
                self.put_off_form(form).await?;
                let told = self.transfer(ticket, to, text, (event, by)).await?;
                self.tell_form(form, told).await
            }
            Press::SnoozeSent { ticket } => {
                let until = values.get(forms::UNTIL).map_or("", String::as_str);
                let event = origin(form).event();
                self.put_off_form(form).await?;
                let told = self.snooze(ticket, until, (event, by)).await?;
                self.tell_form(form, told).await
            }
            Press::MergeSent { ticket } => {
                let number = values.get(forms::NUMBER).map_or("", String::as_str);
                let event = origin(form).event();
                self.put_off_form(form).await?;
                let told = self.merge(ticket, number, (event, by)).await?;
                self.tell_form(form, told).await
            }
            _ => self.hours_sent(form, &what, &values).await,
        }
    }

    pub(super) async fn reply_to_form(
        &self,
        form: &ModalInteraction,
        text: &str,
    ) -> anyhow::Result<()> {
        self.show_to_form(form, &Page::words(text)).await
    }

    /// Ends a form that was promised an answer.
    async fn tell_form(&self, form: &ModalInteraction, told: Told) -> anyhow::Result<()> {
        match told {
            Told::Words(words) => self.say(origin(form), &words).await,
            // Where this fails nothing was changed, and what was written comes with the apology.
            Told::Page(page) => {
                let edit = page.edit();
                let http = &self.http;
                http.edit_original_interaction_response(&form.token, &edit, Vec::new())
                    .await?;
                Ok(())
            }
        }
    }

    async fn show_to_form(&self, form: &ModalInteraction, page: &Page) -> anyhow::Result<()> {
        let page = only_you(page);
        self.responded(form.create_response(&self.http, page).await)
    }

    pub(super) async fn put_off_form(&self, form: &ModalInteraction) -> anyhow::Result<()> {
        self.responded(form.create_response(&self.http, put_off()).await)
    }

    /// A fact that the assistant had asked for goes on with the dialogue.
    async fn tell_fact(
        &self,
        form: &ModalInteraction,
        question: Uuid,
        text: &str,
    ) -> anyhow::Result<()> {
        self.put_off_form(form).await?;
        let account = form.user.id.get();
        let told = asked(&account.to_string(), text, origin(form));
        let told = match self.asked_by(question, account).await? {
            Some(record) => Asked {
                conversation: record.conversation,
                question_id: Some(record.id),
                ..told
            },
            None => told,
        };
        self.port.send(Incoming::Asked(told)).await?;
        Ok(())
    }

    /// 相談員に聞く.
    async fn request(
        &self,
        form: &ModalInteraction,
        question: Option<Uuid>,
        values: &Values,
    ) -> anyhow::Result<()> {
        self.put_off_form(form).await?;
        let account = form.user.id.get();
        let field = |name: &str| values.get(name).map_or("", |it| it.trim());
        let asked_before = match question {
            Some(question) => self.asked_by(question, account).await?,
            None => None,
        };
        let mut profile = asked_before
            .as_ref()
            .map_or_else(Profile::default, |it| it.profile.clone());
        let named = Incoming::Prefectures(field(forms::PREFECTURE).to_owned());
        let mut words = field(forms::TEXT).to_owned();
        match self.port.send(named).await? {
            Response::Suggestions(found) if found.len() == 1 => {
                profile.prefecture = found.into_iter().next();
            }
            _ if field(forms::PREFECTURE).is_empty() => {}
            // What is no prefecture is kept as it was written.
            _ => words = handover::with_place(&words, field(forms::PREFECTURE)),
        }
        if !field(forms::FIRM).is_empty() {
            words = handover::with_firm(&words, field(forms::FIRM));
        }
        let origin = origin(form);
        let request = TicketRequest {
            conversation: Surface::Discord.conversation(&account.to_string()),
            question_id: asked_before.map(|it| it.id),
            question: words,
            profile,
            contact: field(forms::CONTACT).to_owned(),
            event: origin.event(),
            guild: form.guild_id.map(|it| it.get()),
            origin: Some(origin),
        };
        self.port.send(Incoming::TicketRequested(request)).await?;
        Ok(())
    }

    /// The asker writes on in a ticket.
    async fn write_on(
        &self,
        form: &ModalInteraction,
        ticket: TicketId,
        text: String,
    ) -> anyhow::Result<()> {
        if self.ticket_of(ticket, form.user.id.get()).await?.is_none() {
            let words = handover::not_yours_with(&text);
            return self.reply_to_form(form, &words).await;
        }
        self.put_off_form(form).await?;
        let origin = origin(form);
        let wrote = Incoming::AskerWrote {
            ticket,
            text,
            event: origin.event(),
            origin: Some(origin),
        };
        self.port.send(wrote).await?;
        Ok(())
    }

    async fn staff_sent(
        &self,
        form: &ModalInteraction,
        ticket: TicketId,
        action: StaffAction,
        by: Presser<'_>,
    ) -> anyhow::Result<()> {
        let event = origin(form).event();
        // Promised first: whoever sees a form fail sends it again, as another event.
        self.put_off_form(form).await?;
        let told = self.staff_acts(ticket, action, event, by).await?;
        self.tell_form(form, told).await
    }
}

/// Where the answer to a form goes: only this person sees it.
pub(super) fn origin(form: &ModalInteraction) -> Origin {
    Origin::Interaction {
        id: form.id.get(),
        token: form.token.clone(),
        account: form.user.id.get(),
        private: true,
    }
}
