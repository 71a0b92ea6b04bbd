//! What a record says in sentences, each with the line on which it stands.

use super::{Record, citation::marks, problem::Place, records::Program};

/// A text of a record: the value of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text<'a> {
    /// The key, as [`Place`] names it.
    pub key: String,
    /// The value.
    pub text: &'a str,
}

impl Text<'_> {
    /// Returns the line of the byte at `offset`.
    pub fn line(&self, place: &Place, offset: usize) -> usize {
        // The quotes that open a text of several lines have a line of their own.
        let opening = usize::from(self.key != "body" && self.text.contains('\n'));
        place.line_of(&self.key) + opening + self.text[..offset].matches('\n').count()
    }
}

/// A sentence with the marks that follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Byte of its text at which it begins.
    pub start: usize,
    /// Whether it is a heading.
    pub heading: bool,
    /// Whether a `[n]` stands for it: its own, one at the end of its line, one at the line that
    /// introduces its list, or one in the heading above.
    pub cited: bool,
}

/// Returns every text of `record` that people read, but no phrasings: those are what they write.
pub(super) fn texts(record: &Record) -> Vec<Text<'_>> {
    let pairs: Vec<(&str, &str)> = match record {
        Record::Qa(it) | Record::Guideline(it) | Record::Case(it) => {
            vec![("question", &it.question), ("body", &it.body)]
        }
        Record::Program(it) => return program(it),
        Record::Desk(it) => vec![
            ("name", &it.name),
            ("purpose", &it.purpose),
            ("hours", &it.hours),
            ("note", &it.note),
        ],
        Record::Term(it) => vec![("term", &it.term), ("definition", &it.definition)],
        Record::Statistic(it) => vec![
            ("title", &it.title),
            ("value", &it.value),
            ("year", &it.year),
            ("population", &it.population),
            ("survey", &it.survey),
            ("note", &it.note),
        ],
        Record::Event(it) => vec![
            ("name", &it.name),
            ("organizer", &it.organizer),
            ("period", &it.period),
            ("summary", &it.summary),
            ("status_note", &it.status_note),
        ],
        Record::Solution(it) => {
            let mut texts = texts_of([("category", &*it.category), ("summary", &*it.summary)]);
            texts.extend(listed("selection_points", &it.selection_points));
            // Names of companies and products have rules of their own.
            let vendors = it.vendors.iter().enumerate();
            texts.extend(
                vendors
                    .filter(|(_, it)| !it.note.is_empty())
                    .map(|(index, it)| Text {
                        key: format!("vendors/{index}/note"),
                        text: &it.note,
                    }),
            );
            return texts;
        }
    };
    texts_of(pairs)
}

fn program(it: &Program) -> Vec<Text<'_>> {
    let rules = &it.rules;
    let mut texts = texts_of([
        ("summary", &*rules.summary),
        ("details", &*rules.details),
        ("next_round", &*rules.next_round),
    ]);
    texts.extend(listed("before", &rules.before));
    texts.extend(listed("before_not", &rules.before_not));
    let mut add = |key: String, text| texts.push(Text { key, text });
    for (index, it) in rules.windows.iter().enumerate() {
        add(format!("windows/{index}/label"), &it.label);
        add(format!("windows/{index}/note"), &it.note);
    }
    for (index, it) in rules.amounts.iter().enumerate() {
        add(format!("amounts/{index}/label"), &it.label);
        add(format!("amounts/{index}/note"), &it.note);
    }
    for (index, it) in rules.criteria.iter().enumerate() {
        add(format!("criteria/{index}/text"), &it.text);
    }
    for (index, it) in rules.expenses.iter().enumerate() {
        add(format!("expenses/{index}/text"), &it.text);
    }
    texts.retain(|it| !it.text.is_empty());
    texts
}

fn texts_of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Text<'a>> {
    let pairs = pairs.into_iter().filter(|(_, text)| !text.is_empty());
    let texts = pairs.map(|(key, text)| Text {
        key: key.to_owned(),
        text,
    });
    texts.collect()
}

fn listed<'a>(key: &'a str, texts: &'a [String]) -> impl Iterator<Item = Text<'a>> {
    let numbered = texts.iter().enumerate();
    numbered.map(move |(index, text)| Text {
        key: format!("{key}/{index}"),
        text,
    })
}

/// Returns the sentences of a text in order. Every line ends one.
pub(super) fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut found = Vec::new();
    let (mut section, mut list) = (false, false);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let item = is_item(content);
        let ends_cited = content.ends_with(']') && !marks(content).is_empty();
        let heading = content.starts_with('#');
        if heading {
            section = ends_cited;
        }
        let around = ends_cited || section || (item && list);
        for (offset, sentence) in split(line) {
            found.push(Sentence {
                text: sentence,
                start: start + offset,
                heading,
                cited: around || !marks(sentence).is_empty(),
            });
        }
        // A line introduces the items that follow it, until a blank line ends them.
        if !item {
            list = ends_cited;
        }
        start += line.len();
    }
    found
}

fn is_item(line: &str) -> bool {
    let numbered = || {
        let rest = line.trim_start_matches(|it: char| it.is_ascii_digit());
        rest.len() < line.len() && rest.starts_with(". ")
    };
    line.starts_with("- ") || line.starts_with("* ") || numbered()
}

/// Splits a line after each 「。」 and the marks that follow it.
fn split(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, stop) in line.match_indices('。') {
        let after = at + stop.len();
        let rest = &line[after..];
        let mut end = after;
        for mark in marks(rest) {
            if after + mark.start != end {
                break;
            }
            end = after + mark.end;
        }
        if start < end {
            found.push((start, &line[start..end]));
        }
        start = end.max(start);
    }
    found.push((start, &line[start..]));
    found.retain(|(_, it)| !it.trim().is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_after_their_marks_and_know_whether_a_mark_stands_for_them() {
        let text = "一です。[1][2]二です。三です。[1]\n\n## 見出し[1]\n四。\n## 次\n五。六。\n導入：[2]\n- 七。\n- 八\n\n九。";
        let found: Vec<(&str, bool)> = sentences(text)
            .iter()
            .map(|it| (it.text.trim(), it.cited))
            .collect();
        assert_eq!(
            found,
            [
                ("一です。[1][2]", true),
                ("二です。", true),
                ("三です。[1]", true),
                ("## 見出し[1]", true),
                ("四。", true),
                ("## 次", false),
                ("五。", false),
                ("六。", false),
                ("導入：[2]", true),
                ("- 七。", true),
                ("- 八", true),
                ("九。", false),
            ]
        );
        for it in sentences(text) {
            assert!(text[it.start..].starts_with(it.text));
        }
    }
}
