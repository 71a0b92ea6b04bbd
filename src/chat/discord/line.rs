//! What waits to be read in a channel: the messages in the order they were written, those that could
//! not be dealt with, and up to where the channel counts as read.

use std::collections::{BTreeMap, HashMap, HashSet};

use serenity::all::Message;

/// What waits, in all channels.
#[derive(Debug, Default)]
pub(super) struct Lines {
    lines: HashMap<u64, Line>,
    /// Channels in which nothing was missed since the session began.
    caught_up: HashSet<u64>,
    /// Channels of which it is stored where to go on.
    known: HashSet<u64>,
    /// Messages that were set aside once, and whose writers were told.
    failed: HashSet<u64>,
    /// Which session this is: what was missed between two has to be fetched.
    session: u64,
}

/// What waits in a channel.
#[derive(Debug, Default)]
struct Line {
    waiting: BTreeMap<u64, Message>,
    /// Failed again and again; they hold back the read position until they are dealt with.
    aside: BTreeMap<u64, Message>,
    /// The last message that was dealt with.
    done: u64,
    /// Whether somebody works on them.
    working: bool,
}

impl Lines {
    /// A session began: there may be messages that never came.
    pub(super) fn begin_session(&mut self) {
        self.session += 1;
        self.caught_up.clear();
    }

    /// Which session this is.
    pub(super) fn session(&self) -> u64 {
        self.session
    }

    /// Adds a message, if there is one; returns whether nobody works on its channel yet. Whoever asks
    /// does from now on.
    pub(super) fn add(&mut self, channel: u64, message: Option<Message>) -> bool {
        let line = self.lines.entry(channel).or_default();
        if let Some(message) = message {
            line.waiting.insert(message.id.get(), message);
        }
        !std::mem::replace(&mut line.working, true)
    }

    /// Adds a message that was missed, while somebody works on its channel.
    pub(super) fn missed(&mut self, channel: u64, message: Message) {
        let line = self.lines.entry(channel).or_default();
        line.waiting.insert(message.id.get(), message);
    }

    /// Returns the oldest message that waits, if it is none after `last`.
    pub(super) fn next(&self, channel: u64, last: u64) -> Option<Message> {
        let (id, message) = self.lines.get(&channel)?.waiting.first_key_value()?;
        (*id <= last).then(|| message.clone())
    }

    /// A message was dealt with. Returns up to which message the channel counts as read: none before
    /// it waits or is set aside.
    pub(super) fn done(&mut self, channel: u64, message: u64) -> u64 {
        let line = self.lines.entry(channel).or_default();
        line.waiting.remove(&message);
        self.failed.remove(&message);
        line.done = line.done.max(message);
        // What was set aside may wait again, below what was dealt with meanwhile.
        let left = line.aside.keys().next().into_iter();
        let first = left.chain(line.waiting.keys().next()).min();
        first.map_or(line.done, |first| line.done.min(first - 1))
    }

    /// A message could not be dealt with; others go first. Returns whether it is the first time.
    pub(super) fn set_aside(&mut self, channel: u64, message: u64) -> bool {
        let line = self.lines.entry(channel).or_default();
        if let Some(message) = line.waiting.remove(&message) {
            line.aside.insert(message.id.get(), message);
        }
        self.failed.insert(message)
    }

    /// Has what was set aside in a channel tried again; returns whether there is any.
    pub(super) fn again(&mut self, channel: u64) -> bool {
        let Some(line) = self.lines.get_mut(&channel) else {
            return false;
        };
        let aside = std::mem::take(&mut line.aside);
        let any = !aside.is_empty();
        line.waiting.extend(aside);
        any
    }

    /// Whether nothing was missed in a channel.
    pub(super) fn is_caught_up(&self, channel: u64) -> bool {
        self.caught_up.contains(&channel)
    }

    /// Nothing was missed in a channel, unless another session began meanwhile.
    pub(super) fn caught_up(&mut self, channel: u64, session: u64) {
        if session == self.session {
            self.caught_up.insert(channel);
        }
    }

    /// There may be messages in a channel that never came.
    pub(super) fn look_again(&mut self, channel: u64) {
        self.caught_up.remove(&channel);
    }

