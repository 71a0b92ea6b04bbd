//! Discord tells of a command, a press or a form once. Each is kept until it is dealt with, so that
//! one on which the process died is dealt with after the next start.

use serde_json::{Value, json};
use serenity::all::Interaction;

use super::{
    connection::Discord,
    trouble::{Trouble, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, logged},
};

impl Discord {
    /// Deals with what came in, and keeps it meanwhile.
    pub(super) async fn came(&self, interaction: &Interaction) {
        if matches!(interaction, Interaction::Autocomplete(_)) {
            return self.deal_with(interaction).await;
        }
        let id = interaction.id().get();
        if let Err(error) = self.remember(interaction).await {
            // Then it is dealt with as long as the process lives.
            tracing::error!(id, error = logged(&error), "an interaction was not kept");
        }
        self.deal_with(interaction).await;
        self.forget(id).await;
    }

    async fn remember(&self, interaction: &Interaction) -> anyhow::Result<()> {
        let mut payload = serde_json::to_value(interaction)?;
        // serenity reads it and does not write it.
        payload["type"] = serde_json::to_value(interaction.kind())?;
        make_readable(&mut payload);
        let (id, now) = (interaction.id().get(), self.clock.now());
        Ok(self.store.take_in(id, self.process, &payload, now).await?)
    }

    async fn forget(&self, id: u64) {
        if let Err(error) = self.store.dealt_with(id).await {
            // It is dealt with once more after the next start, with no other effect.
            tracing::error!(id, %error, "an interaction was not forgotten");
        }
    }

    async fn deal_with(&self, interaction: &Interaction) {
        let outcome = match interaction {
            Interaction::Command(command) => self.commanded(command).await,
            Interaction::Autocomplete(command) => self.suggested(command).await,
            Interaction::Component(press) => self.pressed(press).await,
            Interaction::Modal(form) => self.sent(form).await,
            _ => Ok(()),
        };
        if let Err(error) = outcome {
            tracing::error!(error = logged(&error), "an interaction failed");
            self.apologise(interaction).await;
        }
        self.wake.notify_one();
    }

    /// Deals with what a process before this one died on.
    pub(super) async fn finish_left_over(&self) -> anyhow::Result<()> {
        for (id, payload) in self.store.left_over(self.process).await? {
            match serde_json::from_value::<Interaction>(payload) {
                Ok(interaction) if self.is_promised(&interaction).await? => {
                    tracing::info!(id, "an interaction is dealt with after a crash");
                    self.deal_with(&interaction).await;
                }
                Ok(_) => {}
                Err(error) => tracing::error!(id, %error, "an interaction cannot be read"),
            }
            self.forget(id).await;
        }
        Ok(())
    }

    /// Whether somebody was promised an answer. Where the first response did not get through, whoever
    /// asked saw that it failed, and does it again.
    async fn is_promised(&self, interaction: &Interaction) -> anyhow::Result<bool> {
        let token = match interaction {
            Interaction::Command(it) => &it.token,
            Interaction::Component(it) => &it.token,
            Interaction::Modal(it) => &it.token,
            _ => return Ok(false),
        };
        match self.http.get_original_interaction_response(token).await {
            Ok(_) => Ok(true),
            Err(error) => match Trouble::of(&error) {
                Trouble::Refused(UNKNOWN_WEBHOOK | UNKNOWN_MESSAGE) => Ok(false),
                // After a quarter of an hour nobody can tell: rather twice than not at all.
                Trouble::Refused(_) => Ok(true),
                _ => Err(error.into()),
            },
        }
    }
}

/// Takes away who installed the bot, which nothing here asks for: of what came from a direct message
/// serenity writes a null there that it cannot read. It stands beside the interaction and, for the
/// one before, in the message with the button.
fn make_readable(payload: &mut Value) {
    match payload {
        Value::Object(parts) => {
            for (name, part) in parts {
                match name.as_str() {
                    "authorizing_integration_owners" => *part = json!({}),
                    _ => make_readable(part),
                }
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(make_readable),
        _ => {}
    }
}
