//! What is said when a ticket was closed: to its asker, and about what the asker says of the desk's
//! work. Plain text.

use crate::desk::{Satisfaction, Satisfactions, Stars, TicketNumber};

/// The ticket was closed.
#[must_use]
pub fn closed(number: TicketNumber) -> String {
    format!(
        "受付番号 {} の相談を終了しました。続きがあるときは、「書き足す」から書き込むと再開できます。",
        number.0
    )
}

/// How was it?
#[must_use]
pub fn how_was_it() -> &'static str {
    "今回の相談員の対応はいかがでしたか。1（不満）から5（満足）のどれかを選んでください。お答えは相談員が読み、対応の改善に使います。"
}

/// What so many stars mean.
#[must_use]
pub fn stars(stars: Stars) -> &'static str {
    match stars.count() {
        1 => "1（不満）",
        2 => "2（やや不満）",
        3 => "3（ふつう）",
        4 => "4（やや満足）",
        _ => "5（満足）",
    }
}

/// It was taken.
#[must_use]
pub fn thanks(said: &Satisfaction) -> String {
    format!(
        "お答えをいただき、ありがとうございました（満足度 {}）。",
        stars(said.stars)
    )
}

/// It had been said before.
#[must_use]
pub fn said_before(said: &Satisfaction) -> String {
    format!(
        "この相談の満足度（{}）は、すでにいただいています。ありがとうございました。お答えは1回だけのため、変わりません。",
        stars(said.stars)
    )
}

/// The ticket is open again.
#[must_use]
pub fn open_again() -> &'static str {
    "この相談は再開しています。終了したときに、あらためてお伺いします。"
}

/// What an asker said, for the desk.
#[must_use]
pub fn satisfaction(said: &Satisfaction) -> String {
    match &said.word {
        Some(word) => format!("{}「{word}」", stars(said.stars)),
        None => stars(said.stars).to_owned(),
    }
}

/// What all askers said, for the desk.
#[must_use]
pub fn satisfactions(said: Satisfactions) -> String {
    match said.mean_in_tenths() {
        Some(mean) => format!(
            "平均 {}.{}（5点満点、{}件）",
            mean / 10,
            mean % 10,
            said.count
        ),
        None => "まだありません".to_owned(),
    }
}

/// Label of a button.
#[must_use]
pub fn get_record() -> &'static str {
    "記録を受け取る"
}

/// The record comes as a file.
#[must_use]
pub fn record(number: TicketNumber) -> String {
    format!(
        "受付番号 {} の記録です。ファイルを開くか、保存してください。",
        number.0
    )
}

/// Where the desk's record of a closed ticket is.
#[must_use]
pub fn record_for_desk(link: &str) -> String {
    format!("記録（社内用、Web画面へのログインが必要です）: {link}")
}

/// A draft was made of the ticket.
#[must_use]
pub fn drafted(page: &str, login: &str) -> String {
    format!(
        "知識の下書きを作りました。個人情報は伏せてあります。出典を入れて仕上げてください:\n{page}\n\nログインしていないときは、先に次のリンクから入ってください（1回だけ、15分以内に使えます。ほかの人に渡さないでください）:\n{login}"
    )
}

/// Nobody answered in the ticket.
#[must_use]
pub fn nothing_to_draft() -> &'static str {
    "この相談には相談員の返信がないため、知識の下書きを作れません。"
}

/// The ticket is not closed.
#[must_use]
pub fn draft_after_closing() -> &'static str {
    "知識の下書きは、解決にした相談票から作れます。"
}

/// Somebody else changed the draft meanwhile.
#[must_use]
pub fn draft_changed(name: &str) -> String {
    format!(
        "ほかの人（{name}さん）が先に保存しました。下の入力は残してあります。もう一度保存すると、この内容になります。"
    )
}

/// The draft is no entry yet.
#[must_use]
pub fn draft_is_unfinished() -> &'static str {
    "まだ書き出せません。足りないところを直して、保存してください。"
}
