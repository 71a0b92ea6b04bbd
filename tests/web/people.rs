//! Who works at the desk: login links, and people who leave.

use axum::http::StatusCode;
use madoguchi::people::{PersonId, Role};

use super::visit::{Place, form};

#[tokio::test]
async fn only_administrators_make_login_links() {
    let place = Place::open().await;
    let mut consultant = place.staff("佐藤", Role::Consultant).await;
    let page = consultant.get("/desk/people").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let fields = [("name", "悪人"), ("role", "admin")];
    let page = consultant.post("/desk/people", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);

    let mut admin = place.staff("田中", Role::Admin).await;
    let page = admin
        .post("/desk/people", &[("name", ""), ("role", "admin")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "鈴木"), ("role", "consultant")];
    let page = admin.post("/desk/people", &fields).await;
    let link = page.between("id=\"link\">", "<");
    let path = link
        .strip_prefix("http://127.0.0.1:8080")
        .unwrap()
        .to_owned();
    let mut new = place.browser();
    new.post(&path, &[]).await;
    assert!(new.get("/desk").await.says("鈴木さん"));
}

impl Place {
    async fn person(&self, name: &str) -> PersonId {
        let people = self.store.people().await.unwrap();
        people.iter().find(|it| it.name == name).unwrap().id
    }

    async fn stop_path(&self, name: &str) -> String {
        format!("/desk/people/{}/stop", self.person(name).await.0)
    }
}

#[tokio::test]
async fn whoever_is_stopped_is_out_at_once_and_the_tickets_are_open_again() {
    let place = Place::open().await;
    place.browser().ticket("質問の本文").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    sato.post("/desk/tickets/1/claim", &[]).await;
    let unused = place.login_path("佐藤", Role::Consultant).await;
    let mut admin = place.staff("田中", Role::Admin).await;
    let path = place.stop_path("佐藤").await;
    let people = admin.get("/desk/people").await;
    assert!(people.says(&path), "{}", people.body);
    let asked = admin.get(&path).await;
    assert!(
        asked.says("相談票1件") && asked.says("/desk/tickets/1"),
        "{}",
        asked.body
    );
    assert_eq!(sato.get("/desk").await.status, StatusCode::OK, "only asked");

    let said = admin.post(&path, &[]).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    assert!(said.says("佐藤さんの利用を止めました") && said.says("受付番号 1"));
    assert!(!said.says(&path));
    for closed in ["/desk", "/desk/events", "/desk/tickets/1"] {
        let page = sato.get(closed).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{closed}");
    }
    let page = place.browser().post(&unused, &[]).await;
    assert_eq!(page.status, StatusCode::GONE);
    let ticket = admin.get("/desk/tickets/1").await;
    assert!(ticket.says("佐藤：担当を外れました"), "{}", ticket.body);
    let claimed = admin.post("/desk/tickets/1/claim", &[]).await;
    assert_eq!(claimed.status, StatusCode::SEE_OTHER);
    // Pressed once more, on a page that was still open.
    let page = admin.post(&path, &[]).await;
    assert!(page.says("すでに止められています"), "{}", page.body);
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_login_link_lets_a_person_in_again_but_not_an_old_login() {
    let place = Place::open().await;
    let mut old = place.staff("佐藤", Role::Consultant).await;
    let mut admin = place.staff("田中", Role::Admin).await;
    admin.post(&place.stop_path("佐藤").await, &[]).await;
    let mut new = place.staff("佐藤", Role::Consultant).await;
    assert_eq!(new.get("/desk").await.status, StatusCode::OK);
    let page = old.get("/desk").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "a login of before");
}

#[tokio::test]
async fn closed_tickets_keep_the_name_of_somebody_who_left() {
    let place = Place::open().await;
    place.browser().ticket("質問").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    for action in ["claim", "close"] {
        sato.post(&format!("/desk/tickets/1/{action}"), &[]).await;
    }
    let mut admin = place.staff("田中", Role::Admin).await;
    admin.post(&place.stop_path("佐藤").await, &[]).await;
    assert!(admin.get("/desk").await.says("担当 佐藤"));
    assert!(admin.get("/desk/tickets/1").await.says("担当 佐藤"));
}

#[tokio::test]
async fn the_last_administrator_is_not_stopped_and_stays_one() {
    let place = Place::open().await;
    let mut admin = place.staff("田中", Role::Admin).await;
    let path = place.stop_path("田中").await;
    assert!(!admin.get("/desk/people").await.says(&path));
    let page = admin.post(&path, &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.says("最後の管理者"), "{}", page.body);
    let fields = [("name", "田中"), ("role", "consultant")];
    let page = admin.post("/desk/people", &fields).await;
    assert!(page.says("役割は管理者のまま"), "{}", page.body);
    assert_eq!(admin.get("/desk/people").await.status, StatusCode::OK);
    // With another one the first may go, also by the own hand.
    place.staff("後任", Role::Admin).await;
    let page = admin.post(&path, &[]).await;
    assert_eq!((page.status, page.target()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(admin.get("/desk").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_but_an_administrator_stops_people() {
    let place = Place::open().await;
    let mut admin = place.staff("田中", Role::Admin).await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    let path = place.stop_path("田中").await;
    assert_eq!(sato.get(&path).await.status, StatusCode::FORBIDDEN);
    let page = sato.post(&path, &[]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let mut stranger = place.browser();
    let page = stranger.post(&path, &[]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let own = place.stop_path("佐藤").await;
    let page = admin.send(form(&own, &[("csrf", "00")])).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "without its token");
    assert_eq!(place.store.people().await.unwrap().len(), 2);
}
