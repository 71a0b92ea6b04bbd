//! Whether a program fits a firm (該当見込み), why, and which fact to ask for next.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Applicant, Rules,
    amount::{Payment, payment},
    condition::{Condition, Finding},
    facts::Key,
    profile::Profile,
    window::{Standing, WindowStatus, standing},
};

/// The result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// ○ 該当見込み.
    Eligible,
    /// △ 要確認.
    Undetermined,
    /// × 対象外.
    Ineligible,
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<'a> {
    /// Firms do not apply to this program themselves.
    NotForFirms,
    /// Applications are over.
    Closed,
    /// Whether applications are taken is not known.
    WindowUnknown,
    /// A criterion holds.
    Met(&'a Condition),
    /// A criterion does not hold.
    NotMet(&'a Condition),
    /// These facts are missing for a criterion.
    Missing(&'a Condition, Vec<Key>),
}

/// A program seen from a firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligibility<'a> {
    /// The result: the worst of the reasons.
    pub outcome: Outcome,
    /// What decided, what holds, what is open; in the order of the file.
    pub reasons: Vec<Reason<'a>>,
    /// The facts that would still change the result, the one most asked for first. None if it is
    /// decided.
    pub missing: Vec<Key>,
    /// What stands of the application windows.
    pub standing: Standing<'a>,
    /// What the firm may expect; nothing if it is not eligible.
    pub payment: Payment<'a>,
}

impl Reason<'_> {
    fn outcome(&self) -> Outcome {
        match self {
            Reason::Met(_) => Outcome::Eligible,
            Reason::Missing(..) | Reason::WindowUnknown => Outcome::Undetermined,
            Reason::NotMet(_) | Reason::Closed | Reason::NotForFirms => Outcome::Ineligible,
        }
    }
}

impl Rules {
    /// Returns the names of today and those it had before.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = std::iter::once(&self.name).chain(&self.also);
        names.chain(&self.former_names).map(String::as_str)
    }

    /// Returns what stands of the application windows at `now`; `as_of` tells the day of a source by its
    /// number.
    pub fn standing(
        &self,
        now: DateTime<Utc>,
        as_of: impl Fn(u32) -> Option<NaiveDate>,
    ) -> Standing<'_> {
        let found = standing(&self.windows, now, as_of);
        if self.ended {
            return Standing {
                status: WindowStatus::Closed,
                days_left: None,
                ..found
            };
        }
        found
    }

    /// Returns whether a firm can expect something of this program at `now`. A program that takes no
    /// applications any more is no hope for anybody; one of which that is not known is at best
    /// undetermined.
    #[must_use]
    pub fn eligibility(
        &self,
        profile: &Profile,
        now: DateTime<Utc>,
        as_of: impl Fn(u32) -> Option<NaiveDate>,
    ) -> Eligibility<'_> {
        let standing = self.standing(now, as_of);
        let mut reasons = Vec::new();
        if self.applicant == Applicant::Municipality {
            reasons.push(Reason::NotForFirms);
        }
        match standing.status {
            WindowStatus::Closed => reasons.push(Reason::Closed),
            WindowStatus::Unknown => reasons.push(Reason::WindowUnknown),
            _ => {}
        }
        reasons.extend(self.criteria.iter().map(|it| match it.finding(profile) {
            Finding::Met => Reason::Met(it),
            Finding::NotMet => Reason::NotMet(it),
            Finding::Undetermined(keys) => Reason::Missing(it, keys),
        }));
        let outcomes = reasons.iter().map(Reason::outcome);
        let outcome = outcomes.max_by_key(|it| *it as u8);
        // Without any criterion nobody knows for whom it is.
        let outcome = outcome.unwrap_or(Outcome::Undetermined);
        let missing = match outcome {
            Outcome::Undetermined => most_asked_for(&reasons),
            _ => Vec::new(),
        };
        let payment = match outcome {
            Outcome::Ineligible => Payment::default(),
            _ => payment(&self.amounts, profile),
        };
        Eligibility {
            outcome,
            reasons,
            missing,
            standing,
            payment,
        }
    }
}

/// Returns the missing facts, the one for which most criteria wait first.
fn most_asked_for(reasons: &[Reason]) -> Vec<Key> {
    let mut counts: Vec<(Key, usize)> = Vec::new();
    for reason in reasons {
        let Reason::Missing(_, keys) = reason else {
            continue;
        };
        for key in keys {
            match counts.iter_mut().find(|(it, _)| it == key) {
                Some((_, count)) => *count += 1,
                None => counts.push((*key, 1)),
            }
        }
    }
    // Stable: among equals the order of the criteria stays.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(key, _)| key).collect()
}
