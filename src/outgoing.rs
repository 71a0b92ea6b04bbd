//! What must reach somebody elsewhere. The store keeps it in the transaction of its cause (outbox);
//! a chat surface sends it afterwards, however often it has to try.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::desk::{Author, TicketId, TicketNumber};

/// Something that must reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outgoing {
    /// The answer to a question, as it was stored.
    Answer {
        /// The stored question.
        question: Uuid,
        /// Where it was asked.
        to: Origin,
    },
    /// The same answer once more, to whoever had asked.
    Again {
        /// The stored question.
        question: Uuid,
        /// Where it is wanted.
        to: Origin,
    },
    /// A copy of an answer, for a channel or as a direct message.
    Copy {
        /// The stored question.
        question: Uuid,
        /// Where it was wanted.
        to: Origin,
        /// The channel where everybody sees it; none for a direct message.
        channel: Option<u64>,
    },
    /// The consultants' channel learns what happened to a ticket.
    Desk {
        /// The ticket.
        ticket: TicketId,
        /// Number of the change, counted over all tickets.
        seq: i64,
    },
    /// A card stands in a channel where its ticket is not any more: it says so, and nothing can be
    /// pressed.
    Strayed {
        /// The ticket.
        ticket: TicketId,
        /// The channel.
        channel: u64,
        /// The message with the card.
        card: u64,
    },
    /// A consultant's reply, to the asker.
    Reply {
        /// The ticket.
        ticket: TicketId,
        /// The message with the reply.
        message: Uuid,
    },
    /// 受付番号と確認コード, to the asker who sent the form.
    Receipt {
        /// The ticket.
        ticket: TicketId,
        /// The form; the code follows from it.
        event: Uuid,
        /// When the asker can expect a reply, where that is certain.
        #[serde(default)]
        expected: Option<DateTime<Utc>>,
        /// Where the form was sent.
        to: Origin,
    },
    /// What an asker wrote went to the consultant who has the ticket.
    Passed {
        /// The ticket.
        ticket: TicketId,
        /// Where it was written.
        to: Origin,
    },
    /// Several tickets are open: to which does a message belong?
    WhichTicket {
        /// The tickets, oldest first.
        tickets: Vec<(TicketId, TicketNumber)>,
        /// The message.
        to: Origin,
    },
    /// A message came without its text, which the platform keeps back: a button opens a form.
    Unread {
        /// The message.
        to: Origin,
        /// The ticket in whose thread it stands, and on which side of it, if it stands in one.
        ticket: Option<(TicketId, Author)>,
    },
    /// The consultants' channel learns how far a reply came.
    Delivered {
        /// The ticket.
        ticket: TicketId,
        /// The message with the reply.
        message: Uuid,
    },
    /// The card in the consultants' channel says that nobody knows yet whether a reply was sent.
    Checking {
        /// The ticket.
        ticket: TicketId,
        /// The message with the reply.
        message: Uuid,
    },
    /// Something does not work as an administrator set it up.
    Warning {
        /// Its id.
        id: Uuid,
        /// The administrator's account on Discord.
        account: u64,
        /// What it is and how to mend it: plain text.
        text: String,
    },
    /// What somebody wanted to be told about the closing day of a program.
    Reminder {
        /// What this person waits for.
        reminder: Uuid,
        /// What is told.
        notice: Uuid,
    },
    /// An answer was corrected that somebody had got.
    Correction {
        /// The wish to be told.
        recall: Uuid,
    },
    /// A ticket was closed: its asker is told, and asked about the desk's work.
    Closed {
        /// The ticket.
        ticket: TicketId,
        /// Number of the change, counted over all tickets.
        seq: i64,
    },
    /// The card in the consultants' channel shows what the asker said of the desk's work.
    Satisfied {
        /// The ticket.
        ticket: TicketId,
        /// A number of its own, counted with the changes of tickets.
        seq: i64,
    },
    /// A form could not be taken: why, and a button that opens it again.
    Mend {
        /// Why: plain text.
        text: String,
        /// The form, as it was kept.
        form: Uuid,
        /// Where it was sent.
        to: Origin,
    },
    /// A sentence of the assistant.
    Say {
        /// What to say: plain text.
        text: String,
        /// To whom.
        to: Origin,
    },
}

/// What something is an answer to, on Discord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A command, button or form; its token holds for 15 minutes.
    Interaction {
        /// Its id.
        id: u64,
        /// Its token.
        token: String,
        /// Who used it, for when the token has run out.
        account: u64,
        /// Only this person sees what comes.
        private: bool,
    },
    /// A message.
    Message {
        /// Its channel.
        channel: u64,
        /// Its id.
        message: u64,
        /// Who wrote it.
        account: u64,
        /// The server where it stands; none for a direct message.
        guild: Option<u64>,
        /// Nobody else sees it.
        private: bool,
    },
}

