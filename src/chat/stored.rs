//! What is stored of a person, read from the store for this person, and as files.

use chrono::{DateTime, Utc};

use super::transcript;
use crate::{
    desk::stored::{
        Stored, StoredForm, StoredQuestion, StoredRecall, StoredReminder, StoredTicket,
    },
    people::ConversationId,
    store::{RecallState, ReminderState, Result, Store},
    wording::{privacy, transcript::as_file},
};

/// The largest file: Discord takes no larger ones.
pub const LARGEST_FILE: usize = 8_000_000;

/// Returns what is stored of whoever had these dialogues.
///
/// # Errors
/// If the store fails.
pub async fn about(store: &Store, who: &[ConversationId], now: DateTime<Utc>) -> Result<Stored> {
    let mut stored = Stored {
        made_at: now,
        ..Stored::default()
    };
    for conversation in who {
        if let Some(context) = store.conversation(conversation).await? {
            stored.profile = context.profile.or(&stored.profile);
        }
        add_questions(store, conversation, &mut stored).await?;
        for ticket in store.tickets_of_conversation(conversation).await? {
            stored.tickets.push(StoredTicket {
                record: transcript::for_asker(store, &ticket, now).await?,
                contact: ticket.contact,
                profile: ticket.profile,
            });
        }
        add_notices(store, conversation, &mut stored).await?;
        for form in store.unsent_forms_of(conversation).await? {
            stored.unsent_forms.push(StoredForm {
                at: form.at,
                filled: form.filled,
            });
        }
        let watcher = store.watcher(conversation).await?;
        stored.discord_servers.extend(watcher.guild);
    }
    stored.questions.sort_by_key(|it| it.at);
    stored.tickets.sort_by_key(|it| it.record.number);
    Ok(stored)
}

async fn add_questions(
    store: &Store,
    conversation: &ConversationId,
    stored: &mut Stored,
) -> Result<()> {
    let ratings = store.ratings_of(conversation).await?;
    let choices = store.choices_of(conversation).await?;
    let all = u32::try_from(i32::MAX).unwrap_or(u32::MAX);
    for record in store.recent_questions(conversation, all).await? {
        let id = record.id;
        let rated = ratings.iter().filter(|it| it.0 == id);
        let chosen = choices.iter().filter(|it| it.0 == id);
        stored.questions.push(StoredQuestion {
            id,
            at: record.at,
            surface: record.surface,
            answer: transcript::shown(&record),
            asked: record.asked,
            decision: record.decision,
            entry: record.entry,
            profile: record.profile,
            card: record.card,
            ratings: rated.map(|it| (it.1, it.2)).collect(),
            chosen: chosen.map(|it| (it.1.clone(), it.2)).collect(),
        });
    }
    Ok(())
}

async fn add_notices(
    store: &Store,
    conversation: &ConversationId,
    stored: &mut Stored,
) -> Result<()> {
    let notices = store.notices_of(conversation).await?;
    for reminder in store.all_reminders_of(conversation).await? {
        let told = notices.iter().filter(|it| it.reminder == reminder.id);
        stored.reminders.push(StoredReminder {
            told: told.map(|it| (it.at, it.closes)).collect(),
            name: reminder.name,
            call: reminder.call,
            closes: reminder.closes,
            since: reminder.since,
            active: reminder.state == ReminderState::Active,
        });
    }
    for recall in store.all_recalls_of(conversation).await? {
        stored.recalls.push(StoredRecall {
            question: recall.question,
            entry: recall.entry,
            shown_at: recall.shown_at,
            until: recall.until,
            active: recall.state == RecallState::Active,
            corrected_at: recall.corrected_at,
        });
    }
    Ok(())
}

/// Returns what is stored as a file for people, within the size that is taken.
#[must_use]
pub fn text_file(stored: &Stored) -> String {
    let text = |it: &Stored| as_file(&privacy::export(it));
    let short = stored.clone().within(LARGEST_FILE, |it| text(it).len());
    text(&short)
}

/// Returns what is stored as a file for machines, within the size that is taken.
#[must_use]
pub fn json_file(stored: &Stored) -> String {
    let json = |it: &Stored| serde_json::to_string_pretty(it).unwrap_or_default();
    let short = stored.clone().within(LARGEST_FILE, |it| json(it).len());
    json(&short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{answer::Decision, people::Surface, programs::Profile};

    fn question(n: u128) -> StoredQuestion {
        StoredQuestion {
            id: uuid::Uuid::from_u128(n),
            at: DateTime::UNIX_EPOCH,
            surface: Surface::Discord,
            asked: format!("質問{n}番{}", "長".repeat(2000)),
            decision: Decision::Reply,
            entry: None,
            profile: Profile::default(),
            answer: None,
            card: serde_json::json!({"lead": "答".repeat(2000)}),
            ratings: Vec::new(),
            chosen: Vec::new(),
        }
    }

    #[test]
    fn files_are_never_larger_than_discord_takes_and_say_what_is_left_out() {
        let stored = Stored {
            questions: (0..2000).map(question).collect(),
            ..Stored::default()
        };
        for file in [text_file(&stored), json_file(&stored)] {
            assert!(file.len() <= LARGEST_FILE && LARGEST_FILE / 3 < file.len());
            assert!(file.contains("質問1999番"), "the newest ones are kept");
            assert!(!file.contains("質問0番"));
        }
        assert!(text_file(&stored).contains("入っていません"));
        let one = Stored {
            questions: vec![question(1)],
            ..Stored::default()
        };
        assert!(!text_file(&one).contains("入っていません"));
        let read: serde_json::Value = serde_json::from_str(&json_file(&one)).unwrap();
        assert_eq!(read["left_out"], 0);
    }
}
