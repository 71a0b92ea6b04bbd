//! The consultants' channel: one card and one thread for each ticket, always as the desk on the web.

use serenity::all::{AutoArchiveDuration, ChannelId, CreateThread, EditThread, MessageId};
use uuid::Uuid;

use super::{
    connection::Discord,
    escape::escape,
    limits,
    page::Page,
    post::Spot,
    send::NotSent,
    ticket::{self, Marker, TicketCard},
    trouble::{
        MISSING_PERMISSIONS, THREAD_ARCHIVED, THREAD_EXISTS, THREAD_LOCKED, TOO_MANY_THREADS,
        Trouble, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE,
    },
};
use crate::{
    chat::{Incoming, Response},
    desk::{Author, Delivery, Event, Ticket, TicketId},
    store::{Change, Due, Place, ReadChannel},
    wording::{self, closing, consultants, merging},
};

impl Discord {
    /// Tells the consultants' channel of a change.
    pub(super) async fn tell_desk(
        &self,
        due: &Due,
        ticket: TicketId,
        seq: i64,
    ) -> Result<(), NotSent> {
        let Some(change) = self.store.change(seq).await? else {
            return Err(NotSent::Never("the change is gone"));
        };
        let ticket = self.ticket_to_tell(ticket).await?;
        if let Change::Event {
            event: Event::Erased,
            ..
        } = &change
        {
            self.scrub(&ticket).await?;
        }
        let marker = Marker {
            number: ticket.number,
            line: u32::try_from(seq).unwrap_or(u32::MAX),
        };
        let lines = match &change {
            Change::Event {
                event: Event::Opened,
                ..
            } => Vec::new(),
            Change::Event {
                event,
                name,
                other: Some(other),
                message,
            } => {
                let name = name.as_deref().map(escape).unwrap_or_default();
                let words = merging::told(*event, *other, &name);
                let said = message.iter();
                let said = said.flat_map(|it| ticket::message_for_desk(it, marker));
                let line = Page::line(&words, &marker.text());
                said.chain([line]).collect()
            }
            Change::Event {
                message: Some(message),
                ..
            } => ticket::message_for_desk(message, marker),
            Change::Event { event, name, .. } => {
                let mut words = consultants::event(*event, name.as_deref().map(escape).as_deref());
                if *event == Event::Closed {
                    let record = format!("{}/record", self.desk_page(&ticket));
                    words = format!("{words}\n{}", closing::record_for_desk(&record));
                }
                vec![Page::line(&words, &marker.text())]
            }
            Change::Note(note) => ticket::note_for_desk(note, marker),
        };
        self.bring_up_to_date(due, &ticket, &lines).await?;
        match change {
            Change::Event {
                event: Event::Merged,
                ..
            } => self.close_thread(ticket.id).await,
            _ => Ok(()),
        }
    }

    /// Closes the thread of a ticket that was merged, as far as the bot may.
    async fn close_thread(&self, ticket: TicketId) -> Result<(), NotSent> {
        let place = self.store.place(ticket).await?;
        let Some(thread) = place.and_then(|it| it.thread).map(ChannelId::new) else {
            return Ok(());
        };
        let closed = EditThread::new().archived(true);
        // Locking needs a permission of its own.
        let locked = closed.clone().locked(true);
        if thread.edit_thread(&self.http, locked).await.is_ok() {
            return Ok(());
        }
        match thread.edit_thread(&self.http, closed).await {
            Ok(_) => Ok(()),
            Err(error) => match Trouble::of(&error) {
                Trouble::Refused(_) => Ok(()),
                _ => Err(error.into()),
            },
        }
    }

    /// Tells the consultants' channel how far a reply came.
    pub(super) async fn tell_delivery(
        &self,
        due: &Due,
        ticket: TicketId,
        message: Uuid,
    ) -> Result<(), NotSent> {
        let ticket = self.ticket_to_tell(ticket).await?;
        let delivery = self
            .store
            .message(message)
            .await?
            .and_then(|it| it.delivery);
        let mark = consultants::delivery_mark(ticket.number, message);
        let lines = match delivery {
            // The card says it; a line would only be noise.
            None | Some(Delivery::Sending | Delivery::Checking | Delivery::Sent) => Vec::new(),
            Some(delivery) => vec![Page::line(consultants::delivery(delivery), &mark)],
        };
        self.bring_up_to_date(due, &ticket, &lines).await
    }

    pub(super) async fn ticket_to_tell(&self, ticket: TicketId) -> Result<Ticket, NotSent> {
        let ticket = self.store.ticket(ticket).await?;
        ticket.ok_or(NotSent::Never("the ticket is gone"))
    }

