//! 取り下げる: an asker takes a ticket back.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use uuid::Uuid;

use super::{
    form::Form,
    office::Office,
    own_ticket::OwnTicket,
    problem::Problem,
    shell::{Shell, page},
    visitor::Visitor,
};
use crate::{
    chat::{Incoming, Response as Answer},
    desk::{Status, TicketNumber},
    wording::{merging, privacy},
};

/// Returns the question whether it is meant, and what its button does.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/tickets/{number}/withdraw", get(ask).post(withdraw))
}

#[derive(Template)]
#[template(path = "ticket_withdraw.html", config = "src/web/askama.toml")]
struct WithdrawPage {
    shell: Shell,
    csrf: String,
    event: Uuid,
    /// What this asker calls it.
    number: i64,
    /// The ticket that is taken back.
    leading: TicketNumber,
    /// How the two come together, if they are not the same.
    merged: Option<String>,
    words: String,
}

async fn ask(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    OwnTicket { number, ticket }: OwnTicket,
) -> Result<Response, Problem> {
    if ticket.status == Status::Closed {
        return Ok(Redirect::to(&format!("/tickets/{number}")).into_response());
    }
    let (own, leading) = (TicketNumber(number), ticket.number);
    Ok(page(&WithdrawPage {
        shell: Shell::public(&format!("受付番号 {} を取り下げる", leading.0)),
        csrf: visitor.token(&office),
        event: office.clock.new_id(),
        number,
        leading,
        merged: (own != leading).then(|| merging::for_asker(own, leading)),
        words: privacy::withdraw(leading.0),
    }))
}

async fn withdraw(
    State(office): State<Arc<Office>>,
    OwnTicket { number, ticket }: OwnTicket,
    form: Form,
) -> Result<Response, Problem> {
    let withdrawn = Incoming::Withdrawn(ticket.id, form.event(&office));
    match office.assistant.handle(withdrawn).await? {
        // Somebody had closed it meanwhile: the page says so.
        Answer::Done(_) | Answer::NotNow => {}
        Answer::NotFound => return Err(Problem::NotFound),
        other => return Err(anyhow::anyhow!("a withdrawal was answered by {other:?}").into()),
    }
    office.live.poke();
    Ok(Redirect::to(&format!("/tickets/{number}")).into_response())
}
