//! Two servers on one PostgreSQL: one winner, and news travel from one to the other.

use std::{
    io::{BufRead, BufReader},
    sync::{Arc, Barrier},
    thread,
};

use madoguchi::{app, clock::Clock, people::Role, store::Store};

use crate::support::{
    backend::empty_schema,
    browser::{Browser, Page},
    server::{House, Server},
};

const CONSULTANTS: usize = 50;
const REPLIES: [&str; 3] = [
    "休憩として扱えます。",
    "就業規則に書きます。",
    "届出も要ります。",
];

/// Starts a server that shows pages from the database at `url`.
fn serve(url: &str) -> (House, Server) {
    let mut house = House::new();
    let database = ("MADOGUCHI_DATABASE_URL", url.to_owned());
    house.environment.push(database);
    let server = Server::start(house.server().args(["--roles", "web"])).unwrap();
    (house, server)
}

/// Login links for as many consultants as there are.
#[tokio::main(flavor = "current_thread")]
async fn links(url: &str) -> Vec<(String, String)> {
    let store = Store::open_postgres(url).await.unwrap();
    let mut links = Vec::new();
    for number in 0..CONSULTANTS {
        let name = format!("相談員{number:02}");
        let role = Role::Consultant;
        let link = app::login_link(&store, &Clock::System, "", &name, role).await;
        links.push((name, link.unwrap()));
    }
    store.close().await;
    links
}

#[tokio::main(flavor = "current_thread")]
async fn schema() -> Option<String> {
    empty_schema().await
}

/// Opens a ticket and returns its number.
fn open_ticket(asker: &mut Browser) -> u32 {
    let blank = asker.get("/tickets/new");
    let fields = [
        ("event", blank.field("event")),
        ("question", "中抜けの時間はどう書けばよいですか"),
    ];
    asker
        .post("/tickets", blank.field("csrf"), &fields)
        .ticket()
}

/// Reads up to the next event of a stream.
fn event(stream: &mut impl BufRead) {
    let mut line = String::new();
    while line != "event: change\n" {
        line.clear();
        assert_ne!(stream.read_line(&mut line).unwrap(), 0, "the stream ended");
    }
}

/// All claim at the same moment; returns each with the page that came.
fn claim_at_once(path: &str, staff: Vec<(String, Browser)>) -> Vec<(String, Browser, Page)> {
    let start = Arc::new(Barrier::new(staff.len()));
    let claims: Vec<_> = staff
        .into_iter()
        .map(|(name, mut browser)| {
            let (path, start) = (path.to_owned(), Arc::clone(&start));
            thread::spawn(move || {
                let open = browser.get(&path);
                let event = [("event", open.field("event"))];
                start.wait();
                let page = browser.post(&format!("{path}/claim"), open.field("csrf"), &event);
                (name, browser, page)
            })
        })
        .collect();
    claims.into_iter().map(|it| it.join().unwrap()).collect()
}

#[test]
fn of_fifty_who_claim_over_two_processes_one_wins_and_the_reply_is_seen_over_both() {
    let Some(url) = schema() else { return };
    let ((_first_house, first), (_second_house, second)) = (serve(&url), serve(&url));
    let mut asker = Browser::at(&second.base);
    let number = open_ticket(&mut asker);
    let staff = links(&url)
        .into_iter()
        .zip([&first, &second].into_iter().cycle());
    let staff: Vec<_> = staff
        .map(|((name, link), server)| {
            let mut browser = Browser::at(&server.base);
            browser.log_in(&link);
            (name, browser)
        })
        .collect();
    let path = format!("/desk/tickets/{number}");
    let claims = claim_at_once(&path, staff);
    let (mut winners, losers): (Vec<_>, Vec<_>) = claims
        .into_iter()
        .partition(|(_, _, page)| page.status == 303);
    assert_eq!(winners.len(), 1, "{winners:?}");
    let (winner, mut owner, _) = winners.pop().unwrap();
    let told = format!("{winner}さんが担当しています。");
    assert_eq!(losers.len(), CONSULTANTS - 1);
    for (name, _, page) in losers {
        assert_eq!(page.status, 409, "{name}: {page:?}");
        assert!(page.body.contains(&told), "{name}: {page:?}");
    }
    // The asker's page is open at the second process; the owner replies through the first.
    let mut stream = BufReader::new(asker.listen(&format!("/tickets/{number}/events")));
    owner.moves(&first.base);
    for reply in REPLIES {
        let mine = owner.get(&path);
        let fields = [("event", mine.field("event")), ("text", reply)];
        let page = owner.post(&format!("{path}/reply"), mine.field("csrf"), &fields);
        assert_eq!(page.status, 303, "{page:?}");
    }
    // The first event comes by itself, and two may tell late of the opening and the claim. So at
    // least one of four tells of a reply.
    for _ in 0..4 {
        event(&mut stream);
    }
    let messages = asker.get(&format!("/tickets/{number}/messages")).body;
    assert!(REPLIES.iter().all(|it| messages.contains(it)), "{messages}");
    for server in [first, second] {
        let ended = server.stop();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(!ended.stderr.contains("ERROR"), "{ended:?}");
    }
}
