//! Stand-ins for `crate::store::Store` and `crate::assistant::Assistant` until they exist: the
//! same names and signatures, in memory. Delete this file and change the two `use` lines of
//! `office.rs`.
#![allow(missing_docs, clippy::unused_async, reason = "temporary")]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::stub_cards::card_for;
use crate::{
    answer::Decision,
    chat::{Asked, Card, Incoming, Receipt, Response, StaffAction, TicketRequest},
    clock::Clock,
    desk::{
        Author, Event, HistoryLine, Message, Note, Status, Ticket, TicketId, TicketNumber,
        code::Code, transition,
    },
    knowledge::EntryId,
    people::{ConversationId, Person, PersonId, Role, Surface},
    programs::Profile,
};

#[derive(Debug, Clone)]
pub struct QuestionRecord {
    pub id: Uuid,
    pub conversation: ConversationId,
    pub surface: Surface,
    pub asked: String,
    pub decision: Decision,
    pub entry: Option<EntryId>,
    pub confidence: f64,
    pub card: Value,
    pub profile: Profile,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Default)]
struct Tables {
    people: Vec<Person>,
    links: HashMap<String, (PersonId, DateTime<Utc>)>,
    sessions: HashMap<String, (Value, DateTime<Utc>)>,
    secrets: HashMap<String, String>,
    questions: Vec<QuestionRecord>,
    tickets: Vec<(Ticket, String)>,
    messages: Vec<(TicketId, Message)>,
    notes: Vec<(TicketId, Note)>,
    history: Vec<(TicketId, HistoryLine)>,
    inbox: HashMap<Uuid, TicketId>,
}

#[derive(Debug, Clone, Default)]
pub struct Store(Arc<Mutex<Tables>>);

impl Store {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(|it| it.into_inner())
    }
    pub async fn person(&self, id: PersonId) -> anyhow::Result<Option<Person>> {
        Ok(self.tables().people.iter().find(|it| it.id == id).cloned())
    }
    pub async fn people(&self) -> anyhow::Result<Vec<Person>> {
        Ok(self.tables().people.clone())
    }
    pub async fn person_named_or_new(
        &self,
        id: PersonId,
        name: &str,
        role: Role,
        _at: DateTime<Utc>,
    ) -> anyhow::Result<Person> {
        let mut tables = self.tables();
        if let Some(person) = tables.people.iter_mut().find(|it| it.name == name) {
            person.role = role;
            return Ok(person.clone());
        }
        let name = name.to_owned();
        tables.people.push(Person { id, name, role });
        tables.people.last().cloned().context("just added")
    }
    pub async fn add_login_link(
        &self,
        hash: &str,
        person: PersonId,
        expires_at: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        self.tables()
            .links
            .insert(hash.to_owned(), (person, expires_at));
        Ok(())
    }
    pub async fn redeem_login_link(
        &self,
        hash: &str,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<Person>> {
        let mut tables = self.tables();
        let found = tables.links.remove(hash).filter(|(_, at)| now < *at);
        Ok(found.and_then(|(id, _)| tables.people.iter().find(|it| it.id == id).cloned()))
    }
    pub async fn save_session(
        &self,
        id: &str,
        data: Value,
        expires_at: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        self.tables()
            .sessions
            .insert(id.to_owned(), (data, expires_at));
        Ok(())
    }
    pub async fn session(&self, id: &str, now: DateTime<Utc>) -> anyhow::Result<Option<Value>> {
        let found = self.tables().sessions.get(id).cloned();
        Ok(found.and_then(|(data, at)| (now < at).then_some(data)))
    }
    pub async fn delete_session(&self, id: &str) -> anyhow::Result<()> {
        self.tables().sessions.remove(id);
        Ok(())
    }
    pub async fn secret(&self, name: &str, candidate: &str) -> anyhow::Result<String> {
        let mut tables = self.tables();
        let secret = tables.secrets.entry(name.to_owned());
        Ok(secret.or_insert_with(|| candidate.to_owned()).clone())
    }
    pub async fn question(&self, id: Uuid) -> anyhow::Result<Option<QuestionRecord>> {
        let tables = self.tables();
        Ok(tables.questions.iter().find(|it| it.id == id).cloned())
    }
    pub async fn recent_questions(
        &self,
        conversation: &ConversationId,
        limit: i64,
    ) -> anyhow::Result<Vec<QuestionRecord>> {
        let tables = self.tables();
        let all = tables.questions.iter();
        let all: Vec<_> = all.filter(|it| it.conversation == *conversation).collect();
        let skip = all.len().saturating_sub(usize::try_from(limit)?);
        Ok(all.into_iter().skip(skip).cloned().collect())
    }
    pub async fn ticket_by_number(
        &self,
        number: TicketNumber,
    ) -> anyhow::Result<Option<(Ticket, String)>> {
        let tables = self.tables();
        let found = tables.tickets.iter().find(|(it, _)| it.number == number);
        Ok(found.cloned())
    }
    pub async fn tickets_to_do(&self, limit: i64) -> anyhow::Result<Vec<Ticket>> {
        let tables = self.tables();
        let open = tables.tickets.iter().map(|(it, _)| it.clone());
        let open = open.filter(|it| it.status != Status::Closed);
        Ok(open.take(usize::try_from(limit)?).collect())
    }
    pub async fn tickets_closed(&self, limit: i64) -> anyhow::Result<Vec<Ticket>> {
        let tables = self.tables();
        let closed = tables.tickets.iter().rev().map(|(it, _)| it.clone());
        let closed = closed.filter(|it| it.status == Status::Closed);
        Ok(closed.take(usize::try_from(limit)?).collect())
    }
    pub async fn messages(&self, ticket: TicketId) -> anyhow::Result<Vec<Message>> {
        Ok(of(&self.tables().messages, ticket))
    }
    pub async fn notes(&self, ticket: TicketId) -> anyhow::Result<Vec<Note>> {
        Ok(of(&self.tables().notes, ticket))
    }
    pub async fn history(&self, ticket: TicketId) -> anyhow::Result<Vec<HistoryLine>> {
        Ok(of(&self.tables().history, ticket))
    }
    pub async fn last_ticket_change(&self) -> anyhow::Result<i64> {
        Ok(i64::try_from(self.tables().history.len())?)
    }
    pub async fn ticket_changes_since(&self, seq: i64) -> anyhow::Result<Vec<(i64, TicketId)>> {
        let tables = self.tables();
        let numbered = (1..).zip(tables.history.iter().map(|(id, _)| *id));
        Ok(numbered.filter(|(number, _)| seq < *number).collect())
    }
}

