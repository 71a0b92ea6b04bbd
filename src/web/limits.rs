//! Rate limits, per address and per receipt number. Their memory is bounded: what is no longer
//! limited is forgotten.

use std::{
    fmt,
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
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

/// All limits of the web front.
#[derive(Debug)]
pub struct Limits {
    asks: Limit<Client>,
    receipts_of_number: Limit<TicketNumber>,
    receipts_of_client: Limit<Client>,
}

impl Limits {
    /// Returns fresh limits.
    pub fn new(settings: &WebSettings) -> Limits {
        let per_hour = |tries| Quota::per_hour(at_least_one(tries));
        Limits {
            asks: Limit::new(Quota::per_minute(at_least_one(settings.asks_per_minute))),
            receipts_of_number: Limit::new(per_hour(settings.receipt_tries_per_hour)),
            receipts_of_client: Limit::new(per_hour(settings.receipt_tries_per_hour)),
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
