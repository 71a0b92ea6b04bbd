//! The real program in front of the fake, and the way of a ticket through it, over every power cut.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use madoguchi::{
    chat::discord::GuildSettings,
    clock::Clock,
    store::{Guild, ReadChannel, Store},
};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::bureau::{button, buttons, has_button, id, text};
use crate::support::{
    discord::{
        ASK, ASKER, Asked, CONSULTANT_ROLE, CONSULTANTS, Fake, GUILD, Gate, Mention, Moment, STAFF,
        State, TOKEN, number,
    },
    server::{House, KNOWN, Server},
    writes::Writes,
};

/// The button with which the asker says how it was.
const STARS: &str = "4（やや満足）";

/// How a ticket's way begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// With `/質問`, which only the asker sees.
    Command,
    /// The same between the asker and the bot alone.
    Direct,
    /// With a message in the ask channel.
    Message,
}

/// A program at work, which is killed when something comes to the gate.
pub struct Street {
    pub fake: Arc<Fake>,
    pub house: House,
    pub server: Option<Server>,
    pub gate: Option<Gate>,
    pub kills: usize,
    pub entry: Entry,
    /// What stands between it and its database.
    pub writes: Option<Arc<dyn Writes>>,
    /// After the next kill and the new start it is killed again in front of this write.
    pub again: Option<u64>,
    /// Its PostgreSQL; without it, it has a file.
    postgres: Option<Store>,
}

impl Street {
    /// A server on Discord that is set up, and a program that is not started.
    pub async fn closed(postgres: Option<&str>) -> Street {
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
        if let Some(url) = postgres {
            let url = ("MADOGUCHI_DATABASE_URL", url.to_owned());
            house.environment.push(url);
        }
        let store = match postgres {
            None => Store::open_sqlite(&house.data().join("madoguchi.sqlite")).await,
            Some(url) => Store::open_postgres(url).await,
        };
        let store = store.unwrap();
        set_up(&store).await;
        if postgres.is_none() {
            store.close().await;
        }
        Street {
            fake,
            house,
            server: None,
            gate: None,
            kills: 0,
            entry: Entry::Command,
            writes: None,
            again: None,
            postgres: postgres.map(|_| store),
        }
    }

    /// What the program stores. Only to be held for a moment: after a kill the program must be the
    /// first to open its file.
    pub async fn store(&self) -> Store {
        if let Some(store) = &self.postgres {
            return store.clone();
        }
        let file = self.house.data().join("madoguchi.sqlite");
        let store = Store::open_sqlite_read_only(&file).await;
        store.unwrap().unwrap()
    }

    /// Holds it no longer.
    pub async fn leave(&self, store: Store) {
        if self.postgres.is_none() {
            store.close().await;
        }
    }

    pub async fn open() -> Street {
        let mut street = Street::closed(None).await;
        street.start().await;
        street
    }

    /// Starts the program; returns when it hears.
    pub async fn start(&mut self) {
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
    pub async fn kill(&mut self) {
        self.gate.take().unwrap();
        self.kills += 1;
        let server = self.server.take().unwrap();
        let ended = block_in_place(|| server.kill());
        for trouble in ["panicked", "ERROR"] {
            assert!(!ended.stderr.contains(trouble), "{ended:?}");
        }
        if let Some(writes) = &self.writes {
            block_in_place(|| writes.settle());
        }
        if let Some(store) = &self.postgres {
            // Another process could be sending: only after 90 seconds this one takes over.
            store.end_leases().await.unwrap();
        }
        self.start().await;
        if let (Some(writes), Some(write)) = (&self.writes, self.again.take()) {
            self.gate = Some(writes.stop_at(write, Moment::Before));
        }
    }

    /// Waits until something is there, through every kill.
    async fn wait<T>(&mut self, what: &str, mut found: impl FnMut(&mut State) -> Option<T>) -> T {
        while let Some(gate) = self.gate.clone() {
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
    pub async fn quiet(&mut self) {
        let mut store = self.store().await;
        loop {
            if self.gate.as_ref().is_some_and(Gate::is_reached) {
                self.leave(store).await;
                self.kill().await;
                store = self.store().await;
            }
            if store.next_due().await.unwrap().is_none() {
                return self.leave(store).await;
            }
            tokio::task::yield_now().await;
        }
    }

    /// The whole way of a ticket.
    pub async fn ticket(&mut self, name: &str) -> Ticket {
        let way = Ticket {
            start: self.fake.with(|it| it.world.new_id()),
            began: Clock::System.now(),
            name: name.to_owned(),
        };
        let answer = self.answer().await;
        let mut consult = buttons(&answer).into_iter().map(|it| it.0);
        let consult = consult.rfind(|it| it.ends_with("相談員に聞く")).unwrap();
        let (question, reply) = (way.question(), way.reply());
        let sent = self.sends(ASKER, &answer, &consult, &question).await;
        let receipt = self.original(sent).await;
        assert!(text(&receipt).contains("確認コード"), "{receipt:#}");
        let has_question = |it: &Value| text(it).contains(&question);
        let opened = |it: &Value| has_question(it) && has_button(it, "担当する");
        let card = self.message(STAFF, opened).await;
        let is_card = |it: &Value| id(it) == id(&card);
        let sato = CONSULTANTS[0];
        self.presses(sato, &card, "担当する").await;
        let claimed = |it: &Value| is_card(it) && has_button(it, "返信");
        let mine = self.message(STAFF, claimed).await;
        let sent = self.sends(sato, &mine, "返信", &reply).await;
        let told = self.original(sent).await;
        assert!(text(&told).contains("返信を送ります"), "{told:#}");
        let direct = self.fake.direct(ASKER);
        let replied = self.message(direct, |it| text(it).contains(&reply)).await;
        let delivered = |it: &Value| is_card(it) && text(it).contains("送信済み");
        let delivered = self.message(STAFF, delivered).await;
        self.presses(sato, &delivered, "解決").await;
        let closed = |it: &Value| id(&replied) < id(it) && has_button(it, STARS);
        let closed = self.message(direct, closed).await;
        self.sends(ASKER, &closed, STARS, "早い回答でした").await;
        let rated = |it: &Value| is_card(it) && text(it).contains("早い回答でした");
        self.message(STAFF, rated).await;
        self.quiet().await;
        way
    }

    /// Somebody asks; returns the message with the answer.
    async fn answer(&mut self) -> Value {
        match self.entry {
            Entry::Command | Entry::Direct => {
                if self.entry == Entry::Direct {
                    self.fake.look_at(ASKER, self.fake.direct(ASKER));
                }
                let ask = |fake: &Fake| fake.command(ASKER, "ask", &[("question", json!(KNOWN))]);
                let asked = self.does(ask).await;
                self.original(asked).await
            }
            Entry::Message => {
                let said = self.fake.says(ASKER, ASK, KNOWN, Mention::Bot).id;
                let answers = |it: &Value| number(&it["message_reference"]["message_id"]) == said;
                self.message(ASK, answers).await
            }
        }
    }
}

/// A ticket that has gone its way.
pub struct Ticket {
    /// All its messages have later ids.
    pub start: u64,
    /// All that is stored of it is younger.
    pub began: DateTime<Utc>,
    pub name: String,
}

impl Ticket {
    pub fn question(&self) -> String {
        format!("相談「{}」です。", self.name)
    }

    fn reply(&self) -> String {
        format!("返信「{}」です。", self.name)
    }
}

/// Chooses the channels and the role, as `/設定` does.
async fn set_up(store: &Store) {
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
}
