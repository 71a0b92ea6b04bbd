//! What runs by itself, with a clock that is moved.

use std::collections::BTreeMap;

use chrono::Duration;
use madoguchi::{
    jobs::{JOBS, Tools},
    outgoing::Outgoing,
    store::{Ended, FORMS_WAIT, SENT_IS_KEPT, UnsentForm},
};

use crate::support::{dialogue::Office, planted};

/// Runs a job once.
async fn run(office: &Office, name: &str) {
    let tools = Tools {
        store: office.store.clone(),
        clock: office.clock.clone(),
        assistant: office.assistant.clone(),
    };
    let job = JOBS.iter().find(|it| it.name == name).unwrap();
    (job.run)(&tools).await.unwrap();
}

#[tokio::test]
async fn what_was_sent_long_ago_is_forgotten_however_much_it_is() {
    let office = Office::open().await;
    let now = office.clock.now();
    let all = (1..=501).map(|n| Outgoing::Say {
        text: "こんにちは".to_owned(),
        to: planted::origin(planted::ACCOUNT, n),
    });
    let all: Vec<_> = all.collect();
    for outgoing in &all {
        office.store.post(outgoing, now).await.unwrap();
    }
    for due in office.store.take_due(now, now, 501).await.unwrap() {
        let ended = office.store.end_attempt(&due, Ended::Sent, now).await;
        assert!(ended.unwrap());
    }
    let left = async || {
        let mut left = 0;
        for outgoing in &all {
            left += usize::from(office.store.is_posted(outgoing).await.unwrap());
        }
        left
    };
    run(&office, "forget_what_is_over").await;
    assert_eq!(left().await, 501);
    office.clock.advance(SENT_IS_KEPT + Duration::seconds(1));
    run(&office, "forget_what_is_over").await;
    assert_eq!(left().await, 0);
}

#[tokio::test]
async fn an_unfinished_form_is_forgotten_also_if_no_other_is_kept() {
    let office = Office::open().await;
    let form = UnsentForm {
        id: office.clock.new_id(),
        conversation: planted::own(planted::ACCOUNT),
        form: "1:fq:1".to_owned(),
        filled: BTreeMap::from([("text".to_owned(), "書きかけ".to_owned())]),
        at: office.clock.now(),
    };
    office.store.keep_form(&form).await.unwrap();
    let is_there = async || office.store.unsent_form(form.id).await.unwrap().is_some();
    office.clock.advance(FORMS_WAIT);
    run(&office, "forget_what_is_over").await;
    assert!(is_there().await);
    office.clock.advance(Duration::seconds(1));
    run(&office, "forget_what_is_over").await;
    assert!(!is_there().await);
}
