//! The clock of a ticket, read from histories.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use madoguchi::{
    calendar::Calendar,
    clock::jst,
    config::Desk,
    desk::{
        Event, HistoryLine, Status,
        sla::{Pause, Sla, State, Target, TicketClock, waiting},
        transition,
    },
    knowledge,
};
use proptest::prelude::*;

static SLA: LazyLock<Sla> = LazyLock::new(|| {
    let holidays = knowledge::embedded().0.holidays;
    let calendar = Calendar::new(holidays.into_iter().map(|it| it.date));
    Sla::new(&Desk::default(), &calendar)
});

fn sla() -> &'static Sla {
    &SLA
}

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-{text}:00+09:00").parse().unwrap()
}

/// A history, one line an event: its time, the event, what it is about.
fn history(lines: &[(&str, Event)]) -> Vec<HistoryLine> {
    let lines = lines.iter().zip(1..);
    let lines = lines.map(|((time, event), seq)| HistoryLine {
        seq,
        event: *event,
        name: None,
        at: at(time),
        target: None,
        until: None,
        recipient: None,
        other: None,
        since: None,
    });
    lines.collect()
}

fn told(clock: &TicketClock) -> String {
    let mut lines: Vec<String> = Vec::new();
    for it in &clock.deadlines {
        let due = it.due_at.map(|it| it.with_timezone(&jst()));
        let due = due.map_or("–".to_owned(), |it| it.format("%m-%d %H:%M").to_string());
        lines.push(format!("{:?} {due} {:?}", it.target, it.state));
    }
    lines.extend(clock.pause.map(|it| format!("{it:?}")));
    lines.join(" · ")
}

/// Tells the clock at these times.
fn clocks(lines: &[(&str, Event)], times: &[&str]) -> String {
    let (sla, history) = (sla(), history(lines));
    let times = times.iter();
    let told = times.map(|time| format!("{time}  {}\n", told(&sla.clock(&history, at(time)))));
    told.collect()
}

