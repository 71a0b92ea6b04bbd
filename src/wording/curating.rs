//! What curators are told of past questions and of how the search works. Plain text.

use crate::{curation::evidence::Sign, people::Role};

/// How somebody showed that an entry answers a question.
#[must_use]
pub fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Which => "「どれですか」で選んだ",
        Sign::Related => "関連する質問から選んだ",
        Sign::Nearest => "近い質問から選んだ",
        Sign::Solved => "「解決した」を押した",
        Sign::Replied => "相談員が返信に使った",
    }
}

/// At which rank an entry is found, from 1.
#[must_use]
pub fn rank(rank: Option<usize>) -> String {
    match rank {
        Some(1) => "1位で見つかります。".to_owned(),
        Some(it) if it <= 3 => format!("3位以内（{it}位）で見つかります。"),
        Some(it) => format!("3位以内では見つかりません（{it}位）。"),
        None => "見つかりません。".to_owned(),
    }
}

/// Only curators may decide.
#[must_use]
pub fn not_allowed() -> &'static str {
    "採用・見送りを決められるのは管理者だけです。管理者に伝えてください。"
}

/// Somebody decided meanwhile.
#[must_use]
pub fn faster() -> &'static str {
    "ほかの人が先に決めました。いまの状態を確かめてから、もう一度選んでください。"
}

/// Whoever asked had it deleted.
#[must_use]
pub fn gone() -> &'static str {
    "この質問は、もう候補にありません（質問した人がデータを削除した、など）。何も保存していません。"
}

/// The entry was withdrawn.
#[must_use]
pub fn no_entry() -> &'static str {
    "この知識項目は、いまは公開されていません。採用できません。"
}

/// The text is empty or too long.
#[must_use]
pub fn length(most: usize) -> String {
    format!("追加する文は、1文字以上{most}文字以内で入力してください。")
}

/// Something in the text tells who asked.
#[must_use]
pub fn personal(masked: &str) -> String {
    format!(
        "個人情報らしい部分があるため、採用できません。その部分を除いた文に直してください：{masked}"
    )
}

/// The entry is found by it already.
#[must_use]
pub fn known() -> &'static str {
    "この項目には、同じ質問か言い換えがすでにあります。採用の必要はありません。"
}

/// Other entries would lose questions.
#[must_use]
pub fn takes_away(count: usize) -> String {
    format!("採用すると、別の項目の質問{count}件が先頭に出なくなります。文を直してください。")
}

/// Who can decide, for those who cannot.
#[must_use]
pub fn who_decides(role: Role) -> Option<&'static str> {
    (!role.may_curate()).then_some("採用・見送りを決めるのは管理者です。ここでは内容を見られます。")
}
