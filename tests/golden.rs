//! The shipped golden questions find their entries; the unanswerable ones get no answer. The floors
//! are what the ranking reaches today: it may get better, not worse. How good it is on questions it
//! was not learned from, `madoguchi train` tells.

use madoguchi::{
    answer::{self, Decision, Intent},
    assistant::Shelf,
    evaluation::is_kept_back,
    knowledge::{self, Distance, UnanswerableQuestion},
    programs::Profile,
};

use crate::support::dialogue::cache;

#[test]
fn golden_questions_find_their_entries_and_unanswerable_ones_none() {
    let (collection, _) = knowledge::embedded();
    let shelf = Shelf::build(collection.clone(), 1, &cache()).unwrap();
    assert_eq!(shelf.refused_weights(), None);
    let (mut first, mut third, mut right, mut replies, mut helped) = (0, 0, 0, 0, 0);
    for golden in &collection.golden {
        let found = shelf.search(&golden.question, &Profile::default(), 10);
        let answers = |id: &str| {
            let mut known = std::iter::once(&golden.entry).chain(&golden.also);
            known.any(|it| it.0 == id)
        };
        let rank = found.hits.iter().position(|it| answers(&it.id));
        first += usize::from(rank == Some(0));
        third += usize::from(rank.is_some_and(|it| it < 3));
        let verdict = shelf.judge().decide(&found);
        let is_reply = verdict.decision == Decision::Reply;
        replies += usize::from(is_reply);
        right += usize::from(is_reply && rank == Some(0));
        let shown = verdict.shown.iter().any(|(hit, _)| answers(&hit.id));
        helped += usize::from(is_reply || verdict.decision == Decision::Clarify && shown);
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    // Half of them was never learned from.
    let answered = |distance: Distance, kept_back: bool| {
        let asked = collection.unanswerable.iter();
        let asked: Vec<&UnanswerableQuestion> = asked
            .filter(|it| it.r#type == distance && is_kept_back(&it.id) == kept_back)
            .collect();
        let answered = asked.iter().filter(|it| {
            let found = shelf.search(&it.question, &Profile::default(), 10);
            answer::intent(&it.question).0 == Intent::Question
                && shelf.judge().decide(&found).decision == Decision::Reply
        });
        share(answered.count(), asked.len())
    };
    let all = collection.golden.len();
    let (near, off) = (
        answered(Distance::Near, true),
        answered(Distance::Off, true),
    );
    let measured = format!(
        "first {:.3}, within three {:.3}, replies {:.3}, right replies {:.3}, replied or offered {:.3}, \
         unanswerable replied: near {near:.3}, off {off:.3}; learned from: near {:.3}, off {:.3}",
        share(first, all),
        share(third, all),
        share(replies, all),
        share(right, replies),
        share(helped, all),
        answered(Distance::Near, false),
        answered(Distance::Off, false),
    );
    println!("{measured}");
    assert!(
        0.85 <= share(first, all) && 0.93 <= share(third, all),
        "{measured}"
    );
    assert!(
        0.50 <= share(replies, all) && 0.95 <= share(right, replies),
        "{measured}"
    );
    assert!(near <= 0.10 && off <= 0.01, "{measured}");
}
