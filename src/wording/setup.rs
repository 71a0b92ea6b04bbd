//! What `/設定` on Discord says.

/// Only administrators may.
#[must_use]
pub fn only_admins() -> &'static str {
    "この操作は、「サーバー管理」の権限を持つ人だけができます。"
}

/// Text of an empty menu.
#[must_use]
pub fn ask_channels() -> &'static str {
    "質問に答えるチャンネルを選ぶ（複数可）"
}

/// Text of an empty menu.
#[must_use]
pub fn desk() -> &'static str {
    "相談員のチャンネルを選ぶ（相談員以外に見えないもの）"
}

/// Text of an empty menu.
#[must_use]
pub fn role() -> &'static str {
    "相談員のロールを選ぶ"
}

/// Label of a button that turns public answers on or off.
#[must_use]
pub fn public(public: bool) -> &'static str {
    if public {
        "メンションにはチャンネルで答える"
    } else {
        "メンションには本人だけに答える"
    }
}

/// Label of a button.
#[must_use]
pub fn check() -> &'static str {
    "権限をもう一度確かめる"
}

/// A weekday in a menu.
#[must_use]
pub fn weekday(day: &str) -> String {
    format!("{day}曜日")
}

/// A channel, where nothing more is known.
#[must_use]
pub fn channel(channel: u64) -> String {
    format!("<#{channel}>")
}

/// The consultants' role.
#[must_use]
pub fn consultants_role(role: u64) -> String {
    format!("相談員のロール <@&{role}>")
}

/// The consultants' channel must be closed.
#[must_use]
pub fn open_channel(channel: u64) -> String {
    format!(
        "<#{channel}> は全員に見えるため、相談員のチャンネルにできません。チャンネルの設定 → 権限 で「@everyone」の「チャンネルを見る」を「×」にし、相談員のロールとこのボットだけに許可してください。"
    )
}

/// A permission in a channel, by the name that Discord shows in Japanese.
#[must_use]
pub fn permission(channel: u64, name: &str) -> String {
    format!("<#{channel}>「{name}」")
}

/// Where to click to give a permission.
#[must_use]
pub fn how_to_allow(channel: u64, name: &str) -> String {
    format!(
        "<#{channel}> の設定（歯車）→ 権限 → このボットのロールを追加 →「{name}」を「✓」にしてください。"
    )
}

/// A channel cannot be looked at.
#[must_use]
pub fn not_seen() -> &'static str {
    "このチャンネルは見えないか、なくなっています。チャンネルを選び直すか、このボットに「チャンネルを見る」を許可してください。"
}

/// Everything that was chosen, and whether it works. Each check is what was looked at, and what to do
/// about it if it is not well.
#[must_use]
pub fn page(
    ask: &[u64],
    desk: Option<u64>,
    role: Option<u64>,
    public: bool,
    hours: &str,
    checks: &[(String, Option<String>)],
) -> String {
    let list = |ids: &[u64]| {
        let all: Vec<_> = ids.iter().map(|it| format!("<#{it}>")).collect();
        if all.is_empty() {
            "まだ選ばれていません".to_owned()
        } else {
            all.join(" ")
        }
    };
    let role = role.map_or("まだ選ばれていません".to_owned(), |it| {
        format!("<@&{it}>")
    });
    let mut text = format!(
        "**設定**\n質問に答えるチャンネル: {}\n相談員のチャンネル: {}\n相談員のロール: {role}\nメンションへの答え方: {}\n{hours}\n",
        list(ask),
        list(desk.as_slice()),
        if public {
            "チャンネルで答える"
        } else {
            "質問した人だけに表示する"
        },
    );
    for (what, mend) in checks {
        match mend {
            None => text.push_str(&format!("\n✅ {what}")),
            Some(mend) => text.push_str(&format!("\n❌ {what}\n　→ {mend}")),
        }
    }
    text
}
