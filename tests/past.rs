//! Past questions that curators accepted: how they are searched, exported, and learned from.

use std::{fs, path::Path, sync::Arc};

use madoguchi::{
    app::{self, Pack},
    assistant::{self, Shelf},
    clock::Clock,
    curation::Lost,
    evaluation::{self, Past},
    knowledge::{self, Collection, EntryId},
    people::{PersonId, Role},
    programs::Profile,
    store::{NewStep, Step, Store},
};

use crate::support::dialogue::cache;

const FOLDER: &str = "tests/data/knowledge";
/// Alike to 中抜け, and answered by hourly leave.
const PAST: &str = "犬の散歩に行きたい";
const HOME: &str = "qa/jikan-tani-nenkyu";

fn collection() -> Collection {
    knowledge::load_dir(Path::new(FOLDER)).unwrap().0
}

fn shelf(collection: Collection) -> Shelf {
    Shelf::build(collection, 1, &cache()).unwrap()
}

fn entry(id: &str) -> EntryId {
    EntryId(id.to_owned())
}

fn first(shelf: &Shelf, question: &str) -> Option<EntryId> {
    let found = shelf.search(question, &Profile::default(), 1);
    found.hits.first().map(|it| entry(&it.id))
}

#[test]
fn an_attached_question_finds_its_entry_which_keeps_its_title() {
    let home = entry(HOME);
    let plain = collection();
    let before = plain.records[&home].common().phrasings.clone();
    let mut attached = plain.clone();
    attached.attach([
        (home.clone(), PAST.to_owned()),
        (home.clone(), format!("{PAST}？")),
        (home.clone(), before[0].clone()),
        (entry("qa/gone"), PAST.to_owned()),
    ]);
    let after = &attached.records[&home].common().phrasings;
    assert_eq!(
        after.len(),
        before.len() + 1,
        "what is there is not doubled"
    );
    let (plain, attached) = (shelf(plain), shelf(attached));
    assert_ne!(first(&plain, PAST), Some(home.clone()));
    assert_eq!(first(&attached, PAST), Some(home.clone()));
    let title = |shelf: &Shelf| shelf.entry(&home).unwrap().question.clone();
    assert_eq!(title(&plain), title(&attached));
}

#[test]
fn what_others_would_lose_is_what_they_lose() {
    let golden = "\n[[golden]]\nid = \"a\"\nquestion = \"家で転んだら労災になる？\"\nentry = \"qa/telework-rousai\"\n";
    let mut plain = collection();
    let file = ("golden/a.toml".to_owned(), golden.as_bytes().to_vec());
    plain.golden = knowledge::load_files([file]).0.golden;
    let before = shelf(plain.clone());
    let ids: Vec<EntryId> = plain.records.keys().cloned().collect();
    let entries = || ids.iter().filter_map(|id| before.entry(id));
    for (taker, other) in ids.iter().zip(ids.iter().cycle().skip(1)) {
        let text = before.entry(other).unwrap().phrasings[0].clone();
        let mut more = plain.clone();
        more.attach([(taker.clone(), text.clone())]);
        let after = shelf(more);
        let told = before.lost_with(&[(taker.clone(), text)]).unwrap();
        for entry in entries() {
            for own in std::iter::once(&entry.question).chain(&entry.phrasings) {
                let right = |shelf| first(shelf, own) == Some(entry.id.clone());
                let lost = right(&before) && !right(&after);
                let is_told = told.iter().any(|it| it.question == *own);
                assert_eq!(lost, is_told, "{own} for {taker}: {told:?}");
            }
        }
    }
    let golden = plain.golden[0].clone();
    assert_eq!(first(&before, &golden.question), Some(golden.entry.clone()));
    let nakanuke = entry("qa/nakanuke");
    let told = before.lost_with(&[(nakanuke.clone(), golden.question.clone())]);
    let lost = Lost {
        question: golden.question,
        entry: golden.entry,
        to: nakanuke,
    };
    assert_eq!(told.unwrap(), [lost]);
    let harmless = [(entry(HOME), PAST.to_owned())];
    assert_eq!(before.lost_with(&harmless).unwrap(), []);
}

#[tokio::test]
async fn accepted_questions_are_published_exported_and_not_doubled_by_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let store = Store::open_sqlite(&file).await.unwrap();
    let clock = Clock::System;
    let import = async |folder: &Path| {
        let pack = Pack::Folder(folder.to_owned());
        app::import(&store, &pack, &clock).await.unwrap().0
    };
    import(Path::new(FOLDER)).await;
    let version = store.knowledge_version().await.unwrap();
    let by = PersonId(clock.new_id());
    let by = store.person_named_or_new(by, "管理者", Role::Admin, clock.now());
    let step = NewStep {
        entry: &entry(HOME),
        asked: PAST,
        known: 0,
        step: Step::Accepted,
        text: PAST,
        by: by.await.unwrap().id,
        at: clock.now(),
    };
    assert!(store.step_past_question(&step).await.unwrap());
    let known = app::published(&store).await.unwrap();
    assert_eq!(known.version, version + 1);
    let file = &known.collection.files()["qa/jikan-tani-nenkyu.md"];
    assert_eq!(file.matches(PAST).count(), 1);

    let files = folder.path().join("files");
    for (path, text) in known.collection.files() {
        let path = files.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let report = import(&files).await;
    assert_eq!((report.changed, report.conflicts), (1, Vec::new()));
    let known = app::published(&store).await.unwrap();
    let file = &known.collection.files()["qa/jikan-tani-nenkyu.md"];
    assert_eq!(file.matches(PAST).count(), 1);
}

#[test]
fn weights_say_how_many_questions_of_each_kind_they_were_learned_from() {
    let collection = collection();
    let analyzer = Arc::new(assistant::analyzer(&collection, &cache()).unwrap());
    let pair = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    let past = Past {
        accepted: vec![
            pair(HOME, PAST),
            pair("qa/telework-rousai", "家で転んだら労災？"),
            pair("qa/gone", "もうない項目"),
        ],
        chosen: vec![pair("qa/nakanuke", "途中で病院に行く")],
    };
    let lesson = evaluation::collection_lesson(&collection, analyzer).with_past(&past);
    let home = lesson.documents.iter().find(|it| it.id == HOME);
    assert!(home.unwrap().phrasings.contains(&PAST.to_owned()));
    let trained = evaluation::train(&lesson, 2).unwrap();
    let on = &trained.on;
    let golden = collection.golden.len();
    assert_eq!(
        (on.questions, on.golden, on.past, on.choices),
        (golden + 2, golden, 2, 1)
    );
    assert_eq!(on.fixed.n, on.questions);
    for (name, count) in [("golden", golden), ("past", 2), ("choices", 1)] {
        assert_eq!(trained.weights.trained[name], count as f64, "{name}");
    }
    // Each is asked where its entry does not have it.
    assert!(on.fixed.p_at_1 < 1.0, "{on:?}");
}
