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

/// Changes of tickets, as they come.
pub type Changes = BroadcastStream<TicketChange>;

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
        // After a lag a page fetches once, too.
        self.stream(seat, self.changes().map(drop))
    }

    /// Returns the changes from now on.
    pub fn changes(&self) -> Changes {
        BroadcastStream::new(self.changes.subscribe())
    }

    /// Streams an event for each change of this ticket that its asker may learn of: nothing tells
    /// that consultants add notes. Where the ticket becomes part of another, those of the other
    /// follow. `changes` begin before `ticket` was looked up, so that no merge is missed. After a lag
    /// the stream ends: the page asks again, and learns which ticket it is now.
    pub fn for_asker(&self, seat: Seat, mut ticket: TicketId, changes: Changes) -> Response {
        let heard = changes.take_while(|change| future::ready(change.is_ok()));
        let own = heard.filter(move |change| {
            let change = change.as_ref().ok();
            let own = change.filter(|it| it.ticket == ticket && !it.internal);
            ticket = own.and_then(|it| it.merged_into).unwrap_or(ticket);
            future::ready(own.is_some())
        });
        self.stream(seat, own.map(drop))
    }

    /// The first event comes at once: whatever changed between the page and this stream is
    /// fetched then.
    fn stream(&self, seat: Seat, changes: impl Stream<Item = ()> + Send + 'static) -> Response {
        let first = stream::once(future::ready(()));
        let events = first.chain(changes);
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
        let asker = live.for_asker(seat(), own, live.changes());
        let mut asker = asker.into_body().into_data_stream();
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
                merged_into: None,
            };
            live.changes.send(change).unwrap();
            assert_eq!((waiting(&mut asker), waiting(&mut desk)), told, "{seq}");
        }
    }

    #[tokio::test]
    async fn an_asker_hears_of_the_ticket_in_which_the_conversation_goes_on() {
        let live = Live::new(0);
        let [own, other, last] = [1, 2, 3].map(|it| TicketId(Uuid::from_u128(it)));
        let limits = Limits::new(&WebSettings::default());
        let seat = limits.live_page(Client([192, 0, 2, 1].into())).unwrap();
        let changes = live.changes();
        let send = |seq, ticket, merged_into| {
            let change = TicketChange {
                seq,
                ticket,
                internal: false,
                merged_into,
            };
            live.changes.send(change).unwrap();
        };
        // Merged while the page asked for its stream.
        send(1, own, Some(other));
        let stream = live.for_asker(seat, own, changes);
        let mut stream = stream.into_body().into_data_stream();
        assert_eq!(waiting(&mut stream), 2, "at once, and the merge");
        for (seq, ticket, into, told) in [
            (2, other, None, 1),
            (3, last, None, 0),
            (4, other, Some(last), 1),
            (5, last, None, 1),
            (6, own, None, 0),
        ] {
            send(seq, ticket, into);
            assert_eq!(waiting(&mut stream), told, "{seq}");
        }
        for seq in 10..1000 {
            send(seq, own, None);
        }
        let lagged = stream.next().now_or_never();
        assert!(matches!(lagged, Some(None)), "{lagged:?}");
    }
}
