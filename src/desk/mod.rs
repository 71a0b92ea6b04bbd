//! Tickets (相談票): questions a consultant has to answer.

/// 宛名.
pub mod addressee;
/// 定型文.
pub mod canned;
/// 確認コード.
pub mod code;
/// When a desk works, as people write it.
pub mod hours;
/// Which group is to take a ticket.
pub mod routing;
/// How satisfied askers are.
pub mod satisfaction;
/// How fast the desk answers.
pub mod sla;
/// What is stored of a person.
pub mod stored;
/// The record of a ticket.
pub mod transcript;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

pub use self::satisfaction::{Satisfaction, Satisfactions, Stars};
use crate::{
    people::{ConversationId, PersonId},
    programs::Profile,
};

/// Identity of a ticket.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct TicketId(pub Uuid);

/// The number that people see (受付番号): 1, 2, 3 …
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct TicketNumber(pub i64);

impl TicketNumber {
    /// Reads a number as people type it: ０１２, No. 12, 受付番号12.
    #[must_use]
    pub fn read(typed: &str) -> Option<TicketNumber> {
        let digits: String = typed.nfkc().filter(char::is_ascii_digit).collect();
        digits.parse().ok().map(TicketNumber)
    }
}

/// State of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    /// 受付済み: nobody has taken it.
    Open,
    /// 対応中: one consultant has it; the next word is the desk's.
    Claimed,
    /// 回答済み: the next word is the asker's.
    Answered,
    /// 終了: can be reopened by the asker.
    Closed,
}

/// Something that happens to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Event {
    /// The asker sent it.
    Opened,
    /// 担当する: a consultant takes it.
    Claimed,
    /// 返信: the owner answers.
    Replied,
    /// 担当を外れる: the owner gives it back.
    Released,
    /// The asker writes again.
    AskerWrote,
    /// 解決: the owner closes it.
    Closed,
    /// Three quarters of the time for a target are over.
    Warned,
    /// The time for a target is over.
    Overdue,
    /// The owner was silent for too long: it is open for everybody again.
    HandedBack,
    /// 引き継ぐ: the owner, or an administrator, gives it to a colleague.
    Transferred,
    /// 保留: the owner puts it off until a time, or until the asker writes.
    Snoozed,
    /// The time until which it was put off has come.
    Woken,
    /// Nobody of its group took it in time: it is shown to the whole desk.
    Escalated,
    /// 統合: it became part of another ticket of the same asker.
    Merged,
    /// Another ticket of the same asker became part of it.
    Absorbed,
    /// 取り下げる: the asker takes it back.
    Withdrawn,
    /// The asker had what is stored deleted: only number, state and history are left.
    Erased,
}

impl Event {
    /// All of them.
    pub const ALL: [Event; 17] = [
        Event::Opened,
        Event::Claimed,
        Event::Replied,
        Event::Released,
        Event::AskerWrote,
        Event::Closed,
        Event::Warned,
        Event::Overdue,
        Event::HandedBack,
        Event::Transferred,
        Event::Snoozed,
        Event::Woken,
        Event::Escalated,
        Event::Merged,
        Event::Absorbed,
        Event::Withdrawn,
        Event::Erased,
    ];

    /// Returns whether it happens because time passes; nobody does it.
    #[must_use]
    pub fn is_automatic(self) -> bool {
        matches!(
            self,
            Event::Warned | Event::Overdue | Event::HandedBack | Event::Woken | Event::Escalated
        )
    }

    /// Returns whether a ticket that was put off stays so.
    #[must_use]
    pub fn leaves_asleep(self) -> bool {
        matches!(
            self,
            Event::Warned | Event::Overdue | Event::Escalated | Event::Absorbed
        )
    }

    /// Returns whether only the desk may learn of it.
    #[must_use]
    pub fn is_internal(self) -> bool {
        matches!(
            self,
            Event::Warned
                | Event::Overdue
                | Event::Transferred
                | Event::Snoozed
                | Event::Woken
                | Event::Escalated
        )
    }
}

