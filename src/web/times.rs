//! Times, states and levels in the words of the pages.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use crate::wording::merging;
pub use crate::wording::{source_level as level, ticket_status as status};

use crate::{
    clock::jst,
    desk::{
        Event, HistoryLine, Status, Ticket,
        sla::{Deadline, Pause, State, Target, TicketClock},
    },
};

/// A point in time as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// For machines: RFC 3339.
    pub machine: String,
    /// For people: 2026年11月22日 9:05.
    pub exact: String,
    /// How long ago: 3時間前.
    pub ago: String,
}

impl Moment {
    /// Describes `at` as seen at `now`.
    pub fn new(at: DateTime<Utc>, now: DateTime<Utc>) -> Moment {
        let here = at.with_timezone(&jst());
        Moment {
            machine: here.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
            exact: format!("{} {}", day(here.date_naive()), here.format("%-H:%M")),
            ago: ago((now - at).num_minutes()),
        }
    }
}

fn ago(minutes: i64) -> String {
    match minutes {
        ..1 => "たった今".to_owned(),
        1..60 => format!("{minutes}分前"),
        60..1440 => format!("{}時間前", minutes / 60),
        _ => format!("{}日前", minutes / 1440),
    }
}

/// Returns a time of these weeks: 11月24日 9:05.
pub fn short(at: DateTime<Utc>) -> String {
    let here = at.with_timezone(&jst());
    let time = here.format("%-H:%M");
    format!("{}月{}日 {time}", here.month(), here.day())
}

/// Returns a day as pages show it: 2026年11月22日.
pub fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Returns a ticket's state in the desk's words; one that became part of another has a word of its own.
pub fn status_of(ticket: &Ticket) -> &'static str {
    match ticket.merged_into {
        Some(_) => merging::ended(),
        None => status(ticket.status),
    }
}

/// Returns the class that colours a ticket's state.
pub fn status_class(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Claimed => "claimed",
        Status::Answered => "answered",
        Status::Closed => "closed",
    }
}

/// Returns what a ticket's state means to the asker.
pub fn status_for_asker(status: Status) -> &'static str {
    match status {
        Status::Open => "受け付けました。相談員が確認するまでお待ちください。",
        Status::Claimed => "相談員が内容を確認しています。回答まで、もうしばらくお待ちください。",
        Status::Answered => "相談員から回答があります。下の「やりとり」をご覧ください。",
        Status::Closed => {
            "この相談は終了しました。続きがあるときは、下から書き込むと再開できます。"
        }
    }
}

/// Returns a line of a ticket's history in words.
pub fn history(line: &HistoryLine) -> String {
    if let Some(words) = line.other.and_then(|it| merging::line(line.event, it)) {
        return words;
    }
    let event = event(line.event);
    match (line.target, &line.recipient, line.until) {
        (Some(about), _, _) => format!("{event}（{}）", target(about)),
        (_, Some(name), _) => format!("{name}さんに{event}"),
        (_, _, Some(until)) => format!("{}まで{event}", short(until)),
        _ => event.to_owned(),
    }
}

fn event(event: Event) -> &'static str {
    match event {
        Event::Opened => "相談を受け付けました",
        Event::Claimed => "担当になりました",
        Event::Replied => "返信しました",
        Event::Released => "担当を外れました",
        Event::AskerWrote => "相談者が書き込みました",
        Event::Closed => "解決にしました",
        Event::Warned => "期限が近づいています",
        Event::Overdue => "期限を過ぎました",
        Event::HandedBack => "担当者から返信がないため、全員に戻しました",
        Event::Transferred => "引き継ぎました",
        Event::Snoozed => "保留にしました",
        Event::Woken => "保留を終えました",
        Event::Escalated => "グループで引き受けがないため、全員に表示しました",
        Event::Merged => "統合しました",
        Event::Absorbed => "ほかの相談票を統合しました",
        Event::Withdrawn => "相談者が取り下げました",
        Event::Erased => "相談者の希望で、相談の内容を削除しました",
    }
}

/// Returns what has to be done in time.
pub fn target(target: Target) -> &'static str {
    match target {
        Target::FirstReply => "最初の返信",
        Target::NextReply => "次の返信",
        Target::Resolution => "解決",
    }
}

/// A ticket's clock as the desk shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What is due, and when.
    pub text: String,
    /// The class that colours it.
    pub class: &'static str,
}

impl Due {
    /// Describes the most urgent thing to do; nothing where there is nothing.
    pub fn next(clock: &TicketClock) -> Option<Due> {
        match (clock.next(), clock.pause) {
            (Some(next), _) => Some(Due::new(next)),
            (None, Some(Pause::Asker)) => Some(Due {
                text: "相談者の返事待ち".to_owned(),
                class: "paused",
            }),
            (None, Some(Pause::Snoozed(until))) => Some(Due {
                text: format!("保留中（{}まで）", short(until)),
                class: "paused",
            }),
            (None, None) => None,
        }
    }

    /// Describes one thing to do.
    pub fn new(deadline: &Deadline) -> Due {
        let target = target(deadline.target);
        let due = deadline.due_at.map(short);
        let (class, text) = match (deadline.state, due) {
            (State::Overdue, Some(due)) => ("overdue", format!("期限超過：{target} {due}まで")),
            (State::Overdue, None) => ("overdue", format!("期限超過：{target}")),
            (State::Warning, Some(due)) => ("warning", format!("期限間近：{target} {due}まで")),
            (State::OnTime, Some(due)) => ("on-time", format!("{target} {due}まで")),
            (_, None) => ("paused", format!("{target}（相談者の返事待ち）")),
        };
        Due { text, class }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_japanese_time() {
        let at = "2026-11-22T15:05:00Z".parse().unwrap();
        let now = "2026-11-22T18:10:00Z".parse().unwrap();
        let moment = Moment::new(at, now);
        assert_eq!(moment.exact, "2026年11月23日 0:05");
        assert_eq!(moment.ago, "3時間前");
        assert_eq!(moment.machine, "2026-11-23T00:05:00+09:00");
        assert_eq!(ago(0), "たった今");
        assert_eq!(ago(1439), "23時間前");
        assert_eq!(ago(1440), "1日前");
    }
}
