//! People who got an answer are told when it is corrected, if they asked to be.

use std::collections::HashMap;

use chrono::Duration;
use uuid::Uuid;

use super::Assistant;
use crate::{
    chat::{
        Card, Response,
        watching::{CorrectionNotice, Watched, Watcher},
    },
    knowledge::{self, Entry, EntryId},
    people::ConversationId,
    store::{Recall, RecallState},
};

/// For so many days after an answer its corrections are told.
const DAYS: i64 = 90;

impl Assistant {
    pub(super) async fn add_recall(&self, by: Watcher, question: Uuid) -> anyhow::Result<Response> {
        let (store, now) = (self.memory.store()?, self.clock.now());
        let Some(record) = store.question(question).await? else {
            return Ok(Response::NotFound);
        };
        let account = by.conversation.discord_account();
        if account.is_none() || record.conversation.discord_account() != account {
            return Ok(Response::NotFound);
        }
        let watch = Card::shown(&record).ok().map(|it| it.watch);
        let substance = watch.and_then(|it| it.substance);
        let until = record.at + Duration::days(DAYS);
        let (Some(entry), Some(substance), true) = (record.entry, substance, now <= until) else {
            return Ok(Response::NotNow);
        };
        let recall = Recall {
            id: self.clock.new_id(),
            conversation: by.conversation,
            question,
            entry,
            substance,
            shown_at: record.at,
            until,
            state: RecallState::Active,
            corrected_at: None,
        };
        let recall = store.add_recall(&recall, by.guild).await?;
        Ok(Response::Watched(Box::new(Watched::Recalling(recall))))
    }

    pub(super) async fn stop_recall(
        &self,
        by: &ConversationId,
        question: Uuid,
    ) -> anyhow::Result<Response> {
        let stopped = self.memory.store()?.stop_recall(by, question).await?;
        Ok(match stopped {
            true => Response::Watched(Box::new(Watched::RecallStopped)),
            false => Response::NotFound,
        })
    }

    /// Tells people of answers that were corrected in substance, or withdrawn, since they got them. Any
    /// number of processes may look, at any time; each person is told once.
    ///
    /// # Errors
    /// If the store fails. What was done before stays done.
    pub async fn tell_of_corrections(&self) -> anyhow::Result<()> {
        let store = self.memory.store()?;
        let shelf = self.shelf();
        let recalls = store.active_recalls().await?;
        // Somebody may have been shown what only a newer collection says.
        if recalls.is_empty() || shelf.version < store.knowledge_version().await? {
            return Ok(());
        }
        let now = self.clock.now();
        let mut says: HashMap<EntryId, Option<String>> = HashMap::new();
        for recall in recalls {
            let entry = || shelf.entry(&recall.entry).map(Entry::substance);
            let says = says.entry(recall.entry.clone()).or_insert_with(entry);
            let says = says.as_ref();
            if says.is_some_and(|it| !knowledge::differs(&recall.substance, it)) {
                if recall.until < now {
                    store.end_recall(recall.id).await?;
                }
                continue;
            }
            let revised = store.last_revision("entry", &recall.entry.0).await?;
            // Figures of programs change without a revision of the entry that quotes them.
            let corrected = revised.filter(|it| recall.shown_at < *it).unwrap_or(now);
            if recall.until < corrected {
                store.end_recall(recall.id).await?;
            } else if store.tell_recall(recall.id, corrected, now).await? {
                tracing::info!(recall.id = %recall.id, entry = %recall.entry, "an answer was corrected");
            }
        }
        Ok(())
    }

    /// Returns what somebody is told of a correction.
    pub(super) async fn correction_notice(
        &self,
        id: Uuid,
    ) -> anyhow::Result<Option<CorrectionNotice>> {
        let store = self.memory.store()?;
        let recall = store.recall(id).await?;
        let Some(recall) = recall.filter(|it| it.state == RecallState::Told) else {
            return Ok(None);
        };
        let record = store.question(recall.question).await?;
        let Some(card) = record.and_then(|it| Card::shown(&it).ok()) else {
            return Ok(None);
        };
        let shelf = self.shelf();
        let entry = shelf.entry(&recall.entry);
        Ok(Some(CorrectionNotice {
            asked: card.asked,
            said: card.lead,
            now: entry.map(|it| it.conclusion.clone()),
            recall,
        }))
    }
}
