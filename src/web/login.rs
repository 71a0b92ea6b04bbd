//! Logging in with a one-time link, and who is logged in.

use std::sync::Arc;

use anyhow::Context as _;
use askama::Template;
use axum::{
    Router,
    extract::{FromRequestParts, Path, State},
    http::request::Parts,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use tower_sessions::Session;

use super::{
    form::Form,
    office::Office,
    problem::Problem,
    shell::{Shell, page},
    visitor::Visitor,
};
use crate::people::{LoginToken, Person, PersonId, Role};

const LOGIN: &str = "login";

/// Returns the pages of logging in and out.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/login/{token}", get(ask).post(log_in))
        .route("/logout", post(log_out))
}

#[derive(Template)]
#[template(path = "login.html", config = "src/web/askama.toml")]
struct LoginPage {
    shell: Shell,
    csrf: String,
    token: String,
}

/// Shows a button only: programs that preview links must not use the link up.
async fn ask(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Response {
    page(&LoginPage {
        shell: Shell::public("ログイン"),
        csrf: visitor.token(&office),
        token,
    })
}

async fn log_in(
    State(office): State<Arc<Office>>,
    session: Session,
    Path(token): Path<String>,
    _: Form,
) -> Result<Response, Problem> {
    let now = office.clock.now();
    let person = office
        .store
        .redeem_login_link(&LoginToken::of_link(token).hash(), now)
        .await?;
    let person = person.ok_or(Problem::LinkUsed)?;
    // A session id that somebody planted before the login must not become a logged-in one.
    session.cycle_id().await?;
    session.insert(LOGIN, (person.id, person.era)).await?;
    tracing::info!(person.id = %person.id.0, "a member of staff logged in");
    Ok(Redirect::to("/desk").into_response())
}

async fn log_out(session: Session, _: Form) -> Result<Response, Problem> {
    session.flush().await?;
    Ok(Redirect::to("/").into_response())
}

/// A member of staff who is logged in, as the store knows them at this request.
#[derive(Debug, Clone)]
pub struct Consultant(pub Person);

impl FromRequestParts<Arc<Office>> for Consultant {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        office: &Arc<Office>,
    ) -> Result<Consultant, Problem> {
        let session = parts.extensions.get::<Session>();
        let session = session.context("the desk's pages have a session")?;
        let login = session.get::<(PersonId, i64)>(LOGIN).await?;
        let (id, era) = login.ok_or(Problem::NotLoggedIn)?;
        let person = office.store.person(id).await?;
        // Who was shut out and let in again logs in anew.
        let person = person.filter(|it| it.era == era);
        person.map(Consultant).ok_or(Problem::NotLoggedIn)
    }
}

/// An administrator who is logged in.
#[derive(Debug, Clone)]
pub struct Admin(pub Person);

impl FromRequestParts<Arc<Office>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, office: &Arc<Office>) -> Result<Admin, Problem> {
        let Consultant(person) = Consultant::from_request_parts(parts, office).await?;
        match person.role {
            Role::Admin => Ok(Admin(person)),
            Role::Consultant => Err(Problem::AdminsOnly),
        }
    }
}
