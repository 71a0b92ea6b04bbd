//! The port to chat surfaces: every trigger is a variant of `Incoming`, what goes back is a
//! `Response`. Surfaces render; they decide nothing.

/// Discord.
pub mod discord;

/// What scripts get.
pub mod reply;

/// What people want to be told of later.
pub mod watching;

/// What curators decide.
pub mod curating;

/// When the desk of a Discord server works.
pub mod hours;

/// The record of a ticket.
pub mod transcript;

/// What is stored of a person.
pub mod stored;

mod asked;
mod draft;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

pub use self::asked::{Asked, Chose, TicketRequest};
pub use self::draft::{CannedOffer, DraftSource, NearEntry, ReplyHelp};
use self::{
    curating::{Curate, Curated},
    hours::{DeskHours, HoursOf},
    watching::{Watch, Watched},
};
use crate::{
    answer::{Candidate, Citation, Decision, Intent},
    desk::{
        NoMerge, Satisfaction, Stars, Ticket, TicketId, TicketNumber, canned::Gap, sla::Deadline,
    },
    knowledge::EntryId,
    outgoing::Origin,
    people::{ConversationId, PersonId},
    store::{Erased, Erasure, QuestionRecord},
};

/// The way from a chat surface to whoever deals with what comes in.
#[derive(Debug, Clone)]
pub struct Port(mpsc::Sender<Letter>);

/// Something that came in, with the way back.
pub type Letter = (Incoming, oneshot::Sender<anyhow::Result<Response>>);

/// Letters that may wait; more make surfaces wait.
const WAITING: usize = 256;

impl Port {
    /// Returns a port and the end at which letters come out.
    #[must_use]
    pub fn open() -> (Port, mpsc::Receiver<Letter>) {
        let (port, letters) = mpsc::channel(WAITING);
        (Port(port), letters)
    }

    /// Hands over what came in and waits until it has been dealt with.
    ///
    /// # Errors
    /// If that failed, or the program is shutting down. Nothing of it is kept then.
    pub async fn send(&self, incoming: Incoming) -> anyhow::Result<Response> {
        let (back, response) = oneshot::channel();
        let sent = self.0.send((incoming, back)).await;
        sent.map_err(|_| anyhow::anyhow!("nobody deals with what comes in"))?;
        response.await.context("the event was dropped")?
    }
}

/// Everything that can come in.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// Somebody asked.
    Asked(Asked),
    /// Somebody wrote where nobody else reads along: goes to the consultant who has this person's
    /// ticket, or else is a question.
    Said(Asked),
    /// Somebody is typing a question: which does the collection have that begin like this?
    Suggest(String),
    /// Somebody is typing the name of a prefecture.
    Prefectures(String),
    /// Until when does a ticket need what? For its card.
    Clock(TicketId),
    /// Somebody pressed a button with an entry's question.
    Chose(Chose),
    /// 解決した / 解決しない under an answer.
    Rated {
        /// The answer that was rated.
        question_id: Uuid,
        /// Whether it solved the matter.
        solved: bool,
    },
    /// 相談員に聞く: the form was sent.
    TicketRequested(TicketRequest),
    /// The asker wrote on in a ticket.
    AskerWrote {
        /// The ticket.
        ticket: TicketId,
        /// What was written.
        text: String,
        /// Id of the form, so that a double submission counts once.
        event: Uuid,
        /// Where it was written, if the writer must be told there that it arrived.
        origin: Option<Origin>,
    },
    /// The asker of a closed ticket said how the desk's work was.
    Satisfied {
        /// The ticket.
        ticket: TicketId,
        /// How satisfied.
        stars: Stars,
        /// A word with it, if there is one.
        word: Option<String>,
    },
    /// 取り下げる: the asker takes a ticket back. With the id of the form.
    Withdrawn(TicketId, Uuid),
    /// Somebody has what is stored deleted.
    Erase(Erasure),
    /// 知識にする: a member of staff makes a draft of what was answered in a closed ticket.
    Drafted {
        /// The ticket.
        ticket: TicketId,
        /// Who makes it.
        by: PersonId,
    },
    /// What may a reply to this ticket begin with?
    ReplyHelp(TicketId),
    /// A consultant wants a text for the form of a reply.
    Draft {
        /// The ticket.
        ticket: TicketId,
        /// Who replies.
        by: PersonId,
        /// Where the text comes from.
        source: DraftSource,
    },
    /// A consultant acted on a ticket.
    Staff {
        /// The ticket.
        ticket: TicketId,
        /// Who acts.
        by: PersonId,
        /// What is done.
        action: StaffAction,
        /// Id of the form, so that a double submission counts once.
        event: Uuid,
    },
    /// Somebody wants to be told of something later, or not any more.
    Watch(Watch),
    /// A curator decided on a past question.
    Curate(Curate),
    /// When does the desk of a Discord server work, or is to work?
    Hours(HoursOf),
}

/// What a consultant can do with a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffAction {
    /// 担当する.
    Claim,
    /// 返信, to the asker.
    Reply(String),
    /// 社内メモ, among consultants.
    Note(String),
    /// 担当を外れる.
    Release,
    /// 引き継ぐ, to a colleague, with a note among consultants.
    Transfer {
        /// The colleague.
        to: PersonId,
        /// The note.
        note: String,
    },
    /// 保留, until then or until the asker writes.
    Snooze {
        /// When it comes back.
        until: DateTime<Utc>,
    },
    /// 解決.
    Close,
    /// 統合: the ticket becomes part of another one of the same asker.
    Merge {
        /// 受付番号 of the one where the conversation goes on.
        into: TicketNumber,
    },
}

