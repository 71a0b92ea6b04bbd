//! The `[n]` marks that tie a sentence to a source.

/// A `[n]` in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Byte at which it begins.
    pub start: usize,
    /// Byte after its end.
    pub end: usize,
    /// The number of the source, from 1.
    pub number: usize,
}

/// Returns the marks of `text` in order.
#[must_use]
pub fn marks(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let brackets = text.bytes().enumerate().filter(|(_, it)| *it == b'[');
    for (start, _) in brackets {
        let Some((digits, _)) = text[start + 1..].split_once(']') else {
            break;
        };
        if let Ok(number) = digits.parse() {
            let end = start + digits.len() + 2;
            found.push(Mark { start, end, number });
        }
    }
    found
}

/// Returns `text` without its marks.
#[must_use]
pub fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for mark in marks(text) {
        out.push_str(&text[at..mark.start]);
        at = mark.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_in_brackets_are_marks() {
        let text = "休憩として扱います。[1][12] [a] [1";
        let numbers: Vec<usize> = marks(text).iter().map(|it| it.number).collect();
        assert_eq!(numbers, [1, 12]);
        assert_eq!(without_marks(text), "休憩として扱います。 [a] [1");
    }
}
