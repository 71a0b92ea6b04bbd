//! Drafts of replies: what a consultant may begin with. Nothing here is sent; a consultant reads and
//! changes every draft first.

use uuid::Uuid;

use super::{
    Assistant, Shelf,
    card::{plain, show},
    shelf::as_of,
};
use crate::{
    answer::Intent,
    chat::{CannedOffer, DraftSource, NearEntry, ReplyHelp, Response},
    clock::day_in_japan,
    desk::{
        Author, Message, Ticket, TicketId, TicketNumber,
        addressee::addressee,
        canned::{self, CannedReply, Gap, Validity},
        sla::Outlook,
    },
    knowledge::{Entry, EntryId},
    people::PersonId,
    programs::WindowStatus,
    text::{figures, plain::to_plain},
    wording::{self, drafts},
};

/// Entries that are offered.
const NEAR: usize = 3;
/// So many are looked at, because some of them may not be valid on the day.
const LOOKED_AT: usize = 12;
/// A draft leaves room for what a consultant adds to it.
const LONGEST: usize = 3600;

impl Assistant {
    /// Returns what a reply to this ticket may begin with.
    pub(super) async fn reply_help(&self, ticket: TicketId) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let Some(ticket) = store.ticket(ticket).await? else {
            return Ok(Response::NotFound);
        };
        let messages = store.messages(ticket.id).await?;
        let entries = self.near(&ticket, &messages);
        let now = self.clock.now();
        let topics = self.topics(&ticket, &entries);
        let replies = store.canned_replies().await?.into_iter();
        let mut canned: Vec<CannedOffer> = replies
            .filter(|it| it.validity(now) != Validity::Expired)
            .map(|it| CannedOffer {
                validity: drafts::validity(it.validity(now), it.valid_until),
                ends_soon: it.validity(now) == Validity::EndsSoon,
                fits: it.topic.as_ref().is_some_and(|it| topics.contains(it)),
                id: it.id,
                name: it.name,
                topic: it.topic,
            })
            .collect();
        // Those about the matter first, each part by name.
        canned.sort_by_key(|it| !it.fits);
        Ok(Response::ReplyHelp(Box::new(ReplyHelp { canned, entries })))
    }

    /// Returns a text for the form of a reply to this ticket.
    pub(super) async fn draft(
        &self,
        ticket: TicketId,
        by: PersonId,
        source: DraftSource,
    ) -> anyhow::Result<Response> {
        let Some(ticket) = self.memory.store()?.ticket(ticket).await? else {
            return Ok(Response::NotFound);
        };
        match source {
            DraftSource::Canned(id) => self.canned_draft(&ticket, by, id).await,
            DraftSource::Entry(id) => {
                let shelf = self.shelf();
                let Some(entry) = shelf.entry(&id) else {
                    return Ok(Response::NotFound);
                };
                let text = self.entry_draft(&ticket, entry, &shelf);
                // That it was taken for this question is what the search can learn from.
                let (store, now) = (self.memory.store()?, self.clock.now());
                store.record_entry_in_reply(ticket.id, &id, by, now).await?;
                Ok(Response::ReplyDraft(text))
            }
            DraftSource::SameAs(number) => self.same_reply(number).await,
        }
    }

    /// Returns the entries that are nearest to what was asked, and valid today.
    fn near(&self, ticket: &Ticket, messages: &[Message]) -> Vec<NearEntry> {
        let shelf = self.shelf();
        let now = self.clock.now();
        let last = messages.iter().rfind(|it| it.author == Author::Asker);
        let mut asked = ticket.question.clone();
        if let Some(last) = last.filter(|it| it.text != ticket.question) {
            asked = format!("{asked}\n{}", last.text);
        }
        let found = shelf.search(&asked, &ticket.profile, LOOKED_AT);
        let confidence = shelf.judge().confidence();
        let near = found.hits.iter().filter_map(|hit| {
            let entry = shelf.entry(&EntryId(hit.id.clone()))?;
            let over = |it: &Entry| {
                it.standing(now)
                    .is_some_and(|it| it.status == WindowStatus::Closed)
            };
            (!over(entry)).then(|| NearEntry {
                entry: entry.id.clone(),
                question: entry.question.clone(),
                conclusion: to_plain(&entry.conclusion),
                likelihood: drafts::likelihood(confidence.of_hit(&found, hit)),
                as_of: as_of(entry).map(drafts::as_of),
            })
        });
        near.take(NEAR).collect()
    }

    /// Returns the topics of what a ticket is about: of its nearest entry.
    fn topics(&self, ticket: &Ticket, near: &[NearEntry]) -> Vec<String> {
        let shelf = self.shelf();
        let first = near.first().map(|it| it.entry.clone());
        let nearest = || {
            let found = shelf.search(&ticket.question, &ticket.profile, 1);
            found.hits.first().map(|it| EntryId(it.id.clone()))
        };
        let entry = first.or_else(nearest);
        let entry = entry.and_then(|it| shelf.entry(&it).cloned());
        entry.map(|it| it.topics).unwrap_or_default()
    }

    async fn canned_draft(
        &self,
        ticket: &Ticket,
        by: PersonId,
        id: Uuid,
    ) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let now = self.clock.now();
        let reply = store.canned_reply(id).await?;
        let valid = |it: &CannedReply| it.validity(now) != Validity::Expired;
        let Some(reply) = reply.filter(valid) else {
            return Ok(Response::NotFound);
        };
        let names = store.names().await?;
        let consultant = names.into_iter().find(|it| it.0 == by).map(|it| it.1);
        let history = store.history(ticket.id).await?;
        let expected = match self.sla_of(ticket.id).await?.outlook(&history, now) {
            Some(Outlook::By(due)) => Some(wording::moment(due)),
            Some(Outlook::Late) | None => None,
        };
        let shelf = self.shelf();
        let topics = self.topics(ticket, &[]);
        let office = shelf.desk(&topics, &ticket.profile);
        let office = office.and_then(|it| it.desk.as_ref());
        let day = |at| figures::date(day_in_japan(at));
        let addressee = addressee(&ticket.contact).unwrap_or_else(|| drafts::asker().to_owned());
        let text = canned::fill(&reply.text, |gap| match gap {
            Gap::Addressee => Some(addressee.clone()),
            Gap::Number => Some(ticket.number.0.to_string()),
            Gap::Consultant => consultant.clone(),
            Gap::Expected => expected.clone(),
            Gap::Desk => office.map(|it| drafts::office(&it.name, &it.phone)),
            Gap::AskedOn => Some(day(ticket.opened_at)),
            Gap::Prefecture => ticket.profile.prefecture.clone(),
            Gap::Today => Some(day(now)),
        });
        // A title that stands behind the gap is in it already.
        let titled = ["様", "さま", "さん", " 様", "御中"].map(|it| format!("{addressee}{it}"));
        let text = titled
            .iter()
            .fold(text, |text, it| text.replace(it, &addressee));
        Ok(Response::ReplyDraft(text))
    }

    /// Returns an entry's answer with its sources and what is to be known of their age.
    fn entry_draft(&self, ticket: &Ticket, entry: &Entry, shelf: &Shelf) -> String {
        let mut card = plain(&ticket.conversation, "", Intent::Question, "");
        show(&mut card, entry, shelf, self.clock.now());
        let mut end = String::new();
        for note in &card.notes {
            end.push_str(&format!("（{note}）\n"));
        }
        if !card.citations.is_empty() {
            let sources = card.citations.iter().enumerate();
            let sources: Vec<String> = sources
                .map(|(index, it)| drafts::source(index + 1, it))
                .collect();
            end.push_str(&format!("\n{}\n{}", drafts::sources(), sources.join("\n")));
        }
        let text = format!("{}\n\n{}", to_plain(&card.lead), to_plain(&card.details));
        let room = LONGEST.saturating_sub(end.chars().count());
        format!("{}\n\n{}", fitting(text.trim(), room), end.trim())
            .trim()
            .to_owned()
    }

    /// Returns the last reply that was given in another ticket.
    async fn same_reply(&self, number: TicketNumber) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let Some((other, _)) = store.ticket_by_number(number).await? else {
            return Ok(Response::NotFound);
        };
        let messages = store.messages(other.id).await?;
        let reply = messages
            .into_iter()
            .rfind(|it| it.author == Author::Consultant);
        Ok(reply.map_or(Response::NotFound, |it| Response::ReplyDraft(it.text)))
    }
}

/// Returns a text, or as many of its paragraphs as there is room for.
fn fitting(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let note = wording::drafts::shortened();
    let room = room.saturating_sub(note.chars().count() + 2);
    let mut kept = String::new();
    for paragraph in text.split("\n\n") {
        if room < kept.chars().count() + paragraph.chars().count() + 2 {
            break;
        }
        kept = format!("{kept}{paragraph}\n\n");
    }
    format!("{kept}{note}")
}
