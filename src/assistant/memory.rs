//! Where the assistant remembers dialogues: in the store, or nowhere for long.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    people::ConversationId,
    store::{Context, EventKey, QuestionRecord, Recorded, Store},
};

/// Questions with their context.
pub(super) enum Memory {
    /// Everything is recorded.
    Store(Store),
    /// Only the last question of each dialogue is known, until the process ends.
    Forgetful(Mutex<HashMap<ConversationId, Context>>),
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
                .cloned(),
        })
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
                let context = Context {
                    profile: record.profile,
                    entry: record.entry.or_else(|| before?.entry.clone()),
                    asked: Some(record.about.unwrap_or(record.asked)),
                    asks: record.asks,
                    at: record.at,
                };
                known.insert(record.conversation, context);
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
