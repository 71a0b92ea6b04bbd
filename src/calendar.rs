//! Business hours in Japan: weekdays, lunch breaks, public holidays, the turn of the year.

mod business;

use std::collections::BTreeSet;

pub use self::business::BusinessTime;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};

use crate::clock::jst;

/// No office is closed for longer.
const LONGEST_CLOSURE: u64 = 31;

/// The hours of a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// From this time on.
    pub opens: NaiveTime,
    /// Until this time.
    pub closes: NaiveTime,
    /// The lunch break: from, until.
    pub lunch: Option<(NaiveTime, NaiveTime)>,
}

/// Whether an office is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Open until this time today, or until the lunch break.
    Open {
        /// When it closes.
        until: NaiveTime,
    },
    /// Closed until then.
    Closed {
        /// When it opens next, in Japan's time.
        until: NaiveDateTime,
    },
}

/// The days on which offices are closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Returns the calendar with these public holidays.
    pub fn new(holidays: impl IntoIterator<Item = NaiveDate>) -> Calendar {
        Calendar {
            holidays: holidays.into_iter().collect(),
        }
    }

    /// Returns whether the public holidays of this year are known.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.holidays.iter().any(|it| it.year() == year)
    }

    /// Returns whether `day` is known to be a public holiday.
    #[must_use]
    pub fn is_holiday(&self, day: NaiveDate) -> bool {
        self.holidays.contains(&day)
    }

    /// Returns whether offices work on `day`; `None` where the holidays of its year are not known.
    /// From 29 December to 3 January public offices are closed (行政機関の休日に関する法律 第1条).
    #[must_use]
    pub fn is_business_day(&self, day: NaiveDate) -> Option<bool> {
        if !self.knows(day.year()) {
            return None;
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let new_year = matches!((day.month(), day.day()), (12, 29..) | (1, ..=3));
        Some(!weekend && !new_year && !self.holidays.contains(&day))
    }

    /// Returns whether an office with these hours is open at `now`; `None` where the calendar does not
    /// tell.
    #[must_use]
    pub fn opening(&self, hours: &Hours, now: DateTime<Utc>) -> Option<Opening> {
        let now = now.with_timezone(&jst()).naive_local();
        let (today, time) = (now.date(), now.time());
        if self.is_business_day(today)? {
            let shifts = match hours.lunch {
                Some((from, until)) => vec![(hours.opens, from), (until, hours.closes)],
                None => vec![(hours.opens, hours.closes)],
            };
            for (from, until) in shifts {
                if time < from {
                    let until = today.and_time(from);
                    return Some(Opening::Closed { until });
                }
                if time < until {
                    return Some(Opening::Open { until });
                }
            }
        }
        for days in 1..=LONGEST_CLOSURE {
            let day = today.checked_add_days(Days::new(days))?;
            if self.is_business_day(day)? {
                let until = day.and_time(hours.opens);
                return Some(Opening::Closed { until });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        let days = ["2026-11-23", "2027-01-01", "2027-01-11"];
        Calendar::new(days.map(|it| it.parse().unwrap()))
    }

    fn hours(lunch: bool) -> Hours {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        Hours {
            opens: time(9),
            closes: time(17),
            lunch: lunch.then(|| (time(12), time(13))),
        }
    }

    fn opening(now: &str, lunch: bool) -> String {
        let now = format!("{now}+09:00").parse::<DateTime<Utc>>().unwrap();
        match calendar().opening(&hours(lunch), now) {
            Some(Opening::Open { until }) => format!("open {until}"),
            Some(Opening::Closed { until }) => format!("closed {until}"),
            None => "unknown".to_owned(),
        }
    }

    #[test]
    fn offices_keep_hours_breaks_holidays_and_the_turn_of_the_year() {
        for (now, lunch, expected) in [
            ("2026-11-24T08:59:59", false, "closed 2026-11-24 09:00:00"),
            ("2026-11-24T09:00:00", false, "open 17:00:00"),
            ("2026-11-24T16:59:59", false, "open 17:00:00"),
            ("2026-11-24T17:00:00", false, "closed 2026-11-25 09:00:00"),
            ("2026-11-24T11:00:00", true, "open 12:00:00"),
            ("2026-11-24T12:00:00", true, "closed 2026-11-24 13:00:00"),
            ("2026-11-20T18:00:00", false, "closed 2026-11-24 09:00:00"),
            ("2026-12-28T18:00:00", false, "closed 2027-01-04 09:00:00"),
            ("2027-12-28T18:00:00", false, "unknown"),
            ("2025-06-02T10:00:00", false, "unknown"),
        ] {
            assert_eq!(opening(now, lunch), expected, "{now}");
        }
    }
}
