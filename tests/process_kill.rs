//! A power cut at any moment of a ticket's way: nothing lost, nothing doubled.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    browser::{Browser, Page},
    server::{House, KNOWN},
};

const KILLS: u64 = 50;
const CLIENTS: usize = 3;
/// A power cut comes after at most so many more answers …
const MOST_ANSWERS: u64 = 14;
/// … and then at most so many microseconds: about what a request takes.
const MOST_MICROS: u64 = 8_000;

/// What the threads share.
#[derive(Default)]
struct Street {
    /// How many servers there have been, and where the last one serves.
    address: Mutex<(u64, String)>,
    moved: Condvar,
    /// No new tickets, please.
    enough: AtomicBool,
    /// Forms that got no answer and were sent again.
    repeated: AtomicUsize,
}

impl Street {
    fn open(&self, base: &str) {
        let mut address = self.address.lock().unwrap();
        *address = (address.0 + 1, base.to_owned());
        self.moved.notify_all();
    }

    /// Waits for a server after the `last` one.
    fn after(&self, last: u64) -> (u64, String) {
        let address = self.address.lock().unwrap();
        let waiting = self.moved.wait_while(address, |it| it.0 <= last);
        waiting.unwrap().clone()
    }
}

/// Somebody who sends a request again until it is answered.
struct Client {
    street: Arc<Street>,
    browser: Browser,
    server: u64,
    /// Told about every answer.
    answered: mpsc::Sender<()>,
}

impl Client {
    fn new(street: &Arc<Street>, answered: &mpsc::Sender<()>) -> Client {
        let (server, base) = street.after(0);
        Client {
            street: Arc::clone(street),
            browser: Browser::at(&base),
            server,
            answered: answered.clone(),
        }
    }

    fn send(&mut self, path: &str, form: Option<&[(&str, &str)]>) -> Page {
        loop {
            if let Ok(page) = self.browser.send(path, form) {
                // At the end nobody counts any more.
                let _ = self.answered.send(());
                return page;
            }
            if form.is_some() {
                self.street.repeated.fetch_add(1, SeqCst);
            }
            let (server, base) = self.street.after(self.server);
            self.server = server;
            self.browser.moves(&base);
        }
    }

    fn post(&mut self, path: &str, from: &Page, fields: &[(&str, &str)]) -> Page {
        let form = [&[("csrf", from.field("csrf"))], fields].concat();
        let page = self.send(path, Some(&form));
        assert!(page.status == 303 || page.status == 200, "{path}: {page:?}");
        page
    }

    /// Asks, opens a ticket, and returns its number.
    fn ask(&mut self, question: &str) -> u32 {
        let home = self.send("/", None);
        self.post("/ask", &home, &[("question", KNOWN)]);
        let blank = self.send("/tickets/new", None);
        let event = blank.field("event");
        let fields = [("event", event), ("question", question)];
        let number = self.post("/tickets", &blank, &fields).ticket();
        let page = self.send(&format!("/tickets/{number}"), None);
        assert!(page.body.contains(question), "{page:?}");
        number
    }

    /// Claims a ticket and replies to it.
    fn reply(&mut self, number: u32, text: &str) {
        let path = format!("/desk/tickets/{number}");
        let open = self.send(&path, None);
        let event = ("event", open.field("event"));
        let page = self.post(&format!("{path}/claim"), &open, &[event]);
        assert_eq!(page.status, 303, "{page:?}");
        let mine = self.send(&path, None);
        let fields = [("event", mine.field("event")), ("text", text)];
        let page = self.post(&format!("{path}/reply"), &mine, &fields);
        assert_eq!(page.status, 303, "{page:?}");
    }
}

/// What clients saw: number, question, reply.
type Seen = Vec<(u32, String, String)>;

/// An asker and a consultant in one: opens tickets and replies to them until it is enough.
fn work(name: usize, mut asker: Client, mut staff: Client) -> Seen {
    let mut seen = Seen::new();
    while !asker.street.enough.load(SeqCst) {
        let which = format!("{name}の{}", seen.len());
        let (question, reply) = (format!("相談 {which}。"), format!("返信 {which}。"));
        let number = asker.ask(&question);
        staff.reply(number, &reply);
        seen.push((number, question, reply));
    }
    seen
}

/// Numbers from a seed (SplitMix64), so that a failure can be tried again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }
}

#[test]
fn killed_at_any_moment_no_ticket_is_lost_or_doubled_and_no_reply_lost() {
    let house = House::new();
    let street = Arc::new(Street::default());
    let (answered, answers) = mpsc::channel();
    let mut server = house.serve();
    street.open(&server.base);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|name| {
            let asker = Client::new(&street, &answered);
            let mut staff = Client::new(&street, &answered);
            let login = house.login_link(&format!("相談員{name}"));
            staff.browser.log_in(&login);
            thread::spawn(move || work(name, asker, staff))
        })
        .collect();
    drop(answered);
    let mut dice = Dice(20_261_122);
    for _ in 0..KILLS {
        for _ in 0..=dice.below(MOST_ANSWERS) {
            answers.recv_timeout(Duration::from_secs(60)).unwrap();
        }
        let delay = Duration::from_micros(dice.below(MOST_MICROS));
        let start = Instant::now();
        while start.elapsed() < delay {
            thread::yield_now();
        }
        let ended = server.kill();
        assert!(!ended.stderr.contains("panicked"), "{ended:?}");
        server = house.serve();
        while answers.try_recv().is_ok() {}
        street.open(&server.base);
    }
    street.enough.store(true, SeqCst);
    let seen: Seen = clients
        .into_iter()
        .flat_map(|it| it.join().unwrap())
        .collect();
    assert_eq!(server.stop().code, Some(0));
    assert!(CLIENTS < seen.len());
    // Otherwise no kill met a form on its way.
    assert!(0 < street.repeated.load(SeqCst));
    compare(&house.data().join("madoguchi.sqlite"), &seen);
}

/// Compares what the clients saw with what the database has.
#[tokio::main(flavor = "current_thread")]
async fn compare(file: &Path, seen: &Seen) {
    let url = format!("sqlite://{}", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let tickets: Vec<(u32, String)> = sqlx::query_as("SELECT number, question FROM tickets")
        .fetch_all(&pool)
        .await
        .unwrap();
    let replies: Vec<(u32, String)> = sqlx::query_as(
        "SELECT t.number, m.text FROM ticket_messages m JOIN tickets t ON t.id = m.ticket",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let seen_tickets: BTreeSet<_> = seen.iter().map(|it| (it.0, it.1.clone())).collect();
    let seen_replies: BTreeSet<_> = seen.iter().map(|it| (it.0, it.2.clone())).collect();
    let numbers: BTreeSet<u32> = tickets.iter().map(|it| it.0).collect();
    assert_eq!(numbers.len(), tickets.len());
    // As many as were seen, and the same: none is lost, none stands twice.
    assert_eq!(tickets.len(), seen.len());
    assert_eq!(tickets.into_iter().collect::<BTreeSet<_>>(), seen_tickets);
    assert_eq!(replies.len(), seen.len());
    assert_eq!(replies.into_iter().collect::<BTreeSet<_>>(), seen_replies);
}
