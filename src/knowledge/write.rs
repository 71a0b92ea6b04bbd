//! Writes TOML in its canonical form, so that a change shows as a small difference.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::schema::{Field, Presence, Shape};

/// Longest line, in characters, on which an array stands whole.
const LINE: usize = 100;

/// How the keys of a table are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Keys padded to one width. A string stays on its line: a line `+++` would end the front
    /// matter.
    FrontMatter,
    /// The same without padding.
    FrontMatterTable,
    /// Texts of several lines stand as such.
    Table,
}

/// Returns one `[[name]]` table with its sub-tables.
pub(super) fn table(name: &str, keys: &Map<String, Value>, fields: &[Field]) -> String {
    let mut out = format!("[[{name}]]\n");
    out.push_str(&lines(keys, fields, Layout::Table));
    for (field, item, fields) in sub_tables(keys, fields) {
        out.push('\n');
        out.push_str(&table(&format!("{name}.{field}"), item, fields));
    }
    out
}

/// Returns the front matter of an article without its `+++` lines.
pub(super) fn front_matter(keys: &Map<String, Value>, fields: &[Field]) -> String {
    let mut out = lines(keys, fields, Layout::FrontMatter);
    for (field, item, fields) in sub_tables(keys, fields) {
        out.push_str(&format!("[[{field}]]\n"));
        out.push_str(&lines(item, fields, Layout::FrontMatterTable));
    }
    out
}

/// Returns a file that is one table, its sub-tables below it.
pub(super) fn single(keys: &Map<String, Value>, fields: &[Field]) -> String {
    let mut out = lines(keys, fields, Layout::Table);
    for (field, item, fields) in sub_tables(keys, fields) {
        out.push('\n');
        out.push_str(&table(field, item, fields));
    }
    out
}

/// Returns every table below `keys`: its key, its content, its fields.
fn sub_tables<'a>(
    keys: &'a Map<String, Value>,
    fields: &[Field],
) -> Vec<(&'static str, &'a Map<String, Value>, &'static [Field])> {
    let mut found = Vec::new();
    for field in fields {
        if let (Shape::Tables(fields), Some(Value::Array(items))) =
            (field.shape, keys.get(field.name))
        {
            let items = items.iter().filter_map(Value::as_object);
            found.extend(items.map(|it| (field.name, it, fields)));
        }
    }
    found
}

fn lines(keys: &Map<String, Value>, fields: &[Field], layout: Layout) -> String {
    let mut out = String::new();
    for field in fields
        .iter()
        .filter(|it| !matches!(it.shape, Shape::Tables(_)))
    {
        let value = keys.get(field.name).unwrap_or(&Value::Null);
        let empty = match value {
            Value::Null => true,
            Value::String(it) => it.is_empty(),
            Value::Array(it) => it.is_empty(),
            _ => false,
        };
        if empty && field.presence == Presence::IfSet {
            continue;
        }
        let width = if layout == Layout::FrontMatter { 10 } else { 0 };
        let start = format!("{:<width$} = ", field.name);
        let _ = writeln!(
            out,
            "{start}{}",
            self::value(value, start.len(), field.shape, layout)
        );
    }
    out
}

/// Returns a value as TOML; `used` characters of its line are taken already.
fn value(value: &Value, used: usize, shape: Shape, layout: Layout) -> String {
    match value {
        Value::String(it) if matches!(shape, Shape::Date | Shape::Moment) => it.clone(),
        Value::String(it) if layout == Layout::Table && it.contains('\n') => {
            format!("\"\"\"\n{}\"\"\"", escape(it, true))
        }
        Value::String(it) => format!("\"{}\"", escape(it, false)),
        Value::Array(items) => {
            let texts = items.iter().filter_map(Value::as_str);
            let items: Vec<String> = texts
                .map(|it| format!("\"{}\"", escape(it, false)))
                .collect();
            let line = format!("[{}]", items.join(", "));
            if used + line.chars().count() <= LINE {
                return line;
            }
            let lines: String = items.iter().map(|it| format!("  {it},\n")).collect();
            format!("[\n{lines}]")
        }
        Value::Number(it) => it.to_string(),
        Value::Bool(it) => it.to_string(),
        // What the schema does not know as a value is written as an empty text.
        _ => "\"\"".to_owned(),
    }
}

/// Escapes what TOML does not take literally in a basic string.
fn escape(text: &str, keep_newlines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if keep_newlines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            it if it.is_control() => {
                let _ = write!(out, "\\u{:04X}", it as u32);
            }
            it => out.push(it),
        }
    }
    out
}
