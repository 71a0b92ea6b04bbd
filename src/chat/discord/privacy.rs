//! `/プライバシー`: what is stored about somebody.

use serenity::all::CommandInteraction;

use super::{connection::Discord, page::Page, post::only_you};
use crate::{people::Surface, wording::handover};

/// More questions than this are not counted one by one.
const MOST: u32 = 10_000;

impl Discord {
    /// Tells what is stored.
    pub(super) async fn show_privacy(&self, command: &CommandInteraction) -> anyhow::Result<()> {
        let account = command.user.id.get().to_string();
        let own = Surface::Discord.conversation(&account);
        let questions = self.store.recent_questions(&own, MOST).await?.len();
        let tickets = self.store.tickets_of_conversation(&own).await?.len();
        let reminders = self.store.reminders_of(&own).await?.len();
        let recalls = self.store.recalls_of(&own).await?;
        let notices = reminders + usize::try_from(recalls).unwrap_or_default();
        let page = Page::words(&handover::privacy(questions, tickets, notices));
        self.responded(command.create_response(&self.http, only_you(&page)).await)
    }
}
