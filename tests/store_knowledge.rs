//! Contract of the store: published knowledge and the import of files, on both databases.

use madoguchi::{
    knowledge::{Stored, load_files},
    people::{PersonId, Role},
    store::{Conflict, ImportReport, Item, Store},
};
use rstest::rstest;
use serde_json::{Value, json, value::RawValue};

use crate::support::{
    backend::{Backend, Fresh, at, either, everybody, id},
    vendors::{FILE, VENDORS},
};

/// An item whose text is `text`; equal texts have equal digests.
fn item(name: &str, text: &str) -> Item {
    Item {
        collection: "entry".to_owned(),
        id: format!("qa/{name}"),
        digest: format!("digest of {text}"),
        document: json!({"question": text, "topics": ["労働時間"], "days": 365, "weight": 0.5}),
    }
}

async fn open(backend: Backend) -> Option<Fresh> {
    let store = backend.fresh().await?;
    let curator = PersonId(id(1));
    store
        .person_named_or_new(curator, "編集", Role::Admin, at(0))
        .await
        .unwrap();
    Some(store)
}

async fn publish(store: &Store, item: &Item) {
    store.publish(item, PersonId(id(1)), at(5)).await.unwrap();
}

async fn withdraw(store: &Store, name: &str) {
    let id = (format!("qa/{name}"), PersonId(id(1)));
    store.withdraw("entry", &id.0, id.1, at(5)).await.unwrap();
}

async fn import(store: &Store, items: &[Item]) -> ImportReport {
    store.import(items, &[], "pack", at(9)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn what_was_imported_is_published_in_the_order_of_bytes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    assert_eq!(store.knowledge_version().await.unwrap(), 0);
    assert_eq!(store.pack_digest().await.unwrap(), None);
    assert_eq!(store.published().await.unwrap(), []);
    let golden = Item {
        collection: "golden".to_owned(),
        ..item("a", "想定質問")
    };
    // The last of two with one id counts.
    let items = [
        golden.clone(),
        item("い", "1"),
        item("B", "2"),
        item("a_b", "古い"),
        item("a", "3"),
        item("a_b", "4"),
        item("a-b", "5"),
        item("ア", "6"),
    ];
    let report = store.import(&items, &[], "第1版", at(9)).await.unwrap();
    let expected = ImportReport {
        added: 7,
        ..ImportReport::default()
    };
    assert_eq!(report, expected);
    let names = [
        ("B", "2"),
        ("a", "3"),
        ("a-b", "5"),
        ("a_b", "4"),
        ("い", "1"),
        ("ア", "6"),
    ];
    let mut sorted: Vec<_> = names.iter().map(|it| item(it.0, it.1)).collect();
    sorted.push(golden);
    assert_eq!(store.published().await.unwrap(), sorted);
    assert_eq!(store.knowledge_version().await.unwrap(), 1);
    let digest = store.pack_digest().await.unwrap();
    assert_eq!(digest.as_deref(), Some("第1版"));
}

#[rstest]
#[tokio::test]
async fn what_is_published_can_be_read_one_by_one(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    import(&store, &[item("a", "1"), item("b", "2"), item("c", "3")]).await;
    publish(&store, &item("b", "編")).await;
    withdraw(&store, "c").await;
    let mut read = Vec::new();
    let take = |collection: &str, id: &str, document: &RawValue| {
        let document: Value = serde_json::from_str(document.get()).unwrap();
        read.push((collection.to_owned(), id.to_owned(), document));
    };
    store.each_published(take).await.unwrap();
    read.sort_by(|a, b| a.1.cmp(&b.1));
    let expected = [item("a", "1"), item("b", "編")];
    assert_eq!(read, expected.map(|it| (it.collection, it.id, it.document)));
}

#[rstest]
#[tokio::test]
async fn a_file_comes_out_of_the_store_as_it_went_in(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    let (collection, _) = load_files([(FILE.to_owned(), VENDORS.into())]);
    let items = collection.into_items().map(|it| Item {
        collection: it.collection.to_owned(),
        id: it.id,
        digest: it.digest,
        document: it.document,
    });
    import(&store, &items.collect::<Vec<_>>()).await;
    let mut stored = Stored::default();
    let take = |collection: &str, id: &str, document: &RawValue| {
        stored.add(collection, id, document);
    };
    store.each_published(take).await.unwrap();
    let (collection, problems) = stored.finish();
    assert_eq!(problems, []);
    assert_eq!(collection.files()[FILE], VENDORS);
}

#[rstest]
#[tokio::test]
async fn importing_the_same_again_changes_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    let items = [item("a", "1"), item("b", "2")];
    import(&store, &items).await;
    let report = store.import(&items, &[], "第2版", at(10)).await.unwrap();
    let expected = ImportReport {
        unchanged: 2,
        ..ImportReport::default()
    };
    assert_eq!(report, expected);
    assert_eq!(store.knowledge_version().await.unwrap(), 1);
    let digest = store.pack_digest().await.unwrap();
    assert_eq!(digest.as_deref(), Some("第2版"));
}

