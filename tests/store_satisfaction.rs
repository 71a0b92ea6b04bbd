//! Contract of the store: what askers say of the desk's work, on both databases.

use madoguchi::{
    desk::{Event, Satisfaction, Satisfactions, Stars, TicketId},
    outgoing::Outgoing,
    store::{Erasure, Guild, RatedTicket, Store},
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    backend::{Backend, at, either, everybody, id},
    tickets::{act, done, hire, new, open},
};

const TICKET: TicketId = TicketId(id_of(1));

const fn id_of(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn stars(count: i64) -> Stars {
    Stars::new(count).unwrap()
}

fn said(count: i64, word: Option<&str>, n: u64) -> Satisfaction {
    Satisfaction {
        stars: stars(count),
        word: word.map(str::to_owned),
        at: at(n),
    }
}

async fn closed(store: &Store, n: u64) {
    let sato = hire(store, 50, "佐藤").await;
    done(store, act(n, Event::Claimed, Some(&sato), None)).await;
    done(store, act(n + 1, Event::Closed, Some(&sato), None)).await;
}

#[rstest]
#[tokio::test]
async fn the_first_stars_count_and_a_word_may_follow_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let rate = async |count, word, n| {
        let rated = store.rate_ticket(TICKET, stars(count), word, at(n)).await;
        rated.unwrap()
    };
    assert_eq!(rate(5, None, 1).await, RatedTicket::NotFound);
    open(&store, 1).await;
    assert_eq!(rate(5, Some("早い"), 2).await, RatedTicket::NotNow);
    assert_eq!(store.satisfaction(TICKET).await.unwrap(), None);
    closed(&store, 10).await;

    let first = said(4, None, 20);
    assert_eq!(rate(4, None, 20).await, RatedTicket::Taken(first.clone()));
    assert_eq!(rate(1, None, 21).await, RatedTicket::Already(first));
    let both = said(4, Some("助かりました"), 20);
    assert_eq!(
        rate(1, Some("助かりました"), 22).await,
        RatedTicket::Taken(both.clone())
    );
    assert_eq!(
        rate(4, Some("別の言葉"), 23).await,
        RatedTicket::Already(both.clone())
    );

    // Reopened and closed again: what was given stays.
    done(&store, act(30, Event::AskerWrote, None, Some("続き"))).await;
    assert_eq!(rate(2, None, 31).await, RatedTicket::Already(both.clone()));
    closed(&store, 40).await;
    assert_eq!(rate(2, None, 50).await, RatedTicket::Already(both.clone()));
    assert_eq!(store.satisfaction(TICKET).await.unwrap(), Some(both));
}

