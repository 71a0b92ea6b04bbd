//! Reading: each channel's messages one after the other, in the order they were written, and before
//! them what was written while the bot was away. A channel's read position never passes a message
//! that was not dealt with.

use std::{
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
use serenity::{
    all::{ChannelId, GuildId, Message, MessageId},
    http::MessagePagination,
};
use tokio::time::timeout;

use super::{
    connection::Discord,
    line::Lines,
    messages::{is_for_nobody, is_to},
    trouble::{MISSING_ACCESS, Trouble, UNKNOWN_CHANNEL, logged},
};
use crate::{store::ReadChannel, wording::handover};

/// Messages that Discord gives at once.
const AT_ONCE: u8 = 100;
/// Pauses between attempts at a message; afterwards others go first.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(20),
];
/// The pause before what was set aside is tried again.
const LATER: Duration = Duration::from_secs(60);
/// The longest pause between attempts to fetch what was missed.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The threads of tickets that were closed longer ago are not read again after an outage.
const QUIET_AFTER: TimeDelta = TimeDelta::days(30);
/// How long Discord may take to give messages.
const LONGEST_FETCH: Duration = Duration::from_secs(60);

/// Messages may come in another order than they were written. A minute before one all have come; an
/// id counts milliseconds from bit 22 on.
const UNSURE: u64 = 60_000 << 22;

/// What was fetched of a channel.
struct Missed {
    /// The last message that may be read before the rest is fetched.
    until: u64,
    /// The last message that was fetched, and the server of its channel.
    last: Option<(u64, Option<u64>)>,
}

/// Everything was fetched.
const ALL: Missed = Missed {
    until: u64::MAX,
    last: None,
};

impl Discord {
    /// Catches up whenever something may have been missed, and tries again until all is read.
    pub(super) async fn keep_up(self: Arc<Self>) {
        loop {
            self.behind.notified().await;
            let mut pause = PAUSES[0];
            while let Err(error) = self.catch_up().await {
                tracing::error!(error = logged(&error), "could not catch up");
                tokio::time::sleep(pause).await;
                pause = LONGEST_PAUSE.min(pause * 2);
            }
        }
    }

    /// Deals with what a crash interrupted, and reads every channel from where it was left. What was
    /// dealt with before is dealt with as if it had come twice: once.
    async fn catch_up(&self) -> anyhow::Result<()> {
        let finished = self.finish_left_over().await;
        let closed = self.clock.now() - QUIET_AFTER;
        for channel in self.store.read_channels(closed).await? {
            self.work_on(channel.id, None);
        }
        finished
    }

    /// Takes in a message that was written just now.
    pub(super) fn said(&self, message: Message) {
        if !is_for_nobody(&message) {
            self.work_on(message.channel_id.get(), Some(message));
        }
    }

    /// Reads what was written in a channel before it was known here.
    pub(super) fn look_again(&self, channel: u64) {
        self.lines().look_again(channel);
        self.work_on(channel, None);
    }

