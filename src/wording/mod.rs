//! Every sentence the assistant says, in Japanese. Functions, so that each is written once and found
//! here; Markdown where a card's text is returned, plain text otherwise.

mod desk;
mod programs;
mod shared;

/// What is said on Discord around questions and tickets.
pub mod handover;

/// What consultants are told on Discord.
pub mod consultants;

/// What is said to people who want to be told of something later.
pub mod watching;

/// What is said when a ticket was closed.
pub mod closing;

/// What curators are told.
pub mod curating;

/// How the search works.
pub mod searching;

/// The record of a ticket as plain text.
pub mod transcript;

/// What is said about drafts of replies.
pub mod drafts;

/// What is said about tickets that become one.
pub mod merging;

/// What `/設定` on Discord says.
pub mod setup;

/// When a desk works, and what is said where that is chosen.
pub mod hours;

/// What administrators are told when Discord does not work as it was set up.
pub mod oversight;

/// What people are told of what is stored about them.
pub mod privacy;

/// What is said on Discord only.
pub mod discord;

use chrono::{Datelike as _, NaiveDate};

pub use self::{desk::*, programs::*, shared::*};

use crate::{
    calendar::Opening,
    text::{figures, truncate},
};

/// The name of the product.
pub const NAME: &str = "窓口";

/// A greeting was answered.
#[must_use]
pub fn greeting() -> &'static str {
    "こんにちは。テレワークについて、知りたいことを文章で入力してください。たとえば「在宅勤務の通信費は会社が負担する？」のように書けます。"
}

/// Thanks were answered.
#[must_use]
pub fn thanks() -> &'static str {
    "お役に立ててよかったです。ほかにも知りたいことがあれば、続けて入力してください。"
}

/// The dialogue starts anew.
#[must_use]
pub fn reset() -> &'static str {
    "はじめからお聞きします。知りたいことを入力してください。"
}

/// A person was asked for.
#[must_use]
pub fn human() -> &'static str {
    "相談員におつなぎします。「相談員に聞く」から、知りたいことを送ってください。電話での相談は、次の窓口も使えます。"
}

/// The answers were no help.
#[must_use]
pub fn sorry() -> &'static str {
    "お役に立てず、申し訳ありません。"
}

/// What to do where nothing was asked yet that could be looked for again.
#[must_use]
pub fn sorry_ask_anew() -> &'static str {
    "知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。「相談員に聞く」から送ると、担当者が調べて回答します。"
}

/// Nothing readable was sent.
#[must_use]
pub fn unreadable() -> &'static str {
    "質問を読み取れませんでした。知りたいことを、短い文で入力してください。たとえば「中抜けした時間の給料は？」のように書けます。"
}

/// There is no sure answer.
#[must_use]
pub fn no_sure_answer() -> &'static str {
    "確かな回答が見つかりませんでした。"
}

/// What to do without a sure answer; `near` tells whether near questions are shown.
#[must_use]
pub fn no_sure_answer_next(near: bool) -> &'static str {
    if near {
        "近い質問を下に示します。どれも違うときは「相談員に聞く」から送ってください。担当者が調べて回答します。"
    } else {
        "「相談員に聞く」から送ってください。担当者が調べて回答します。言い方を変えると見つかることもあります。"
    }
}

/// Several entries may have been meant.
#[must_use]
pub fn which_of_these() -> &'static str {
    "どちらに近いですか。"
}

/// One entry may have been meant.
#[must_use]
pub fn is_it_this() -> &'static str {
    "この質問のことですか。"
}

/// The prefecture is needed.
#[must_use]
pub fn which_prefecture() -> &'static str {
    "都道府県によって窓口が違います。どの都道府県ですか。"
}

/// The answer goes on from the question before.
#[must_use]
pub fn follows(before: &str) -> String {
    format!(
        "「{before}」の続きとして答えています。別の質問のときは「新しい質問」を選んでください。"
    )
}

/// The heading of one of several questions of a message. Of what people typed only letters, digits and
/// common signs are shown: it stands in Markdown here.
#[must_use]
pub fn part(number: usize, asked: &str) -> String {
    let plain = |it: &char| it.is_alphanumeric() || "ー、。？！・「」（）".contains(*it);
    let asked: String = asked.chars().filter(plain).collect();
    let (shown, cut) = truncate(&asked, 40);
    let more = if cut { "…" } else { "" };
    format!("{number}つ目の質問：{shown}{more}")
}

/// One of several questions has no sure answer; `alone` if no near question is shown either.
#[must_use]
pub fn unsure_part(number: usize, alone: bool) -> String {
    let near = if alone {
        ""
    } else {
        "近い質問を下に示します。"
    };
    format!(
        "{number}つ目については、確かな回答が見つかりませんでした。{near}「相談員に聞く」から送ってください。"
    )
}

/// More questions came in one message than are answered at once.
#[must_use]
pub fn questions_left(most: usize) -> String {
    format!("一度に答えるのは{most}つまでです。残りは、1つずつ続けて入力してください。")
}

/// There may be another question in the message than the one that is answered.
#[must_use]
pub fn one_by_one() -> &'static str {
    "ほかにもお尋ねのことがあるときは、1つずつ続けて入力してください。"
}

/// A long question was cut.
#[must_use]
pub fn cut(chars: usize) -> String {
    format!("質問が長いため、はじめの{chars}文字を読んで答えています。")
}

/// The answer was chosen for a prefecture.
#[must_use]
pub fn for_prefecture(prefecture: &str) -> String {
    format!("{prefecture}の方への回答として選んでいます。")
}

/// On an entry that a person compared with its source.
#[must_use]
pub fn verified(on: NaiveDate) -> String {
    format!("確認日 {}", figures::date(on))
}

/// On an entry that nobody compared with its source: the age of the material.
#[must_use]
pub fn as_of(on: NaiveDate) -> String {
    format!("{}時点の資料による", year_month(on))
}

/// On republished official data.
#[must_use]
pub fn republished(on: NaiveDate) -> String {
    format!("公的データの転載（{}時点）を含みます", year_month(on))
}

/// On an entry whose only sources are articles.
#[must_use]
pub fn secondary() -> &'static str {
    "二次資料に基づく回答です。決める前に、公式の資料か専門家に確かめてください"
}

/// On an entry that is due for review.
#[must_use]
pub fn overdue() -> &'static str {
    "資料の確認から日がたっています。決める前に、出典のページで最新の内容を確かめてください"
}

/// A desk without a known telephone number.
#[must_use]
pub fn phone_on_official_page() -> &'static str {
    "電話番号は公式サイトで確認してください。"
}

/// Whether an office is open now, or when it opens next.
#[must_use]
pub fn opening(opening: Opening, today: NaiveDate) -> String {
    match opening {
        Opening::Open { until } => format!("いま受け付けています（{}まで）", figures::time(until)),
        Opening::Closed { until } => {
            let day = until.date();
            let day = if day == today {
                "今日の".to_owned()
            } else {
                format!("{}の", desk::day(day))
            };
            let time = figures::time(until.time());
            format!("いまは受付時間外です。次は{day}{time}からです")
        }
    }
}

fn year_month(date: NaiveDate) -> String {
    format!("{}年{}月", date.year(), date.month())
}
