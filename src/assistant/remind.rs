//! People are told that a call for applications closes, if they asked to be.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Assistant, Shelf};
use crate::{
    chat::{
        Response,
        watching::{DeadlineNotice, Watch, Watched, Watcher},
    },
    clock::day_in_japan,
    knowledge::{Entry, EntryId},
    programs::{
        ApplicationWindow, Moment, Rules,
        reminder::{Cause, Closing, Step},
    },
    store::{NewReminder, Reminder, ReminderNotice, ReminderState},
    text::japanese::fold,
};

/// Names of programs offered while somebody types.
const OFFERED: usize = 10;

impl Assistant {
    pub(super) async fn watch(&self, watch: Watch) -> anyhow::Result<Response> {
        let watched = match watch {
            Watch::Deadline { by, program } => return self.add_reminder(by, &program).await,
            Watch::Programs(typed) => {
                let offered = self.shelf().closing_programs(&typed, self.clock.now());
                return Ok(Response::Suggestions(offered));
            }
            Watch::StopReminder { by, reminder } => {
                let store = self.memory.store()?;
                match store.stop_reminder(reminder, &by).await? {
                    Some(stopped) => Watched::Stopped { name: stopped.name },
                    None => return Ok(Response::NotFound),
                }
            }
            Watch::Notice(notice) => Watched::Notice(self.deadline_notice(notice).await?),
            Watch::Corrections { by, question } => return self.add_recall(by, question).await,
            Watch::StopCorrections { by, question } => {
                return self.stop_recall(&by, question).await;
            }
            Watch::Correction(recall) => Watched::Correction(self.correction_notice(recall).await?),
        };
        Ok(Response::Watched(Box::new(watched)))
    }

    async fn add_reminder(&self, by: Watcher, program: &str) -> anyhow::Result<Response> {
        let (shelf, now) = (self.shelf(), self.clock.now());
        let Some((entry, rules)) = shelf.program_called(program, now) else {
            return Ok(Response::NotFound);
        };
        let Some((window, closes)) = entry.closing(now) else {
            let watched = Watched::NoClosingDay {
                name: rules.name.clone(),
                url: rules.url.clone(),
            };
            return Ok(Response::Watched(Box::new(watched)));
        };
        let new = NewReminder {
            id: self.clock.new_id(),
            conversation: by.conversation,
            guild: by.guild,
            program: entry.id.clone(),
            name: rules.name.clone(),
            call: window.label.clone(),
            closes: closes.date,
            at: now,
        };
        let reminder = self.memory.store()?.add_reminder(&new).await?;
        let watched = Watched::Reminding {
            closing: closing(entry, rules, window, closes, now),
            next: reminder.waiting().next(now),
            reminder,
        };
        Ok(Response::Watched(Box::new(watched)))
    }

    /// Tells people what is due about the closing days that they wait for. Any number of processes may
    /// look, at any time; each thing is told once.
    ///
    /// # Errors
    /// If the store fails. What was done before stays done.
    pub async fn remind_of_deadlines(&self) -> anyhow::Result<()> {
        let store = self.memory.store()?;
        let shelf = self.shelf();
        let reminders = store.active_reminders().await?;
        // Somebody may wait for what only a newer collection says.
        if reminders.is_empty() || shelf.version < store.knowledge_version().await? {
            return Ok(());
        }
        let now = self.clock.now();
        for seen in reminders {
            let entry = shelf.entry(&seen.program);
            let rules = entry.and_then(|it| it.rules.as_deref());
            let step = seen.waiting().step(rules, now);
            let Some(next) = outcome(&seen, &step, now) else {
                continue;
            };
            let notice = told(&step).map(|(cause, days)| ReminderNotice {
                id: self.clock.new_id(),
                reminder: seen.id,
                cause,
                days,
                closes: next.closes,
                before: (next.closes != seen.closes).then_some(seen.closes),
                at: now,
            });
            if store.move_reminder(&seen, &next, notice.as_ref()).await? {
                tracing::info!(reminder.id = %seen.id, ?step, "a closing day moved on");
            }
        }
        Ok(())
    }

