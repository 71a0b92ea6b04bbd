//! The shipped golden questions find their entries; the unanswerable ones get no answer. The floors
//! are what the ranking reaches today: it may get better, not worse.

use madoguchi::{
    answer::{self, Decision, Intent},
    assistant::Shelf,
    knowledge,
    programs::Profile,
};

use crate::support::dialogue::cache;

#[test]
fn golden_questions_find_their_entries_and_unanswerable_ones_none() {
    let (collection, _) = knowledge::embedded();
    let shelf = Shelf::build(collection.clone(), 1, &cache()).unwrap();
    let (mut first, mut third, mut right, mut replies) = (0, 0, 0, 0);
    for golden in &collection.golden {
        let found = shelf.search(&golden.question, &Profile::default(), 10);
        let rank = found.hits.iter().position(|it| it.id == golden.entry.0);
        first += usize::from(rank == Some(0));
        third += usize::from(rank.is_some_and(|it| it < 3));
        if answer::decide(&found).decision == Decision::Reply {
            replies += 1;
            right += usize::from(rank == Some(0));
        }
    }
    let answered = |it: &&knowledge::UnanswerableQuestion| {
        let found = shelf.search(&it.question, &Profile::default(), 10);
        answer::intent(&it.question).0 == Intent::Question
            && answer::decide(&found).decision == Decision::Reply
    };
    let wrong = collection.unanswerable.iter().filter(answered).count();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let all = collection.golden.len();
    let measured = format!(
        "first {:.3}, within three {:.3}, replies {:.3}, right replies {:.3}, unanswerable replied {:.3}",
        share(first, all),
        share(third, all),
        share(replies, all),
        share(right, replies),
        share(wrong, collection.unanswerable.len())
    );
    println!("{measured}");
    assert!(
        0.70 <= share(first, all) && 0.85 <= share(third, all),
        "{measured}"
    );
    assert!(
        0.25 <= share(replies, all) && 0.90 <= share(right, replies),
        "{measured}"
    );
    assert!(
        share(wrong, collection.unanswerable.len()) <= 0.06,
        "{measured}"
    );
}
