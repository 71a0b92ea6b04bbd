//! The desk's list of tickets.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{Router, extract::State, response::Response, routing::get};

use super::{
    client::Client,
    login::Consultant,
    office::Office,
    problem::Problem,
    shell::{Shell, page},
    times::{self, Moment},
    visitor::Visitor,
};
use crate::{
    desk::Ticket,
    people::{Person, PersonId},
};

/// Tickets that the list shows.
const SHOWN: u32 = 200;
const SHOWN_CLOSED: u32 = 30;
/// Characters of the question that the list shows.
const PREVIEW: usize = 60;

/// Returns the list and its stream of events.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/desk", get(show))
        .route("/desk/list", get(list))
        .route("/desk/events", get(events))
}

struct Row {
    number: i64,
    preview: String,
    status: &'static str,
    status_class: &'static str,
    owner: Option<String>,
    is_mine: bool,
    since: Moment,
    prefecture: String,
}

/// What changes while the page is open.
struct List {
    title: String,
    version: String,
    to_do: Vec<Row>,
    closed: Vec<Row>,
}

impl List {
    async fn load(office: &Office, me: &Person) -> anyhow::Result<List> {
        let names = office.store.names().await?;
        let names: HashMap<PersonId, String> = names.into_iter().collect();
        let row = |ticket: Ticket| Row {
            number: ticket.number.0,
            preview: preview(&ticket.question),
            status: times::status(ticket.status),
            status_class: times::status_class(ticket.status),
            owner: ticket.owner.and_then(|it| names.get(&it).cloned()),
            is_mine: ticket.owner == Some(me.id),
            since: Moment::new(ticket.opened_at, office.clock.now()),
            prefecture: ticket.profile.prefecture.unwrap_or_default(),
        };
        let to_do = office.store.tickets_to_do(SHOWN).await?;
        let closed = office.store.tickets_closed(SHOWN_CLOSED).await?;
        let mut version = blake3::Hasher::new();
        for ticket in to_do.iter().chain(&closed) {
            let changed = ticket.changed_at.timestamp_millis();
            version.update(&ticket.number.0.to_le_bytes());
            version.update(&changed.to_le_bytes());
        }
        Ok(List {
            title: format!("（{}件）相談票", to_do.len()),
            version: version.finalize().to_hex()[..16].to_owned(),
            to_do: to_do.into_iter().map(row).collect(),
            closed: closed.into_iter().map(row).collect(),
        })
    }
}

/// Returns the first line, cut to what fits into a row.
fn preview(question: &str) -> String {
    let line = question.lines().next().unwrap_or_default();
    match line.char_indices().nth(PREVIEW) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.len() < question.len() => format!("{line} …"),
        None => line.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "desk.html", config = "src/web/askama.toml")]
struct DeskPage {
    shell: Shell,
    list: List,
}

#[derive(Template)]
#[template(path = "desk_list.html", config = "src/web/askama.toml")]
struct DeskList {
    list: List,
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
) -> Result<Response, Problem> {
    let list = List::load(&office, &me).await?;
    let shell = Shell::desk(list.title.clone(), me, visitor.token(&office));
    Ok(page(&DeskPage { shell, list }))
}

async fn list(
    State(office): State<Arc<Office>>,
    Consultant(me): Consultant,
) -> Result<Response, Problem> {
    let list = List::load(&office, &me).await?;
    Ok(page(&DeskList { list }))
}

async fn events(
    State(office): State<Arc<Office>>,
    client: Client,
    Consultant(_): Consultant,
) -> Result<Response, Problem> {
    let seat = office.limits.live_page(client)?;
    Ok(office.live.for_desk(seat))
}
