//! What people chose teaches the search, once a curator accepted it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

use anyhow::Context as _;

use super::{Assistant, Shelf};
use crate::{
    chat::{
        Response,
        curating::{Curate, Curated, Decided, Review, Reviews},
    },
    curation::{
        Lost,
        evidence::{Proposal, has_masks, key, masked, proposals},
    },
    knowledge::EntryId,
    programs::Profile,
    store::{NewStep, Step},
    text::japanese::fold,
};

/// Deeds of each kind that are looked at, the newest.
const DEEDS: u32 = 2_000;
/// Proposals that are looked at together: the most certain ones.
const SHOWN: usize = 50;
/// Longest text that is attached, in characters.
pub const LONGEST: usize = 150;
/// Entries below this rank are not seen.
const HITS: usize = 10;

/// The last reviews, with what they were made of.
pub(super) type Reviewed = Option<(i64, Vec<Proposal>, Arc<Vec<Review>>)>;

impl Assistant {
    /// Returns which questions may be attached to entries, and which were.
    ///
    /// # Errors
    /// If the store fails, or there is no memory for another index.
    pub async fn reviews(&self) -> anyhow::Result<Reviews> {
        let store = self.memory.store()?;
        let deeds = store.deeds(DEEDS).await?;
        let mut past = store.past_questions().await?;
        let steps: BTreeMap<(EntryId, String), i64> = past
            .iter()
            .map(|it| ((it.entry.clone(), it.key.clone()), it.number))
            .collect();
        past.retain(|it| it.step != Step::Reopened);
        let shelf = self.shelf();
        let decided: BTreeSet<(EntryId, String)> = past
            .iter()
            .map(|it| (it.entry.clone(), it.key.clone()))
            .collect();
        let looking = Arc::clone(&shelf);
        let found = tokio::task::spawn_blocking(move || {
            let mut found = proposals(deeds);
            found.retain(|it| {
                !decided.contains(&(it.entry.clone(), it.key.clone())) && is_new(&looking, it)
            });
            found
        });
        let mut found = found.await?;
        let more = found.len().saturating_sub(SHOWN);
        found.truncate(SHOWN);
        let mut open = self.reviewed(shelf, found).await?;
        for review in Arc::make_mut(&mut open) {
            let proposal = &review.proposal;
            let known = steps.get(&(proposal.entry.clone(), proposal.key.clone()));
            review.known = known.copied().unwrap_or_default();
        }
        Ok(Reviews {
            open,
            more,
            decided: past,
        })
    }

    /// Returns what these would do; from memory where nothing has changed since.
    async fn reviewed(
        &self,
        shelf: Arc<Shelf>,
        found: Vec<Proposal>,
    ) -> anyhow::Result<Arc<Vec<Review>>> {
        {
            let last = self.reviewed.lock();
            let last = last.unwrap_or_else(PoisonError::into_inner);
            if let Some((version, of, reviews)) = &*last
                && (*version, of) == (shelf.version, &found)
            {
                return Ok(Arc::clone(reviews));
            }
        }
        let last = Arc::clone(&self.reviewed);
        let looking = tokio::task::spawn_blocking(move || {
            let version = shelf.version;
            let of = found.clone();
            let reviews = Arc::new(review(&shelf, found)?);
            // Here, so that it is done even if nobody waits any longer.
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            *last = Some((version, of, Arc::clone(&reviews)));
            Ok(reviews)
        });
        looking.await?
    }

    pub(super) async fn curate(&self, curate: Curate) -> anyhow::Result<Response> {
        let store = self.memory.store()?;
        let by = store.person(curate.by).await?;
        if !by.is_some_and(|it| it.role.may_curate()) {
            return Ok(Response::Curated(Curated::NotAllowed));
        }
        // Whatever the form carries, nothing of it that tells who asked is kept.
        let asked = masked(&curate.asked, "");
        let (step, text) = match &curate.decided {
            Decided::Accept(text) => {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if let Some(refused) = self.refused(&curate.entry, &text).await? {
                    return Ok(Response::Curated(refused));
                }
                (Step::Accepted, text)
            }
            Decided::Decline => (Step::Declined, asked.clone()),
            Decided::Reopen => (Step::Reopened, asked.clone()),
        };
        if curate.known == 0 && !self.is_proposed(&curate.entry, &asked).await? {
            return Ok(Response::Curated(Curated::Gone));
        }
        let step = NewStep {
            entry: &curate.entry,
            asked: &asked,
            known: curate.known,
            step,
            text: &text,
            by: curate.by,
            at: self.clock.now(),
        };
        if !store.step_past_question(&step).await? {
            return Ok(Response::Curated(Curated::Faster));
        }
        tracing::info!(
            entry = curate.entry.0,
            key = key(&asked),
            step = ?step.step,
            by = %curate.by.0,
            "a curator decided on a past question"
        );
        Ok(Response::Curated(Curated::Done))
    }

