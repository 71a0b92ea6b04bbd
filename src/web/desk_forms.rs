//! The forms of a ticket on the desk: what was typed, what is wrong with it, what it asks for.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{form::Form, ticket::message_error};
use crate::{
    chat::StaffAction,
    clock::jst,
    desk::TicketNumber,
    people::{Person, PersonId},
    wording::merging,
};

/// A ticket is not put off for longer.
const LONGEST_SNOOZE: TimeDelta = TimeDelta::days(90);

/// What was typed into the forms, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Typed {
    /// 返信.
    pub reply: String,
    /// What is wrong with the reply.
    pub reply_error: Option<String>,
    /// What to know of a draft that was put in.
    pub reply_hint: Option<&'static str>,
    /// 社内メモ.
    pub note: String,
    /// What is wrong with the note.
    pub note_error: Option<String>,
    /// The colleague who is to get the ticket.
    pub to: Option<Uuid>,
    /// The note for this colleague.
    pub handover: String,
    /// What is wrong with the transfer.
    pub transfer_error: Option<String>,
    /// 受付番号 of the ticket into which this one is to be merged.
    pub into: String,
    /// What is wrong with that.
    pub merge_error: Option<String>,
    /// The ticket of another asker whose reply may be used.
    pub same_as: Option<i64>,
    /// Until when the ticket is put off, as the browser writes it.
    pub until: String,
    /// What is wrong with that.
    pub snooze_error: Option<String>,
}

impl Typed {
    /// Tells whether this colleague was chosen.
    pub fn is_to(&self, person: &Person) -> bool {
        self.to == Some(person.id.0)
    }

    /// Tells whether text would be lost.
    pub fn has_text(&self) -> bool {
        ![&self.reply, &self.note, &self.handover]
            .iter()
            .all(|it| it.is_empty())
    }
}

/// What a form asks for.
pub enum Wish {
    /// This, with what was typed.
    Action(StaffAction, Typed),
    /// Nothing that can be done: the errors are noted.
    Refused(Typed),
}

/// Reads the form of the action called `name`; `None` if there is no such action.
pub fn read(name: &str, form: &Form, now: DateTime<Utc>) -> Option<Wish> {
    let text = form.text("text").to_owned();
    let mut typed = Typed::default();
    let action = match name {
        "claim" => Some(StaffAction::Claim),
        "release" => Some(StaffAction::Release),
        "close" => Some(StaffAction::Close),
        "reply" => {
            typed.reply.clone_from(&text);
            typed.reply_error = message_error(&text);
            typed
                .reply_error
                .is_none()
                .then_some(StaffAction::Reply(text))
        }
        "note" => {
            typed.note.clone_from(&text);
            typed.note_error = message_error(&text);
            typed
                .note_error
                .is_none()
                .then_some(StaffAction::Note(text))
        }
        "transfer" => {
            typed.handover.clone_from(&text);
            typed.to = form.id("to");
            let nobody = || Some("引き継ぐ相手を選んでください。".to_owned());
            let error = typed.to.map_or_else(nobody, |_| message_error(&text));
            typed.transfer_error = error;
            let to = typed.to.filter(|_| typed.transfer_error.is_none());
            to.map(|to| StaffAction::Transfer {
                to: PersonId(to),
                note: text,
            })
        }
        "snooze" => {
            typed.until = form.text("until").to_owned();
            let until = moment(&typed.until).filter(|it| now < *it && *it <= now + LONGEST_SNOOZE);
            if until.is_none() {
                let text = "いつまで保留にするかを、90日以内のこれからの日時で入力してください。";
                typed.snooze_error = Some(text.to_owned());
            }
            until.map(|until| StaffAction::Snooze { until })
        }
        "merge" => {
            typed.into = form.text("into").to_owned();
            let into = TicketNumber::read(&typed.into);
            if into.is_none() {
                typed.merge_error = Some(merging::unreadable_number().to_owned());
            }
            into.map(|into| StaffAction::Merge { into })
        }
        _ => return None,
    };
    Some(match action {
        Some(action) => Wish::Action(action, typed),
        None => Wish::Refused(typed),
    })
}

/// Reads a local time of Japan as browsers send it: 2026-11-25T09:00.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let mut read = formats.iter();
    let read = read.find_map(|it| NaiveDateTime::parse_from_str(text, it).ok())?;
    let here = read.and_local_timezone(jst()).single()?;
    Some(here.to_utc())
}
