//! Consultants work on tickets. Who may is looked up at each press: whoever has the consultants' role
//! of the server whose desk has the ticket.

use chrono::Duration;
use serenity::all::ComponentInteraction;
use uuid::Uuid;

use super::{
    connection::Discord,
    custom_id::Press,
    drafts,
    escape::escape,
    forms::{Form, Values},
    page::Page,
    presses::{Presser, origin},
    until,
};
use crate::{
    chat::{Incoming, Response, StaffAction},
    desk::{Ticket, TicketId, TicketNumber},
    people::{LOGIN_LINK_LIFE, LoginToken, Person, PersonId},
    wording::{self, consultants, handover, merging},
};

/// The longest time for which a ticket is put off, as on the web.
const LONGEST_SNOOZE: Duration = Duration::days(90);

/// What a consultant is told after an action.
#[derive(Debug)]
pub(super) enum Told {
    /// A sentence.
    Words(String),
    /// A sentence with buttons.
    Page(Box<Page>),
}

impl Told {
    fn page(self) -> Page {
        match self {
            Told::Words(words) => Page::words(&words),
            Told::Page(page) => *page,
        }
    }
}

impl Discord {
    /// Carries out a consultant's press.
    pub(super) async fn staff_pressed(
        &self,
        press: &ComponentInteraction,
        what: &Press,
        ticket: TicketId,
        by: Presser<'_>,
    ) -> anyhow::Result<()> {
        let form = |number| match what {
            Press::Reply { .. } => Some(Form::Reply { ticket, number }),
            Press::Note { .. } => Some(Form::Note { ticket, number }),
            Press::Transfer { .. } => Some(Form::Transfer { ticket, number }),
            Press::Snooze { .. } => Some(Form::Snooze { ticket, number }),
            Press::Merge { .. } => Some(Form::Merge { ticket, number }),
            _ => None,
        };
        let (person, known) = match self.consultant(ticket, by).await? {
            Ok(both) => both,
            Err(words) => return self.reply(press, words).await,
        };
        let of_all = matches!(
            what,
            Press::Web { .. } | Press::Draft { .. } | Press::Merge { .. } | Press::SameReply { .. }
        );
        if of_all && !self.is_operators(ticket).await? {
            return self.reply(press, consultants::only_operator()).await;
        }
        if let Some(form) = form(known.number) {
            return self.open(press, &form, &Values::new()).await;
        }
        let event = origin(press).event();
        let action = match what {
            Press::Claim { .. } => StaffAction::Claim,
            Press::Release { .. } => StaffAction::Release,
            Press::Close { .. } => StaffAction::Close,
            Press::Web { .. } => return self.open_web(press, &known, &person).await,
            Press::Draft { .. } => return self.make_draft(press, &known, &person).await,
            _ => return self.help_with_reply(press, what, &known, &person).await,
        };
        let told = self.act(&known, action, event, &person).await?;
        self.show(press, &told.page()).await
    }

    /// Carries out what a consultant sent in a form; returns what to show.
    pub(super) async fn staff_acts(
        &self,
        ticket: TicketId,
        action: StaffAction,
        event: Uuid,
        by: Presser<'_>,
    ) -> anyhow::Result<Told> {
        match self.consultant(ticket, by).await? {
            Ok((person, ticket)) => self.act(&ticket, action, event, &person).await,
            Err(words) => {
                let text = match &action {
                    StaffAction::Reply(text) | StaffAction::Note(text) => text.as_str(),
                    _ => "",
                };
                Ok(Told::Words(handover::with_text(words, text)))
            }
        }
    }

    async fn act(
        &self,
        ticket: &Ticket,
        action: StaffAction,
        event: Uuid,
        by: &Person,
    ) -> anyhow::Result<Told> {
        let written = match &action {
            StaffAction::Reply(text)
            | StaffAction::Note(text)
            | StaffAction::Transfer { note: text, .. } => text.clone(),
            _ => String::new(),
        };
        let done = done(&action, ticket.number.0);
        let is_claim = action == StaffAction::Claim;
        let into = match &action {
            StaffAction::Merge { into } => *into,
            _ => ticket.number,
        };
        let staff = Incoming::Staff {
            ticket: ticket.id,
            by: by.id,
            action,
            event,
        };
        let words = match self.port.send(staff).await? {
            Response::Done(_) if is_claim => {
                let load = consultants::load(&self.store.load().await?);
                return Ok(Told::Words(format!("{done}\n{}", escape(&load))));
            }
            Response::Done(_) => return Ok(Told::Words(done)),
            Response::OpenGaps(open) => {
                let why = wording::drafts::open_gaps(&open);
                let page = drafts::to_mend(ticket.id, &why, &written);
                return Ok(Told::Page(Box::new(page)));
            }
            Response::NotMerged(why) => {
                let page = drafts::not_merged(ticket.id, why, into);
                return Ok(Told::Page(Box::new(page)));
            }
            Response::TakenBy { name } => consultants::taken_by(&name),
            _ => consultants::not_now().to_owned(),
        };
        Ok(Told::Words(handover::with_text(&words, &written)))
    }

