//! 利用を止める: administrators shut out somebody who has left.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    form::Form,
    login::Admin,
    office::Office,
    people::PeoplePage,
    problem::Problem,
    shell::{Shell, page},
    visitor::Visitor,
};
use crate::{
    desk::TicketNumber,
    people::{Person, PersonId},
    store::Deactivated,
};

/// Returns the question whether it is meant, and what its button does.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/desk/people/{id}/stop", get(ask).post(stop))
}

#[derive(Template)]
#[template(path = "people_stop.html", config = "src/web/askama.toml")]
struct StopPage {
    shell: Shell,
    csrf: String,
    person: Person,
    is_me: bool,
    held: Vec<TicketNumber>,
}

/// Says what will happen before it does: it cannot be taken back with one press.
async fn ask(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Admin(me): Admin,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let person = office.store.person(PersonId(id)).await?;
    let person = person.ok_or(Problem::NotFound)?;
    let held = office.store.tickets_of_owner(person.id).await?;
    let csrf = visitor.token(&office);
    Ok(page(&StopPage {
        is_me: person.id == me.id,
        shell: Shell::desk(
            format!("{}さんの利用を止める", person.name),
            me,
            csrf.clone(),
        ),
        csrf,
        person,
        held: held.into_iter().map(|it| it.number).collect(),
    }))
}

async fn stop(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    session: Session,
    Admin(me): Admin,
    Path(id): Path<Uuid>,
    _: Form,
) -> Result<Response, Problem> {
    let id = PersonId(id);
    let person = office.store.person(id).await?;
    let outcome = office.store.deactivate_person(id, office.clock.now());
    let (status, said) = match (person, outcome.await?) {
        (Some(person), Deactivated::Done { released }) => {
            tracing::info!(person.id = %id.0, by = %me.id.0, "shut a person out");
            office.live.poke();
            if id == me.id {
                session.flush().await?;
                return Ok(Redirect::to("/").into_response());
            }
            (StatusCode::OK, stopped(&person.name, &released))
        }
        (_, Deactivated::LastAdmin) => {
            let said = "最後の管理者の利用は止められません。先に、ほかの人を管理者にしてください。";
            (StatusCode::CONFLICT, said.to_owned())
        }
        // Somebody else pressed the button at the same time.
        (_, Deactivated::Done { .. } | Deactivated::NotFound) => {
            let said = "この方の利用は、すでに止められています。";
            (StatusCode::OK, said.to_owned())
        }
    };
    let mut shown = PeoplePage::load(&office, &visitor, me).await?;
    shown.said = Some(said);
    Ok((status, page(&shown)).into_response())
}

fn stopped(name: &str, released: &[TicketNumber]) -> String {
    let stopped = format!("{name}さんの利用を止めました。");
    if released.is_empty() {
        return stopped;
    }
    let numbers: Vec<_> = released.iter().map(|it| it.0.to_string()).collect();
    format!(
        "{stopped}担当していた相談票{}件（受付番号 {}）は、担当者なしに戻しました。",
        released.len(),
        numbers.join("、")
    )
}
