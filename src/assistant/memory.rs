//! Where the assistant remembers dialogues: in the store, or nowhere for long.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use anyhow::Context as _;
use uuid::Uuid;

use crate::{
    chat::Card,
    people::ConversationId,
    store::{Context, EventKey, QuestionRecord, Recorded, Store},
};

/// Questions with their context.
pub(super) enum Memory {
    /// Everything is recorded.
    Store(Store),
    /// Only the last question of each dialogue is known, until the process ends.
    Forgetful(Mutex<HashMap<ConversationId, (Uuid, Context)>>),
}

impl Memory {
    /// Returns the store, where there is one.
    pub fn store(&self) -> anyhow::Result<&Store> {
        match self {
            Memory::Store(store) => Ok(store),
            Memory::Forgetful(_) => Err(anyhow::anyhow!("nothing is recorded here")),
        }
    }

    pub async fn context(&self, conversation: &ConversationId) -> anyhow::Result<Option<Context>> {
        Ok(match self {
            Memory::Store(store) => store.conversation(conversation).await?,
            Memory::Forgetful(known) => known
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(conversation)
                .map(|(_, it)| it.clone()),
        })
    }

    /// Returns what an answer to this question's card refers to; `None` if it is not of this dialogue.
    pub async fn context_of(
        &self,
        conversation: &ConversationId,
        id: Uuid,
    ) -> anyhow::Result<Option<Context>> {
        match self {
            Memory::Store(store) => {
                let record = store.question(id).await?;
                let record = record.filter(|it| it.conversation == *conversation);
                record.map(context).transpose()
            }
            Memory::Forgetful(known) => {
                let known = known.lock().unwrap_or_else(PoisonError::into_inner);
                let last = known.get(conversation).filter(|(last, _)| *last == id);
                Ok(last.map(|(_, it)| it.clone()))
            }
        }
    }

    /// Returns the question that came with this event, if it came before.
    pub async fn question_of_event(
        &self,
        event: &EventKey,
    ) -> anyhow::Result<Option<QuestionRecord>> {
        match self {
            Memory::Store(store) => Ok(store.question_of_event(event).await?),
            // Nobody sends anything again in one process.
            Memory::Forgetful(_) => Ok(None),
        }
    }

    /// Records a question with its outcome; `asked` is what the next one may refer to.
    pub async fn record(&self, record: QuestionRecord) -> anyhow::Result<Recorded> {
        match self {
            Memory::Store(store) => Ok(store.record_question(&record).await?),
            Memory::Forgetful(known) => {
                let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                let before = known.get(&record.conversation);
                let entry = before.and_then(|(_, it)| it.entry.clone());
                let context = Context {
                    profile: record.profile,
                    entry: record.entry.or(entry),
                    asked: Some(record.about.unwrap_or(record.asked)),
                    asks: record.asks,
                    at: record.at,
                };
                known.insert(record.conversation, (record.id, context));
                Ok(Recorded::New)
            }
        }
    }

    pub async fn forget(
        &self,
        conversation: &ConversationId,
        at: chrono::DateTime<chrono::Utc>,
    ) -> anyhow::Result<()> {
        match self {
            Memory::Store(store) => store.reset_conversation(conversation, at).await?,
            Memory::Forgetful(known) => {
                known
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .remove(conversation);
            }
        }
        Ok(())
    }
}

/// Returns what a stored question leaves to the next message.
fn context(record: QuestionRecord) -> anyhow::Result<Context> {
    let card = Card::shown(&record).context("a stored card cannot be read")?;
    Ok(Context {
        profile: record.profile,
        entry: record.entry,
        asked: Some(card.about.unwrap_or(record.asked)),
        asks: card.asks,
        at: record.at,
    })
}
