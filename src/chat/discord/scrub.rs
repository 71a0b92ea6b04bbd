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
    desk::Ticket,
    store::Place,
    wording::{consultants, privacy},
};

/// Messages that Discord gives at once.
const AT_ONCE: u8 = 100;
/// Pages of messages that are looked through after a card.
const PAGES: usize = 20;

impl Discord {
    /// Takes the words out of a ticket's card, its thread, and what was posted under the card, also
    /// where the ticket stood before.
    pub(super) async fn scrub(&self, ticket: &Ticket) -> Result<(), NotSent> {
        for place in self.store.old_places(ticket.id).await? {
            match self
                .tell_strayed(ticket.id, place.channel, place.card)
                .await
            {
                Ok(()) | Err(NotSent::Never(_)) => {}
                Err(error) => return Err(error),
            }
            self.scrub_place(ticket, place).await?;
        }
        let Some(place) = self.store.place(ticket.id).await? else {
            return Ok(());
        };
        let card = self.ticket_page(ticket).await?;
        let changed = self.change(place.channel, place.card, &card).await;
        unless_refused(changed)?;
        self.scrub_place(ticket, place).await
    }

    /// Takes the words out of the thread of a card, and out of what was posted under it.
    async fn scrub_place(&self, ticket: &Ticket, place: Place) -> Result<(), NotSent> {
        if let Some(thread) = place.thread {
            unless_refused(self.rename_thread(ticket, thread).await)?;
            unless_refused(self.scrub_channel(ticket, thread, thread).await)?;
        }
        unless_refused(self.scrub_channel(ticket, place.channel, place.card).await)
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
                if let Some(page) = scrubbed(ticket, message, me) {
                    unless_refused(self.change(channel, message.id.get(), &page).await)?;
                }
            }
            if found.len() < usize::from(AT_ONCE) {
                break;
            }
            after = last;
        }
        Ok(())
    }
}

/// Returns what is to stand in place of a message, if it has words that were deleted.
fn scrubbed(ticket: &Ticket, message: &Message, me: UserId) -> Option<Page> {
    let embed = message.embeds.first().filter(|_| message.author.id == me);
    let footer = embed.and_then(|it| it.footer.as_ref())?;
    let marker = Marker::read(&footer.text)?;
    let is_its = marker.number == ticket.number;
    // What somebody wrote stands under its author; a line of the history has none.
    let has_words = embed.is_some_and(|it| it.author.is_some());
    (is_its && has_words).then(|| Page::line(privacy::erased(), &footer.text))
}

/// What somebody deleted needs no change, and what the bot may not change (any more) cannot get one;
/// trying again would only hold up the ticket.
fn unless_refused(outcome: Result<(), NotSent>) -> Result<(), NotSent> {
    match outcome {
        Err(NotSent::Discord(Trouble::Refused(UNKNOWN_CHANNEL | UNKNOWN_MESSAGE))) => Ok(()),
        Err(NotSent::Discord(Trouble::Refused(code))) => {
            tracing::warn!(code, "words that an asker had deleted stay in a message");
            Ok(())
        }
        other => other,
    }
}
