//! What is said on Discord only. Markdown of Discord, unless it says plain text.

/// A button was pressed that another version of the program had made, or that is damaged.
#[must_use]
pub fn unreadable_button() -> &'static str {
    "このボタンは古いか壊れているため、読み取れませんでした。お手数ですが、`/質問` からもう一度お聞きください。相談中の件は `/相談` から続けられます。"
}

/// Under an answer that is none: what the button of the consultants does.
#[must_use]
pub fn consultant_answers() -> &'static str {
    "「相談員に聞く」を押すと、受付番号をお渡しし、相談員がDiscordでお答えします。"
}

/// Instead of an answer that only the asker is to see.
#[must_use]
pub fn answer_is_ready() -> &'static str {
    "回答を用意しました。下のボタンを押すと、あなただけに表示します。"
}

/// A message came without words: Discord shows the bot only those that mention it.
#[must_use]
pub fn message_came_blank() -> &'static str {
    "メッセージの文章を読み取れませんでした（Discordの仕組みで、ボットへのメンションがない文章は届きません）。下のボタンから書いてください。"
}

/// In place of an address that is too long for a message.
#[must_use]
pub fn address_too_long() -> &'static str {
    "（アドレスが長いため省略）"
}

/// Under a question that is too long for a card.
#[must_use]
pub fn goes_on_on_the_web() -> &'static str {
    "…（続きは「Web画面を開く」で読めます）"
}

/// Under the card of a ticket, in plain text: Discord shows the bot only messages that mention it.
#[must_use]
pub fn how_consultants_write() -> &'static str {
    "「返信」「社内メモ」のボタンを使うか、スレッドでボットにメンションして書いてください。ほかの書き込みはボットに届きません。"
}