    /// Ends the work on a channel; returns whether there was indeed nothing left to do now.
    pub(super) fn leave(&mut self, channel: u64) -> bool {
        let caught_up = self.is_caught_up(channel);
        let Some(line) = self.lines.get_mut(&channel) else {
            return caught_up;
        };
        if !caught_up || !line.waiting.is_empty() {
            return false;
        }
        line.working = false;
        if line.aside.is_empty() {
            self.lines.remove(&channel);
        }
        true
    }

    /// Whether it has to be stored where to go on in a channel, because nothing was read there yet.
    pub(super) fn is_new(&self, channel: u64) -> bool {
        !self.known.contains(&channel)
    }

    /// It is stored where to go on in a channel.
    pub(super) fn known(&mut self, channel: u64) {
        self.known.insert(channel);
    }

    /// Nobody works on anything any more.
    pub(super) fn forget(&mut self) {
        self.lines.clear();
        self.begin_session();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const CHANNEL: u64 = 7;

    fn message(id: u64) -> Message {
        let author = json!({"id": "5", "username": "a", "discriminator": "0000", "avatar": null});
        let message = json!({
            "id": id.to_string(), "channel_id": CHANNEL.to_string(), "author": author,
            "content": "", "timestamp": "2026-11-24T00:00:00Z", "edited_timestamp": null,
            "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "pinned": false, "type": 0,
        });
        serde_json::from_value(message).unwrap()
    }

    fn line(ids: &[u64]) -> Lines {
        let mut lines = Lines::default();
        for id in ids {
            lines.add(CHANNEL, Some(message(*id)));
        }
        lines
    }

    fn next(lines: &Lines) -> Option<u64> {
        lines.next(CHANNEL, u64::MAX).map(|it| it.id.get())
    }

    #[test]
    fn messages_come_in_the_order_they_were_written() {
        let mut lines = line(&[30, 10, 20]);
        for id in [10, 20, 30] {
            assert_eq!(next(&lines), Some(id));
            assert_eq!(lines.done(CHANNEL, id), id);
        }
        assert_eq!(next(&lines), None);
    }

    #[test]
    fn a_message_that_failed_holds_the_position_back_until_it_is_dealt_with() {
        let mut lines = line(&[10, 20, 30]);
        assert_eq!(lines.done(CHANNEL, 10), 10);
        assert!(lines.set_aside(CHANNEL, 20));
        assert_eq!(lines.done(CHANNEL, 30), 19);
        lines.caught_up(CHANNEL, lines.session());
        assert!(lines.leave(CHANNEL));
        assert!(lines.again(CHANNEL));
        assert_eq!(next(&lines), Some(20));
        assert_eq!(lines.done(CHANNEL, 20), 30);
        assert!(!lines.again(CHANNEL));
    }

    #[test]
    fn what_waits_again_holds_the_position_back_too() {
        let mut lines = line(&[10, 20, 30]);
        lines.done(CHANNEL, 10);
        lines.set_aside(CHANNEL, 20);
        // It is back while the next one is dealt with.
        assert!(lines.again(CHANNEL));
        assert_eq!(lines.done(CHANNEL, 30), 19);
        assert_eq!(lines.done(CHANNEL, 20), 30);
    }

    #[test]
    fn nobody_leaves_while_something_waits_or_may_have_been_missed() {
        let mut lines = line(&[10]);
        assert!(!lines.add(CHANNEL, None), "somebody works on it");
        assert!(!lines.leave(CHANNEL));
        lines.done(CHANNEL, 10);
        assert!(!lines.leave(CHANNEL), "nobody looked what was missed");
        let old = lines.session();
        lines.begin_session();
        lines.caught_up(CHANNEL, old);
        assert!(!lines.leave(CHANNEL), "that was before the session");
        lines.caught_up(CHANNEL, lines.session());
        assert!(lines.leave(CHANNEL));
        assert!(lines.add(CHANNEL, None), "nobody works on it");
    }

    #[test]
    fn a_page_ends_before_what_came_later() {
        let lines = line(&[500]);
        assert!(lines.next(CHANNEL, 100).is_none());
    }
}
