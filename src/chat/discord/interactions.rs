//! Commands and the menu of a message. Discord waits three seconds for the first response, so all
//! that takes a look at the collection is put off at once and answered from the outbox.

use serenity::{
    all::{
        AutocompleteChoice, CommandDataOptionValue, CommandInteraction, CreateAutocompleteResponse,
        CreateInteractionResponse, CreateInteractionResponseMessage, Interaction, ResolvedTarget,
    },
    builder::CreateAllowedMentions,
};

use super::{
    commands::{self, Command},
    connection::Discord,
    escape::escape,
    forms, limits,
    messages::asked,
    page::Page,
    post::only_you,
    trouble::Trouble,
};
use crate::{
    chat::{Incoming, Response, watching::Watch},
    outgoing::Origin,
    wording::handover,
};

/// Questions offered while somebody types.
const OFFERED: usize = 10;
/// The longest name and value of something offered.
const LONGEST_OFFER: usize = 100;

impl Discord {
    /// Carries out a command.
    pub(super) async fn commanded(&self, command: &CommandInteraction) -> anyhow::Result<()> {
        let Some(known) = Command::named(&command.data.name) else {
            return self
                .respond(command, only_you(&Page::words(handover::unknown_command())))
                .await;
        };
        if known == Command::Settings {
            return self.show_settings(command).await;
        }
        if let Some(guild) = command.guild_id
            && self.settings_of(guild.get()).await?.is_none()
        {
            let page = Page::words(handover::not_set_up());
            return self.respond(command, only_you(&page)).await;
        }
        let origin = Origin::Interaction {
            id: command.id.get(),
            token: command.token.clone(),
            account: command.user.id.get(),
            private: true,
        };
        let account = command.user.id.get().to_string();
        let text = match known {
            Command::Ask => option(command, commands::QUESTION).unwrap_or_default(),
            Command::Subsidies => handover::which_subsidies().to_owned(),
            Command::Desk => {
                handover::which_desk(&option(command, commands::PREFECTURE).unwrap_or_default())
            }
            Command::AnswerThis => match command.data.target() {
                Some(ResolvedTarget::Message(message)) => message.content.clone(),
                _ => String::new(),
            },
            Command::Ticket => return self.show_tickets(command).await,
            Command::Privacy => return self.show_privacy(command).await,
            Command::Help => {
                let page = Page::words(&handover::help());
                return self.respond(command, only_you(&page)).await;
            }
            Command::Deadlines => return self.show_reminders(command).await,
            Command::Settings => return Ok(()),
        };
        if text.trim().is_empty() {
            let page = Page::words(handover::only_words());
            return self.respond(command, only_you(&page)).await;
        }
        self.respond(command, put_off()).await?;
        let incoming = Incoming::Asked(asked(&account, &text, origin));
        self.port.send(incoming).await?;
        Ok(())
    }

    /// Offers questions or prefectures while somebody types.
    pub(super) async fn suggested(&self, command: &CommandInteraction) -> anyhow::Result<()> {
        let Some(typed) = command.data.autocomplete() else {
            return Ok(());
        };
        let suggest = match Command::named(&command.data.name) {
            Some(Command::Desk) => Incoming::Prefectures(typed.value.to_owned()),
            Some(Command::Deadlines) => Incoming::Watch(Watch::Programs(typed.value.to_owned())),
            _ => Incoming::Suggest(typed.value.to_owned()),
        };
        let offered = match self.port.send(suggest).await? {
            Response::Suggestions(offered) => offered,
            _ => Vec::new(),
        };
        let choices = offered.iter().take(OFFERED).map(|it| {
            let text = limits::beginning(it, LONGEST_OFFER);
            AutocompleteChoice::new(limits::cut(it, LONGEST_OFFER), text)
        });
        let response = CreateAutocompleteResponse::new().set_choices(choices.collect());
        self.respond(command, CreateInteractionResponse::Autocomplete(response))
            .await
    }

    /// Gives the first response. Where Discord does not wait for it any more, nothing can be said.
    async fn respond(
        &self,
        command: &CommandInteraction,
        response: CreateInteractionResponse,
    ) -> anyhow::Result<()> {
        let responded = command.create_response(&self.http, response).await;
        self.responded(responded)
    }

    /// What was too late or came twice is no failure here.
    pub(super) fn responded(&self, outcome: serenity::Result<()>) -> anyhow::Result<()> {
        use super::trouble::{ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION};
        match outcome {
            Err(error)
                if matches!(
                    Trouble::of(&error),
                    Trouble::Refused(ALREADY_ACKNOWLEDGED | UNKNOWN_INTERACTION)
                ) =>
            {
                tracing::warn!(%error, "the first response was not taken");
                Ok(())
            }
            other => Ok(other?),
        }
    }

    /// Says that something failed here, as far as it can still be said, with what was written in a
    /// form, and a button that opens the form again.
    pub(super) async fn apologise(&self, interaction: &Interaction) {
        let written = match interaction {
            Interaction::Modal(form) => forms::values(&form.data.components),
            _ => forms::Values::new(),
        };
        let mut written: Vec<_> = written.into_iter().collect();
        written.sort_by_key(|(name, _)| (name != forms::TEXT, name.clone()));
        let written: Vec<_> = written.into_iter().map(|it| it.1).collect();
        let written = escape(&written.join("\n"));
        let mut page = Page::words(&handover::with_text(handover::failed(), &written));
        if let Interaction::Modal(form) = interaction
            && let Some(mend) = self.mend_failed(form).await
        {
            page = page.with_buttons(vec![mend]);
        }
        let (id, token) = match interaction {
            Interaction::Command(it) => (it.id, &it.token),
            Interaction::Component(it) => (it.id, &it.token),
            Interaction::Modal(it) => (it.id, &it.token),
            _ => return,
        };
        let words = only_you(&page);
        let first = self
            .http
            .create_interaction_response(id, token, &words, Vec::new());
        if first.await.is_ok() {
            return;
        }
        let edit = page.edit();
        let second = self
            .http
            .edit_original_interaction_response(token, &edit, Vec::new());
        if let Err(error) = second.await {
            tracing::warn!(%error, "nobody could be told that something failed");
        }
    }
}

/// A first response that says that the answer will come, to this person only.
pub(super) fn put_off() -> CreateInteractionResponse {
    CreateInteractionResponse::Defer(
        CreateInteractionResponseMessage::new()
            .allowed_mentions(CreateAllowedMentions::new())
            .ephemeral(true),
    )
}

/// Returns the value of an option as text.
pub(super) fn option(command: &CommandInteraction, name: &str) -> Option<String> {
    let option = command.data.options.iter().find(|it| it.name == name)?;
    match &option.value {
        CommandDataOptionValue::String(text) => Some(text.clone()),
        CommandDataOptionValue::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}
