//! Reads a ticket's clock from its history, line by line.

use chrono::{DateTime, Utc};

use super::{Deadline, Pause, Running, Sla, Span, State, Target, TicketClock};
use crate::desk::{Event, HistoryLine, Status, transition};

/// A ticket's history, read up to some line.
pub(super) struct Reading<'a> {
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

impl<'a> Reading<'a> {
    /// Returns one that has read nothing.
    pub(super) fn new(sla: &'a Sla, now: DateTime<Utc>) -> Reading<'a> {
        Reading {
            sla,
            status: Status::Open,
            since: now,
            snoozed_until: None,
            reply: None,
            resolution: None,
            silence: None,
            unclaimed: None,
        }
    }

    /// Reads the next line.
    pub(super) fn read(&mut self, line: &HistoryLine) {
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
            Event::Closed | Event::Merged | Event::Withdrawn | Event::Erased => {
                (self.reply, self.resolution) = (None, None);
            }
            Event::Warned => self.told(line.target, State::Warning),
            Event::Overdue => self.told(line.target, State::Overdue),
            Event::Claimed
            | Event::Released
            | Event::HandedBack
            | Event::Transferred
            | Event::Snoozed
            | Event::Woken
            | Event::Escalated => {}
            Event::Absorbed => self.hurry(line),
        }
        self.status = transition(self.status, line.event).unwrap_or(self.status);
        if !line.event.leaves_asleep() {
            self.snoozed_until = line.until;
        }
        self.wait(line.event);
    }

    /// Takes over the reply that another ticket still owed its asker, if that is due earlier.
    fn hurry(&mut self, line: &HistoryLine) {
        let (Some(target), Some(since)) = (line.target, line.since) else {
            return;
        };
        let mut owed = self.sla.run(target);
        owed.span.pass(&self.sla.time, since, line.at);
        // Whoever had the other ticket was told.
        owed.told = owed.state();
        let left = |it: &Running| it.span.limit - it.span.passed;
        match &self.reply {
            Some(own) if left(own) <= left(&owed) => {}
            _ => self.reply = Some(owed),
        }
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
            (
                Status::Open,
                Event::AskerWrote | Event::Warned | Event::Overdue | Event::Absorbed,
            ) => {}
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

    /// Returns what the clock shows.
    pub(super) fn finish(mut self, now: DateTime<Utc>) -> TicketClock {
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
