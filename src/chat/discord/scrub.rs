//! When an asker had the data deleted: what the bot had posted at the consultants' desk loses the words,
//! each message once, however often it has to be tried.

use serenity::{
    all::{Channel, ChannelId, EditThread, Message, MessageId, UserId},
    http::MessagePagination,
};

use super::{
    connection::Discord,
    limits,
    page::Page,
    send::NotSent,
    ticket::Marker,
    trouble::{Trouble, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE},
};
use crate::{
    desk::{Event, Ticket},
    store::Change,
    wording::{consultants, privacy},
};

/// Messages that Discord gives at once.
const AT_ONCE: u8 = 100;
/// Pages of messages that are looked through after a card.
const PAGES: usize = 20;

impl Discord {
    /// Takes the words out of a ticket's card, its thread, and what was posted under the card.
    pub(super) async fn scrub(&self, ticket: &Ticket) -> Result<(), NotSent> {
        let Some(place) = self.store.place(ticket.id).await? else {
            return Ok(());
        };
        let card = self.ticket_page(ticket).await?;
        let changed = self.change(place.channel, place.card, &card).await;
        unless_gone(changed)?;
        if let Some(thread) = place.thread {
            unless_gone(self.rename_thread(ticket, thread).await)?;
            unless_gone(self.scrub_channel(ticket, thread, thread).await)?;
        }
        unless_gone(self.scrub_channel(ticket, place.channel, place.card).await)
    }

    /// The thread has the question in its name. An archived one is opened, so that it can be changed.
    async fn rename_thread(&self, ticket: &Ticket, thread: u64) -> Result<(), NotSent> {
        let channel = ChannelId::new(thread);
        let name = consultants::thread_name(ticket.number, privacy::erased());
        let name = limits::beginning(&name, limits::THREAD_NAME);
        let Channel::Guild(known) = self.http.get_channel(channel).await? else {
            return Ok(());
        };
        let shut = known
            .thread_metadata
            .is_some_and(|it| it.archived || it.locked);
        if known.name == name && !shut {
            return Ok(());
        }
        let edit = EditThread::new().name(name).archived(false).locked(false);
        channel.edit_thread(&self.http, edit).await?;
        Ok(())
    }

    async fn scrub_channel(&self, ticket: &Ticket, channel: u64, from: u64) -> Result<(), NotSent> {
        let me = self.me().await?;
        let mut after = from;
        for _ in 0..PAGES {
            let start = MessagePagination::After(MessageId::new(after));
            let found = self
                .http
                .get_messages(ChannelId::new(channel), Some(start), Some(AT_ONCE))
                .await?;
            let Some(last) = found.iter().map(|it| it.id.get()).max() else {
                break;
            };
            for message in &found {
                if let Some(page) = self.scrubbed(ticket, message, me).await? {
                    unless_gone(self.change(channel, message.id.get(), &page).await)?;
                }
            }
            if found.len() < usize::from(AT_ONCE) {
                break;
            }
            after = last;
        }
        Ok(())
    }

    /// Returns what is to stand in place of a message, if it has words that were deleted.
    async fn scrubbed(
        &self,
        ticket: &Ticket,
        message: &Message,
        me: UserId,
    ) -> Result<Option<Page>, NotSent> {
        let embed = message.embeds.first().filter(|_| message.author.id == me);
        let Some(footer) = embed.and_then(|it| it.footer.as_ref()) else {
            return Ok(None);
        };
        let marker = Marker::read(&footer.text).filter(|it| it.number == ticket.number);
        let Some(marker) = marker else {
            return Ok(None);
        };
        let has_words = match self.store.change(i64::from(marker.line)).await? {
            Some(Change::Event { event, .. }) => {
                matches!(event, Event::AskerWrote | Event::Replied)
            }
            Some(Change::Note(_)) => true,
            None => false,
        };
        let page = Page::line(privacy::erased(), &footer.text);
        Ok(Some(page).filter(|it| has_words && !it.is_shown_in(message)))
    }
}

/// What somebody deleted, or may not be seen any more, needs no change.
fn unless_gone(outcome: Result<(), NotSent>) -> Result<(), NotSent> {
    match outcome {
        Err(NotSent::Discord(Trouble::Refused(UNKNOWN_CHANNEL | UNKNOWN_MESSAGE))) => Ok(()),
        other => other,
    }
}
