//! The subsidy programs as pages: a table of all with what stands today, and a sheet for each.

mod filter;
mod row;
mod sheet;

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    response::Response,
    routing::get,
};

use self::{
    filter::Filter,
    row::{Group, Row, groups},
    sheet::Sheet,
};
use super::{
    choices::PREFECTURES,
    office::Office,
    problem::Problem,
    shell::{Shell, page},
    times,
    visitor::Visitor,
};
use crate::{knowledge::EntryId, programs::PURPOSES, wording};

/// Returns the table and the sheets.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/programs", get(table))
        .route("/programs/{slug}", get(one))
}

#[derive(Template)]
#[template(path = "programs.html", config = "src/web/askama.toml")]
struct TablePage {
    shell: Shell,
    filter: Filter,
    groups: Vec<Group>,
    shown: usize,
    all: usize,
    today: String,
    decides: &'static str,
    prefectures: &'static [&'static str],
    purposes: &'static [&'static str],
}

/// Shows all programs, or those that a filter admits. The pairs are read one by one: a key that comes
/// twice or is not known must not make the address invalid.
async fn table(
    State(office): State<Arc<Office>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let filter = Filter::read(&pairs);
    let now = office.clock.now();
    let shelf = office.assistant.shelf();
    let admitted = shelf
        .programs()
        .filter(|(entry, rules)| filter.admits(entry, rules, now));
    let rows: Vec<Row> = admitted
        .filter_map(|(entry, rules)| Row::new(entry, rules, &shelf, filter.profile(), now))
        .collect();
    page(&TablePage {
        shell: Shell::public("補助金・助成金の一覧"),
        shown: rows.len(),
        all: shelf.programs().count(),
        groups: groups(rows),
        filter,
        today: times::day(office.clock.today()),
        decides: wording::authority_decides(),
        prefectures: &PREFECTURES,
        purposes: PURPOSES,
    })
}

#[derive(Template)]
#[template(path = "program.html", config = "src/web/askama.toml")]
struct SheetPage {
    shell: Shell,
    sheet: Sheet,
    today: String,
    decides: &'static str,
    csrf: String,
}

async fn one(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let shelf = office.assistant.shelf();
    let entry = shelf.entry(&EntryId(format!("program/{slug}")));
    let sheet = entry.and_then(|it| Sheet::new(it, &shelf, office.clock.now()));
    let sheet = sheet.ok_or(Problem::NotFound)?;
    Ok(page(&SheetPage {
        shell: Shell::public(&sheet.row.link.name),
        sheet,
        today: times::day(office.clock.today()),
        decides: wording::authority_decides(),
        csrf: visitor.token(&office),
    }))
}
