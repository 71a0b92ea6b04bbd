//! When a desk works, as people write it: 9:00-18:00, 9時〜18時, 12/29〜1/3, 2027年8月13日〜15日.

use std::{collections::BTreeSet, ops::RangeInclusive};

use chrono::NaiveDate;

use crate::{
    config::{LONGEST_CLOSURE, Recess, Shift},
    text::normalize,
};

/// More days of closure are a slip of the pen.
const MOST_CLOSED_DAYS: usize = 366;
/// Other years are slips of the pen.
const YEARS: RangeInclusive<i32> = 2000..=2999;
/// What is wrong with what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It cannot be read as hours.
    Unreadable,
    /// The end is not later than the beginning.
    EndsTooEarly,
    /// The break lies outside of the hours, or takes all of them.
    BreakOutside,
    /// It cannot be read as days.
    NoDay,
    /// It is longer than any closure, or backwards.
    TooLong,
}

/// Reads the hours of a day and the break in them; nothing written is no hours, or no break.
///
/// # Errors
/// If they cannot be meant.
pub fn shifts(hours: &str, lunch: &str) -> Result<Vec<Shift>, Wrong> {
    let (hours, lunch) = (shift(hours)?, shift(lunch)?);
    match (hours, lunch) {
        (None, None) => Ok(Vec::new()),
        (None, Some(_)) => Err(Wrong::BreakOutside),
        (Some(hours), None) => Ok(vec![hours]),
        (Some(hours), Some(lunch)) if hours.from < lunch.from && lunch.until < hours.until => {
            Ok(hours.without(lunch))
        }
        (Some(_), Some(_)) => Err(Wrong::BreakOutside),
    }
}

/// Reads the turn of the year, by month and day; nothing written is none.
///
/// # Errors
/// If it cannot be meant.
pub fn recess(written: &str) -> Result<Option<Recess>, Wrong> {
    let (first, last) = match numbers(written).ok_or(Wrong::NoDay)?[..] {
        [] => return Ok(None),
        [month, day] => ((month, day), (month, day)),
        [month, first, last] => ((month, first), (month, last)),
        [first, day, last, last_day] => ((first, day), (last, last_day)),
        _ => return Err(Wrong::NoDay),
    };
    // A leap year, so that the 29th of February is a day.
    let is_day = |(month, day)| NaiveDate::from_ymd_opt(2024, month, day).is_some();
    if !is_day(first) || !is_day(last) {
        return Err(Wrong::NoDay);
    }
    Recess::new(first, last).map(Some).ok_or(Wrong::TooLong)
}

/// Reads days and spans of days with their years, one in each line.
///
/// # Errors
/// If they cannot be meant.
pub fn closures(written: &str) -> Result<BTreeSet<NaiveDate>, Wrong> {
    let mut closed = BTreeSet::new();
    for part in written.split(['\n', '、', ',']) {
        let (first, last) = match numbers(part).ok_or(Wrong::NoDay)?[..] {
            [] => continue,
            [year, month, day] => ((year, month, day), (year, month, day)),
            [year, month, first, last] => ((year, month, first), (year, month, last)),
            [year, month, day, last, last_day] => ((year, month, day), (year, last, last_day)),
            [year, month, day, other, last, last_day] => {
                ((year, month, day), (other, last, last_day))
            }
            _ => return Err(Wrong::NoDay),
        };
        let day = |(year, month, day)| {
            let year = i32::try_from(year).ok().filter(|it| YEARS.contains(it))?;
            NaiveDate::from_ymd_opt(year, month, day)
        };
        let (Some(first), Some(last)) = (day(first), day(last)) else {
            return Err(Wrong::NoDay);
        };
        if !(0..LONGEST_CLOSURE).contains(&(last - first).num_days()) {
            return Err(Wrong::TooLong);
        }
        closed.extend(first.iter_days().take_while(|day| *day <= last));
    }
    match closed.len() {
        ..=MOST_CLOSED_DAYS => Ok(closed),
        _ => Err(Wrong::TooLong),
    }
}

/// Returns the numbers of one or two dates; `None` if anything else stands there.
fn numbers(written: &str) -> Option<Vec<u32>> {
    let text = normalize(written).replace("から", "~").replace("まで", "");
    let is_between = |c: char| matches!(c, '年' | '月' | '日' | '/' | '.' | '-' | '~' | ' ');
    let parts = text.split(is_between).filter(|it| !it.is_empty());
    parts.map(|it| it.parse().ok()).collect()
}

