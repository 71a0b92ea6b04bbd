//! When a desk works: its hours on each weekday, the turn of the year, other closures.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A closure that is longer, in days, is a slip of the pen.
pub const LONGEST_CLOSURE: i64 = 92;

/// When a desk works. Public holidays never count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    /// Its hours, without lunch breaks.
    pub week: Week,
    /// The turn of the year, when it does not work.
    pub recess: Option<Recess>,
    /// Other days on which it does not.
    pub closures: BTreeSet<NaiveDate>,
}

impl WorkingHours {
    /// Returns whether it is closed on a day that may have hours by its weekday.
    #[must_use]
    pub fn is_closed(&self, day: NaiveDate) -> bool {
        self.closures.contains(&day) || self.recess.is_some_and(|it| it.contains(day))
    }
}

/// The hours of each weekday. At least one has some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[Vec<Shift>; 7]")]
pub struct Week([Vec<Shift>; 7]);

/// Hours without a break, in minutes from midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// From this minute on.
    pub from: u16,
    /// Until this minute, which is no longer part of it.
    pub until: u16,
}

impl TryFrom<[Vec<Shift>; 7]> for Week {
    type Error = &'static str;

    fn try_from(days: [Vec<Shift>; 7]) -> Result<Week, &'static str> {
        // Else time never passes.
        match days.iter().all(Vec::is_empty) {
            true => Err("no weekday has hours"),
            false => Ok(Week(days)),
        }
    }
}

impl Week {
    /// The days, in the order in which people name them.
    pub const DAYS: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    /// Returns the hours of a weekday, in order.
    #[must_use]
    pub fn shifts(&self, day: Weekday) -> &[Shift] {
        let index = day.num_days_from_monday() as usize;
        self.0.get(index).map_or(&[], Vec::as_slice)
    }

    /// Returns the week with other hours on these days; `None` if there would be none at all.
    #[must_use]
    pub fn with(&self, days: &[Weekday], shifts: &[Shift]) -> Option<Week> {
        let mut week = self.0.clone();
        for (own, day) in week.iter_mut().zip(Week::DAYS) {
            if days.contains(&day) {
                *own = shifts.to_vec();
            }
        }
        Week::try_from(week).ok()
    }
}

impl Shift {
    /// Returns hours from one minute of the day until another, which must be later.
    #[must_use]
    pub fn new(from: u16, until: u16) -> Option<Shift> {
        (from < until && until <= 24 * 60).then_some(Shift { from, until })
    }

    /// Returns what is left of the hours before and after a break.
    #[must_use]
    pub fn without(self, lunch: Shift) -> Vec<Shift> {
        let parts = [
            Shift::new(self.from, self.until.min(lunch.from)),
            Shift::new(self.from.max(lunch.until), self.until),
        ];
        parts.into_iter().flatten().collect()
    }
}

/// Days of every year, by month and day: the turn of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recess {
    /// Month and day of the first.
    pub first: (u32, u32),
    /// Month and day of the last.
    pub last: (u32, u32),
}

impl Recess {
    /// Returns the days from one month and day to another; `None` if there is no such day, or it
    /// would be too long.
    #[must_use]
    pub fn new(first: (u32, u32), last: (u32, u32)) -> Option<Recess> {
        // A leap year, so that the 29th of February is a day.
        let day = |(month, day)| NaiveDate::from_ymd_opt(2024, month, day);
        let length = (day(last)? - day(first)?).num_days().rem_euclid(366);
        (length < LONGEST_CLOSURE).then_some(Recess { first, last })
    }

    /// Returns whether `day` is one of them.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        let day = (day.month(), day.day());
        if self.first <= self.last {
            self.first <= day && day <= self.last
        } else {
            self.first <= day || day <= self.last
        }
    }
}
