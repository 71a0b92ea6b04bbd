//! Sends what is in the outbox: each row once, in the order of its lane, however often it has to be
//! tried.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use tokio::{sync::watch, task::JoinSet};

use super::{connection::Discord, trouble::Trouble};
use crate::{
    outgoing::Outgoing,
    store::{Due, Ended},
};

/// How long an attempt may take; afterwards somebody else tries.
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// Rows that are sent at the same time.
const AT_ONCE: u32 = 16;
/// How often the outbox is looked into: other processes put something in, too.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The longest pause between two attempts.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);
/// The answer to a question comes too late after this time; it stays recorded.
const ANSWER_IS_LATE: TimeDelta = TimeDelta::hours(24);

/// Why something was not sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSent {
    /// Discord did not do as it was told.
    #[error("Discord did not do it: {0:?}")]
    Discord(Trouble),
    /// It cannot be sent to this person or place at all.
    #[error("{0}")]
    Never(&'static str),
    /// The store failed.
    #[error("{0:#}")]
    Here(anyhow::Error),
}

impl From<serenity::Error> for NotSent {
    fn from(error: serenity::Error) -> NotSent {
        NotSent::Discord(Trouble::of(&error))
    }
}

impl From<anyhow::Error> for NotSent {
    fn from(error: anyhow::Error) -> NotSent {
        NotSent::Here(error)
    }
}

impl From<crate::store::Error> for NotSent {
    fn from(error: crate::store::Error) -> NotSent {
        NotSent::Here(error.into())
    }
}

impl Discord {
    /// Sends what is in the outbox until `stopping` turns true.
    pub(super) async fn send_all(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        while !*stopping.borrow() {
            match Arc::clone(&self).send_due().await {
                // There may be more.
                Ok(sent) if 0 < sent => continue,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "cannot read the outbox");
                }
            }
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stopping.changed() => return,
            }
        }
    }

    /// Sends what is due now; returns how many rows were taken.
    async fn send_due(self: Arc<Self>) -> anyhow::Result<usize> {
        let now = self.clock.now();
        let due = self.store.take_due(now, now + LEASE, AT_ONCE).await?;
        let taken = due.len();
        let mut sending = JoinSet::new();
        for due in due {
            let discord = Arc::clone(&self);
            sending.spawn(async move { discord.attempt(&due).await });
        }
        sending.join_all().await;
        Ok(taken)
    }

    async fn attempt(&self, due: &Due) {
        let outcome = self.send(due).await;
        let now = self.clock.now();
        let ended = match &outcome {
            Ok(()) => Ended::Sent,
            Err(NotSent::Never(_)) => Ended::Failed,
            Err(_) if is_late(due, now - due.at) => Ended::Failed,
            Err(NotSent::Discord(Trouble::Unknown)) => Ended::Unsure(now + pause(due.attempt)),
            Err(_) => Ended::Later(now + pause(due.attempt)),
        };
        if let Err(error) = outcome {
            self.was_refused(due, &error).await;
            let reason = error.to_string();
            tracing::warn!(id = due.id, due.attempt, reason, ?ended, "not sent");
        }
        if let Err(error) = self.store.end_attempt(due, ended, now).await {
            // The lease runs out, and whoever tries again looks first.
            tracing::error!(id = due.id, %error, "the end of an attempt was not recorded");
        }
    }

    async fn send(&self, due: &Due) -> Result<(), NotSent> {
        match &due.outgoing {
            Outgoing::Answer { question, to } => self.send_answer(due, *question, to).await,
            Outgoing::Again { question, to } => self.send_again(due, *question, to).await,
            Outgoing::Copy {
                question,
                to,
                channel,
            } => self.send_copy(due, *question, to, *channel).await,
            Outgoing::Delivered { ticket, message } => {
                self.tell_delivery(due, *ticket, *message).await
            }
            Outgoing::Closed { ticket, .. } => self.send_closed(due, *ticket).await,
            Outgoing::Satisfied { ticket, .. } => self.tell_satisfaction(due, *ticket).await,
            Outgoing::Desk { ticket, seq } => self.tell_desk(due, *ticket, *seq).await,
            Outgoing::Reply { ticket, message } => self.send_reply(due, *ticket, *message).await,
            Outgoing::Receipt {
                ticket,
                event,
                expected,
                to,
            } => {
                let receipt = (*ticket, *event, *expected);
                self.send_receipt(due, receipt, to).await
            }
            Outgoing::Passed { ticket, to } => self.send_passed(due, *ticket, to).await,
            Outgoing::WhichTicket { tickets, to } => self.send_which_ticket(due, tickets, to).await,
            Outgoing::Unread { to, ticket } => self.send_unread(due, to, *ticket).await,
            Outgoing::Warning { account, text, .. } => self.send_warning(due, *account, text).await,
            Outgoing::Reminder { reminder, notice } => {
                self.send_reminder(due, *reminder, *notice).await
            }
            Outgoing::Correction { recall } => self.send_correction(due, *recall).await,
            Outgoing::Mend { text, form, to } => self.send_mend(due, (text, *form), to).await,
            Outgoing::Say { text, to } => self.send_words(due, text, to).await,
        }
    }
}

/// Whether it helps nobody any more. What belongs to a ticket is never late, and notices tell
/// themselves.
fn is_late(due: &Due, age: TimeDelta) -> bool {
    let never = matches!(
        due.outgoing,
        Outgoing::Desk { .. }
            | Outgoing::Delivered { .. }
            | Outgoing::Closed { .. }
            | Outgoing::Satisfied { .. }
            | Outgoing::Reply { .. }
            | Outgoing::Receipt { .. }
            | Outgoing::Reminder { .. }
            | Outgoing::Correction { .. }
    );
    !never && ANSWER_IS_LATE < age
}

/// The pause after an attempt: 1, 2, 4 … seconds.
fn pause(attempt: i64) -> TimeDelta {
    let doublings = u32::try_from(attempt.clamp(1, 20) - 1).unwrap_or_default();
    TimeDelta::seconds(1 << doublings).min(LONGEST_PAUSE)
}
