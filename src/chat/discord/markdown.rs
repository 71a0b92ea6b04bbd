//! Curated Markdown becomes Discord's. What people type goes through `escape` instead.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::escape::{escape_but, link, quiet};

/// Returns `markdown` as Discord shows it: tables as lists of 「項目：値」, which a phone can show,
/// headings of one size, links to the web only, nobody called. `[n]` marks with 1 ≤ n ≤ `citations`
/// stay as they are.
#[must_use]
pub fn to_discord(markdown: &str, citations: usize) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut writer = Writer {
        citations,
        ..Writer::default()
    };
    for event in TextMergeStream::new(Parser::new_ext(markdown, options)) {
        writer.event(event);
    }
    quiet(writer.out.trim_end())
}

#[derive(Default)]
struct Writer {
    citations: usize,
    out: String,
    /// What is written around the quotation, cell or link that is being written.
    outside: Vec<String>,
    /// The next number of each list, for numbered ones.
    lists: Vec<Option<u64>>,
    links: Vec<String>,
    head: Vec<String>,
    row: Vec<String>,
    in_code: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => {
                // Three of them would end the block.
                self.out.push_str(&text.replace("```", "``\u{200b}`"));
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => {
                let fence = if code.contains('`') { "``" } else { "`" };
                let code = code.replace("``", "`\u{200b}`");
                self.out.push_str(&format!("{fence}{code}{fence}"));
            }
            Event::SoftBreak => {
                // Japanese has no blanks between words.
                let is_word = |it: char| it.is_ascii_alphanumeric() || ".,)".contains(it);
                if self.out.ends_with(is_word) {
                    self.out.push(' ');
                }
            }
            Event::HardBreak => self.out.push('\n'),
            Event::Rule => self.block(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let escaped = escape_but(text, self.citations);
        let begins_line = self.out.is_empty() || self.out.ends_with(['\n', ' ']);
        // Only at the beginning of a line has a hyphen to be escaped.
        match escaped.strip_prefix('\\') {
            Some(rest) if !begins_line && rest.starts_with(['#', '>', '-', '+']) => {
                self.out.push_str(rest);
            }
            _ => self.out.push_str(&escaped),
        }
    }

    /// Leaves a blank line before what comes, or begins a new line inside a list.
    fn block(&mut self) {
        let end = self.out.trim_end_matches(['\n', ' ']).len();
        if end == 0 || self.after_item_sign() {
            return;
        }
        self.out.truncate(end);
        self.out
            .push_str(if self.lists.is_empty() { "\n\n" } else { "\n" });
        if !self.lists.is_empty() {
            self.out.push_str(&"  ".repeat(self.lists.len()));
        }
    }

    fn after_item_sign(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default().trim();
        let number = line
            .strip_suffix('.')
            .is_some_and(|it| it.parse::<u64>().is_ok());
        !self.lists.is_empty() && (line == "-" || number)
    }

    fn inside(&mut self) {
        self.outside.push(std::mem::take(&mut self.out));
    }

    /// Returns what was written since [`Writer::inside`], and goes on with what was before.
    fn written(&mut self) -> String {
        let outside = self.outside.pop().unwrap_or_default();
        std::mem::replace(&mut self.out, outside)
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.block(),
            Tag::Heading { .. } => {
                self.block();
                self.out.push_str("### ");
            }
            Tag::BlockQuote(_) => {
                self.block();
                self.inside();
            }
            Tag::CodeBlock(kind) => {
                self.block();
                self.in_code = true;
                let language = match &kind {
                    CodeBlockKind::Fenced(it)
                        if it.bytes().all(|it| it.is_ascii_alphanumeric()) =>
                    {
                        it
                    }
                    _ => "",
                };
                self.out.push_str(&format!("```{language}\n"));
            }
            Tag::List(number) => {
                if self.lists.is_empty() {
                    self.block();
                }
                self.lists.push(number);
            }
            Tag::Item => self.item(),
            Tag::Strong => self.out.push_str("**"),
            Tag::Emphasis => self.out.push('*'),
            Tag::Strikethrough => self.out.push_str("~~"),
            Tag::Link { dest_url, .. } => {
                self.links.push(dest_url.into_string());
                self.inside();
            }
            Tag::Table(_) => self.block(),
            Tag::TableHead | Tag::TableRow => self.row.clear(),
            Tag::TableCell => self.inside(),
            _ => {}
        }
    }

