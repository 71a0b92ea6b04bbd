//! Questions that people answer: tickets come in, consultants act on them.

use anyhow::Context as _;
use uuid::Uuid;

use super::Assistant;
use crate::{
    chat::{Receipt, Response, StaffAction, TicketRequest},
    desk::{Event, TicketId, code::Code},
    people::PersonId,
    store::{Act, Acted, NewTicket, Opened},
    text::clean,
};

/// Random bytes for a code; some are skipped, so more than the code is long.
const RANDOM_BYTES: usize = 64;

impl Assistant {
    pub(super) async fn open_ticket(&self, request: TicketRequest) -> anyhow::Result<Response> {
        let code = new_code()?;
        let new = NewTicket {
            id: TicketId(self.clock.new_id()),
            conversation: request.conversation,
            question_id: request.question_id,
            question: clean(&request.question),
            profile: request.profile,
            contact: clean(&request.contact),
            code_hash: code.hash(),
            event: request.event,
            at: self.clock.now(),
        };
        let (ticket, code) = match self.memory.store()?.open_ticket(&new).await? {
            Opened::New(ticket) => (ticket, Some(code.shown())),
            Opened::Already(ticket) => (ticket, None),
        };
        tracing::info!(ticket.number = ticket.number.0, "a ticket came in");
        Ok(Response::TicketOpened(Receipt {
            ticket: ticket.id,
            number: ticket.number,
            code,
        }))
    }

    pub(super) async fn asker_writes(
        &self,
        ticket: TicketId,
        text: String,
        event: Uuid,
    ) -> anyhow::Result<Response> {
        self.act(ticket, Event::AskerWrote, None, Some(text), event)
            .await
    }

    pub(super) async fn staff_acts(
        &self,
        ticket: TicketId,
        by: PersonId,
        action: StaffAction,
        event: Uuid,
    ) -> anyhow::Result<Response> {
        match action {
            StaffAction::Claim => {
                self.act(ticket, Event::Claimed, Some(by), None, event)
                    .await
            }
            StaffAction::Reply(text) => {
                self.act(ticket, Event::Replied, Some(by), Some(text), event)
                    .await
            }
            StaffAction::Release => {
                self.act(ticket, Event::Released, Some(by), None, event)
                    .await
            }
            StaffAction::Close => self.act(ticket, Event::Closed, Some(by), None, event).await,
            StaffAction::Note(text) => {
                let id = self.clock.new_id();
                let store = self.memory.store()?;
                let acted = store
                    .add_note(ticket, id, by, &clean(&text), event, self.clock.now())
                    .await?;
                Ok(response(acted))
            }
        }
    }

    async fn act(
        &self,
        ticket: TicketId,
        event: Event,
        by: Option<PersonId>,
        text: Option<String>,
        form_event: Uuid,
    ) -> anyhow::Result<Response> {
        let act = Act {
            ticket,
            event,
            by,
            text: text.map(|it| clean(&it)),
            message_id: self.clock.new_id(),
            form_event,
            at: self.clock.now(),
        };
        let acted = self.memory.store()?.act_on_ticket(&act).await?;
        if let Acted::Done(ticket) = &acted {
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

/// Returns a new code from the system's random numbers.
fn new_code() -> anyhow::Result<Code> {
    let mut bytes = [0; RANDOM_BYTES];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Code::from_random(&bytes).context("the random numbers were not enough")
}
