//! Messages: mentions of the bot, replies to it, direct messages, and what is written in the thread
//! of a ticket. Without the Message Content intent all others come without their text.

use serenity::all::{Message, UserId};
use uuid::Uuid;

use super::{connection::Discord, settings::GuildSettings};
use crate::{
    chat::{Asked, Incoming},
    desk::{Author, TicketId},
    outgoing::{Origin, Outgoing},
    people::Surface,
    programs::Profile,
    store::ReadChannel,
    wording::handover,
};

impl Discord {
    /// Deals with a message, once, however often it comes.
    pub(super) async fn said(&self, message: &Message) {
        match self.read(message).await {
            Ok(()) => {}
            Err(error) => {
                // It is read again after the next outage or restart.
                tracing::error!(error = format!("{error:#}"), "a message was not dealt with");
                return;
            }
        }
        self.wake.notify_one();
    }

    /// Deals with a message and keeps that it was read.
    pub(super) async fn read(&self, message: &Message) -> anyhow::Result<()> {
        let me = self.me().await?;
        if message.author.bot || message.webhook_id.is_some() || is_from_system(message) {
            return Ok(());
        }
        let Some(guild) = message.guild_id else {
            self.said_directly(message).await?;
            return self.seen(message).await;
        };
        if let Some(ticket) = self
            .store
            .ticket_of_thread(message.channel_id.get())
            .await?
        {
            self.said_in_thread(message, ticket, me).await?;
            return self.seen(message).await;
        }
        if let Some(ticket) = self
            .store
            .ticket_of_asker_thread(message.channel_id.get())
            .await?
        {
            self.asker_said(message, ticket, me).await?;
            return self.seen(message).await;
        }
        let Some(settings) = self.settings_of(guild.get()).await? else {
            return Ok(());
        };
        let to_me = message.mentions.iter().any(|it| it.id == me) || answers(message, me);
        if !to_me {
            return Ok(());
        }
        self.said_publicly(message, &settings, me).await?;
        self.seen(message).await
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
        let to_me = message.mentions.iter().any(|it| it.id == me) || answers(message, me);
        let blank = without_mention(&message.content, me).is_empty();
        if to_me || blank {
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

    async fn seen(&self, message: &Message) -> anyhow::Result<()> {
        let channel = ReadChannel {
            id: message.channel_id.get(),
            guild: message.guild_id.map(|it| it.get()),
            seen: message.id.get(),
        };
        Ok(self.store.channel_seen(channel).await?)
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

/// Whether a message is a reply to one of the bot's.
fn answers(message: &Message, me: UserId) -> bool {
    let answered = message.referenced_message.as_ref();
    answered.is_some_and(|it| it.author.id == me)
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
