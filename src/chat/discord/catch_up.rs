//! After an outage: what was written meanwhile is read and dealt with.

use serenity::{
    all::{ChannelId, MessageId},
    http::MessagePagination,
};

use super::{
    connection::Discord,
    trouble::{MISSING_ACCESS, Trouble, UNKNOWN_CHANNEL},
};
use crate::store::ReadChannel;

/// Messages that Discord gives at once.
const AT_ONCE: u8 = 100;

impl Discord {
    /// Reads every channel from where it was left, oldest message first. What was dealt with before
    /// is dealt with as if it had come twice: once.
    pub(super) async fn catch_up(&self) -> anyhow::Result<()> {
        for channel in self.store.read_channels().await? {
            self.catch_up_in(channel).await?;
        }
        self.wake.notify_one();
        Ok(())
    }

    async fn catch_up_in(&self, channel: ReadChannel) -> anyhow::Result<()> {
        let mut seen = channel.seen;
        loop {
            let after = MessagePagination::After(MessageId::new(seen));
            let id = ChannelId::new(channel.id);
            let mut messages = match self.http.get_messages(id, Some(after), Some(AT_ONCE)).await {
                Ok(messages) => messages,
                Err(error) => match Trouble::of(&error) {
                    Trouble::Refused(UNKNOWN_CHANNEL | MISSING_ACCESS) => {
                        return Ok(self.store.forget_channel(channel.id).await?);
                    }
                    _ => return Err(error.into()),
                },
            };
            let full = messages.len() == usize::from(AT_ONCE);
            messages.sort_by_key(|it| it.id);
            for mut message in messages {
                // Over HTTP messages do not tell their server.
                message.guild_id = channel.guild.map(Into::into);
                seen = message.id.get();
                self.read(&message).await?;
            }
            if !full {
                return Ok(());
            }
        }
    }
}