    /// What waits in the channels. Nothing panics while it is held.
    pub(super) fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody reads any more; what waits is fetched again in another session.
    pub(super) fn stop_reading(&self) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.abort_all();
        self.lines().forget();
    }

    /// Sees to it that somebody works on a channel.
    fn work_on(&self, channel: u64, message: Option<Message>) {
        if !self.lines().add(channel, message) {
            return;
        }
        let Some(discord) = self.this.upgrade() else {
            return;
        };
        self.spawn(async move { discord.work(channel).await });
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        while readers.try_join_next().is_some() {}
        readers.spawn(work);
    }

    /// Works until nothing is left in a channel.
    async fn work(&self, channel: u64) {
        let mut after = None;
        loop {
            let missed = self.fetch_patiently(channel, after).await;
            loop {
                let next = self.lines().next(channel, missed.until);
                let Some(message) = next else { break };
                self.read_patiently(channel, &message).await;
            }
            if let Some((last, guild)) = missed.last {
                let seen = self.lines().done(channel, last);
                self.passed(channel, guild, seen).await;
            }
            self.wake.notify_one();
            after = (missed.until < u64::MAX).then_some(missed.until);
            if after.is_none() && self.lines().leave(channel) {
                return;
            }
        }
    }

    /// Fetches what was missed, as often as it takes.
    async fn fetch_patiently(&self, channel: u64, after: Option<u64>) -> Missed {
        let mut pause = PAUSES[0];
        loop {
            match self.fetch_missed(channel, after).await {
                Ok(missed) => return missed,
                Err(error) => {
                    tracing::error!(channel, error = logged(&error), "could not catch up");
                }
            }
            tokio::time::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    /// Fetches the next messages after `after`, or after those that were read.
    async fn fetch_missed(&self, channel: u64, after: Option<u64>) -> anyhow::Result<Missed> {
        let session = self.lines().session();
        if self.lines().is_caught_up(channel) {
            return Ok(ALL);
        }
        let Some(known) = self.store.read_channel(channel).await? else {
            self.lines().caught_up(channel, session);
            return Ok(ALL);
        };
        let after = MessagePagination::After(MessageId::new(after.unwrap_or(known.seen)));
        let permit = self.fetching.acquire().await?;
        let fetched = ChannelId::new(channel);
        let fetched = self.http.get_messages(fetched, Some(after), Some(AT_ONCE));
        let messages = match timeout(LONGEST_FETCH, fetched).await? {
            Ok(messages) => messages,
            Err(error) => match Trouble::of(&error) {
                Trouble::Refused(UNKNOWN_CHANNEL | MISSING_ACCESS) => {
                    self.store.forget_channel(channel).await?;
                    self.lines().caught_up(channel, session);
                    return Ok(ALL);
                }
                _ => return Err(error.into()),
            },
        };
        drop(permit);
        let full = messages.len() == usize::from(AT_ONCE);
        let last = messages.iter().map(|it| it.id.get()).max();
        let mut lines = self.lines();
        for mut message in messages {
            // Over HTTP messages do not tell their server.
            message.guild_id = known.guild.map(GuildId::new);
            if !is_for_nobody(&message) {
                lines.missed(channel, message);
            }
        }
        let until = match last {
            Some(last) if full => last,
            _ => {
                lines.caught_up(channel, session);
                u64::MAX
            }
        };
        let last = last.map(|last| (last, known.guild));
        Ok(Missed { until, last })
    }

    /// Deals with a message, or sets it aside after some attempts. Nothing passes it for good.
    async fn read_patiently(&self, channel: u64, message: &Message) {
        let id = message.id.get();
        for pause in PAUSES.into_iter().map(Some).chain([None]) {
            match self.read(message).await {
                Ok(true) => {
                    let guild = message.guild_id.map(GuildId::get);
                    let seen = self.lines().done(channel, id);
                    let seen = seen.saturating_sub(UNSURE).max(1);
                    return self.passed(channel, guild, seen).await;
                }
                Ok(false) => {
                    self.lines().done(channel, id);
                    return;
                }
                Err(error) => {
                    tracing::error!(id, error = logged(&error), "a message failed");
                }
            }
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => self.set_aside(channel, message).await,
            }
        }
    }

    /// A message is dealt with after all others; whoever wrote it is told, as far as that is possible
    /// without the store.
    async fn set_aside(&self, channel: u64, message: &Message) {
        let first = self.lines().set_aside(channel, message.id.get());
        if first
            && (message.guild_id.is_none() || self.me().await.is_ok_and(|me| is_to(message, me)))
        {
            let told = message.reply(&self.http, handover::not_received()).await;
            if let Err(error) = told {
                tracing::warn!(%error, "nobody could be told that a message failed");
            }
        }
        let Some(discord) = self.this.upgrade() else {
            return;
        };
        self.spawn(async move {
            tokio::time::sleep(LATER).await;
            if discord.lines().again(channel) {
                discord.work_on(channel, None);
            }
        });
    }

    /// Keeps up to where a channel was read.
    async fn passed(&self, channel: u64, guild: Option<u64>, seen: u64) {
        let read = ReadChannel {
            id: channel,
            guild,
            seen,
        };
        if let Err(error) = self.store.channel_seen(read).await {
            // What was read is read again then, and counts once.
            tracing::error!(%error, "the read position was not stored");
        }
    }
}
