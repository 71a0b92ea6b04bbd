//! What people asked and where they found the answer, for learning.

use std::collections::BTreeSet;

use crate::{
    config::Config,
    curation::evidence::{Sign, has_masks, proposals},
    evaluation::Past,
    store::Step,
};

/// Deeds of each kind that are looked at, the newest.
const DEEDS: u32 = 20_000;
/// What somebody chose.
const CHOICES: [Sign; 3] = [Sign::Which, Sign::Related, Sign::Nearest];

/// Reads past questions from the configured store: those that a curator accepted, and those whose entry
/// was chosen, that nobody declined and nothing speaks against. There are none without a store.
///
/// # Errors
/// If the store is there and cannot be read.
pub async fn past(config: &Config) -> anyhow::Result<Past> {
    let Some(store) = super::knowledge::store_read_only(config).await? else {
        return Ok(Past::default());
    };
    let mut decided = BTreeSet::new();
    let mut past = Past::default();
    for it in store.past_questions().await? {
        if it.step == Step::Accepted {
            past.accepted.push((it.entry.0.clone(), it.text));
        }
        if it.step != Step::Reopened {
            decided.insert((it.entry, it.key));
        }
    }
    let chosen = proposals(store.deeds(DEEDS).await?).into_iter();
    let chosen = chosen.filter(|it| {
        let was_chosen = CHOICES.iter().any(|sign| it.signs.contains_key(sign));
        was_chosen && it.contrary == 0 && !has_masks(&it.asked)
    });
    let open = chosen.filter(|it| !decided.contains(&(it.entry.clone(), it.key.clone())));
    past.chosen = open.map(|it| (it.entry.0, it.asked)).collect();
    past.accepted.sort();
    past.chosen.sort();
    store.close().await;
    Ok(past)
}
