//! After a ticket is closed: what its asker says of the desk's work, and what becomes of the answer.

use super::Assistant;
use crate::{
    chat::Response,
    curation::draft::{Draft, Material},
    desk::{Author, Stars, TicketId},
    knowledge::EntryId,
    people::PersonId,
    store::{AddedDraft, RatedTicket},
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

    /// 知識にする: topics and readers are those of the nearest entry.
    pub(super) async fn make_draft(
        &self,
        ticket: TicketId,
        by: PersonId,
    ) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let Some(ticket) = store.ticket(ticket).await? else {
            return Ok(Response::NotFound);
        };
        let messages = store.messages(ticket.id).await?;
        let replies = messages.iter().filter(|it| it.author == Author::Consultant);
        let mut staff: Vec<String> = replies.clone().filter_map(|it| it.name.clone()).collect();
        staff.sort();
        staff.dedup();
        let replies: Vec<String> = replies.map(|it| it.text.clone()).collect();
        if replies.iter().all(|it| it.trim().is_empty()) {
            return Ok(Response::NothingToDraft);
        }
        let contact = store.contacts(ticket.id).await?.join("\n");
        let shelf = self.shelf();
        let found = shelf.search(&ticket.question, &ticket.profile, 1);
        let nearest = found.hits.first().map(|it| EntryId(it.id.clone()));
        let nearest = nearest.and_then(|it| shelf.entry(&it));
        let draft = Draft::of(&Material {
            number: ticket.number.0,
            question: &ticket.question,
            replies: &replies,
            contact: &contact,
            staff: &staff,
            prefecture: ticket.profile.prefecture.as_deref(),
            topics: nearest.map_or(&[], |it| it.topics.as_slice()),
            audience: nearest.map_or(&[], |it| it.audience.as_slice()),
        });
        let (id, now) = (self.clock.new_id(), self.clock.now());
        let added = store.add_draft(id, ticket.id, &draft, by, now).await?;
        Ok(match added {
            AddedDraft::New(id) => {
                tracing::info!(
                    ticket.number = ticket.number.0,
                    "a draft was made of a ticket"
                );
                Response::Draft(id)
            }
            AddedDraft::Already(id) => Response::Draft(id),
            AddedDraft::NotNow => Response::NotNow,
        })
    }
}
