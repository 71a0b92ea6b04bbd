//! Drafts of entries, made of what consultants answered: a list, a form, the file of an entry.

use std::sync::Arc;

use anyhow::Context as _;
use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    draft_form::{self, DraftForm},
    form::Form,
    login::Consultant,
    office::Office,
    problem::Problem,
    record::download,
    shell::{Shell, page, page_again, page_of_now},
    times::Moment,
    visitor::Visitor,
};
use crate::{
    chat::{Incoming, Response as Answer},
    clock::day_in_japan,
    curation::draft::{Draft, Unfinished},
    desk::TicketNumber,
    people::Person,
    store::KeptDraft,
    wording::closing,
};

/// Drafts that the list shows.
const SHOWN: u32 = 200;

/// Returns the pages of drafts.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/desk/tickets/{number}/draft", post(make))
        .route("/desk/drafts", get(list))
        .route("/desk/drafts/{id}", get(show).post(change))
        .route("/desk/drafts/{id}/discard", post(discard))
        .route("/desk/drafts/{id}/entry", get(entry))
}

struct Row {
    id: Uuid,
    number: i64,
    question: String,
    name: String,
    at: Moment,
    has_source: bool,
}

#[derive(Template)]
#[template(path = "drafts.html", config = "src/web/askama.toml")]
struct DraftsPage {
    shell: Shell,
    drafts: Vec<Row>,
}

/// A mask in a draft.
struct MaskView {
    kind: &'static str,
    mask: String,
    field: &'static str,
    /// Which character of the field it is, from 1.
    place: usize,
    context: String,
}

#[derive(Template)]
#[template(path = "draft.html", config = "src/web/askama.toml")]
struct DraftPage {
    shell: Shell,
    csrf: String,
    id: Uuid,
    number: i64,
    name: String,
    at: Moment,
    form: DraftForm,
    masks: Vec<MaskView>,
    /// What the editorial rules object to.
    problems: Vec<String>,
    needs_source: bool,
    banner: Option<String>,
}

impl DraftPage {
    fn new(office: &Office, visitor: &Visitor, me: Person, kept: &KeptDraft) -> DraftPage {
        let csrf = visitor.token(office);
        let now = office.clock.now();
        let title = format!("受付番号 {} の知識の下書き", kept.number.0);
        let masks = kept.draft.masks().into_iter().map(|it| MaskView {
            kind: it.span.kind.name(),
            mask: it.span.kind.mask(),
            field: it.field,
            place: it.span.start + 1,
            context: it.span.context,
        });
        let (needs_source, problems) = match kept.draft.file() {
            Ok(_) => (false, Vec::new()),
            Err(Unfinished::NoSource) => (true, Vec::new()),
            Err(Unfinished::Problems(found)) => {
                let line = |it: &crate::knowledge::Problem| format!("{} {}", it.message, it.mend);
                (false, found.iter().map(line).collect())
            }
        };
        DraftPage {
            shell: Shell::desk(title, me, csrf.clone()),
            csrf,
            id: kept.id,
            number: kept.number.0,
            name: kept.name.clone(),
            at: Moment::new(kept.changed_at, now),
            form: DraftForm::of(kept, day_in_japan(now)),
            masks: masks.collect(),
            problems,
            needs_source,
            banner: None,
        }
    }
}

async fn kept(office: &Office, id: Uuid) -> Result<KeptDraft, Problem> {
    office.store.draft(id).await?.ok_or(Problem::NotFound)
}

async fn make(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path(number): Path<i64>,
    _: Form,
) -> Result<Response, Problem> {
    let found = office.store.ticket_by_number(TicketNumber(number)).await?;
    let (ticket, _) = found.ok_or(Problem::NotFound)?;
    let drafted = Incoming::Drafted {
        ticket: ticket.id,
        by: me.id,
    };
    let answer = office.assistant.handle(drafted).await;
    let banner = match answer.context("cannot make a draft")? {
        Answer::Draft(id) => {
            return Ok(Redirect::to(&format!("/desk/drafts/{id}")).into_response());
        }
        Answer::NothingToDraft => closing::nothing_to_draft(),
        Answer::NotNow => closing::draft_after_closing(),
        _ => return Err(Problem::NotFound),
    };
    let again = super::desk_ticket::told(&office, &visitor, me, ticket.number, banner).await?;
    Ok((StatusCode::CONFLICT, again).into_response())
}

async fn list(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
) -> Result<Response, Problem> {
    let now = office.clock.now();
    let drafts = office.store.drafts(SHOWN).await?.into_iter();
    let drafts = drafts.map(|it| Row {
        id: it.id,
        number: it.number.0,
        has_source: it.draft.source.is_some(),
        question: it.draft.question,
        name: it.name,
        at: Moment::new(it.changed_at, now),
    });
    Ok(page(&DraftsPage {
        drafts: drafts.collect(),
        shell: Shell::desk("知識の下書き".to_owned(), me, visitor.token(&office)),
    }))
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let kept = kept(&office, id).await?;
    Ok(page(&DraftPage::new(&office, &visitor, me, &kept)))
}

async fn change(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Problem> {
    let known = kept(&office, id).await?;
    let (typed, read) = draft_form::read(&form);
    let draft: Draft = match read {
        Ok(draft) => draft,
        Err(errors) => {
            let mut again = DraftPage::new(&office, &visitor, me, &known);
            again.form = typed.with_errors(errors);
            return Ok(page_again(&again));
        }
    };
    let version = form.text("version").parse().unwrap_or_default();
    let now = office.clock.now();
    let changed = office
        .store
        .change_draft((id, version), &draft, me.id, now)
        .await?;
    if changed {
        tracing::info!(draft.id = %id, by = %me.id.0, "a draft was changed");
        return Ok(Redirect::to(&format!("/desk/drafts/{id}")).into_response());
    }
    // Somebody else was faster: what was typed stays, and the next try is on the newest version.
    let known = kept(&office, id).await?;
    let mut again = DraftPage::new(&office, &visitor, me, &known);
    again.form = typed.on(known.version);
    again.banner = Some(closing::draft_changed(&known.name));
    Ok(page_of_now(&again))
}

async fn discard(
    State(office): State<Arc<Office>>,
    Consultant(me): Consultant,
    Path(id): Path<Uuid>,
    _: Form,
) -> Result<Response, Problem> {
    if office.store.discard_draft(id).await? {
        tracing::info!(draft.id = %id, by = %me.id.0, "a draft was discarded");
    }
    Ok(Redirect::to("/desk/drafts").into_response())
}

/// Gives the draft as the file of an entry; without its source there is none.
async fn entry(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let kept = kept(&office, id).await?;
    match kept.draft.file() {
        Ok((path, text)) => {
            let name = path.rsplit('/').next().unwrap_or(&path);
            download(&text, name)
        }
        Err(_) => {
            let mut again = DraftPage::new(&office, &visitor, me, &kept);
            again.banner = Some(closing::draft_is_unfinished().to_owned());
            Ok(page_of_now(&again))
        }
    }
}
