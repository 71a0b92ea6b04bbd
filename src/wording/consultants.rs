//! What is said on Discord to consultants about tickets. Discord's Markdown; what people wrote is
//! escaped by whoever puts it in.

use crate::desk::{Delivery, Event, TicketNumber};

/// The same, from a colleague in the thread of a ticket.
#[must_use]
pub fn unread_by_staff() -> &'static str {
    "ここに書いた文章は相談者に届いていません。相談者への返信か、社内メモかを選んで書いてください。"
}

/// Label of a button.
#[must_use]
pub fn reply() -> &'static str {
    "返信"
}

/// Label of a button.
#[must_use]
pub fn note() -> &'static str {
    "社内メモ"
}

/// Name of the thread of a ticket in the consultants' channel.
#[must_use]
pub fn thread_name(number: TicketNumber, question: &str) -> String {
    let question = question.replace('\n', " ");
    format!("受付番号{} {question}", number.0)
}

/// At the foot of the line on how far a reply came.
#[must_use]
pub fn delivery_mark(number: TicketNumber, message: uuid::Uuid) -> String {
    let short = message.simple().to_string();
    format!(
        "受付番号 {} ・ 送信 {}",
        number.0,
        &short[short.len() - 8..]
    )
}

/// On a card whose ticket is elsewhere now: in this channel, or with other consultants.
#[must_use]
pub fn strayed(number: TicketNumber, channel: Option<u64>) -> String {
    let where_to = match channel {
        Some(channel) => format!("<#{channel}>"),
        None => "別の窓口".to_owned(),
    };
    format!(
        "受付番号 {} の相談は、{where_to} に移りました。ここでは操作できません。",
        number.0
    )
}

/// How far a reply came.
#[must_use]
pub fn delivery(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Sending => "送信中",
        Delivery::Checking => "送信確認中（届いたかどうかを確かめています）",
        Delivery::Sent => "送信済み（DM）",
        Delivery::Thread => "送信済み（DMを受け取らない設定のため、専用スレッドに届けました）",
        Delivery::Page => {
            "DMで届けられませんでした。相談者は受付番号のページで読めます（読んだかどうかは分かりません）"
        }
    }
}

/// What happened to a ticket, as a line.
#[must_use]
pub fn event(event: Event, name: Option<&str>) -> String {
    let name = name.unwrap_or("相談者");
    match event {
        Event::Opened => "相談が届きました".to_owned(),
        Event::Claimed => format!("{name}さんが担当します"),
        Event::Replied => format!("{name}さんが返信しました"),
        Event::Released => format!("{name}さんが担当を外れました。どなたか担当してください"),
        Event::AskerWrote => "相談者が書き込みました".to_owned(),
        Event::Closed => format!("{name}さんが解決にしました"),
        Event::Warned => "回答の期限が近づいています".to_owned(),
        Event::Overdue => "回答の期限を過ぎました".to_owned(),
        Event::HandedBack => {
            "担当者から返信がないため、全員に戻しました。どなたか担当してください".to_owned()
        }
        Event::Transferred => format!("{name}さんが引き継ぎました"),
        Event::Snoozed => format!("{name}さんが保留にしました"),
        Event::Woken => "保留を終えました".to_owned(),
        Event::Escalated => {
            "グループで引き受けがないため、全員に知らせます。どなたか担当してください".to_owned()
        }
        Event::Merged => format!("{name}さんがほかの相談票に統合しました"),
        Event::Absorbed => format!("{name}さんがほかの相談票を統合しました"),
        Event::Withdrawn => "相談者が取り下げました。返信はいりません".to_owned(),
        Event::Erased => {
            "相談者が自分のデータを削除しました。相談の内容とやり取りは残っていません".to_owned()
        }
    }
}

/// How many tickets everybody has.
#[must_use]
pub fn load(load: &[(String, i64)]) -> String {
    let everybody: Vec<String> = load
        .iter()
        .map(|(name, count)| format!("{name} {count}件"))
        .collect();
    format!("担当している件数: {}", everybody.join("、"))
}

/// Only consultants may.
#[must_use]
pub fn only_consultants() -> &'static str {
    "この操作は、この窓口の相談員のロールを持つ人だけができます。心当たりのある方は、管理者にロールを確かめてください。"
}

/// This person was shut out.
#[must_use]
pub fn shut_out() -> &'static str {
    "このアカウントは相談員の利用を止められています。管理者に確かめてください。"
}

/// Somebody else has the ticket.
#[must_use]
pub fn taken_by(name: &str) -> String {
    format!("この相談は{name}さんが担当しています。")
}

/// Not possible as the ticket stands.
#[must_use]
pub fn not_now() -> &'static str {
    "今の状態ではできない操作です。先に「担当する」を押すか、カードの状態を確かめてください。"
}

/// A link with which a consultant is logged in once.
#[must_use]
pub fn web_link(link: &str, ticket: &str) -> String {
    format!(
        "Web画面へのログイン用リンク（1回だけ、15分以内に使えます。ほかの人に渡さないでください）:\n{link}\n\nログインしたあとの相談票: {ticket}"
    )
}

/// Label of a button: what a reply may begin with.
#[must_use]
pub fn reply_help() -> &'static str {
    "定型文・候補"
}

/// Above what a reply may begin with.
#[must_use]
pub fn help_with_reply(without_canned: bool) -> &'static str {
    match without_canned {
        true => {
            "選ぶと、返信の画面に文章が入ります。直してから送れます。定型文はまだありません（Webの「定型文」で作れます）。"
        }
        false => "選ぶと、返信の画面に文章が入ります。直してから送れます。",
    }
}

/// In a menu.
#[must_use]
pub fn pick_canned() -> &'static str {
    "定型文を選ぶ"
}

/// In a menu.
#[must_use]
pub fn pick_near() -> &'static str {
    "近い項目の答えを下書きに入れる"
}

/// Label of a button.
#[must_use]
pub fn write_freely() -> &'static str {
    "そのまま書く"
}

/// Label of a button.
#[must_use]
pub fn mend() -> &'static str {
    "修正する"
}

/// What shows tickets of other servers is for the operator's desk.
#[must_use]
pub fn only_operator() -> &'static str {
    "この操作は、運営のサーバーの相談員だけが使えます。このサーバーでは「返信」「社内メモ」「引き継ぐ」「保留」「解決」を使ってください。"
}

/// Nobody of this name works at the desk.
#[must_use]
pub fn no_such_colleague(names: &[&str]) -> String {
    if names.is_empty() {
        return "その名前の相談員が見つかりませんでした。名前を確かめて、もう一度書いてください。"
            .to_owned();
    }
    format!(
        "その名前の相談員が見つかりませんでした。次の名前のどれかを書いてください: {}",
        names.join("、")
    )
}

/// A day and time could not be read.
#[must_use]
pub fn unreadable_time() -> &'static str {
    "いつまでかを読み取れませんでした。「3日後」「12月3日 10時」「2026-12-03」のように、これから90日以内で書いてください。"
}
