//! Who wants to be told that a program's call closes, and what they were told. Any number of processes
//! may look at once: whoever tells must have seen what stands, so each thing is told once.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Result, Store, outbox::post, watchers::WATCHES, with_pool, with_tx};
use crate::{
    knowledge::EntryId,
    outgoing::Outgoing,
    people::ConversationId,
    programs::reminder::{Cause, Waiting},
};

/// What became of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ReminderState {
    /// The person is told what comes.
    Active,
    /// The person does not want to be told any more.
    Stopped,
    /// The person was told that there is nothing to wait for any more.
    Ended,
    /// The closing day has passed.
    Over,
}

/// Somebody wants to be told that a program's call closes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Reminder {
    /// Identity.
    pub id: Uuid,
    /// Who, as a dialogue.
    pub conversation: ConversationId,
    /// The program.
    pub program: EntryId,
    /// Its name when it was last seen.
    pub name: String,
    /// The label of the call.
    pub call: String,
    /// The closing day that this person knows of.
    pub closes: NaiveDate,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What became of it.
    pub state: ReminderState,
    /// The last notice could not be brought to this person.
    pub unreached: bool,
    /// The fewest days of which this person was told for this closing day.
    pub told: Option<i64>,
}

impl Reminder {
    /// Returns what this person waits for.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        Waiting {
            window: self.call.clone(),
            closes: self.closes,
            since: self.since,
            told: self.told.and_then(|it| u16::try_from(it).ok()),
        }
    }
}

/// A wish to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReminder {
    /// Identity, if there is none yet for this person and program.
    pub id: Uuid,
    /// Who.
    pub conversation: ConversationId,
    /// The Discord server where this person asked, if any.
    pub guild: Option<u64>,
    /// The program.
    pub program: EntryId,
    /// Its name.
    pub name: String,
    /// The label of the call.
    pub call: String,
    /// Its closing day.
    pub closes: NaiveDate,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a person is told.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReminderNotice {
    /// Identity.
    pub id: Uuid,
    /// The reminder.
    pub reminder: Uuid,
    /// Why.
    pub cause: Cause,
    /// How many days before the closing day, where it comes near.
    pub days: Option<i64>,
    /// The closing day.
    pub closes: NaiveDate,
    /// The one that was told before, where it is another one.
    pub before: Option<NaiveDate>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The columns of a [`Reminder`], of `reminders r`.
macro_rules! columns {
    () => {
        "r.id, r.conversation, r.program, r.name, r.call, r.closes, r.since, r.state, r.unreached, \
         (SELECT MIN(n.days) FROM reminder_notices n
          WHERE n.reminder = r.id AND n.closes = r.closes) AS told"
    };
}
pub(super) use columns;

const REMINDER: &str = concat!("SELECT ", columns!(), " FROM reminders r WHERE r.id = $1");

/// Who waits for the same day already goes on waiting, so that no notice is lost between.
const ADD: &str = "INSERT INTO reminders
        (id, conversation, program, name, call, closes, since, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'active')
    ON CONFLICT (conversation, program) DO UPDATE SET name = excluded.name, call = excluded.call,
        closes = excluded.closes, state = 'active', unreached = FALSE,
        since = CASE WHEN reminders.state = 'active' AND reminders.closes = excluded.closes
            THEN reminders.since ELSE excluded.since END
    RETURNING id";

/// Holds the reminder until commit, if it stands as it was seen.
const CHANGE: &str =
    "UPDATE reminders SET state = $4, name = $5, call = $6, closes = $7, since = $8
    WHERE id = $1 AND state = 'active' AND closes = $2 AND since = $3";

impl Store {
    /// Adds a reminder; a person has one for each program.
    pub async fn add_reminder(&self, new: &NewReminder) -> Result<Reminder> {
        with_tx!(&self.database, |tx| {
            sqlx::query(WATCHES)
                .bind(&new.conversation)
                .bind(new.guild.map(u64::cast_signed))
                .execute(&mut *tx)
                .await?;
            let id: Uuid = sqlx::query_scalar(ADD)
                .bind(new.id)
                .bind(&new.conversation)
                .bind(&new.program)
                .bind(&new.name)
                .bind(&new.call)
                .bind(new.closes)
                .bind(new.at)
                .fetch_one(&mut *tx)
                .await?;
            sqlx::query_as(REMINDER)
                .bind(id)
                .fetch_one(&mut *tx)
                .await?
        })
    }

