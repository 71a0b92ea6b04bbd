//! Questions as the store tests record them.

use madoguchi::{
    answer::Decision,
    knowledge::EntryId,
    people::Surface,
    programs::{Profile, Span},
    store::QuestionRecord,
};
use serde_json::json;

use super::backend::{at, id};

/// The `n`th question of a dialogue.
pub fn question(n: u64) -> QuestionRecord {
    QuestionRecord {
        id: id(n),
        conversation: Surface::Web.conversation("甲"),
        surface: Surface::Web,
        asked: format!("中抜けの時間はどう扱いますか({n})"),
        decision: Decision::Reply,
        entry: Some(EntryId("qa/nakanuke".to_owned())),
        confidence: 0.875,
        card: json!({"lead": "中抜け時間は…[1]", "citations": [{"url": "https://example.jp/"}]}),
        profile: Profile {
            prefecture: Some("東京都".to_owned()),
            employees: Some(Span::exactly(12)),
            ..Profile::default()
        },
        event: None,
        asks: None,
        about: None,
        origin: None,
        at: at(n),
    }
}