/// Reads 9:00-18:00; nothing where nothing stands.
fn shift(written: &str) -> Result<Option<Shift>, Wrong> {
    let text = normalize(written).replace("から", "~").replace("まで", "");
    if text.is_empty() {
        return Ok(None);
    }
    let (from, until) = text.split_once(['~', '-']).ok_or(Wrong::Unreadable)?;
    let (from, until) = (minute(from), minute(until));
    let (Some(from), Some(until)) = (from, until) else {
        return Err(Wrong::Unreadable);
    };
    Shift::new(from, until).map(Some).ok_or(Wrong::EndsTooEarly)
}

/// Reads 9:00, 9時, 9時半, 9; 24:00 is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let text = text.trim().replace('半', "30").replace('分', "");
    let (hour, minute) = text.split_once([':', '時']).unwrap_or((&text, ""));
    let minute: u16 = match minute.trim() {
        "" => 0,
        minute => minute.parse().ok()?,
    };
    let hour: u16 = hour.trim().parse().ok()?;
    let at = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && at <= 24 * 60).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(hours: &str, lunch: &str) -> Result<Vec<(u16, u16)>, Wrong> {
        let shifts = shifts(hours, lunch)?.into_iter();
        Ok(shifts.map(|it| (it.from, it.until)).collect())
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(read("9:00-18:00", ""), Ok(vec![(540, 1080)]));
        let with_break = Ok(vec![(540, 720), (780, 1050)]);
        for (hours, lunch) in [
            ("9:00-17:30", "12:00-13:00"),
            ("９時〜１７時半", "12時から13時まで"),
            (" 9 ～ 17:30 ", "12-13"),
            ("09:00–17時30分", "12：00－13：00"),
        ] {
            assert_eq!(read(hours, lunch), with_break, "{hours} {lunch}");
        }
        assert_eq!(read("13:00-24:00", " "), Ok(vec![(780, 1440)]));
        assert_eq!(read("", ""), Ok(vec![]));
    }

    #[test]
    fn hours_that_cannot_be_meant_are_not_taken() {
        for (hours, lunch, wrong) in [
            ("18:00-9:00", "", Wrong::EndsTooEarly),
            ("9:00-9:00", "", Wrong::EndsTooEarly),
            ("9:00-18:00", "13:00-12:00", Wrong::EndsTooEarly),
            ("9:00-18:00", "8:00-10:00", Wrong::BreakOutside),
            ("9:00-18:00", "9:00-18:00", Wrong::BreakOutside),
            ("9:00-18:00", "19:00-20:00", Wrong::BreakOutside),
            ("", "12:00-13:00", Wrong::BreakOutside),
            ("9:00", "", Wrong::Unreadable),
            ("いつでも", "", Wrong::Unreadable),
            ("9:75-18:00", "", Wrong::Unreadable),
            ("9:00-25:00", "", Wrong::Unreadable),
            ("9:00-12:00-18:00", "", Wrong::Unreadable),
            ("99999-100000", "", Wrong::Unreadable),
        ] {
            assert_eq!(read(hours, lunch), Err(wrong), "{hours} {lunch}");
        }
    }

    #[test]
    fn closures_are_read_as_people_write_them() {
        let turn = Recess::new((12, 29), (1, 3));
        assert_eq!(recess("12/29〜1/3"), Ok(turn));
        assert_eq!(recess("12月29日から１月３日まで"), Ok(turn));
        assert_eq!(recess("1/1-3"), Ok(Recess::new((1, 1), (1, 3))));
        assert_eq!(recess(" "), Ok(None));
        for odd in ["13/1", "2/30〜3/1", "12", "年末", "12/29/1/3/5"] {
            assert_eq!(recess(odd), Err(Wrong::NoDay), "{odd}");
        }
        assert_eq!(recess("1/4〜12/28"), Err(Wrong::TooLong));
        let days =
            |text| closures(text).map(|it| it.into_iter().map(|it| it.to_string()).collect());
        let summer = Ok(vec!["2027-08-13".to_owned(), "2027-08-14".to_owned()]);
        for text in [
            "2027-08-13/2027-08-14",
            "2027年8月13日〜14日\n",
            "2027/8/13～8/14、２０２７．８．１４",
            "2027-08-14\n\n2027-08-13",
        ] {
            assert_eq!(days(text), summer, "{text}");
        }
        assert_eq!(days(""), Ok(vec![]));
        for odd in ["8/13", "来週", "2027-02-29", "20270813", "99999-1-1"] {
            assert_eq!(closures(odd), Err(Wrong::NoDay), "{odd}");
        }
        for long in ["2027-08-14/2027-08-13", "2027-01-01/2027-12-31"] {
            assert_eq!(closures(long), Err(Wrong::TooLong), "{long}");
        }
    }
}
