//! Messages are posted once: with a nonce, and, where nobody knows how an earlier attempt ended,
//! after a look at what stands there.

use std::cell::Cell;

use serenity::{
    all::{ChannelId, CreateMessage, EditMessage, Message, MessageId},
    builder::{CreateAllowedMentions, CreateInteractionResponse, CreateInteractionResponseMessage},
    model::channel::{MessageReference, MessageReferenceKind, Nonce},
};

use super::{connection::Discord, page::Page, send::NotSent, trouble};
use crate::{outgoing::Origin, store::Due};

/// How far back it is looked for a message that may have been posted.
const LOOK_BACK: u8 = 50;

tokio::task_local! {
    /// Whether the attempt under way posted anything.
    static POSTED: Cell<bool>;
}

/// Makes an attempt at sending something; tells how it ended, and whether any message was posted.
pub(super) async fn watched<T>(attempt: impl Future<Output = T>) -> (T, bool) {
    let watched = async {
        let ended = attempt.await;
        (ended, POSTED.with(Cell::get))
    };
    POSTED.scope(Cell::new(false), watched).await
}

/// Where a page is posted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub channel: u64,
    /// The message that it answers, if any.
    pub answers: Option<u64>,
}

impl Spot {
    pub fn channel(channel: u64) -> Spot {
        Spot {
            channel,
            answers: None,
        }
    }
}

impl Discord {
    /// Posts a page once for each `id`, which is its nonce (at most 25 characters).
    pub(super) async fn post(
        &self,
        spot: Spot,
        page: &Page,
        id: &str,
        unsure: bool,
    ) -> Result<Message, NotSent> {
        let channel = ChannelId::new(spot.channel);
        if unsure && let Some(posted) = self.posted_before(channel, spot.answers, page, id).await? {
            return Ok(posted);
        }
        let mut message = CreateMessage::new()
            .embed(page.embed.clone())
            .components(page.components.clone())
            .nonce(Nonce::String(id.to_owned()))
            .enforce_nonce(true);
        if let Some(answered) = spot.answers {
            let reference = MessageReference::new(MessageReferenceKind::Default, channel)
                .message_id(MessageId::new(answered))
                .fail_if_not_exists(false);
            message = message.reference_message(reference);
        }
        let posted = channel.send_message(&self.http, message).await?;
        // Outside of an attempt nobody asks.
        POSTED.try_with(|it| it.set(true)).unwrap_or_default();
        Ok(posted)
    }

    /// Posts pages one after another, each once; returns the last message.
    pub(super) async fn post_all(
        &self,
        spot: Spot,
        pages: &[Page],
        due: &Due,
    ) -> Result<Option<Message>, NotSent> {
        let mut last = None;
        for (number, page) in pages.iter().enumerate() {
            let id = numbered(&due.id, number);
            last = Some(self.post(spot, page, &id, due.unsure).await?);
        }
        Ok(last)
    }

    /// Returns the message that an earlier attempt posted: Discord forgets nonces after a few
    /// minutes, so what the page itself carries counts, too.
    async fn posted_before(
        &self,
        channel: ChannelId,
        answers: Option<u64>,
        page: &Page,
        id: &str,
    ) -> Result<Option<Message>, NotSent> {
        let me = self.me().await?;
        let recent = self.http.get_messages(channel, None, Some(LOOK_BACK));
        let own = recent.await?.into_iter().filter(|it| it.author.id == me);
        let nonce = Nonce::String(id.to_owned());
        let same = |it: &Message| {
            let answered = it.message_reference.as_ref().and_then(|it| it.message_id);
            it.nonce.as_ref().is_some_and(|it| same_nonce(it, &nonce))
                || (page.is_shown_in(it) && answered.map(|it| it.get()) == answers)
        };
        Ok(own.into_iter().find(same))
    }

    /// Changes a message; doing it twice does no harm.
    pub(super) async fn change(
        &self,
        channel: u64,
        message: u64,
        page: &Page,
    ) -> Result<(), NotSent> {
        let edit = EditMessage::new()
            .embed(page.embed.clone())
            .components(page.components.clone());
        ChannelId::new(channel)
            .edit_message(&self.http, MessageId::new(message), edit)
            .await?;
        Ok(())
    }

