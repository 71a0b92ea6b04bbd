//! Two tickets of the same asker become one.

use uuid::Uuid;

use super::Assistant;
use crate::{
    chat::Response,
    desk::{TicketId, TicketNumber},
    people::PersonId,
    store::{Merge, Merged},
};

impl Assistant {
    pub(super) async fn merge(
        &self,
        ticket: TicketId,
        into: TicketNumber,
        by: PersonId,
        form_event: Uuid,
    ) -> anyhow::Result<Response> {
        let merge = Merge {
            ticket,
            into,
            by,
            message_id: self.clock.new_id(),
            form_event,
            at: self.clock.now(),
        };
        Ok(match self.memory.store()?.merge_tickets(&merge).await? {
            Merged::Done(leading) => {
                tracing::info!(ticket.number = leading.number.0, "took in another ticket");
                Response::Done(Box::new(leading))
            }
            Merged::Already(leading) => Response::Done(Box::new(leading)),
            Merged::TakenBy { name } => Response::TakenBy { name },
            Merged::NotNow => Response::NotNow,
            Merged::NotFound => Response::NotFound,
            Merged::Refused(why) => Response::NotMerged(why),
        })
    }
}
