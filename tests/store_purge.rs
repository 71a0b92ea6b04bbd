//! Contract of the store: what is over is deleted after some time, and what belongs to an account is
//! found without a search, on both databases.

use std::fs;

use chrono::Duration;
use madoguchi::{
    outgoing::{Origin, Outgoing},
    store::{Due, Ended, ReadChannel, SENT_IS_KEPT, Store},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, id},
    planted::{ACCOUNT, OTHER, origin},
};

fn say(to: Origin) -> Outgoing {
    let text = "こんにちは".to_owned();
    Outgoing::Say { text, to }
}

fn message(channel: u64, message: u64) -> Outgoing {
    say(Origin::Message {
        channel,
        message,
        account: ACCOUNT,
        guild: None,
        private: true,
    })
}

/// Posts all and ends them as `ended` says, at the first moment.
async fn end(store: &Store, all: &[Outgoing], ended: Ended) {
    for outgoing in all {
        store.post(outgoing, at(0)).await.unwrap();
    }
    let due: Vec<Due> = store.take_due(at(0), at(60), 99).await.unwrap();
    assert_eq!(due.len(), all.len());
    for due in &due {
        assert!(store.end_attempt(due, ended, at(0)).await.unwrap());
    }
}

#[rstest]
#[tokio::test]
async fn what_was_sent_is_forgotten_later_in_small_steps_and_what_waits_is_not(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let sent: Vec<_> = (1..=3).map(|n| say(origin(ACCOUNT, n))).collect();
    end(&store, &sent, Ended::Sent).await;
    let failed = [say(origin(ACCOUNT, 4))];
    end(&store, &failed, Ended::Failed).await;
    let later = [say(origin(ACCOUNT, 5))];
    end(&store, &later, Ended::Later(at(9))).await;
    let waiting = say(origin(ACCOUNT, 6));
    store.post(&waiting, at(0)).await.unwrap();
    let purge = async |now, most| store.purge_outbox(now, most).await.unwrap();

    assert_eq!(purge(at(0) + SENT_IS_KEPT, 99).await, 0);
    let over = at(0) + SENT_IS_KEPT + Duration::milliseconds(1);
    assert_eq!(purge(over, 3).await, 3);
    assert_eq!(purge(over, 3).await, 1);
    assert_eq!(purge(over, 3).await, 0);
    for outgoing in sent.iter().chain(&failed) {
        assert!(!store.is_posted(outgoing).await.unwrap(), "{outgoing:?}");
    }
    for outgoing in later.iter().chain([&waiting]) {
        assert!(store.is_posted(outgoing).await.unwrap(), "{outgoing:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_message_that_is_read_again_is_still_known_to_be_answered(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let answers = [message(7, 100), message(7, 101), message(8, 102)];
    end(&store, &answers, Ended::Sent).await;
    let seen = |seen| ReadChannel {
        id: 7,
        guild: None,
        seen,
    };
    store.channel_seen(seen(100)).await.unwrap();
    let over = at(1) + SENT_IS_KEPT;
    assert_eq!(store.purge_outbox(over, 99).await.unwrap(), 2);
    assert!(store.is_posted(&answers[1]).await.unwrap());
    store.channel_seen(seen(101)).await.unwrap();
    assert_eq!(store.purge_outbox(over, 99).await.unwrap(), 1);
}

/// The columns of an account, of all rows.
async fn accounts(store: &crate::support::backend::Fresh) -> Vec<(String, String)> {
    let all = store.values().await.into_iter();
    let accounts = all.filter(|it| it.1 == "account").map(|it| (it.0, it.2));
    let mut accounts: Vec<_> = accounts.collect();
    accounts.sort();
    accounts
}

#[rstest]
#[tokio::test]
async fn rows_from_before_get_their_accounts(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    for outgoing in [say(origin(OTHER, 1)), message(7, 2)] {
        store.post(&outgoing, at(0)).await.unwrap();
    }
    let ticket = madoguchi::desk::TicketId(id(1));
    let desk = Outgoing::Desk { ticket, seq: 1 };
    store.post(&desk, at(0)).await.unwrap();
    let users = [
        json!({"user": {"id": OTHER.to_string()}}),
        json!({"member": {"user": {"id": ACCOUNT.to_string()}}}),
        json!({"data": {}}),
    ];
    for (n, payload) in (10..).zip(&users) {
        store.take_in(n, id(9), payload, at(0)).await.unwrap();
    }
    let known = accounts(&store).await;
    let expected = ["discord_inbox", "discord_inbox", "outbox", "outbox"]
        .into_iter()
        .zip([ACCOUNT, OTHER, ACCOUNT, OTHER]);
    let expected: Vec<_> = expected
        .map(|(table, account)| (table.to_owned(), account.to_string()))
        .collect();
    assert_eq!(known, expected);

    for table in ["outbox", "discord_inbox"] {
        let forget = format!("UPDATE {table} SET account = NULL");
        store.execute(&forget).await;
    }
    assert_eq!(accounts(&store).await, []);
    let migration = "src/store/migrations/0021_outbox_accounts.sql";
    let migration = fs::read_to_string(migration).unwrap();
    for update in migration.split(';').filter(|it| it.contains("UPDATE ")) {
        store.execute(update).await;
    }
    assert_eq!(accounts(&store).await, known);
}
