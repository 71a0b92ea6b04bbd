//! Rate limits, per address and per receipt number. Their memory is bounded: what is no longer
//! limited is forgotten.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};

use super::{client::Client, office::WebSettings, problem::Problem};
use crate::desk::TicketNumber;

/// Checks after which the forgotten keys are swept out.
const SWEEP_EVERY: u32 = 1024;

/// Seconds after which a page that may not listen tries again: its script does, too.
const SEAT_RETRY: u64 = 30;

/// All limits of the web front.
#[derive(Debug)]
pub struct Limits {
    asks: Limit<Client>,
    receipts_of_number: Limit<TicketNumber>,
    receipts_of_client: Limit<Client>,
    live_pages: Seats,
}

impl Limits {
    /// Returns fresh limits.
    pub fn new(settings: &WebSettings) -> Limits {
        let per_hour = |tries| Quota::per_hour(at_least_one(tries));
        Limits {
            asks: Limit::new(Quota::per_minute(at_least_one(settings.asks_per_minute))),
            receipts_of_number: Limit::new(per_hour(settings.receipt_tries_per_hour)),
            receipts_of_client: Limit::new(per_hour(settings.receipt_tries_per_hour)),
            live_pages: Seats {
                most: settings.live_pages_per_address,
                taken: Arc::default(),
            },
        }
    }

    /// Counts a question.
    pub fn ask(&self, client: Client) -> Result<(), Problem> {
        self.asks.check(&client)
    }

    /// Counts a try to open a receipt.
    pub fn receipt(&self, client: Client, number: Option<TicketNumber>) -> Result<(), Problem> {
        self.receipts_of_client.check(&client)?;
        number.map_or(Ok(()), |number| self.receipts_of_number.check(&number))
    }

    /// Counts a page that listens, as long as its seat is held.
    pub fn live_page(&self, client: Client) -> Result<Seat, Problem> {
        self.live_pages.take(client).ok_or(Problem::TooMany {
            retry_after: SEAT_RETRY,
        })
    }
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

struct Limit<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> fmt::Debug for Limit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limit").finish_non_exhaustive()
    }
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(quota: Quota) -> Limit<K> {
        Limit {
            limiter: RateLimiter::keyed(quota),
            checks: AtomicU32::new(0),
        }
    }

    fn check(&self, key: &K) -> Result<(), Problem> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            let wait = wait.max(Duration::from_secs(1)).as_secs_f64().ceil();
            Problem::TooMany {
                retry_after: format!("{wait:.0}").parse().unwrap_or(60),
            }
        })
    }
}

/// Pages that listen, for each address.
#[derive(Debug)]
struct Seats {
    most: u32,
    taken: Arc<Mutex<HashMap<Client, u32>>>,
}

impl Seats {
    fn take(&self, client: Client) -> Option<Seat> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.get(&client).copied().unwrap_or(0);
        if self.most <= count {
            return None;
        }
        taken.insert(client, count + 1);
        Some(Seat {
            client,
            taken: self.taken.clone(),
        })
    }
}

/// The place of a page that listens; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    client: Client,
    taken: Arc<Mutex<HashMap<Client, u32>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.get(&self.client).copied().unwrap_or(0);
        if 1 < count {
            taken.insert(self.client, count - 1);
        } else {
            taken.remove(&self.client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_counted_for_each_address_and_given_back() {
        let seats = Seats {
            most: 2,
            taken: Arc::default(),
        };
        let [a, b] = [1, 2].map(|host| Client([192, 0, 2, host].into()));
        let held = [seats.take(a), seats.take(a)].map(Option::unwrap);
        assert!(seats.take(a).is_none());
        let other = seats.take(b).unwrap();
        let [first, second] = held;
        drop(first);
        let again = seats.take(a).unwrap();
        assert!(seats.take(a).is_none());
        drop((second, other, again));
        let taken = seats.taken.lock().unwrap();
        assert!(taken.is_empty(), "addresses are forgotten");
    }
}
