//! Contract of the store: reminders of closing days, on both databases.

use chrono::{DateTime, NaiveDate, Utc};
use madoguchi::{
    knowledge::EntryId,
    outgoing::Outgoing,
    people::{ConversationId, Surface},
    programs::reminder::Cause,
    store::{Ended, NewReminder, Reminder, ReminderNotice, ReminderState, Store, Watcher},
};
use rstest::rstest;

use crate::support::backend::{Backend, at, either, everybody, id};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, day).unwrap()
}

fn somebody(account: u64) -> ConversationId {
    Surface::Discord.conversation(&account.to_string())
}

fn wish(n: u64) -> NewReminder {
    NewReminder {
        id: id(n),
        conversation: somebody(301),
        guild: Some(100),
        program: EntryId("program/a".to_owned()),
        name: "甲助成金".to_owned(),
        call: "令和8年度".to_owned(),
        closes: day(20),
        at: at(n),
    }
}

fn near(n: u64, seen: &Reminder, days: i64) -> ReminderNotice {
    ReminderNotice {
        id: id(100 + n),
        reminder: seen.id,
        cause: Cause::Near,
        days: Some(days),
        closes: seen.closes,
        before: None,
        at: at(n),
    }
}

async fn sent(store: &Store, now: DateTime<Utc>) -> Vec<Outgoing> {
    let due = store.take_due(now, at(99_999), 99).await.unwrap();
    for due in &due {
        store.end_attempt(due, Ended::Sent, now).await.unwrap();
    }
    due.into_iter().map(|it| it.outgoing).collect()
}

