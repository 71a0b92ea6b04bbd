//! How fast the desk answers: the clock of a ticket, told by its history alone.

mod reading;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use self::reading::Reading;
use super::{Event, HistoryLine};
use crate::{
    calendar::{BusinessTime, Calendar},
    config::{Desk, WorkingHours},
};

/// What the desk has to do in time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Target {
    /// The first reply to the asker.
    FirstReply,
    /// A reply to what the asker wrote after a reply.
    NextReply,
    /// 解決. The time in which the asker has the next word does not count.
    Resolution,
}

/// How much of its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Less than three quarters.
    OnTime,
    /// Three quarters or more.
    Warning,
    /// All of it.
    Overdue,
}

/// Something that the desk still has to do for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// What.
    pub target: Target,
    /// When its time is over, or was; `None` while nobody knows, because the asker has the next word.
    pub due_at: Option<DateTime<Utc>>,
    /// How much of its time is over.
    pub state: State,
    /// The worst state that the history tells of, so that each is told once.
    pub told: State,
}

/// Why a ticket's clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// The asker has the next word.
    Asker,
    /// It is put off until then.
    Snoozed(DateTime<Utc>),
}

/// The clock of a ticket at some moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketClock {
    /// What is still to be done, the most urgent first.
    pub deadlines: Vec<Deadline>,
    /// Why the clock stands still, if it does.
    pub pause: Option<Pause>,
    /// When the owner, who has the next word, loses the ticket.
    pub hand_back_at: Option<DateTime<Utc>>,
    /// When the ticket, which nobody has taken yet, concerns more than its group.
    pub escalate_at: Option<DateTime<Utc>>,
    /// Until when the ticket is put off.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// When the clock was read.
    pub read_at: DateTime<Utc>,
}

impl TicketClock {
    /// Returns the most urgent thing to do; `None` while the clock stands still.
    #[must_use]
    pub fn next(&self) -> Option<&Deadline> {
        let next = self.deadlines.first();
        next.filter(|_| self.pause.is_none())
    }

    /// Returns what has come but is not in the history yet, in the order in which it is to be told; for
    /// a deadline with its target. A warning is not given once it is too late for it.
    pub fn untold(&self) -> impl Iterator<Item = (Event, Option<Target>)> {
        let has_come = |at: Option<DateTime<Utc>>| at.is_some_and(|it| it <= self.read_at);
        let other = [
            (self.snoozed_until, Event::Woken),
            (self.escalate_at, Event::Escalated),
            (self.hand_back_at, Event::HandedBack),
        ];
        let other = other.into_iter().filter(move |it| has_come(it.0));
        let running = self.deadlines.iter().filter(|_| self.pause.is_none());
        let deadlines = running.filter_map(|it| match it.state {
            state if state <= it.told => None,
            State::OnTime => None,
            State::Warning => Some((Event::Warned, Some(it.target))),
            State::Overdue => Some((Event::Overdue, Some(it.target))),
        });
        deadlines.chain(other.map(|it| (it.1, None)))
    }
}

/// What an asker who waits for a reply can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// It comes by then: a full hour.
    By(DateTime<Utc>),
    /// It should have come.
    Late,
}

/// How fast the desk has to be, and when it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sla {
    time: BusinessTime,
    first_reply: TimeDelta,
    next_reply: TimeDelta,
    resolution: TimeDelta,
    hand_back: TimeDelta,
    group_wait: TimeDelta,
}

impl Sla {
    /// Takes hours and targets as configured, and the public holidays.
    #[must_use]
    pub fn new(desk: &Desk, calendar: &Calendar) -> Sla {
        Sla {
            time: BusinessTime::new(desk.hours.clone(), calendar.clone()),
            first_reply: desk.first_reply,
            next_reply: desk.next_reply,
            resolution: desk.resolution,
            hand_back: desk.hand_back,
            group_wait: desk.group_wait,
        }
    }

    /// Has the desk work at other hours from the moments on that are told, in their order.
    #[must_use]
    pub fn working(self, changes: impl IntoIterator<Item = (DateTime<Utc>, WorkingHours)>) -> Sla {
        let changed = |time: BusinessTime, (since, hours)| time.changed(since, hours);
        Sla {
            time: changes.into_iter().fold(self.time, changed),
            ..self
        }
    }

    /// Returns when the desk works.
    #[must_use]
    pub fn time(&self) -> &BusinessTime {
        &self.time
    }

