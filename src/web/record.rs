//! The record of a ticket: a page for one side of A4 paper, and a file.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use percent_encoding::percent_decode_str;

use super::{
    assets,
    card::CitationView,
    login::Consultant,
    office::Office,
    own_ticket::OwnTicket,
    problem::Problem,
    shell::{Shell, page},
};
use crate::{
    answer::Citation,
    chat::transcript as read,
    desk::{
        TicketNumber,
        transcript::{AskerTranscript, DeskTranscript, ShownAnswer, Speaker, Spoken},
    },
    text::markdown::to_html,
    wording::{closing, ticket_status, transcript as words},
};

/// Returns the asker's pages.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/tickets/{number}/record", get(show))
        .route("/tickets/{number}/record.txt", get(file))
}

/// Returns the desk's pages.
pub fn desk_routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/desk/tickets/{number}/record", get(show_desk))
        .route("/desk/tickets/{number}/record.txt", get(desk_file))
}

/// Something that was written, or that happened.
struct Line {
    who: String,
    at: String,
    text: String,
}

/// What the assistant had answered.
struct AnswerView {
    asked: String,
    at: String,
    html: String,
    notes: Vec<String>,
    citations: Vec<CitationView>,
}

impl From<&ShownAnswer> for AnswerView {
    fn from(answer: &ShownAnswer) -> AnswerView {
        AnswerView {
            asked: answer.asked.clone(),
            at: words::record_time(answer.at),
            html: to_html(&answer.text, "source", answer.citations.len()),
            notes: answer.notes.clone(),
            citations: answer.citations.iter().map(on_paper).collect(),
        }
    }
}

/// Returns a source whose address can be read on paper.
fn on_paper(citation: &Citation) -> CitationView {
    let mut view = CitationView::from(citation);
    let readable = |it: &String| {
        let text = percent_decode_str(it).decode_utf8().ok()?;
        let is_plain = !text.chars().any(|it| it.is_whitespace() || it.is_control());
        // Of the signs of ASCII some mean something else when they stand there themselves.
        (is_plain && !it.contains("%2") && !it.contains("%3")).then(|| text.into_owned())
    };
    if let Some(url) = view.url.as_ref().and_then(readable) {
        view.url = Some(url);
    }
    view
}

/// What both sides may read.
struct Record {
    number: i64,
    status: &'static str,
    opened_at: String,
    question: String,
    answer: Option<AnswerView>,
    spoken: Vec<Line>,
    satisfaction: Option<String>,
    made_at: String,
}

impl Record {
    fn new(record: &AskerTranscript, name: fn(&Speaker) -> String) -> Record {
        let line = |it: &Spoken| Line {
            who: name(&it.by),
            at: words::record_time(it.at),
            text: it.text.clone(),
        };
        Record {
            number: record.number.0,
            status: ticket_status(record.status),
            opened_at: words::record_time(record.opened_at),
            question: record.question.clone(),
            answer: record.answer.as_ref().map(AnswerView::from),
            spoken: record.spoken.iter().map(line).collect(),
            satisfaction: record.satisfaction.as_ref().map(closing::satisfaction),
            made_at: words::record_time(record.made_at),
        }
    }
}

/// What only the desk may read.
struct Internal {
    contact: String,
    history: Vec<Line>,
    notes: Vec<Line>,
}

impl From<&DeskTranscript> for Internal {
    fn from(record: &DeskTranscript) -> Internal {
        let history = record.history.iter().map(|it| Line {
            who: String::new(),
            at: words::record_time(it.at),
            text: words::record_history(it),
        });
        let notes = record.notes.iter().map(|it| Line {
            who: it.name.clone(),
            at: words::record_time(it.at),
            text: it.text.clone(),
        });
        Internal {
            contact: record.contact.clone(),
            history: history.collect(),
            notes: notes.collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "record.html", config = "src/web/askama.toml")]
struct RecordPage {
    shell: Shell,
    sheet: &'static str,
    /// The page it came from.
    back: String,
    record: Record,
    internal: Option<Internal>,
}

async fn show(
    State(office): State<Arc<Office>>,
    OwnTicket { number, ticket }: OwnTicket,
) -> Result<Response, Problem> {
    let record = read::for_asker(&office.store, &ticket, office.clock.now()).await?;
    Ok(page(&RecordPage {
        shell: Shell::public(&format!("受付番号 {number} の記録")),
        sheet: assets::address("record.css"),
        back: format!("/tickets/{number}"),
        record: Record::new(&record, words::speaker_for_asker),
        internal: None,
    }))
}

async fn file(
    State(office): State<Arc<Office>>,
    OwnTicket { number, ticket }: OwnTicket,
) -> Result<Response, Problem> {
    let record = read::for_asker(&office.store, &ticket, office.clock.now()).await?;
    download(&words::asker_record(&record), &words::record_file(number))
}

async fn desk_record(office: &Office, number: i64) -> Result<DeskTranscript, Problem> {
    let found = office.store.ticket_by_number(TicketNumber(number)).await?;
    let (ticket, _) = found.ok_or(Problem::NotFound)?;
    Ok(read::for_desk(&office.store, &ticket, office.clock.now()).await?)
}

async fn show_desk(
    State(office): State<Arc<Office>>,
    Consultant(_): Consultant,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let record = desk_record(&office, number).await?;
    Ok(page(&RecordPage {
        shell: Shell::public(&format!("受付番号 {number} の記録（社内用）")),
        sheet: assets::address("record.css"),
        back: format!("/desk/tickets/{number}"),
        record: Record::new(&record.shared, words::speaker_for_desk),
        internal: Some(Internal::from(&record)),
    }))
}

async fn desk_file(
    State(office): State<Arc<Office>>,
    Consultant(_): Consultant,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let record = desk_record(&office, number).await?;
    let name = words::desk_record_file(number);
    download(&words::desk_record(&record), &name)
}

/// Returns a text as a file to be kept; its name is ASCII.
pub fn download(text: &str, name: &str) -> Result<Response, Problem> {
    let kept = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))?;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, kept),
    ];
    Ok((headers, words::as_file(text)).into_response())
}
