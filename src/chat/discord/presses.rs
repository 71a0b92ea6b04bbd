//! Buttons and select menus. They carry what they need, so they work after any number of restarts;
//! whether the person may do it is looked up at each press.

use serenity::all::{
    ComponentInteraction, ComponentInteractionDataKind, CreateInteractionResponse, Member,
};
use uuid::Uuid;

use super::{
    connection::Discord,
    custom_id::Press,
    forms::{self, Form, Values},
    interactions::put_off,
    messages::{asked, event},
    page::Page,
    post::only_you,
};
use crate::{
    chat::{Asked, Card, Chose, Incoming, Response, subject},
    desk::{Ticket, TicketId},
    knowledge::EntryId,
    outgoing::{Origin, Outgoing},
    people::Surface,
    programs::Key,
    store::QuestionRecord,
    wording::{discord as wording, handover},
};

/// Who pressed, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presser<'a> {
    pub account: u64,
    pub guild: Option<u64>,
    pub member: Option<&'a Member>,
}

impl Discord {
    /// Carries out a press.
    pub(super) async fn pressed(&self, press: &ComponentInteraction) -> anyhow::Result<()> {
        let Ok(what) = Press::decode(&press.data.custom_id) else {
            return self.reply(press, wording::unreadable_button()).await;
        };
        let by = Presser {
            account: press.user.id.get(),
            guild: press.guild_id.map(|it| it.get()),
            member: press.member.as_ref(),
        };
        match what {
            Press::Claim { ticket }
            | Press::Reply { ticket }
            | Press::Note { ticket }
            | Press::Release { ticket }
            | Press::Transfer { ticket }
            | Press::Snooze { ticket }
            | Press::Close { ticket }
            | Press::Draft { ticket }
            | Press::Merge { ticket }
            | Press::ReplyHelp { ticket }
            | Press::CannedReply { ticket }
            | Press::NearEntry { ticket }
            | Press::SameReply { ticket, .. }
            | Press::MendReply { ticket }
            | Press::Web { ticket } => self.staff_pressed(press, &what, ticket, by).await,
            Press::Write { ticket }
            | Press::Status { ticket }
            | Press::Cancel { ticket }
            | Press::Withdraw { ticket }
            | Press::Record { ticket } => self.asker_pressed(press, &what, ticket).await,
            Press::Satisfied { ticket, stars } => self.satisfied(press, ticket, stars).await,
            Press::PickTicket { ticket, message } => self.pick(press, ticket, message).await,
            what if is_of_setup(&what) => self.set_up(press, &what).await,
            Press::TellDeadline { .. }
            | Press::StopReminder { .. }
            | Press::StopReminders
            | Press::TellCorrections { .. }
            | Press::StopCorrections { .. } => self.watch_pressed(press, &what).await,
            Press::Export | Press::Erase | Press::EraseNow { .. } => {
                self.privacy_pressed(press, &what).await
            }
            Press::Mend { form } => self.mend(press, form, by).await,
            Press::Rate { question, solved } => self.rate(press, question, solved).await,
            Press::Consult { question } => self.open_consult_form(press, question).await,
            Press::ShowMe { question } | Press::Share { question } | Press::SaveDm { question } => {
                self.keep(press, &what, question).await
            }
            Press::AskForm { message } => {
                let form = Form::Ask { message };
                self.open(press, &form, &Values::new()).await
            }
            other => self.went_on(press, other).await,
        }
    }

