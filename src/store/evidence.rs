//! What people did with answers, as evidence of which entry answers a question.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Result, Store, tickets::HOLD_KEPT, with_pool, with_tx};
use crate::{
    answer::Decision,
    clock::day_in_japan,
    curation::evidence::{Deed, Sign, asked_again},
    desk::{Status, TicketId},
    knowledge::EntryId,
    people::{ConversationId, PersonId},
};

/// Who asks the same again later than this may only have forgotten the answer.
const SOON: TimeDelta = TimeDelta::hours(1);

/// Something that was chosen, rated or replied with.
#[derive(Debug, sqlx::FromRow)]
struct Seen {
    conversation: ConversationId,
    asked: String,
    entry: EntryId,
    /// What the assistant had decided, where something was chosen.
    #[sqlx(default)]
    decision: Option<Decision>,
    #[sqlx(default)]
    contact: String,
    /// What the asker said of the entry.
    #[sqlx(default)]
    solved: Option<bool>,
    /// What came next in the dialogue, and when.
    #[sqlx(default)]
    next: Option<String>,
    #[sqlx(default)]
    next_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
}

/// What was chosen under an answer is shown by a question of its own: what was said of that, and what
/// came after it, is said of the choice.
const CHOSEN: &str = "SELECT q.conversation, q.asked, c.entry, q.decision, c.at,
    (SELECT r.solved FROM questions r
     WHERE r.conversation = q.conversation AND r.entry = c.entry AND r.at >= c.at
     ORDER BY r.at, r.id LIMIT 1) AS solved,
    (SELECT n.asked FROM questions n
     WHERE n.conversation = q.conversation AND n.at >= c.at AND n.id <> q.id
     ORDER BY n.at, n.id LIMIT 1 OFFSET 1) AS next,
    (SELECT n.at FROM questions n
     WHERE n.conversation = q.conversation AND n.at >= c.at AND n.id <> q.id
     ORDER BY n.at, n.id LIMIT 1 OFFSET 1) AS next_at
    FROM choices c JOIN questions q ON q.id = c.question
    ORDER BY c.at DESC, c.question LIMIT $1";

const RATED: &str = "SELECT q.conversation, q.asked, q.entry, q.solved, q.at,
    (SELECT n.asked FROM questions n WHERE n.conversation = q.conversation AND n.at > q.at
     ORDER BY n.at, n.id LIMIT 1) AS next,
    (SELECT n.at FROM questions n WHERE n.conversation = q.conversation AND n.at > q.at
     ORDER BY n.at, n.id LIMIT 1) AS next_at
    FROM questions q WHERE q.solved IS NOT NULL AND q.entry IS NOT NULL
    ORDER BY q.at DESC, q.id LIMIT $1";

const REPLIED: &str = "SELECT t.conversation, t.question AS asked, e.entry, t.contact, e.at
    FROM ticket_entries e JOIN tickets t ON t.id = e.ticket
    WHERE t.conversation NOT LIKE 'erased:%'
    ORDER BY e.at DESC, e.ticket LIMIT $1";

impl Seen {
    fn deed(self, rated: bool) -> Deed {
        let sign = match (self.decision, rated) {
            (Some(Decision::Clarify), _) => Some(Sign::Which),
            (Some(Decision::Reply), _) => Some(Sign::Related),
            (Some(Decision::Handoff), _) => Some(Sign::Nearest),
            (None, true) => (self.solved == Some(true)).then_some(Sign::Solved),
            (None, false) => Some(Sign::Replied),
        };
        let soon = self.next_at.is_some_and(|it| it - self.at <= SOON);
        let next = self.next.filter(|_| soon);
        let again = next.is_some_and(|it| asked_again(&self.asked, &it));
        let account = self.conversation.discord_account();
        Deed {
            asker: account.map_or(self.conversation.0, |it| format!("discord:{it}")),
            asked: self.asked,
            contact: self.contact,
            entry: self.entry,
            sign,
            contrary: self.solved == Some(false) || again,
            day: day_in_japan(self.at),
        }
    }
}

impl Store {
    /// Returns what people did with answers: of each kind the newest `limit`.
    pub async fn deeds(&self, limit: u32) -> Result<Vec<Deed>> {
        let mut deeds = Vec::new();
        for (sql, rated) in [(CHOSEN, false), (RATED, true), (REPLIED, false)] {
            let seen: Vec<Seen> = with_pool!(&self.database, |pool| {
                sqlx::query_as(sql)
                    .bind(i64::from(limit))
                    .fetch_all(pool)
                    .await
            })?;
            deeds.extend(seen.into_iter().map(|it| it.deed(rated)));
        }
        Ok(deeds)
    }

    /// Records that a consultant put an entry into a reply; a second time changes nothing. Returns
    /// `false` if there is no such ticket, or its asker had it deleted.
    pub async fn record_entry_in_reply(
        &self,
        ticket: TicketId,
        entry: &EntryId,
        by: PersonId,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            let known: Option<Status> = sqlx::query_scalar(HOLD_KEPT)
                .bind(ticket)
                .fetch_optional(&mut *tx)
                .await?;
            if known.is_some() {
                sqlx::query(
                    "INSERT INTO ticket_entries (ticket, entry, by_person, at)
                     VALUES ($1, $2, $3, $4) ON CONFLICT (ticket, entry) DO NOTHING",
                )
                .bind(ticket)
                .bind(entry)
                .bind(by)
                .bind(at)
                .execute(&mut *tx)
                .await?;
            }
            known.is_some()
        })
    }
}
