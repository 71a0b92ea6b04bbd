//! A ticket on the desk: everything about it, and what a consultant can do with it.

use std::sync::Arc;

use anyhow::Context as _;
use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    card::CitationView,
    desk_drafts,
    desk_forms::{self, Typed, Wish},
    form::Form,
    login::Consultant,
    office::Office,
    problem::Problem,
    shell::{Shell, page, page_again, page_of_now},
    ticket::MessageView,
    times::{self, Due, Moment},
    visitor::Visitor,
};
use crate::{
    answer::{Candidate, Decision},
    chat::{Card, Incoming, ReplyHelp, Response as Answer, StaffAction},
    desk::{Delivery, NoMerge, Status, Ticket, TicketNumber},
    people::{Person, Role},
    store::QuestionRecord,
    wording::{closing, drafts, merging},
};

/// Questions of the dialogue that the page shows.
const CONTEXT: u32 = 5;

/// Returns the pages of a ticket on the desk.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/desk/tickets/{number}", get(show))
        .route("/desk/tickets/{number}/thread", get(thread))
        .route("/desk/tickets/{number}/{action}", post(act))
}

struct NoteView {
    name: String,
    text: String,
    at: Moment,
}

struct HistoryView {
    event: String,
    name: Option<String>,
    at: Moment,
}

/// What changes while the page is open.
struct Thread {
    version: String,
    status: &'static str,
    status_class: &'static str,
    owner: Option<String>,
    due: Vec<Due>,
    messages: Vec<MessageView>,
    notes: Vec<NoteView>,
    history: Vec<HistoryView>,
}

impl Thread {
    async fn load(office: &Office, ticket: &Ticket) -> anyhow::Result<Thread> {
        let now = office.clock.now();
        let messages = office.store.messages(ticket.id).await?;
        let notes = office.store.notes(ticket.id).await?;
        let history = office.store.history(ticket.id).await?;
        let names = office.store.names().await?;
        let owner = names.into_iter().find(|it| Some(it.0) == ticket.owner);
        let count = |wanted: fn(Delivery) -> bool| {
            let all = messages.iter().filter_map(|it| it.delivery);
            all.filter(|it| wanted(*it)).count()
        };
        let checking = count(|it| it == Delivery::Checking);
        let sending = count(|it| it == Delivery::Sending);
        let messages = messages.into_iter().map(|it| MessageView::new(it, office));
        let notes = notes.into_iter().map(|it| NoteView {
            name: it.name,
            text: it.text,
            at: Moment::new(it.at, now),
        });
        let sla = office.assistant.sla_of(ticket.id).await?;
        let clock = sla.clock(&history, now);
        let version = format!("{}-{}-{sending}-{checking}", history.len(), notes.len());
        let history = history.into_iter().map(|it| HistoryView {
            event: times::history(&it),
            name: it.name,
            at: Moment::new(it.at, now),
        });
        Ok(Thread {
            version,
            status: times::status_of(ticket),
            status_class: times::status_class(ticket.status),
            owner: owner.map(|it| it.1),
            due: clock.deadlines.iter().map(Due::new).collect(),
            messages: messages.collect(),
            notes: notes.collect(),
            history: history.collect(),
        })
    }
}

/// What the assistant had shown for a question.
struct Shown {
    asked: String,
    at: Moment,
    decision: &'static str,
    confidence: String,
    heading: Option<String>,
    entry: Option<String>,
    citations: Vec<CitationView>,
    candidates: Vec<(Candidate, String)>,
    is_origin: bool,
}

impl Shown {
    fn new(record: QuestionRecord, ticket: &Ticket, office: &Office) -> Shown {
        let card = Card::shown(&record).ok();
        let (heading, citations, candidates) = card
            .map(|it| (it.heading, it.citations, it.candidates))
            .unwrap_or_default();
        let candidates = candidates.into_iter().map(|it| {
            let confidence = percent(it.confidence);
            (it, confidence)
        });
        Shown {
            asked: record.asked,
            at: Moment::new(record.at, office.clock.now()),
            decision: match record.decision {
                Decision::Reply => "回答を表示",
                Decision::Clarify => "聞き返し",
                Decision::Handoff => "確かな回答なし",
            },
            confidence: percent(record.confidence),
            heading,
            entry: record.entry.map(|it| it.to_string()),
            citations: citations.iter().map(CitationView::from).collect(),
            candidates: candidates.collect(),
            is_origin: ticket.question_id == Some(record.id),
        }
    }
}

fn percent(probability: f64) -> String {
    format!("{:.0}%", probability * 100.0)
}

