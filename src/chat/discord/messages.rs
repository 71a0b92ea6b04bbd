//! Messages: mentions of the bot, replies to it, direct messages, and what is written in the thread
//! of a ticket. Without the Message Content intent all others come without their text.

use serenity::all::{ChannelId, Message, UserId};
use uuid::Uuid;

use super::{connection::Discord, settings::GuildSettings, trouble::Trouble};
use crate::{
    chat::{Asked, Incoming},
    desk::{Author, TicketId},
    outgoing::{Origin, Outgoing},
    people::Surface,
    programs::Profile,
    store::ReadChannel,
    wording::handover,
};

/// Seconds in which a thread becomes known as that of its ticket.
const NEW_THREAD: i64 = 120;

impl Discord {
    /// Deals with a message, once, however often it comes. Returns whether it was written where
    /// messages are read again after an outage.
    pub(super) async fn read(&self, message: &Message) -> anyhow::Result<bool> {
        let me = self.me().await?;
        let channel = message.channel_id.get();
        let Some(guild) = message.guild_id else {
            self.begin_reading(message).await?;
            self.said_directly(message).await?;
            return Ok(true);
        };
        if let Some(ticket) = self.store.ticket_of_thread(channel).await? {
            self.said_in_thread(message, ticket, me).await?;
            return Ok(true);
        }
        if let Some(ticket) = self.store.ticket_of_asker_thread(channel).await? {
            self.asker_said(message, ticket, me).await?;
            return Ok(true);
        }
        let Some(settings) = self.settings_of(guild.get()).await? else {
            return Ok(false);
        };
        if !is_to(message, me) {
            return Ok(false);
        }
        if !settings.ask_channels.contains(&channel)
            && self.is_young(channel)
            && self.is_own_thread(channel, me).await?
        {
            // The thread of a ticket that is just being opened: it is read again when it is known.
            return Ok(false);
        }
        self.said_publicly(message, &settings, me).await?;
        Ok(settings.ask_channels.contains(&channel))
    }

    /// Whether a channel was made just now.
    fn is_young(&self, channel: u64) -> bool {
        let made = ChannelId::new(channel).created_at().unix_timestamp();
        self.clock.now().timestamp() - made < NEW_THREAD
    }

    /// Whether a channel is a thread that the bot opened.
    async fn is_own_thread(&self, channel: u64, me: UserId) -> anyhow::Result<bool> {
        let channel = match self.http.get_channel(ChannelId::new(channel)).await {
            Ok(channel) => channel,
            Err(error) => match Trouble::of(&error) {
                Trouble::Refused(_) => return Ok(false),
                _ => return Err(error.into()),
            },
        };
        let thread = channel.guild().filter(|it| it.thread_metadata.is_some());
        Ok(thread.is_some_and(|it| it.owner_id == Some(me)))
    }

    /// Sees to it that the first message of a direct channel is read again if the program ends while
    /// it is dealt with.
    async fn begin_reading(&self, message: &Message) -> anyhow::Result<()> {
        let channel = message.channel_id.get();
        if self.lines().is_new(channel) {
            let before = message.id.get() - 1;
            self.follow(channel, None, before).await?;
            self.lines().known(channel);
        }
        Ok(())
    }

    /// Has a channel read from this message on, unless it is read already.
    pub(super) async fn follow(
        &self,
        channel: u64,
        guild: Option<u64>,
        seen: u64,
    ) -> crate::store::Result<()> {
        let channel = ReadChannel {
            id: channel,
            guild,
            seen,
        };
        self.store.follow_channel(channel).await
    }

    async fn said_directly(&self, message: &Message) -> anyhow::Result<()> {
        let origin = origin(message, true);
        let text = message.content.trim();
        if text.is_empty() {
            return self.say(origin, handover::only_words()).await;
        }
        let account = message.author.id.get().to_string();
        let asked = asked(&account, text, origin);
        self.port.send(Incoming::Said(asked)).await?;
        Ok(())
    }

