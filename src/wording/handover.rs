//! What is said on Discord around questions and tickets. Discord's Markdown; what people wrote is
//! escaped by whoever puts it in.

use crate::desk::{Author, Message, Status, Ticket, TicketNumber};

/// A message came without words: only a picture or a file.
#[must_use]
pub fn only_words() -> &'static str {
    "文章が見つかりませんでした。画像やファイルは読めないため、知りたいことを文章で送ってください。"
}

/// Somebody asked in a channel that is not for questions.
#[must_use]
pub fn not_here(channels: &[u64]) -> String {
    match channels.first() {
        Some(channel) => format!(
            "このチャンネルでは質問に答えていません。<#{channel}> で聞くか、`/質問` を使ってください。"
        ),
        None => "このサーバーでは、質問用のチャンネルがまだ決まっていません。管理者の方は `/設定` で選んでください。".to_owned(),
    }
}

/// Nobody has set anything up in the server.
#[must_use]
pub fn not_set_up() -> &'static str {
    "このサーバーではまだ使えません。管理者の方が `/設定` を開いて、質問用のチャンネルを選ぶと使えるようになります。"
}

/// A command of another version came in.
#[must_use]
pub fn unknown_command() -> &'static str {
    "このコマンドは今の版にはありません。少し待ってから、`/ヘルプ` で使い方をご覧ください。"
}

/// Something failed here.
#[must_use]
pub fn failed() -> &'static str {
    "申し訳ありません。うまく処理できませんでした。少し待ってから、もう一度お試しください。"
}

/// A message could not be dealt with so far.
#[must_use]
pub fn not_received() -> &'static str {
    "申し訳ありません。今のメッセージをまだ受け取れていません。自動でやり直しています。しばらくたっても返事がないときは、もう一度送ってください。"
}

/// What the button belonged to is gone.
#[must_use]
pub fn gone() -> &'static str {
    "もとの質問が見つかりませんでした。お手数ですが、`/質問` からもう一度お聞きください。"
}

/// The entry was withdrawn.
#[must_use]
pub fn withdrawn() -> &'static str {
    "この項目は取り下げられました。`/質問` から言葉を変えてお聞きください。"
}

/// Somebody pressed a button that is for somebody else.
#[must_use]
pub fn not_yours() -> &'static str {
    "このボタンは、質問した本人だけが使えます。ご自分の質問は `/質問` から送ってください。"
}

/// The same for a form; what was written is given back.
#[must_use]
pub fn not_yours_with(text: &str) -> String {
    with_text(not_yours(), text)
}

/// Adds what somebody wrote to a sentence, so that it is not lost.
#[must_use]
pub fn with_text(words: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return words.to_owned();
    }
    let text: String = text.chars().take(3900).collect();
    format!("{words}\n\n書いた内容:\n{text}")
}

/// The answer solved the matter.
#[must_use]
pub fn solved() -> &'static str {
    "お知らせいただき、ありがとうございます。"
}

/// It did not.
#[must_use]
pub fn not_solved() -> &'static str {
    "お役に立てず申し訳ありません。相談員に聞くこともできます。"
}

/// Label of a button.
#[must_use]
pub fn consult() -> &'static str {
    "相談員に聞く"
}

/// Label of a button.
#[must_use]
pub fn show_me() -> &'static str {
    "自分だけに表示"
}

/// The answer is only for whoever asked.
#[must_use]
pub fn answer_is_ready() -> &'static str {
    "回答の用意ができました。質問した方だけに表示します。"
}

/// What is asked by `/助成金`.
#[must_use]
pub fn which_subsidies() -> &'static str {
    "うちの会社が使える補助金・助成金はどれですか"
}

/// What is asked by `/窓口`.
#[must_use]
pub fn which_desk(prefecture: &str) -> String {
    format!("{prefecture}の相談窓口はどこですか")
}

/// What starts a dialogue anew.
#[must_use]
pub fn new_question() -> &'static str {
    "新しい質問"
}

/// The answer stands in the channel now.
#[must_use]
pub fn shared() -> &'static str {
    "このチャンネルに回答を載せます。"
}

/// The answer was sent as a direct message.
#[must_use]
pub fn saved() -> &'static str {
    "DMに送りました。"
}

/// It could not be.
#[must_use]
pub fn no_direct_messages() -> &'static str {
    "DMを受け取らない設定のため、送れませんでした。サーバーの「プライバシー設定」でダイレクトメッセージを許可すると受け取れます。"
}

/// `/ヘルプ`.
#[must_use]
pub fn help() -> String {
    "**使い方**\n\
     ・`/質問` … テレワークについて知りたいことを文章で書くと、出典と日付を付けて答えます。回答は自分だけに表示されます。\n\
     ・このボットにメンションして聞くと、チャンネルで答えます。DMでも聞けます。\n\
     ・`/助成金` … 使える補助金・助成金を、順に答えて探します。\n\
     ・`/窓口` … 都道府県の相談窓口を調べます。\n\
     ・`/締切通知` … 補助金・助成金の締切を、前もってDMでお知らせします。\n\
     ・`/相談` … 相談員に送った相談の状況を見て、書き足しや取り下げができます。\n\
     ・`/プライバシー` … 保存している内容を見て、書き出しや削除ができます。\n\n\
     確かな答えが見つからないときは「相談員に聞く」から送れます。質問と回答は、よりよい回答のために保存されます。"
        .to_owned()
}