impl Origin {
    /// Returns the platform's id of what is answered; nothing else has the same.
    #[must_use]
    pub fn id(&self) -> u64 {
        match self {
            Origin::Interaction { id, .. } => *id,
            Origin::Message { message, .. } => *message,
        }
    }

    /// Returns the account of the person who is answered.
    #[must_use]
    pub fn account(&self) -> u64 {
        match self {
            Origin::Interaction { account, .. } | Origin::Message { account, .. } => *account,
        }
    }

    /// Returns whether nobody else sees the answer.
    #[must_use]
    pub fn is_private(&self) -> bool {
        match self {
            Origin::Interaction { private, .. } | Origin::Message { private, .. } => *private,
        }
    }

    /// Returns whether it is a message that only the bot can read.
    #[must_use]
    pub fn is_direct_message(&self) -> bool {
        matches!(self, Origin::Message { guild: None, .. })
    }

    /// Returns an id for what is answered, as forms of the web have one.
    #[must_use]
    pub fn event(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.id()))
    }
}

impl Outgoing {
    /// Returns what tells it from all others, the same for the same cause: at most 25 characters, so
    /// that Discord takes it as a nonce.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Outgoing::Answer { question, .. } => short('q', *question),
            Outgoing::Again { to, .. } => format!("g{}", to.id()),
            Outgoing::Copy { to, .. } => format!("y{}", to.id()),
            Outgoing::Desk { seq, .. } => format!("d{seq}"),
            Outgoing::Strayed { card, .. } => format!("o{card}"),
            Outgoing::Reply { message, .. } => short('r', *message),
            Outgoing::Receipt { to, .. } => format!("c{}", to.id()),
            Outgoing::Passed { to, .. } => format!("p{}", to.id()),
            Outgoing::WhichTicket { to, .. } => format!("w{}", to.id()),
            Outgoing::Unread { to, .. } => format!("u{}", to.id()),
            Outgoing::Delivered { message, .. } => short('v', *message),
            Outgoing::Checking { message, .. } => short('x', *message),
            Outgoing::Warning { id, .. } => short('a', *id),
            Outgoing::Reminder { notice, .. } => short('n', *notice),
            Outgoing::Correction { recall } => short('k', *recall),
            Outgoing::Closed { seq, .. } => format!("z{seq}"),
            Outgoing::Satisfied { seq, .. } => format!("f{seq}"),
            Outgoing::Mend { to, .. } => format!("m{}", to.id()),
            Outgoing::Say { to, .. } => format!("s{}", to.id()),
        }
    }

    /// Returns what it is an answer to, if it is one.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Outgoing::Answer { to, .. }
            | Outgoing::Again { to, .. }
            | Outgoing::Copy { to, .. }
            | Outgoing::Receipt { to, .. }
            | Outgoing::Passed { to, .. }
            | Outgoing::WhichTicket { to, .. }
            | Outgoing::Unread { to, .. }
            | Outgoing::Mend { to, .. }
            | Outgoing::Say { to, .. } => Some(to),
            _ => None,
        }
    }

    /// Returns the name of the row in which it waits for what comes before it.
    #[must_use]
    pub fn lane(&self) -> String {
        match self {
            Outgoing::Desk { ticket, .. }
            | Outgoing::Delivered { ticket, .. }
            | Outgoing::Checking { ticket, .. }
            | Outgoing::Satisfied { ticket, .. } => {
                format!("desk {}", ticket.0)
            }
            Outgoing::Reply { ticket, .. } | Outgoing::Closed { ticket, .. } => {
                format!("asker {}", ticket.0)
            }
            Outgoing::Reminder { reminder, .. } => format!("reminder {reminder}"),
            other => other.id(),
        }
    }
}

fn short(kind: char, id: Uuid) -> String {
    format!("{kind}{}", BASE64_URL_SAFE_NO_PAD.encode(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_fit_a_nonce() {
        let to = Origin::Interaction {
            id: u64::MAX,
            token: String::new(),
            account: 1,
            private: true,
        };
        let ticket = TicketId(Uuid::max());
        for outgoing in [
            Outgoing::Answer {
                question: Uuid::max(),
                to: to.clone(),
            },
            Outgoing::Desk {
                ticket,
                seq: i64::MAX,
            },
            Outgoing::Reply {
                ticket,
                message: Uuid::max(),
            },
            Outgoing::Unread { to, ticket: None },
        ] {
            assert!(outgoing.id().len() <= 25, "{}", outgoing.id());
        }
    }
}
