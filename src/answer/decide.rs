//! The decision: reply where the confidence is high, ask back where it is middling or two are close,
//! hand over to a person otherwise.

use super::{Confidence, Decision};
use crate::{
    learning::{Weights, WeightsError},
    search::{Found, Hit},
};

/// Of the replies, this share is right: what an operator promises where the configuration says nothing
/// else. Chosen high: a wrong confident answer is worse than a question back.
pub const PROMISE: f64 = 0.95;
/// Without learned weights, the first hit is shown as the answer from this confidence on.
const FIXED_REPLY_FROM: f64 = 0.70;
/// From this confidence on, the assistant asks „which of these?“; below, it hands over.
const CLARIFY_FROM: f64 = 0.30;
/// A learned confidence is worth asking back from here on: one in five is more than none.
const LEARNED_CLARIFY_FROM: f64 = 0.20;
/// A second candidate that is believed in this much of the first is as good as it.
const CLOSE: f64 = 0.8;
/// A hit below this confidence is no help on a button.
const WORTH_SHOWING: f64 = 0.08;
/// Buttons under a question back.
pub const MOST_CANDIDATES: usize = 4;
/// Questions shown when there is no sure answer.
pub const MOST_NEAREST: usize = 3;

/// What to do with the hits.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// Probability, 0–1, that the first hit answers the question.
    pub confidence: f64,
    /// The hits to show, best first, each with its own probability: the answer for a reply, the
    /// buttons otherwise.
    pub shown: Vec<(Hit, f64)>,
}

/// Decides what to do with what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Judge {
    confidence: Confidence,
    reply_from: f64,
    clarify_from: f64,
}

impl Default for Judge {
    fn default() -> Judge {
        Judge {
            confidence: Confidence::default(),
            reply_from: FIXED_REPLY_FROM,
            clarify_from: CLARIFY_FROM,
        }
    }
}

impl Judge {
    /// Takes the confidence from a file of weights, and the threshold that keeps `promise`: this
    /// share of the replies is right.
    ///
    /// # Errors
    /// If the file has other signals than this program.
    pub fn learned(weights: &Weights, promise: f64) -> Result<Judge, WeightsError> {
        // Where no threshold keeps the promise, the strictest there is.
        let kept = weights.promises.iter().find(|it| promise <= it.right);
        let strictest = kept.or(weights.promises.last());
        let reply_from = strictest.map_or(FIXED_REPLY_FROM, |it| it.reply_from);
        Ok(Judge {
            confidence: Confidence::learned(weights)?,
            reply_from,
            clarify_from: LEARNED_CLARIFY_FROM.min(reply_from),
        })
    }

    /// Returns what says how probable it is that a hit is right.
    #[must_use]
    pub fn confidence(&self) -> &Confidence {
        &self.confidence
    }

    /// Returns the confidence from which on the first hit is shown as the answer.
    #[must_use]
    pub fn reply_from(&self) -> f64 {
        self.reply_from
    }

    /// Returns the confidence from which on it is asked back.
    #[must_use]
    pub fn clarify_from(&self) -> f64 {
        self.clarify_from
    }

    /// Returns the hits that are worth showing where none of them is sure, best first, each with its
    /// own probability.
    #[must_use]
    pub fn nearest(&self, found: &Found) -> Vec<(Hit, f64)> {
        let hits = found.hits.iter().take(MOST_NEAREST);
        let hits = hits.map(|hit| (hit.clone(), self.confidence.of_hit(found, hit)));
        hits.filter(|(_, probability)| WORTH_SHOWING <= *probability)
            .collect()
    }

    /// Decides what to do with what was found.
    #[must_use]
    pub fn decide(&self, found: &Found) -> Verdict {
        let confidence = self.confidence.of_first(found);
        let close = close_seconds(found);
        let decision = match confidence {
            it if self.reply_from <= it && close == 0 => Decision::Reply,
            it if self.clarify_from <= it => Decision::Clarify,
            _ => Decision::Handoff,
        };
        let most = match decision {
            Decision::Reply => 1,
            Decision::Clarify if self.reply_from <= confidence => {
                1 + close.min(MOST_CANDIDATES - 1)
            }
            Decision::Clarify => MOST_CANDIDATES,
            Decision::Handoff => MOST_NEAREST,
        };
        let hits = found.hits.iter().take(most);
        let shown = hits
            .map(|hit| (hit.clone(), self.confidence.of_hit(found, hit)))
            .enumerate()
            .filter(|(rank, (_, probability))| {
                WORTH_SHOWING <= *probability || (*rank == 0 && decision != Decision::Handoff)
            })
            .map(|(_, shown)| shown)
            .collect();
        Verdict {
            decision,
            confidence,
            shown,
        }
    }
}

fn close_seconds(found: &Found) -> usize {
    let Some(first) = found.hits.first() else {
        return 0;
    };
    let rest = found.hits.iter().skip(1);
    rest.take_while(|it| CLOSE * first.chance <= it.chance)
        .count()
}
