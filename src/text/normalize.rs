//! One written form for what people type: width, case, long vowels, kana, control characters.

use unicode_normalization::UnicodeNormalization as _;

/// Removes what cannot be shown or stored (NUL, control and private-use characters, direction marks)
/// and trims white space at both ends. Line breaks and tabs stay.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible: String = text.chars().filter(|c| is_visible(*c)).collect();
    visible.trim().to_owned()
}

fn is_visible(c: char) -> bool {
    match c {
        '\n' | '\t' => true,
        // Zero-width joiners stay: emoji are made with them. Direction marks can disguise text.
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' => false,
        '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' => false,
        _ => !c.is_control(),
    }
}

/// Returns the form in which texts are compared: NFKC, lower case, one kind of long-vowel mark, one
/// kind of wave and quote, single spaces. Idempotent.
///
/// ```
/// # use madoguchi::text::normalize;
/// assert_eq!(normalize("ﾃﾚﾜ－ｸ　ＰＣ"), "テレワーク pc");
/// ```
#[must_use]
pub fn normalize(text: &str) -> String {
    let folded: String = match text.chars().map(plain).collect() {
        Some(folded) => folded,
        None => text.nfkc().flat_map(char::to_lowercase).nfkc().collect(),
    };
    let mut out = String::with_capacity(folded.len());
    let mut before = ' ';
    for c in folded.chars().filter(|c| is_visible(*c)) {
        let c = match c {
            // What people type for the long-vowel mark: hyphens, dashes, bars; only after kana.
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '~' | '〜' | '～' | 'ｰ'
                if is_kana(before) =>
            {
                'ー'
            }
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' => '-',
            '〜' | '～' => '~',
            '’' | '‘' | '´' => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c == ' ' && before == ' ' {
            continue;
        }
        out.push(c);
        before = c;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Folds the characters that nearly all texts are made of, one by one: much faster than NFKC, which
/// must look at neighbours. `None` for all others, among them everything that combines.
fn plain(c: char) -> Option<char> {
    match c {
        ' '..='~' | '\n' | '\t' => Some(c.to_ascii_lowercase()),
        'ぁ'..='ゖ'
        | 'ァ'..='ヶ'
        | 'ー'
        | '・'
        | '、'
        | '。'
        | '「'
        | '」'
        | '『'
        | '』'
        | '一'..='龠' => Some(c),
        '\u{3000}' => Some(' '),
        '！'..='～' => {
            let ascii = u8::try_from(u32::from(c) - 0xfee0).ok()?;
            Some(char::from(ascii).to_ascii_lowercase())
        }
        _ => None,
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')
}

/// Returns `text` with katakana turned into hiragana.
#[must_use]
pub fn hiragana(text: &str) -> String {
    let fold = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    };
    text.chars().map(fold).collect()
}

/// Returns at most the first `chars` characters of `text`, and whether anything was cut off.
#[must_use]
pub fn truncate(text: &str, chars: usize) -> (&str, bool) {
    match text.char_indices().nth(chars) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_and_long_vowels_are_one() {
        for text in [
            "ﾃﾚﾜｰｸ",
            "テレワーク",
            "テレワ－ク",
            "テレワ―ク",
            "テレワ〜ク",
        ] {
            assert_eq!(normalize(text), "テレワーク", "{text}");
        }
        assert_eq!(normalize("ＶＰＮ－接続"), "vpn-接続");
        assert_eq!(normalize(" ３６　協定\n"), "36 協定");
    }

    #[test]
    fn what_cannot_be_shown_is_removed() {
        assert_eq!(clean("\u{0}在宅\u{202e}勤務\u{7}\r\n"), "在宅勤務");
        assert_eq!(clean(" \u{3000}"), "");
        assert_eq!(clean("👨‍👩‍👧"), "👨‍👩‍👧");
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!(truncate("在宅勤務", 2), ("在宅", true));
        assert_eq!(truncate("在宅", 2), ("在宅", false));
    }

    proptest! {
        #[test]
        fn the_fast_way_gives_what_nfkc_gives(text in "[ -~ぁ-ゖァ-ヶー・、。「」『』一-龠！-～　\n\t]{0,40}") {
            let fast: Option<String> = text.chars().map(plain).collect();
            let slow: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
            prop_assert_eq!(fast.unwrap(), slow);
        }

        #[test]
        fn normalizing_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
        }

        #[test]
        fn normalizing_japanese_twice_changes_nothing(text in "[ぁ-んァ-ヶー―〜～ｦ-ﾟ一-龠ａ-ｚＡ-Ｚ０-９ 　\\-]{0,30}") {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
        }

        #[test]
        fn cleaning_never_leaves_control_characters(text in any::<String>()) {
            prop_assert!(clean(&text).chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        }
    }
}
