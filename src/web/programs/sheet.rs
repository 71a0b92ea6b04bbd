//! A program on a page of its own, made to be printed.

use chrono::{DateTime, Utc};

use super::row::{Link, Row};
use crate::{
    assistant::{self, Shelf},
    clock::day_in_japan,
    knowledge::Entry,
    programs::{Profile, Rules, WindowStatus},
    text::markdown::to_html,
    web::card::{CitationView, web_address},
};

/// What the anchors of the sources begin with.
const ANCHOR: &str = "s";

/// A program with everything that its entry says.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// As in the table.
    pub row: Row,
    /// Other names of today.
    pub also: String,
    /// Names it had before.
    pub former: String,
    /// Official page.
    pub url: Option<String>,
    /// The answer in short, as safe HTML.
    pub summary: String,
    /// On the age of the answer.
    pub notes: Vec<String>,
    /// The rest, by its headings.
    pub sections: Vec<Section>,
    /// The programs that came before.
    pub predecessors: Vec<Link>,
    /// The program that came after.
    pub successor: Option<Link>,
    /// Sources, in the order of their marks.
    pub citations: Vec<CitationView>,
    /// What to ask in the chat about this program; `None` where no firm can apply.
    pub question: Option<String>,
}

/// A part of the entry's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Heading; empty before the first one.
    pub heading: String,
    /// Safe HTML.
    pub html: String,
    /// Whether it says what must not be done.
    pub warns: bool,
}

impl Sheet {
    /// Describes a program as it stands at `now`; `None` if the entry is no program.
    pub fn new(entry: &Entry, shelf: &Shelf, now: DateTime<Utc>) -> Option<Sheet> {
        let rules = entry.rules.as_deref()?;
        let sources = entry.sources.len();
        let row = Row::new(entry, rules, shelf, &Profile::default(), now)?;
        let over = entry.standing(now)?.status == WindowStatus::Closed;
        let asks = row.for_firms && !over;
        let successor = shelf.successor(entry);
        Some(Sheet {
            question: asks.then(|| format!("{}は、うちで使えますか", rules.name)),
            row,
            also: rules.also.join("、"),
            former: rules.former_names.join("、"),
            url: web_address(&rules.url),
            summary: to_html(&entry.conclusion, ANCHOR, sources),
            notes: assistant::notes(entry, day_in_japan(now)),
            sections: sections(&entry.details, sources),
            predecessors: predecessors(entry, rules, shelf),
            successor: successor.map(|(entry, rules)| Link::new(entry, rules)),
            citations: entry
                .sources
                .iter()
                .map(|it| CitationView::from(&assistant::citation(it)))
                .collect(),
        })
    }
}

/// Returns the programs that this one names as its predecessor, or that name it as their successor.
fn predecessors(entry: &Entry, rules: &Rules, shelf: &Shelf) -> Vec<Link> {
    let before = |other: &Entry, theirs: &Rules| {
        other.id.0 == rules.predecessor || theirs.successor == entry.id.0
    };
    let found = shelf.programs().filter(|(it, rules)| before(it, rules));
    found.map(|(it, rules)| Link::new(it, rules)).collect()
}

/// Splits an entry's text at its headings, so that they can be those of a page.
fn sections(markdown: &str, sources: usize) -> Vec<Section> {
    let mut parts: Vec<(&str, String)> = vec![("", String::new())];
    for line in markdown.lines() {
        match (line.strip_prefix("## "), parts.last_mut()) {
            (None, Some((_, body))) => {
                body.push_str(line);
                body.push('\n');
            }
            (heading, _) => parts.push((heading.unwrap_or_default().trim(), String::new())),
        }
    }
    parts.retain(|(_, body)| !body.trim().is_empty());
    let section = |(heading, body): (&str, String)| Section {
        heading: heading.to_owned(),
        html: below_section(&to_html(&body, ANCHOR, sources)),
        warns: heading.contains("してはいけない"),
    };
    parts.into_iter().map(section).collect()
}

/// On a card, headings begin at the fourth level; here they stand under those of the second.
fn below_section(html: &str) -> String {
    ["4", "5"].iter().fold(html.to_owned(), |html, level| {
        html.replace(&format!("<h{level}>"), "<h3>")
            .replace(&format!("</h{level}>"), "</h3>")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_split_at_its_headings() {
        let text = "前置き[1]\n\n## 対象\n- 会社\n\n### 例外\n- 個人\n\n## 申請や決定の前にしてはいけないこと\n- 発注";
        let sections = sections(text, 1);
        let headings: Vec<_> = sections.iter().map(|it| it.heading.as_str()).collect();
        assert_eq!(headings, ["", "対象", "申請や決定の前にしてはいけないこと"]);
        assert!(sections[0].html.contains("#s-1"), "{sections:?}");
        assert!(sections[1].html.contains("<h3>例外</h3>"), "{sections:?}");
        let warns: Vec<_> = sections.iter().map(|it| it.warns).collect();
        assert_eq!(warns, [false, false, true]);
    }
}
