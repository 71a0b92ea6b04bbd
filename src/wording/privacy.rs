//! What people are told of what is stored about them, and how it is read and deleted. Plain text,
//! except where it is shown on Discord only.

use chrono::{DateTime, Utc};

use super::transcript::{asker_record, record_time};
use crate::{
    clock::jst,
    desk::stored::{Stored, StoredQuestion},
    programs::{Key, Profile},
    text::{figures, plain::to_plain},
};

const RULE: &str = "----------------------------------------";

/// Stands where somebody's words stood.
#[must_use]
pub fn erased() -> &'static str {
    "（相談者の希望により削除されました）"
}

/// With the first answer that a person gets.
#[must_use]
pub fn first_notice() -> &'static str {
    "はじめての方へ：質問と回答、会社について教えていただいたことを、あなたのDiscordのIDとともに保存します。\n保存した内容は /プライバシー で見て、書き出したり削除したりできます。"
}

/// The same where others read along.
#[must_use]
pub fn first_notice_in_public() -> &'static str {
    "はじめての方へ：質問と回答を保存します。見る・削除する: /プライバシー"
}

/// Label of a button.
#[must_use]
pub fn export_label() -> &'static str {
    "書き出す"
}

/// Label of a button.
#[must_use]
pub fn erase_label() -> &'static str {
    "削除する"
}

/// Label of the button that does it.
#[must_use]
pub fn erase_now_label() -> &'static str {
    "すべて削除する"
}

/// Returns a day in Japan.
fn day(at: DateTime<Utc>) -> String {
    figures::date(at.with_timezone(&jst()).date_naive())
}

fn facts(profile: &Profile) -> String {
    let facts: Vec<String> = Key::all().filter_map(|it| profile.in_words(it)).collect();
    match facts.is_empty() {
        true => "ありません".to_owned(),
        false => facts.join("、"),
    }
}

fn numbers(numbers: &[i64]) -> String {
    let numbers: Vec<_> = numbers.iter().map(i64::to_string).collect();
    numbers.join("、")
}

/// What is stored, one line for each kind: its name and how much.
#[must_use]
pub fn kinds(stored: &Stored) -> Vec<(&'static str, String)> {
    let mut questions = format!("{} 件", stored.questions.len());
    if let (Some(first), Some(last)) = (stored.questions.first(), stored.questions.last()) {
        let (first, last) = (day(first.at), day(last.at));
        questions.push_str(&match first == last {
            true => format!("（{first}）"),
            false => format!("（{first}〜{last}）"),
        });
    }
    let mut tickets = format!("{} 件", stored.tickets.len());
    let open = stored.open_tickets();
    if !open.is_empty() {
        tickets.push_str(&format!("（終了していない受付番号 {}）", numbers(&open)));
    }
    vec![
        ("あなたの質問と、表示した回答", questions),
        ("会社について教えていただいたこと", facts(&stored.profile)),
        ("相談員に送った相談とやり取り", tickets),
        ("締切のお知らせ", format!("{} 件", stored.reminders.len())),
        ("訂正のお知らせ", format!("{} 件", stored.recalls.len())),
        (
            "解決したかどうかと、満足度",
            format!("{} 件", stored.ratings()),
        ),
        (
            "受け取れなかった入力",
            format!("{} 件", stored.unsent_forms.len()),
        ),
    ]
}

/// How long it is kept.
#[must_use]
pub fn how_long() -> &'static str {
    "削除するまで保存します（期限が来ると自動で消える決まりはありません）。受け取れなかった入力は7日、Discordへ送った文の控えは送ってから30日を過ぎると消します。氏名などを伏せて知識に採用した質問の言い回しは、だれのものか分からない形で残ります。"
}

/// `/プライバシー`, in Discord's Markdown; `escape` makes safe what people wrote.
#[must_use]
pub fn on_discord(stored: &Stored, escape: impl Fn(&str) -> String) -> String {
    let kinds = kinds(stored).into_iter();
    let lines: Vec<_> = kinds
        .map(|(name, much)| format!("・{name}: {}", escape(&much)))
        .collect();
    format!(
        "**保存している内容**\n{}\n\n{}\n氏名やメールアドレスは保存していません（相談の「連絡方法」などに書いた場合を除きます）。DiscordのIDで区別しています。",
        lines.join("\n"),
        how_long()
    )
}

/// The files are there.
#[must_use]
pub fn exported() -> &'static str {
    "保存している内容のすべてです。人が読むためのファイル（.txt）と、プログラムで読むためのファイル（.json）です。"
}

/// Is it meant? With numbers.
#[must_use]
pub fn confirm(stored: &Stored) -> String {
    let open = stored.open_tickets();
    let closed = match open.is_empty() {
        true => String::new(),
        false => format!(
            "終了していない相談（受付番号 {}）は取り下げになり、相談員は、あなたがデータを削除したことを知ります。",
            numbers(&open)
        ),
    };
    format!(
        "質問と回答 {} 件、相談 {} 件とそのやり取り、お知らせの希望 {} 件を削除します。元に戻せません。{closed}控えがいるときは、先に「書き出す」を選んでください。\n\n件数・受付番号・日時と、氏名などを伏せて知識に採用した質問の言い回しは、だれのものか分からない形で残ります。チャンネルに出した回答と、DMで届いた文章は、Discordの側に残ります。",
        stored.questions.len(),
        stored.tickets.len(),
        stored.reminders.len() + stored.recalls.len(),
    )
}

/// Only so long can it be confirmed on Discord.
#[must_use]
pub fn confirm_in_time() -> &'static str {
    "削除するときは、15分以内に下のボタンを押してください。"
}

