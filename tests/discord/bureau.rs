//! The product's own connection to the fake, with a real assistant and a real store.

use std::{
    ops::Deref,
    sync::{Arc, Mutex},
};

use chrono::Duration;
use madoguchi::{
    chat::{Incoming, StaffAction, discord::GuildSettings},
    clock::Clock,
    desk::TicketNumber,
    store::{Guild, ReadChannel, Store},
};
use serde_json::{Value, json};

use super::running::{Failing, Running, Way, connect};
use crate::support::{
    dialogue::Office,
    discord::{ASK, ASKER, CONSULTANT_ROLE, CONSULTANTS, Fake, GUILD, STAFF},
};

/// A bot at work.
pub struct Bureau {
    pub fake: Arc<Fake>,
    pub store: Store,
    pub clock: Clock,
    pub office: Office,
    running: Option<Running>,
    over_tls: bool,
    failing: Arc<Mutex<Failing>>,
}

impl Deref for Bureau {
    type Target = Arc<Fake>;

    fn deref(&self) -> &Arc<Fake> {
        &self.fake
    }
}

impl Bureau {
    /// A bot in a server that is set up.
    pub async fn open() -> Bureau {
        let mut bureau = Bureau::closed().await;
        bureau.set_up(|_| {}).await;
        bureau.start().await;
        bureau
    }

    /// The same over TLS and with serenity's rate limiter, as in production.
    pub async fn open_over_tls() -> Bureau {
        let mut bureau = Bureau {
            over_tls: true,
            ..Bureau::of(Office::open().await, Fake::start_tls().await)
        };
        bureau.set_up(|_| {}).await;
        bureau.start().await;
        bureau
    }

    /// A bot that is not connected, in a server where nobody has set anything up.
    pub async fn closed() -> Bureau {
        Bureau::of(Office::open().await, Fake::start().await)
    }

    /// A bot in a server that is set up, in front of this office.
    pub async fn at(office: Office) -> Bureau {
        let mut bureau = Bureau::of(office, Fake::start().await);
        bureau.set_up(|_| {}).await;
        bureau.start().await;
        bureau
    }

    /// The same whose desk works as this table of the configuration says.
    pub async fn with_desk(table: &str) -> Bureau {
        let office = Office::open().await.with_desk(table);
        Bureau::of(office, Fake::start().await)
    }

    /// The same on this database.
    pub async fn on(store: Store) -> Bureau {
        let office = Office::open().await.on(store);
        Bureau::of(office, Fake::start().await)
    }

    fn of(office: Office, fake: Arc<Fake>) -> Bureau {
        Bureau {
            fake,
            store: office.store.clone(),
            clock: office.clock.clone(),
            office,
            running: None,
            failing: Arc::default(),
            over_tls: false,
        }
    }

    /// Chooses the channels and the role, as `/設定` does.
    pub async fn set_up(&self, change: impl FnOnce(&mut GuildSettings)) {
        let mut settings = GuildSettings {
            ask_channels: vec![ASK],
            consultant_role: Some(CONSULTANT_ROLE),
            ..GuildSettings::default()
        };
        change(&mut settings);
        let guild = Guild {
            id: GUILD,
            settings: serde_json::to_value(settings).unwrap(),
            desk: Some(STAFF),
            operator: true,
        };
        let now = self.clock.now();
        self.store
            .change_guild(&guild, now, |it| *it = guild.clone())
            .await
            .unwrap();
        let channel = ReadChannel {
            id: ASK,
            guild: Some(GUILD),
            seen: 1,
        };
        self.store.channel_seen(channel).await.unwrap();
    }

    /// Connects; returns when the bot listens.
    pub async fn start(&mut self) {
        let way = Way::to(&self.fake, self.over_tls, Arc::clone(&self.failing));
        let assistant = Arc::clone(&self.office.assistant);
        let (store, clock) = (self.store.clone(), self.clock.clone());
        self.running = Some(connect(way, store, clock, assistant));
        self.fake.ready().await;
        self.fake
            .until("the commands", |it| {
                (!it.world.commands.is_empty()).then_some(())
            })
            .await;
    }

    /// Questions with these words fail so many times from now on.
    pub fn let_fail(&self, words: &str, times: usize) {
        self.failing.lock().unwrap().begin(words, times);
    }

    /// Waits until so many questions have failed.
    pub async fn failed(&self, times: usize) {
        while self.failing.lock().unwrap().count() < times {
            tokio::task::yield_now().await;
        }
    }

    /// Disconnects, as at the end of the program.
    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    /// Does what is due at the desk by now.
    pub async fn watch_desk(&self) {
        self.office.assistant.watch_desk().await.unwrap();
    }

    /// Lets time pass here and on Discord.
    pub fn later(&self, time: Duration) {
        self.clock.advance(time);
        self.fake.pass(time);
    }

    /// Somebody asks with `/質問`; returns the message with the answer.
    pub async fn ask(&self, person: u64, question: &str) -> Value {
        let asked = self
            .fake
            .command(person, "ask", &[("question", json!(question))]);
        let first = asked.first().await;
        assert_eq!((first.kind, first.is_ephemeral()), (5, true), "{first:?}");
        asked.original().await
    }

    /// The asker sends the form 「相談員に聞く」; returns the receipt and the card at the desk.
    pub async fn consult(&self, question: &str) -> (Value, Value) {
        let answer = self.ask(ASKER, question).await;
        let receipt = self.request(&answer, question).await;
        let card = self
            .fake
            .message_where(STAFF, |it| text(it).contains(question))
            .await;
        // Known here as soon as its place is stored.
        let card_id = id(&card);
        while self
            .store
            .ticket_of_thread(card_id)
            .await
            .unwrap()
            .is_none()
        {
            tokio::task::yield_now().await;
        }
        (receipt, card)
    }