    /// Carries out a press that goes on with a dialogue.
    async fn went_on(&self, press: &ComponentInteraction, what: Press) -> anyhow::Result<()> {
        match what {
            Press::Entry { question, entry } => return self.choose(press, question, entry).await,
            Press::Near { question, number } => {
                let card = self.card(question).await?;
                let near = card.and_then(|(_, it)| it.candidates.into_iter().nth(number.into()));
                if let Some(near) = near {
                    return self.choose(press, Some(question), near.entry).await;
                }
            }
            Press::Related { question } => {
                if let Some(entry) = value(press) {
                    return self.choose(press, question, EntryId(entry)).await;
                }
            }
            Press::Choice { question, number } => {
                if let Some((record, card)) = self.card(question).await?
                    && let Some(text) = card.choices.get(usize::from(number))
                {
                    return self.tell(press, &record, text).await;
                }
            }
            Press::FactSelect { question, .. } => {
                if let Some((record, _)) = self.card(question).await?
                    && let Some(text) = value(press)
                {
                    return self.tell(press, &record, &text).await;
                }
            }
            Press::FactForm { question } => {
                let card = self.card(question).await?;
                let key = card.and_then(|(_, it)| Key::named(it.asks.as_deref()?));
                if let Some(key) = key {
                    let form = Form::Fact { question, key };
                    return self.open(press, &form, &Values::new()).await;
                }
            }
            Press::Reset => {
                self.put_off(press).await?;
                let account = press.user.id.get().to_string();
                let asked = asked(&account, handover::new_question(), origin(press));
                self.port.send(Incoming::Asked(asked)).await?;
                return Ok(());
            }
            // Forms carry these, no button does.
            _ => return self.reply(press, wording::unreadable_button()).await,
        }
        self.reply(press, handover::gone()).await
    }

    /// Says something to the person who pressed, and to nobody else.
    pub(super) async fn reply(
        &self,
        press: &ComponentInteraction,
        text: &str,
    ) -> anyhow::Result<()> {
        self.show(press, &Page::words(text)).await
    }

    /// Shows a page to the person who pressed, and to nobody else.
    pub(super) async fn show(
        &self,
        press: &ComponentInteraction,
        page: &Page,
    ) -> anyhow::Result<()> {
        self.responded(press.create_response(&self.http, only_you(page)).await)
    }

    pub(super) async fn put_off(&self, press: &ComponentInteraction) -> anyhow::Result<()> {
        self.responded(press.create_response(&self.http, put_off()).await)
    }

    pub(super) async fn open(
        &self,
        press: &ComponentInteraction,
        form: &Form,
        filled: &Values,
    ) -> anyhow::Result<()> {
        let modal = CreateInteractionResponse::Modal(form.modal(filled));
        self.responded(press.create_response(&self.http, modal).await)
    }

    /// Returns a stored question with its card.
    pub(super) async fn card(
        &self,
        question: Uuid,
    ) -> anyhow::Result<Option<(QuestionRecord, Card)>> {
        let record = self.store.question(question).await?;
        Ok(record.and_then(|it| Some((it.clone(), Card::shown(&it).ok()?))))
    }

    async fn choose(
        &self,
        press: &ComponentInteraction,
        question: Option<Uuid>,
        entry: EntryId,
    ) -> anyhow::Result<()> {
        self.put_off(press).await?;
        let origin = origin(press);
        let account = press.user.id.get().to_string();
        let chose = Chose {
            conversation: Surface::Discord.conversation(&account),
            surface: Surface::Discord,
            entry,
            question_id: question,
            event: Some(origin.event()),
            origin: Some(origin.clone()),
        };
        if self.port.send(Incoming::Chose(chose)).await? == Response::NotFound {
            self.say(origin, handover::withdrawn()).await?;
        }
        Ok(())
    }

    /// Goes on with the dialogue of a question, if it is this person's, with what was pressed.
    async fn tell(
        &self,
        press: &ComponentInteraction,
        record: &QuestionRecord,
        text: &str,
    ) -> anyhow::Result<()> {
        self.put_off(press).await?;
        let account = press.user.id.get();
        let told = asked(&account.to_string(), text, origin(press));
        let own = record.conversation.discord_account() == Some(account);
        let conversation = match own {
            true => record.conversation.clone(),
            false => told.conversation.clone(),
        };
        let told = Asked {
            conversation,
            question_id: own.then_some(record.id),
            ..told
        };
        self.port.send(Incoming::Asked(told)).await?;
        Ok(())
    }

