//! Dialogues as transcripts: the real assistant on a real SQLite file, with a clock that stands.

use std::{fmt::Write as _, path::Path, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use madoguchi::{
    assistant::{Assistant, Shelf},
    chat::{Asked, Card, Chose, Incoming, Receipt, Response, StaffAction, TicketRequest},
    clock::Clock,
    desk::Ticket,
    knowledge,
    people::{ConversationId, Person, PersonId, Role, Surface},
    programs::Profile,
    store::Store,
    wording,
};
use tempfile::TempDir;
use uuid::Uuid;

/// An office with a small, fixed collection. Everything said goes into the transcript.
pub struct Office {
    /// Answers and acts.
    pub assistant: Arc<Assistant>,
    /// What is recorded.
    pub store: Store,
    /// Stands until it is advanced.
    pub clock: Clock,
    transcript: String,
    buttons: Vec<(knowledge::EntryId, String)>,
    _folder: TempDir,
}

impl Office {
    /// Opens the office on Tuesday, 24 November 2026, at ten in the morning in Japan.
    pub async fn open() -> Office {
        Office::open_at("2026-11-24T10:00:00+09:00", &["tests/data/knowledge"]).await
    }

    /// Has everything recorded in this store.
    pub fn on(mut self, store: Store) -> Office {
        let shelf = shelf(&["tests/data/knowledge"]);
        let assistant = Assistant::recording(store.clone(), self.clock.clone(), shelf);
        (self.assistant, self.store) = (Arc::new(assistant), store);
        self
    }

    /// Opens the office at a time with the collections of these folders together.
    pub async fn open_at(now: &str, folders: &[&str]) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("office.sqlite"))
            .await
            .unwrap();
        let clock = Clock::manual(now.parse::<DateTime<Utc>>().unwrap());
        let shelf = shelf(folders);
        let assistant = Arc::new(Assistant::recording(store.clone(), clock.clone(), shelf));
        Office {
            assistant,
            store,
            clock,
            transcript: String::new(),
            buttons: Vec::new(),
            _folder: folder,
        }
    }

    /// Answers from now on from the collections of these folders, with their files as `edit` changes
    /// them; it returns nothing for a file that is gone.
    pub fn publish(&self, folders: &[&str], edit: impl Fn(&str, String) -> Option<String>) {
        let files = folders.iter().flat_map(|it| files(Path::new(it)));
        let edited = files.filter_map(|(path, bytes)| {
            let text = edit(&path, String::from_utf8(bytes).unwrap())?;
            Some((path, text.into_bytes()))
        });
        let (collection, problems) = knowledge::load_files(edited);
        assert_eq!(problems, []);
        let version = self.assistant.shelf().version + 1;
        let shelf = Shelf::build(collection, version, &cache()).unwrap();
        self.assistant.replace_shelf(shelf);
    }

    /// Has the desk work as this table of the configuration says.
    pub fn with_desk(mut self, table: &str) -> Office {
        let desk = toml::from_str(table).unwrap();
        let assistant = Arc::into_inner(self.assistant).unwrap();
        self.assistant = Arc::new(assistant.with_desk(desk));
        self
    }

    /// Two processes look at what time has brought; the transcript tells what is new in the history.
    pub async fn watch(&mut self, receipt: &Receipt) {
        let before = self.store.history(receipt.ticket).await.unwrap().len();
        for _ in 0..2 {
            self.assistant.watch_desk().await.unwrap();
        }
        for line in &self.store.history(receipt.ticket).await.unwrap()[before..] {
            let _ = writeln!(
                self.transcript,
                "  時間: {:?} {:?}",
                line.event, line.target
            );
        }
    }

    /// Returns what was said so far.
    pub fn transcript(&self) -> &str {
        &self.transcript
    }

    /// Lets time pass.
    pub fn later(&mut self, minutes: i64) {
        self.clock.advance(Duration::minutes(minutes));
        let _ = writeln!(self.transcript, "（{minutes}分後）");
    }

    /// Somebody asks.
    pub async fn ask(&mut self, who: &str, question: &str) -> Card {
        let _ = writeln!(self.transcript, "{who}: {}", one_line(question));
        let asked = Asked {
            conversation: conversation(who),
            surface: Surface::Web,
            question: question.to_owned(),
            profile: Profile::default(),
            question_id: None,
            event: None,
            origin: None,
        };
        let response = self.assistant.handle(Incoming::Asked(asked)).await.unwrap();
        self.write_card(response)
    }

    /// Somebody presses the button with these words on a card that asks for a fact.
    pub async fn tell(&mut self, who: &str, card: &Card, words: &str) -> Card {
        assert!(card.asks.is_some(), "{card:?}");
        let _ = writeln!(self.transcript, "{who}: [{words}]");
        let asked = Asked {
            conversation: conversation(who),
            surface: Surface::Web,
            question: words.to_owned(),
            profile: Profile::default(),
            question_id: card.question_id,
            event: None,
            origin: None,
        };
        let response = self.assistant.handle(Incoming::Asked(asked)).await.unwrap();
        self.write_card(response)
    }

    /// Somebody presses the button with this number.
    pub async fn press(&mut self, who: &str, number: usize) -> Card {
        let (entry, label) = self.buttons[number - 1].clone();
        let _ = writeln!(self.transcript, "{who}: [{label}]");
        let chose = Chose {
            conversation: conversation(who),
            surface: Surface::Web,
            entry,
            question_id: None,
            event: None,
            origin: None,
        };
        let response = self.assistant.handle(Incoming::Chose(chose)).await.unwrap();
        self.write_card(response)
    }

    /// Somebody sends the form 「相談員に聞く」.
    pub async fn request(&mut self, who: &str, question: &str, form: u128) -> Receipt {
        let _ = writeln!(self.transcript, "{who}: 相談員に聞く「{question}」");
        let request = TicketRequest {
            conversation: conversation(who),
            question_id: None,
            question: question.to_owned(),
            profile: Profile::default(),
            contact: String::new(),
            event: Uuid::from_u128(form),
            guild: None,
            origin: None,
        };
        let response = self
            .assistant
            .handle(Incoming::TicketRequested(request))
            .await
            .unwrap();
        let Response::TicketOpened(receipt) = response else {
            panic!("{response:?}")
        };
        let code = if receipt.code.is_some() {
            "確認コードあり"
        } else {
            "受付済み"
        };
        let _ = writeln!(
            self.transcript,
            "窓口: 受付番号 {}（{code}）",
            receipt.number.0
        );
        if let Some(expected) = receipt.expected {
            let sla = self.assistant.sla_of(receipt.ticket).await.unwrap();
            let now = self.clock.now();
            let said = wording::expected(expected, now, sla.time());
            let _ = writeln!(self.transcript, "  {said}");
        }
        receipt
    }

    /// Hires a consultant.
    pub async fn consultant(&self, name: &str) -> Person {
        let id = PersonId(self.clock.new_id());
        self.store
            .person_named_or_new(id, name, Role::Consultant, self.clock.now())
            .await
            .unwrap()
    }

    /// A consultant acts on a ticket.
    pub async fn act(&mut self, by: &Person, receipt: &Receipt, action: StaffAction) -> Response {
        let _ = writeln!(self.transcript, "{}: {action:?}", by.name);
        let event = self.clock.new_id();
        let incoming = Incoming::Staff {
            ticket: receipt.ticket,
            by: by.id,
            action,
            event,
        };
        let response = self.assistant.handle(incoming).await.unwrap();
        self.write_outcome(&response);
        response
    }

    /// The asker writes on in a ticket.
    pub async fn write(&mut self, who: &str, receipt: &Receipt, text: &str) -> Response {
        let _ = writeln!(self.transcript, "{who}: 相談票に「{text}」");
        let event = self.clock.new_id();
        let incoming = Incoming::AskerWrote {
            ticket: receipt.ticket,
            text: text.to_owned(),
            event,
            origin: None,
        };
        let response = self.assistant.handle(incoming).await.unwrap();
        self.write_outcome(&response);
        response
    }

    fn write_outcome(&mut self, response: &Response) {
        let text = match response {
            Response::Done(ticket) => format!("{:?}", state(ticket)),
            other => format!("{other:?}"),
        };
        let _ = writeln!(self.transcript, "  → {text}");
    }

    fn write_card(&mut self, response: Response) -> Card {
        let Response::Card(card) = response else {
            panic!("{response:?}")
        };
        let shown = card
            .entry
            .as_ref()
            .map_or_else(|| "–".to_owned(), ToString::to_string);
        let sure = match card.confidence {
            it if 0.9 <= it => "very sure",
            it if 0.7 <= it => "sure",
            it if 0.3 <= it => "unsure",
            _ => "no idea",
        };
        let out = &mut self.transcript;
        let _ = writeln!(
            out,
            "窓口: <{:?} · {:?} · {sure} · {shown}> {}",
            card.decision,
            card.intent,
            one_line(&card.lead)
        );
        if card.entry.is_none() && !card.details.is_empty() {
            let _ = writeln!(out, "  {}", one_line(&card.details));
        }
        for note in &card.notes {
            let _ = writeln!(out, "  （{note}）");
        }
        for (citation, number) in card.citations.iter().zip(1..) {
            let _ = writeln!(
                out,
                "  出典{number} {}・{}・{}",
                citation.title, citation.publisher, citation.as_of
            );
        }
        if let Some(desk) = &card.desk {
            let opening = desk.opening.clone().unwrap_or_default();
            let desk = format!("{} {} {opening}", desk.name, desk.phone);
            let _ = writeln!(out, "  窓口の案内: {}", desk.trim_end());
        }
        if let Some(asks) = &card.asks {
            let asks = format!("{asks} {}", card.choices.join("｜"));
            let _ = writeln!(out, "  知りたいこと: {}", asks.trim_end());
        }
        self.buttons = card
            .candidates
            .iter()
            .chain(&card.related)
            .map(|it| (it.entry.clone(), it.question.clone()))
            .collect();
        for ((_, label), number) in self.buttons.iter().zip(1..) {
            let _ = writeln!(self.transcript, "  [{number}] {label}");
        }
        *card
    }
}

/// Builds the shelf of the collections in these folders.
pub fn shelf(folders: &[&str]) -> Shelf {
    let files = folders.iter().flat_map(|it| files(Path::new(it)));
    let (collection, problems) = knowledge::load_files(files);
    assert_eq!(problems, []);
    Shelf::build(collection, 1, &cache()).unwrap()
}

/// Returns the files of a collection by their paths in it.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let inner = self::files(&path).into_iter();
            files.extend(inner.map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
    files
}

/// Returns the folder in which tests share the unpacked dictionary and their indexes.
pub fn cache() -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

fn state(ticket: &Ticket) -> (madoguchi::desk::Status, bool) {
    (ticket.status, ticket.owner.is_some())
}

fn conversation(who: &str) -> ConversationId {
    Surface::Web.conversation(who)
}

fn one_line(text: &str) -> String {
    let text = text.replace(char::is_control, "⏎");
    match text.char_indices().nth(90) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