    /// Returns a reminder.
    pub async fn reminder(&self, id: Uuid) -> Result<Option<Reminder>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(REMINDER).bind(id).fetch_optional(pool).await
        })?)
    }

    /// Returns what a person waits for, and what could not be told this person, by closing day.
    pub async fn reminders_of(&self, conversation: &ConversationId) -> Result<Vec<Reminder>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM reminders r
                 WHERE r.conversation = $1 AND r.state <> 'stopped'
                     AND (r.state = 'active' OR r.unreached)
                 ORDER BY r.closes, r.id"
            ))
            .bind(conversation)
            .fetch_all(pool)
            .await
        })?)
    }

    /// Returns all reminders of people who wait.
    pub async fn active_reminders(&self) -> Result<Vec<Reminder>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM reminders r WHERE r.state = 'active' ORDER BY r.id"
            ))
            .fetch_all(pool)
            .await
        })?)
    }

    /// Brings a reminder from what was `seen` to what it is `now`, and has its person told, where there
    /// is something to tell. Returns `false`, and nothing has changed, if it does not stand as it was
    /// seen, or the same was told before.
    pub async fn move_reminder(
        &self,
        seen: &Reminder,
        now: &Reminder,
        notice: Option<&ReminderNotice>,
    ) -> Result<bool> {
        with_tx!(&self.database, |tx| {
            let changed = sqlx::query(CHANGE)
                .bind(seen.id)
                .bind(seen.closes)
                .bind(seen.since)
                .bind(now.state)
                .bind(&now.name)
                .bind(&now.call)
                .bind(now.closes)
                .bind(now.since)
                .execute(&mut *tx)
                .await?;
            // Returning rolls back.
            if changed.rows_affected() == 0 {
                return Ok(false);
            }
            if let Some(notice) = notice {
                let added = sqlx::query(
                    "INSERT INTO reminder_notices (id, reminder, cause, days, closes, before, at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                )
                .bind(notice.id)
                .bind(notice.reminder)
                .bind(notice.cause)
                .bind(notice.days)
                .bind(notice.closes)
                .bind(notice.before)
                .bind(notice.at)
                .execute(&mut *tx)
                .await?;
                if added.rows_affected() == 0 {
                    return Ok(false);
                }
                let outgoing = Outgoing::Reminder {
                    reminder: notice.reminder,
                    notice: notice.id,
                };
                post!(tx, outgoing, notice.at.timestamp_millis(), notice.at);
            }
            true
        })
    }

    /// Ends a reminder of this person. Returns it, or `None` if this person has no such reminder.
    pub async fn stop_reminder(
        &self,
        id: Uuid,
        conversation: &ConversationId,
    ) -> Result<Option<Reminder>> {
        with_tx!(&self.database, |tx| {
            sqlx::query(
                "UPDATE reminders SET state = 'stopped' WHERE id = $1 AND conversation = $2",
            )
            .bind(id)
            .bind(conversation)
            .execute(&mut *tx)
            .await?;
            let stopped = sqlx::query_as(REMINDER).bind(id);
            let stopped: Option<Reminder> = stopped.fetch_optional(&mut *tx).await?;
            stopped.filter(|it| it.conversation == *conversation)
        })
    }

    /// Returns what a person is told.
    pub async fn reminder_notice(&self, id: Uuid) -> Result<Option<ReminderNotice>> {
        Ok(with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT id, reminder, cause, days, closes, before, at
                 FROM reminder_notices WHERE id = $1",
            )
            .bind(id)
            .fetch_optional(pool)
            .await
        })?)
    }

    /// Returns all that was to be told of a reminder, oldest first, and whether it was sent; of what was
    /// put into the outbox long ago nobody knows, and it counts as sent.
    pub async fn notices_of_reminder(&self, id: Uuid) -> Result<Vec<(ReminderNotice, bool)>> {
        let notices: Vec<ReminderNotice> = with_pool!(&self.database, |pool| {
            sqlx::query_as(
                "SELECT id, reminder, cause, days, closes, before, at
                 FROM reminder_notices WHERE reminder = $1 ORDER BY at, id",
            )
            .bind(id)
            .fetch_all(pool)
            .await
        })?;
        let of = |notice| Outgoing::Reminder {
            reminder: id,
            notice,
        };
        let unsent: Vec<String> = with_pool!(&self.database, |pool| {
            sqlx::query_scalar("SELECT id FROM outbox WHERE lane = $1 AND state <> 'sent'")
                .bind(of(id).lane())
                .fetch_all(pool)
                .await
        })?;
        let notices = notices.into_iter().map(|it| {
            let was_sent = !unsent.contains(&of(it.id).id());
            (it, was_sent)
        });
        Ok(notices.collect())
    }

    /// Keeps whether the last notice of a reminder came to its person.
    pub async fn set_unreached(&self, reminder: Uuid, unreached: bool) -> Result<()> {
        with_tx!(&self.database, |tx| {
            sqlx::query("UPDATE reminders SET unreached = $2 WHERE id = $1")
                .bind(reminder)
                .bind(unreached)
                .execute(&mut *tx)
                .await?;
        })
    }
}