    /// Returns when somebody who asks at this moment can expect a reply: the first full hour by which
    /// it is due; `None` where the holidays on the way are not known.
    #[must_use]
    pub fn expected(&self, asked_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let due = self.time.add(asked_at, self.first_reply);
        self.told(asked_at, due)
    }

    /// Returns what an asker can be told about the reply that is due; `None` if none is, or nothing is
    /// certain.
    #[must_use]
    pub fn outlook(&self, history: &[HistoryLine], now: DateTime<Utc>) -> Option<Outlook> {
        let clock = self.clock(history, now);
        let mut replies = clock.deadlines.iter();
        let reply = replies.find(|it| it.target != Target::Resolution)?;
        let due = self.told(now, reply.due_at?)?;
        Some(if now < due {
            Outlook::By(due)
        } else {
            Outlook::Late
        })
    }

    fn told(&self, now: DateTime<Utc>, due: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let due = due.duration_round_up(TimeDelta::hours(1)).ok()?;
        self.time.is_certain(now.min(due), due).then_some(due)
    }

    /// Reads a ticket's clock from its history, which is in order.
    #[must_use]
    pub fn clock(&self, history: &[HistoryLine], now: DateTime<Utc>) -> TicketClock {
        let mut reading = Reading::new(self, now);
        for line in history {
            reading.read(line);
        }
        reading.finish(now)
    }

    fn run(&self, target: Target) -> Running {
        let limit = match target {
            Target::FirstReply => self.first_reply,
            Target::NextReply => self.next_reply,
            Target::Resolution => self.resolution,
        };
        Running {
            target,
            span: Span::new(limit),
            told: State::OnTime,
        }
    }
}

/// Returns which reply an asker is waiting for after this history, which is in order, and since when;
/// where the ticket was put off, since the end of that, which may be to come.
#[must_use]
pub fn waiting(history: &[HistoryLine]) -> Option<(Target, DateTime<Utc>)> {
    let mut waiting: Option<(Target, DateTime<Utc>)> = None;
    let mut snoozed_until: Option<DateTime<Utc>> = None;
    for line in history {
        if !line.event.leaves_asleep() {
            let woken = snoozed_until.map(|it| it.min(line.at));
            if let (Some((_, since)), Some(woken)) = (&mut waiting, woken) {
                *since = woken.max(*since);
            }
            snoozed_until = line.until;
        }
        match line.event {
            Event::Opened => waiting = Some((Target::FirstReply, line.at)),
            Event::AskerWrote => {
                waiting.get_or_insert((Target::NextReply, line.at));
            }
            Event::Absorbed => {
                let owed = line.target.zip(line.since);
                let earlier = |it: &(Target, _)| waiting.is_none_or(|own| it.1 < own.1);
                waiting = owed.filter(earlier).or(waiting);
            }
            Event::Replied | Event::Closed | Event::Merged | Event::Withdrawn | Event::Erased => {
                waiting = None
            }
            _ => {}
        }
    }
    waiting.map(|(target, since)| (target, snoozed_until.map_or(since, |it| it.max(since))))
}

/// Business time that is limited, while the history is read.
struct Span {
    limit: TimeDelta,
    passed: TimeDelta,
    /// When the time was over, if it is.
    over_at: Option<DateTime<Utc>>,
}

impl Span {
    fn new(limit: TimeDelta) -> Span {
        Span {
            limit,
            passed: TimeDelta::zero(),
            over_at: None,
        }
    }

    /// Lets the time from one moment to another count.
    fn pass(&mut self, time: &BusinessTime, from: DateTime<Utc>, until: DateTime<Utc>) {
        let left = self.limit - self.passed;
        self.passed += time.between(from, until);
        if self.over_at.is_none() && self.limit <= self.passed {
            self.over_at = Some(time.add(from, left));
        }
    }

    /// Returns when the time is over, or was, if it goes on at `from`.
    fn over(&self, time: &BusinessTime, from: DateTime<Utc>) -> DateTime<Utc> {
        let expected = || time.add(from, self.limit - self.passed);
        self.over_at.unwrap_or_else(expected)
    }
}

/// A deadline while the history is read.
struct Running {
    target: Target,
    span: Span,
    told: State,
}

impl Running {
    fn state(&self) -> State {
        let Span { limit, passed, .. } = self.span;
        if limit <= passed {
            State::Overdue
        } else if limit * 3 <= passed * 4 {
            State::Warning
        } else {
            State::OnTime
        }
    }
}
