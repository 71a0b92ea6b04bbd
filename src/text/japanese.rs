//! Comparing what people wrote in Japanese.

use unicode_normalization::UnicodeNormalization;

/// Returns `text` without differences that a reader would not call a difference: width, case,
/// spaces, punctuation. Two phrasings are the same when their folds are equal. Where there is only
/// punctuation, it is all the difference there is.
#[must_use]
pub fn fold(text: &str) -> String {
    let folded: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|it| it.is_alphanumeric() || *it == 'ー')
        .collect();
    if folded.is_empty() {
        text.to_owned()
    } else {
        folded
    }
}

/// Vowels, each with the hiragana that end in it.
const VOWELS: [(char, &str); 5] = [
    ('あ', "あかさたなはまやらわ"),
    ('い', "いきしちにひみりゐ"),
    ('う', "うくすつぬふむゆる"),
    ('え', "えけせてねへめれゑ"),
    ('お', "おこそとのほもよろを"),
];

/// Returns what a hiragana reading is ordered by in a list in the order of the fifty sounds
/// (五十音順): voiced and small characters count as plain ones, 「ー」 as the vowel before it, as in
/// JIS X 4061.
#[must_use]
pub fn reading_order(reading: &str) -> String {
    let mut key = String::with_capacity(reading.len());
    let mut last = None;
    let plain = reading
        .nfd()
        .filter(|it| !matches!(it, '\u{3099}' | '\u{309a}'));
    for character in plain {
        let vowel = |last: char| VOWELS.iter().find(|(_, row)| row.contains(last));
        let character = match character {
            'ー' => last.and_then(vowel).map_or('ー', |(it, _)| *it),
            'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
                // The plain character follows the small one.
                char::from_u32(u32::from(character) + 1).unwrap_or(character)
            }
            'ゕ' => 'か',
            'ゖ' => 'け',
            it => it,
        };
        key.push(character);
        last = Some(character);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_space_and_punctuation_make_no_difference() {
        assert_eq!(fold("ﾃﾚﾜｰｸ　ＶＰＮ は要る？"), fold("テレワーク vpnは要る"));
        assert_ne!(fold("中抜け"), fold("中抜き"));
        assert_ne!(fold("？"), fold("…"));
    }

    #[test]
    fn readings_stand_in_the_order_of_the_fifty_sounds() {
        let mut readings = [
            "さん",
            "かき",
            "さーばー",
            "がい",
            "きっと",
            "きつね",
            "ぱあ",
            "はい",
        ];
        readings.sort_by_key(|it| reading_order(it));
        let expected = [
            "がい",
            "かき",
            "きっと",
            "きつね",
            "さーばー",
            "さん",
            "ぱあ",
            "はい",
        ];
        assert_eq!(readings, expected);
        assert_eq!(reading_order("ーん"), "ーん");
    }
}