/// What the store's side did since the first import.
#[derive(Debug, Clone, Copy)]
enum Curator {
    Nothing,
    Writes(&'static str),
    Withdraws,
}
use Curator::{Nothing, Withdraws, Writes};

/// What the second import is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Unchanged,
    Kept,
    Changed,
    Withdrawn,
    Conflict,
    /// Both sides withdrew: nothing is left to be counted.
    Nowhere,
}

#[rstest]
// First the file says 旧; then the curator's doing, the file now, what is published afterwards.
#[case(Nothing, Some("旧"), Some("旧"), Outcome::Unchanged)]
#[case(Nothing, Some("新"), Some("新"), Outcome::Changed)]
#[case(Nothing, None, None, Outcome::Withdrawn)]
#[case(Writes("編"), Some("旧"), Some("編"), Outcome::Kept)]
#[case(Writes("編"), Some("新"), Some("編"), Outcome::Conflict)]
#[case(Writes("新"), Some("新"), Some("新"), Outcome::Unchanged)]
#[case(Writes("編"), None, Some("編"), Outcome::Conflict)]
#[case(Withdraws, Some("旧"), None, Outcome::Kept)]
#[case(Withdraws, Some("新"), None, Outcome::Conflict)]
#[case(Withdraws, None, None, Outcome::Nowhere)]
#[tokio::test]
async fn an_import_merges_files_and_store(
    #[case] curator: Curator,
    #[case] file: Option<&str>,
    #[case] published: Option<&str>,
    #[case] outcome: Outcome,
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    let other = item("b", "他");
    import(&store, &[item("a", "旧"), other.clone()]).await;
    match curator {
        Nothing => {}
        Writes(text) => publish(&store, &item("a", text)).await,
        Withdraws => withdraw(&store, "a").await,
    }
    let version = store.knowledge_version().await.unwrap();
    let file = file.map(|text| item("a", text));
    let files: Vec<_> = file.iter().chain([&other]).cloned().collect();
    let report = import(&store, &files).await;

    let conflict = outcome == Outcome::Conflict;
    let expected = ImportReport {
        added: 0,
        changed: (outcome == Outcome::Changed).into(),
        withdrawn: (outcome == Outcome::Withdrawn).into(),
        unchanged: 1 + usize::from(outcome == Outcome::Unchanged),
        kept: (outcome == Outcome::Kept).into(),
        conflicts: conflict
            .then(|| ("entry".to_owned(), "qa/a".to_owned()))
            .into_iter()
            .collect(),
    };
    assert_eq!(report, expected);
    let published = published.map(|text| item("a", text));
    let all: Vec<_> = published.into_iter().chain([other]).collect();
    assert_eq!(store.published().await.unwrap(), all);
    let bump = matches!(outcome, Outcome::Changed | Outcome::Withdrawn);
    let expected = version + i64::from(bump);
    assert_eq!(store.knowledge_version().await.unwrap(), expected);
    let recorded = conflict.then(|| Conflict {
        collection: "entry".to_owned(),
        id: "qa/a".to_owned(),
        digest: file.as_ref().map(|it| it.digest.clone()),
        document: file.as_ref().map(|it| it.document.clone()),
        at: at(9),
    });
    let recorded: Vec<_> = recorded.into_iter().collect();
    assert_eq!(store.conflicts().await.unwrap(), recorded);
    let again = import(&store, &files).await;
    assert_eq!(again.conflicts, report.conflicts);
    assert_eq!((again.changed, again.withdrawn), (0, 0));
}

