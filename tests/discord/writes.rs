//! The real program, killed at every write to its database on a ticket's way.

use std::{sync::Arc, time::Instant};

use super::street::{Entry, Street};
use crate::support::{
    backend::empty_schema,
    discord::Moment,
    writes::{FileWrites, PostgresWrites, Writes},
};

/// At which writes the program is killed.
#[derive(Clone, Copy, Debug)]
struct Walk {
    entry: Entry,
    moment: Moment,
    /// Whether it is killed once more while it makes up for it.
    again: bool,
    /// The number of the first, in the way of the first ticket.
    first: u64,
    /// How much later in the way of the next ticket.
    step: usize,
}

const BEFORE: Walk = Walk {
    entry: Entry::Message,
    moment: Moment::Before,
    again: false,
    first: 1,
    step: 1,
};
const AFTER: Walk = Walk {
    moment: Moment::After,
    ..BEFORE
};
const TWICE: Walk = Walk {
    entry: Entry::Direct,
    again: true,
    ..AFTER
};

impl Walk {
    /// A part of it.
    fn from(self, first: u64, step: usize) -> Walk {
        Walk {
            first,
            step,
            ..self
        }
    }
}

/// Walks on until nothing comes after the write in a ticket's way.
async fn killed(postgres: Option<&str>, writes: Arc<dyn Writes>, walk: Walk) {
    let begun = Instant::now();
    let mut street = Street::closed(postgres).await;
    street.house.environment.extend(writes.environment());
    street.writes = Some(Arc::clone(&writes));
    street.entry = walk.entry;
    street.start().await;
    // Only the first answer tells what is stored.
    street.ticket("初めて").await;
    let unharmed = street.ticket("無事").await;
    let expected = street.seen(&unharmed).await;
    let public = usize::from(walk.entry == Entry::Message);
    assert_eq!(expected.len(), 14 + public, "{expected:#?}");
    for write in (walk.first..).step_by(walk.step) {
        let kills = street.kills;
        street.gate = Some(writes.stop_at(write, walk.moment));
        // Another one for each.
        street.again = walk.again.then_some(1 + write % 23);
        let ticket = street.ticket(&format!("{write}番目")).await;
        while let Some(gate) = street.gate.clone().filter(|_| writes.let_go()) {
            // The last writes change nothing that anybody waits for.
            gate.reached().await;
            street.quiet().await;
        }
        let seen = street.seen(&ticket).await;
        assert_eq!(seen, expected, "{walk:?}: write {write}");
        if street.kills == kills {
            break;
        }
    }
    eprintln!("{walk:?}: {} kills in {:?}", street.kills, begun.elapsed());
    assert!(10 < street.kills, "{walk:?}: {} kills", street.kills);
}

async fn killed_on_postgresql(walks: &[Walk]) {
    for walk in walks {
        let Some(url) = empty_schema().await else {
            return;
        };
        let writes = Arc::new(PostgresWrites::new(&url));
        killed(Some(&url), writes, *walk).await;
    }
}

async fn killed_on_sqlite(walks: &[Walk]) {
    for walk in walks {
        killed(None, Arc::new(FileWrites::new()), *walk).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_a_write_to_postgresql_nothing_is_lost_or_sent_twice() {
    killed_on_postgresql(&[BEFORE.from(2, 16), TWICE.from(7, 16)]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_a_write_to_sqlite_nothing_is_lost_or_sent_twice() {
    killed_on_sqlite(&[BEFORE.from(3, 37), TWICE.from(8, 37)]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo test --test tests -- --ignored --nocapture killed_at_every_write"]
async fn killed_at_every_write_to_postgresql_nothing_is_lost_or_sent_twice() {
    killed_on_postgresql(&[BEFORE, AFTER, TWICE]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo test --test tests -- --ignored --nocapture killed_at_every_write"]
async fn killed_at_every_write_to_sqlite_nothing_is_lost_or_sent_twice() {
    killed_on_sqlite(&[BEFORE, AFTER, TWICE]).await;
}
