//! Tells open pages that a ticket changed. Events carry no text: the page fetches the part that
//! changed, so that the same permission check applies.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt as _, future, stream};
use tokio::sync::{Notify, broadcast, watch};
use tokio_stream::wrappers::{BroadcastStream, WatchStream};

use super::office::Office;
use crate::desk::TicketId;

/// How often the store is asked while somebody listens: other processes write to it, too.
const ASK_EVERY: Duration = Duration::from_millis(300);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Connects the follower of the store with the pages that listen.
#[derive(Debug)]
pub struct Live {
    changes: broadcast::Sender<TicketId>,
    poked: Notify,
    closing: watch::Sender<bool>,
    start: i64,
}

impl Live {
    /// Returns a fresh one; changes up to `start` are history.
    pub fn new(start: i64) -> Live {
        Live {
            changes: broadcast::Sender::new(256),
            poked: Notify::new(),
            closing: watch::Sender::new(false),
            start,
        }
    }

    /// Says that this process changed a ticket, so that nobody waits for the next look.
    pub fn poke(&self) {
        self.poked.notify_one();
    }

    /// Ends all streams.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Streams an event for each change of a ticket that `concerns` the page.
    ///
    /// The first event comes at once: whatever changed between the page and this stream is
    /// fetched then. After a lag a page fetches once, too.
    pub fn stream(&self, concerns: impl Fn(TicketId) -> bool + Send + 'static) -> Response {
        let changes = BroadcastStream::new(self.changes.subscribe());
        let changes = changes.filter(move |change| {
            future::ready(change.as_ref().map_or(true, |ticket| concerns(*ticket)))
        });
        let first = stream::once(future::ready(()));
        let events = first.chain(changes.map(|_| ()));
        let closing = WatchStream::new(self.closing.subscribe());
        let closed = closing
            .filter(|closing| future::ready(*closing))
            .into_future();
        self.poke();
        sse(events.take_until(closed))
    }
}

fn sse(events: impl Stream<Item = ()> + Send + 'static) -> Response {
    // Browsers drop an event without data.
    let events =
        events.map(|()| Ok::<_, Infallible>(Event::default().event("change").data("ticket")));
    let alive = KeepAlive::new().interval(KEEP_ALIVE);
    // Tells nginx not to hold events back.
    let unbuffered = [("x-accel-buffering", "no")];
    (unbuffered, Sse::new(events).keep_alive(alive)).into_response()
}

/// Follows the store's changes while anybody listens. Runs for the life of the process.
pub async fn follow(office: Arc<Office>) {
    let live = &office.live;
    let mut seen = live.start;
    loop {
        if live.changes.receiver_count() == 0 {
            live.poked.notified().await;
        } else {
            // Whichever comes first: our own change, or the time to look for others'.
            let _ = tokio::time::timeout(ASK_EVERY, live.poked.notified()).await;
        }
        match office.store.ticket_changes_since(seen).await {
            Ok(changes) => {
                for (number, ticket) in changes {
                    seen = seen.max(number);
                    // Nobody listening is no failure.
                    let _ = live.changes.send(ticket);
                }
            }
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "cannot follow the tickets' changes"
                );
                tokio::time::sleep(ASK_EVERY * 10).await;
            }
        }
    }
}