#[rstest]
#[tokio::test]
async fn a_file_that_meets_an_item_of_the_store_never_overwrites_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    publish(&store, &item("同じ", "1")).await;
    publish(&store, &item("別", "2")).await;
    publish(&store, &item("店", "3")).await;
    let report = import(&store, &[item("同じ", "1"), item("別", "9")]).await;
    assert_eq!((report.unchanged, report.kept), (1, 1));
    assert_eq!(report.conflicts, [("entry".to_owned(), "qa/別".to_owned())]);
    let texts: Vec<_> = store.published().await.unwrap();
    let expected = [item("別", "2"), item("同じ", "1"), item("店", "3")];
    assert_eq!(texts.len(), expected.len());
    assert!(expected.iter().all(|it| texts.contains(it)));
}

#[rstest]
#[tokio::test]
async fn a_conflict_ends_when_both_sides_say_the_same(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    import(&store, &[item("a", "旧")]).await;
    publish(&store, &item("a", "編")).await;
    import(&store, &[item("a", "新")]).await;
    assert_eq!(store.conflicts().await.unwrap().len(), 1);
    let report = import(&store, &[item("a", "編")]).await;
    assert_eq!(report.unchanged, 1);
    assert_eq!(store.conflicts().await.unwrap(), []);
    // From here on the file leads again.
    let report = import(&store, &[item("a", "新")]).await;
    assert_eq!(report.changed, 1);
}

#[rstest]
#[tokio::test]
async fn what_was_withdrawn_can_come_back(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    import(&store, &[item("a", "1")]).await;
    import(&store, &[]).await;
    assert_eq!(store.published().await.unwrap(), []);
    let report = import(&store, &[item("a", "1")]).await;
    assert_eq!(report.added, 1);
    assert_eq!(store.published().await.unwrap(), [item("a", "1")]);
    assert_eq!(store.knowledge_version().await.unwrap(), 3);
}

#[rstest]
#[tokio::test]
async fn publishing_what_is_published_changes_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    publish(&store, &item("a", "1")).await;
    publish(&store, &item("a", "1")).await;
    assert_eq!(store.knowledge_version().await.unwrap(), 1);
    publish(&store, &item("a", "2")).await;
    assert_eq!(store.knowledge_version().await.unwrap(), 2);
    withdraw(&store, "a").await;
    withdraw(&store, "a").await;
    assert_eq!(store.knowledge_version().await.unwrap(), 3);
    assert_eq!(store.published().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn processes_that_import_and_publish_at_once_lose_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = open(backend).await else {
        return;
    };
    let other = store.again().await;
    let files: Vec<_> = (0..1200).map(|n| item(&format!("f{n:04}"), "1")).collect();
    let reports = everybody(8, |n| {
        let store = either(&store, &other, n);
        let files = files.clone();
        async move {
            if n < 4 {
                import(&store, &files).await.added
            } else {
                publish(&store, &item(&format!("s{n}"), "2")).await;
                0
            }
        }
    })
    .await;
    assert_eq!(reports.iter().sum::<usize>(), 1200);
    assert_eq!(store.published().await.unwrap().len(), 1204);
    assert_eq!(store.knowledge_version().await.unwrap(), 5);
}
