//! The ticket of a page that only its asker may see.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;

use super::{access, office::Office, problem::Problem};
use crate::{
    desk::{Ticket, TicketNumber},
    store,
};

/// The ticket that the path names by `{number}`, for a browser that may see it.
///
/// Of one that was merged, it is the one where the conversation goes on: it is the same asker's.
#[derive(Debug, Clone)]
pub struct OwnTicket {
    /// What its asker calls it: the number in the path.
    pub number: i64,
    /// Where the conversation goes on.
    pub ticket: Ticket,
}

/// Why there is no ticket to show.
#[derive(Debug)]
pub enum Hidden {
    /// This browser has not shown the ticket's code, or its asker had it deleted.
    Unknown {
        /// The number in the path.
        number: i64,
    },
    /// The path names no number, or the store cannot tell.
    Problem(Problem),
}

impl From<store::Error> for Hidden {
    fn from(error: store::Error) -> Hidden {
        Hidden::Problem(error.into())
    }
}

impl IntoResponse for Hidden {
    /// Sends a browser that may not see a ticket to the form for number and code.
    fn into_response(self) -> Response {
        match self {
            Hidden::Unknown { number } => {
                Redirect::to(&format!("/receipt?number={number}")).into_response()
            }
            Hidden::Problem(problem) => problem.into_response(),
        }
    }
}

impl From<Hidden> for Problem {
    /// Tells what is read by a script, which has no use for a form: there is nothing here.
    fn from(hidden: Hidden) -> Problem {
        match hidden {
            Hidden::Unknown { .. } => Problem::NotFound,
            Hidden::Problem(problem) => problem,
        }
    }
}

impl OwnTicket {
    /// Finds what the asker with these cookies calls `number`.
    pub async fn find(office: &Office, jar: &CookieJar, number: i64) -> Result<OwnTicket, Hidden> {
        if !access::allows(office, jar, TicketNumber(number)) {
            return Err(Hidden::Unknown { number });
        }
        let found = office.store.ticket_by_number(TicketNumber(number)).await?;
        let Some((ticket, _)) = found else {
            return Err(Hidden::Unknown { number });
        };
        let ticket = office.store.leading_ticket(ticket).await?;
        // What the asker had deleted is gone for every browser that knows the code.
        if ticket.conversation.is_erased() {
            return Err(Hidden::Unknown { number });
        }
        Ok(OwnTicket { number, ticket })
    }
}

impl FromRequestParts<Arc<Office>> for OwnTicket {
    type Rejection = Hidden;

    async fn from_request_parts(
        parts: &mut Parts,
        office: &Arc<Office>,
    ) -> Result<OwnTicket, Hidden> {
        let path = Path::<i64>::from_request_parts(parts, office).await;
        let Path(number) = path.map_err(|_| Hidden::Problem(Problem::NotFound))?;
        OwnTicket::find(office, &CookieJar::from_headers(&parts.headers), number).await
    }
}
