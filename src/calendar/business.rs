//! Business time: only the hours count in which the desk works.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::Calendar;
use crate::{
    clock::{day_in_japan, jst},
    config::WorkingHours,
};

/// When the desk works: its hours on each weekday, without public holidays, the turn of the year and
/// its own closures. Hours that were changed count from then on; before, the earlier ones count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessTime {
    /// Each counts until the next begins, the first from ever.
    periods: Vec<(DateTime<Utc>, WorkingHours)>,
    calendar: Calendar,
}

impl BusinessTime {
    /// Puts hours and public holidays together.
    #[must_use]
    pub fn new(hours: WorkingHours, calendar: Calendar) -> BusinessTime {
        BusinessTime {
            periods: vec![(DateTime::<Utc>::MIN_UTC, hours)],
            calendar,
        }
    }

    /// Has other hours count from a moment on.
    #[must_use]
    pub fn changed(mut self, since: DateTime<Utc>, hours: WorkingHours) -> BusinessTime {
        self.periods.push((since, hours));
        self
    }

    /// Returns the first moment at which `time` of business has passed since `from`. A year whose
    /// holidays are not known counts as if it had none; see [`BusinessTime::is_certain`].
    #[must_use]
    pub fn add(&self, from: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let mut left = time;
        if left <= TimeDelta::zero() {
            return from;
        }
        for day in day_in_japan(from).iter_days() {
            for (opens, closes) in self.shifts(day) {
                let room = closes - opens.max(from);
                if left <= room {
                    return opens.max(from) + left;
                }
                left -= room.max(TimeDelta::zero());
            }
        }
        DateTime::<Utc>::MAX_UTC
    }

    /// Returns how much business time lies between two moments; none if `until` is not later.
    #[must_use]
    pub fn between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
        let last = day_in_japan(until);
        let days = day_in_japan(from)
            .iter_days()
            .take_while(|day| *day <= last);
        days.flat_map(|day| self.shifts(day))
            .map(|(opens, closes)| closes.min(until) - opens.max(from))
            .filter(|it| TimeDelta::zero() < *it)
            .sum()
    }

    /// Returns whether the desk works at `now`.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        let mut shifts = self.shifts(day_in_japan(now));
        shifts.any(|(opens, closes)| opens <= now && now < closes)
    }

    /// Returns whether the desk works at all on this day of Japan.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        self.shifts(day).next().is_some()
    }

    /// Returns the first moment from `now` on at which the desk works.
    #[must_use]
    pub fn opens(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let moment = TimeDelta::milliseconds(1);
        self.add(now, moment) - moment
    }

    /// Returns whether the public holidays of all years from one moment to another are known.
    #[must_use]
    pub fn is_certain(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
        let year = |at| day_in_japan(at).year();
        (year(from)..=year(until)).all(|it| self.calendar.knows(it))
    }

    /// Returns when the desk works on this day of Japan.
    fn shifts(
        &self,
        day: NaiveDate,
    ) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + use<'_> {
        let is_holiday = self.calendar.is_holiday(day);
        let ahead = TimeDelta::seconds(jst().local_minus_utc().into());
        let midnight = day.and_time(NaiveTime::MIN).and_utc() - ahead;
        let ends = self.periods.iter().skip(1).map(|it| it.0);
        let periods = self
            .periods
            .iter()
            .zip(ends.chain([DateTime::<Utc>::MAX_UTC]));
        periods.flat_map(move |((since, hours), end)| {
            let shifts = match is_holiday || hours.is_closed(day) {
                true => &[],
                false => hours.week.shifts(day.weekday()),
            };
            let whole = shifts.iter().map(move |it| {
                let at = |minutes: u16| midnight + TimeDelta::minutes(minutes.into());
                (at(it.from).max(*since), at(it.until).min(end))
            });
            whole.filter(|(opens, closes)| opens < closes)
        })
    }
}
