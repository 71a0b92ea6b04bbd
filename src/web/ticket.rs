//! A ticket as its asker sees it: state, messages of both sides, a form to write on. Notes, the
//! staff's history and contacts never appear here.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use axum_extra::extract::CookieJar;
use uuid::Uuid;

use super::{
    access,
    client::Client,
    form::{Form, text_error},
    office::Office,
    own_ticket::{Hidden, OwnTicket},
    problem::Problem,
    satisfaction::SatisfactionView,
    shell::{Shell, page, page_again},
    times::{self, Moment},
    visitor::Visitor,
};
use crate::{
    chat::{Incoming, Response as Answer},
    desk::{Author, Message, Ticket, TicketNumber},
    wording,
};

/// Longest message, in characters.
const MAX_MESSAGE: usize = 4000;

/// Returns the asker's pages of a ticket.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/tickets/{number}", get(show).post(write))
        .route("/tickets/{number}/messages", get(messages))
        .route("/tickets/{number}/events", get(events))
}

/// A message as pages show it.
#[derive(Debug, Clone)]
pub struct MessageView {
    /// Whether the asker wrote it.
    pub from_asker: bool,
    /// Who wrote it, in words.
    pub author: String,
    /// What was written: plain text.
    pub text: String,
    /// When.
    pub at: Moment,
    /// How far it came, if it had to be sent; only the desk shows it.
    pub delivery: Option<&'static str>,
}

impl MessageView {
    /// Describes `message` as seen at `office`'s time.
    pub fn new(message: Message, office: &Office) -> MessageView {
        let author = match (message.author, message.name) {
            (Author::Asker, _) => "相談者".to_owned(),
            (Author::Consultant, Some(name)) => format!("相談員 {name}"),
            (Author::Consultant, None) => "相談員".to_owned(),
        };
        MessageView {
            from_asker: message.author == Author::Asker,
            author,
            text: message.text,
            at: Moment::new(message.at, office.clock.now()),
            delivery: message.delivery.map(wording::consultants::delivery),
        }
    }
}

/// What changes while the page is open.
#[derive(Debug, Clone)]
struct Thread {
    version: String,
    status: &'static str,
    status_class: &'static str,
    status_text: &'static str,
    outlook: Option<String>,
    question: String,
    opened_at: Moment,
    messages: Vec<MessageView>,
}

impl Thread {
    async fn load(office: &Office, ticket: &Ticket) -> anyhow::Result<Thread> {
        let messages = office.store.messages(ticket.id).await?;
        let messages = messages.into_iter().map(|it| MessageView::new(it, office));
        let messages: Vec<_> = messages.collect();
        let status = times::status(ticket.status);
        let now = office.clock.now();
        let sla = office.assistant.sla_of(ticket.id).await?;
        let history = office.store.history(ticket.id).await?;
        let outlook = sla.outlook(&history, now);
        Ok(Thread {
            version: format!("{status}-{}", messages.len()),
            status,
            status_class: times::status_class(ticket.status),
            status_text: times::status_for_asker(ticket.status),
            outlook: outlook.map(|it| wording::outlook(it, now, sla.time())),
            question: ticket.question.clone(),
            opened_at: Moment::new(ticket.opened_at, office.clock.now()),
            messages,
        })
    }
}

/// The page of a ticket.
#[derive(Template)]
#[template(path = "ticket.html", config = "src/web/askama.toml")]
pub struct TicketPage {
    shell: Shell,
    csrf: String,
    number: i64,
    /// Where the conversation goes on, in words, if it is another ticket.
    merged: Option<String>,
    code: Option<String>,
    thread: Thread,
    event: Uuid,
    typed: String,
    error: Option<String>,
    /// What the asker says of the desk's work.
    pub satisfaction: SatisfactionView,
}

#[derive(Template)]
#[template(path = "ticket_messages.html", config = "src/web/askama.toml")]
struct Messages {
    thread: Thread,
}

impl TicketPage {
    /// Prepares the page of the ticket that this asker calls `number`.
    pub async fn load(
        office: &Office,
        visitor: &Visitor,
        ticket: &Ticket,
        number: i64,
    ) -> anyhow::Result<Self> {
        let own = TicketNumber(number);
        let merged = ticket.number != own;
        Ok(TicketPage {
            shell: Shell::public(&format!("受付番号 {number}")),
            csrf: visitor.token(office),
            number,
            merged: merged.then(|| wording::merging::for_asker(own, ticket.number)),
            code: None,
            thread: Thread::load(office, ticket).await?,
            event: office.clock.new_id(),
            typed: String::new(),
            error: None,
            satisfaction: SatisfactionView::load(office, ticket).await?,
        })
    }
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    jar: CookieJar,
    OwnTicket { number, ticket }: OwnTicket,
) -> Result<Response, Problem> {
    let mut shown = TicketPage::load(&office, &visitor, &ticket, number).await?;
    let (jar, code) = access::take_code(&office, jar, TicketNumber(number));
    shown.code = code;
    Ok((jar, page(&shown)).into_response())
}

async fn messages(
    State(office): State<Arc<Office>>,
    own: Result<OwnTicket, Hidden>,
) -> Result<Response, Problem> {
    let ticket = own?.ticket;
    let thread = Thread::load(&office, &ticket).await?;
    Ok(page(&Messages { thread }))
}

async fn events(
    State(office): State<Arc<Office>>,
    client: Client,
    jar: CookieJar,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    // What changes between the look-up and the stream is heard, too.
    let changes = office.live.changes();
    let id = OwnTicket::find(&office, &jar, number).await?.ticket.id;
    let seat = office.limits.live_page(client)?;
    Ok(office.live.for_asker(seat, id, changes))
}

async fn write(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    client: Client,
    OwnTicket { number, ticket }: OwnTicket,
    form: Form,
) -> Result<Response, Problem> {
    let text = form.text("text");
    let event = form.event(&office);
    if let Some(error) = message_error(text) {
        let mut shown = TicketPage::load(&office, &visitor, &ticket, number).await?;
        (shown.typed, shown.error, shown.event) = (text.to_owned(), Some(error), event);
        return Ok(page_again(&shown));
    }
    office.limits.ask(client)?;
    let wrote = Incoming::AskerWrote {
        ticket: ticket.id,
        text: text.to_owned(),
        event,
        origin: None,
    };
    match office.assistant.handle(wrote).await? {
        Answer::Done(_) => {}
        Answer::NotFound => return Err(Problem::NotFound),
        other => return Err(anyhow::anyhow!("a message was answered by {other:?}").into()),
    }
    office.live.poke();
    let target = format!("/tickets/{number}#latest");
    Ok(Redirect::to(&target).into_response())
}

/// Returns what is wrong with the text of a message, if anything.
pub fn message_error(text: &str) -> Option<String> {
    text_error("文章", text, MAX_MESSAGE)
}
