//! Contract of the store: 定型文, on both databases.

use madoguchi::{
    people::Person,
    store::{CannedDraft, CannedSaved},
};
use rstest::rstest;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::hire,
};

fn draft(n: u64, revision: i64, name: &str, by: &Person) -> CannedDraft {
    CannedDraft {
        id: id(n),
        revision,
        name: name.to_owned(),
        text: format!("{name}の文章 {{受付番号}}"),
        topic: Some("労働時間".to_owned()),
        valid_until: at(1000),
        by: by.id,
        at: at(10 + u64::try_from(revision).unwrap()),
    }
}

#[rstest]
#[tokio::test]
async fn canned_replies_are_written_changed_and_taken_off(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 101, "佐藤").await;
    let abe = hire(&store, 102, "阿部").await;
    let first = draft(1, 0, "お礼", &sato);
    for _ in 0..2 {
        let saved = store.save_canned_reply(&first).await.unwrap();
        assert_eq!(saved, CannedSaved::Saved, "the same form twice makes one");
    }
    // The form was changed after going back to it.
    let differs = CannedDraft {
        text: "別の文章".to_owned(),
        ..first.clone()
    };
    let by_sato = CannedSaved::ChangedMeanwhile {
        by: "佐藤".to_owned(),
    };
    assert_eq!(store.save_canned_reply(&differs).await.unwrap(), by_sato);
    let other = draft(2, 0, "あいさつ", &sato);
    store.save_canned_reply(&other).await.unwrap();
    let all = store.canned_replies().await.unwrap();
    let names: Vec<_> = all.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["あいさつ", "お礼"]);

    let change = CannedDraft {
        text: "直した文章".to_owned(),
        topic: None,
        ..draft(1, 1, "お礼", &abe)
    };
    let saved = store.save_canned_reply(&change).await.unwrap();
    assert_eq!(saved, CannedSaved::Saved);
    let late = store.save_canned_reply(&draft(1, 1, "お礼2", &sato)).await;
    let meanwhile = CannedSaved::ChangedMeanwhile {
        by: "阿部".to_owned(),
    };
    assert_eq!(late.unwrap(), meanwhile);
    let taken = store
        .save_canned_reply(&draft(1, 2, "あいさつ", &sato))
        .await;
    assert_eq!(taken.unwrap(), CannedSaved::NameTaken);
    let reply = store.canned_reply(id(1)).await.unwrap().unwrap();
    assert_eq!((reply.text.as_str(), reply.topic), ("直した文章", None));
    assert_eq!(
        (reply.writer.as_str(), reply.changer.as_str()),
        ("佐藤", "阿部")
    );
    assert_eq!((reply.written_at, reply.changed_at), (at(10), at(11)));
    assert_eq!((reply.revision, reply.valid_until), (2, at(1000)));

    let off = |revision| store.take_off_canned_reply(id(1), revision, sato.id, at(20));
    assert_eq!(off(1).await.unwrap(), meanwhile);
    assert_eq!(off(2).await.unwrap(), CannedSaved::Saved);
    assert_eq!(store.canned_reply(id(1)).await.unwrap(), None);
    assert_eq!(store.canned_replies().await.unwrap().len(), 1);
    let gone = CannedSaved::ChangedMeanwhile {
        by: "佐藤".to_owned(),
    };
    assert_eq!(off(3).await.unwrap(), gone, "it stays known who did it");
    let nothing = store.take_off_canned_reply(id(9), 1, sato.id, at(21)).await;
    assert_eq!(nothing.unwrap(), CannedSaved::NotFound);
    // Its name is free again.
    let again = store.save_canned_reply(&draft(3, 0, "お礼", &sato)).await;
    assert_eq!(again.unwrap(), CannedSaved::Saved);
}

#[rstest]
#[tokio::test]
async fn of_many_who_change_one_at_once_one_wins_and_names_stay_distinct(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sato = hire(&store, 101, "佐藤").await;
    let first = draft(1, 0, "お礼", &sato);
    store.save_canned_reply(&first).await.unwrap();
    let other = store.again().await;
    let outcomes = everybody(40, |n| {
        let store = either(&store, &other, n);
        // Half of them change it, half add one of the same new name.
        let draft = match n % 4 {
            0 | 1 => draft(1, 1, "お礼", &sato),
            _ => draft(50 + n, 0, "新しい", &sato),
        };
        async move { (n % 4, store.save_canned_reply(&draft).await.unwrap()) }
    })
    .await;
    let saved = |changes: bool| {
        let those = outcomes.iter().filter(|it| (it.0 < 2) == changes);
        those.filter(|it| it.1 == CannedSaved::Saved).count()
    };
    assert_eq!((saved(true), saved(false)), (1, 1));
    assert_eq!(store.canned_replies().await.unwrap().len(), 2);
}