    /// Returns what a notice says now; nothing where it would be wrong or too late.
    async fn deadline_notice(&self, id: Uuid) -> anyhow::Result<Option<DeadlineNotice>> {
        let store = self.memory.store()?;
        let Some(notice) = store.reminder_notice(id).await? else {
            return Ok(None);
        };
        let Some(reminder) = store.reminder(notice.reminder).await? else {
            return Ok(None);
        };
        let (shelf, now) = (self.shelf(), self.clock.now());
        let entry = shelf.entry(&reminder.program);
        let rules = entry.and_then(|it| Some((it, it.rules.as_deref()?)));
        let call = rules.and_then(|(entry, rules)| {
            let window = rules.call(&reminder.call, notice.closes)?;
            let closes = window.closes.filter(|it| it.date == notice.closes)?;
            Some(closing(entry, rules, window, closes, now))
        });
        let to_come = day_in_japan(now) <= notice.closes;
        let active = reminder.state == ReminderState::Active;
        let earlier = store.notices_of_reminder(reminder.id).await?;
        let before = last_told(&earlier, &notice);
        let useful = match notice.cause {
            // Where it is not in the collection any more, a correction follows.
            Cause::Near => active && call.is_some() && reminder.closes == notice.closes && to_come,
            // Where it moved there and back, nothing has changed for this person.
            Cause::Moved => {
                active && to_come && reminder.closes == notice.closes && before != notice.closes
            }
            Cause::ClosedEarly | Cause::Gone | Cause::Withdrawn => {
                reminder.state == ReminderState::Ended && to_come
            }
        };
        if !useful {
            return Ok(None);
        }
        let url = rules.map(|(_, it)| it.url.clone()).unwrap_or_default();
        let day = Moment {
            date: notice.closes,
            time: None,
        };
        let closing = match notice.cause {
            Cause::Near => call,
            Cause::Moved => Some(call.unwrap_or(Closing::seen(day, now, None, url.clone()))),
            Cause::ClosedEarly | Cause::Gone | Cause::Withdrawn => None,
        };
        Ok(Some(DeadlineNotice {
            cause: notice.cause,
            before,
            closing,
            url,
            reminder,
        }))
    }
}

/// Returns the closing day that a person knew of before a notice: days that were overtaken before
/// anything was sent about them are left out.
fn last_told(notices: &[(ReminderNotice, bool)], notice: &ReminderNotice) -> NaiveDate {
    let here = notices.iter().position(|(it, _)| it.id == notice.id);
    let mut earlier = &notices[..here.unwrap_or_default()];
    let mut day = notice.before.unwrap_or(notice.closes);
    loop {
        let moved = |(it, _): &(ReminderNotice, bool)| it.cause == Cause::Moved && it.closes == day;
        let Some(at) = earlier.iter().rposition(moved) else {
            return day;
        };
        let was_told = earlier[at..]
            .iter()
            .any(|(it, sent)| *sent && it.closes == day);
        match earlier[at].0.before {
            Some(before) if !was_told => day = before,
            _ => return day,
        }
        earlier = &earlier[..at];
    }
}

/// Returns what becomes of a reminder; nothing where there is nothing to do.
fn outcome(seen: &Reminder, step: &Step, now: DateTime<Utc>) -> Option<Reminder> {
    let seen = seen.clone();
    match step {
        Step::Wait => None,
        Step::Tell(_) => Some(seen),
        Step::Move { window, closes } => Some(Reminder {
            call: window.clone(),
            closes: *closes,
            since: now,
            ..seen
        }),
        Step::End(_) => Some(Reminder {
            state: ReminderState::Ended,
            ..seen
        }),
        Step::Over => Some(Reminder {
            state: ReminderState::Over,
            ..seen
        }),
    }
}

/// Returns what the person is told: why, and the number of days where the day comes near.
fn told(step: &Step) -> Option<(Cause, Option<i64>)> {
    match step {
        Step::Wait | Step::Over => None,
        Step::Tell(days) => Some((Cause::Near, Some(i64::from(*days)))),
        Step::Move { .. } => Some((Cause::Moved, None)),
        Step::End(cause) => Some((*cause, None)),
    }
}

fn closing(
    entry: &Entry,
    rules: &Rules,
    window: &ApplicationWindow,
    closes: Moment,
    now: DateTime<Utc>,
) -> Closing {
    let source = usize::try_from(window.source).ok();
    let source = source.and_then(|it| entry.sources.get(it.checked_sub(1)?));
    let url = source.map_or(&rules.url, |it| &it.url);
    Closing::seen(closes, now, entry.as_of(window.source), url.clone())
}

impl Shelf {
    /// Returns the names of programs that close, those that do first.
    fn closing_programs(&self, typed: &str, now: DateTime<Utc>) -> Vec<String> {
        let typed = fold(typed);
        let programs = self.programs().filter_map(|(entry, rules)| {
            let (_, closes) = entry.closing(now)?;
            let called = rules.names().any(|it| fold(it).contains(&typed));
            called.then_some((closes.last_second(), &rules.name))
        });
        let mut programs: Vec<_> = programs.collect();
        programs.sort();
        let names = programs.into_iter().map(|(_, name)| name.clone());
        names.take(OFFERED).collect()
    }

    /// Returns the program with this id or name; where only a part of a name is given, the only one, or
    /// the only one that closes.
    fn program_called(&self, called: &str, now: DateTime<Utc>) -> Option<(&Entry, &Rules)> {
        let by_id = self.entry(&EntryId(called.to_owned()));
        if let Some(found) = by_id.and_then(|it| Some((it, it.rules.as_deref()?))) {
            return Some(found);
        }
        let called = fold(called);
        let named = |same: &dyn Fn(&str) -> bool| {
            let programs = self.programs();
            let found = programs.filter(|(_, it)| it.names().any(|it| same(&fold(it))));
            found.collect::<Vec<_>>()
        };
        let mut found = named(&|it| it == called);
        if found.is_empty() && !called.is_empty() {
            found = named(&|it| it.contains(&called));
        }
        if 1 < found.len() {
            found.retain(|(it, _)| it.closing(now).is_some());
        }
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}
