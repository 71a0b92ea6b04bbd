//! What administrators are told when Discord does not work as it was set up. Plain text: it is read on
//! Discord and on the desk's pages.

/// Says in which server something is wrong.
#[must_use]
pub fn in_server(name: &str, words: &str) -> String {
    format!("（{name}）{words}")
}

/// The bot was thrown out of a server.
#[must_use]
pub fn removed() -> &'static str {
    "このボットが Discord サーバーから外されています。招待リンクからもう一度追加し、/設定 で確かめてください。"
}

/// The consultants' channel is gone.
#[must_use]
pub fn no_desk() -> &'static str {
    "Discord の相談員のチャンネルがなくなりました。相談票は失われていません（Webの窓口で対応できます）。/設定 で相談員のチャンネルを選び直すと、未解決の相談票がそこに出ます。"
}

/// A channel for questions is gone.
#[must_use]
pub fn no_ask_channel(id: u64) -> String {
    format!(
        "Discord の質問に答えるチャンネル（ID {id}）がなくなりました。/設定 で選び直してください。"
    )
}

/// The consultants' role is gone.
#[must_use]
pub fn no_role() -> &'static str {
    "Discord の相談員のロールがなくなりました。Discord ではだれも相談票に対応できません（Webの窓口では対応できます）。/設定 で相談員のロールを選び直してください。"
}

/// Everybody sees the consultants' channel.
#[must_use]
pub fn open_desk(channel: &str) -> String {
    format!(
        "Discord の相談員のチャンネル「{channel}」が全員に見えています。チャンネルの設定（歯車）→ 権限 で「@everyone」の「チャンネルを見る」を「×」にしてください。"
    )
}

/// The bot lacks a permission in a channel.
#[must_use]
pub fn lacks(channel: &str, permission: &str) -> String {
    format!(
        "Discord のチャンネル「{channel}」で、このボットに「{permission}」の権限がありません。チャンネルの設定（歯車）→ 権限 → このボットのロールを追加 →「{permission}」を「✓」にしてください。"
    )
}

/// There is no connection, and nobody knows why.
#[must_use]
pub fn not_connected() -> &'static str {
    "Discord に接続できません。ネットワークを確かめてください。接続をくり返し試みます。Webの窓口は動いています。"
}

/// Discord does not know the token.
#[must_use]
pub fn wrong_token() -> &'static str {
    "Discord がボットのトークンを受け付けません。Discord Developer Portal → アプリケーション → Bot →「Reset Token」で新しいトークンを作り、環境変数 MADOGUCHI_DISCORD_TOKEN に設定して窓口を再起動してください。Webの窓口は動いています。"
}

/// Discord does not allow what the bot wants to hear.
#[must_use]
pub fn wrong_intents() -> &'static str {
    "Discord が、許可されていない情報を求めたとして接続を断りました。このボットは特別な許可の要る情報（Privileged Gateway Intents）を求めないので、設定では直りません。窓口のプログラムを新しい版に更新し、それでも続くときは窓口の開発元に連絡してください。1時間ごとに接続を試みます。Webの窓口は動いています。"
}