    /// The asker opens the form under an answer and sends it; returns the receipt.
    pub async fn request(&self, answer: &Value, question: &str) -> Value {
        let mut consult = buttons(answer).into_iter();
        let (_, consult) = consult
            .rfind(|(label, _)| label.ends_with("相談員に聞く"))
            .unwrap();
        let press = self.fake.presses(ASKER, id(answer), &consult);
        let form = press.first().await;
        assert_eq!(form.kind, 9, "{form:?}");
        let sent = self.fake.submits_modal(
            ASKER,
            form.data["custom_id"].as_str().unwrap(),
            &[("text", question), ("prefecture", "大阪府")],
        );
        sent.original().await
    }

    /// Waits until the connection ends by itself, and returns why.
    pub async fn ended(&mut self) -> anyhow::Error {
        self.running.take().unwrap().ended().await
    }

    /// Somebody takes the first ticket on the web.
    pub async fn claim_on_the_web(&self, name: &str) {
        self.acts_on_the_web(name, StaffAction::Claim).await;
    }

    /// Somebody does something with the first ticket on the web.
    pub async fn acts_on_the_web(&self, name: &str, action: StaffAction) {
        let person = self.office.consultant(name).await;
        let ticket = self.store.ticket_by_number(TicketNumber(1)).await.unwrap();
        let act = Incoming::Staff {
            ticket: ticket.unwrap().0.id,
            by: person.id,
            action,
            event: self.clock.new_id(),
        };
        self.office.assistant.handle(act).await.unwrap();
    }

    /// A consultant presses a button of a card; returns what only this person is told.
    pub async fn staff_presses(&self, consultant: usize, card: u64, label: &str) -> String {
        let card = self
            .fake
            .message_where(STAFF, |it| id(it) == card && has_button(it, label))
            .await;
        let press = self
            .fake
            .presses(CONSULTANTS[consultant], id(&card), &button(&card, label));
        let first = press.first().await;
        assert!(first.is_ephemeral(), "{first:?}");
        text(&first.data)
    }

    /// A consultant presses a button of a card as it was when it was opened.
    pub async fn staff_forges(&self, consultant: usize, card: &Value, label: &str) -> String {
        let press = button(card, label);
        let press = self.fake.forges(CONSULTANTS[consultant], id(card), &press);
        text(&press.first().await.data)
    }

    /// Lets time pass in steps, so that what waits for another attempt is tried.
    pub async fn keep_trying(&self, time: Duration) {
        let end = self.clock.now() + time;
        while self.clock.now() < end {
            let Some(due) = self.store.next_due().await.unwrap() else {
                break;
            };
            let step = (due - self.clock.now()).clamp(Duration::seconds(1), time);
            self.later(step);
            self.fake.settled().await;
            tokio::task::yield_now().await;
        }
        self.clock
            .advance((end - self.clock.now()).max(Duration::zero()));
    }

    /// A consultant presses a button that opens a form and sends it; returns what only this person is
    /// told.
    pub async fn staff_writes(
        &self,
        consultant: usize,
        card: u64,
        label: &str,
        words: &str,
    ) -> String {
        let person = CONSULTANTS[consultant];
        let card = self
            .fake
            .message_where(STAFF, |it| id(it) == card && has_button(it, label))
            .await;
        let press = self.fake.presses(person, id(&card), &button(&card, label));
        let form = press.first().await;
        assert_eq!(form.kind, 9, "{form:?}");
        let custom_id = form.data["custom_id"].as_str().unwrap().to_owned();
        let sent = self
            .fake
            .submits_modal(person, &custom_id, &[("text", words)]);
        assert!(sent.first().await.is_ephemeral());
        text(&sent.original().await)
    }
}

/// The id of a message.
pub fn id(message: &Value) -> u64 {
    message["id"].as_str().unwrap().parse().unwrap()
}

/// All that is to be read in a message.
pub fn text(message: &Value) -> String {
    let mut lines = Vec::new();
    for embed in message["embeds"].as_array().into_iter().flatten() {
        for part in [
            &embed["author"]["name"],
            &embed["title"],
            &embed["description"],
        ] {
            lines.extend(part.as_str());
        }
        for field in embed["fields"].as_array().into_iter().flatten() {
            lines.extend(
                [&field["name"], &field["value"]]
                    .into_iter()
                    .filter_map(Value::as_str),
            );
        }
        lines.extend(embed["footer"]["text"].as_str());
    }
    lines.extend(message["content"].as_str().filter(|it| !it.is_empty()));
    lines.join("\n")
}

/// The custom id of the button with this label.
pub fn button(message: &Value, label: &str) -> String {
    let found = buttons(message).into_iter().find(|(it, _)| it == label);
    found.unwrap_or_else(|| panic!("no {label}: {message:#}")).1
}

/// Whether there is a button with this label.
pub fn has_button(message: &Value, label: &str) -> bool {
    buttons(message).iter().any(|(it, _)| it == label)
}

/// Labels and custom ids of all buttons.
pub fn buttons(message: &Value) -> Vec<(String, String)> {
    let rows = message["components"].as_array().into_iter().flatten();
    let all = rows.flat_map(|it| it["components"].as_array().into_iter().flatten());
    let both = all.filter_map(|it| Some((it["label"].as_str()?, it["custom_id"].as_str()?)));
    both.map(|(label, id)| (label.to_owned(), id.to_owned()))
        .collect()
}