#[rstest]
#[tokio::test]
async fn a_person_has_one_reminder_for_each_program(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let first = store.add_reminder(&wish(1)).await.unwrap();
    assert_eq!((first.id, first.since), (id(1), at(1)));
    // What is waited for already goes on.
    assert_eq!(store.add_reminder(&wish(2)).await.unwrap(), first);
    let moved = NewReminder {
        closes: day(25),
        ..wish(3)
    };
    let moved = store.add_reminder(&moved).await.unwrap();
    assert_eq!(
        (moved.id, moved.closes, moved.since),
        (id(1), day(25), at(3))
    );
    let earlier = NewReminder {
        program: EntryId("program/b".to_owned()),
        closes: day(5),
        ..wish(4)
    };
    let earlier = store.add_reminder(&earlier).await.unwrap();
    let other = NewReminder {
        conversation: somebody(302),
        ..wish(5)
    };
    let other = store.add_reminder(&other).await.unwrap();
    let own = store.reminders_of(&somebody(301)).await.unwrap();
    assert_eq!(own, [earlier.clone(), moved.clone()]);
    let active = store.active_reminders().await.unwrap();
    assert_eq!(active, [moved.clone(), earlier, other.clone()]);

    // Only whoever waits can stop it.
    let stop = store.stop_reminder(other.id, &somebody(301)).await.unwrap();
    assert_eq!(stop, None);
    assert_eq!(store.reminder(other.id).await.unwrap(), Some(other));
    let stopped = store.stop_reminder(moved.id, &somebody(301)).await.unwrap();
    assert_eq!(stopped.unwrap().state, ReminderState::Stopped);
    assert_eq!(store.reminders_of(&somebody(301)).await.unwrap().len(), 1);
    assert_eq!(store.active_reminders().await.unwrap().len(), 2);
    let again = store.add_reminder(&wish(6)).await.unwrap();
    assert_eq!(
        (again.id, again.state, again.since),
        (id(1), ReminderState::Active, at(6))
    );
    assert_eq!(store.reminder(id(77)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn of_many_who_look_at_once_one_tells(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let seen = store.add_reminder(&wish(1)).await.unwrap();
    let other = store.again().await;
    let told = everybody(20, |n| {
        let (store, seen) = (either(&store, &other, n), seen.clone());
        async move {
            let notice = near(n, &seen, 30);
            let told = store.move_reminder(&seen, &seen, Some(&notice)).await;
            told.unwrap().then_some(notice)
        }
    })
    .await;
    let told: Vec<_> = told.into_iter().flatten().collect();
    let [notice] = &told[..] else {
        panic!("{told:?}");
    };
    let outgoing = Outgoing::Reminder {
        reminder: seen.id,
        notice: notice.id,
    };
    assert_eq!(sent(&store, at(50)).await, [outgoing]);
    let stored = store.reminder_notice(notice.id).await.unwrap();
    assert_eq!(stored.as_ref(), Some(notice));
    assert_eq!(store.reminder_notice(id(7)).await.unwrap(), None);
    let now = store.reminder(seen.id).await.unwrap().unwrap();
    assert_eq!(now.waiting().told, Some(30));
    // Another number of days is another notice.
    let seven = near(51, &seen, 7);
    assert!(store.move_reminder(&now, &now, Some(&seven)).await.unwrap());
    assert_eq!(sent(&store, at(60)).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_does_not_stand_as_it_was_seen_is_not_told(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let seen = store.add_reminder(&wish(1)).await.unwrap();
    let moved = Reminder {
        closes: day(28),
        since: at(10),
        ..seen.clone()
    };
    let notice = ReminderNotice {
        cause: Cause::Moved,
        days: None,
        closes: day(28),
        before: Some(day(20)),
        ..near(10, &seen, 0)
    };
    let tell = store.move_reminder(&seen, &moved, Some(&notice)).await;
    assert!(tell.unwrap());
    // A process that had not seen it.
    let late = ReminderNotice {
        id: id(200),
        ..notice.clone()
    };
    let tell = store.move_reminder(&seen, &moved, Some(&late)).await;
    assert!(!tell.unwrap());
    let tell = near(11, &seen, 7);
    assert!(
        !store
            .move_reminder(&seen, &seen, Some(&tell))
            .await
            .unwrap()
    );
    let now = store.reminder(seen.id).await.unwrap().unwrap();
    assert_eq!((now.closes, now.since), (day(28), at(10)));
    assert_eq!(sent(&store, at(50)).await.len(), 1);

    store.stop_reminder(seen.id, &somebody(301)).await.unwrap();
    let tell = near(12, &now, 7);
    assert!(!store.move_reminder(&now, &now, Some(&tell)).await.unwrap());
    assert_eq!(sent(&store, at(50)).await, []);
}

#[rstest]
#[tokio::test]
async fn what_could_not_be_told_stays_in_the_list(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let seen = store.add_reminder(&wish(1)).await.unwrap();
    store.set_unreached(seen.id, true).await.unwrap();
    let over = Reminder {
        state: ReminderState::Over,
        ..seen.clone()
    };
    assert!(store.move_reminder(&seen, &over, None).await.unwrap());
    let [listed] = &store.reminders_of(&somebody(301)).await.unwrap()[..] else {
        panic!("it is listed");
    };
    assert!(listed.unreached && listed.state == ReminderState::Over);
    store.set_unreached(seen.id, false).await.unwrap();
    assert_eq!(store.reminders_of(&somebody(301)).await.unwrap(), []);
    assert_eq!(store.active_reminders().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn the_thread_of_notices_belongs_to_the_server_where_somebody_asked_last(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let person = somebody(301);
    let asked_in = async |guild| {
        let wish = NewReminder { guild, ..wish(1) };
        store.add_reminder(&wish).await.unwrap();
        let Watcher { guild, thread } = store.watcher(&person).await.unwrap();
        (guild, thread)
    };
    assert_eq!(store.watcher(&person).await.unwrap(), Watcher::default());
    assert_eq!(asked_in(None).await, (None, None));
    assert_eq!(asked_in(Some(100)).await, (Some(100), None));
    store.set_notice_thread(&person, Some(7)).await.unwrap();
    assert_eq!(asked_in(Some(100)).await, (Some(100), Some(7)));
    // In direct messages there is no server.
    assert_eq!(asked_in(None).await, (Some(100), Some(7)));
    assert_eq!(asked_in(Some(200)).await, (Some(200), None));
    store.set_notice_thread(&person, Some(8)).await.unwrap();
    store.set_notice_thread(&person, None).await.unwrap();
    assert_eq!(asked_in(Some(200)).await, (Some(200), None));
}

#[rstest]
#[tokio::test]
async fn it_is_known_what_of_a_reminder_was_sent(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let seen = store.add_reminder(&wish(1)).await.unwrap();
    let mut notices = Vec::new();
    for (n, days, ended) in [
        (2, 30, Some(Ended::Sent)),
        (3, 7, Some(Ended::Failed)),
        (4, 1, None),
    ] {
        let notice = near(n, &seen, days);
        let told = store.move_reminder(&seen, &seen, Some(&notice));
        assert!(told.await.unwrap());
        if let Some(ended) = ended {
            let due = store.take_due(at(n), at(99_999), 9).await.unwrap();
            assert_eq!(due.len(), 1);
            assert!(store.end_attempt(&due[0], ended, at(n)).await.unwrap());
        }
        notices.push((notice, ended == Some(Ended::Sent)));
    }
    let of = async |id| store.notices_of_reminder(id).await.unwrap();
    assert_eq!(of(seen.id).await, notices);
    assert_eq!(of(id(77)).await, []);
    // What was sent long ago is forgotten, and was sent.
    let long_after = at(9) + madoguchi::store::SENT_IS_KEPT;
    assert_eq!(store.purge_outbox(long_after, 9).await.unwrap(), 2);
    notices[1].1 = true;
    assert_eq!(of(seen.id).await, notices);
}
