//! Text as Discord shows it letter for letter: nobody is called, nothing is formatted, and no link
//! says that it leads elsewhere than it does.

/// Stands where something must not be read as one word; it takes no room on the screen.
const NOTHING: char = '\u{200b}';

/// Returns what somebody wrote so that it is shown as it was written. Addresses of the web stay
/// addresses.
#[must_use]
pub fn escape(text: &str) -> String {
    escape_but(text, 0)
}

/// Does the same, but leaves the `[n]` marks of this many citations as they are.
#[must_use]
pub fn escape_but(text: &str, citations: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let lines = text.split('\n').map(|it| it.trim_end_matches('\r'));
    for (index, line) in lines.enumerate() {
        if 0 < index {
            out.push('\n');
        }
        let start = line.trim_start();
        out.push_str(&line[..line.len() - start.len()]);
        escape_line(&mut out, start, citations);
    }
    out
}

/// Escapes a line; what begins one can make it a heading, a quotation or an item of a list.
fn escape_line(out: &mut String, line: &str, citations: usize) {
    let digits = line.len()
        - line
            .trim_start_matches(|it: char| it.is_ascii_digit())
            .len();
    let mut rest = line;
    if line.starts_with(['#', '>', '-', '+']) {
        out.push('\\');
    } else if 0 < digits && line[digits..].starts_with(['.', ')']) {
        out.push_str(&line[..digits]);
        out.push('\\');
        rest = &line[digits..];
    }
    while let Some(char) = rest.chars().next() {
        let after = &rest[char.len_utf8()..];
        let taken = match char {
            'h' => address(rest),
            '[' => mark(rest, citations),
            _ => 0,
        };
        if 0 < taken {
            calm(out, &rest[..taken]);
            rest = &rest[taken..];
            continue;
        }
        match char {
            '\\' | '*' | '_' | '~' | '|' | '`' | '[' | ']' => out.extend(['\\', char]),
            '<' | '@' => push_calm(out, char, after),
            other => out.push(other),
        }
        rest = after;
    }
}

/// Returns how long the address of the web is with which `text` begins; 0 if it begins with none.
fn address(text: &str) -> usize {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|it| text.starts_with(it));
    let Some(scheme) = scheme else { return 0 };
    let is_part = |it: char| it.is_ascii_alphanumeric() || "-._~:/?#@!$&'()+,;=%".contains(it);
    let all = text.len() - text.trim_start_matches(is_part).len();
    match all {
        it if scheme.len() < it => it,
        _ => 0,
    }
}

/// Returns how long the mark is with which `text` begins; 0 if it is none, or would become a link.
fn mark(text: &str, citations: usize) -> usize {
    let Some((inside, after)) = text[1..].split_once(']') else {
        return 0;
    };
    let number = inside
        .parse::<usize>()
        .is_ok_and(|it| (1..=citations).contains(&it));
    match number && !after.starts_with('(') {
        true => inside.len() + 2,
        false => 0,
    }
}

/// Returns text that is formatted already, with nobody called.
#[must_use]
pub fn quiet(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    calm(&mut out, text);
    out
}

fn calm(out: &mut String, text: &str) {
    for (at, char) in text.char_indices() {
        push_calm(out, char, &text[at + char.len_utf8()..]);
    }
}

/// Pushes a character, parted from what follows where both together would call somebody
/// (`@everyone`, `<@1>`) or stand for something else (`<#1>`, `<:a:1>`, `<t:1>`).
fn push_calm(out: &mut String, char: char, after: &str) {
    out.push(char);
    let calls = match char {
        '@' => ["everyone", "here"].iter().any(|it| {
            let start = after.get(..it.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(it))
        }),
        '<' => after.starts_with(|it: char| it.is_ascii_graphic()),
        _ => false,
    };
    if calls {
        out.push(NOTHING);
    }
}

/// Returns a link, if Discord may show one: to the web, and with words that do not look like another
/// address. Otherwise the words, and the address where there is one.
#[must_use]
pub fn link(words: &str, url: &str) -> String {
    let Some(url) = web_address(url) else {
        return escape(words);
    };
    let words = words.trim();
    if words == url || words.is_empty() {
        return url;
    }
    if looks_like_address(words) {
        return format!(
            "{} {url}",
            escape(words).replace("://", &format!("{NOTHING}://"))
        );
    }
    // Discord ends the words at the first bracket, escaped or not.
    let words = words.replace('[', "［").replace(']', "］");
    format!("[{}]({url})", escape(&words).replace('\n', " "))
}