    fn item(&mut self) {
        let end = self.out.trim_end_matches(' ').len();
        self.out.truncate(end);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        let depth = self.lists.len().saturating_sub(1);
        self.out.push_str(&"  ".repeat(depth));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.out.push_str(&format!("{number}. "));
                *number += 1;
            }
            _ => self.out.push_str("- "),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => {
                let quote = self.written();
                let lines: Vec<String> = quote.trim().lines().map(|it| format!("> {it}")).collect();
                self.out.push_str(&lines.join("\n"));
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push_str("```");
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Strong => self.out.push_str("**"),
            TagEnd::Emphasis => self.out.push('*'),
            TagEnd::Strikethrough => self.out.push_str("~~"),
            TagEnd::Link => {
                let words = plain(&self.written());
                let url = self.links.pop().unwrap_or_default();
                self.out.push_str(&link(&words, &url));
            }
            TagEnd::TableCell => {
                let cell = self.written().trim().to_owned();
                self.row.push(cell);
            }
            TagEnd::TableHead => self.head = std::mem::take(&mut self.row),
            TagEnd::TableRow => self.table_row(),
            _ => {}
        }
    }

    /// Writes a row as an item that begins with its first cell; the others follow with their heads.
    fn table_row(&mut self) {
        let mut cells = self
            .head
            .iter()
            .zip(&self.row)
            .filter(|(_, it)| !it.is_empty());
        let Some((head, first)) = cells.next() else {
            return;
        };
        let pair = |head: &str, cell: &str| match head {
            "" => cell.to_owned(),
            head => format!("{head}：{cell}"),
        };
        let mut lines = format!("- {}\n", pair(head, first));
        for (head, cell) in cells {
            lines.push_str(&format!("  - {}\n", pair(head, cell)));
        }
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(&lines);
    }
}

/// Takes back what was escaped and formatted: a link's words are escaped when it is written.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => out.extend(chars.next()),
            '*' | '~' | '`' | '\u{200b}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_answer_reads_as_on_the_page() {
        let markdown = "## 手続き\n\n休憩として**扱えます**[1]。\n続きの行。\n\n1. 決める\n2. 書く[2]\n   - 規程\n   - 届出\n\n終わり [3]";
        insta::assert_snapshot!(to_discord(markdown, 2), @r"
        ### 手続き

        休憩として**扱えます**[1]。続きの行。

        1. 決める
        2. 書く[2]
          - 規程
          - 届出

        終わり \[3\]
        ");
    }

    #[test]
    fn a_table_becomes_a_list() {
        let markdown = "表：\n\n|項目|上限|率|\n|-|-|-|\n|機器|20万円[1]|1/2|\n|工事||2/3|\n\n後。";
        insta::assert_snapshot!(to_discord(markdown, 1), @r"
        表：

        - 項目：機器
          - 上限：20万円[1]
          - 率：1/2
        - 項目：工事
          - 率：2/3

        後。
        ");
    }

    #[test]
    fn quotations_code_and_html_stay_what_they_are() {
        let markdown = "> 引用\n> **二行**\n\n```toml\na = \"*\"\n```\n\n<b>x</b> `a*b`\n\n- a\n\n  二段落\n- b";
        let shown = to_discord(markdown, 0).replace('\u{200b}', "·");
        insta::assert_snapshot!(shown, @r#"
        > 引用**二行**

        ```toml
        a = "*"
        ```

        <·b>x<·/b> `a*b`

        - a
          二段落
        - b
        "#);
    }

    #[test]
    fn links_lead_where_they_say() {
        let markdown = "[厚労省](https://www.mhlw.go.jp/) [**bank.jp**](https://evil.jp/) [押す](javascript:x) <https://a.jp/>";
        let shown = "[厚労省](https://www.mhlw.go.jp/) bank.jp https://evil.jp/ 押す https://a.jp/";
        assert_eq!(to_discord(markdown, 0), shown);
    }

    proptest! {
        #[test]
        fn no_text_calls_anybody(text in "[@<>#\\-*_|`\\[\\]() \n.1aheryvon相談。]{0,80}") {
            let shown = to_discord(&text, 1);
            for call in ["@everyone", "@here", "<@", "<#"] {
                prop_assert!(!shown.contains(call), "{}", shown);
            }
        }
    }
}
