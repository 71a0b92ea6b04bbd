//! Business time against the simplest model of it: every minute of two years, one after another.

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Timelike as _, Utc, Weekday};
use madoguchi::{
    calendar::{BusinessTime, Calendar},
    clock::jst,
    config::Desk,
    knowledge,
};
use proptest::prelude::*;

const START: &str = "2026-01-01T00:00:00+09:00";
/// Two years.
const MINUTES: i64 = 730 * 24 * 60;

/// How many of the first `n` minutes of the two years are business time.
struct Model {
    before: Vec<i64>,
}

/// Hours that differ by weekday, with a closure in summer.
fn desk() -> Desk {
    let text = "closures = [\"2026-08-13/2026-08-14\", \"2027-11-22\"]
        [hours]
        friday = \"9:00-15:30\"
        saturday = \"10:00-12:30\"";
    toml::from_str(text).unwrap()
}

fn holidays() -> Vec<(NaiveDate, String)> {
    let known = knowledge::embedded().0.holidays;
    known.into_iter().map(|it| (it.date, it.name)).collect()
}

fn calendar() -> Calendar {
    Calendar::new(holidays().into_iter().map(|it| it.0))
}

fn minute(n: i64) -> DateTime<Utc> {
    START.parse::<DateTime<Utc>>().unwrap() + Duration::minutes(n)
}

impl Model {
    fn new() -> Model {
        let holidays: BTreeSet<NaiveDate> = holidays().into_iter().map(|it| it.0).collect();
        let mut before = vec![0];
        for n in 0..MINUTES {
            let here = minute(n).with_timezone(&jst());
            let (day, time) = (here.date_naive(), (here.hour(), here.minute()));
            let date = (day.month(), day.day());
            let closed = holidays.contains(&day)
                || [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)].contains(&date)
                || [(2026, (8, 13)), (2026, (8, 14)), (2027, (11, 22))]
                    .contains(&(day.year(), date));
            let until = match day.weekday() {
                Weekday::Sun => (0, 0),
                Weekday::Sat => (12, 30),
                Weekday::Fri => (15, 30),
                _ => (18, 0),
            };
            let from = if day.weekday() == Weekday::Sat { 10 } else { 9 };
            // The break is on Saturdays, too.
            let works = !closed && (from, 0) <= time && time < until && time.0 != 12;
            before.push(before.last().unwrap() + i64::from(works));
        }
        Model { before }
    }

    fn between(&self, from: i64, until: i64) -> i64 {
        let at = |n: i64| self.before[usize::try_from(n).unwrap()];
        (at(until) - at(from)).max(0)
    }

    /// The first minute at which as many have passed, within the two years.
    fn add(&self, from: i64, minutes: i64) -> Option<i64> {
        (from..=MINUTES).find(|until| self.between(from, *until) == minutes)
    }
}

static MODEL: LazyLock<Model> = LazyLock::new(Model::new);
static TIME: LazyLock<BusinessTime> = LazyLock::new(|| BusinessTime::new(desk().hours, calendar()));
/// The same days at other hours.
static OTHER: LazyLock<BusinessTime> =
    LazyLock::new(|| BusinessTime::new(Desk::default().hours, calendar()));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn time_between_is_what_counting_every_minute_gives(a in 0..=MINUTES, b in 0..=MINUTES) {
        let counted = TIME.between(minute(a), minute(b));
        prop_assert_eq!(counted, Duration::minutes(MODEL.between(a, b)));
    }

    #[test]
    fn adding_time_ends_where_counting_every_minute_does(a in 0..MINUTES, minutes in 0_i64..6000) {
        let Some(expected) = MODEL.add(a, minutes) else { return Ok(()) };
        prop_assert_eq!(TIME.add(minute(a), Duration::minutes(minutes)), minute(expected));
    }

    #[test]
    fn what_was_added_has_passed_to_the_millisecond(
        a in 0..MINUTES * 60_000,
        millis in 1_i64..400_000_000,
    ) {
        let (from, time) = (minute(0) + Duration::milliseconds(a), Duration::milliseconds(millis));
        let until = TIME.add(from, time);
        prop_assert_eq!(TIME.between(from, until), time);
        // And not a moment earlier.
        let moment = Duration::milliseconds(1);
        prop_assert_eq!(TIME.between(from, until - moment), time - moment);
    }

    #[test]
    fn hours_that_change_count_from_then_on(
        changed in 0..MINUTES, a in 0..MINUTES, b in 0..MINUTES, minutes in 1_i64..6000,
    ) {
        let time = TIME.clone().changed(minute(changed), Desk::default().hours);
        let (from, until) = (minute(a), minute(b));
        let before = TIME.between(from, until.min(minute(changed)));
        let counted = before + OTHER.between(from.max(minute(changed)), until);
        prop_assert_eq!(time.between(from, until), counted);
        let minutes = Duration::minutes(minutes);
        let end = time.add(from, minutes);
        prop_assert_eq!(time.between(from, end), minutes);
        let counts = if a < changed { &*TIME } else { &*OTHER };
        prop_assert_eq!(time.is_open(from), counts.is_open(from));
    }

    #[test]
    fn the_desk_is_open_in_the_minutes_that_count(a in 0..MINUTES) {
        let counts = MODEL.between(a, a + 1) == 1;
        prop_assert_eq!(TIME.is_open(minute(a)), counts);
        prop_assert_eq!(TIME.opens(minute(a)) == minute(a), counts);
    }
}

#[test]
fn every_day_of_the_two_years_is_as_long_as_the_model_says() {
    for day in 0..730 {
        let (from, until) = (day * 1440, (day + 1) * 1440);
        let counted = TIME.between(minute(from), minute(until));
        let expected = Duration::minutes(MODEL.between(from, until));
        assert_eq!(counted, expected, "{}", minute(from).with_timezone(&jst()));
    }
}

#[test]
fn no_holiday_of_the_data_is_a_day_of_business() {
    let named = |name: &str| holidays().iter().filter(|it| it.1 == name).count();
    // 振替休日 and 国民の休日: 2026-05-06, 2026-09-22, 2027-03-22.
    assert_eq!(named("休日"), 3);
    for (day, name) in holidays() {
        let noon = format!("{day}T12:00:00+09:00")
            .parse::<DateTime<Utc>>()
            .unwrap();
        let half = Duration::hours(12);
        let counted = TIME.between(noon - half, noon + half);
        assert_eq!(counted, Duration::zero(), "{day} {name}");
    }
    assert_eq!(holidays().len(), 35);
}

#[test]
fn a_year_without_known_holidays_is_not_certain() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let last = at("2027-12-31T23:59:59+09:00");
    assert!(TIME.is_certain(at(START), last));
    assert!(!TIME.is_certain(last, at("2028-01-01T00:00:00+09:00")));
    assert!(!TIME.is_certain(at("2025-12-31T23:00:00+09:00"), last));
}
