//! Words that every surface shows in the same way.

use crate::{desk::Status, knowledge::Level};

/// The 47 prefectures, from north to south.
pub const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// Returns a ticket's state in the desk's words.
#[must_use]
pub fn ticket_status(status: Status) -> &'static str {
    match status {
        Status::Open => "受付済み",
        Status::Claimed => "対応中",
        Status::Answered => "回答済み",
        Status::Closed => "終了",
    }
}

/// Returns what to say about a source that is not the authority's own, or nothing.
#[must_use]
pub fn source_level(level: Level) -> &'static str {
    match level {
        Level::Official => "",
        Level::Republished => "公的データの転載",
        Level::Secondary => "二次資料",
        Level::Unverified => "未確認",
    }
}
