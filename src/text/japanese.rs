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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_space_and_punctuation_make_no_difference() {
        assert_eq!(fold("ﾃﾚﾜｰｸ　ＶＰＮ は要る？"), fold("テレワーク vpnは要る"));
        assert_ne!(fold("中抜け"), fold("中抜き"));
        assert_ne!(fold("？"), fold("…"));
    }
}