/// What goes back.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// An answer, a question back, or a hand-off.
    Card(Box<Card>),
    /// Texts to choose from while typing.
    Suggestions(Vec<String>),
    /// What a ticket needs next, and until when; nothing where nothing is due.
    Clock(Option<Deadline>),
    /// What became of a curator's decision.
    Curated(Curated),
    /// What was written belongs to one of several tickets; the writer is asked which.
    WhichTicket,
    /// It came before, and was dealt with then.
    Already,
    /// The rating was recorded.
    Rated,
    /// What the asker said of the desk's work was taken.
    Thanks(Satisfaction),
    /// The asker had said it before; nothing has changed.
    SaidBefore(Satisfaction),
    /// What was stored is deleted.
    Erased(Erased),
    /// The draft is there (already, if it was made before).
    Draft(Uuid),
    /// Nothing was answered in the ticket that could become a draft.
    NothingToDraft,
    /// The ticket exists (already, if the form came twice).
    TicketOpened(Receipt),
    /// The action was carried out (already, if the form came twice).
    Done(Box<Ticket>),
    /// Somebody else has the ticket.
    TakenBy {
        /// The owner's name.
        name: String,
    },
    /// The action is not possible in the ticket's state, or not by this person.
    NotNow,
    /// Two tickets do not become one.
    NotMerged(NoMerge),
    /// A reply was not sent, because gaps of a canned reply are still open in it.
    OpenGaps(Vec<Gap>),
    /// What a reply may begin with.
    ReplyHelp(Box<ReplyHelp>),
    /// A text for the form of a reply.
    ReplyDraft(String),
    /// There is no such ticket, question or entry.
    NotFound,
    /// What somebody wants to be told of later.
    Watched(Box<Watched>),
    /// When the desk works.
    Hours(Box<DeskHours>),
}

/// What the asker needs to come back (受付番号と確認コード).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The ticket.
    pub ticket: TicketId,
    /// 受付番号.
    pub number: TicketNumber,
    /// 確認コード, four groups of four. `None` when another dialogue had sent the form before.
    pub code: Option<String>,
    /// When the asker can expect a reply; `None` where nothing is certain, or one has come.
    pub expected: Option<DateTime<Utc>>,
}

/// An answer as every surface shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The stored question, if it was recorded.
    pub question_id: Option<Uuid>,
    /// The dialogue.
    pub conversation: ConversationId,
    /// What was asked, cleaned.
    pub asked: String,
    /// What the assistant decided.
    pub decision: Decision,
    /// What kind of message it was.
    pub intent: Intent,
    /// Probability, 0–1, that the reply is right.
    pub confidence: f64,
    /// The entry shown, if any.
    pub entry: Option<EntryId>,
    /// The entry's question, if an entry is shown.
    pub heading: Option<String>,
    /// What to say first: the conclusion, or a sentence of the assistant. Markdown.
    pub lead: String,
    /// The rest of the answer. Markdown, may be empty.
    pub details: String,
    /// On the answer's age and sources, for example 「2026年11月時点の資料による」. Plain text.
    pub notes: Vec<String>,
    /// Sources, in the order of their `[n]` marks.
    pub citations: Vec<Citation>,
    /// What may have been meant (clarify), or the nearest questions (handoff).
    pub candidates: Vec<Candidate>,
    /// Questions a reader may want next.
    pub related: Vec<Candidate>,
    /// The fact the assistant wants to know next, by its profile key.
    pub asks: Option<String>,
    /// What can be answered to that, as buttons; each is sent as it stands.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The question that the dialogue is still about, if this message only answered a question back.
    #[serde(default)]
    pub about: Option<String>,
    /// The office to call.
    pub desk: Option<DeskCard>,
    /// The questions of the message with what became of each, if there were several. The card shows
    /// them one after the other; the rest of its fields is about the first.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// What can be watched of the entry shown.
    #[serde(default)]
    pub watch: Watchable,
}

/// What can be watched of an entry: whoever wants to be told of a change needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watchable {
    /// The closing day of a program, if it is known and to come.
    pub closes: Option<NaiveDate>,
    /// Digest of what the entry says; none where no entry is shown.
    pub substance: Option<String>,
}

/// One of several questions of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The question.
    pub asked: String,
    /// What the assistant decided.
    pub decision: Decision,
    /// Probability, 0–1, that the reply is right.
    pub confidence: f64,
    /// The entry shown, if any.
    pub entry: Option<EntryId>,
}

impl Card {
    /// Returns the card that was shown for a stored question.
    ///
    /// # Errors
    /// If it was stored by a version whose cards were different.
    pub fn shown(record: &QuestionRecord) -> serde_json::Result<Card> {
        let card = Card::deserialize(&record.card)?;
        Ok(Card {
            question_id: Some(record.id),
            ..card
        })
    }
}

/// Returns the question that a consultant gets with this record: what the dialogue was about then, which
/// 「違う」 or 「大阪です」 does not tell.
#[must_use]
pub fn subject(record: &QuestionRecord) -> String {
    let card = Card::shown(record).ok();
    // Of several questions `about` is but one.
    let card = card.filter(|it| it.parts.is_empty());
    let about = card.and_then(|it| it.about);
    about.unwrap_or_else(|| record.asked.clone())
}

/// An office as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskCard {
    /// The entry.
    pub entry: EntryId,
    /// Name of the office.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Telephone number; empty where no source gives one.
    pub phone: String,
    /// Opening hours as text; may be empty.
    pub hours: String,
    /// Whether it is open now, or when it opens next, where that is known.
    #[serde(default)]
    pub opening: Option<String>,
    /// Official page.
    pub url: String,
    /// Remark, for example 「電話番号は公式サイトで」; may be empty.
    pub note: String,
}