    async fn rate(
        &self,
        press: &ComponentInteraction,
        question: Uuid,
        solved: bool,
    ) -> anyhow::Result<()> {
        let rated = self.asked_by(question, press.user.id.get()).await?;
        if rated.is_none() {
            return self.reply(press, handover::not_yours()).await;
        }
        let rated = Incoming::Rated {
            question_id: question,
            solved,
        };
        match self.port.send(rated).await? {
            Response::Rated if solved => self.reply(press, handover::solved()).await,
            Response::Rated => self.show(press, &Page::not_solved(question)).await,
            _ => self.reply(press, handover::gone()).await,
        }
    }

    async fn open_consult_form(
        &self,
        press: &ComponentInteraction,
        question: Option<Uuid>,
    ) -> anyhow::Result<()> {
        let mut filled = Values::new();
        if let Some(question) = question
            && let Some(record) = self.asked_by(question, press.user.id.get()).await?
        {
            filled.insert(forms::TEXT.to_owned(), subject(&record));
            if let Some(prefecture) = record.profile.prefecture {
                filled.insert(forms::PREFECTURE.to_owned(), prefecture);
            }
        }
        self.open(press, &Form::Consult { question }, &filled).await
    }

    /// Returns a stored question if this person asked it.
    pub(super) async fn asked_by(
        &self,
        question: Uuid,
        account: u64,
    ) -> anyhow::Result<Option<QuestionRecord>> {
        let record = self.store.question(question).await?;
        Ok(record.filter(|it| it.conversation.discord_account() == Some(account)))
    }

    /// A message that came while several tickets were open belongs to this one.
    async fn pick(
        &self,
        press: &ComponentInteraction,
        ticket: TicketId,
        message: u64,
    ) -> anyhow::Result<()> {
        if self.ticket_of(ticket, press.user.id.get()).await?.is_none() {
            return self.reply(press, handover::not_yours()).await;
        }
        self.put_off(press).await?;
        let channel = press.channel_id;
        let written = channel.message(&self.http, message).await?;
        if written.author.id != press.user.id {
            return self.say(origin(press), handover::not_yours()).await;
        }
        let wrote = Incoming::AskerWrote {
            ticket,
            text: written.content,
            event: event(message),
            origin: Some(origin(press)),
        };
        self.port.send(wrote).await?;
        let to = origin(press);
        if !self
            .store
            .is_posted(&Outgoing::Passed { ticket, to })
            .await?
        {
            // Chosen once more: a message is passed on once.
            self.say(origin(press), handover::passed_before()).await?;
        }
        Ok(())
    }

    /// Returns a ticket if this person opened it.
    pub(super) async fn ticket_of(
        &self,
        ticket: TicketId,
        account: u64,
    ) -> anyhow::Result<Option<Ticket>> {
        let ticket = self.store.ticket(ticket).await?;
        Ok(ticket.filter(|it| it.conversation.discord_account() == Some(account)))
    }
}

/// Whether only administrators of a server may press it.
fn is_of_setup(what: &Press) -> bool {
    matches!(
        what,
        Press::SetupChannels
            | Press::SetupDesk
            | Press::SetupRole
            | Press::SetupPublic { .. }
            | Press::SetupHours
            | Press::SetupDays
            | Press::SetupClosures
            | Press::SetupStandard
            | Press::SetupCheck
    )
}

/// Where the answer to a press goes: only this person sees it.
pub(super) fn origin(press: &ComponentInteraction) -> Origin {
    Origin::Interaction {
        id: press.id.get(),
        token: press.token.clone(),
        account: press.user.id.get(),
        private: true,
    }
}

/// Returns what was chosen in a select menu of texts.
pub(super) fn value(press: &ComponentInteraction) -> Option<String> {
    match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
        _ => None,
    }
}
