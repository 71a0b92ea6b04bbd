//! Application windows (受付期間) in Japan Standard Time, and what stands at a moment.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{clock::jst, text::figures};

/// A moment in Japan Standard Time; sources often give only the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: NaiveDate,
    /// The time to the second, where a source gives it.
    pub time: Option<NaiveTime>,
}

impl Moment {
    /// Reads `2026-11-30` or `2026-11-30T17:00:00` (seconds may be left out), both in Japan Standard
    /// Time, or a time with an offset, which is converted: `…T15:00:00Z` is the next day in Japan.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Some(Moment { date, time: None });
        }
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Some(Moment::at(local(time.to_utc())));
        }
        ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|it| NaiveDateTime::parse_from_str(text, it).ok())
            .map(Moment::at)
    }

    fn at(time: NaiveDateTime) -> Moment {
        let second = time.time().with_nanosecond(0).unwrap_or(time.time());
        Moment {
            date: time.date(),
            time: Some(second),
        }
    }

    /// Returns it as 2026年11月30日17時, or 2026年11月30日 where the time is not known.
    #[must_use]
    pub fn in_words(self) -> String {
        let time = self.time.map(figures::time).unwrap_or_default();
        format!("{}{time}", figures::date(self.date))
    }

    /// Returns the first second that this can mean.
    #[must_use]
    pub fn first_second(self) -> NaiveDateTime {
        self.date.and_time(self.time.unwrap_or(NaiveTime::MIN))
    }

    /// Returns the last second that this can mean.
    #[must_use]
    pub fn last_second(self) -> NaiveDateTime {
        let midnight = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
        self.date.and_time(self.time.unwrap_or(midnight))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.time {
            Some(time) => write!(f, "{}T{}", self.date, time.format("%H:%M:%S")),
            None => write!(f, "{}", self.date),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Moment::parse(&text).ok_or_else(|| D::Error::custom("no moment"))
    }
}

/// One call for applications.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationWindow {
    /// Which call, for example 令和8年度.
    pub label: String,
    /// When it opens, if a source tells.
    #[serde(default)]
    pub opens: Option<Moment>,
    /// The last moment at which it takes applications, if a source tells.
    #[serde(default)]
    pub closes: Option<Moment>,
    /// 通年: there is no closing date of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rolling: bool,
    /// A deadline of each applicant: so many months …
    #[serde(default)]
    pub within_months: Option<u32>,
    /// … after this, for example 評価期間の末日; or empty.
    #[serde(default)]
    pub after: String,
    /// Further remark, or empty.
    #[serde(default)]
    pub note: String,
    /// Number of the source of these dates, from 1.
    pub source: u32,
}

/// What stands of a window at a moment (受付状況).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowStatus {
    /// 受付終了.
    Closed,
    /// 確認できません.
    Unknown,
    /// 募集前.
    NotYetOpen,
    /// 本日締切.
    ClosingToday,
    /// 受付中.
    Open,
}

/// The window that matters at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// What stands.
    pub status: WindowStatus,
    /// The window it stands for; none where none is known.
    pub window: Option<&'a ApplicationWindow>,
    /// Days from today to the closing day, while it takes applications and has one.
    pub days_left: Option<i64>,
}

impl ApplicationWindow {
    /// Returns what stands at `now`; `as_of` is the day on which the source told these dates.
    ///
    /// A rolling window is believed for the fiscal year (to 31 March) in which it was seen: rules
    /// and budgets change with the year.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>, as_of: NaiveDate) -> WindowStatus {
        let now = local(now);
        if self.closes.is_some_and(|it| it.last_second() < now) {
            return WindowStatus::Closed;
        }
        if self.opens.is_some_and(|it| now < it.first_second()) {
            return WindowStatus::NotYetOpen;
        }
        match self.closes {
            Some(closes) if self.opens.is_some() && closes.date == now.date() => {
                WindowStatus::ClosingToday
            }
            Some(_) if self.opens.is_some() => WindowStatus::Open,
            None if self.rolling && now.date() <= end_of_fiscal_year(as_of) => WindowStatus::Open,
            _ => WindowStatus::Unknown,
        }
    }
}

/// Returns what stands at `now` over all `windows`; `as_of` tells the day of a source by its number.
///
/// What takes applications comes before what will, and that before what is not known; a closed call
/// is named only where nothing else is.
#[must_use]
pub fn standing(
    windows: &[ApplicationWindow],
    now: DateTime<Utc>,
    as_of: impl Fn(u32) -> Option<NaiveDate>,
) -> Standing<'_> {
    let unknown_day = NaiveDate::MIN;
    let all = windows.iter().map(|it| {
        let as_of = as_of(it.source).unwrap_or(unknown_day);
        (it.status(now, as_of), it)
    });
    let last = |it: &ApplicationWindow| it.closes.map(Moment::last_second);
    let first = |it: &ApplicationWindow| it.opens.map(Moment::first_second);
    let best = all.max_by(|(a, one), (b, other)| {
        a.cmp(b).then_with(|| match a {
            // Of two that come, the earlier; of others, the one that goes on longer.
            WindowStatus::NotYetOpen => first(other).cmp(&first(one)),
            _ => last(one).cmp(&last(other)),
        })
    });
    let Some((status, window)) = best else {
        return Standing {
            status: WindowStatus::Unknown,
            window: None,
            days_left: None,
        };
    };
    let takes = matches!(status, WindowStatus::Open | WindowStatus::ClosingToday);
    let closes = window.closes.filter(|_| takes);
    Standing {
        status,
        window: Some(window),
        days_left: closes.map(|it| (it.date - local(now).date()).num_days()),
    }
}

/// Returns the time in Japan.
pub(super) fn local(time: DateTime<Utc>) -> NaiveDateTime {
    time.with_timezone(&jst()).naive_local()
}

/// The fiscal year of Japan's budgets ends on 31 March (財政法 第11条).
fn end_of_fiscal_year(day: NaiveDate) -> NaiveDate {
    let year = day.year() + i32::from(4 <= day.month());
    NaiveDate::from_ymd_opt(year, 3, 31).unwrap_or(day)
}
