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

use super::{limits::Seat, office::Office};
use crate::{desk::TicketId, store::TicketChange};

/// How often the store is asked while somebody listens: other processes write to it, too.
const ASK_EVERY: Duration = Duration::from_millis(300);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Connects the follower of the store with the pages that listen.
#[derive(Debug)]
pub struct Live {
    changes: broadcast::Sender<TicketChange>,
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

    /// Streams an event for each change of any ticket, to a page of the desk.
    pub fn for_desk(&self, seat: Seat) -> Response {
        self.stream(seat, |_| true)
    }

    /// Streams an event for each change of this ticket that its asker may learn of: nothing tells
    /// that consultants add notes.
    pub fn for_asker(&self, seat: Seat, ticket: TicketId) -> Response {
        self.stream(seat, move |change| {
            change.ticket == ticket && !change.internal
        })
    }

    /// The first event comes at once: whatever changed between the page and this stream is
    /// fetched then. After a lag a page fetches once, too.
    fn stream(
        &self,
        seat: Seat,
        concerns: impl Fn(TicketChange) -> bool + Send + 'static,
    ) -> Response {
        let changes = BroadcastStream::new(self.changes.subscribe());
        let changes = changes.filter(move |change| {
            future::ready(change.as_ref().map_or(true, |change| concerns(*change)))
        });
        let first = stream::once(future::ready(()));
        let events = first.chain(changes.map(|_| ()));
        let closing = WatchStream::new(self.closing.subscribe());
        let closed = closing
            .filter(|closing| future::ready(*closing))
            .into_future();
        self.poke();
        sse(seat, events.take_until(closed))
    }
}

fn sse(seat: Seat, events: impl Stream<Item = ()> + Send + 'static) -> Response {
    let events = events.map(move |()| {
        // Held as long as the stream.
        let _ = &seat;
        // Browsers drop an event without data.
        Ok::<_, Infallible>(Event::default().event("change").data("ticket"))
    });
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
                for change in changes {
                    seen = seen.max(change.seq);
                    // Nobody listening is no failure.
                    let _ = live.changes.send(change);
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

#[cfg(test)]
mod tests {
    use axum::body::BodyDataStream;
    use futures_util::FutureExt as _;
    use uuid::Uuid;

    use super::*;
    use crate::web::{client::Client, limits::Limits, office::WebSettings};

    /// How many events wait in a stream.
    fn waiting(stream: &mut BodyDataStream) -> usize {
        let next = || stream.next().now_or_never().flatten();
        let events = std::iter::from_fn(next).map(|it| it.unwrap());
        events.filter(|it| it.starts_with(b"event: change")).count()
    }

    #[tokio::test]
    async fn a_note_is_told_to_the_desk_and_never_to_the_asker() {
        let live = Live::new(0);
        let (own, other) = (TicketId(Uuid::from_u128(1)), TicketId(Uuid::from_u128(2)));
        let limits = Limits::new(&WebSettings::default());
        let seat = || limits.live_page(Client([192, 0, 2, 1].into())).unwrap();
        let mut asker = live.for_asker(seat(), own).into_body().into_data_stream();
        let mut desk = live.for_desk(seat()).into_body().into_data_stream();
        assert_eq!((waiting(&mut asker), waiting(&mut desk)), (1, 1), "at once");
        for (seq, ticket, internal, told) in [
            (1, own, true, (0, 1)),
            (2, own, false, (1, 1)),
            (3, other, false, (0, 1)),
        ] {
            let change = TicketChange {
                seq,
                ticket,
                internal,
            };
            live.changes.send(change).unwrap();
            assert_eq!((waiting(&mut asker), waiting(&mut desk)), told, "{seq}");
        }
    }
}
