//! What is said on Discord only.

/// A button was pressed that another version of the program had made, or that is damaged.
#[must_use]
pub fn unreadable_button() -> &'static str {
    "このボタンは古いか壊れているため、読み取れませんでした。お手数ですが、`/質問` からもう一度お聞きください。相談中の件は `/相談` から続けられます。"
}
