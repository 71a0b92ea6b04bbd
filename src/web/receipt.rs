//! 受付番号で確認: coming back to a ticket with its number and code.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::{
    access,
    client::Client,
    form::Form,
    office::Office,
    problem::Problem,
    shell::{Shell, page, page_again},
    visitor::Visitor,
};
use crate::desk::{TicketNumber, code::Code};

/// Returns the form and what it does.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/receipt", get(blank).post(open))
}

#[derive(Template)]
#[template(path = "receipt.html", config = "src/web/askama.toml")]
struct ReceiptPage {
    shell: Shell,
    csrf: String,
    number: String,
    code: String,
    is_wrong: bool,
}

#[derive(Deserialize)]
struct Asked {
    number: Option<i64>,
}

async fn blank(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let number = asked.number.map(|it| it.to_string()).unwrap_or_default();
    page(&ReceiptPage {
        shell: Shell::public("受付番号で確認"),
        csrf: visitor.token(&office),
        number,
        code: String::new(),
        is_wrong: false,
    })
}

/// Opens the ticket for this browser. A wrong number and a wrong code read the same and take the
/// same work: the code is hashed and compared in either case.
async fn open(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    client: Client,
    jar: CookieJar,
    form: Form,
) -> Result<Response, Problem> {
    let number = TicketNumber::read(form.text("number"));
    office.limits.receipt(client, number)?;
    let code = Code::read(form.text("code"));
    let found = match number {
        Some(number) => office.store.ticket_by_number(number).await?,
        None => None,
    };
    let stored = found.as_ref().map_or("", |(_, hash)| hash.as_str());
    let is_right = code.is_some_and(|code| code.matches(stored));
    match found.filter(|_| is_right) {
        Some((ticket, _)) => {
            let jar = access::grant(&office, jar, ticket.number);
            let target = format!("/tickets/{}", ticket.number.0);
            Ok((jar, Redirect::to(&target)).into_response())
        }
        None => {
            let again = ReceiptPage {
                shell: Shell::public("受付番号で確認"),
                csrf: visitor.token(&office),
                number: form.text("number").to_owned(),
                code: form.text("code").to_owned(),
                is_wrong: true,
            };
            Ok(page_again(&again))
        }
    }
}