/// A ticket with its forms.
#[derive(Template)]
#[template(path = "desk_ticket.html", config = "src/web/askama.toml")]
pub struct TicketPage {
    shell: Shell,
    csrf: String,
    /// Id of the forms.
    pub event: Uuid,
    /// The ticket.
    pub ticket: Ticket,
    opened_at: Moment,
    thread: Thread,
    shown: Vec<Shown>,
    /// The ticket of which it became a part.
    merged_into: Option<TicketNumber>,
    /// The asker's other tickets that have not ended.
    twins: Vec<Ticket>,
    help: ReplyHelp,
    can_claim: bool,
    is_mine: bool,
    /// Those to whom this person may give the ticket.
    colleagues: Vec<Person>,
    banner: Option<String>,
    /// What was typed.
    pub typed: Typed,
    /// What the asker said of the desk's work.
    satisfaction: Option<String>,
    can_draft: bool,
    /// The draft made of it, if there is one.
    draft: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk_thread.html", config = "src/web/askama.toml")]
struct ThreadFragment {
    thread: Thread,
}

impl TicketPage {
    /// Prepares the page for a consultant.
    pub async fn load(
        office: &Office,
        visitor: &Visitor,
        me: Person,
        number: TicketNumber,
    ) -> Result<TicketPage, Problem> {
        let found = office.store.ticket_by_number(number).await?;
        let (ticket, _) = found.ok_or(Problem::NotFound)?;
        let shown = questions(office, &ticket).await?.into_iter();
        let said = office.store.satisfaction(ticket.id).await?;
        let is_mine = ticket.owner == Some(me.id) && ticket.status != Status::Closed;
        let leading = office.store.leading_ticket(ticket.clone()).await?;
        let csrf = visitor.token(office);
        let is_closed = ticket.status == Status::Closed;
        let mut colleagues = Vec::new();
        if let (Some(owner), false) = (ticket.owner, is_closed)
            && (owner == me.id || me.role == Role::Admin)
        {
            colleagues = office.store.people().await?;
            colleagues.retain(|it| it.id != owner);
        }
        Ok(TicketPage {
            can_claim: ticket.status == Status::Open,
            can_draft: is_closed,
            draft: office.store.draft_of_ticket(ticket.id).await?,
            is_mine,
            help: help(office, &ticket, is_mine).await?,
            merged_into: (leading.id != ticket.id).then_some(leading.number),
            twins: desk_drafts::twins(office, &ticket).await?,
            shell: Shell::desk(format!("受付番号 {}", number.0), me, csrf.clone()),
            csrf,
            event: office.clock.new_id(),
            opened_at: Moment::new(ticket.opened_at, office.clock.now()),
            thread: Thread::load(office, &ticket).await?,
            shown: shown.map(|it| Shown::new(it, &ticket, office)).collect(),
            ticket,
            colleagues,
            banner: None,
            typed: Typed::default(),
            satisfaction: said.as_ref().map(closing::satisfaction),
        })
    }
}

/// Returns the last questions of the dialogue, with the one that the ticket grew from.
async fn questions(office: &Office, ticket: &Ticket) -> anyhow::Result<Vec<QuestionRecord>> {
    let recent = office.store.recent_questions(&ticket.conversation, CONTEXT);
    let mut questions = recent.await?;
    // The asker may have asked much more since.
    if let Some(id) = ticket.question_id
        && questions.iter().all(|it| it.id != id)
    {
        questions.splice(0..0, office.store.question(id).await?);
    }
    Ok(questions)
}

/// Returns what a reply may begin with, for whoever may reply.
async fn help(office: &Office, ticket: &Ticket, is_mine: bool) -> anyhow::Result<ReplyHelp> {
    if !is_mine {
        return Ok(ReplyHelp::default());
    }
    let help = Incoming::ReplyHelp(ticket.id);
    match office.assistant.handle(help).await? {
        Answer::ReplyHelp(help) => Ok(*help),
        _ => Ok(ReplyHelp::default()),
    }
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let shown = TicketPage::load(&office, &visitor, me, TicketNumber(number)).await?;
    Ok(page(&shown))
}

/// Returns the page of a ticket with something to say above it.
pub async fn told(
    office: &Office,
    visitor: &Visitor,
    me: Person,
    number: TicketNumber,
    words: &str,
) -> Result<Response, Problem> {
    let mut shown = TicketPage::load(office, visitor, me, number).await?;
    shown.banner = Some(words.to_owned());
    Ok(page(&shown))
}

async fn thread(
    State(office): State<Arc<Office>>,
    Consultant(_): Consultant,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let found = office.store.ticket_by_number(TicketNumber(number)).await?;
    let (ticket, _) = found.ok_or(Problem::NotFound)?;
    let thread = Thread::load(&office, &ticket).await?;
    Ok(page(&ThreadFragment { thread }))
}

async fn act(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path((number, action)): Path<(i64, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let wish = desk_forms::read(&action, &form, office.clock.now());
    let wish = wish.ok_or(Problem::NotFound)?;
    let number = TicketNumber(number);
    let mut again = TicketPage::load(&office, &visitor, me.clone(), number).await?;
    let (action, mut typed) = match wish {
        Wish::Action(action, typed) => (action, typed),
        Wish::Refused(typed) => {
            again.typed = typed;
            return Ok(page_again(&again));
        }
    };
    let ticket = again.ticket.id;
    let into = match action {
        StaffAction::Merge { into } => into,
        _ => number,
    };
    let event = form.event(&office);
    let incoming = Incoming::Staff {
        ticket,
        by: me.id,
        action,
        event,
    };
    let answer = office.assistant.handle(incoming).await;
    let answer = answer.context("cannot act on a ticket")?;
    office.live.poke();
    let banner = match answer {
        Answer::Done(ticket) => {
            let target = format!("/desk/tickets/{}", ticket.number.0);
            return Ok(Redirect::to(&target).into_response());
        }
        Answer::TakenBy { name } => format!("{name}さんが担当しています。"),
        Answer::NotNow => {
            "この相談票の状態が変わったため、操作できませんでした。下の内容をお確かめください。"
                .to_owned()
        }
        Answer::OpenGaps(open) => {
            typed.reply_error = Some(drafts::open_gaps(&open));
            again.typed = typed;
            return Ok(page_again(&again));
        }
        Answer::NotMerged(why) => {
            typed.merge_error = Some(merging::refused(why, into));
            typed.same_as = (why == NoMerge::OtherAsker).then_some(into.0);
            again.typed = typed;
            return Ok(page_again(&again));
        }
        Answer::NotFound => return Err(Problem::NotFound),
        other => return Err(anyhow::anyhow!("an action was answered by {other:?}").into()),
    };
    // The page as it is now, with whose it is and what was typed.
    let mut now = TicketPage::load(&office, &visitor, me, number).await?;
    now.typed = typed;
    now.banner = Some(banner);
    Ok(page_of_now(&now))
}
