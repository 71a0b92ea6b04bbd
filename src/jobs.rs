//! What runs by itself: a table of name, interval, function.

use std::{future::Future, pin::Pin, time::Duration};

use crate::{clock::Clock, store::Store};

/// What a job does, each time.
type Run = for<'a> fn(
    &'a Store,
    &'a Clock,
) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 'a>>;

/// Something that runs by itself.
pub struct Job {
    /// Its name in the log.
    pub name: &'static str,
    /// How often it runs.
    pub every: Duration,
    /// What it does.
    pub run: Run,
}

/// All jobs.
pub const JOBS: &[Job] = &[Job {
    name: "delete_expired_sessions",
    every: Duration::from_secs(3600),
    run: |store, clock| {
        Box::pin(async move {
            store.delete_expired_sessions(clock.now()).await?;
            Ok(())
        })
    },
}];

/// Runs all jobs until this future is dropped. A job that fails is logged and runs again.
pub async fn run(store: &Store, clock: &Clock) {
    let endless = JOBS.iter().map(|job| async move {
        let mut interval = tokio::time::interval(job.every);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            if let Err(error) = (job.run)(store, clock).await {
                tracing::error!(
                    job.name = job.name,
                    error = format!("{error:#}"),
                    "a job failed"
                );
            }
        }
    });
    futures_util::future::join_all(endless).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = JOBS.iter().map(|it| it.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), JOBS.len());
    }
}
