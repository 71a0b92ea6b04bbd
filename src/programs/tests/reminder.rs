//! Whenever somebody looks, nothing is told twice; and everything once, if somebody looks every day.

use std::collections::BTreeSet;

use chrono::Duration;
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::programs::reminder::{Cause, DAYS, Step, Waiting};

const DAY: i64 = 24 * 60;

fn waiting(closes: &str, since: DateTime<Utc>) -> Waiting {
    Waiting {
        window: "令和8年度".to_owned(),
        closes: moment(closes).date,
        since,
        told: None,
    }
}

fn rules(closes: &str) -> Rules {
    Rules {
        windows: vec![window(Some("2026-01-01"), Some(closes))],
        ..Rules::default()
    }
}

/// Looks at these minutes after `since` and returns what was told, with its time.
fn told(closes: &str, since: DateTime<Utc>, minutes: &[i64]) -> Vec<(u16, DateTime<Utc>)> {
    let rules = rules(closes);
    let mut waiting = waiting(closes, since);
    let mut told = Vec::new();
    let mut now = since;
    for pause in minutes {
        now += Duration::minutes(*pause);
        match waiting.step(Some(&rules), now) {
            Step::Wait => {}
            Step::Tell(days) => {
                told.push((days, now));
                waiting.told = Some(days);
            }
            Step::Over => break,
            other => panic!("{other:?}"),
        }
    }
    told
}

/// When so many days before are told: at nine in the morning.
fn due(closes: &str, days: u16) -> DateTime<Utc> {
    let nine = moment(closes).date.and_hms_opt(9, 0, 0).unwrap();
    let nine = nine.and_local_timezone(jst()).unwrap().to_utc();
    nine - Duration::days(days.into())
}

proptest! {
    #[test]
    fn whenever_somebody_looks_nothing_is_told_twice_or_too_early_or_too_late(
        before in 0..60 * DAY,
        pauses in vec(0..20 * DAY, 0..40),
        with_time in any::<bool>(),
    ) {
        let closes = if with_time { "2027-03-31T17:00:00" } else { "2027-03-31" };
        let since = at("2027-03-31T23:59:59") - Duration::minutes(before);
        let told = told(closes, since, &pauses);
        let days: Vec<u16> = told.iter().map(|it| it.0).collect();
        let distinct: BTreeSet<u16> = days.iter().copied().collect();
        prop_assert_eq!(distinct.len(), days.len());
        // Of several that were missed only the nearest.
        prop_assert!(days.is_sorted_by(|a, b| b < a));
        for (days, when) in told {
            prop_assert!(since < due(closes, days) && due(closes, days) <= when);
            prop_assert!(when <= at("2027-03-31T23:59:59"));
            let nearer = DAYS.iter().filter(|it| **it < days);
            prop_assert!(nearer.into_iter().all(|it| when < due(closes, *it)));
        }
    }

    #[test]
    fn each_is_told_once_if_somebody_looks_every_day(
        before in 0..60 * DAY,
        pauses in vec(1..=DAY, 61 * DAY as usize / 200),
        with_time in any::<bool>(),
    ) {
        let closes = if with_time { "2027-03-31T09:00:00" } else { "2027-03-31" };
        let since = at("2027-03-31T09:00:00") - Duration::minutes(before);
        // Until the day is over.
        let daily: Vec<i64> = pauses.iter().copied().chain([DAY; 61]).collect();
        let told = told(closes, since, &daily);
        let days: Vec<u16> = told.into_iter().map(|it| it.0).collect();
        let to_come = DAYS.into_iter().filter(|it| since < due(closes, *it));
        prop_assert_eq!(days, to_come.collect::<Vec<_>>());
    }
}

#[test]
fn a_call_is_known_by_name_or_day() {
    let two = Rules {
        windows: vec![
            window(None, Some("2027-01-31")),
            ApplicationWindow {
                label: "第2回".to_owned(),
                ..window(None, Some("2027-03-31"))
            },
        ],
        ..Rules::default()
    };
    let now = at("2027-01-10");
    let step = |label: &str, closes: &str| {
        let waiting = Waiting {
            window: label.to_owned(),
            ..waiting(closes, at("2027-01-09"))
        };
        waiting.step(Some(&two), now)
    };
    assert_eq!(step("令和8年度", "2027-01-31"), Step::Wait);
    assert_eq!(step("第2回", "2027-03-31"), Step::Wait);
    // The day tells which it is where the name changed.
    assert_eq!(step("第1回", "2027-01-31"), Step::Wait);
    let moved = |label: &str, closes: &str| Step::Move {
        window: label.to_owned(),
        closes: moment(closes).date,
    };
    assert_eq!(step("第2回", "2027-03-20"), moved("第2回", "2027-03-31"));
    assert_eq!(step("第3回", "2027-02-20"), Step::End(Cause::Gone));
    // What is over is not told of any more.
    assert_eq!(step("第3回", "2027-01-09"), Step::Over);
    assert_eq!(waiting("2027-01-09", now).step(None, now), Step::Over);
}

#[test]
fn only_a_day_to_come_can_be_waited_for() {
    let as_of = |_| None;
    let now = at("2027-01-31T17:00:01");
    let closing = |window: ApplicationWindow| {
        let rules = Rules {
            windows: vec![window],
            ..Rules::default()
        };
        rules.closing(now, as_of).map(|(_, it)| it.to_string())
    };
    let to_come = |text: &str| Some(text.to_owned());
    assert_eq!(
        closing(window(None, Some("2027-01-31"))),
        to_come("2027-01-31")
    );
    assert_eq!(closing(window(None, Some("2027-01-31T17:00:00"))), None);
    assert_eq!(
        closing(window(Some("2027-04-01"), Some("2027-05-31"))),
        to_come("2027-05-31")
    );
    assert_eq!(closing(window(Some("2027-01-01"), None)), None);
    let rolling = ApplicationWindow {
        rolling: true,
        ..ApplicationWindow::default()
    };
    assert_eq!(closing(rolling), None);
}
