//! Interactions: what the bot owes an answer, and what it answered.

use std::sync::Arc;

use serde_json::Value;

use super::{Discord, State, world::World};

/// An interaction that the bot was told of.
pub struct Interaction {
    /// With which the bot answers.
    pub token: String,
    /// 2 command, 3 button or select, 4 autocompletion, 5 form.
    pub kind: u8,
    pub person: u64,
    pub channel: u64,
    /// The message with the button.
    pub source: Option<u64>,
    /// The first response: type and data.
    pub answer: Option<Value>,
    /// The message that `@original` means.
    pub original: Option<u64>,
    /// 「考え中…」: a message was promised.
    pub is_loading: bool,
    pub follow_ups: Vec<u64>,
    /// Three seconds passed without an answer, or fifteen minutes.
    pub is_expired: bool,
}

impl Interaction {
    /// Whether somebody looks at something that is not there yet.
    pub fn is_waiting(&self) -> bool {
        !self.is_expired && (self.answer.is_none() || self.is_loading)
    }
}

/// What a test holds of an interaction.
pub struct Asked {
    pub(super) discord: Arc<Discord>,
    /// The id of the interaction.
    pub id: u64,
}

/// The first response.
#[derive(Clone, Debug)]
pub struct First {
    /// The type of the callback.
    pub kind: u64,
    /// Its data.
    pub data: Value,
}

impl First {
    /// Whether only the person who asked sees it.
    pub fn is_ephemeral(&self) -> bool {
        self.data["flags"].as_u64().unwrap_or(0) & 64 != 0
    }
}

impl Asked {
    /// Waits for the first response.
    pub async fn first(&self) -> First {
        self.until("the first response", |it, _| {
            let answer = it.answer.clone()?;
            Some(First {
                kind: answer["type"].as_u64().unwrap(),
                data: answer["data"].clone(),
            })
        })
        .await
    }

    /// Waits for the message that the response became, as it is now.
    pub async fn original(&self) -> Value {
        self.until("the original response", |it, world| {
            let shown = !it.is_loading && it.answer.is_some();
            let message = world.messages.get(&it.original.filter(|_| shown)?)?;
            Some(message.value.clone())
        })
        .await
    }

    /// Waits for the follow-up with this number, from 0.
    pub async fn follow_up(&self, number: usize) -> Value {
        self.until("the follow-up", |it, world| {
            let message = world.messages.get(it.follow_ups.get(number)?)?;
            Some(message.value.clone())
        })
        .await
    }

    /// Lets its time run out: three seconds without an answer, or fifteen minutes.
    pub fn expire(&self) {
        self.discord
            .with(|it| it.interaction(self.id).is_expired = true);
    }

    async fn until<T>(
        &self,
        what: &str,
        mut found: impl FnMut(&Interaction, &World) -> Option<T>,
    ) -> T {
        let found = |state: &mut State| found(&state.world.interactions[&self.id], &state.world);
        self.discord.until(what, found).await
    }
}

impl Discord {
    /// Lets the time of an interaction run out.
    pub fn expire(&self, asked: &Asked) {
        asked.expire();
    }
}

impl State {
    /// An interaction by its id.
    pub fn interaction(&mut self, id: u64) -> &mut Interaction {
        self.world.interactions.get_mut(&id).unwrap()
    }
}
