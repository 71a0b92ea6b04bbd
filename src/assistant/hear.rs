//! Somebody writes where nobody else reads along: to the consultant who has the ticket, or to the
//! assistant.

use uuid::Uuid;

use super::{Assistant, event};
use crate::{
    chat::{Asked, Response},
    desk::TicketId,
    outgoing::{Origin, Outgoing},
};

impl Assistant {
    /// In a ticket that a consultant has, the assistant gives no answers of its own; and no word is
    /// lost.
    pub(super) async fn said(&self, said: Asked) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let key = event(&said.conversation, said.event, &said.question);
        // What comes twice is dealt with as it was at first, whoever has the ticket by now.
        if let Some(first) = self.answered_before(key.as_ref()).await? {
            return Ok(first);
        }
        if let Some(to) = &said.origin
            && self.was_passed_on(to).await?
        {
            return Ok(Response::Already);
        }
        // Ends: each further round means that a consultant took a ticket meanwhile.
        loop {
            let tickets = store.tickets_with_consultant(&said.conversation).await?;
            match (&tickets[..], &said.origin, said.event) {
                ([(ticket, _)], origin, Some(form)) => {
                    let (text, origin) = (said.question.clone(), origin.clone());
                    return self.asker_writes(*ticket, text, form, origin).await;
                }
                ([_, _, ..], Some(to), _) => {
                    let which = Outgoing::WhichTicket {
                        tickets: tickets.clone(),
                        to: to.clone(),
                    };
                    store.post(&which, self.clock.now()).await?;
                    return Ok(Response::WhichTicket);
                }
                _ => {}
            }
            match self.ask(said.clone(), key.clone()).await? {
                Response::NotNow => {}
                answered => return Ok(answered),
            }
        }
    }

    /// Whether a message went to a consultant before, or its writer was asked to which.
    async fn was_passed_on(&self, to: &Origin) -> anyhow::Result<bool> {
        let store = self.memory.store()?;
        let ticket = TicketId(Uuid::nil());
        let (to, asked) = (to.clone(), to.clone());
        let which = Outgoing::WhichTicket {
            tickets: Vec::new(),
            to: asked,
        };
        // Their ids tell the message only.
        Ok(store.is_posted(&Outgoing::Passed { ticket, to }).await?
            || store.is_posted(&which).await?)
    }
}
