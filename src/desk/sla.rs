//! How fast the desk answers: the clock of a ticket, told by its history alone.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Event, HistoryLine, Status, transition};
use crate::{
    calendar::{BusinessTime, Calendar},
    config::Desk,
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
        let (week, closures) = (desk.week.clone(), desk.closures.clone());
        Sla {
            time: BusinessTime::new(week, desk.recess, closures, calendar.clone()),
            first_reply: desk.first_reply,
            next_reply: desk.next_reply,
            resolution: desk.resolution,
            hand_back: desk.hand_back,
            group_wait: desk.group_wait,
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
        let mut reading = Reading {
            sla: self,
            status: Status::Open,
            since: now,
            snoozed_until: None,
            reply: None,
            resolution: None,
            silence: None,
            unclaimed: None,
        };
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

/// A ticket's history, read up to some line.
struct Reading<'a> {
    sla: &'a Sla,
    status: Status,
    /// When the last line happened.
    since: DateTime<Utc>,
    /// Until then no time counts.
    snoozed_until: Option<DateTime<Utc>>,
    reply: Option<Running>,
    resolution: Option<Running>,
    /// The owner's silence since the asker's last word, or since the owner took it or put it off.
    silence: Option<Span>,
    /// The time in which nobody took the ticket for the first time.
    unclaimed: Option<Span>,
}

impl Reading<'_> {
    fn read(&mut self, line: &HistoryLine) {
        self.pass(line.at);
        match line.event {
            Event::Opened => {
                self.since = line.at;
                self.reply = Some(self.sla.run(Target::FirstReply));
                self.resolution = Some(self.sla.run(Target::Resolution));
            }
            Event::AskerWrote => {
                // What was written before the last reply is answered by it; what is written while
                // a reply is due does not make it due later.
                let next = || self.sla.run(Target::NextReply);
                self.reply.get_or_insert_with(next);
                let again = || self.sla.run(Target::Resolution);
                self.resolution.get_or_insert_with(again);
            }
            Event::Replied => self.reply = None,
            Event::Closed => (self.reply, self.resolution) = (None, None),
            Event::Warned => self.told(line.target, State::Warning),
            Event::Overdue => self.told(line.target, State::Overdue),
            Event::Claimed
            | Event::Released
            | Event::HandedBack
            | Event::Transferred
            | Event::Snoozed
            | Event::Woken
            | Event::Escalated => {}
        }
        self.status = transition(self.status, line.event).unwrap_or(self.status);
        if !line.event.leaves_asleep() {
            self.snoozed_until = line.until;
        }
        self.wait(line.event);
    }

    /// Notes for whom the ticket waits after an event.
    fn wait(&mut self, event: Event) {
        match (self.status, event) {
            (
                Status::Claimed,
                Event::Claimed | Event::Transferred | Event::Snoozed | Event::AskerWrote,
            ) => {
                self.silence = Some(Span::new(self.sla.hand_back));
            }
            (Status::Claimed, _) => {}
            _ => self.silence = None,
        }
        match (self.status, event) {
            (Status::Open, Event::Opened) => {
                self.unclaimed = Some(Span::new(self.sla.group_wait));
            }
            (Status::Open, Event::AskerWrote | Event::Warned | Event::Overdue) => {}
            _ => self.unclaimed = None,
        }
    }

    /// Lets the time up to `until` count, unless the clock stands still.
    fn pass(&mut self, until: DateTime<Utc>) {
        // Clocks of two processes may differ a little.
        if until <= self.since {
            return;
        }
        let from = self.resumes(self.since);
        self.since = until;
        let waits = match self.status {
            Status::Open => &mut self.unclaimed,
            Status::Claimed => &mut self.silence,
            Status::Answered | Status::Closed => return,
        };
        let running = self.reply.iter_mut().chain(&mut self.resolution);
        for span in running.map(|it| &mut it.span).chain(waits) {
            span.pass(&self.sla.time, from, until);
        }
    }

    /// Returns when time counts again, at `from` or later.
    fn resumes(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        self.snoozed_until.map_or(from, |it| it.max(from))
    }

    fn told(&mut self, target: Option<Target>, state: State) {
        let running = self.reply.iter_mut().chain(&mut self.resolution);
        for running in running.filter(|it| Some(it.target) == target) {
            running.told = running.told.max(state);
        }
    }

    fn finish(mut self, now: DateTime<Utc>) -> TicketClock {
        self.pass(now);
        let resumes = self.resumes(now);
        let pause = match self.status {
            _ if now < resumes => Some(Pause::Snoozed(resumes)),
            Status::Answered => Some(Pause::Asker),
            Status::Open | Status::Claimed | Status::Closed => None,
        };
        let runs = matches!(self.status, Status::Open | Status::Claimed);
        let over = |span: &Span| runs.then(|| span.over(&self.sla.time, resumes));
        let running = self.reply.iter().chain(&self.resolution);
        let deadlines = running.map(|it| Deadline {
            target: it.target,
            due_at: it.span.over_at.or_else(|| over(&it.span)),
            state: it.state(),
            told: it.told,
        });
        let mut deadlines: Vec<_> = deadlines.collect();
        deadlines.sort_by_key(|it| (it.due_at.is_none(), it.due_at, it.target));
        TicketClock {
            deadlines,
            pause,
            hand_back_at: self.silence.as_ref().and_then(over),
            escalate_at: self.unclaimed.as_ref().and_then(over),
            snoozed_until: self.snoozed_until,
            read_at: now,
        }
    }
}