    /// Answers where something was asked: in place of the waiting sign of an interaction, under a
    /// message, or, where neither is possible any more, as a direct message.
    pub(super) async fn answer(
        &self,
        due: &Due,
        to: &Origin,
        pages: &[Page],
    ) -> Result<(), NotSent> {
        let mut rest = pages.iter().enumerate();
        let spot = match to {
            Origin::Interaction { token, account, .. } => {
                let Some((_, first)) = rest.next() else {
                    return Ok(());
                };
                match self.answer_interaction(token, first).await {
                    Ok(()) => {}
                    Err(NotSent::Discord(trouble)) if trouble.is_expired() => {
                        rest = pages.iter().enumerate();
                    }
                    Err(other) => return Err(other),
                }
                if rest.len() == 0 {
                    return Ok(());
                }
                Spot::channel(self.direct_channel(*account).await?)
            }
            Origin::Message {
                channel, message, ..
            } => Spot {
                channel: *channel,
                answers: Some(*message),
            },
        };
        let mut spot = spot;
        for (number, page) in rest {
            let id = numbered(&due.id, number);
            match self.post(spot, page, &id, due.unsure).await {
                Err(error) if !to.is_direct_message() && is_shut(&error) => {
                    // Whoever asked gets the answer all the same.
                    self.was_refused(due, &error).await;
                    spot = Spot::channel(self.direct_channel(to.account()).await?);
                    self.post(spot, page, &id, due.unsure).await?;
                }
                posted => {
                    posted?;
                }
            }
        }
        Ok(())
    }

    /// Shows a page in place of the waiting sign; doing it twice does no harm.
    async fn answer_interaction(&self, token: &str, page: &Page) -> Result<(), NotSent> {
        if self.http.application_id().is_none() {
            // After a start there may be something to send before the gateway tells it.
            let application = self.http.get_current_application_info().await?;
            self.http.set_application_id(application.id);
        }
        self.http
            .edit_original_interaction_response(token, &page.edit(), Vec::new())
            .await?;
        Ok(())
    }

    /// Returns the channel of direct messages with a person.
    pub(super) async fn direct_channel(&self, account: u64) -> Result<u64, NotSent> {
        let map = serde_json::json!({ "recipient_id": account.to_string() });
        Ok(self.http.create_private_channel(&map).await?.id.get())
    }
}

/// Whether nothing can be sent to this person as a direct message.
pub(super) fn is_closed(error: &NotSent) -> bool {
    matches!(
        error,
        NotSent::Discord(trouble::Trouble::Refused(trouble::CANNOT_SEND_TO_USER))
    )
}

/// Whether nothing can be written in this place, and waiting does not help.
fn is_shut(error: &NotSent) -> bool {
    use trouble::{
        MISSING_ACCESS, MISSING_PERMISSIONS, THREAD_ARCHIVED, THREAD_LOCKED, Trouble,
        UNKNOWN_CHANNEL,
    };
    matches!(
        error,
        NotSent::Discord(Trouble::Refused(
            UNKNOWN_CHANNEL
                | MISSING_ACCESS
                | MISSING_PERMISSIONS
                | THREAD_ARCHIVED
                | THREAD_LOCKED
        ))
    )
}

/// A first response that only this person sees.
pub(super) fn only_you(page: &Page) -> CreateInteractionResponse {
    let message = CreateInteractionResponseMessage::new()
        .embed(page.embed.clone())
        .components(page.components.clone())
        .allowed_mentions(CreateAllowedMentions::new())
        .ephemeral(true);
    CreateInteractionResponse::Message(message)
}

/// A first response that takes the place of the message with the button.
pub(super) fn in_its_place(page: &Page) -> CreateInteractionResponse {
    let message = CreateInteractionResponseMessage::new()
        .embed(page.embed.clone())
        .components(page.components.clone())
        .allowed_mentions(CreateAllowedMentions::new());
    CreateInteractionResponse::UpdateMessage(message)
}

/// The nonce of the `number`th message of what is sent, from 0.
fn numbered(id: &str, number: usize) -> String {
    match number {
        0 => id.to_owned(),
        _ => format!("{id}.{number}"),
    }
}

fn same_nonce(a: &Nonce, b: &Nonce) -> bool {
    matches!((a, b), (Nonce::String(a), Nonce::String(b)) if a == b)
}
