//! Curated Markdown becomes safe HTML. What people type is never given to this module: it is
//! shown as plain text.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};

const TAGS: [&str; 21] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h4",
    "h5",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Returns the mark of the source with this number, from 1; nothing for 0.
#[must_use]
pub fn mark(source: u32) -> String {
    match source {
        0 => String::new(),
        number => format!("[{number}]"),
    }
}

/// Returns `markdown` as HTML that is safe to show: no raw HTML, no scripts, links only to
/// http, https, mailto and tel. Each `[n]` with 1 ≤ n ≤ `citations` becomes a link to the element
/// with the id `<anchor>-n`; `anchor` must be letters, digits and hyphens.
///
/// ```
/// # use madoguchi::text::markdown::to_html;
/// let html = to_html("休憩として**扱えます**[1]", "source", 1);
/// assert!(html.contains("<strong>扱えます</strong>"));
/// assert!(html.contains(r##"href="#source-1""##));
/// ```
#[must_use]
pub fn to_html(markdown: &str, anchor: &str, citations: usize) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut in_code = false;
    let events = TextMergeStream::new(Parser::new_ext(markdown, options)).flat_map(|event| {
        match &event {
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. }) => in_code = true,
            Event::End(TagEnd::CodeBlock | TagEnd::Link) => in_code = false,
            _ => {}
        }
        match event {
            Event::Text(text) if !in_code => with_marks(&text, anchor, citations),
            other => vec![plain(other)],
        }
    });
    let mut html = String::with_capacity(markdown.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events);
    sanitizer().clean(&html).to_string()
}

/// Shows raw HTML as the text it is, and puts headings below the card's own.
fn plain(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::Heading {
            level, id, classes, ..
        }) => Event::Start(Tag::Heading {
            level: below_card(level),
            id,
            classes,
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below_card(level))),
        other => other,
    }
}

fn below_card(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3 => HeadingLevel::H4,
        _ => HeadingLevel::H5,
    }
}

/// Splits `text` at its `[n]` marks and turns those with a citation into links.
fn with_marks<'a>(text: &str, anchor: &str, citations: usize) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut rest = text;
    let mut plain = String::new();
    while let Some(start) = rest.find('[') {
        let (before, bracket) = rest.split_at(start);
        plain.push_str(before);
        let number = bracket[1..].split_once(']').and_then(|(inside, after)| {
            let number = inside.parse::<usize>().ok()?;
            (1..=citations).contains(&number).then_some((number, after))
        });
        match number {
            Some((number, after)) => {
                events.push(Event::Text(CowStr::from(std::mem::take(&mut plain))));
                let link = format!(
                    "<a class=\"mark\" href=\"#{anchor}-{number}\" title=\"出典{number}\">[{number}]</a>"
                );
                events.push(Event::InlineHtml(CowStr::from(link)));
                rest = after;
            }
            None => {
                plain.push('[');
                rest = &bracket[1..];
            }
        }
    }
    plain.push_str(rest);
    events.push(Event::Text(CowStr::from(plain)));
    events
}

fn sanitizer() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href", "title"]))]))
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::from([("a", HashSet::from(["mark"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_links_only_where_a_source_exists() {
        let html = to_html("理由[1]と[3]、`[1]`", "s", 2);
        assert!(html.contains(r##"<a class="mark" href="#s-1""##), "{html}");
        assert!(html.contains("[3]"), "{html}");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
    }

    #[test]
    fn raw_html_is_shown_as_text() {
        let html = to_html(
            "<script>alert(1)</script>\n\n文中の<img src=x onerror=alert(1)>",
            "s",
            0,
        );
        assert!(
            !html.contains("<script") && !html.contains("<img"),
            "{html}"
        );
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn dangerous_links_lose_their_address() {
        let html = to_html(
            "[押す](javascript:alert(1)) [見る](https://www.mhlw.go.jp/)",
            "s",
            0,
        );
        assert!(!html.contains("javascript"), "{html}");
        assert!(html.contains(r#"href="https://www.mhlw.go.jp/""#), "{html}");
        assert!(html.contains("noopener noreferrer"), "{html}");
    }

    #[test]
    fn lists_and_tables_stay() {
        let html = to_html("- 一\n- 二\n\n|甲|乙|\n|-|-|\n|1|2|\n\n## 見出し", "s", 0);
        for tag in ["<ul>", "<li>一", "<table>", "<th>甲", "<h4>見出し"] {
            assert!(html.contains(tag), "{tag} in {html}");
        }
    }
}
