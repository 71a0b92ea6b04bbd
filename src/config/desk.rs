//! How the desk works: hours, closures, how fast it answers, who deals with what.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _};
use serde::Deserialize;

use super::hours::{LONGEST_CLOSURE, Recess, Shift, Week, WorkingHours};

/// No target is longer: a year of business days.
const MAX_MINUTES: u32 = 120_000;

/// How the desk works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "File")]
pub struct Desk {
    /// When it works.
    pub hours: WorkingHours,
    /// Business time up to the first reply.
    pub first_reply: TimeDelta,
    /// Business time up to a reply to what the asker wrote afterwards.
    pub next_reply: TimeDelta,
    /// Business time up to the end, without waiting for the asker.
    pub resolution: TimeDelta,
    /// Business time after which an owner who says nothing loses a ticket.
    pub hand_back: TimeDelta,
    /// Business time that a group has to take a ticket.
    pub group_wait: TimeDelta,
    /// Groups of consultants, in the order in which they are asked.
    pub groups: Vec<Group>,
}

/// Consultants who deal with some tickets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Topics of knowledge entries; none means all.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Prefectures by full name; none means the whole country.
    #[serde(default)]
    pub prefectures: Vec<String>,
    /// Names of its members.
    pub members: Vec<String>,
}

impl Group {
    /// Returns whether the consultant of this name belongs to it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.members.iter().any(|it| it == name)
    }
}

impl Default for Desk {
    fn default() -> Desk {
        Desk::try_from(File::default())
            .unwrap_or_else(|error| unreachable!("the defaults are valid: {error}"))
    }
}

/// The table, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    hours: Hours,
    lunch: String,
    new_year: String,
    closures: Vec<String>,
    first_reply_minutes: u32,
    next_reply_minutes: u32,
    resolution_minutes: u32,
    hand_back_minutes: u32,
    group_minutes: u32,
    groups: Vec<Group>,
}

impl Default for File {
    fn default() -> File {
        File {
            hours: Hours::default(),
            lunch: "12:00-13:00".to_owned(),
            new_year: "12-29/01-03".to_owned(),
            closures: Vec::new(),
            first_reply_minutes: 480,
            next_reply_minutes: 480,
            resolution_minutes: 2400,
            hand_back_minutes: 960,
            group_minutes: 240,
            groups: Vec::new(),
        }
    }
}

/// Hours as 9:00-18:00; empty on days without.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Hours {
    monday: String,
    tuesday: String,
    wednesday: String,
    thursday: String,
    friday: String,
    saturday: String,
    sunday: String,
}

impl Default for Hours {
    fn default() -> Hours {
        let weekday = || "9:00-18:00".to_owned();
        Hours {
            monday: weekday(),
            tuesday: weekday(),
            wednesday: weekday(),
            thursday: weekday(),
            friday: weekday(),
            saturday: String::new(),
            sunday: String::new(),
        }
    }
}

impl TryFrom<File> for Desk {
    type Error = String;

    fn try_from(file: File) -> Result<Desk, String> {
        Ok(Desk {
            hours: WorkingHours {
                week: week(&file.hours, &file.lunch)?,
                recess: recess(&file.new_year)?,
                closures: closures(&file.closures)?,
            },
            first_reply: target("first_reply_minutes", file.first_reply_minutes)?,
            next_reply: target("next_reply_minutes", file.next_reply_minutes)?,
            resolution: target("resolution_minutes", file.resolution_minutes)?,
            hand_back: target("hand_back_minutes", file.hand_back_minutes)?,
            group_wait: target("group_minutes", file.group_minutes)?,
            groups: groups(file.groups)?,
        })
    }
}

fn week(hours: &Hours, lunch: &str) -> Result<Week, String> {
    let lunch = shift("desk.lunch", lunch)?;
    let days = [
        ("desk.hours.monday", &hours.monday),
        ("desk.hours.tuesday", &hours.tuesday),
        ("desk.hours.wednesday", &hours.wednesday),
        ("desk.hours.thursday", &hours.thursday),
        ("desk.hours.friday", &hours.friday),
        ("desk.hours.saturday", &hours.saturday),
        ("desk.hours.sunday", &hours.sunday),
    ];
    let mut week: [Vec<Shift>; 7] = Default::default();
    for (shifts, (key, text)) in week.iter_mut().zip(days) {
        if let Some(hours) = shift(key, text)? {
            *shifts = lunch.map_or(vec![hours], |it| hours.without(it));
        }
    }
    let never = |_| "desk.hours には、受付時間のある曜日が1つ以上必要です".to_owned();
    Week::try_from(week).map_err(never)
}

/// Reads 9:00-18:00; nothing where nothing stands.
fn shift(key: &str, text: &str) -> Result<Option<Shift>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = || {
        let (from, until) = text.split_once('-')?;
        Shift::new(minute(from)?, minute(until)?)
    };
    let wrong = || format!("{key} は 9:00-18:00 のように書いてください: {text}");
    read().map(Some).ok_or_else(wrong)
}

/// Reads 9:00; 24:00 is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let text = text.trim();
    if text == "24:00" {
        return Some(24 * 60);
    }
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
    u16::try_from(time.hour() * 60 + time.minute()).ok()
}

/// Reads 12-29/01-03; nothing where nothing stands.
fn recess(text: &str) -> Result<Option<Recess>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = |text: &str| {
        let day = format!("2024-{}", text.trim()).parse::<NaiveDate>().ok()?;
        Some((day.month(), day.day()))
    };
    let read = || {
        let (first, last) = text.split_once('/')?;
        Recess::new(day(first)?, day(last)?)
    };
    let wrong = || format!("desk.new_year は 12-29/01-03 のように書いてください: {text}");
    read().map(Some).ok_or_else(wrong)
}

/// Reads days (2026-08-13) and spans of days (2026-08-13/2026-08-15).
fn closures(texts: &[String]) -> Result<BTreeSet<NaiveDate>, String> {
    let mut days = BTreeSet::new();
    for text in texts {
        let read = || {
            let (first, last) = text.split_once('/').unwrap_or((text, text));
            let first = first.trim().parse::<NaiveDate>().ok()?;
            let last = last.trim().parse::<NaiveDate>().ok()?;
            let length = (last - first).num_days();
            (0..LONGEST_CLOSURE)
                .contains(&length)
                .then_some((first, last))
        };
        let (first, last) = read().ok_or_else(|| {
            format!("desk.closures は 2026-08-13 か 2026-08-13/2026-08-15 のように書いてください: {text}")
        })?;
        days.extend(first.iter_days().take_while(|day| *day <= last));
    }
    Ok(days)
}

fn groups(groups: Vec<Group>) -> Result<Vec<Group>, String> {
    let mut names = BTreeSet::new();
    for group in &groups {
        let name = &group.name;
        if name.trim().is_empty() || group.members.is_empty() {
            return Err("desk.groups には name と、1人以上の members が必要です".to_owned());
        }
        if !names.insert(name) {
            return Err(format!("desk.groups の name が重なっています: {name}"));
        }
    }
    Ok(groups)
}

fn target(key: &str, minutes: u32) -> Result<TimeDelta, String> {
    match minutes {
        1..=MAX_MINUTES => Ok(TimeDelta::minutes(minutes.into())),
        _ => Err(format!(
            "desk.{key} は 1 から {MAX_MINUTES} までにしてください"
        )),
    }
}
