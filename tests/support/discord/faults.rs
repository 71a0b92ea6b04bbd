//! Faults on purpose: what Discord answers on a bad day, and when.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::Discord;

/// What happens to a request instead of the usual.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing is done; this is answered.
    Status {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Value,
    },
    /// Everything is done, and then this status is answered.
    After5xx(u16),
    /// The connection ends without an answer.
    Cut(Moment),
    /// Nothing more happens until the gate opens.
    Stall(Moment, Gate),
}

/// Before anything is done, or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Before,
    After,
}

/// A gate in front of a request, or of something else.
#[derive(Clone, Debug)]
pub struct Gate {
    is_open: Arc<watch::Sender<bool>>,
    is_reached: Arc<watch::Sender<bool>>,
}

impl Gate {
    /// A closed gate.
    pub fn new() -> Gate {
        Gate {
            is_open: Arc::new(watch::Sender::new(false)),
            is_reached: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Waits until something stands in front of it.
    pub async fn reached(&self) {
        let mut is_reached = self.is_reached.subscribe();
        let waited = tokio::time::timeout(super::PATIENCE, is_reached.wait_for(|it| *it)).await;
        waited.expect("nothing came to the gate").unwrap();
    }

    /// Lets the request go on.
    pub fn open(&self) {
        self.is_open.send_replace(true);
    }

    /// Whether something stands in front of it, or did.
    pub fn is_reached(&self) -> bool {
        *self.is_reached.borrow()
    }

    /// Something stands in front of it.
    pub fn reach(&self) {
        self.is_reached.send_replace(true);
    }

    pub(super) async fn pass(&self) {
        self.reach();
        let mut is_open = self.is_open.subscribe();
        is_open.wait_for(|it| *it).await.unwrap();
    }
}

impl Fault {
    /// An error with one of Discord's codes.
    pub fn error(status: u16, code: u32, message: &str) -> Fault {
        Fault::Status {
            status,
            headers: Vec::new(),
            body: json!({ "message": message, "code": code }),
        }
    }

    /// Too many requests to one route (429).
    pub fn rate_limited(seconds: f64) -> Fault {
        Fault::too_many(seconds, ("x-ratelimit-scope", "user".to_owned()))
    }

    /// Too many requests at all (429).
    pub fn rate_limited_globally(seconds: f64) -> Fault {
        Fault::too_many(seconds, ("x-ratelimit-global", "true".to_owned()))
    }

    fn too_many(seconds: f64, scope: (&'static str, String)) -> Fault {
        let is_global = scope.0 == "x-ratelimit-global";
        let headers = vec![
            ("retry-after", seconds.ceil().to_string()),
            ("x-ratelimit-limit", "5".to_owned()),
            ("x-ratelimit-remaining", "0".to_owned()),
            ("x-ratelimit-reset-after", seconds.to_string()),
            scope,
        ];
        let body = json!({
            "message": "You are being rate limited.",
            "retry_after": seconds,
            "global": is_global,
        });
        Fault::Status {
            status: 429,
            headers,
            body,
        }
    }
}

/// The faults that wait for their request.
#[derive(Default)]
pub struct Faults {
    waiting: Vec<(String, String, Fault)>,
    /// After so many more requests this happens.
    counted: Option<(usize, Fault)>,
}

impl Faults {
    /// Takes the first fault for this request.
    pub fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        if let Some((more, _)) = &mut self.counted {
            *more -= 1;
            if *more == 0 {
                return self.counted.take().map(|(_, fault)| fault);
            }
        }
        let mut waiting = self.waiting.iter();
        let found = waiting.position(|(of, part, _)| of == method && path.contains(part.as_str()));
        found.map(|at| self.waiting.remove(at).2)
    }
}

impl Discord {
    /// Lets the next request with this method and this part of the path fail; called twice, the
    /// next two.
    pub fn fail_next(&self, method: &str, part: &str, fault: Fault) {
        let fault = (method.to_owned(), part.to_owned(), fault);
        self.with(|it| it.faults.waiting.push(fault));
    }

    /// Stops the request with this number, from 1, before or after anything is done; only the last
    /// call counts.
    pub fn stop_at(&self, request: usize, moment: Moment) -> Gate {
        let gate = Gate::new();
        let fault = Fault::Stall(moment, gate.clone());
        self.with(|it| it.faults.counted = Some((request, fault)));
        gate
    }
}
