//! Words that readers do not know: every abbreviation and every word of the trade has its entry in
//! the glossary, or is explained where it stands.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::text::japanese::fold;

use super::{
    EntryId, Problem, Record,
    check::Check,
    problem::Place,
    prose::texts,
    vocabulary::{JARGON, PLAIN_ABBREVIATIONS},
};

/// Where a word stands that the glossary lacks.
struct Unknown {
    file: String,
    line: usize,
    entries: BTreeSet<EntryId>,
}

impl Check<'_> {
    /// Reports every unexplained word once, where it stands first.
    pub(super) fn words(&mut self) {
        let known = glossary(self.collection.records.values());
        let mut unknown: BTreeMap<String, Unknown> = BTreeMap::new();
        for (id, record) in &self.collection.records {
            // Cases are about companies, whose names look like abbreviations.
            if matches!(record, Record::Case(_)) {
                continue;
            }
            let place = self.collection.place_of(id, record);
            for (word, line) in unexplained(record, &place, &known) {
                let first = unknown.entry(word).or_insert_with(|| Unknown {
                    file: place.file.clone(),
                    line,
                    entries: BTreeSet::new(),
                });
                first.entries.insert(id.clone());
            }
        }
        self.problems.extend(unknown.into_iter().map(|(word, it)| {
            let others = match it.entries.len() {
                1 => String::new(),
                count => format!("（ほかに{}項目）", count - 1),
            };
            Problem::warning(
                &it.file,
                it.line,
                format!("「{word}」の説明が用語集にありません{others}。"),
                format!("`[[term]]` を書き足すか、「{word}（…のこと）」のようにその場で説明してください。"),
            )
        }));
    }
}

fn glossary<'a>(records: impl Iterator<Item = &'a Record>) -> BTreeSet<String> {
    let terms = records.filter_map(|it| match it {
        Record::Term(term) => Some(std::iter::once(&term.term).chain(&term.also)),
        _ => None,
    });
    let mut known = BTreeSet::new();
    for name in terms.flatten() {
        let plain: String = name.nfkc().collect();
        // 「クラウドPBX」 explains 「PBX」, too.
        known.extend(abbreviations(&plain).iter().map(|it| fold(it.text)));
        known.insert(fold(&plain));
    }
    known
}

/// Returns the words of `record` that neither the glossary nor the record itself explains, with their
/// lines.
fn unexplained(record: &Record, place: &Place, known: &BTreeSet<String>) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut explained: BTreeSet<String> = BTreeSet::new();
    for text in texts(record) {
        let mut start = 0;
        for line in text.text.split_inclusive('\n') {
            let plain: String = line.nfkc().collect();
            for word in abbreviations(&plain).into_iter().chain(jargon(&plain)) {
                // Who asks with a word of the trade knows it; an abbreviation is only known by sight.
                let asked = text.key == "question" && JARGON.contains(&word.text);
                if word.explained || asked {
                    explained.insert(word.text.to_owned());
                } else if !known.contains(&fold(word.text)) {
                    found.push((word.text.to_owned(), text.line(place, start)));
                }
            }
            start += line.len();
        }
    }
    found.retain(|(word, _)| !explained.contains(word));
    found
}

struct Word<'a> {
    text: &'a str,
    /// Parentheses after it, or around it, say what it is.
    explained: bool,
}

fn word(line: &str, start: usize, end: usize) -> Word<'_> {
    let enclosed = line[..start].ends_with('(') && line[end..].starts_with(')');
    Word {
        text: &line[start..end],
        explained: enclosed || line[end..].starts_with('('),
    }
}

/// Returns the runs of Latin letters with two capitals, but no addresses and quotes.
fn abbreviations(line: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = line[at..].find(|it: char| it.is_ascii_alphanumeric()) {
        let start = at + from;
        // An address, a path or a quote is one run; so is what a hyphen joins.
        let rest = &line[start..];
        let length = rest.find(|it: char| !is_run(it)).unwrap_or(rest.len());
        at = start + length;
        let run = &line[start..at];
        if run.contains(['/', '@', '.', '_', ':', '{', '}']) {
            continue;
        }
        for part in run.split(|it: char| !it.is_ascii_alphanumeric()) {
            let capitals = part.bytes().filter(u8::is_ascii_uppercase).count();
            if 2 <= capitals && !PLAIN_ABBREVIATIONS.contains(&part) {
                let from = start + (part.as_ptr() as usize - run.as_ptr() as usize);
                found.push(word(line, from, from + part.len()));
            }
        }
    }
    found
}

fn is_run(character: char) -> bool {
    character.is_ascii_alphanumeric() || "/@._:{}-&?=%#~+".contains(character)
}

fn jargon(line: &str) -> impl Iterator<Item = Word<'_>> {
    let words = JARGON.iter();
    words.filter_map(|it| {
        let start = line.find(it)?;
        Some(word(line, start, start + it.len()))
    })
}