    /// Posts lines in the ticket's thread and shows its state on its card. What is gone is made anew.
    pub(super) async fn bring_up_to_date(
        &self,
        due: &Due,
        ticket: &Ticket,
        lines: &[Page],
    ) -> Result<(), NotSent> {
        let Some((desk, channel)) = self.desk_of(ticket.id).await? else {
            return Err(NotSent::Never("there is no consultants' channel any more"));
        };
        let card = self.ticket_page(ticket).await?;
        let known = self.store.place(ticket.id).await?;
        if let Some(strayed) = known.filter(|it| it.channel != channel) {
            let now = self.clock.now();
            self.store.stray(ticket.id, strayed, now).await?;
        }
        let mut place = match known.filter(|it| it.channel == channel) {
            Some(place) => match self.change(place.channel, place.card, &card).await {
                Ok(()) => place,
                Err(NotSent::Discord(Trouble::Refused(UNKNOWN_MESSAGE))) => {
                    self.post_card(due, ticket, channel, desk, &card).await?
                }
                Err(error) => return Err(error),
            },
            None => self.post_card(due, ticket, channel, desk, &card).await?,
        };
        if place.thread.is_none() {
            place = self.open_thread(ticket, place, desk).await?;
        }
        self.post_lines(due, ticket, place, lines).await
    }

    async fn post_card(
        &self,
        due: &Due,
        ticket: &Ticket,
        channel: u64,
        guild: u64,
        card: &Page,
    ) -> Result<Place, NotSent> {
        let id = format!("k{}", due.id);
        let posted = self
            .post(Spot::channel(channel), card, &id, due.unsure)
            .await?;
        let place = Place {
            channel,
            card: posted.id.get(),
            thread: None,
        };
        self.store.set_place(ticket.id, Some(place)).await?;
        self.open_thread(ticket, place, guild).await
    }

    /// Starts the thread of a card. Where no thread can be made, the card alone carries the ticket.
    async fn open_thread(
        &self,
        ticket: &Ticket,
        place: Place,
        guild: u64,
    ) -> Result<Place, NotSent> {
        let name = consultants::thread_name(ticket.number, &ticket.question);
        let thread = CreateThread::new(limits::beginning(&name, limits::THREAD_NAME))
            .auto_archive_duration(AutoArchiveDuration::OneWeek);
        let made = ChannelId::new(place.channel)
            .create_thread_from_message(&self.http, MessageId::new(place.card), thread)
            .await
            .map(|it| it.id.get());
        let thread = match made {
            Ok(thread) => thread,
            Err(error) => match Trouble::of(&error) {
                // A thread has the id of its message.
                Trouble::Refused(THREAD_EXISTS) => place.card,
                Trouble::Refused(TOO_MANY_THREADS) => return Ok(place),
                Trouble::Refused(MISSING_PERMISSIONS) => {
                    self.changed.add([guild]).await;
                    return Ok(place);
                }
                _ => return Err(error.into()),
            },
        };
        let place = Place {
            thread: Some(thread),
            ..place
        };
        let read = ReadChannel {
            id: thread,
            guild: Some(guild),
            seen: thread,
        };
        self.store.set_thread(ticket.id, place, read).await?;
        // Somebody may have written there before it was known here.
        self.look_again(thread);
        Ok(place)
    }

    async fn post_lines(
        &self,
        due: &Due,
        ticket: &Ticket,
        place: Place,
        lines: &[Page],
    ) -> Result<(), NotSent> {
        let under_card = Spot {
            channel: place.channel,
            answers: Some(place.card),
        };
        let Some(thread) = place.thread else {
            self.post_all(under_card, lines, due).await?;
            return Ok(());
        };
        let in_thread = Spot::channel(thread);
        match self.post_all(in_thread, lines, due).await {
            Ok(_) => Ok(()),
            Err(NotSent::Discord(Trouble::Refused(UNKNOWN_CHANNEL))) => {
                // Somebody deleted the thread.
                let gone = Place {
                    thread: None,
                    ..place
                };
                self.store.set_place(ticket.id, Some(gone)).await?;
                self.store.forget_channel(thread).await?;
                self.post_all(under_card, lines, due).await?;
                Ok(())
            }
            Err(NotSent::Discord(Trouble::Refused(THREAD_ARCHIVED | THREAD_LOCKED))) => {
                let open = EditThread::new().archived(false).locked(false);
                let opened = ChannelId::new(thread).edit_thread(&self.http, open).await;
                let spot = match opened {
                    Ok(_) => in_thread,
                    Err(_) => under_card,
                };
                self.post_all(spot, lines, due).await?;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The card of a ticket as it stands now.
    pub(super) async fn ticket_page(&self, ticket: &Ticket) -> Result<Page, NotSent> {
        let names = self.store.names().await?;
        let owner = ticket
            .owner
            .and_then(|owner| names.into_iter().find(|(id, _)| *id == owner))
            .map(|(_, name)| name);
        let shown = match ticket.question_id {
            Some(question) => self.card(question).await?.map(|(_, card)| card),
            None => None,
        };
        let merged_into = match ticket.merged_into {
            Some(leading) => self.store.ticket(leading).await?.map(|it| it.number),
            None => None,
        };
        let messages = self.store.messages(ticket.id).await?;
        let last_reply = messages
            .iter()
            .rfind(|it| it.author == Author::Consultant)
            .and_then(|it| it.delivery);
        let due = match self.port.send(Incoming::Clock(ticket.id)).await? {
            Response::Clock(Some(next)) => next.due_at.map(wording::moment),
            _ => None,
        };
        Ok(ticket::card(&TicketCard {
            ticket: ticket.clone(),
            owner,
            merged_into,
            shown,
            due,
            delivery: last_reply,
            satisfaction: self.store.satisfaction(ticket.id).await?,
        }))
    }
}