/// Title of a receipt.
#[must_use]
pub fn received_title() -> &'static str {
    "相談を受け付けました"
}

/// 受付番号と確認コード.
#[must_use]
pub fn received(number: TicketNumber, code: &str, expected: Option<&str>, link: &str) -> String {
    let expected = expected.unwrap_or("担当者が調べて回答します。");
    format!(
        "受付番号: **{}**\n確認コード: **{code}**\n\n\
         {expected}回答はDMでお届けします。DMを受け取らない設定のときは、このサーバーの専用スレッドか、次のページでご覧になれます（受付番号と確認コードが必要です）。\n{link}",
        number.0
    )
}

/// What an asker wrote went to the desk.
#[must_use]
pub fn passed(number: TicketNumber, owner: Option<&str>) -> String {
    match owner {
        Some(owner) => format!(
            "相談員の{owner}さんに伝えました（受付番号 {}）。別の質問は `/質問` からどうぞ。",
            number.0
        ),
        None => format!(
            "相談窓口に伝えました（受付番号 {}）。担当者が決まりしだい回答します。別の質問は `/質問` からどうぞ。",
            number.0
        ),
    }
}

/// What an asker wrote was not passed on once more.
#[must_use]
pub fn passed_before() -> &'static str {
    "このメッセージは、もう相談の1つに伝えてあります。ほかの相談にも伝えるときは、`/相談` でその相談を開き、「書き足す」から送ってください。"
}

/// Several tickets are open.
#[must_use]
pub fn which_ticket() -> &'static str {
    "どの相談についてですか。選ぶと、今のメッセージを相談員に伝えます。新しい質問は `/質問` からどうぞ。"
}

/// Label of a button: a ticket.
#[must_use]
pub fn of_ticket(number: TicketNumber) -> String {
    format!("受付番号 {}", number.0)
}

/// A message came without its text.
#[must_use]
pub fn unread() -> &'static str {
    "このメッセージの文章は、Discordの決まりでこのボットには届きません。下のボタンから書いてください。"
}

/// Label of a button.
#[must_use]
pub fn ask() -> &'static str {
    "質問を書く"
}

/// Label of a button.
#[must_use]
pub fn status() -> &'static str {
    "状況を見る"
}

/// Label of a button.
#[must_use]
pub fn write_more() -> &'static str {
    "書き足す"
}

/// Name of the private thread in which an asker reads replies.
#[must_use]
pub fn private_thread(number: TicketNumber) -> String {
    format!("相談 受付番号{}", number.0)
}

/// 都道府県 was written in words that name none.
#[must_use]
pub fn with_place(text: &str, place: &str) -> String {
    format!("{text}\n（都道府県: {place}）")
}

/// 業種・従業員数.
#[must_use]
pub fn with_firm(text: &str, firm: &str) -> String {
    format!("{text}\n（業種・従業員数: {firm}）")
}

/// There is no ticket of this number that is one's own.
#[must_use]
pub fn no_such_ticket(number: TicketNumber) -> String {
    format!(
        "受付番号 {} の相談は、あなたの相談の中に見つかりませんでした。番号を書かずに `/相談` を使うと一覧が出ます。",
        number.0
    )
}

/// One's own tickets.
#[must_use]
pub fn ticket_list(tickets: &[Ticket]) -> String {
    if tickets.is_empty() {
        return "相談はまだありません。`/質問` の回答の下にある「相談員に聞く」から送れます。"
            .to_owned();
    }
    let line = |it: &Ticket| {
        format!(
            "・受付番号 {}（{}）{}",
            it.number.0,
            match it.merged_into {
                Some(_) => super::merging::in_list(),
                None => state(it.status),
            },
            it.question
        )
    };
    let lines: Vec<_> = tickets.iter().map(line).collect();
    format!(
        "**あなたの相談**\n{}\n\n`/相談 受付番号` で、やり取りを見て書き足せます。",
        lines.join("\n")
    )
}

/// State of a ticket, as the asker sees it.
#[must_use]
pub fn state(status: Status) -> &'static str {
    match status {
        Status::Open => "担当者を待っています",
        Status::Claimed => "対応中",
        Status::Answered => "回答済み",
        Status::Closed => "終了",
    }
}

/// A ticket with these messages, as the asker sees it.
#[must_use]
pub fn ticket_status(ticket: &Ticket, owner: Option<&str>, messages: &[Message]) -> String {
    let mut text = format!(
        "**受付番号 {}** … {}",
        ticket.number.0,
        state(ticket.status)
    );
    if let Some(owner) = owner {
        text.push_str(&format!("（担当: {owner}さん）"));
    }
    text.push_str(&format!("\n\n相談: {}", ticket.question));
    for message in messages {
        let who = match message.author {
            Author::Asker => "あなた".to_owned(),
            Author::Consultant => {
                format!(
                    "相談員の{}さん",
                    message.name.as_deref().unwrap_or_default()
                )
            }
        };
        text.push_str(&format!("\n\n{who}: {}", message.text));
    }
    text
}

/// Not all of a ticket has room on one card.
#[must_use]
pub fn the_rest_is_on_the_page(page: &str) -> String {
    format!(
        "長いため、途中までを表示しています。全文は、受付番号と確認コードで開くページにあります: {page}"
    )
}
