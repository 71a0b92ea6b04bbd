//! The real program on Discord: how it works, is refused, and is killed at every step of a ticket's
//! way.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use madoguchi::{
    chat::discord::GuildSettings,
    clock::Clock,
    store::{Guild, ReadChannel, Store},
};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::bureau::{button, buttons, has_button, id, text};
use crate::support::{
    browser::Browser,
    discord::{
        ASK, ASKER, Asked, CONSULTANT_ROLE, CONSULTANTS, Fake, Fault, GUILD, Gate, Mention, Moment,
        STAFF, State, TOKEN,
    },
    server::{House, KNOWN, Server},
};

/// A program at work, which is killed when a request comes to the gate.
struct Street {
    fake: Arc<Fake>,
    house: House,
    server: Option<Server>,
    store: Store,
    gate: Option<Gate>,
    kills: usize,
    /// So long after the gate has opened the program is killed; without it, in front of the gate.
    after: Option<Duration>,
}

impl Street {
    /// A server on Discord that is set up, and a program that is not started.
    async fn closed() -> Street {
        let fake = Fake::start().await;
        let mut house = House::new();
        let limits = "[limits]\nasks_per_minute = 1000000\nreceipt_tries_per_hour = 1000000\n";
        let proxy = fake.url();
        house.configure(&format!(
            "{limits}[discord]\noperator_server = {GUILD}\nproxy = \"{proxy}\"\n"
        ));
        house
            .environment
            .push(("MADOGUCHI_DISCORD_TOKEN", TOKEN.to_owned()));
        let file = house.data().join("madoguchi.sqlite");
        let store = Store::open_sqlite(&file).await.unwrap();
        let settings = GuildSettings {
            ask_channels: vec![ASK],
            consultant_role: Some(CONSULTANT_ROLE),
            ..GuildSettings::default()
        };
        let guild = Guild {
            id: GUILD,
            settings: serde_json::to_value(settings).unwrap(),
            desk: Some(STAFF),
            operator: true,
        };
        store
            .change_guild(&guild, Clock::System.now(), |it| *it = guild.clone())
            .await
            .unwrap();
        let channel = ReadChannel {
            id: ASK,
            guild: Some(GUILD),
            seen: 1,
        };
        store.follow_channel(channel).await.unwrap();
        Street {
            fake,
            house,
            server: None,
            store,
            gate: None,
            kills: 0,
            after: None,
        }
    }

    async fn open() -> Street {
        let mut street = Street::closed().await;
        street.start().await;
        street
    }

    /// Starts the program; returns when it hears.
    async fn start(&mut self) {
        let before = self.fake.with(|it| it.gateway.identifies);
        self.server = Some(block_in_place(|| self.house.serve()));
        self.fake
            .until("the program at the gateway", |it| {
                let hears = before < it.gateway.identifies && it.gateway.is_ready();
                (hears && !it.world.commands.is_empty()).then_some(())
            })
            .await;
    }

    /// Ends the program as a power cut would, and starts it again.
    async fn kill(&mut self) {
        let gate = self.gate.take().unwrap();
        if let Some(after) = self.after {
            gate.open();
            let opened = Instant::now();
            while opened.elapsed() < after {
                std::thread::yield_now();
            }
        }
        self.kills += 1;
        let server = self.server.take().unwrap();
        let ended = block_in_place(|| server.kill());
        for trouble in ["panicked", "ERROR"] {
            assert!(!ended.stderr.contains(trouble), "{ended:?}");
        }
        self.start().await;
    }

    /// Waits until something is there, through a kill if there is one.
    async fn wait<T>(&mut self, what: &str, mut found: impl FnMut(&mut State) -> Option<T>) -> T {
        if let Some(gate) = self.gate.clone() {
            tokio::select! {
                biased;
                it = self.fake.until(what, &mut found) => return it,
                () = gate.reached() => self.kill().await,
            }
        }
        self.fake.until(what, found).await
    }

    /// Somebody does something; whoever sees it fail does it again.
    async fn does(&mut self, act: impl Fn(&Fake) -> Asked) -> u64 {
        loop {
            let asked = act(&self.fake);
            let number = asked.id;
            let before = self.kills;
            let is_answered = |it: &mut State| {
                it.world.interactions[&number]
                    .answer
                    .is_some()
                    .then_some(())
            };
            let Some(gate) = self.gate.clone() else {
                asked.first().await;
                return number;
            };
            tokio::select! {
                biased;
                () = self.fake.until("an answer", is_answered) => return number,
                () = gate.reached() => self.kill().await,
            }
            assert_eq!(self.kills, before + 1);
            if self.fake.with(is_answered).is_some() {
                return number;
            }
            asked.expire();
        }
    }

    /// Waits for the message that an answer became.
    async fn original(&mut self, number: u64) -> Value {
        self.wait("the answer", |it| {
            let asked = &it.world.interactions[&number];
            let shown = asked.original.filter(|_| !asked.is_loading)?;
            Some(it.world.messages.get(&shown)?.value.clone())
        })
        .await
    }

    /// Waits for a message in a channel.
    async fn message(&mut self, channel: u64, fits: impl Fn(&Value) -> bool) -> Value {
        self.wait("a message", |it| {
            let mut all = it.world.messages.values();
            let found = all.find(|it| it.channel == channel && fits(&it.value));
            found.map(|it| it.value.clone())
        })
        .await
    }

    /// Somebody presses a button; it may have gone from the message meanwhile.
    async fn presses(&mut self, person: u64, message: &Value, label: &str) -> u64 {
        let (message, press) = (id(message), button(message, label));
        self.does(|fake| fake.forges(person, message, &press)).await
    }

