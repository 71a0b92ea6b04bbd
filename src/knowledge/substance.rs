//! What an entry says in substance: its answer, its figures and what its sources are. Phrasings, tags,
//! the order of lists, white space and the days on which somebody checked are no part of it.

use serde::Serialize;
use serde_json::Value;

use super::{Entry, citation::without_marks};
use crate::text::normalize;

/// Counts up with every change of how the digest is made, so that no such change looks like a
/// correction of every entry.
const VERSION: &str = "1:";
/// Fields of rules that only help to find the program, or whose text is compared as text.
const NOT_FACTS: [&str; 6] = [
    "also",
    "details",
    "former_names",
    "purposes",
    "source",
    "summary",
];

impl Entry {
    /// Returns a digest of what the entry says: two with the same say the same in substance.
    #[must_use]
    pub fn substance(&self) -> String {
        let sources = self.sources.iter().map(|it| {
            let facts = [&it.title, &it.publisher, &it.edition, &it.section];
            let facts: Vec<String> = facts.iter().map(|it| plain(it)).collect();
            format!("{facts:?}{:?}", it.level)
        });
        let companies = self.vendors.lines();
        // Where it was seen and when is no part of what is offered.
        let companies = companies.filter(|it| !it.trim_start().starts_with("- 出典："));
        let companies: Vec<&str> = companies.collect();
        let parts = [
            plain(&self.conclusion),
            text(&self.details),
            text(&companies.join("\n")),
            sorted(sources),
            sorted(self.prefectures.iter().cloned()),
            self.desk.as_ref().map(facts).unwrap_or_default(),
            self.rules.as_deref().map(facts).unwrap_or_default(),
        ];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
        format!("{VERSION}{}", hasher.finalize().to_hex())
    }
}

/// Returns whether an entry that said `then` says something else `now`, as far as that can be told.
#[must_use]
pub fn differs(then: &str, now: &str) -> bool {
    then.starts_with(VERSION) && then != now
}

/// Returns what can be read in a line: without marks of sources, emphasis and spaces.
fn plain(line: &str) -> String {
    let line = normalize(&without_marks(line));
    let shown = line.chars();
    shown
        .filter(|it| !it.is_whitespace() && !matches!(it, '*' | '_' | '`'))
        .collect()
}

/// Returns a text whose sections, and the items of whose lists, may stand in any order. What stands in
/// a section belongs to its heading.
fn text(markdown: &str) -> String {
    let mut sections = vec![Vec::new()];
    for line in markdown.lines() {
        if line.starts_with('#') {
            sections.push(Vec::new());
        }
        if let Some(last) = sections.last_mut() {
            last.push(line);
        }
    }
    sorted(sections.iter().map(|it| section(it)))
}

fn section(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut items: Vec<String> = Vec::new();
    for line in lines {
        let words = plain(line);
        let is_item = ["- ", "* ", "+ "].iter().any(|it| line.starts_with(it));
        match items.last_mut() {
            _ if words.is_empty() => {}
            _ if is_item => items.push(words),
            Some(last) if line.starts_with(' ') => last.push_str(&words),
            _ => {
                out.push_str(&sorted(std::mem::take(&mut items)));
                out.push_str(&words);
            }
        }
    }
    out + &sorted(items)
}

fn sorted(parts: impl IntoIterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.into_iter().collect();
    parts.sort();
    parts.join("\n")
}

fn facts(of: &impl Serialize) -> String {
    fact(&serde_json::to_value(of).unwrap_or_default())
}

fn fact(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .filter(|(name, _)| !NOT_FACTS.contains(&name.as_str()));
            let fields = fields.map(|(name, value)| format!("{name}={}", fact(value)));
            format!("{{{}}}", sorted(fields))
        }
        Value::Array(items) => format!("[{}]", sorted(items.iter().map(fact))),
        Value::String(text) => plain(text),
        other => other.to_string(),
    }
}
