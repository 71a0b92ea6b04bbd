//! Curated Markdown becomes plain text, as a file or a mail shows it.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Returns `markdown` without its signs: a blank line between paragraphs, 「・」 or a number before what
/// is listed, 「｜」 between the cells of a table, the address behind the words of a link.
///
/// ```
/// # use madoguchi::text::plain::to_plain;
/// let plain = to_plain("**扱えます**[1]\n\n- 一つ\n- [二つ](https://example.jp)");
/// assert_eq!(plain, "扱えます[1]\n\n・一つ\n・二つ（https://example.jp）");
/// ```
#[must_use]
pub fn to_plain(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, options) {
        writer.event(event);
    }
    writer.out.trim().to_owned()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The next number of each list, for numbered ones.
    lists: Vec<Option<u64>>,
    links: Vec<String>,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.out.push_str(&text)
            }
            Event::SoftBreak | Event::HardBreak => self.line(),
            Event::Rule => self.block(),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_)
                if self.lists.is_empty() =>
            {
                self.block();
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.block();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.line();
                let depth = self.lists.len().saturating_sub(1);
                self.out.push_str(&"　".repeat(depth));
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        self.out.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => self.out.push('・'),
                }
            }
            Tag::TableHead | Tag::TableRow => self.line(),
            Tag::TableCell if !self.out.is_empty() && !self.out.ends_with('\n') => {
                self.out.push('｜');
            }
            Tag::Link { dest_url, .. } => self.links.push(dest_url.to_string()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Link => {
                let address = self.links.pop().unwrap_or_default();
                if !address.is_empty() && !self.out.ends_with(&address) {
                    self.out.push_str(&format!("（{address}）"));
                }
            }
            _ => {}
        }
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn block(&mut self) {
        self.line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_tables_and_headings_stay_readable() {
        let markdown = "結論です。\n\n## 手順\n\n1. まず\n2. 次に\n   - 細目\n\n| 項目 | 値 |\n|---|---|\n| 上限 | `20万円` |\n\n終わり";
        let plain =
            "結論です。\n\n手順\n\n1. まず\n2. 次に\n　・細目\n\n項目｜値\n上限｜20万円\n\n終わり";
        assert_eq!(to_plain(markdown), plain);
    }
}
