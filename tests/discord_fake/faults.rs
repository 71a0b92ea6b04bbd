//! How requests fail.

use serde_json::json;
use serenity::all::HttpBuilder;

use super::small_bot::{SmallBot, no_gateway, post};
use crate::support::discord::{ASK, Fake, Fault, Gate, Moment, TOKEN};

#[tokio::test]
async fn faults_come_before_or_after_the_effect() {
    let (fake, http) = no_gateway().await;
    let hello = || json!({ "content": "は" });
    let count = || fake.messages(ASK).len();
    for (fault, status, there) in [
        (Fault::rate_limited(1.5), 429, 0),
        (Fault::rate_limited_globally(1.0), 429, 0),
        (Fault::error(403, 50013, "Missing Permissions"), 403, 0),
        (Fault::Cut(Moment::Before), 0, 0),
        (Fault::After5xx(502), 502, 1),
        (Fault::Cut(Moment::After), 0, 2),
    ] {
        fake.forget_requests();
        fake.fail_next("POST", "/messages", fault);
        post(&http, ASK, hello()).await.unwrap_err();
        let noted = fake.requests();
        assert_eq!((noted.len(), noted[0].status, count()), (1, status, there));
    }
    post(&http, ASK, hello()).await.unwrap();
}

#[tokio::test]
async fn a_request_waits_at_a_gate() {
    let (fake, http) = no_gateway().await;
    for (moment, there) in [(Moment::Before, 0), (Moment::After, 2)] {
        let gate = Gate::new();
        fake.fail_next("POST", "/messages", Fault::Stall(moment, gate.clone()));
        let http = http.clone();
        let sent = tokio::spawn(async move { post(&http, ASK, json!({ "content": "は" })).await });
        gate.reached().await;
        assert_eq!(fake.messages(ASK).len(), there);
        gate.open();
        sent.await.unwrap().unwrap();
    }
    fake.settled().await;
}

#[tokio::test]
async fn requests_are_counted_up_to_the_one_that_stops() {
    let (fake, http) = no_gateway().await;
    let unused = fake.stop_at(1, Moment::Before);
    let gate = fake.stop_at(2, Moment::After);
    post(&http, ASK, json!({ "content": "一" })).await.unwrap();
    assert!(!unused.is_reached() && !gate.is_reached());
    let sent = tokio::spawn(async move { post(&http, ASK, json!({ "content": "二" })).await });
    gate.reached().await;
    assert!(gate.is_reached());
    assert_eq!(fake.messages(ASK).len(), 2);
    gate.open();
    sent.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_broken_rule_fails_the_test_at_its_end() {
    let (fake, http) = no_gateway().await;
    post(&http, ASK, json!({ "content": "あ".repeat(2001) }))
        .await
        .unwrap_err();
    let ended = tokio::spawn(async move { drop(fake) }).await;
    assert!(ended.unwrap_err().is_panic());
}

#[tokio::test]
async fn with_tls_the_rate_limiter_stays_on() {
    let fake = Fake::start_tls().await;
    let http = HttpBuilder::new(TOKEN).client(fake.client());
    let http = http
        .default_allowed_mentions(serenity::all::CreateAllowedMentions::new())
        .build();
    let bot =
        SmallBot::start_with(&fake, http, serenity::all::GatewayIntents::non_privileged()).await;
    fake.fail_next("POST", "/messages", Fault::rate_limited(0.2));
    // The rate limiter waits and sends it again.
    bot.post(ASK, json!({ "content": "は" })).await.unwrap();
    let statuses: Vec<u16> = fake
        .requests()
        .iter()
        .rev()
        .take(2)
        .map(|it| it.status)
        .collect();
    assert_eq!(statuses, [200, 429]);
    fake.assert_clean().await;
}
