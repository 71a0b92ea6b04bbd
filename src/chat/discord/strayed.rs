//! A desk moved to another channel: what is left of it in the old one.

use serenity::all::ChannelId;

use super::{
    connection::Discord,
    page::Page,
    send::NotSent,
    trouble::{
        MISSING_ACCESS, MISSING_PERMISSIONS, THREAD_ARCHIVED, Trouble, UNKNOWN_CHANNEL,
        UNKNOWN_MESSAGE,
    },
};
use crate::{desk::TicketId, wording::consultants};

impl Discord {
    /// Returns the server whose consultants have a ticket, and their channel; `None` if there are
    /// none.
    pub(super) async fn desk_of(&self, ticket: TicketId) -> Result<Option<(u64, u64)>, NotSent> {
        let (guild, _) = self.store.origin_of_ticket(ticket).await?;
        let Some(desk) = self.store.desk_for(guild).await? else {
            return Ok(None);
        };
        let channel = self.store.guild(desk).await?.and_then(|it| it.desk);
        Ok(channel.map(|channel| (desk, channel)))
    }

    /// Has a card say where its ticket is. The channel may be gone, or closed to the bot: then there is
    /// nobody to tell.
    pub(super) async fn tell_strayed(
        &self,
        ticket: TicketId,
        channel: u64,
        card: u64,
    ) -> Result<(), NotSent> {
        let place = self.store.place(ticket).await?;
        if place.is_some_and(|it| it.card == card) {
            // It came back before this was sent.
            return Ok(());
        }
        let ticket = self.ticket_to_tell(ticket).await?;
        let told = async {
            let here = self.http.get_channel(ChannelId::new(channel)).await?;
            let here = here.guild().map(|it| it.guild_id.get());
            // Nobody sees the channels of another server.
            let desk = self.desk_of(ticket.id).await?;
            let near = desk.filter(|(guild, _)| Some(*guild) == here);
            let words = consultants::strayed(ticket.number, near.map(|(_, channel)| channel));
            self.change(channel, card, &Page::words(&words)).await
        };
        match told.await {
            Err(NotSent::Discord(Trouble::Refused(
                UNKNOWN_CHANNEL | UNKNOWN_MESSAGE | MISSING_ACCESS | MISSING_PERMISSIONS
                | THREAD_ARCHIVED,
            ))) => Err(NotSent::Never("the old card cannot be changed")),
            outcome => outcome,
        }
    }
}
