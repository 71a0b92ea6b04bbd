//! A program as a line of the table.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::{
    assistant::Shelf,
    knowledge::Entry,
    programs::{Applicant, Moment, Profile, Rules, Standing, WindowStatus, payment},
    wording,
};

/// A program, as a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Address of its sheet.
    pub address: String,
    /// Name.
    pub name: String,
}

/// What stands of the application window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// One word.
    pub word: &'static str,
    /// The class that colours it.
    pub class: &'static str,
    /// Dates, or what to do; may be empty.
    pub when: String,
    /// Days left; may be empty.
    pub left: String,
    /// The program that came after, once this one is over.
    pub successor: Option<Link>,
}

/// A line of the table.
#[derive(Debug, Clone)]
pub struct Row {
    /// The program.
    pub link: Link,
    /// What stands today.
    pub state: State,
    /// The most that it pays, or where to find that; empty where nothing is known of a past program.
    pub amount: String,
    /// What it is for.
    pub purposes: String,
    /// Where.
    pub place: String,
    /// Who runs it.
    pub authority: String,
    /// Whether firms apply to it themselves.
    pub for_firms: bool,
    group: usize,
    /// Within the group; the last of it keeps the order of ids.
    order: (NaiveDateTime, Reverse<NaiveDateTime>),
}

/// Lines with the same standing.
#[derive(Debug, Clone)]
pub struct Group {
    /// What they have in common.
    pub title: &'static str,
    /// The lines.
    pub rows: Vec<Row>,
}

const GROUPS: [&str; 4] = ["受付中", "募集前", "受付中か確認できません", "受付終了"];

impl Link {
    /// Returns the link to a program.
    pub fn new(entry: &Entry, rules: &Rules) -> Link {
        let slug = entry.id.0.trim_start_matches("program/");
        Link {
            address: format!("/programs/{slug}"),
            name: rules.name.clone(),
        }
    }
}

impl State {
    fn new(standing: &Standing, entry: &Entry, shelf: &Shelf) -> State {
        let over = standing.status == WindowStatus::Closed;
        let successor = shelf.successor(entry).filter(|_| over);
        let words = wording::standing(standing, None);
        let inside = words.split_once('（').map(|(_, it)| it);
        let inside = inside.unwrap_or_default().trim_end_matches('）');
        let (when, left) = match standing.days_left {
            Some(_) => inside.rsplit_once('、').unwrap_or((inside, "")),
            None => (inside, ""),
        };
        State {
            word: wording::status(standing.status),
            class: match standing.status {
                WindowStatus::Open => "open",
                WindowStatus::ClosingToday => "today",
                WindowStatus::NotYetOpen => "early",
                WindowStatus::Unknown => "unknown",
                WindowStatus::Closed => "over",
            },
            when: when.to_owned(),
            left: left.to_owned(),
            successor: successor.map(|(entry, rules)| Link::new(entry, rules)),
        }
    }
}

impl Row {
    /// Describes a program as it stands at `now`, with the amount for a firm of which `profile` is known.
    pub fn new(
        entry: &Entry,
        rules: &Rules,
        shelf: &Shelf,
        profile: &Profile,
        now: DateTime<Utc>,
    ) -> Option<Row> {
        let standing = entry.standing(now)?;
        let most = payment(&rules.amounts, profile);
        let over = standing.status == WindowStatus::Closed;
        let amount = match (most.max_yen, over) {
            (Some(_), true) => format!("{}（受付していたとき）", wording::at_most(&most)),
            (Some(_), false) => wording::at_most(&most),
            (None, true) => String::new(),
            (None, false) => "公募要領で確認してください".to_owned(),
        };
        let (group, order) = order(&standing);
        Some(Row {
            link: Link::new(entry, rules),
            state: State::new(&standing, entry, shelf),
            amount,
            purposes: rules.purposes.join("、"),
            place: match entry.prefectures.as_slice() {
                [] => "全国".to_owned(),
                places => places.join("、"),
            },
            authority: rules.authority.clone(),
            for_firms: rules.applicant == Applicant::Firm,
            group,
            order,
        })
    }
}

/// What takes applications comes first, by its end; then what will, by its beginning; then what is not
/// known; then what is over, the latest first.
fn order(standing: &Standing) -> (usize, (NaiveDateTime, Reverse<NaiveDateTime>)) {
    let window = standing.window;
    let closes = window.and_then(|it| it.closes).map(Moment::last_second);
    let opens = window.and_then(|it| it.opens).map(Moment::first_second);
    let late = NaiveDateTime::MAX;
    let by = |time: Option<NaiveDateTime>| (time.unwrap_or(late), Reverse(late));
    match standing.status {
        WindowStatus::ClosingToday | WindowStatus::Open => (0, by(closes)),
        WindowStatus::NotYetOpen => (1, by(opens)),
        WindowStatus::Unknown => (2, by(None)),
        WindowStatus::Closed => {
            let end = closes.unwrap_or(NaiveDateTime::MIN);
            (3, (late, Reverse(end)))
        }
    }
}

/// Puts the lines in order; a group without a line is left out.
pub fn groups(mut rows: Vec<Row>) -> Vec<Group> {
    rows.sort_by_key(|it| (it.group, it.order));
    let mut groups: Vec<Group> = GROUPS
        .map(|title| Group {
            title,
            rows: Vec::new(),
        })
        .into();
    for row in rows {
        groups[row.group].rows.push(row);
    }
    groups.retain(|it| !it.rows.is_empty());
    groups
}