#[rstest]
#[tokio::test]
async fn of_many_presses_at_once_one_is_taken(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    open(&store, 1).await;
    closed(&store, 10).await;
    let other = store.again().await;
    let rated = everybody(25, |n| {
        let store = either(&store, &other, n);
        let count = i64::try_from(n % 5).unwrap() + 1;
        async move {
            let rated = store.rate_ticket(TICKET, stars(count), None, at(20 + n));
            rated.await.unwrap()
        }
    })
    .await;
    let taken: Vec<_> = rated
        .iter()
        .filter_map(|it| match it {
            RatedTicket::Taken(said) => Some(said.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(taken.len(), 1, "{rated:?}");
    let kept = store.satisfaction(TICKET).await.unwrap();
    assert_eq!(kept.as_ref(), taken.first());
}

#[rstest]
#[tokio::test]
async fn the_desk_sees_the_mean_of_a_time(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let since = async |n| store.satisfactions_since(at(n)).await.unwrap();
    assert_eq!(since(0).await, Satisfactions::default());
    let sato = hire(&store, 50, "佐藤").await;
    for (n, count) in [(1, 5), (2, 2), (3, 4)] {
        let ticket = open(&store, n).await.id;
        for (step, event) in [(0, Event::Claimed), (1, Event::Closed)] {
            let mut act = act(100 * n + step, event, Some(&sato), None);
            act.ticket = ticket;
            done(&store, act).await;
        }
        let rated = store.rate_ticket(ticket, stars(count), None, at(1000 * n));
        assert!(matches!(rated.await.unwrap(), RatedTicket::Taken(_)));
    }
    assert_eq!(
        since(0).await,
        Satisfactions {
            count: 3,
            stars: 11
        }
    );
    assert_eq!(since(2000).await, Satisfactions { count: 2, stars: 6 });
    assert_eq!(since(3001).await, Satisfactions::default());
}

#[rstest]
#[tokio::test]
async fn closing_tells_an_asker_on_discord_and_the_rating_the_desk(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(store) = backend.fresh().await else {
        return;
    };
    let guild = Guild {
        id: 1,
        settings: json!({}),
        desk: Some(2),
        operator: true,
    };
    store
        .change_guild(&guild, at(0), |it| *it = guild.clone())
        .await
        .unwrap();
    let mut on_discord = new(1);
    on_discord.conversation = madoguchi::people::Surface::Discord.conversation("300");
    store.open_ticket(&on_discord).await.unwrap();
    open(&store, 2).await;
    closed(&store, 10).await;
    let rated = store.rate_ticket(TICKET, stars(3), None, at(20)).await;
    assert!(matches!(rated.unwrap(), RatedTicket::Taken(_)));
    // The same press again is no second cause.
    let again = store.rate_ticket(TICKET, stars(3), None, at(21)).await;
    assert!(matches!(again.unwrap(), RatedTicket::Already(_)));

    let mut closings = Vec::new();
    let mut ratings = 0;
    loop {
        let due = store.take_due(at(30), at(90), 50).await.unwrap();
        if due.is_empty() {
            break;
        }
        for it in due {
            match &it.outgoing {
                Outgoing::Closed { ticket, .. } => closings.push(*ticket),
                Outgoing::Satisfied { .. } => ratings += 1,
                _ => {}
            }
            let sent = madoguchi::store::Ended::Sent;
            assert!(store.end_attempt(&it, sent, at(31)).await.unwrap());
        }
    }
    assert_eq!((closings, ratings), (vec![TICKET], 1));
    assert_eq!(id(1), TICKET.0);
}

/// Waits until so many are held up by this connection, or by those that are.
async fn until_held_up(pool: &sqlx::PgPool, by: i32, count: i64) {
    loop {
        let held: i64 = sqlx::query_scalar(
            "WITH first AS (SELECT pid FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid)))
             SELECT COUNT(*) FROM pg_stat_activity WHERE pid IN (SELECT pid FROM first)
                 OR pg_blocking_pids(pid) && ARRAY(SELECT pid FROM first)",
        )
        .bind(by)
        .fetch_one(pool)
        .await
        .unwrap();
        if held == count {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn no_word_stays_that_is_being_written_while_data_are_deleted() {
    let Some(store) = Backend::Postgres.fresh().await else {
        return;
    };
    open(&store, 1).await;
    closed(&store, 10).await;
    let pool = store.postgres().await.unwrap();
    // Both need the number of the next change: neither ends before this does.
    let mut held = pool.begin().await.unwrap();
    let by: i32 = sqlx::query_scalar(
        "UPDATE counters SET value = value WHERE name = 'ticket_event' RETURNING pg_backend_pid()",
    )
    .fetch_one(&mut *held)
    .await
    .unwrap();
    let desk = Guild {
        id: 7,
        settings: json!({}),
        desk: Some(8),
        operator: true,
    };
    store.change_guild(&desk, at(0), |_| ()).await.unwrap();
    let rating = tokio::spawn({
        let store: Store = Store::clone(&store);
        async move {
            let rated = store.rate_ticket(TICKET, stars(4), Some("カナリア"), at(20));
            rated.await.unwrap()
        }
    });
    until_held_up(&pool, by, 1).await;
    let erasing = tokio::spawn({
        let store: Store = Store::clone(&store);
        let erasure = Erasure {
            id: id(900),
            conversations: vec![new(1).conversation],
            interaction: None,
            told: None,
            at: at(30),
        };
        async move { store.erase(&erasure).await.unwrap() }
    });
    until_held_up(&pool, by, 2).await;
    held.commit().await.unwrap();
    assert!(matches!(rating.await.unwrap(), RatedTicket::Taken(_)));
    assert_eq!(erasing.await.unwrap().tickets.len(), 1);
    let left = store.satisfaction(TICKET).await.unwrap().unwrap();
    assert_eq!((left.stars.count(), left.word), (4, None));
}
