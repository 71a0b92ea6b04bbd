//! What happens when something comes in: one function per event.
//!
//! `Assistant::handle` returns when all effects are done and stored.

mod ask;
mod card;
mod closing;
mod compound;
mod curate;
mod desk;
mod dialogue;
mod drafts;
mod explain;
mod hear;
mod hours;
mod memory;
mod merge;
mod message;
mod recall;
mod remind;
mod shelf;
mod subsidy;
mod suggest;
mod watch;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use anyhow::Context as _;
use uuid::Uuid;

use self::memory::Memory;
pub use self::{
    card::{citation, notes},
    curate::LONGEST as LONGEST_PHRASING,
    explain::{Explained, ExplainedHit, Measured, explain},
    hours::Slas,
    shelf::{Shelf, analyzer},
};
use crate::{
    chat::{Card, Incoming, Response},
    clock::Clock,
    config,
    people::ConversationId,
    store::{EventKey, QuestionRecord, Store},
};

/// Answers questions and moves tickets.
pub struct Assistant {
    clock: Clock,
    shelf: RwLock<Arc<Shelf>>,
    memory: Memory,
    desk: config::Desk,
    reviewed: Arc<Mutex<curate::Reviewed>>,
}

impl fmt::Debug for Assistant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assistant")
            .field("version", &self.shelf().version)
            .finish_non_exhaustive()
    }
}

impl Assistant {
    /// Returns an assistant that records everything in `store`.
    #[must_use]
    pub fn recording(store: Store, clock: Clock, shelf: Shelf) -> Assistant {
        Assistant {
            clock,
            shelf: RwLock::new(Arc::new(shelf)),
            memory: Memory::Store(store),
            desk: config::Desk::default(),
            reviewed: Arc::default(),
        }
    }

    /// Returns an assistant that records nothing and forgets at the end: for the command line.
    #[must_use]
    pub fn forgetful(clock: Clock, shelf: Shelf) -> Assistant {
        let memory = Memory::Forgetful(Mutex::default());
        Assistant {
            clock,
            shelf: RwLock::new(Arc::new(shelf)),
            memory,
            desk: config::Desk::default(),
            reviewed: Arc::default(),
        }
    }

    /// Has the desk work as configured.
    #[must_use]
    pub fn with_desk(mut self, desk: config::Desk) -> Assistant {
        self.desk = desk;
        self
    }

    /// Returns the groups of consultants.
    #[must_use]
    pub fn groups(&self) -> &[config::Group] {
        &self.desk.groups
    }

    /// Returns the shelf in use.
    #[must_use]
    pub fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.shelf.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers from another shelf from now on; what was promised stays promised.
    pub fn replace_shelf(&self, shelf: Shelf) {
        let shelf = shelf.promising(self.shelf().promise());
        *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shelf);
    }

    /// Deals with one event.
    ///
    /// # Errors
    /// If the store fails. Nothing of the event is kept then.
    pub async fn handle(&self, incoming: Incoming) -> anyhow::Result<Response> {
        match incoming {
            Incoming::Asked(asked) => {
                let event = event(&asked.conversation, asked.event, &asked.question);
                match self.answered_before(event.as_ref()).await? {
                    Some(first) => Ok(first),
                    None => self.ask(asked, event).await,
                }
            }
            Incoming::Said(said) => self.said(said).await,
            Incoming::Suggest(typed) => Ok(Response::Suggestions(self.shelf().suggest(&typed))),
            Incoming::Prefectures(typed) => {
                Ok(Response::Suggestions(self.shelf().prefectures_like(&typed)))
            }
            Incoming::Clock(ticket) => {
                let history = self.memory.store()?.history(ticket).await?;
                let clock = self.sla_of(ticket).await?;
                let clock = clock.clock(&history, self.clock.now());
                Ok(Response::Clock(clock.next().cloned()))
            }
            Incoming::Chose(chose) => {
                let event = event(&chose.conversation, chose.event, &chose.entry.0);
                match self.answered_before(event.as_ref()).await? {
                    Some(first) => Ok(first),
                    None => self.choose(chose, event).await,
                }
            }
            Incoming::Rated {
                question_id,
                solved,
            } => self.rate(question_id, solved).await,
            Incoming::TicketRequested(request) => self.open_ticket(request).await,
            Incoming::AskerWrote {
                ticket,
                text,
                event,
                origin,
            } => self.asker_writes(ticket, text, event, origin).await,
            Incoming::Satisfied {
                ticket,
                stars,
                word,
            } => self.rate_ticket(ticket, stars, word).await,
            Incoming::Withdrawn(ticket, event) => self.withdraw(ticket, event).await,
            Incoming::Erase(erasure) => self.erase(&erasure).await,
            Incoming::Drafted { ticket, by } => self.make_draft(ticket, by).await,
            Incoming::ReplyHelp(ticket) => self.reply_help(ticket).await,
            Incoming::Draft { ticket, by, source } => self.draft(ticket, by, source).await,
            Incoming::Staff {
                ticket,
                by,
                action,
                event,
            } => self.staff_acts(ticket, by, action, event).await,
            Incoming::Watch(watch) => self.watch(watch).await,
            Incoming::Curate(curate) => self.curate(curate).await,
            Incoming::Hours(hours) => self.hours(hours).await,
        }
    }

    /// Returns the answer that was given when this event came for the first time.
    async fn answered_before(&self, event: Option<&EventKey>) -> anyhow::Result<Option<Response>> {
        let Some(event) = event else { return Ok(None) };
        let first = self.memory.question_of_event(event).await?;
        first.as_ref().map(shown).transpose()
    }
}

fn event(conversation: &ConversationId, event: Option<Uuid>, asked: &str) -> Option<EventKey> {
    event.map(|event| EventKey::new(conversation, event, asked))
}

fn shown(record: &QuestionRecord) -> anyhow::Result<Response> {
    let card = Card::shown(record).context("a stored card cannot be read")?;
    Ok(Response::Card(Box::new(card)))
}
