//! Where the assistant remembers dialogues: in the store, or nowhere for long.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use anyhow::Context as _;
use uuid::Uuid;

use super::dialogue::Turn;
use crate::{
    chat::Card,
    people::ConversationId,
    store::{Context, EventKey, QuestionRecord, Recorded, Store},
};

/// What an answer that was no help was about is looked for in this many turns of its dialogue.
pub(super) const TURNS: u32 = 8;

/// Questions with their context.
pub(super) enum Memory {
    /// Everything is recorded.
    Store(Store),
    /// Only the last few questions of each dialogue are known, until the process ends.
    Forgetful(Mutex<HashMap<ConversationId, Known>>),
}

/// What is known of a dialogue without a store.
pub(super) struct Known {
    /// The last question.
    last: Uuid,
    context: Context,
    /// The newest is the last.
    turns: VecDeque<Turn>,
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
                .map(|it| it.context.clone()),
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
                let last = known.get(conversation).filter(|it| it.last == id);
                Ok(last.map(|it| it.context.clone()))
            }
        }
    }

    /// Returns the last turns of a dialogue, newest first, at most `most`; without a store at most [`TURNS`].
    pub async fn turns(
        &self,
        conversation: &ConversationId,
        most: u32,
    ) -> anyhow::Result<Vec<Turn>> {
        Ok(match self {
            Memory::Store(store) => {
                let records = store.recent_questions(conversation, most).await?;
                records.iter().rev().filter_map(Turn::of).collect()
            }
            Memory::Forgetful(known) => {
                let known = known.lock().unwrap_or_else(PoisonError::into_inner);
                let turns = known.get(conversation).map(|it| &it.turns);
                let turns = turns.into_iter().flatten().rev();
                turns.take(most as usize).cloned().collect()
            }
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
                let before = known.remove(&record.conversation);
                let (entry, mut turns) = match before {
                    Some(it) => (it.context.entry, it.turns),
                    None => (None, VecDeque::new()),
                };
                turns.extend(Turn::of(&record));
                if (TURNS as usize) < turns.len() {
                    turns.pop_front();
                }
                let context = Context {
                    profile: record.profile,
                    entry: record.entry.or(entry),
                    asked: Some(record.about.unwrap_or(record.asked)),
                    asks: record.asks,
                    at: record.at,
                };
                let last = record.id;
                known.insert(
                    record.conversation,
                    Known {
                        last,
                        context,
                        turns,
                    },
                );
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