#[test]
fn a_new_ticket_is_due_after_eight_hours_of_business() {
    // Friday; Monday is a holiday. 75 % of eight hours are six.
    let lines = [("11-20T15:00", Event::Opened)];
    let times = [
        "11-20T15:00",
        "11-24T11:59",
        "11-24T12:00",
        "11-24T14:59",
        "11-24T15:00",
        "11-25T09:00",
    ];
    insta::assert_snapshot!(clocks(&lines, &times), @r"
    11-20T15:00  FirstReply 11-24 15:00 OnTime · Resolution 11-30 15:00 OnTime
    11-24T11:59  FirstReply 11-24 15:00 OnTime · Resolution 11-30 15:00 OnTime
    11-24T12:00  FirstReply 11-24 15:00 Warning · Resolution 11-30 15:00 OnTime
    11-24T14:59  FirstReply 11-24 15:00 Warning · Resolution 11-30 15:00 OnTime
    11-24T15:00  FirstReply 11-24 15:00 Overdue · Resolution 11-30 15:00 OnTime
    11-25T09:00  FirstReply 11-24 15:00 Overdue · Resolution 11-30 15:00 OnTime
    ");
}

#[test]
fn the_clock_stands_while_the_asker_has_the_next_word() {
    let lines = [
        ("11-24T09:00", Event::Opened),
        ("11-24T10:00", Event::Claimed),
        ("11-24T11:00", Event::Replied),
        ("12-02T10:00", Event::AskerWrote),
        ("12-02T10:30", Event::AskerWrote),
        ("12-02T11:00", Event::Replied),
        ("12-02T15:00", Event::Closed),
        ("12-03T09:00", Event::AskerWrote),
    ];
    let mut said = String::new();
    for (count, now) in [
        (2, "11-24T10:30"),
        (3, "11-30T09:00"),
        (5, "12-02T10:45"),
        (6, "12-02T11:30"),
        (7, "12-02T16:00"),
        (8, "12-03T09:00"),
    ] {
        said.push_str(&clocks(&lines[..count], &[now]));
    }
    insta::assert_snapshot!(said, @r"
    11-24T10:30  FirstReply 11-24 18:00 OnTime · Resolution 11-30 18:00 OnTime
    11-30T09:00  Resolution – OnTime · Asker
    12-02T10:45  NextReply 12-03 10:00 OnTime · Resolution 12-08 17:00 OnTime
    12-02T11:30  Resolution – OnTime · Asker
    12-02T16:00  
    12-03T09:00  NextReply 12-03 18:00 OnTime · Resolution 12-09 18:00 OnTime
    ");
}

#[test]
fn a_ticket_given_back_keeps_its_deadlines() {
    let lines = [
        ("11-24T09:00", Event::Opened),
        ("11-24T10:00", Event::Claimed),
        ("11-24T11:00", Event::Released),
        ("11-24T14:00", Event::AskerWrote),
    ];
    let alone = clocks(&lines[..1], &["11-24T17:00"]);
    assert_eq!(clocks(&lines, &["11-24T17:00"]), alone);
}

#[test]
fn a_warning_and_a_missed_target_are_told_once() {
    let sla = sla();
    let mut lines = history(&[("11-24T09:00", Event::Opened)]);
    let untold = |lines: &[HistoryLine], now| -> Vec<_> {
        let clock = sla.clock(lines, at(now));
        clock.untold().filter(|it| it.1.is_some()).collect()
    };
    let tell = |lines: &mut Vec<HistoryLine>, event, now| {
        let mut line = history(&[(now, event)]).remove(0);
        line.target = Some(Target::FirstReply);
        lines.push(line);
    };
    assert_eq!(untold(&lines, "11-24T15:59"), []);
    let warning = (Event::Warned, Some(Target::FirstReply));
    assert_eq!(untold(&lines, "11-24T16:00"), [warning]);
    let overdue = (Event::Overdue, Some(Target::FirstReply));
    assert_eq!(untold(&lines, "11-24T18:00"), [overdue], "too late to warn");
    tell(&mut lines, Event::Warned, "11-24T16:00");
    assert_eq!(untold(&lines, "11-24T17:59"), []);
    assert_eq!(untold(&lines, "11-24T18:00"), [overdue]);
    tell(&mut lines, Event::Overdue, "11-24T18:00");
    assert_eq!(untold(&lines, "11-27T15:59"), []);
    let resolution = (Event::Warned, Some(Target::Resolution));
    assert_eq!(
        untold(&lines, "11-27T16:00"),
        [resolution],
        "30 of 40 hours"
    );
    // The next reply is another matter.
    lines.extend(history(&[
        ("12-01T09:00", Event::Claimed),
        ("12-01T09:00", Event::Replied),
        ("12-01T09:00", Event::AskerWrote),
    ]));
    let next = sla.clock(&lines, at("12-01T18:00"));
    let mut replies = next.deadlines.iter();
    let reply = replies.find(|it| it.target == Target::NextReply);
    assert_eq!(reply.map(|it| it.told), Some(State::OnTime));
}

#[test]
fn what_is_put_off_counts_again_from_then_on() {
    let mut lines = history(&[
        ("11-24T09:00", Event::Opened),
        ("11-24T10:00", Event::Claimed),
        ("11-24T11:00", Event::Snoozed),
    ]);
    lines[2].until = Some(at("11-26T09:00"));
    // Six of eight hours are left, and all 16 of silence.
    let mut said = String::new();
    for now in ["11-24T11:00", "11-26T08:59", "11-26T09:00", "11-26T16:00"] {
        let clock = sla().clock(&lines, at(now));
        let back = clock.hand_back_at.map(|it| it.with_timezone(&jst()));
        let untold: Vec<_> = clock.untold().map(|it| it.0).collect();
        said.push_str(&format!("{now}  {} · {back:?} {untold:?}\n", told(&clock)));
    }
    insta::assert_snapshot!(said, @r"
    11-24T11:00  FirstReply 11-26 16:00 OnTime · Resolution 12-02 16:00 OnTime · Snoozed(2026-11-26T00:00:00Z) · Some(2026-11-27T18:00:00+09:00) []
    11-26T08:59  FirstReply 11-26 16:00 OnTime · Resolution 12-02 16:00 OnTime · Snoozed(2026-11-26T00:00:00Z) · Some(2026-11-27T18:00:00+09:00) []
    11-26T09:00  FirstReply 11-26 16:00 OnTime · Resolution 12-02 16:00 OnTime · Some(2026-11-27T18:00:00+09:00) [Woken]
    11-26T16:00  FirstReply 11-26 16:00 Overdue · Resolution 12-02 16:00 OnTime · Some(2026-11-27T18:00:00+09:00) [Overdue, Woken]
    ");
    // The asker wakes it up.
    lines.extend(history(&[("11-25T09:00", Event::AskerWrote)]));
    let clock = sla().clock(&lines, at("11-25T09:00"));
    assert_eq!((clock.pause, clock.snoozed_until), (None, None));
}

#[test]
fn a_reply_that_is_owed_in_another_ticket_stays_due_when_it_was() {
    let mut lines = history(&[
        ("11-24T15:00", Event::Opened),
        ("11-24T16:00", Event::AskerWrote),
        ("11-24T16:00", Event::Absorbed),
    ]);
    let due = |lines: &[HistoryLine]| {
        let clock = sla().clock(lines, at("11-24T16:00"));
        clock.next().unwrap().due_at.unwrap()
    };
    assert_eq!(due(&lines), at("11-25T15:00"));
    lines[2].target = Some(Target::FirstReply);
    for (since, expected) in [
        ("11-24T09:00", "11-24T18:00"),
        ("11-24T15:30", "11-25T15:00"),
    ] {
        lines[2].since = Some(at(since));
        assert_eq!(due(&lines), at(expected), "since {since}");
    }
    lines[2].since = Some(at("11-24T09:00"));
    let owed = Some((Target::FirstReply, at("11-24T09:00")));
    assert_eq!(waiting(&lines), owed);
    lines.extend(history(&[("11-24T17:00", Event::Replied)]));
    assert_eq!(waiting(&lines), None);
}

#[test]
fn what_was_put_off_is_owed_since_the_end_of_that_and_told_once() {
    let mut lines = history(&[
        ("11-24T09:00", Event::Opened),
        ("11-24T09:00", Event::Claimed),
        ("11-24T10:00", Event::Snoozed),
    ]);
    lines[2].until = Some(at("11-26T09:00"));
    let owed = Some((Target::FirstReply, at("11-26T09:00")));
    assert_eq!(waiting(&lines), owed, "to come");
    lines.extend(history(&[("11-25T09:00", Event::Woken)]));
    let owed = Some((Target::FirstReply, at("11-25T09:00")));
    assert_eq!(waiting(&lines), owed, "woken before");

    let mut lines = history(&[
        ("11-25T09:00", Event::Opened),
        ("11-26T09:00", Event::Absorbed),
    ]);
    lines[1].target = Some(Target::FirstReply);
    lines[1].since = Some(at("11-24T09:00"));
    let clock = sla().clock(&lines, at("11-26T09:00"));
    let reply = clock
        .deadlines
        .iter()
        .find(|it| it.target == Target::FirstReply);
    let reply = reply.unwrap();
    assert_eq!((reply.state, reply.told), (State::Overdue, State::Overdue));
}

#[test]
fn while_the_clock_stands_nothing_is_told() {
    let lines = history(&[
        ("11-24T09:00", Event::Opened),
        ("11-24T09:00", Event::Claimed),
        ("12-01T18:00", Event::Replied),
    ]);
    let clock = sla().clock(&lines, at("12-01T18:00"));
    assert_eq!(clock.pause, Some(Pause::Asker));
    assert_eq!(clock.deadlines[0].state, State::Overdue);
    assert_eq!((clock.untold().count(), clock.next()), (0, None));
}

proptest! {
    /// Whenever one looks, as long as nothing happens the same thing is due at the same time, and
    /// the state follows from that time.
    #[test]
    fn looking_at_a_clock_does_not_move_it(
        steps in prop::collection::vec(
            (prop::sample::select(Event::ALL.to_vec()), 0_i64..4000, 1_i64..9000),
            1..12,
        ),
        first in 0_i64..10_000,
        later in 0_i64..10_000,
    ) {
        let sla = sla();
        let mut time = at("11-20T15:00");
        let mut lines = history(&[("11-20T15:00", Event::Opened)]);
        let mut status = Status::Open;
        for (event, minutes, nap) in steps {
            let Some(next) = transition(status, event) else { continue };
            status = next;
            time += TimeDelta::minutes(minutes);
            let until = (event == Event::Snoozed).then(|| time + TimeDelta::minutes(nap));
            let line = HistoryLine { event, at: time, until, ..lines[0].clone() };
            lines.push(line);
        }
        let first = time + TimeDelta::minutes(first);
        let later = first + TimeDelta::minutes(later);
        let (before, after) = (sla.clock(&lines, first), sla.clock(&lines, later));
        match before.pause {
            Some(Pause::Snoozed(until)) if until <= later => prop_assert!(before.read_at < until),
            pause => prop_assert_eq!(pause, after.pause),
        }
        prop_assert_eq!(before.hand_back_at, after.hand_back_at);
        prop_assert_eq!(before.escalate_at, after.escalate_at);
        prop_assert_eq!(before.deadlines.len(), after.deadlines.len());
        for (before, after) in before.deadlines.iter().zip(&after.deadlines) {
            prop_assert_eq!(before.target, after.target);
            prop_assert_eq!(before.due_at, after.due_at);
            prop_assert!(before.state <= after.state);
            for (it, now) in [(before, first), (after, later)] {
                if let Some(due) = it.due_at {
                    prop_assert_eq!(it.state == State::Overdue, due <= now);
                }
            }
        }
    }
}