    /// A mention, or a reply to the bot, where others read along.
    async fn said_publicly(
        &self,
        message: &Message,
        settings: &GuildSettings,
        me: UserId,
    ) -> anyhow::Result<()> {
        let origin = origin(message, false);
        let channel = message.channel_id.get();
        if !settings.ask_channels.contains(&channel) {
            return self
                .say(origin, &handover::not_here(&settings.ask_channels))
                .await;
        }
        let text = without_mention(&message.content, me);
        if text.is_empty() {
            return self.unread(origin, None).await;
        }
        // What is told in public stays apart from what is told in private.
        let dialogue = format!("{}/{channel}", message.author.id);
        let asked = asked(&dialogue, &text, origin);
        self.port.send(Incoming::Asked(asked)).await?;
        Ok(())
    }

    /// A colleague writes in the thread of a ticket: what is for whom is chosen by a button.
    async fn said_in_thread(
        &self,
        message: &Message,
        ticket: TicketId,
        me: UserId,
    ) -> anyhow::Result<()> {
        // Its text comes only where the bot is mentioned; colleagues may also talk to each other.
        let blank = without_mention(&message.content, me).is_empty();
        if is_to(message, me) || blank {
            let ticket = Some((ticket, Author::Consultant));
            self.unread(origin(message, false), ticket).await?;
        }
        Ok(())
    }

    /// An asker writes in the private thread in which replies are read.
    async fn asker_said(
        &self,
        message: &Message,
        ticket: TicketId,
        me: UserId,
    ) -> anyhow::Result<()> {
        let origin = origin(message, true);
        let text = without_mention(&message.content, me);
        if text.is_empty() {
            return self.unread(origin, Some((ticket, Author::Asker))).await;
        }
        let wrote = Incoming::AskerWrote {
            ticket,
            text,
            event: origin.event(),
            origin: Some(origin),
        };
        self.port.send(wrote).await?;
        Ok(())
    }

    async fn unread(&self, to: Origin, ticket: Option<(TicketId, Author)>) -> anyhow::Result<()> {
        let unread = Outgoing::Unread { to, ticket };
        Ok(self.store.post(&unread, self.clock.now()).await?)
    }

    /// Has a sentence said, once for each message that it answers.
    pub(super) async fn say(&self, to: Origin, text: &str) -> anyhow::Result<()> {
        let text = text.to_owned();
        let say = Outgoing::Say { text, to };
        Ok(self.store.post(&say, self.clock.now()).await?)
    }
}

/// A question in the dialogue `id` on Discord.
pub(super) fn asked(id: &str, text: &str, origin: Origin) -> Asked {
    Asked {
        conversation: Surface::Discord.conversation(id),
        surface: Surface::Discord,
        question: text.to_owned(),
        profile: Profile::default(),
        question_id: None,
        event: Some(origin.event()),
        origin: Some(origin),
    }
}

/// Returns an id for a message, as forms of the web have one.
pub(super) fn event(message: u64) -> Uuid {
    Uuid::from_u128(u128::from(message))
}

fn origin(message: &Message, private: bool) -> Origin {
    Origin::Message {
        channel: message.channel_id.get(),
        message: message.id.get(),
        account: message.author.id.get(),
        guild: message.guild_id.map(|it| it.get()),
        private,
    }
}

/// Whether a message mentions the bot or is a reply to one of its own.
pub(super) fn is_to(message: &Message, me: UserId) -> bool {
    let answered = message.referenced_message.as_ref();
    message.mentions.iter().any(|it| it.id == me) || answered.is_some_and(|it| it.author.id == me)
}

/// Whether a message is none of a person: bots, webhooks, and what Discord says itself.
pub(super) fn is_for_nobody(message: &Message) -> bool {
    message.author.bot || message.webhook_id.is_some() || is_from_system(message)
}

/// Joins, pins and the like are messages, too.
fn is_from_system(message: &Message) -> bool {
    use serenity::all::MessageType;
    !matches!(
        message.kind,
        MessageType::Regular | MessageType::InlineReply
    )
}

fn without_mention(text: &str, me: UserId) -> String {
    let without = text
        .replace(&format!("<@{me}>"), " ")
        .replace(&format!("<@!{me}>"), " ");
    without.trim().to_owned()
}
