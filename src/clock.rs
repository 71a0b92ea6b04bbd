//! The only place that reads the time or makes an id.
//!
//! Everything else asks a `Clock`, so that tests can set both.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use uuid::Uuid;

/// Japan Standard Time: UTC+9, no daylight saving since 1952, so no zone database is needed.
#[must_use]
pub fn jst() -> FixedOffset {
    FixedOffset::east_opt(9 * 3600).unwrap_or_else(|| unreachable!("nine hours is an offset"))
}

/// Tells the time, to the millisecond: the precision that every database keeps.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that moves only when told to; ids count up, so that a test repeats exactly.
    Manual(Arc<Manual>),
}

/// State of [`Clock::Manual`].
#[derive(Debug)]
pub struct Manual {
    millis: AtomicI64,
    ids: AtomicU64,
}

impl Clock {
    /// Returns a clock that stands at `start` until it is advanced.
    #[must_use]
    pub fn manual(start: DateTime<Utc>) -> Clock {
        Clock::Manual(Arc::new(Manual {
            millis: AtomicI64::new(start.timestamp_millis()),
            ids: AtomicU64::new(0),
        }))
    }

    /// Returns the time now, cut to milliseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let millis = match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock")]
            Clock::System => Utc::now().timestamp_millis(),
            Clock::Manual(manual) => manual.millis.load(Ordering::Relaxed),
        };
        DateTime::from_timestamp_millis(millis).unwrap_or_default()
    }

    /// Returns the date in Japan.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        day_in_japan(self.now())
    }

    /// Returns a new id: a UUIDv7, which sorts by time.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock")]
            Clock::System => Uuid::now_v7(),
            Clock::Manual(manual) => {
                let millis = manual.millis.load(Ordering::Relaxed).unsigned_abs();
                let count = manual.ids.fetch_add(1, Ordering::Relaxed);
                let mut random = [0; 10];
                random[2..].copy_from_slice(&count.to_be_bytes());
                uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
            }
        }
    }

    /// Moves a manual clock forward. The system clock stays as it is.
    pub fn advance(&self, by: Duration) {
        if let Clock::Manual(manual) = self {
            manual
                .millis
                .fetch_add(by.num_milliseconds(), Ordering::Relaxed);
        }
    }
}

/// Returns the date in Japan at `time`: `…T15:00:00Z` is already the next day there.
#[must_use]
pub fn day_in_japan(time: DateTime<Utc>) -> NaiveDate {
    time.with_timezone(&jst()).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_in_the_afternoon_utc_is_the_next_day_in_japan() {
        let time = "2026-11-22T15:00:00Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(Clock::manual(time).today().to_string(), "2026-11-23");
        let before = time - Duration::milliseconds(1);
        assert_eq!(Clock::manual(before).today().to_string(), "2026-11-22");
    }

    #[test]
    fn manual_ids_are_distinct_sorted_and_repeatable() {
        let start = "2026-11-22T00:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let ids = |clock: Clock| [clock.new_id(), clock.new_id(), clock.new_id()];
        let first = ids(Clock::manual(start));
        assert!(first.is_sorted());
        assert_ne!(first[0], first[1]);
        assert_eq!(first, ids(Clock::manual(start)));
    }
}
