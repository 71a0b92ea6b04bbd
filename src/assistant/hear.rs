//! Somebody writes where nobody else reads along: to the consultant who has the ticket, or to the
//! assistant.

use super::{Assistant, event};
use crate::{
    chat::{Asked, Response},
    outgoing::Outgoing,
};

impl Assistant {
    /// In a ticket that a consultant has, the assistant gives no answers of its own; and no word is
    /// lost.
    pub(super) async fn said(&self, said: Asked) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
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
            let key = event(&said.conversation, said.event, &said.question);
            if let Some(first) = self.answered_before(key.as_ref()).await? {
                return Ok(first);
            }
            match self.ask(said.clone(), key).await? {
                Response::NotNow => {}
                answered => return Ok(answered),
            }
        }
    }
}