/// Returns an address if it is one of the web, written so that it ends where it ends.
#[must_use]
pub fn web_address(url: &str) -> Option<String> {
    let known = url.starts_with("https://") || url.starts_with("http://");
    let encoded = |it: char| match it {
        '(' => "%28".to_owned(),
        ')' => "%29".to_owned(),
        '<' => "%3C".to_owned(),
        '>' => "%3E".to_owned(),
        '\\' => "%5C".to_owned(),
        '|' => "%7C".to_owned(),
        '*' => "%2A".to_owned(),
        '`' => "%60".to_owned(),
        '@' => "%40".to_owned(),
        it if it.is_whitespace() || it.is_control() => "%20".to_owned(),
        it => it.to_string(),
    };
    known.then(|| url.chars().map(encoded).collect())
}

/// Whether `words` can be taken for an address: `https:…`, `www.…`, `mhlw.go.jp`.
fn looks_like_address(words: &str) -> bool {
    let is_host = |it: &str| {
        let mut labels = it.split('.').rev();
        let last = labels.next().unwrap_or_default();
        let top = 2 <= last.len() && last.bytes().all(|it| it.is_ascii_alphabetic());
        let name = |it: &str| it.ends_with(|it: char| it.is_ascii_alphanumeric());
        top && labels.next().is_some_and(name)
    };
    let edges = |it: char| !(it.is_ascii_alphanumeric() || "-.".contains(it));
    words.contains("://") || words.split(edges).any(is_host)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_write_is_shown_and_does_nothing() {
        let cases = [
            ("普通の文。", "普通の文。"),
            (
                "**太字** __x__ ~~y~~",
                "\\*\\*太字\\*\\* \\_\\_x\\_\\_ \\~\\~y\\~\\~",
            ),
            ("||秘密|| `code`", "\\|\\|秘密\\|\\| \\`code\\`"),
            ("# 見出し\n> 引用", "\\# 見出し\n\\> 引用"),
            ("-# 小\n  - 項目\n1. 一", "\\-# 小\n  \\- 項目\n1\\. 一"),
            ("@everyone @Here", "@\u{200b}everyone @\u{200b}Here"),
            (
                "<@123> <#1> <t:1:R>",
                "<\u{200b}@123> <\u{200b}#1> <\u{200b}t:1:R>",
            ),
            ("[押す](https://a.jp)", "\\[押す\\](https://a.jp)"),
            ("[1] と [2]", "\\[1\\] と \\[2\\]"),
            ("a < b", "a < b"),
            ("C:\\_x", "C:\\\\\\_x"),
            ("https://a.jp/x_y_z?a=1#b", "https://a.jp/x_y_z?a=1#b"),
            ("https://a.jp/**x", "https://a.jp/\\*\\*x"),
            ("https://@everyone", "https://@\u{200b}everyone"),
        ];
        for (text, shown) in cases {
            assert_eq!(escape(text), shown, "{text}");
        }
    }

    #[test]
    fn marks_of_citations_stay() {
        assert_eq!(escape_but("扱えます[1][3]", 2), "扱えます[1]\\[3\\]");
        assert_eq!(escape_but("[1](https://a.jp)", 2), "\\[1\\](https://a.jp)");
        assert_eq!(escape_but("[0][ 1]", 2), "\\[0\\]\\[ 1\\]");
    }

    #[test]
    fn a_link_says_where_it_leads() {
        let url = "https://www.mhlw.go.jp/a_(b)";
        let shown = "https://www.mhlw.go.jp/a_%28b%29";
        assert_eq!(
            link("厚生労働省[案]", url),
            format!("[厚生労働省［案］]({shown})")
        );
        assert_eq!(link(shown, shown), shown);
        assert_eq!(
            link("bank.example.com", url),
            format!("bank.example.com {shown}")
        );
        let other = link("https://bank.jp", url);
        assert_eq!(other, format!("https\u{200b}://bank.jp {shown}"));
        assert_eq!(link("押す", "javascript:alert(1)"), "押す");
        assert_eq!(link("押す", "/programs/x"), "押す");
        assert_eq!(
            link("ガイドライン Ver.2", url),
            format!("[ガイドライン Ver.2]({shown})")
        );
    }

    proptest! {
        #[test]
        fn nobody_is_called_and_nothing_is_lost(text in "[@<>#:a-h0-9!&/\\\\*_|`~\\[\\]() \nevryonhe相]{0,60}") {
            let shown = escape(&text);
            for call in ["@everyone", "@here", "<@", "<#", "<:", "<t:", "<a:", "</"] {
                prop_assert!(!shown.contains(call), "{}", shown);
            }
            let letters = |text: &str| -> String {
                text.chars().filter(|it| *it != '\\' && *it != NOTHING).collect()
            };
            prop_assert_eq!(letters(&shown), letters(&text));
        }
    }
}
