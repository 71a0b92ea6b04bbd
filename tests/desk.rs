//! Tickets move only as the table of transitions says, whatever happens in whatever order.

use madoguchi::desk::{Event, Status, transition};
use proptest::prelude::*;

fn any_event() -> impl Strategy<Value = Event> {
    prop::sample::select(Event::ALL.to_vec())
}

proptest! {
    #[test]
    fn whatever_happens_the_rules_of_the_desk_hold(events in prop::collection::vec(any_event(), 0..60)) {
        let mut status = Status::Open;
        for event in events {
            let Some(next) = transition(status, event) else { continue };
            // The asker is never turned away, and always wakes the desk up.
            if event == Event::AskerWrote {
                prop_assert!(matches!(next, Status::Open | Status::Claimed));
            }
            // Nothing is answered or closed that nobody had taken.
            if matches!(event, Event::Replied | Event::Closed | Event::Released) {
                prop_assert!(matches!(status, Status::Claimed | Status::Answered));
            }
            // Only a free ticket can be claimed.
            if event == Event::Claimed {
                prop_assert_eq!(status, Status::Open);
            }
            // Time alone moves no ticket, and tells nothing while the asker has the next word.
            if matches!(event, Event::Warned | Event::Overdue) {
                prop_assert!(matches!(status, Status::Open | Status::Claimed));
            }
            // Only whoever has the next word loses a ticket by silence; only one that somebody has is
            // put off or given on; only one that nobody has is shown to more people.
            match event {
                Event::HandedBack => prop_assert_eq!((status, next), (Status::Claimed, Status::Open)),
                Event::Escalated => prop_assert_eq!(status, Status::Open),
                Event::Transferred | Event::Snoozed | Event::Woken => {
                    prop_assert!(matches!(status, Status::Claimed | Status::Answered));
                }
                _ => {}
            }
            if event.leaves_asleep() || (event.is_internal() && event != Event::HandedBack) {
                prop_assert_eq!(next, status);
            }
            prop_assert!(transition(next, Event::Opened).is_none());
            prop_assert!(transition(next, Event::AskerWrote).is_some());
            status = next;
        }
    }

    #[test]
    fn every_ticket_can_come_to_its_end(events in prop::collection::vec(any_event(), 0..60)) {
        let all = events.into_iter();
        let status = all.fold(Status::Open, |status, event| transition(status, event).unwrap_or(status));
        let claimed = transition(status, Event::Claimed).unwrap_or(status);
        let closed = transition(claimed, Event::Closed).unwrap_or(claimed);
        prop_assert_eq!(closed, Status::Closed);
    }
}
