//! The record of a ticket as plain text. What only the desk may read is marked 社内.

use chrono::{DateTime, Utc};

use crate::{
    answer::Citation,
    clock::jst,
    desk::{
        HistoryLine,
        transcript::{AskerTranscript, DeskTranscript, ShownAnswer, Speaker},
    },
    text::{figures, plain::to_plain},
};

use super::{closing, consultants, source_level, ticket_status};

const RULE: &str = "----------------------------------------";

/// Returns a moment in Japanese time: 2026年11月22日 9:05.
#[must_use]
pub fn record_time(at: DateTime<Utc>) -> String {
    let here = at.with_timezone(&jst());
    let day = figures::date(here.date_naive());
    format!("{day} {}", here.format("%-H:%M"))
}

/// Returns who wrote something, as the asker reads it.
#[must_use]
pub fn speaker_for_asker(by: &Speaker) -> String {
    match by {
        Speaker::Asker => "あなた".to_owned(),
        Speaker::Consultant(Some(name)) => format!("相談員 {name}"),
        Speaker::Consultant(None) => "相談員".to_owned(),
    }
}

/// Returns who wrote something, as the desk reads it.
#[must_use]
pub fn speaker_for_desk(by: &Speaker) -> String {
    match by {
        Speaker::Asker => "相談者".to_owned(),
        other => speaker_for_asker(other),
    }
}

/// Returns the name of the file.
#[must_use]
pub fn record_file(number: i64) -> String {
    format!("madoguchi-{number}.txt")
}

/// Returns the name of the desk's file, which nobody takes for the asker's.
#[must_use]
pub fn desk_record_file(number: i64) -> String {
    format!("madoguchi-{number}-internal.txt")
}

/// Returns a source in one line.
#[must_use]
pub fn record_source(number: usize, citation: &Citation) -> String {
    let as_of = format!("{}時点", figures::date(citation.as_of));
    let facts = [
        citation.publisher.as_str(),
        &citation.edition,
        &citation.section,
        &as_of,
        source_level(citation.level),
    ];
    let facts: Vec<_> = facts.into_iter().filter(|it| !it.is_empty()).collect();
    format!(
        "[{number}] {}（{}） {}",
        citation.title,
        facts.join("、"),
        citation.url
    )
}

/// Returns a line of the history in words.
#[must_use]
pub fn record_history(line: &HistoryLine) -> String {
    let mut words = consultants::event(line.event, line.name.as_deref());
    if let Some(recipient) = &line.recipient {
        words.push_str(&format!("（{recipient}さんへ）"));
    }
    if let Some(until) = line.until {
        words.push_str(&format!("（{}まで）", record_time(until)));
    }
    words
}

/// Returns the asker's record.
#[must_use]
pub fn asker_record(record: &AskerTranscript) -> String {
    let mut text = shared(record, speaker_for_asker);
    text.push_str(&format!("{RULE}\n{}\n", made(record)));
    text
}

/// Returns the desk's record.
#[must_use]
pub fn desk_record(record: &DeskTranscript) -> String {
    let mut text = "【社内用】相談者に渡さないでください。\n\n".to_owned();
    text.push_str(&shared(&record.shared, speaker_for_desk));
    if !record.contact.is_empty() {
        text.push_str(&format!("【社内】連絡先: {}\n\n", record.contact));
    }
    text.push_str("■ 【社内】経過\n");
    for line in &record.history {
        let words = record_history(line);
        text.push_str(&format!("{}  {words}\n", record_time(line.at)));
    }
    text.push_str("\n■ 【社内】社内メモ\n");
    if record.notes.is_empty() {
        text.push_str("ありません。\n");
    }
    for note in &record.notes {
        let at = record_time(note.at);
        text.push_str(&format!("{at}  {}\n{}\n\n", note.name, note.text));
    }
    text.push_str(&format!("{RULE}\n{}\n", made(&record.shared)));
    text
}

fn made(record: &AskerTranscript) -> String {
    let at = record_time(record.made_at);
    format!("{at} に作成。時刻はすべて日本時間です。")
}

fn shared(record: &AskerTranscript, name: fn(&Speaker) -> String) -> String {
    let mut text = format!(
        "相談の記録　受付番号 {}\n受付: {}\n状態: {}\n\n■ 相談内容\n{}\n\n",
        record.number.0,
        record_time(record.opened_at),
        ticket_status(record.status),
        record.question
    );
    if let Some(answer) = &record.answer {
        text.push_str(&shown(answer));
    }
    text.push_str("■ 相談員とのやりとり\n");
    if record.spoken.is_empty() {
        text.push_str("まだありません。\n\n");
    }
    for it in &record.spoken {
        let at = record_time(it.at);
        text.push_str(&format!("{at}  {}\n{}\n\n", name(&it.by), it.text));
    }
    if let Some(said) = &record.satisfaction {
        text.push_str(&format!("■ 満足度\n{}\n\n", closing::satisfaction(said)));
    }
    text
}

fn shown(answer: &ShownAnswer) -> String {
    let mut text = format!(
        "■ 相談の前の自動回答\n{}  質問: {}\n\n{}\n",
        record_time(answer.at),
        answer.asked,
        to_plain(&answer.text)
    );
    for note in &answer.notes {
        text.push_str(&format!("（{note}）\n"));
    }
    if !answer.citations.is_empty() {
        text.push_str("\n出典\n");
    }
    for (citation, number) in answer.citations.iter().zip(1..) {
        text.push_str(&format!("{}\n", record_source(number, citation)));
    }
    text.push('\n');
    text
}

/// Returns a text as the file that Windows opens without asking: UTF-8 with its mark at the beginning,
/// lines that end with CR LF.
#[must_use]
pub fn as_file(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    format!("\u{feff}{lines}")
}
