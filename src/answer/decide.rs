//! The decision: reply where the confidence is high, ask back where it is middling or two are close,
//! hand over to a person otherwise.

use super::{
    Decision,
    confidence::{candidate_confidence, confidence},
};
use crate::search::{Found, Hit};

/// From this confidence on, the first hit is shown as the answer. Of such answers to golden
/// questions 92 in 100 are right, and 3 in 100 unanswerable questions get one; `tests/golden.rs`
/// keeps it so. Chosen high: a wrong confident answer is worse than a question back.
pub const REPLY_FROM: f64 = 0.70;
/// From this confidence on, the assistant asks „which of these?“; below, it hands over.
pub const CLARIFY_FROM: f64 = 0.30;
/// A second candidate this close to the first, as a share of its score, is as good as it.
const CLOSE: f64 = 0.97;
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
#[must_use]
pub fn decide(found: &Found) -> Verdict {
    let confidence = confidence(found);
    let close = close_seconds(found);
    let decision = match confidence {
        it if REPLY_FROM <= it && close == 0 => Decision::Reply,
        it if CLARIFY_FROM <= it => Decision::Clarify,
        _ => Decision::Handoff,
    };
    let most = match decision {
        Decision::Reply => 1,
        Decision::Clarify if REPLY_FROM <= confidence => 1 + close.min(MOST_CANDIDATES - 1),
        Decision::Clarify => MOST_CANDIDATES,
        Decision::Handoff => MOST_NEAREST,
    };
    let shown = found
        .hits
        .iter()
        .take(most)
        .map(|hit| (hit.clone(), candidate_confidence(found, hit)))
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

fn close_seconds(found: &Found) -> usize {
    let Some(first) = found.hits.first() else {
        return 0;
    };
    let rest = found.hits.iter().skip(1);
    rest.take_while(|it| CLOSE * first.score <= it.score)
        .count()
}