    /// Somebody presses a button that opens a form, fills it in and sends it.
    async fn sends(&mut self, person: u64, message: &Value, label: &str, words: &str) -> u64 {
        let opened = self.presses(person, message, label).await;
        let form = self.fake.with(|it| {
            let answer = it.world.interactions[&opened].answer.clone().unwrap();
            answer["data"]["custom_id"].as_str().unwrap().to_owned()
        });
        self.does(|fake| fake.submits_modal(person, &form, &[("text", words)]))
            .await
    }

    /// Waits until nothing is left to be sent.
    async fn quiet(&mut self) {
        loop {
            if self.gate.as_ref().is_some_and(Gate::is_reached) {
                self.kill().await;
            }
            if self.store.next_due().await.unwrap().is_none() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    /// The whole way of a ticket; returns what is to be seen of it afterwards.
    async fn ticket(&mut self, name: &str) -> Vec<String> {
        let (question, reply) = (
            format!("相談「{name}」です。"),
            format!("返信「{name}」です。"),
        );
        let sato = CONSULTANTS[0];
        let asked = self
            .does(|fake| fake.command(ASKER, "ask", &[("question", json!(KNOWN))]))
            .await;
        let answer = self.original(asked).await;
        let consult = buttons(&answer).into_iter();
        let consult = consult
            .map(|it| it.0)
            .rfind(|it| it.ends_with("相談員に聞く"));
        let sent = self
            .sends(ASKER, &answer, &consult.unwrap(), &question)
            .await;
        let receipt = self.original(sent).await;
        assert!(text(&receipt).contains("確認コード"), "{receipt:#}");
        let card = self
            .message(STAFF, |it| {
                text(it).contains(&question) && has_button(it, "担当する")
            })
            .await;
        self.presses(sato, &card, "担当する").await;
        let is_card = |it: &Value| id(it) == id(&card);
        let card = self
            .message(STAFF, |it| is_card(it) && has_button(it, "返信"))
            .await;
        let sent = self.sends(sato, &card, "返信", &reply).await;
        let told = self.original(sent).await;
        assert!(text(&told).contains("返信を送ります"), "{told:#}");
        let direct = self.fake.direct(ASKER);
        self.message(direct, |it| text(it).contains(&reply)).await;
        let card = self
            .message(STAFF, |it| is_card(it) && text(it).contains("送信済み"))
            .await;
        self.presses(sato, &card, "解決").await;
        self.message(STAFF, |it| is_card(it) && !has_button(it, "返信"))
            .await;
        self.quiet().await;
        let thread = id(&card);
        let cards = self.fake.messages(STAFF).into_iter();
        let cards = cards.filter(|it| text(it).contains(&question));
        let replies = self.fake.messages(direct).into_iter();
        let replies = replies.filter(|it| text(it).contains(&reply));
        let seen = cards.chain(self.fake.messages(thread)).chain(replies);
        let mut seen: Vec<String> = seen.map(|it| plain(&text(&it), name)).collect();
        seen.extend(self.stored(&question).await);
        seen
    }

    /// What the store has of a question.
    async fn stored(&self, question: &str) -> Vec<String> {
        let closed = self.store.tickets_closed(999).await.unwrap().into_iter();
        let mut lines = Vec::new();
        for ticket in closed.filter(|it| it.question.contains(question)) {
            lines.push(format!("{:?}", ticket.status));
            for message in self.store.messages(ticket.id).await.unwrap() {
                lines.push(format!("{:?} {:?}", message.author, message.delivery));
            }
        }
        lines
    }
}

/// A text without what differs from ticket to ticket.
fn plain(text: &str, name: &str) -> String {
    let text = text.replace(name, "");
    let mut plain: Vec<char> = text
        .chars()
        .map(|it| if it.is_ascii_digit() { '#' } else { it })
        .collect();
    plain.dedup_by(|a, b| (*a, *b) == ('#', '#'));
    plain.into_iter().collect()
}

/// Kills the program at the first request of a ticket's way, at the second, and so on to the last.
/// `after` tells how long after the answer to a request, by its number.
async fn killed_at_every_request(moment: Moment, after: impl Fn(usize) -> Option<Duration>) {
    let mut street = Street::open().await;
    let expected = street.ticket("無事").await;
    // The card, three lines in its thread, the reply; the ticket and its message.
    assert_eq!(expected.len(), 7, "{expected:#?}");
    for request in 1.. {
        street.gate = Some(street.fake.stop_at(request, moment));
        street.after = after(request);
        let kills = street.kills;
        let seen = street.ticket(&format!("{request}番目")).await;
        assert_eq!(seen, expected, "killed {moment:?} request {request}");
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
    killed_at_every_request(Moment::Before, |_| None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_any_request_nothing_is_lost_or_sent_twice() {
    killed_at_every_request(Moment::After, |_| None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_it_writes_nothing_is_lost_or_sent_twice() {
    // What follows an answer is written within a few milliseconds: each request finds another moment.
    for round in 0..2 {
        let micros =
            |request| Duration::from_micros((request as u64 * 701 + round * 1_013) % 4_000);
        killed_at_every_request(Moment::After, |it| Some(micros(it))).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_answers_hands_over_and_stops_in_order() {
    let mut street = Street::open().await;
    let said = street.fake.says(ASKER, ASK, KNOWN, Mention::Bot);
    assert!(text(&said.answer().await).contains("出典"));
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
        let mut street = Street::closed().await;
        if code.is_none() {
            let fault = Fault::error(401, 0, "401: Unauthorized");
            street.fake.fail_next("GET", "/gateway/bot", fault);
            street.server = Some(block_in_place(|| street.house.serve()));
        } else {
            street.start().await;
            street.fake.close_socket(code);
        }
        while street.store.troubles().await.unwrap().is_empty() {
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
