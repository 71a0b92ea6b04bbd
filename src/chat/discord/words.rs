//! Pages that say something, and how a page stands in a message.

use serenity::all::{
    ActionRowComponent, ButtonKind, ButtonStyle, CreateActionRow, CreateAllowedMentions,
    CreateButton, CreateEmbed, CreateEmbedFooter, EditInteractionResponse, Message,
};
use uuid::Uuid;

use super::{buttons, custom_id::Press, limits, page::Page};
use crate::wording::handover;

impl Page {
    /// Shows a sentence of the assistant, in Discord's Markdown.
    #[must_use]
    pub fn words(text: &str) -> Page {
        Page {
            embed: CreateEmbed::new().description(limits::cut(text, limits::DESCRIPTION)),
            components: Vec::new(),
        }
    }

    /// Shows what happened, with a mark that tells it from all else in the same place.
    #[must_use]
    pub fn line(text: &str, mark: &str) -> Page {
        let mut page = Page::words(text);
        page.embed = page.embed.footer(CreateEmbedFooter::new(mark));
        page
    }

    /// Offers a consultant to somebody whom an answer did not help.
    #[must_use]
    pub fn not_solved(question: Uuid) -> Page {
        let question = Some(question);
        let consult = button(&Press::Consult { question }, handover::consult());
        Page::words(handover::not_solved()).with_buttons(vec![consult])
    }

    /// Adds a row of buttons.
    #[must_use]
    pub fn with_buttons(mut self, buttons: Vec<CreateButton>) -> Page {
        self.components.push(CreateActionRow::Buttons(buttons));
        self
    }

    /// Returns the page as it takes the place of the waiting sign.
    pub fn edit(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .embed(self.embed.clone())
            .components(self.components.clone())
            .allowed_mentions(CreateAllowedMentions::new())
    }

    /// Whether a message of the bot shows this page: the same text, foot and buttons.
    #[must_use]
    pub fn is_shown_in(&self, message: &Message) -> bool {
        let (Ok(embed), Ok(rows)) = (
            serde_json::to_value(&self.embed),
            serde_json::to_value(&self.components),
        ) else {
            return false;
        };
        let Some(shown) = message.embeds.first() else {
            return false;
        };
        let same = |own: &serde_json::Value, shown: Option<&str>| {
            own.as_str().unwrap_or_default().trim() == shown.unwrap_or_default().trim()
        };
        let own_ids = custom_ids(&rows);
        let buttons = message.components.iter().flat_map(|it| &it.components);
        let ids: Vec<&str> = buttons.filter_map(custom_id).collect();
        same(&embed["title"], shown.title.as_deref())
            && same(&embed["description"], shown.description.as_deref())
            && same(
                &embed["footer"]["text"],
                shown.footer.as_ref().map(|it| it.text.as_str()),
            )
            && own_ids == ids
    }
}

fn custom_ids(rows: &serde_json::Value) -> Vec<&str> {
    let rows = rows.as_array().into_iter().flatten();
    let all = rows.flat_map(|it| it["components"].as_array().into_iter().flatten());
    all.filter_map(|it| it["custom_id"].as_str()).collect()
}

fn custom_id(component: &ActionRowComponent) -> Option<&str> {
    match component {
        ActionRowComponent::Button(button) => match &button.data {
            ButtonKind::NonLink { custom_id, .. } => Some(custom_id),
            _ => None,
        },
        ActionRowComponent::SelectMenu(menu) => menu.custom_id.as_deref(),
        _ => None,
    }
}

/// A quiet button.
pub(super) fn button(press: &Press, label: &str) -> CreateButton {
    buttons::button(press, label, ButtonStyle::Secondary)
}
