//! The web chat, the desk and the JSON API.
//!
//! Pages are rendered on the server; a little JavaScript makes the chat and the desk live. What
//! users do becomes an `Incoming` for the assistant; pages read the store. Nothing here decides
//! what an answer says.

mod access;
mod api;
mod assets;
mod canned;
mod card;
mod chat;
mod choices;
mod client;
mod desk;
mod desk_drafts;
mod desk_forms;
mod desk_ticket;
mod draft_form;
mod drafts;
mod explain;
mod form;
mod health;
mod keys;
mod layers;
mod leaving;
mod limits;
mod listen;
mod live;
mod login;
mod office;
mod own_ticket;
mod people;
mod privacy;
mod problem;
mod programs;
mod proposals;
mod receipt;
mod record;
mod satisfaction;
mod session;
mod shell;
mod ticket;
mod ticket_form;
mod times;
mod visitor;
mod withdrawing;

use std::{future::Future, sync::Arc};

use axum::{Router, middleware};
use tokio::net::TcpListener;

pub use self::office::{Office, WebSettings};

/// Returns all pages and interfaces over `office`.
pub fn router(office: Office) -> Router {
    routes(Arc::new(office))
}

/// Serves on `listener` until `shutdown` completes; then finishes what is in flight and returns.
pub async fn serve(listener: TcpListener, office: Office, shutdown: impl Future<Output = ()>) {
    let office = Arc::new(office);
    let follower = tokio::spawn(live::follow(office.clone()));
    let stop = async {
        shutdown.await;
        // Streams of events never end by themselves and would hold up the stop.
        office.live.close();
    };
    let head_time = office.settings.head_time;
    listen::serve(listener, routes(office.clone()), head_time, stop).await;
    follower.abort();
}

fn routes(office: Arc<Office>) -> Router {
    let pages = Router::new()
        .merge(chat::routes())
        .merge(programs::routes())
        .merge(ticket_form::routes())
        .merge(ticket::routes())
        .merge(satisfaction::routes())
        .merge(record::routes())
        .merge(withdrawing::routes())
        .merge(privacy::routes())
        .merge(receipt::routes());
    let desk = Router::new()
        .merge(login::routes())
        .merge(desk::routes())
        .merge(desk_ticket::routes())
        .merge(record::desk_routes())
        .merge(drafts::routes())
        .merge(desk_drafts::routes())
        .merge(canned::routes())
        .merge(proposals::routes())
        .merge(explain::routes())
        .merge(people::routes())
        .merge(leaving::routes())
        .layer(session::layer(&office));
    let router = pages
        .merge(desk)
        .layer(middleware::from_fn_with_state(
            office.clone(),
            visitor::recognize,
        ))
        .merge(api::routes())
        .merge(health::routes())
        .merge(assets::routes());
    let frame = layers::Frame {
        clock: office.clock.clone(),
        settings: office.settings.clone(),
    };
    layers::around(router, frame).with_state(office)
}
