//! Says in Japanese what is wrong with TOML.

use toml::de::{DeValue, Error};

use super::{Problem, problem::Lines, schema::Shape};

/// A key or table stands where only `[[name]]` tables may.
pub(super) fn unexpected_heading(file: &str, line: usize, key: &str, name: &str) -> Problem {
    let mend = match key {
        "sources" => format!("出典は `[[{name}.sources]]` と書いてください。"),
        "vendors" => format!("会社は `[[{name}.vendors]]` と書いてください。"),
        _ => format!("1件ごとに `[[{name}]]` と二重の角かっこで書き始めてください。"),
    };
    Problem::error(
        file,
        line,
        format!("`{key}` をここに書くことはできません。"),
        mend,
    )
}

/// Says in Japanese what the parser says in English.
pub(super) fn syntax(file: &str, toml: &str, lines: &Lines, error: &Error) -> Problem {
    let span = error.span().unwrap_or_default();
    // The end of an unclosed string lies on the next line already.
    let start = span.start.min(toml.trim_end().len().saturating_sub(1));
    let line = lines.of(start);
    let text = toml.get(span).unwrap_or_default();
    let (message, mend) = match error.message() {
        it if it.starts_with("invalid date") => (
            format!("日付 `{text}` は暦にありません。"),
            "`2026-11-22` のように、実在する年月日を書いてください。",
        ),
        it if it.starts_with("duplicate key") => (
            format!("キー `{text}` が二度あります。"),
            "どちらか一方を消してください。",
        ),
        it if it.starts_with("string values must be quoted") => (
            "値が空か、引用符で囲まれていません。".to_owned(),
            "文字列は \"…\" で囲んでください。",
        ),
        it if it.starts_with("missing comma") => (
            "並びの区切りの `,` がありません。".to_owned(),
            "値と値の間に `,` を書いてください。",
        ),
        it if it.contains("string") => (
            "文字列の引用符が閉じていないか、使えない記号があります。".to_owned(),
            "文字列を \"…\" で囲み、中の \" は \\\"、\\ は \\\\ と書いてください。",
        ),
        _ => (
            "TOMLの書き方として読めません。".to_owned(),
            "`キー = \"値\"` の形になっているか、かっこと引用符が閉じているかを確かめてください。",
        ),
    };
    Problem::error(file, line, message, mend)
}

/// Returns what a value should be.
pub(super) fn name_of_shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Choice(_) => "文字列",
        Shape::Texts => "文字列の並び",
        Shape::Date => "引用符のない日付",
        Shape::Days => "1以上の整数（日数）",
        Shape::Number => "0以上の整数",
        Shape::Weight => "0より大きく1以下の数",
        Shape::Flag => "true か false",
        Shape::Moment => "引用符のない日付か日時",
        Shape::Fraction => "1以下の分数（文字列）",
        Shape::Tables(_) => "表の並び（[[…]]）",
    }
}

/// Returns a value of that shape as it is written.
pub(super) fn example(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "\"…\"",
        Shape::Texts => "[\"…\", \"…\"]",
        Shape::Date => "2026-11-22",
        Shape::Days => "365",
        Shape::Number => "200000",
        Shape::Weight => "0.8",
        Shape::Flag => "true",
        Shape::Moment => "2026-11-30T17:00:00",
        Shape::Fraction => "\"2/3\"",
        Shape::Choice(words) if words.contains(&"official") => "\"official\"",
        Shape::Choice(words) if words.contains(&"other") => "\"other\"",
        Shape::Choice(_) => "\"…\"",
        Shape::Tables(_) => "[[…]]",
    }
}

/// Returns what a value is.
pub(super) fn name_of_value(value: &DeValue<'_>) -> String {
    let name = match value {
        DeValue::String(_) => "文字列",
        DeValue::Integer(it) => return format!("数 {it} "),
        DeValue::Float(it) => return format!("数 {it} "),
        DeValue::Boolean(_) => "真偽値",
        DeValue::Datetime(it) if it.time.is_some() => "時刻つきの日付",
        DeValue::Datetime(_) => "日付",
        DeValue::Array(_) => "並び",
        DeValue::Table(_) => "表",
    };
    name.to_owned()
}
