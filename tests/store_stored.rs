//! Contract of the store: what is read of a person, the first answer, and forms that wait to be mended,
//! on both databases.

use std::collections::BTreeMap;

use madoguchi::{
    people::{ConversationId, Surface},
    store::{FORMS_WAIT, RecallState, UnsentForm},
};
use rstest::rstest;

use crate::support::{
    backend::{Backend, at, id},
    planted::{ACCOUNT, OTHER, own, plant},
    questions::question,
};

#[rstest]
#[tokio::test]
async fn a_person_reads_what_is_stored_also_where_it_is_over(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    plant(&store, ACCOUNT, 1000).await;
    plant(&store, OTHER, 2000).await;
    let own = own(ACCOUNT);
    let ratings = store.ratings_of(&own).await.unwrap();
    assert_eq!(ratings, [(id(1000), true, at(1000))]);
    let choices = store.choices_of(&own).await.unwrap();
    assert_eq!(choices.len(), 1);
    assert_eq!((choices[0].0, choices[0].2), (id(1000), at(1000)));
    let reminders = store.all_reminders_of(&own).await.unwrap();
    assert_eq!(reminders.len(), 1);
    let notices = store.notices_of(&own).await.unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        (notices[0].reminder, notices[0].days),
        (reminders[0].id, Some(7))
    );
    let recalls = store.all_recalls_of(&own).await.unwrap();
    assert_eq!(recalls.len(), 1);
    assert_eq!(recalls[0].state, RecallState::Told);
}

#[rstest]
#[tokio::test]
async fn the_first_answer_of_a_person_on_discord_is_known_for_ever(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let ask = async |n, conversation: ConversationId| {
        let mut asked = question(n);
        asked.conversation = conversation;
        store.record_question(&asked).await.unwrap();
        store.is_first_answer(id(n)).await.unwrap()
    };
    assert!(ask(1, own(ACCOUNT)).await);
    assert!(!ask(2, own(ACCOUNT)).await);
    assert!(ask(3, own(OTHER)).await);
    assert!(
        !ask(4, Surface::Web.conversation("甲")).await,
        "the page says it"
    );
    let again = store.again().await;
    assert!(again.is_first_answer(id(1)).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn a_form_waits_to_be_mended_for_some_days(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let form = |n: u64, at| UnsentForm {
        id: id(n),
        conversation: own(ACCOUNT),
        form: "1:fq:1".to_owned(),
        filled: BTreeMap::from([("text".to_owned(), format!("書いた{n}"))]),
        at,
    };
    let first = form(1, at(1));
    store.keep_form(&first).await.unwrap();
    store.keep_form(&form(1, at(2))).await.unwrap();
    assert_eq!(store.unsent_form(id(1)).await.unwrap(), Some(first.clone()));
    assert_eq!(store.unsent_forms_of(&own(ACCOUNT)).await.unwrap(), [first]);
    assert_eq!(store.unsent_forms_of(&own(OTHER)).await.unwrap(), []);
    store.keep_form(&form(2, at(2))).await.unwrap();
    let purge = async |now| store.purge_unsent_forms(now).await.unwrap();
    assert_eq!(purge(at(1) + FORMS_WAIT).await, 0);
    assert_eq!(purge(at(2) + FORMS_WAIT).await, 1);
    assert_eq!(store.unsent_form(id(1)).await.unwrap(), None);
    assert!(store.unsent_form(id(2)).await.unwrap().is_some());
}