/// Returns the state after `event`, or `None` where the event is not possible.
#[must_use]
pub fn transition(status: Status, event: Event) -> Option<Status> {
    match (status, event) {
        (_, Event::Opened) => None,
        (Status::Open, Event::Claimed) => Some(Status::Claimed),
        (Status::Open, Event::AskerWrote) => Some(Status::Open),
        (Status::Claimed | Status::Answered, Event::Replied) => Some(Status::Answered),
        (Status::Claimed | Status::Answered, Event::Released) => Some(Status::Open),
        (Status::Claimed | Status::Answered, Event::Closed) => Some(Status::Closed),
        (Status::Claimed | Status::Answered, Event::AskerWrote) => Some(Status::Claimed),
        // Reopened: whoever had it may be away by now, so everybody sees it again.
        (Status::Closed, Event::AskerWrote) => Some(Status::Open),
        // While the next word is the asker's, the clock stands still.
        (Status::Open | Status::Claimed, Event::Warned | Event::Overdue) => Some(status),
        (Status::Claimed, Event::HandedBack) => Some(Status::Open),
        (
            Status::Claimed | Status::Answered,
            Event::Transferred | Event::Snoozed | Event::Woken,
        ) => Some(status),
        (Status::Open, Event::Escalated) => Some(Status::Open),
        (Status::Open | Status::Claimed | Status::Answered, Event::Merged) => Some(Status::Closed),
        // Words that still wait for the desk come as the asker's.
        (Status::Open | Status::Claimed | Status::Answered, Event::Absorbed) => Some(status),
        (Status::Open | Status::Claimed | Status::Answered, Event::Withdrawn) => {
            Some(Status::Closed)
        }
        (_, Event::Erased) => Some(Status::Closed),
        _ => None,
    }
}

/// Why two tickets do not become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMerge {
    /// There is no ticket of this number.
    NoSuchTicket,
    /// It is the same ticket.
    Itself,
    /// It is of another asker: the answer to one must not show the other's data.
    OtherAsker,
    /// It has ended.
    Ended,
}

/// A question that a consultant has to answer.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Ticket {
    /// Identity.
    pub id: TicketId,
    /// The number people see.
    pub number: TicketNumber,
    /// The dialogue it came from.
    pub conversation: ConversationId,
    /// The stored question it grew from, if any: tells what the assistant had shown.
    pub question_id: Option<Uuid>,
    /// What the asker wants to know.
    pub question: String,
    /// Facts about the firm.
    #[sqlx(json)]
    pub profile: Profile,
    /// How to reach the asker outside the page, in the asker's words; may be empty.
    pub contact: String,
    /// State.
    pub status: Status,
    /// Who has it.
    pub owner: Option<PersonId>,
    /// The group that is to take it, if it was routed to one.
    #[sqlx(rename = "desk_group")]
    pub group: Option<String>,
    /// Until when it is put off.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// The ticket of which it became a part, if it did: the conversation goes on there.
    pub merged_into: Option<TicketId>,
    /// When it was sent.
    pub opened_at: DateTime<Utc>,
    /// When anything last happened to it.
    pub changed_at: DateTime<Utc>,
}

/// Who wrote a message that the asker can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Author {
    /// The asker.
    Asker,
    /// A consultant.
    Consultant,
}

/// How far a reply came to an asker who does not read it on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Delivery {
    /// 送信中.
    Sending,
    /// 送信確認中: nobody knows yet whether it was sent. Stored as a mark of [`Delivery::Sending`].
    Checking,
    /// 送信済み: as a direct message.
    Sent,
    /// In a private thread, because the asker takes no direct messages.
    Thread,
    /// Only on the receipt's page; it could not be sent.
    Page,
}

/// A message of a ticket that both sides see. Internal notes are [`Note`]s, a different type.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Message {
    /// Identity.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Author,
    /// The consultant's name, if a consultant wrote it.
    pub name: Option<String>,
    /// What was written: plain text.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How far it came, if it had to be sent.
    pub delivery: Option<Delivery>,
}

/// A note among consultants (社内メモ). It never leaves the desk.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Note {
    /// Identity.
    pub id: Uuid,
    /// Name of the consultant who wrote it.
    pub name: String,
    /// What was written: plain text.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A line of the ticket's history.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HistoryLine {
    /// Number of the change, counted over all tickets.
    pub seq: i64,
    /// What happened.
    pub event: Event,
    /// Name of the member of staff who did it; `None` for the asker, and for what happens by itself.
    pub name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// What a warning or a missed target is about; for a merge, the reply that was still to come.
    pub target: Option<sla::Target>,
    /// Until when the ticket was put off.
    pub until: Option<DateTime<Utc>>,
    /// Name of the colleague who got the ticket.
    pub recipient: Option<String>,
    /// The other ticket of a merge.
    pub other: Option<TicketNumber>,
    /// Since when the asker of the other ticket had been waiting for a reply, if so.
    pub since: Option<DateTime<Utc>>,
}
