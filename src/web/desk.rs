//! The desk's list of tickets.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use serde::Deserialize;

use super::{
    client::Client,
    login::Consultant,
    office::Office,
    problem::Problem,
    shell::{Shell, page},
    times::{self, Due, Moment},
    visitor::Visitor,
};
use crate::{
    config::Group,
    desk::{Ticket, TicketId, satisfaction::MEAN_OVER, sla::TicketClock},
    people::{Person, PersonId},
    wording::closing,
};

/// Open tickets that are sorted by urgency, and those of them that the list shows.
const SORTED: u32 = 10_000;
const SHOWN: usize = 200;
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

/// Which open tickets the list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum View {
    /// All but those that other groups are still to take.
    #[default]
    Mine,
    /// Those of this person's groups.
    Group,
    /// All.
    All,
}

impl View {
    const ALL: [(View, &str, &str); 3] = [
        (View::Mine, "mine", "自分に関係するもの"),
        (View::Group, "group", "自分のグループ"),
        (View::All, "all", "すべて"),
    ];
}

/// What of the list is asked for.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    view: View,
}

/// A view that can be chosen.
struct Choice {
    name: &'static str,
    label: &'static str,
    is_chosen: bool,
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
    due: Option<Due>,
    group: Option<String>,
}

/// What changes while the page is open.
struct List {
    title: String,
    version: String,
    to_do: Vec<Row>,
    waiting: usize,
    /// Empty where there are no groups.
    views: Vec<Choice>,
    /// Everybody with the number of open tickets.
    load: Vec<(String, i64)>,
    closed: Vec<Row>,
    /// What askers said of the desk's work lately.
    satisfaction: String,
}

impl List {
    async fn load(office: &Office, me: &Person, view: View) -> anyhow::Result<List> {
        let names = office.store.names().await?;
        let names: HashMap<PersonId, String> = names.into_iter().collect();
        let now = office.clock.now();
        let row = |ticket: Ticket, clock: Option<&TicketClock>| Row {
            number: ticket.number.0,
            preview: preview(&ticket.question),
            status: times::status_of(&ticket),
            status_class: times::status_class(ticket.status),
            owner: ticket.owner.and_then(|it| names.get(&it).cloned()),
            is_mine: ticket.owner == Some(me.id),
            since: Moment::new(ticket.opened_at, now),
            prefecture: ticket.profile.prefecture.unwrap_or_default(),
            due: clock.and_then(Due::next),
            group: ticket.group,
        };
        let mut to_do = office.store.tickets_to_do(SORTED).await?;
        let clocks = clocks(office).await?;
        let load = office.store.load().await?;
        let groups = office.assistant.groups();
        to_do.retain(|it| concerns(view, it, clocks.get(&it.id), groups, me));
        to_do.sort_by_cached_key(|it| urgency(it, clocks.get(&it.id)));
        let waiting = to_do.len();
        to_do.truncate(SHOWN);
        let closed = office.store.tickets_closed(SHOWN_CLOSED).await?;
        let said = office.store.satisfactions_since(now - MEAN_OVER).await?;
        let mut version = blake3::Hasher::new();
        version.update(&said.count.to_le_bytes());
        version.update(&waiting.to_le_bytes());
        for ticket in to_do.iter().chain(&closed) {
            let changed = ticket.changed_at.timestamp_millis();
            version.update(&ticket.number.0.to_le_bytes());
            version.update(&changed.to_le_bytes());
        }
        let to_do = to_do.into_iter().map(|it| {
            let clock = clocks.get(&it.id);
            row(it, clock)
        });
        Ok(List {
            title: format!("（{waiting}件）相談票"),
            version: version.finalize().to_hex()[..16].to_owned(),
            to_do: to_do.collect(),
            waiting,
            views: if groups.is_empty() {
                Vec::new()
            } else {
                View::ALL.map(|it| Choice::new(it, view)).into()
            },
            load,
            closed: closed.into_iter().map(|it| row(it, None)).collect(),
            satisfaction: closing::satisfactions(said),
        })
    }
}

impl Choice {
    fn new((view, name, label): (View, &'static str, &'static str), chosen: View) -> Choice {
        Choice {
            name,
            label,
            is_chosen: view == chosen,
        }
    }
}

/// Tells whether a ticket belongs to a view. One that its group is still to take concerns nobody else;
/// one of a group that is no longer configured concerns all.
fn concerns(
    view: View,
    ticket: &Ticket,
    clock: Option<&TicketClock>,
    groups: &[Group],
    me: &Person,
) -> bool {
    let group = groups
        .iter()
        .find(|it| Some(&it.name) == ticket.group.as_ref());
    let is_own = group.is_some_and(|it| it.has(&me.name));
    let now_theirs = |it: &TicketClock| it.escalate_at.is_some_and(|at| it.read_at < at);
    match view {
        View::All => true,
        View::Group => is_own,
        View::Mine => is_own || group.is_none() || !clock.is_some_and(now_theirs),
    }
}

async fn clocks(office: &Office) -> anyhow::Result<BTreeMap<TicketId, TicketClock>> {
    let (slas, now) = (office.assistant.slas().await?, office.clock.now());
    let histories = office.store.histories_to_do().await?;
    let clocks = histories.into_iter();
    let clocks = clocks.map(|(ticket, it)| (ticket, slas.of(ticket).clock(&it, now)));
    Ok(clocks.collect())
}

/// Sorts what is due first to the front, and what waits for somebody else to the end.
fn urgency(ticket: &Ticket, clock: Option<&TicketClock>) -> impl Ord + use<> {
    let due = clock.and_then(TicketClock::next).and_then(|it| it.due_at);
    (due.is_none(), due, ticket.opened_at, ticket.number.0)
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
    view: &'static str,
    /// What does not work on Discord.
    troubles: Vec<String>,
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
    Query(Asked { view }): Query<Asked>,
) -> Result<Response, Problem> {
    let list = List::load(&office, &me, view).await?;
    let shell = Shell::desk(list.title.clone(), me, visitor.token(&office));
    let named = View::ALL.iter().find(|it| it.0 == view);
    let view = named.map_or("mine", |it| it.1);
    let troubles = office.store.troubles().await?;
    Ok(page(&DeskPage {
        shell,
        view,
        troubles,
        list,
    }))
}

async fn list(
    State(office): State<Arc<Office>>,
    Consultant(me): Consultant,
    Query(Asked { view }): Query<Asked>,
) -> Result<Response, Problem> {
    let list = List::load(&office, &me, view).await?;
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
