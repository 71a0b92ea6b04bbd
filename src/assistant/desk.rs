//! Questions that people answer: tickets come in, consultants act on them.

use anyhow::Context as _;
use uuid::Uuid;

use super::Assistant;
use crate::{
    chat::{Receipt, Response, StaffAction, TicketRequest},
    desk::{
        Event, Status, TicketId, canned,
        code::{self, Code},
        routing,
    },
    knowledge::EntryId,
    outgoing::Origin,
    people::PersonId,
    store::{Act, Acted, Erasure, NewTicket, Opened},
    text::clean,
};

impl Assistant {
    pub(super) async fn open_ticket(&self, request: TicketRequest) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let secret = store.secret(code::SECRET, &random()?).await?;
        let code = Code::of_form(&secret, request.event);
        let now = self.clock.now();
        let sla = self.sla_for(request.guild).await?;
        let group = self.group_for(&request).await?;
        let new = NewTicket {
            id: TicketId(self.clock.new_id()),
            conversation: request.conversation,
            question_id: request.question_id,
            question: clean(&request.question),
            profile: request.profile,
            contact: clean(&request.contact),
            code_hash: code.hash(),
            event: request.event,
            guild: request.guild,
            origin: request.origin,
            group,
            expected: sla.expected(now),
            at: now,
        };
        let (ticket, code) = match store.open_ticket(&new).await? {
            Opened::New(ticket) => (ticket, Some(code.shown())),
            // The id of a form alone must not open somebody else's ticket.
            Opened::Already(ticket) if ticket.conversation == new.conversation => {
                (ticket, Some(code.shown()))
            }
            Opened::Already(ticket) => (ticket, None),
        };
        tracing::info!(ticket.number = ticket.number.0, "a ticket came in");
        // The same form may come again much later.
        let waits = matches!(ticket.status, Status::Open | Status::Claimed);
        let expected = sla.expected(ticket.opened_at);
        let expected = expected.filter(|it| waits && now < *it);
        Ok(Response::TicketOpened(Receipt {
            ticket: ticket.id,
            number: ticket.number,
            code,
            expected,
        }))
    }

    /// Returns the group that is to take a ticket: by the topics of the entry that was shown, or else
    /// of the nearest one, and by the prefecture.
    async fn group_for(&self, request: &TicketRequest) -> anyhow::Result<Option<String>> {
        if self.desk.groups.is_empty() {
            return Ok(None);
        }
        let shelf = self.shelf();
        let asked = match request.question_id {
            Some(id) => self.memory.store()?.question(id).await?,
            None => None,
        };
        let shown = asked.and_then(|it| it.entry);
        let nearest = || {
            let found = shelf.search(&request.question, &request.profile, 1);
            found.hits.first().map(|it| EntryId(it.id.clone()))
        };
        let entry = shown.or_else(nearest);
        let entry = entry.and_then(|it| shelf.entry(&it));
        let topics = entry.map_or(&[][..], |it| it.topics.as_slice());
        let prefecture = request.profile.prefecture.as_deref();
        let group = routing::group(&self.desk.groups, topics, prefecture);
        Ok(group.map(|it| it.name.clone()))
    }

    pub(super) async fn asker_writes(
        &self,
        ticket: TicketId,
        text: String,
        event: Uuid,
        origin: Option<Origin>,
    ) -> anyhow::Result<Response> {
        let act = Act {
            origin,
            ..self.action(ticket, Event::AskerWrote, None, Some(text), event)
        };
        self.act(&act).await
    }

    pub(super) async fn withdraw(&self, ticket: TicketId, event: Uuid) -> anyhow::Result<Response> {
        let act = self.action(ticket, Event::Withdrawn, None, None, event);
        self.act(&act).await
    }

    pub(super) async fn erase(&self, erasure: &Erasure) -> anyhow::Result<Response> {
        let erased = self.memory.store()?.erase(erasure).await?;
        let tickets = erased.tickets.len();
        tracing::info!(erased.questions, tickets, "an asker's data were deleted");
        Ok(Response::Erased(erased))
    }

    pub(super) async fn staff_acts(
        &self,
        ticket: TicketId,
        by: PersonId,
        action: StaffAction,
        event: Uuid,
    ) -> anyhow::Result<Response> {
        if let StaffAction::Reply(text) = &action {
            let open = canned::open_gaps(text);
            if !open.is_empty() {
                return Ok(Response::OpenGaps(open));
            }
        }
        let act = |done, text| self.action(ticket, done, Some(by), text, event);
        let act = match action {
            StaffAction::Claim => act(Event::Claimed, None),
            StaffAction::Reply(text) => act(Event::Replied, Some(text)),
            StaffAction::Release => act(Event::Released, None),
            StaffAction::Close => act(Event::Closed, None),
            StaffAction::Transfer { to, note } => Act {
                to: Some(to),
                ..act(Event::Transferred, Some(note))
            },
            StaffAction::Snooze { until } => Act {
                until: Some(until),
                ..act(Event::Snoozed, None)
            },
            StaffAction::Merge { into } => return self.merge(ticket, into, by, event).await,
            StaffAction::Note(text) => {
                let id = self.clock.new_id();
                let store = self.memory.store()?;
                let acted = store
                    .add_note(ticket, id, by, &clean(&text), event, self.clock.now())
                    .await?;
                return Ok(response(acted));
            }
        };
        self.act(&act).await
    }

    fn action(
        &self,
        ticket: TicketId,
        event: Event,
        by: Option<PersonId>,
        text: Option<String>,
        form_event: Uuid,
    ) -> Act {
        Act {
            ticket,
            event,
            by,
            to: None,
            until: None,
            text: text.map(|it| clean(&it)),
            message_id: self.clock.new_id(),
            form_event,
            origin: None,
            at: self.clock.now(),
        }
    }

    async fn act(&self, act: &Act) -> anyhow::Result<Response> {
        let acted = self.memory.store()?.act_on_ticket(act).await?;
        if let Acted::Done(ticket) = &acted {
            let event = act.event;
            tracing::info!(ticket.number = ticket.number.0, ?event, "a ticket moved on");
        }
        Ok(response(acted))
    }
}

fn response(acted: Acted) -> Response {
    match acted {
        Acted::Done(ticket) | Acted::Already(ticket) => Response::Done(Box::new(ticket)),
        Acted::TakenBy { name } => Response::TakenBy { name },
        Acted::NotNow => Response::NotNow,
        Acted::NotFound => Response::NotFound,
    }
}

/// Returns 256 random bits in hexadecimal.
fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}
