//! When somebody who asked for it is told that a call for applications closes, and what to tell where
//! its dates change.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};

use super::{ApplicationWindow, Moment, Rules, WindowStatus, window::local};
use crate::clock::{day_in_japan, jst};

/// So many days before the closing day people are told.
pub const DAYS: [u16; 3] = [30, 7, 1];
/// At this hour in Japan.
const HOUR: u32 = 9;

/// What somebody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The label of the call.
    pub window: String,
    /// The closing day that this person knows of.
    pub closes: NaiveDate,
    /// When this person learnt of that day. What would have been told earlier is not told any more.
    pub since: DateTime<Utc>,
    /// The fewest of [`DAYS`] told of that day, if any were.
    pub told: Option<u16>,
}

/// Why somebody is told something about a closing day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Cause {
    /// It comes near.
    Near,
    /// It is another one.
    Moved,
    /// The call closed before it.
    ClosedEarly,
    /// The program tells no closing day any more.
    Gone,
    /// The program is not in the collection any more.
    Withdrawn,
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Wait,
    /// To tell that so many days are left, of [`DAYS`].
    Tell(u16),
    /// To tell that the closing day is another one, and to wait for that.
    Move {
        /// The label of the call.
        window: String,
        /// Its closing day.
        closes: NaiveDate,
    },
    /// To tell that there is nothing to wait for any more.
    End(Cause),
    /// The day has passed: there is nothing to tell.
    Over,
}

impl Rules {
    /// Returns the call that people can wait for the end of: the one that matters now, if its closing
    /// day is known and has not passed.
    #[must_use]
    pub fn closing(
        &self,
        now: DateTime<Utc>,
        as_of: impl Fn(u32) -> Option<NaiveDate>,
    ) -> Option<(&ApplicationWindow, Moment)> {
        let standing = self.standing(now, as_of);
        let window = standing.window?;
        let closes = window.closes?;
        let to_come = standing.status != WindowStatus::Closed && !has_passed(closes, now);
        to_come.then_some((window, closes))
    }

    /// Returns the call that somebody waits for: that of the same name and day, or else of the name, or
    /// else of the day.
    #[must_use]
    pub fn call(&self, window: &str, closes: NaiveDate) -> Option<&ApplicationWindow> {
        let same_day = |it: &&ApplicationWindow| it.closes.is_some_and(|it| it.date == closes);
        let same_name = |it: &&ApplicationWindow| it.label == window;
        let all = || self.windows.iter();
        all()
            .find(|it| same_day(it) && same_name(it))
            .or_else(|| all().find(same_name))
            .or_else(|| all().find(same_day))
    }
}

impl Waiting {
    /// Returns what is to be done at `now`; `rules` are those of the program, if it is published.
    #[must_use]
    pub fn step(&self, rules: Option<&Rules>, now: DateTime<Utc>) -> Step {
        // Nobody is told of a day that has passed, whatever became of it meanwhile.
        let end = |cause| match self.closes < day_in_japan(now) {
            true => Step::Over,
            false => Step::End(cause),
        };
        let Some(rules) = rules else {
            return end(Cause::Withdrawn);
        };
        if rules.ended {
            return end(Cause::ClosedEarly);
        }
        let window = rules.call(&self.window, self.closes);
        let Some((window, closes)) = window.and_then(|it| Some((it, it.closes?))) else {
            return end(Cause::Gone);
        };
        match (closes.date == self.closes, has_passed(closes, now)) {
            (true, true) => Step::Over,
            (true, false) => self.near(now).map_or(Step::Wait, Step::Tell),
            (false, true) => end(Cause::ClosedEarly),
            (false, false) => Step::Move {
                window: window.label.clone(),
                closes: closes.date,
            },
        }
    }

    /// Returns the number of days to be told of now: of several that were missed only the nearest.
    fn near(&self, now: DateTime<Utc>) -> Option<u16> {
        let due = |days: &u16| {
            let at = told_at(self.closes, *days)?;
            (self.since < at && at <= now).then_some(*days)
        };
        let nearest = DAYS.iter().filter_map(due).min()?;
        self.told
            .is_none_or(|told| nearest < told)
            .then_some(nearest)
    }

    /// Returns when this person is told next, if nothing changes.
    #[must_use]
    pub fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let moments = DAYS.iter().filter_map(|it| told_at(self.closes, *it));
        moments.filter(|it| now < *it && self.since < *it).min()
    }
}

/// Returns when people are told, so many days before a closing day.
fn told_at(closes: NaiveDate, days: u16) -> Option<DateTime<Utc>> {
    let day = closes.checked_sub_days(Days::new(days.into()))?;
    let time = NaiveTime::from_hms_opt(HOUR, 0, 0)?;
    let at = jst().from_local_datetime(&day.and_time(time)).single()?;
    Some(at.with_timezone(&Utc))
}

fn has_passed(closes: Moment, now: DateTime<Utc>) -> bool {
    closes.last_second() < local(now)
}

/// A closing day with what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The last moment.
    pub at: Moment,
    /// Days from today.
    pub days_left: i64,
    /// The day on which the source told it.
    pub as_of: Option<NaiveDate>,
    /// Where it is told; or empty.
    pub url: String,
}

impl Closing {
    /// Returns a closing moment as it is seen at `now`.
    #[must_use]
    pub fn seen(at: Moment, now: DateTime<Utc>, as_of: Option<NaiveDate>, url: String) -> Closing {
        Closing {
            at,
            days_left: (at.date - day_in_japan(now)).num_days(),
            as_of,
            url,
        }
    }
}
