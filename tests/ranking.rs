//! What ranking promises to whoever writes entries.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi::{
    assistant::{Assistant, Shelf},
    clock::Clock,
    knowledge::{self, Collection, EntryId, Record},
    programs::{Profile, place},
    text::japanese::fold,
};

use crate::support::dialogue::cache;

fn first(shelf: &Shelf, question: &str) -> String {
    let found = shelf.search(question, &Profile::default(), 1);
    found
        .hits
        .first()
        .map(|it| it.id.clone())
        .unwrap_or_default()
}

fn shelf(collection: &Collection) -> Shelf {
    Shelf::build(collection.clone(), 1, &cache()).unwrap()
}

/// The own questions of all entries that have one to themselves.
fn questions(shelf: &Shelf, collection: &Collection) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let entries = collection.records.keys().filter_map(|id| shelf.entry(id));
    entries
        .filter(|it| seen.insert(it.question.clone()))
        .map(|it| (it.id.0.clone(), it.question.clone()))
        .collect()
}

#[test]
fn every_entry_is_found_by_its_own_words() {
    let (collection, _) = knowledge::embedded();
    let shelf = shelf(&collection);
    let questions = questions(&shelf, &collection);
    for (id, question) in &questions {
        assert_eq!(first(&shelf, question), *id, "{question}");
    }
    let entries = || collection.records.keys().filter_map(|id| shelf.entry(id));
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries() {
        let wordings: BTreeSet<String> = entry.phrasings.iter().map(|it| fold(it)).collect();
        for wording in wordings {
            *owners.entry(wording).or_default() += 1;
        }
    }
    for entry in entries() {
        // Templates give several offices the same phrasing; an own question comes before any phrasing.
        let own = entry.phrasings.iter().filter(|it| {
            owners[&fold(it)] == 1
                && !questions
                    .iter()
                    .any(|(_, question)| fold(question) == fold(it))
        });
        for phrasing in own {
            assert_eq!(first(&shelf, phrasing), entry.id.0, "{phrasing}");
        }
    }
}

#[test]
fn a_phrasing_never_takes_the_question_of_another_entry() {
    let (mut collection, _) = knowledge::embedded();
    let before = shelf(&collection);
    let questions = questions(&before, &collection);
    let articles: Vec<_> = collection
        .records
        .iter()
        .filter(|(_, it)| it.article().is_some())
        .map(|(id, _)| id.clone())
        .collect();
    // Every article gets the own question of the next entry in the list, word for word, and the
    // golden questions of its own.
    for (id, (_, foreign)) in articles.iter().zip(questions.iter().skip(1)) {
        let golden = collection.golden.iter().filter(|it| it.entry == *id);
        let more: Vec<String> = golden.map(|it| it.question.clone()).collect();
        let Some(Record::Qa(it) | Record::Guideline(it) | Record::Case(it)) =
            collection.records.get_mut(id)
        else {
            continue;
        };
        it.common.phrasings.push(foreign.clone());
        it.common.phrasings.extend(more);
    }
    let after = shelf(&collection);
    for (id, question) in questions {
        assert_eq!(first(&after, &question), id, "{question}");
    }
}

#[test]
fn without_usable_weights_the_fixed_recipe_answers() {
    let (mut collection, _) = knowledge::embedded();
    let good = collection.ranking.clone().unwrap();
    let learned = shelf(&collection);
    collection.ranking = None;
    let fixed = shelf(&collection);
    assert_eq!(fixed.refused_weights(), None);
    assert_ne!(fixed.judge(), learned.judge());
    let question = "中抜けの扱い";
    let expected = fixed.search(question, &Profile::default(), 10);
    for bad in [
        "",
        "version = 2",
        &good.replace("version = 2", "version = 1"),
        &good.replace("version = 2", "version = 99"),
        &good.replace("own_both", "another_feature"),
        &good[..good.len() / 2],
    ] {
        collection.ranking = Some(bad.to_owned());
        let shelf = shelf(&collection);
        assert!(shelf.refused_weights().is_some(), "{bad}");
        assert_eq!(shelf.search(question, &Profile::default(), 10), expected);
    }
    // Too few questions to be trusted, but nothing wrong with the file.
    let questions = good
        .lines()
        .find(|it| it.starts_with("questions = "))
        .unwrap();
    collection.ranking = Some(good.replace(questions, "questions = 99.0"));
    let few = shelf(&collection);
    assert_eq!(few.refused_weights(), None);
    assert_eq!(few.search(question, &Profile::default(), 10), expected);
}

#[test]
fn of_offices_in_all_prefectures_the_one_that_is_asked_for_comes_first() {
    let (collection, _) = knowledge::embedded();
    let shelf = shelf(&collection);
    let mut lost = Vec::new();
    for prefecture in shelf.prefecture_names() {
        let question = format!("{}の労働局の連絡先", place::short(prefecture));
        let asker = Profile {
            prefecture: shelf.places_in(&question).looked_for(),
            ..Profile::default()
        };
        assert_eq!(asker.prefecture.as_ref(), Some(prefecture));
        let found = shelf.search(&question, &asker, 10);
        let first = found.hits.first().map(|it| EntryId(it.id.clone()));
        let entry = first.and_then(|it| shelf.entry(&it));
        if !entry.is_some_and(|it| it.prefectures.contains(prefecture)) {
            lost.push((prefecture, found.hits.into_iter().map(|it| it.id).next()));
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn who_promises_more_answers_less() {
    let (collection, _) = knowledge::embedded();
    let reply_from = |promise| shelf(&collection).promising(promise).judge().reply_from();
    let thresholds = [0.80, 0.90, 0.95, 0.99].map(reply_from);
    assert!(thresholds.is_sorted_by(|a, b| a < b), "{thresholds:?}");
    // Nothing keeps all of it; the strictest there is has to do.
    assert_eq!(reply_from(1.0), thresholds[3]);
    let promising = shelf(&collection).promising(0.80);
    let assistant = Assistant::forgetful(Clock::System, promising);
    assistant.replace_shelf(shelf(&collection));
    assert_eq!(assistant.shelf().judge().reply_from(), thresholds[0]);
}
