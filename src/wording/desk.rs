//! What askers are told about the desk.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::hours;
use crate::{
    calendar::BusinessTime,
    clock::{day_in_japan, jst},
    desk::sla::Outlook,
    text::figures,
};

/// When the asker can expect a reply: 11月24日（火）17時ごろまでに回答します。
#[must_use]
pub fn expected_by(due: DateTime<Utc>) -> String {
    format!("{}ごろまでに回答します。", moment(due))
}

/// When the asker can expect a reply, and why not earlier.
#[must_use]
pub fn expected(due: DateTime<Utc>, now: DateTime<Utc>, time: &BusinessTime) -> String {
    let answer = expected_by(due);
    if !time.is_open(now) {
        let opens = moment(time.opens(now));
        return format!("いまは相談員の受付時間外です。{opens}から順に確認し、{answer}");
    }
    let last = day_in_japan(due);
    let mut between = day_in_japan(now).iter_days().take_while(|day| *day < last);
    if between.any(|day| !time.is_workday(day)) {
        format!("休業日をはさむため、{answer}")
    } else {
        answer
    }
}

/// When the asker can expect a reply that is still to come.
#[must_use]
pub fn outlook(outlook: Outlook, now: DateTime<Utc>, time: &BusinessTime) -> String {
    match outlook {
        Outlook::By(due) => expected(due, now, time),
        Outlook::Late => "回答が予定より遅れています。申し訳ありません。相談員が順に確認しています。もうしばらくお待ちください。".to_owned(),
    }
}

/// Returns a moment as 11月24日（火）17時.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    let here = at.with_timezone(&jst()).naive_local();
    format!("{}{}", day(here.date()), figures::time(here.time()))
}

/// Returns a day as 11月24日（火）.
pub(super) fn day(day: NaiveDate) -> String {
    let weekday = hours::day(day.weekday());
    format!("{}月{}日（{weekday}）", day.month(), day.day())
}
