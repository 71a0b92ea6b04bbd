//! When the desk of a Discord server works.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};

use crate::config::{Recess, Shift, WorkingHours};

/// What comes in about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursOf {
    /// The server.
    pub guild: u64,
    /// What is to be changed; `None` to look at them only.
    pub change: Option<HoursWanted>,
}

/// What somebody who may wants of the hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoursWanted {
    /// These hours on these days.
    Days {
        /// The days.
        days: Vec<Weekday>,
        /// The hours, in order; none on days without.
        shifts: Vec<Shift>,
    },
    /// These closures.
    Closures {
        /// The turn of the year.
        recess: Option<Recess>,
        /// Other days.
        closures: BTreeSet<NaiveDate>,
    },
    /// The configured hours and closures.
    Standard,
}

/// What goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskHours {
    /// When the desk works that has the tickets of the server.
    pub hours: WorkingHours,
    /// Whether they are the configured ones.
    pub is_standard: bool,
    /// Whether it is the server's own: only then they can be changed there.
    pub is_own: bool,
}
