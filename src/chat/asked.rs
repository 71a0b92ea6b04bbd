//! What people ask, choose, and want a consultant to look at.

use uuid::Uuid;

use crate::{
    knowledge::EntryId,
    outgoing::Origin,
    people::{ConversationId, Surface},
    programs::Profile,
};

/// A question.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The dialogue.
    pub conversation: ConversationId,
    /// Where it was asked.
    pub surface: Surface,
    /// What was asked, as it came.
    pub question: String,
    /// Facts known about the firm.
    pub profile: Profile,
    /// The question whose card carried the button or form, if it was one: its question back is what
    /// is answered, however long ago it was shown.
    pub question_id: Option<Uuid>,
    /// Id of the form or request, so that one whose answer was lost can be sent again: the first
    /// answer is returned, and nothing is recorded twice.
    pub event: Option<Uuid>,
    /// Where the answer must be sent, if it is not shown by whoever asked the assistant.
    pub origin: Option<Origin>,
}

/// The choice of an entry by its button.
#[derive(Debug, Clone)]
pub struct Chose {
    /// The dialogue.
    pub conversation: ConversationId,
    /// Where it happened.
    pub surface: Surface,
    /// The entry chosen.
    pub entry: EntryId,
    /// The question whose answer carried the button, if known.
    pub question_id: Option<Uuid>,
    /// Id of the form, as in [`Asked`].
    pub event: Option<Uuid>,
    /// Where the answer must be sent, as in [`Asked`].
    pub origin: Option<Origin>,
}

/// The form 「相談員に聞く」.
#[derive(Debug, Clone)]
pub struct TicketRequest {
    /// The dialogue.
    pub conversation: ConversationId,
    /// The question it grew from, if any.
    pub question_id: Option<Uuid>,
    /// What the asker wants to know.
    pub question: String,
    /// Facts about the firm.
    pub profile: Profile,
    /// How to reach the asker; may be empty.
    pub contact: String,
    /// Id of the form, so that a double submission makes one ticket.
    pub event: Uuid,
    /// The Discord server where the form was sent, if any.
    pub guild: Option<u64>,
    /// Where the receipt must be sent, as in [`Asked`].
    pub origin: Option<Origin>,
}
