//! Says what takes long.

use std::{sync::mpsc, thread, time::Duration};

use super::warn;

/// Runs `work`; if it takes longer than half a second, prints `what` meanwhile.
pub fn step<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (done, waiting) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            if let Err(mpsc::RecvTimeoutError::Timeout) =
                waiting.recv_timeout(Duration::from_millis(500))
            {
                warn(&format!("{what}…"));
            }
        });
        let value = work();
        drop(done);
        value
    })
}