fn of<T: Clone>(rows: &[(TicketId, T)], ticket: TicketId) -> Vec<T> {
    let rows = rows.iter().filter(|(id, _)| *id == ticket);
    rows.map(|(_, it)| it.clone()).collect()
}

#[derive(Debug)]
pub struct Assistant {
    pub store: Store,
    pub clock: Clock,
}

impl Assistant {
    #[must_use]
    pub fn is_ready(&self) -> bool {
        true
    }

    pub async fn handle(&self, incoming: Incoming) -> anyhow::Result<Response> {
        match incoming {
            Incoming::Asked(asked) => self.answer(&asked),
            Incoming::Chose(chose) => self.answer(&Asked {
                question: chose.entry.0,
                conversation: chose.conversation,
                surface: chose.surface,
                profile: Profile::default(),
            }),
            Incoming::Rated { .. } => Ok(Response::Rated),
            Incoming::TicketRequested(request) => self.open(request),
            Incoming::AskerWrote {
                ticket,
                text,
                event,
            } => self.act(ticket, event, Event::AskerWrote, None, Some(text)),
            Incoming::Staff {
                ticket,
                by,
                action,
                event,
            } => match action {
                StaffAction::Claim => self.act(ticket, event, Event::Claimed, Some(by), None),
                StaffAction::Release => self.act(ticket, event, Event::Released, Some(by), None),
                StaffAction::Close => self.act(ticket, event, Event::Closed, Some(by), None),
                StaffAction::Reply(text) => {
                    self.act(ticket, event, Event::Replied, Some(by), Some(text))
                }
                StaffAction::Note(text) => self.note(ticket, event, by, text),
            },
        }
    }

    fn answer(&self, asked: &Asked) -> anyhow::Result<Response> {
        let id = self.clock.new_id();
        let card = Card {
            question_id: Some(id),
            conversation: asked.conversation.clone(),
            ..card_for(&asked.question)
        };
        self.store.tables().questions.push(QuestionRecord {
            id,
            conversation: asked.conversation.clone(),
            surface: asked.surface,
            asked: asked.question.clone(),
            decision: card.decision,
            entry: card.entry.clone(),
            confidence: card.confidence,
            card: serde_json::to_value(&card)?,
            profile: asked.profile.clone(),
            at: self.clock.now(),
        });
        Ok(Response::Card(Box::new(card)))
    }

