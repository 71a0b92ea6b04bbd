//! The real program on Discord: how it works, is refused, and is killed at every request of a
//! ticket's way.

use tokio::task::block_in_place;

use super::{
    bureau::text,
    street::{Entry, Street},
};
use crate::support::{
    browser::Browser,
    discord::{ASK, ASKER, Fault, Mention, Moment},
    server::KNOWN,
};

/// Kills the program at the first request of a ticket's way, at the second, and so on to the last.
async fn killed_at_every_request(entry: Entry, moment: Moment) {
    let mut street = Street::open().await;
    street.entry = entry;
    // Only the first answer tells what is stored.
    street.ticket("初めて").await;
    let unharmed = street.ticket("無事").await;
    let expected = street.seen(&unharmed).await;
    let public = usize::from(entry == Entry::Message);
    assert_eq!(expected.len(), 14 + public, "{expected:#?}");
    for request in 1.. {
        street.gate = Some(street.fake.stop_at(request, moment));
        let kills = street.kills;
        let ticket = street.ticket(&format!("{request}番目")).await;
        assert_eq!(
            street.seen(&ticket).await,
            expected,
            "killed {moment:?} request {request}"
        );
        if street.kills == kills {
            assert!(12 < request, "a way of {request} requests");
            break;
        }
    }
    let server = street.server.take().unwrap();
    assert_eq!(block_in_place(|| server.stop()).code, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_before_any_request_nothing_is_lost_or_sent_twice() {
    killed_at_every_request(Entry::Command, Moment::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_any_request_nothing_is_lost_or_sent_twice() {
    killed_at_every_request(Entry::Message, Moment::After).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_answers_hands_over_and_stops_in_order() {
    let mut street = Street::open().await;
    let said = street.fake.says(ASKER, ASK, KNOWN, Mention::Bot);
    assert!(text(&said.answer().await).contains("出典"));
    street.entry = Entry::Message;
    street.ticket("通し").await;
    street.fake.settled().await;
    let server = street.server.take().unwrap();
    let ended = block_in_place(|| server.stop());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for trouble in ["WARN", "ERROR", "panicked"] {
        assert!(!ended.stderr.contains(trouble), "{ended:?}");
    }
    street.fake.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_by_discord_the_program_says_why_and_serves_the_web() {
    for (code, part) in [
        (None, "MADOGUCHI_DISCORD_TOKEN"),
        (Some(4004), "MADOGUCHI_DISCORD_TOKEN"),
        (Some(4014), "Privileged Gateway Intents"),
    ] {
        let mut street = Street::closed(None).await;
        if code.is_none() {
            let fault = Fault::error(401, 0, "401: Unauthorized");
            street.fake.fail_next("GET", "/gateway/bot", fault);
            street.server = Some(block_in_place(|| street.house.serve()));
        } else {
            street.start().await;
            street.fake.close_socket(code);
        }
        let store = street.store().await;
        while store.troubles().await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        let server = street.server.take().unwrap();
        let ended = block_in_place(|| {
            let mut browser = Browser::at(&server.base);
            assert_eq!(browser.get("/readyz").body, "ready");
            browser.log_in(server.login.as_deref().unwrap());
            let desk = browser.get("/desk").body;
            assert!(desk.contains(part), "{desk}");
            server.stop()
        });
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.stderr.contains(part), "{ended:?}");
        assert_eq!(
            street.fake.with(|it| it.gateway.identifies),
            usize::from(code.is_some())
        );
    }
}
