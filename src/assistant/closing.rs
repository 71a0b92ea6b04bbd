//! After a ticket is closed: what its asker says of the desk's work.

use super::Assistant;
use crate::{
    chat::Response,
    desk::{Stars, TicketId},
    store::RatedTicket,
    text::clean,
};

impl Assistant {
    pub(super) async fn rate_ticket(
        &self,
        ticket: TicketId,
        stars: Stars,
        word: Option<String>,
    ) -> anyhow::Result<Response> {
        let word = word.map(|it| clean(&it)).filter(|it| !it.is_empty());
        let store = self.memory.store()?;
        let now = self.clock.now();
        let rated = store
            .rate_ticket(ticket, stars, word.as_deref(), now)
            .await?;
        Ok(match rated {
            RatedTicket::Taken(said) => {
                let has_word = said.word.is_some();
                tracing::info!(ticket.id = %ticket.0, has_word, "an asker rated the desk's work");
                Response::Thanks(said)
            }
            RatedTicket::Already(said) => Response::SaidBefore(said),
            RatedTicket::NotNow => Response::NotNow,
            RatedTicket::NotFound => Response::NotFound,
        })
    }
}