    fn open(&self, request: TicketRequest) -> anyhow::Result<Response> {
        let mut tables = self.store.tables();
        if let Some(id) = tables.inbox.get(&request.event).copied() {
            let known = tables.tickets.iter().find(|(it, _)| it.id == id);
            let number = known.context("the ticket of the event")?.0.number;
            return Ok(Response::TicketOpened(Receipt {
                ticket: id,
                number,
                code: None,
            }));
        }
        let mut random = [0; 64];
        getrandom::fill(&mut random)?;
        let code = Code::from_random(&random).context("no code")?;
        let (id, at) = (TicketId(self.clock.new_id()), self.clock.now());
        let number = TicketNumber(i64::try_from(tables.tickets.len())? + 1);
        let ticket = Ticket {
            id,
            number,
            conversation: request.conversation,
            question_id: request.question_id,
            question: request.question,
            profile: request.profile,
            contact: request.contact,
            status: Status::Open,
            owner: None,
            opened_at: at,
            changed_at: at,
        };
        tables.tickets.push((ticket, code.hash()));
        tables.inbox.insert(request.event, id);
        let line = HistoryLine {
            event: Event::Opened,
            name: None,
            at,
        };
        tables.history.push((id, line));
        let code = Some(code.shown());
        Ok(Response::TicketOpened(Receipt {
            ticket: id,
            number,
            code,
        }))
    }

    fn act(
        &self,
        id: TicketId,
        form: Uuid,
        event: Event,
        by: Option<PersonId>,
        text: Option<String>,
    ) -> anyhow::Result<Response> {
        let mut tables = self.store.tables();
        let known = tables.inbox.contains_key(&form);
        let at = self.clock.now();
        let names: HashMap<_, _> =
            (tables.people.iter().map(|it| (it.id, it.name.clone()))).collect();
        let name = by.and_then(|it| names.get(&it).cloned());
        let Some((ticket, _)) = tables.tickets.iter_mut().find(|(it, _)| it.id == id) else {
            return Ok(Response::NotFound);
        };
        if known {
            return Ok(Response::Done(Box::new(ticket.clone())));
        }
        if let (Some(by), Some(owner)) = (by, ticket.owner)
            && by != owner
        {
            let name = names.get(&owner).cloned().unwrap_or_default();
            return Ok(Response::TakenBy { name });
        }
        let Some(next) = transition(ticket.status, event) else {
            return Ok(Response::NotNow);
        };
        match event {
            Event::Claimed => ticket.owner = by,
            Event::Released => ticket.owner = None,
            Event::AskerWrote if ticket.status == Status::Closed => ticket.owner = None,
            _ => {}
        }
        (ticket.status, ticket.changed_at) = (next, at);
        let done = ticket.clone();
        tables.inbox.insert(form, id);
        if let Some(text) = text {
            let author = if by.is_some() {
                Author::Consultant
            } else {
                Author::Asker
            };
            let (id, name) = (self.clock.new_id(), name.clone());
            let message = Message {
                id,
                author,
                name,
                text,
                at,
            };
            tables.messages.push((done.id, message));
        }
        tables
            .history
            .push((done.id, HistoryLine { event, name, at }));
        Ok(Response::Done(Box::new(done)))
    }

    fn note(
        &self,
        id: TicketId,
        form: Uuid,
        by: PersonId,
        text: String,
    ) -> anyhow::Result<Response> {
        let mut tables = self.store.tables();
        let name = tables
            .people
            .iter()
            .find(|it| it.id == by)
            .map(|it| it.name.clone());
        let ticket = tables.tickets.iter().find(|(it, _)| it.id == id).cloned();
        let Some((ticket, _)) = ticket else {
            return Ok(Response::NotFound);
        };
        if tables.inbox.insert(form, id).is_none() {
            let (note, at) = (self.clock.new_id(), self.clock.now());
            let name = name.unwrap_or_default();
            tables.notes.push((
                id,
                Note {
                    id: note,
                    name,
                    text,
                    at,
                },
            ));
        }
        Ok(Response::Done(Box::new(ticket)))
    }
}
