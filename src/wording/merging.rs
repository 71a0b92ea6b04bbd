//! What is said about tickets that become one. Plain text.

use crate::desk::{Event, NoMerge, TicketNumber};

/// Label of what merges.
#[must_use]
pub fn merge() -> &'static str {
    "統合"
}

/// Why two tickets do not become one, and what to do instead.
#[must_use]
pub fn refused(why: NoMerge, into: TicketNumber) -> String {
    let into = into.0;
    match why {
        NoMerge::NoSuchTicket => {
            format!("受付番号 {into} の相談票は見つかりませんでした。番号を確かめてください。")
        }
        NoMerge::Itself => {
            "同じ相談票の番号です。統合先になる、もう一方の受付番号を入力してください。".to_owned()
        }
        NoMerge::OtherAsker => format!(
            "受付番号 {into} は別の相談者の相談票なので、統合できません。統合すると、一方の相談の内容がもう一方の相談者に見えてしまいます。同じ答えでよいときは「同じ返信を使う」で、返信の文章だけを下書きに写せます。"
        ),
        NoMerge::Ended => format!(
            "受付番号 {into} は終了しています。終了していない相談票を統合先にしてください。"
        ),
    }
}

/// No number could be read.
#[must_use]
pub fn unreadable_number() -> &'static str {
    "統合先の受付番号を、数字で入力してください。"
}

/// What was done.
#[must_use]
pub fn done(number: TicketNumber, into: TicketNumber) -> String {
    format!(
        "受付番号 {} を受付番号 {} に統合しました。このあとのやり取りは受付番号 {} で続けてください。",
        number.0, into.0, into.0
    )
}

/// A line of the history, if the event is a merge with this ticket.
#[must_use]
pub fn line(event: Event, other: TicketNumber) -> Option<String> {
    match event {
        Event::Merged => Some(format!("受付番号 {} に統合しました", other.0)),
        Event::Absorbed => Some(format!("受付番号 {} をここに統合しました", other.0)),
        _ => None,
    }
}

/// The same with who did it, for the thread of the ticket.
#[must_use]
pub fn told(event: Event, other: TicketNumber, name: &str) -> String {
    let line = line(event, other).unwrap_or_default();
    match event {
        Event::Merged => {
            format!(
                "{name}さんが{line}。続きは受付番号 {} でお願いします",
                other.0
            )
        }
        _ => format!("{name}さんが{line}"),
    }
}

/// The same without saying where.
#[must_use]
pub fn ended() -> &'static str {
    "統合済み"
}

/// State of a ticket that was merged.
#[must_use]
pub fn state(into: TicketNumber) -> String {
    format!("統合（受付番号 {} へ）", into.0)
}

/// The same in the asker's list.
#[must_use]
pub fn in_list() -> &'static str {
    "ほかの相談とまとめました"
}

/// What the asker reads where a ticket was merged.
#[must_use]
pub fn for_asker(number: TicketNumber, into: TicketNumber) -> String {
    format!(
        "受付番号 {} のご相談は、受付番号 {} とまとめて回答しています。書き込みはそのまま相談員に届きます。",
        number.0, into.0
    )
}

/// Label of what copies a reply.
#[must_use]
pub fn same_reply() -> &'static str {
    "同じ返信を使う"
}

/// Beside a reply that was written for another asker.
#[must_use]
pub fn check_same_reply() -> &'static str {
    "別の相談者に送った返信です。名前や会社の事情など、その相談者だけの内容が残っていないか、送る前に確かめてください。"
}

/// There is nothing to copy.
#[must_use]
pub fn no_reply_yet(number: TicketNumber) -> String {
    format!("受付番号 {} には、まだ返信がありません。", number.0)
}
