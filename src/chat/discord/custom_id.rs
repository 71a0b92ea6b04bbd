//! What a button, a select menu or a form carries: an id of at most 100 characters that tells all
//! that is needed when it is pressed, even months later and after any number of restarts.
//!
//! An id is `<version>:<code>:<part>:…`. Once shipped, a code and its parts never change: a changed
//! meaning gets a new code. Ids carry no secret, and whoever is clever can send any id: what is
//! allowed is decided when the press is handled.

#[macro_use]
mod kinds;
mod part;

use uuid::Uuid;

use self::part::Part;
use crate::{
    desk::{Stars, TicketId},
    knowledge::EntryId,
};

/// The most characters of an id.
pub const LONGEST: usize = 100;

const VERSION: &str = "1";

/// Why an id says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Another version of the program made it.
    #[error("a custom id of another version")]
    OtherVersion,
    /// It is no id of ours.
    #[error("a damaged custom id")]
    Damaged,
}

presses! {
    // — under an answer —

    /// An entry, by its question.
    "e" Entry {
        /// The question under whose answer the button is.
        question: Option<Uuid>,
        /// The entry.
        entry: EntryId,
    },
    /// An entry whose id is too long for a button.
    "n" Near {
        /// The question under whose answer the button is.
        question: Uuid,
        /// Which of the stored card's candidates, from 0.
        number: u8,
    },
    /// 関連する質問: a select menu; the value is an entry.
    "rel" Related {
        /// The question under whose answer the menu is.
        question: Option<Uuid>,
    },
    /// One of the answers to a question back.
    "c" Choice {
        /// The question whose answer asked back.
        question: Uuid,
        /// Which of the stored card's choices, from 0.
        number: u8,
    },
    /// A fact from a select menu; the value is the answer.
    "fs" FactSelect {
        /// The question whose answer asked back.
        question: Uuid,
        /// Which of the menus, from 0.
        part: u8,
    },
    /// 書いて答える: opens a form for a number or an amount.
    "ff" FactForm {
        /// The question whose answer asked back.
        question: Uuid,
    },
    /// 解決した / 解決しない.
    "r" Rate {
        /// The question that was answered.
        question: Uuid,
        /// Whether it is solved.
        solved: bool,
    },
    /// 相談員に聞く: opens a form.
    "con" Consult {
        /// The question it grows from, if any.
        question: Option<Uuid>,
    },
    /// チャンネルに共有.
    "sh" Share {
        /// The question that was answered.
        question: Uuid,
    },
    /// DMで保存.
    "dm" SaveDm {
        /// The question that was answered.
        question: Uuid,
    },
    /// 自分だけに表示.
    "me" ShowMe {
        /// The question that was answered.
        question: Uuid,
    },
    /// 新しい質問.
    "new" Reset,
    /// Opens a form for a question, under a message that came without words.
    "ask" AskForm {
        /// The message.
        message: u64,
    },

    // — a consultant, on a ticket —

    /// 担当する.
    "tc" Claim {
        /// The ticket.
        ticket: TicketId,
    },
    /// 返信: opens a form.
    "tr" Reply {
        /// The ticket.
        ticket: TicketId,
    },
    /// 社内メモ: opens a form.
    "tn" Note {
        /// The ticket.
        ticket: TicketId,
    },
    /// 担当を外れる.
    "tb" Release {
        /// The ticket.
        ticket: TicketId,
    },
    /// 引き継ぐ: opens a form.
    "tt" Transfer {
        /// The ticket.
        ticket: TicketId,
    },
    /// 保留: opens a form.
    "tz" Snooze {
        /// The ticket.
        ticket: TicketId,
    },
    /// 解決.
    "td" Close {
        /// The ticket.
        ticket: TicketId,
    },
    /// 知識にする.
    "tk" Draft {
        /// The ticket.
        ticket: TicketId,
    },
    /// Web画面を開く.
    "tw" Web {
        /// The ticket.
        ticket: TicketId,
    },
    /// 統合: opens a form.
    "tj" Merge {
        /// The ticket.
        ticket: TicketId,
    },
    /// 定型文・候補: shows what a reply may begin with.
    "tp" ReplyHelp {
        /// The ticket.
        ticket: TicketId,
    },
    /// A canned reply from a select menu: opens the form of the reply.
    "tq" CannedReply {
        /// The ticket.
        ticket: TicketId,
    },
    /// A near entry from a select menu: opens the form of the reply.
    "te" NearEntry {
        /// The ticket.
        ticket: TicketId,
    },
    /// 同じ返信を使う: opens the form of the reply.
    "ts" SameReply {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号 of the ticket whose reply is used.
        number: u64,
    },
    /// 修正する: opens the form of the reply again.
    "tm" MendReply {
        /// The ticket.
        ticket: TicketId,
    },

    // — the asker, on a ticket —

    /// 書き足す: opens a form.
    "aw" Write {
        /// The ticket.
        ticket: TicketId,
    },
    /// 取り下げる: asks once more.
    "ac" Cancel {
        /// The ticket.
        ticket: TicketId,
    },
    /// It is meant: the ticket is taken back.
    "ax" Withdraw {
        /// The ticket.
        ticket: TicketId,
    },
    /// 状況を見る.
    "as" Status {
        /// The ticket.
        ticket: TicketId,
    },
    /// 満足度: takes the stars and opens a form for a word.
    "au" Satisfied {
        /// The ticket.
        ticket: TicketId,
        /// How satisfied.
        stars: Stars,
    },
    /// 記録を受け取る.
    "at" Record {
        /// The ticket.
        ticket: TicketId,
    },
    /// Which of several open tickets a message belongs to.
    "ap" PickTicket {
        /// The ticket.
        ticket: TicketId,
        /// The message.
        message: u64,
    },

    // — forms that were sent —

    /// A question.
    "fq" AskSent {
        /// The message under which the form was opened.
        message: u64,
    },
    /// 相談員に聞く.
    "fc" ConsultSent {
        /// The question it grows from, if any.
        question: Option<Uuid>,
    },
    /// A number or an amount.
    "fa" FactSent {
        /// The question whose answer asked back.
        question: Uuid,
    },
    /// 返信.
    "fr" ReplySent {
        /// The ticket.
        ticket: TicketId,
    },
    /// 社内メモ.
    "fn" NoteSent {
        /// The ticket.
        ticket: TicketId,
    },
    /// 引き継ぐ.
    "ft" TransferSent {
        /// The ticket.
        ticket: TicketId,
    },
    /// 保留.
    "fz" SnoozeSent {
        /// The ticket.
        ticket: TicketId,
    },
    /// 統合.
    "fj" MergeSent {
        /// The ticket.
        ticket: TicketId,
    },
    /// 書き足す.
    "fw" WriteSent {
        /// The ticket.
        ticket: TicketId,
    },
    /// 満足度.
    "fu" SatisfiedSent {
        /// The ticket.
        ticket: TicketId,
        /// How satisfied.
        stars: Stars,
    },

    /// 修正する: opens a form again that could not be taken.
    "fm" Mend {
        /// The form, as it was kept.
        form: Uuid,
    },

    // — what is stored about somebody —

    /// 書き出す.
    "pe" Export,
    /// 削除する: asks once more.
    "px" Erase,
    /// It is meant.
    "py" EraseNow {
        /// Whose data.
        account: u64,
        /// Until when it can be confirmed, in seconds since 1970.
        until: u64,
    },

    // — what somebody wants to be told of later —

    /// 締切を通知.
    "wd" TellDeadline {
        /// The program.
        entry: EntryId,
    },
    /// 通知を止める.
    "ws" StopReminder {
        /// The reminder.
        reminder: Uuid,
    },
    /// 通知を止める: a select menu; the value is a reminder.
    "wm" StopReminders,
    /// 訂正があれば知らせる.
    "wc" TellCorrections {
        /// The question that was answered.
        question: Uuid,
    },
    /// Nothing more of that.
    "wx" StopCorrections {
        /// The question that was answered.
        question: Uuid,
    },

    // — 設定 —

    /// The channels in which people may ask: a select menu of channels.
    "sc" SetupChannels,
    /// The consultants' channel: a select menu of channels.
    "sd" SetupDesk,
    /// The consultants' role: a select menu of roles.
    "sr" SetupRole,
    /// Whether a mention is answered for everybody.
    "sp" SetupPublic {
        /// For everybody, or only with 自分だけに表示.
        public: bool,
    },
    /// Looks at all permissions again.
    "sk" SetupCheck,
    /// When the consultants work.
    "so" SetupHours,
    /// Weekdays whose hours are to be chosen: a select menu; opens a form.
    "sw" SetupDays,
    /// 休業日を決める: opens a form.
    "sx" SetupClosures,
    /// 標準に戻す.
    "sn" SetupStandard,
    /// The hours of weekdays.
    "fh" HoursSent {
        /// The weekdays: a bit for each, Monday the lowest.
        days: u8,
    },
    /// 休業日を決める.
    "fd" ClosuresSent,
}

