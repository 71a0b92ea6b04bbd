//! Drafts on the desk: a text is put into the form of the reply, and the page comes again. Nothing is
//! sent.

use std::sync::Arc;

use anyhow::Context as _;
use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::post,
};

use super::{
    desk_ticket::TicketPage, form::Form, login::Consultant, office::Office, problem::Problem,
    shell::page, visitor::Visitor,
};
use crate::{
    chat::{DraftSource, Incoming, Response as Answer},
    desk::{Status, Ticket, TicketNumber},
    knowledge::EntryId,
    wording::{drafts, merging},
};

/// Tickets of the same asker that are named.
const TWINS: usize = 5;

/// Returns what the buttons beside a reply do.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/desk/tickets/{number}/draft/{source}", post(put_in))
}

/// Returns the other tickets of the same dialogue that have not ended, for a ticket that has not.
pub async fn twins(office: &Office, ticket: &Ticket) -> anyhow::Result<Vec<Ticket>> {
    if ticket.status == Status::Closed {
        return Ok(Vec::new());
    }
    let all = office.store.tickets_of_conversation(&ticket.conversation);
    let mut twins = all.await?;
    twins.retain(|it| it.id != ticket.id && it.status != Status::Closed);
    twins.truncate(TWINS);
    Ok(twins)
}

async fn put_in(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path((number, source)): Path<(i64, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let by = me.id;
    let mut again = TicketPage::load(&office, &visitor, me, TicketNumber(number)).await?;
    // What was written stays, before what is put in.
    form.text("text").clone_into(&mut again.typed.reply);
    again.event = form.event(&office);
    let (source, hint, missing) = match source.as_str() {
        "canned" => {
            let Some(id) = form.id("canned") else {
                again.typed.reply_hint =
                    Some("定型文を選んでから「定型文を入れる」を押してください。");
                return Ok(page(&again));
            };
            (DraftSource::Canned(id), PUT_IN, drafts::gone().to_owned())
        }
        "entry" => {
            let id = EntryId(form.text("entry").to_owned());
            (DraftSource::Entry(id), PUT_IN, drafts::gone().to_owned())
        }
        "same" => {
            let other = TicketNumber::read(form.text("same")).ok_or(Problem::NotFound)?;
            let missing = merging::no_reply_yet(other);
            (
                DraftSource::SameAs(other),
                merging::check_same_reply(),
                missing,
            )
        }
        _ => return Err(Problem::NotFound),
    };
    let ticket = again.ticket.id;
    let draft = Incoming::Draft { ticket, by, source };
    let draft = office.assistant.handle(draft).await;
    match draft.context("cannot draft a reply")? {
        Answer::ReplyDraft(text) => {
            let reply = &mut again.typed.reply;
            if !reply.is_empty() {
                reply.push_str("\n\n");
            }
            reply.push_str(&text);
            again.typed.reply_hint = Some(hint);
        }
        _ => again.typed.reply_error = Some(missing),
    }
    Ok(page(&again))
}

const PUT_IN: &str =
    "下書きに入れました。まだ送っていません。読んで直してから「返信する」を押してください。";
