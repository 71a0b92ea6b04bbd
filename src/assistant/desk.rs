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

/// Name of the secret behind the codes.
const SECRET: &str = "receipt";
/// Bytes for a code; some are skipped, so more than the code is long.
const RANDOM_BYTES: usize = 64;

impl Assistant {
    pub(super) async fn open_ticket(&self, request: TicketRequest) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let code = code(&store.secret(SECRET, &random()?).await?, request.event)?;
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
        let (ticket, code) = match store.open_ticket(&new).await? {
            Opened::New(ticket) => (ticket, Some(code.shown())),
            // The id of a form alone must not open somebody else's ticket.
            Opened::Already(ticket) if ticket.conversation == new.conversation => {
                (ticket, Some(code.shown()))
            }
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

/// Returns the code of the ticket that this form makes: keyed by the store's secret, so that nobody
/// can guess it, and the same when the form comes again because its answer was lost.
fn code(secret: &str, form: Uuid) -> anyhow::Result<Code> {
    let key = blake3::derive_key("madoguchi 2026-11 receipt code", secret.as_bytes());
    let mut bytes = [0; RANDOM_BYTES];
    blake3::Hasher::new_keyed(&key)
        .update(form.as_bytes())
        .finalize_xof()
        .fill(&mut bytes);
    Code::from_random(&bytes).context("the bytes were not enough for a code")
}

/// Returns 256 random bits in hexadecimal.
fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}
