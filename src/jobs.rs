//! What runs by itself: a table of name, interval, function.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use crate::{assistant::Assistant, clock::Clock, store::Store};

/// What jobs work with.
#[derive(Debug, Clone)]
pub struct Tools {
    /// What is stored.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// What happens on the desk.
    pub assistant: Arc<Assistant>,
}

/// What a job does, each time.
type Run = for<'a> fn(&'a Tools) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 'a>>;

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
pub const JOBS: &[Job] = &[
    Job {
        name: "delete_expired_sessions",
        every: Duration::from_secs(3600),
        run: |tools| {
            Box::pin(async move {
                let now = tools.clock.now();
                tools.store.delete_expired_sessions(now).await?;
                Ok(())
            })
        },
    },
    Job {
        name: "forget_what_is_over",
        every: Duration::from_secs(3600),
        run: |tools| Box::pin(forget_what_is_over(tools)),
    },
    Job {
        name: "watch_desk",
        every: Duration::from_secs(30),
        run: |tools| Box::pin(tools.assistant.watch_desk()),
    },
    Job {
        name: "remind_of_deadlines",
        every: Duration::from_secs(60),
        run: |tools| Box::pin(tools.assistant.remind_of_deadlines()),
    },
    Job {
        name: "tell_of_corrections",
        every: Duration::from_secs(60),
        run: |tools| Box::pin(tools.assistant.tell_of_corrections()),
    },
];

/// Runs all jobs until this future is dropped. A job that fails is logged and runs again.
pub async fn run(tools: &Tools) {
    let endless = JOBS.iter().map(|job| async move {
        let mut interval = tokio::time::interval(job.every);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            if let Err(error) = (job.run)(tools).await {
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

/// So many rows are deleted at once; others write between.
const AT_ONCE: u32 = 500;

/// Forgets forms that nobody came back to, and what was sent long ago.
async fn forget_what_is_over(tools: &Tools) -> anyhow::Result<()> {
    let now = tools.clock.now();
    tools.store.purge_unsent_forms(now).await?;
    while tools.store.purge_outbox(now, AT_ONCE).await? == u64::from(AT_ONCE) {}
    Ok(())
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
