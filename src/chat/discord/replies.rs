//! A consultant's reply reaches the asker: as a direct message, or else in a private thread, or else
//! on the page of the receipt. The consultants see which.

use serenity::all::{AutoArchiveDuration, ChannelId, ChannelType, CreateThread, UserId};
use uuid::Uuid;

use super::{
    connection::Discord,
    page::Page,
    post::{Spot, is_closed},
    send::NotSent,
    ticket::{Marker, message_for_asker},
    trouble::{Trouble, UNKNOWN_CHANNEL},
};
use crate::{
    desk::{Author, Delivery, Ticket, TicketId},
    store::{Due, ReadChannel},
    wording::handover,
};

impl Discord {
    pub(super) async fn send_reply(
        &self,
        due: &Due,
        ticket: TicketId,
        message: Uuid,
    ) -> Result<(), NotSent> {
        let Some(ticket) = self.store.ticket(ticket).await? else {
            return Err(NotSent::Never("the ticket is gone"));
        };
        // Only of this ticket: the mark of a reply stays the same when another one is merged into it.
        let messages = self.store.own_messages(ticket.id).await?;
        let replies = messages
            .iter()
            .filter(|it| it.author == Author::Consultant)
            .enumerate();
        let Some((before, reply)) = replies.into_iter().find(|(_, it)| it.id == message) else {
            return Err(NotSent::Never("the message is gone"));
        };
        let Some(account) = ticket.conversation.discord_account() else {
            return Err(NotSent::Never("the asker is not on Discord"));
        };
        let marker = Marker {
            number: ticket.number,
            line: u32::try_from(before + 1).unwrap_or(u32::MAX),
        };
        let pages = message_for_asker(reply, ticket.id, marker);
        let delivery = match self.reply_directly(due, account, &pages).await {
            Ok(()) => Delivery::Sent,
            Err(error) if is_closed(&error) => {
                match self.reply_in_thread(due, &ticket, account, &pages).await {
                    Ok(true) => Delivery::Thread,
                    // The receipt's page has it in any case.
                    Ok(false) | Err(NotSent::Discord(Trouble::Refused(_))) => Delivery::Page,
                    Err(error) => return Err(error),
                }
            }
            Err(error) => return Err(error),
        };
        let now = self.clock.now();
        self.store
            .set_delivery(ticket.id, message, delivery, now)
            .await?;
        Ok(())
    }

    pub(super) async fn reply_directly(
        &self,
        due: &Due,
        account: u64,
        pages: &[Page],
    ) -> Result<(), NotSent> {
        let channel = self.direct_channel(account).await?;
        let posted = self.post_all(Spot::channel(channel), pages, due).await?;
        // What the asker answers there is read again after an outage.
        match posted {
            Some(last) => Ok(self.follow(channel, None, last.id.get()).await?),
            None => Ok(()),
        }
    }

    /// Replies in a private thread of the server where the ticket was opened, in a new one where
    /// somebody deleted it; `false` if there is no such place.
    pub(super) async fn reply_in_thread(
        &self,
        due: &Due,
        ticket: &Ticket,
        account: u64,
        pages: &[Page],
    ) -> Result<bool, NotSent> {
        let replied = self.reply_in_known_thread(due, ticket, account, pages);
        match replied.await {
            Err(NotSent::Discord(Trouble::Refused(UNKNOWN_CHANNEL))) => {
                let (_, thread) = self.store.origin_of_ticket(ticket.id).await?;
                // Without one it was the channel for questions.
                let Some(thread) = thread else {
                    return Ok(false);
                };
                self.store.set_asker_thread(ticket.id, None).await?;
                self.store.forget_channel(thread).await?;
                self.reply_in_known_thread(due, ticket, account, pages)
                    .await
            }
            outcome => outcome,
        }
    }

    async fn reply_in_known_thread(
        &self,
        due: &Due,
        ticket: &Ticket,
        account: u64,
        pages: &[Page],
    ) -> Result<bool, NotSent> {
        let (guild, thread) = self.store.origin_of_ticket(ticket.id).await?;
        let Some(guild) = guild else { return Ok(false) };
        let thread = match thread {
            Some(thread) => thread,
            None => {
                let settings = self.settings_of(guild).await?.unwrap_or_default();
                let Some(channel) = settings.ask_channels.first() else {
                    return Ok(false);
                };
                let thread = CreateThread::new(handover::private_thread(ticket.number))
                    .kind(ChannelType::PrivateThread)
                    .invitable(false)
                    .auto_archive_duration(AutoArchiveDuration::OneWeek);
                let thread = ChannelId::new(*channel)
                    .create_thread(&self.http, thread)
                    .await?;
                let thread = thread.id.get();
                let read = ReadChannel {
                    id: thread,
                    guild: Some(guild),
                    seen: thread,
                };
                self.store.set_asker_thread(ticket.id, Some(read)).await?;
                self.look_again(thread);
                thread
            }
        };
        // Adding somebody twice does no harm.
        ChannelId::new(thread)
            .add_thread_member(&self.http, UserId::new(account))
            .await?;
        self.post_all(Spot::channel(thread), pages, due).await?;
        Ok(true)
    }
}
