//! What is stored of a person is deleted: what was written goes, what is counted stays, and nothing
//! leads from the one to the other. One transaction; doing it twice does no harm.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Store, outbox::post, past_questions::forget_past_questions, tickets::add_event, with_tx,
};
use crate::{
    desk::{Event, Status, TicketId, TicketNumber},
    outgoing::Outgoing,
    people::ConversationId,
    wording::privacy,
};

/// Whose data are deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct Erasure {
    /// A new id, under which what stays of this person's questions is counted as one person's.
    pub id: Uuid,
    /// The dialogues.
    pub conversations: Vec<ConversationId>,
    /// The interaction with which it was asked for, if it was one: kept until it is dealt with.
    pub interaction: Option<u64>,
    /// What the person is told elsewhere when it is done.
    pub told: Option<Outgoing>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Questions.
    pub questions: u64,
    /// Tickets, with their states before.
    pub tickets: Vec<(TicketId, TicketNumber, Status)>,
}

/// Changes nothing; whoever acts on one of the tickets comes before or after.
const HOLD: &str = "UPDATE tickets SET changed_at = changed_at WHERE conversation = $1";

const TICKETS: &str =
    "SELECT id, number, status FROM tickets WHERE conversation = $1 ORDER BY number";

/// The words of the person and all that leads to the person. Who has it stays.
const EMPTY_TICKET: &str =
    "UPDATE tickets SET conversation = $2, question_id = NULL, question = $3,
        profile = '{}', contact = '', code_hash = '', asker_thread = NULL,
        snoozed_until = NULL, status = 'closed', changed_at = $4,
        hold = CASE WHEN owner IS NULL THEN 'open' ELSE 'claimed' END
    WHERE id = $1";

/// Of a ticket, before its changes are counted: in this order others hold rows, too.
const OF_TICKET_FIRST: [&str; 3] = [
    "UPDATE satisfactions SET word = NULL WHERE ticket = $1",
    "DELETE FROM drafts WHERE ticket = $1",
    "DELETE FROM ticket_entries WHERE ticket = $1",
];
const MESSAGES: &str = "DELETE FROM ticket_messages WHERE ticket = $1";
/// Colleagues quote askers.
const NOTES: &str = "UPDATE ticket_notes SET text = $2 WHERE ticket = $1";

/// Of a dialogue: what is on its way goes with its cause.
const OF_CONVERSATION: [&str; 6] = [
    "DELETE FROM reminder_notices WHERE reminder IN
        (SELECT id FROM reminders WHERE conversation = $1)",
    "DELETE FROM reminders WHERE conversation = $1",
    "DELETE FROM recalls WHERE conversation = $1",
    "DELETE FROM watchers WHERE conversation = $1",
    "DELETE FROM conversations WHERE id = $1",
    "DELETE FROM unsent_forms WHERE conversation = $1",
];
const FIRST_ANSWER: &str = "DELETE FROM first_answers WHERE conversation = $1";

/// What was decided, shown and rated stays as a count.
const EMPTY_QUESTIONS: &str = "UPDATE questions SET conversation = $2, asked = '', card = '{}',
        profile = '{}', event = NULL
    WHERE conversation = $1";

const OUT: &str = "DELETE FROM outbox WHERE account = $1";
/// All but what asks for it.
const IN: &str = "DELETE FROM discord_inbox WHERE account = $1 AND ($2 IS NULL OR id <> $2)";
const LANE: &str = "DELETE FROM outbox WHERE lane = $1";

/// Empties tickets and tells the desk.
macro_rules! empty_tickets {
    ($tx:ident, $erased:ident, $nobody:ident, $erasure:ident) => {
        for (id, _, _) in &$erased.tickets {
            let empty = sqlx::query(EMPTY_TICKET).bind(id).bind(&$nobody);
            let empty = empty.bind(privacy::erased()).bind($erasure.at);
            empty.execute(&mut *$tx).await?;
            for sql in OF_TICKET_FIRST {
                sqlx::query(sql).bind(id).execute(&mut *$tx).await?;
            }
        }
        for (id, _, status) in &$erased.tickets {
            if *status != Status::Closed {
                add_event!($tx, *id, Event::Withdrawn, None::<Uuid>, $erasure.at);
            }
            add_event!($tx, *id, Event::Erased, None::<Uuid>, $erasure.at);
            sqlx::query(MESSAGES).bind(id).execute(&mut *$tx).await?;
            let notes = sqlx::query(NOTES).bind(id).bind(privacy::erased());
            notes.execute(&mut *$tx).await?;
            let closed = Outgoing::Closed {
                ticket: *id,
                seq: 0,
            };
            let lane = sqlx::query(LANE).bind(closed.lane());
            lane.execute(&mut *$tx).await?;
        }
    };
}
/// Deletes what is on its way from and to an account on Discord: the outbox has words and tokens, the
/// inbox what was written.
macro_rules! forget_account {
    ($tx:ident, $conversation:ident, $erasure:ident) => {
        if let Some(account) = $conversation.discord_account() {
            let account = account.cast_signed();
            let out = sqlx::query(OUT).bind(account);
            out.execute(&mut *$tx).await?;
            let own = $erasure.interaction.map(u64::cast_signed);
            let inbox = sqlx::query(IN).bind(account).bind(own);
            inbox.execute(&mut *$tx).await?;
        }
    };
}
impl Store {
    /// Deletes what is stored of a person. Open tickets are closed as taken back; of every ticket
    /// number, state, times and history stay, and consultants are told.
    pub async fn erase(&self, erasure: &Erasure) -> Result<Erased> {
        let nobody = ConversationId::erased(erasure.id);
        with_tx!(&self.database, |tx| {
            let mut erased = Erased::default();
            for conversation in &erasure.conversations {
                let hold = sqlx::query(HOLD).bind(conversation);
                hold.execute(&mut *tx).await?;
                let found = sqlx::query_as(TICKETS).bind(conversation);
                let found: Vec<(TicketId, TicketNumber, Status)> =
                    found.fetch_all(&mut *tx).await?;
                erased.tickets.extend(found);
            }
            forget_past_questions!(tx, &erasure.conversations);
            empty_tickets!(tx, erased, nobody, erasure);
            for conversation in &erasure.conversations {
                let waiting = sqlx::query_as(
                    "SELECT r.id, FALSE FROM reminders r WHERE r.conversation = $1
                     UNION ALL SELECT c.id, TRUE FROM recalls c WHERE c.conversation = $1",
                );
                let waiting: Vec<(Uuid, bool)> =
                    waiting.bind(conversation).fetch_all(&mut *tx).await?;
                for (id, is_recall) in waiting {
                    let lane = match is_recall {
                        true => Outgoing::Correction { recall: id }.lane(),
                        false => Outgoing::Reminder {
                            reminder: id,
                            notice: id,
                        }
                        .lane(),
                    };
                    sqlx::query(LANE).bind(lane).execute(&mut *tx).await?;
                }
                for sql in OF_CONVERSATION {
                    sqlx::query(sql)
                        .bind(conversation)
                        .execute(&mut *tx)
                        .await?;
                }
                let first = sqlx::query(FIRST_ANSWER).bind(conversation);
                first.execute(&mut *tx).await?;
                let questions = sqlx::query(EMPTY_QUESTIONS)
                    .bind(conversation)
                    .bind(&nobody);
                erased.questions += questions.execute(&mut *tx).await?.rows_affected();
                forget_account!(tx, conversation, erasure);
            }
            if let Some(told) = &erasure.told {
                post!(tx, told, 0_i64, erasure.at);
            }
            erased
        })
    }
}
