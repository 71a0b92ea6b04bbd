//! A day and time as people write it: 3日後, 明日, 12月3日 10時, 12/3, 2026-12-03.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc};

use crate::{
    clock::{day_in_japan, jst},
    text::normalize,
};

/// The hour where none is written: the desk opens.
const MORNING: u32 = 9;

/// Returns the moment in Japan that is written, where it can be read. A day without a year is the next
/// one of its name.
pub(super) fn read(written: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    // Blanks between figures count: 12/1 9時 is no 12/19.
    let text = normalize(written);
    let text = text.trim();
    if let Some(hours) = text.strip_suffix("時間後") {
        return Some(now + Duration::hours(hours.trim().parse::<u16>().ok()?.into()));
    }
    let today = day_in_japan(now);
    let later = |days| today.checked_add_days(Days::new(days));
    let (day, rest) = match text.split_once("日後") {
        Some((days, rest)) => (
            later(days.trim().parse::<u16>().ok()?.into())?,
            rest.to_owned(),
        ),
        None if text.starts_with("明日") => (later(1)?, text.replacen("明日", "", 1)),
        None if text.starts_with("明後日") => (later(2)?, text.replacen("明後日", "", 1)),
        None => date(text, today)?,
    };
    let hour = match rest
        .trim()
        .trim_end_matches('に')
        .trim_end_matches('時')
        .trim_end()
    {
        "" => MORNING,
        hour => hour.parse().ok()?,
    };
    let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
    let moment = jst().from_local_datetime(&day.and_time(time)).single()?;
    Some(moment.with_timezone(&Utc))
}

/// Reads a date at the beginning of `text` and returns it with what follows.
fn date(text: &str, today: NaiveDate) -> Option<(NaiveDate, String)> {
    use chrono::Datelike as _;

    let digits = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = text.split_at(end.unwrap_or(text.len()));
        Some((number.parse::<u32>().ok()?, rest.trim_start().to_owned()))
    };
    let (first, rest) = digits(text)?;
    let rest = rest.strip_prefix(['年', '-', '/', '月', '.'])?;
    let (second, rest) = digits(rest)?;
    if 1000 < first {
        let rest = rest.strip_prefix(['月', '-', '/', '.'])?;
        let (third, rest) = digits(rest)?;
        let day = NaiveDate::from_ymd_opt(first.cast_signed(), second, third)?;
        return Some((day, rest.trim_start_matches('日').to_owned()));
    }
    let rest = rest.trim_start_matches('日').to_owned();
    let day = NaiveDate::from_ymd_opt(today.year(), first, second)?;
    let day = match day < today {
        true => NaiveDate::from_ymd_opt(today.year() + 1, first, second)?,
        false => day,
    };
    Some((day, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_read_as_people_write_them() {
        let now = "2026-11-24T01:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let read = |text| read(text, now).map(|it| it.with_timezone(&jst()).to_string());
        let at = |text: &str| Some(format!("{text}:00:00 +09:00"));
        assert_eq!(read("3日後"), at("2026-11-27 09"));
        assert_eq!(read("明日 15時"), at("2026-11-25 15"));
        assert_eq!(read("12月3日 10時"), at("2026-12-03 10"));
        assert_eq!(read("１２／３"), at("2026-12-03 09"));
        assert_eq!(read("1/5"), at("2027-01-05 09"));
        assert_eq!(read("2026-12-03"), at("2026-12-03 09"));
        assert_eq!(read("2時間後"), at("2026-11-24 12"));
        assert_eq!(read("12/1 9時"), at("2026-12-01 09"));
        assert_eq!(read("2026-12-3 1時"), at("2026-12-03 01"));
        assert_eq!(read("12/3 10時"), at("2026-12-03 10"));
        assert_eq!(read("2026-12-03 10時"), at("2026-12-03 10"));
        assert_eq!(read("1/1 5時"), at("2027-01-01 05"));
        assert_eq!(read("１２ 月 ３ 日　10 時"), at("2026-12-03 10"));
        assert_eq!(read("3 日後 10時"), at("2026-11-27 10"));
        for odd in [
            "12 3",
            "12/3 1 0時",
            "",
            "そのうち",
            "13月40日",
            "12月3日 99時",
            "99999999999日後",
        ] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
