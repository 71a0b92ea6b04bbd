//! Windows to the second.

use chrono::Duration;

use super::*;

#[test]
fn every_second_around_each_boundary_has_its_status() {
    use WindowStatus::{Closed, ClosingToday, NotYetOpen, Open};
    let cases = [
        (Some("2026-04-13"), Some("2026-11-30T17:00:00")),
        (Some("2026-05-29T09:00:00"), Some("2027-02-26")),
        (Some("2026-12-31T23:59:59"), Some("2027-01-01T00:00:00")),
        (Some("2026-03-31T15:00:00Z"), Some("2026-11-30T15:00:00Z")),
    ];
    for (opens, closes) in cases {
        let window = window(opens, closes);
        let opens = window.opens.unwrap().first_second();
        let closes = window.closes.unwrap().last_second();
        let closing_day = closes.date().and_time(chrono::NaiveTime::MIN);
        for boundary in [opens, closing_day, closes] {
            for seconds in -90..=90 {
                let now = boundary + Duration::seconds(seconds);
                let expected = if now < opens {
                    NotYetOpen
                } else if closes < now {
                    Closed
                } else if now.date() == closes.date() {
                    ClosingToday
                } else {
                    Open
                };
                let now = now.and_local_timezone(jst()).unwrap().to_utc();
                assert_eq!(window.status(now, day()), expected, "{window:?} at {now}");
            }
        }
    }
}

#[test]
fn a_time_in_utc_is_the_next_day_in_japan() {
    let moment = moment("2026-11-30T15:00:00Z");
    assert_eq!(moment.to_string(), "2026-12-01T00:00:00");
    assert_eq!(Moment::parse("2026-06-31"), None);
    assert_eq!(Moment::parse("2026-11-30T25:00:00"), None);
}

#[test]
fn what_is_not_known_is_never_open() {
    use WindowStatus::{Closed, NotYetOpen, Unknown};
    let status = |opens, closes, now| window(opens, closes).status(at(now), day());
    assert_eq!(status(None, None, "2026-11-22"), Unknown);
    assert_eq!(status(None, Some("2026-12-15"), "2026-11-22"), Unknown);
    assert_eq!(status(None, Some("2026-11-21"), "2026-11-22"), Closed);
    assert_eq!(status(Some("2026-11-01"), None, "2026-11-22"), Unknown);
    assert_eq!(status(Some("2026-12-01"), None, "2026-11-22"), NotYetOpen);
    let none = window::standing(&[], at("2026-11-22"), |_| Some(day()));
    assert_eq!(
        (none.status, none.window, none.days_left),
        (Unknown, None, None)
    );
}

#[test]
fn a_rolling_window_is_believed_to_the_end_of_the_fiscal_year_in_which_it_was_seen() {
    let rolling = ApplicationWindow {
        rolling: true,
        ..window(Some("2025-04-01"), None)
    };
    let status = |now| rolling.status(at(now), day());
    assert_eq!(status("2025-03-31T23:59:59"), WindowStatus::NotYetOpen);
    assert_eq!(status("2027-03-31T23:59:59"), WindowStatus::Open);
    assert_eq!(status("2027-04-01T00:00:00"), WindowStatus::Unknown);
}

#[test]
fn the_window_that_takes_applications_comes_first() {
    let windows = [
        window(Some("2026-01-28"), Some("2026-04-30")),
        window(Some("2026-11-05"), Some("2026-12-15")),
        window(Some("2027-02-01"), Some("2027-03-15")),
    ];
    let at = |now: &str| {
        let found = window::standing(&windows, at(now), |_| Some(day()));
        let opens = found.window.and_then(|it| it.opens).unwrap().to_string();
        (found.status, opens, found.days_left)
    };
    let own = |status, opens: &str, days| (status, opens.to_owned(), days);
    assert_eq!(
        at("2026-06-01"),
        own(WindowStatus::NotYetOpen, "2026-11-05", None)
    );
    assert_eq!(
        at("2026-11-22"),
        own(WindowStatus::Open, "2026-11-05", Some(23))
    );
    assert_eq!(
        at("2026-12-15T08:00:00"),
        own(WindowStatus::ClosingToday, "2026-11-05", Some(0))
    );
    assert_eq!(
        at("2026-12-16"),
        own(WindowStatus::NotYetOpen, "2027-02-01", None)
    );
    assert_eq!(
        at("2027-04-01"),
        own(WindowStatus::Closed, "2027-02-01", None)
    );
}