    /// Whether what people did still proposes a question: its asker may have had it deleted since the
    /// page was loaded.
    async fn is_proposed(&self, entry: &EntryId, asked: &str) -> anyhow::Result<bool> {
        let deeds = self.memory.store()?.deeds(DEEDS).await?;
        let (entry, key) = (entry.clone(), key(asked));
        let found = tokio::task::spawn_blocking(move || {
            let found = proposals(deeds);
            found.iter().any(|it| it.entry == entry && it.key == key)
        });
        Ok(found.await?)
    }

    /// Returns why a text cannot be attached to an entry, if it cannot.
    async fn refused(&self, id: &EntryId, text: &str) -> anyhow::Result<Option<Curated>> {
        let shelf = self.shelf();
        let Some(entry) = shelf.entry(id) else {
            return Ok(Some(Curated::NoEntry));
        };
        if text.is_empty() || LONGEST < text.chars().count() {
            return Ok(Some(Curated::Length));
        }
        let hidden = masked(text, "");
        if has_masks(&hidden) {
            return Ok(Some(Curated::Personal(hidden)));
        }
        if entry.wordings().contains(&fold(text)) {
            return Ok(Some(Curated::Known));
        }
        let more = vec![(id.clone(), text.to_owned())];
        let trial = Arc::clone(&shelf);
        let lost = tokio::task::spawn_blocking(move || trial.lost_with(&more));
        let lost = lost.await?.context("cannot try the phrasing")?;
        Ok((!lost.is_empty()).then_some(Curated::TakesAway(lost)))
    }
}

/// Whether its entry is there and does not say so yet.
fn is_new(shelf: &Shelf, proposal: &Proposal) -> bool {
    let entry = shelf.entry(&proposal.entry);
    entry.is_some_and(|it| !it.wordings().contains(&fold(&proposal.asked)))
}

fn review(shelf: &Shelf, found: Vec<Proposal>) -> anyhow::Result<Vec<Review>> {
    let mut lost = lost(shelf, &found)?;
    let nobody = Profile::default();
    let reviews = found.into_iter().map(|proposal| {
        let hits = shelf.search(&proposal.asked, &nobody, HITS).hits;
        let rank = hits.iter().position(|it| it.id == proposal.entry.0);
        let title = shelf.entry(&proposal.entry).map(|it| it.question.clone());
        Review {
            title: title.unwrap_or_default(),
            rank: rank.map(|it| it + 1),
            lost: lost
                .remove(&(proposal.entry.clone(), proposal.key.clone()))
                .unwrap_or_default(),
            known: 0,
            proposal,
        }
    });
    Ok(reviews.collect())
}

/// Returns which proposals would take which questions from other entries. All are tried together first:
/// it takes one index, and mostly nothing is lost.
fn lost(
    shelf: &Shelf,
    found: &[Proposal],
) -> anyhow::Result<BTreeMap<(EntryId, String), Vec<Lost>>> {
    let pair = |it: &Proposal| (it.entry.clone(), it.asked.clone());
    let mut of = BTreeMap::new();
    let all: Vec<_> = found.iter().map(pair).collect();
    if all.is_empty() {
        return Ok(of);
    }
    let takers: BTreeSet<EntryId> = shelf.lost_with(&all)?.into_iter().map(|it| it.to).collect();
    for proposal in found.iter().filter(|it| takers.contains(&it.entry)) {
        let lost = shelf.lost_with(&[pair(proposal)])?;
        of.insert((proposal.entry.clone(), proposal.key.clone()), lost);
    }
    Ok(of)
}
