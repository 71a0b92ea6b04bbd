//! What a consultant may begin a reply with. Surfaces put a draft into the form of the reply, where it
//! is read and changed before anything is sent.

use uuid::Uuid;

use crate::{desk::TicketNumber, knowledge::EntryId};

/// Where a draft comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftSource {
    /// 定型文.
    Canned(Uuid),
    /// An entry: its answer with its sources.
    Entry(EntryId),
    /// 同じ返信を使う: the last reply given in another ticket.
    SameAs(TicketNumber),
}

/// What there is to begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplyHelp {
    /// 定型文 that may be used today, those about the matter first.
    pub canned: Vec<CannedOffer>,
    /// The nearest entries that are valid today, best first.
    pub entries: Vec<NearEntry>,
}

/// A canned reply that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedOffer {
    /// Identity.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The topic it is about, if it is about one.
    pub topic: Option<String>,
    /// Whether it is about the ticket's matter.
    pub fits: bool,
    /// How long it may be used, in words.
    pub validity: String,
    /// Whether that is only a few weeks.
    pub ends_soon: bool,
}

/// An entry that is near to what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearEntry {
    /// The entry.
    pub entry: EntryId,
    /// Its question.
    pub question: String,
    /// Its conclusion: plain text.
    pub conclusion: String,
    /// How well it may fit, in words.
    pub likelihood: &'static str,
    /// The month of its oldest fact, in words.
    pub as_of: Option<String>,
}
