//! Long text becomes several texts that can stand alone.

use super::limits::{beginning, length};

const FENCE: &str = "```";
/// A cut before this share of the room would leave a crumb.
const LEAST_SHARE: usize = 4;

/// Splits formatted text into parts of at most `limit` (at least 64): at paragraph ends, else at line
/// ends, else at sentence ends, else between characters; never inside bold, a link, an address, a
/// spoiler or code that ends within reach. A block of code or a quotation that goes on is opened
/// again. Nothing is lost but blanks at the cuts.
#[must_use]
pub fn split(text: &str, limit: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim().to_owned();
    while limit < length(&rest) {
        // Room to close a block of code.
        let room = beginning(&rest, limit - FENCE.len() - 1).len();
        let end = cut(&rest, room);
        let (part, after) = rest.split_at(end);
        let mut part = part.trim_end().to_owned();
        let mut after = match part.matches(FENCE).count() % 2 {
            0 => after.trim_start().to_owned(),
            _ => after.trim_start_matches('\n').to_owned(),
        };
        if part.matches(FENCE).count() % 2 == 1 {
            after = format!("{FENCE}\n{after}");
            part = format!("{part}\n{FENCE}");
        } else if quoted(&part) && !rest[..end].ends_with('\n') && !rest[end..].starts_with('\n') {
            after = format!("> {after}");
        }
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// Whether the last line is of a quotation.
fn quoted(part: &str) -> bool {
    part.rsplit('\n')
        .next()
        .is_some_and(|it| it.starts_with("> "))
}

/// Returns where to cut `text`: behind at least one and at most `room` bytes.
fn cut(text: &str, room: usize) -> usize {
    let safe = safe_ends(text, room);
    let least = room / LEAST_SHARE;
    let last = |is_end: &dyn Fn(&str, &str) -> bool| {
        let ends = safe.iter().rev().take_while(|it| least <= **it);
        ends.copied().find(|it| is_end(&text[..*it], &text[*it..]))
    };
    last(&|_, after| after.starts_with("\n\n"))
        .or_else(|| last(&|_, after| after.starts_with('\n')))
        .or_else(|| last(&ends_sentence))
        .or_else(|| last(&|_, _| true))
        // All of it is one link or the like.
        .unwrap_or(room)
}

/// Whether a sentence ends here, with what belongs to it: 。」 and marks of citations.
fn ends_sentence(before: &str, after: &str) -> bool {
    let without_marks =
        before.trim_end_matches(|it: char| it.is_ascii_digit() || "[]".contains(it));
    let ends = without_marks
        .trim_end_matches(['」', '）', '*'])
        .ends_with(['。', '！', '？']);
    ends && !after.starts_with(['」', '）', '[', '*'])
}

/// What is open at a place of a text.
#[derive(Default)]
struct Open {
    code: bool,
    block: bool,
    bold: bool,
    strike: bool,
    spoiler: bool,
}

/// Returns the places within the first `room` bytes at which nothing is open that would break.
fn safe_ends(text: &str, room: usize) -> Vec<usize> {
    let mut open = Open::default();
    let mut ends = Vec::new();
    let mut at = 0;
    while at < room {
        let rest = &text[at..];
        at += step(rest, &mut open);
        let free = match open.block {
            true => text[at..].starts_with('\n') || rest.starts_with('\n'),
            false => !(open.code || open.bold || open.strike || open.spoiler),
        };
        if free && at <= room {
            ends.push(at);
        }
    }
    ends
}

/// Returns the length of what stands undivided at the beginning of `rest`.
fn step(rest: &str, open: &mut Open) -> usize {
    let char = rest.chars().next().map_or(1, char::len_utf8);
    if rest.starts_with(FENCE) {
        open.block = !open.block;
        return FENCE.len();
    }
    if open.block {
        return char;
    }
    // A sign opens only what is closed again in the same paragraph.
    let is_closed = |sign: &str| {
        let paragraph = rest.split("\n\n").next().unwrap_or_default();
        paragraph[sign.len()..].contains(sign)
    };
    let toggle = |sign: &str, flag: &mut bool| {
        let toggles = rest.starts_with(sign) && (*flag || is_closed(sign));
        *flag ^= toggles;
        toggles
    };
    if toggle("`", &mut open.code) {
        return 1;
    }
    if open.code {
        return char;
    }
    let signs = [
        ("**", &mut open.bold),
        ("~~", &mut open.strike),
        ("||", &mut open.spoiler),
    ];
    for (sign, flag) in signs {
        if toggle(sign, flag) {
            return sign.len();
        }
    }
    match rest.as_bytes().first() {
        Some(b'\\') => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        Some(b'[') => bracket(rest),
        Some(b'h') if rest.starts_with("http://") || rest.starts_with("https://") => rest
            .find(|it: char| !it.is_ascii_graphic())
            .unwrap_or(rest.len()),
        _ => char,
    }
}

/// Returns the length of a link or a mark; 1 if it is only a bracket.
fn bracket(rest: &str) -> usize {
    let line = rest.split('\n').next().unwrap_or_default();
    let Some(words) = line.find(']') else {
        return 1;
    };
    match line[words + 1..].strip_prefix('(') {
        Some(url) => url.find(')').map_or(1, |it| words + 2 + it + 1),
        None if line[1..words].bytes().all(|it| it.is_ascii_digit()) => words + 1,
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What stays when blanks and what was added at the cuts are gone.
    fn letters(text: &str) -> String {
        text.chars()
            .filter(|it| !it.is_whitespace() && !"`>".contains(*it))
            .collect()
    }

    #[test]
    fn paragraphs_come_before_lines_and_sentences() {
        let paragraph = "あ".repeat(40);
        let text = format!("{paragraph}\n\n{paragraph}\n{paragraph}");
        assert_eq!(
            split(&text, 100),
            [paragraph.clone(), format!("{paragraph}\n{paragraph}")]
        );
        let text = format!("{paragraph}\n{paragraph}。{paragraph}");
        assert_eq!(
            split(&text, 100),
            [paragraph.clone(), format!("{paragraph}。{paragraph}")]
        );
        let text = format!("「{paragraph}。」[1]{paragraph}。{paragraph}");
        let parts = [
            format!("「{paragraph}。」[1]"),
            format!("{paragraph}。{paragraph}"),
        ];
        assert_eq!(split(&text, 90), parts);
        let text = "𠮷".repeat(100);
        assert!(split(&text, 64).iter().all(|it| length(it) <= 64));
        assert_eq!(split("  短い。\n", 64), ["短い。"]);
        assert!(split(" \n ", 64).is_empty());
    }

    #[test]
    fn what_belongs_together_stays_together() {
        let words = "あ".repeat(50);
        for whole in [
            "**太い、太い字。ですよ**",
            "[厚生労働省。の案内](https://www.mhlw.go.jp/aaaa)",
            "https://www.mhlw.go.jp/aaaaaa",
            "||秘密の。文||",
            "`code code code`",
        ] {
            for before in 30..60 {
                let text = format!("{}{whole}{words}", "あ".repeat(before));
                let parts = split(&text, 64);
                assert!(parts.iter().any(|it| it.contains(whole)), "{parts:?}");
            }
        }
    }

    #[test]
    fn code_and_quotations_are_opened_again() {
        let line = "let x = 1;\n".repeat(12);
        let parts = split(&format!("例：\n\n```\n{line}```\n\n終わり"), 64);
        for part in &parts {
            assert_eq!(part.matches(FENCE).count() % 2, 0, "{part}");
            assert!(length(part) <= 64, "{part}");
        }
        let parts = split(&format!("> {}", "あ".repeat(100)), 64);
        assert!(parts.iter().all(|it| it.starts_with("> ")), "{parts:?}");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_part_fits(
            text in "[あ-んa-z。、」*_~|\\[\\]()\\\\`> \n𠮷1]{0,400}|(https://[a-z]{1,90}|あ。|\n){0,40}",
            limit in 64usize..200,
        ) {
            let parts = split(&text, limit);
            for part in &parts {
                prop_assert!(length(part) <= limit, "{}", part);
                prop_assert!(!part.trim().is_empty());
            }
            prop_assert_eq!(letters(&parts.concat()), letters(&text));
        }
    }
}