impl Press {
    /// Returns the press for an entry that is number `number` of its card's candidates: by its id,
    /// or, where that is too long, by its number. `None` if neither can be told.
    #[must_use]
    pub fn entry(question: Option<Uuid>, entry: &EntryId, number: usize) -> Option<Press> {
        let entry = entry.clone();
        let named = Press::Entry { question, entry };
        if named.encode().len() <= LONGEST {
            return Some(named);
        }
        let number = u8::try_from(number).ok()?;
        question.map(|question| Press::Near { question, number })
    }

    /// Reads an id.
    ///
    /// # Errors
    /// If another version or somebody else made it; what a person then reads is
    /// [`crate::wording::discord::unreadable_button`].
    pub fn decode(id: &str) -> Result<Press, Unreadable> {
        let (version, rest) = id.split_once(':').ok_or(Unreadable::Damaged)?;
        let is_number = !version.is_empty() && version.bytes().all(|it| it.is_ascii_digit());
        match version {
            VERSION => {}
            _ if is_number => return Err(Unreadable::OtherVersion),
            _ => return Err(Unreadable::Damaged),
        }
        let mut parts = rest.split(':');
        let code = parts.next().unwrap_or_default();
        Press::read(code, &parts.collect::<Vec<_>>()).ok_or(Unreadable::Damaged)
    }
}

#[cfg(test)]
mod tests;
