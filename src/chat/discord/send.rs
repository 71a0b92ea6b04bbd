//! Sends what is in the outbox: each row once, in the order of its lane, however often it has to be
//! tried.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
    time::timeout,
};

use super::{
    connection::Discord,
    post::watched,
    trouble::{Trouble, logged},
};
use crate::{
    outgoing::Outgoing,
    store::{Due, Ended},
};

/// How long an attempt may take; nobody knows how one ended that took longer.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(75);
/// From when on somebody else tries.
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// Rows that are sent at the same time.
const AT_ONCE: usize = 16;
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
    #[error("{}", logged(.0))]
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
    /// Sends what is in the outbox until `stopping` turns true, and ends what was begun.
    pub(super) async fn send_all(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        let mut sending = JoinSet::new();
        while !*stopping.borrow() {
            while let Some(ended) = sending.try_join_next() {
                tell_panic(ended);
            }
            if let Err(error) = self.send_due(&mut sending).await {
                tracing::error!(error = format!("{error:#}"), "cannot read the outbox");
            }
            tokio::select! {
                // The next of its lane may be sent now.
                Some(ended) = sending.join_next() => tell_panic(ended),
                () = self.wake.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stopping.changed() => {}
            }
        }
        while let Some(ended) = sending.join_next().await {
            tell_panic(ended);
        }
    }

    /// Begins to send what is due now, as much as may be sent at the same time.
    async fn send_due(self: &Arc<Self>, sending: &mut JoinSet<()>) -> crate::store::Result<()> {
        let free = u32::try_from(AT_ONCE.saturating_sub(sending.len())).unwrap_or_default();
        if free == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        for due in self.store.take_due(now, now + LEASE, free).await? {
            let discord = Arc::clone(self);
            sending.spawn(async move { discord.attempt(&due).await });
        }
        Ok(())
    }

    async fn attempt(&self, due: &Due) {
        let (outcome, posted) = watched(within(LONGEST_ATTEMPT, self.send(due))).await;
        let now = self.clock.now();
        let ended = ended(due, &outcome, posted, now);
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
            Outgoing::Checking { ticket, .. } => {
                let ticket = self.ticket_to_tell(*ticket).await?;
                // The card says it; a line would only be noise.
                self.bring_up_to_date(due, &ticket, &[]).await
            }
            Outgoing::Satisfied { ticket, .. } => self.tell_satisfaction(due, *ticket).await,
            Outgoing::Strayed {
                ticket,
                channel,
                card,
            } => self.tell_strayed(*ticket, *channel, *card).await,
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

/// Makes an attempt that takes no longer than this.
async fn within(
    longest: Duration,
    attempt: impl Future<Output = Result<(), NotSent>>,
) -> Result<(), NotSent> {
    let outcome = timeout(longest, attempt).await;
    outcome.unwrap_or(Err(NotSent::Discord(Trouble::Unknown)))
}

/// How an attempt ended that may have posted something.
fn ended(due: &Due, outcome: &Result<(), NotSent>, posted: bool, now: DateTime<Utc>) -> Ended {
    let again = now + pause(due.attempt);
    match outcome {
        Ok(()) => Ended::Sent,
        Err(NotSent::Never(_)) => Ended::Failed,
        Err(_) if is_late(due, now - due.at) => Ended::Failed,
        Err(NotSent::Discord(Trouble::Unknown)) => Ended::Unsure(again),
        // An earlier page stands there already.
        Err(_) if posted => Ended::Unsure(again),
        Err(_) => Ended::Later(again),
    }
}

/// What panicked is tried again once its lease has run out; the others go on.
fn tell_panic(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "an attempt at sending panicked");
    }
}

/// Whether it helps nobody any more. What belongs to a ticket is never late, and notices tell
/// themselves.
fn is_late(due: &Due, age: TimeDelta) -> bool {
    let never = matches!(
        due.outgoing,
        Outgoing::Desk { .. }
            | Outgoing::Delivered { .. }
            | Outgoing::Checking { .. }
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{desk::TicketId, outgoing::Origin};

    fn due(outgoing: Outgoing) -> Due {
        Due {
            id: outgoing.id(),
            outgoing,
            attempt: 3,
            unsure: false,
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn reply() -> Due {
        due(Outgoing::Reply {
            ticket: TicketId(Uuid::nil()),
            message: Uuid::nil(),
        })
    }

    #[tokio::test]
    async fn whether_an_attempt_that_takes_too_long_was_sent_nobody_knows() {
        let outcome = within(Duration::ZERO, std::future::pending()).await;
        let unknown = NotSent::Discord(Trouble::Unknown);
        assert_eq!(
            outcome.as_ref().unwrap_err().to_string(),
            unknown.to_string()
        );
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
        let again = now + TimeDelta::seconds(4);
        let after = ended(&reply(), &outcome, false, now);
        assert_eq!(
            after,
            Ended::Unsure(again),
            "looked for before it is sent again"
        );
        assert!(within(LONGEST_ATTEMPT, async { Ok(()) }).await.is_ok());
        assert!(TimeDelta::from_std(LONGEST_ATTEMPT).unwrap() < LEASE);
    }

    #[test]
    fn what_an_attempt_may_have_posted_is_never_posted_blindly() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
        let again = now + TimeDelta::seconds(4);
        let refused = || Err(NotSent::Discord(Trouble::Refused(400)));
        let to = Origin::Message {
            channel: 1,
            message: 2,
            account: 3,
            guild: None,
            private: true,
        };
        let say = due(Outgoing::Say {
            text: String::new(),
            to,
        });
        for (due, outcome, posted, expected) in [
            (reply(), Ok(()), true, Ended::Sent),
            (reply(), refused(), false, Ended::Later(again)),
            (reply(), refused(), true, Ended::Unsure(again)),
            (reply(), Err(NotSent::Never("gone")), true, Ended::Failed),
            (say, refused(), true, Ended::Failed),
        ] {
            assert_eq!(ended(&due, &outcome, posted, now), expected, "{outcome:?}");
        }
    }

    #[tokio::test]
    async fn a_panic_ends_its_own_attempt_only() {
        let mut sending = JoinSet::new();
        sending.spawn(async { panic!("an attempt") });
        let (done, is_done) = tokio::sync::oneshot::channel();
        sending.spawn(async move { done.send(()).unwrap_or_default() });
        while let Some(ended) = sending.join_next().await {
            tell_panic(ended);
        }
        is_done.await.unwrap();
    }
}