    /// Returns the person behind an account, if this person may work on the ticket now; or else what
    /// to say.
    async fn consultant(
        &self,
        ticket: TicketId,
        by: Presser<'_>,
    ) -> anyhow::Result<Result<(Person, Ticket), &'static str>> {
        let Some(known) = self.store.ticket(ticket).await? else {
            return Ok(Err(handover::gone()));
        };
        let (origin, _) = self.store.origin_of_ticket(ticket).await?;
        let desk = self.store.desk_for(origin).await?;
        let (Some(desk), Some(member)) = (desk, by.member) else {
            return Ok(Err(consultants::only_consultants()));
        };
        let settings = self.settings_of(desk).await?.unwrap_or_default();
        let role = settings.consultant_role;
        let has_role = member.roles.iter().any(|it| Some(it.get()) == role);
        if by.guild != Some(desk) || !has_role {
            return Ok(Err(consultants::only_consultants()));
        }
        let id = PersonId(self.clock.new_id());
        let person = self
            .store
            .person_of_account(by.account, id, member.display_name(), self.clock.now())
            .await?;
        Ok(person
            .map(|person| (person, known))
            .ok_or(consultants::shut_out()))
    }

    /// Whether the operator's desk has a ticket. Who runs another desk, and who gets its role, is up to
    /// the administrator of that server: they see nothing of other servers' tickets, and the pages of
    /// the web show all.
    pub(super) async fn is_operators(&self, ticket: TicketId) -> anyhow::Result<bool> {
        let (origin, _) = self.store.origin_of_ticket(ticket).await?;
        let Some(desk) = self.store.desk_for(origin).await? else {
            return Ok(false);
        };
        let guild = self.store.guild(desk).await?;
        Ok(guild.is_some_and(|it| it.operator))
    }

    /// Web画面を開く: a link with which the same person is logged in once.
    async fn open_web(
        &self,
        press: &ComponentInteraction,
        ticket: &Ticket,
        person: &Person,
    ) -> anyhow::Result<()> {
        let link = self.login_link(person.id).await?;
        let words = consultants::web_link(&link, &self.desk_page(ticket));
        self.reply(press, &words).await
    }

    pub(super) async fn login_link(&self, person: PersonId) -> anyhow::Result<String> {
        let token = LoginToken::new()?;
        let expires = self.clock.now() + LOGIN_LINK_LIFE;
        self.store
            .add_login_link(&token.hash(), person, expires)
            .await?;
        Ok(token.link(&self.settings.public_url))
    }

    pub(super) fn desk_page(&self, ticket: &Ticket) -> String {
        format!(
            "{}/desk/tickets/{}",
            self.settings.public_url, ticket.number.0
        )
    }
}

impl Discord {
    /// 引き継ぐ: to the colleague of this name, or back to everybody where none is written.
    pub(super) async fn transfer(
        &self,
        ticket: TicketId,
        name: &str,
        note: String,
        (event, by): (Uuid, Presser<'_>),
    ) -> anyhow::Result<Told> {
        let name = name.trim().trim_end_matches("さん");
        if name.is_empty() {
            if !note.is_empty() {
                let kept = StaffAction::Note(note);
                // Its own event, since what follows is another step; the same if it comes twice.
                let noted = Uuid::from_u128(event.as_u128() | 1 << 64);
                self.staff_acts(ticket, kept, noted, by).await?;
            }
            return self
                .staff_acts(ticket, StaffAction::Release, event, by)
                .await;
        }
        let people = self.store.people().await?;
        match people.iter().find(|it| it.name == name) {
            Some(person) => {
                let to = person.id;
                let action = StaffAction::Transfer { to, note };
                self.staff_acts(ticket, action, event, by).await
            }
            None => {
                let mut names: Vec<_> = people.iter().map(|it| it.name.as_str()).collect();
                if !self.is_operators(ticket).await? {
                    names.clear();
                }
                let words = consultants::no_such_colleague(&names);
                Ok(Told::Words(handover::with_text(&words, &note)))
            }
        }
    }

    /// 統合: into the ticket whose number was written.
    pub(super) async fn merge(
        &self,
        ticket: TicketId,
        written: &str,
        (event, by): (Uuid, Presser<'_>),
    ) -> anyhow::Result<Told> {
        match TicketNumber::read(written) {
            Some(_) if !self.is_operators(ticket).await? => {
                let words = handover::with_text(consultants::only_operator(), written);
                Ok(Told::Words(words))
            }
            Some(into) => {
                let action = StaffAction::Merge { into };
                self.staff_acts(ticket, action, event, by).await
            }
            None => {
                let words = handover::with_text(merging::unreadable_number(), written);
                Ok(Told::Words(words))
            }
        }
    }

    /// 保留: until the time that was written.
    pub(super) async fn snooze(
        &self,
        ticket: TicketId,
        written: &str,
        (event, by): (Uuid, Presser<'_>),
    ) -> anyhow::Result<Told> {
        let now = self.clock.now();
        let until = match written.trim() {
            "" => Some(now + LONGEST_SNOOZE),
            written => until::read(written, now),
        };
        let until = until.filter(|it| now < *it && *it <= now + LONGEST_SNOOZE);
        match until {
            Some(until) => {
                let action = StaffAction::Snooze { until };
                self.staff_acts(ticket, action, event, by).await
            }
            None => {
                let words = handover::with_text(consultants::unreadable_time(), written);
                Ok(Told::Words(words))
            }
        }
    }
}

/// What was done, in words.
fn done(action: &StaffAction, number: i64) -> String {
    let what = match action {
        StaffAction::Claim => "担当になりました",
        StaffAction::Reply(_) => "返信を送ります。届いたかどうかはカードに出ます",
        StaffAction::Note(_) => "社内メモを残しました（相談者には見えません）",
        StaffAction::Release => "担当を外れました",
        StaffAction::Transfer { .. } => "引き継ぎました",
        StaffAction::Snooze { until } => {
            let until = wording::moment(*until);
            return format!(
                "受付番号 {number}: {until}まで保留にしました。相談者が書き込むと戻ります。"
            );
        }
        StaffAction::Close => "解決にしました",
        StaffAction::Merge { into } => return merging::done(TicketNumber(number), *into),
    };
    format!("受付番号 {number}: {what}。")
}