/// The time to confirm is over.
#[must_use]
pub fn too_late() -> &'static str {
    "確認から15分が過ぎたため、削除していません。削除するときは、もう一度「プライバシー」を開いて「削除する」を選んでください。"
}

/// It is done.
#[must_use]
pub fn done() -> &'static str {
    "保存していた内容を削除しました。これから質問すると、はじめての方として新しく始まります。"
}

/// There is nothing.
#[must_use]
pub fn nothing() -> &'static str {
    "保存している内容はありません。"
}

/// What is stored, as a file for people.
#[must_use]
pub fn export(stored: &Stored) -> String {
    let mut text = format!(
        "保存している内容\n{} に作成。時刻はすべて日本時間です。\n\n",
        record_time(stored.made_at)
    );
    for (name, much) in kinds(stored) {
        text.push_str(&format!("・{name}: {much}\n"));
    }
    if 0 < stored.left_out {
        text.push_str(&format!(
            "\n大きすぎるため、古い質問 {} 件はこのファイルに入っていません。残りは「相談員に聞く」からお知らせください。管理者がお渡しします。\n",
            stored.left_out
        ));
    }
    text.push_str(&format!("\n{RULE}\n■ 質問と回答\n\n"));
    for question in &stored.questions {
        text.push_str(&one_question(question));
    }
    for ticket in &stored.tickets {
        text.push_str(&format!("{RULE}\n{}", asker_record(&ticket.record)));
        text.push_str(&format!(
            "連絡方法: {}\n会社について: {}\n\n",
            ticket.contact,
            facts(&ticket.profile)
        ));
    }
    text.push_str(&format!("{RULE}\n■ お知らせの希望\n"));
    for it in &stored.reminders {
        text.push_str(&format!(
            "・締切: {}（{}、{}締切、{}から）\n",
            it.name,
            it.call,
            figures::date(it.closes),
            record_time(it.since)
        ));
        for (at, closes) in &it.told {
            let closes = figures::date(*closes);
            text.push_str(&format!(
                "　{} にお知らせ（{closes}締切）\n",
                record_time(*at)
            ));
        }
    }
    for it in &stored.recalls {
        let (shown, until) = (record_time(it.shown_at), record_time(it.until));
        text.push_str(&format!(
            "・訂正: {}（{shown} の回答、{until} まで）\n",
            it.entry.0
        ));
    }
    text.push_str(&format!("\n{RULE}\n■ 受け取れなかった入力\n"));
    for it in &stored.unsent_forms {
        let words: Vec<_> = it.filled.values().map(String::as_str).collect();
        text.push_str(&format!("{}\n{}\n\n", record_time(it.at), words.join("\n")));
    }
    text
}

fn one_question(question: &StoredQuestion) -> String {
    let mut text = format!("{}  質問: {}\n", record_time(question.at), question.asked);
    if question.profile != Profile::default() {
        text.push_str(&format!("（会社について: {}）\n", facts(&question.profile)));
    }
    if let Some(answer) = &question.answer {
        text.push_str(&format!("回答: {}\n", to_plain(&answer.text)));
        for note in &answer.notes {
            text.push_str(&format!("（{note}）\n"));
        }
        for citation in &answer.citations {
            text.push_str(&format!("出典: {} {}\n", citation.title, citation.url));
        }
    }
    for (entry, at) in &question.chosen {
        text.push_str(&format!(
            "選んだ項目: {}（{}）\n",
            entry.0,
            record_time(*at)
        ));
    }
    for (solved, at) in &question.ratings {
        let said = match solved {
            true => "解決した",
            false => "解決しない",
        };
        text.push_str(&format!("評価: {said}（{}）\n", record_time(*at)));
    }
    text.push('\n');
    text
}

/// Is it meant that a ticket is taken back?
#[must_use]
pub fn withdraw(number: i64) -> String {
    format!(
        "受付番号 {number} の相談を取り下げますか。相談員は返信しなくなります。あとから続きを書き込むと、また再開できます。"
    )
}

/// Label of a button.
#[must_use]
pub fn withdraw_label() -> &'static str {
    "取り下げる"
}

/// The ticket was taken back.
#[must_use]
pub fn withdrawn(number: i64) -> String {
    format!(
        "受付番号 {number} の相談を取り下げました。続きがあるときは、「書き足す」から書き込むと再開できます。"
    )
}

/// The ticket is closed already.
#[must_use]
pub fn closed_already(number: i64) -> String {
    format!("受付番号 {number} の相談は、すでに終了しています。")
}

/// Label of a button: the form is opened again, with what was written.
#[must_use]
pub fn mend_label() -> &'static str {
    "修正する"
}

/// What was written in the form waits no longer.
#[must_use]
pub fn mended_before() -> &'static str {
    "この入力は、もう残っていません（7日を過ぎたか、削除されました）。お手数ですが、はじめから書いてください。"
}

/// A field was left blank.
#[must_use]
pub fn blank_field(name: &str) -> String {
    format!("「{name}」が空白だけのため、受け取れませんでした。「修正する」から書いてください。")
}

/// A field is too long.
#[must_use]
pub fn long_field(name: &str, most: usize) -> String {
    format!(
        "「{name}」が長すぎるため、受け取れませんでした（{most}文字まで）。書いた内容は残っています。「修正する」から短くしてください。"
    )
}

/// The prefecture is none.
#[must_use]
pub fn unknown_prefecture(written: &str) -> String {
    format!(
        "都道府県「{written}」を読み取れなかったため、まだ受け付けていません。書いた内容は残っています。「修正する」から「東京都」のように直すか、空にして送ってください。"
    )
}
