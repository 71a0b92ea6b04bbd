//! Messages that only tell facts about a firm: やっぱり従業員は8人です.

use std::borrow::Cow;

use super::{
    nobody::STAFF,
    profile::Profile,
    said::{OWN, mentioned, plain},
};

/// What else than facts stands in a statement, longest first where one begins like another.
const STATEMENT: &[&str] = &[
    "やっぱり",
    "やはり",
    "正しくは",
    "実は",
    "いや",
    "あと",
    "いまは",
    "今は",
    "現在",
    "会社",
    "お店",
    "資本金",
    "個人事業主",
    "個人",
    "ひとり",
    "一人",
    "社長",
    "親方",
    "法人",
    "企業",
    "経営",
    "運営",
    "営業",
    "やって",
    "やる",
    "して",
    "雇って",
    "おりません",
    "いません",
    "いない",
    "います",
    "いる",
    "でした",
    "です",
    "ません",
    "ます",
    "だった",
    "だけ",
    "約",
    "ほど",
    "くらい",
    "人",
    "名",
    "円",
    "億",
    "万",
    "千",
    "業",
    "い",
    "だ",
    "は",
    "が",
    "の",
    "で",
    "も",
    "を",
    "、",
];

/// Returns the facts that `text` tells if it says nothing else: やっぱり従業員は8人です.
#[must_use]
pub fn statement(text: &str) -> Option<Profile> {
    let text = plain(text);
    let text = text.trim_end_matches(['。', '!', '.', 'ね', 'よ']);
    let profile = mentioned(text);
    let industry = profile.industry.as_deref().unwrap_or("、");
    let words = [industry].into_iter();
    let words = words.chain(OWN.iter().chain(STAFF).chain(STATEMENT).copied());
    let rest = words.fold(text.to_owned(), |text, it| text.replace(it, ""));
    let tells = rest.chars().all(|it| it.is_ascii_digit() || it == '.');
    (tells && profile != Profile::default()).then_some(profile)
}

/// Returns `text` without the sentences and words in which it only tells facts about a firm: what is
/// left is what to look for. 「うちは社員9人」 is in no entry, but single words of it are in many.
#[must_use]
pub fn without_statements(text: &str) -> Cow<'_, str> {
    let is_end = |it: char| it == '。' || it.is_whitespace();
    let pieces = text.split_inclusive(is_end);
    let asks: String = pieces.filter(|it| statement(it.trim()).is_none()).collect();
    match asks.trim().is_empty() || asks.len() == text.len() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(asks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_about_the_firm_are_not_looked_for() {
        for (text, asks) in [
            (
                "まず何したらいい 在宅 うちは社員9人",
                "まず何したらいい 在宅 ",
            ),
            (
                "従業員8人です。電気代は会社が払う？",
                "電気代は会社が払う？",
            ),
            ("うちは8人の小売です。\n補助金は？", "\n補助金は？"),
            ("社員20人分はきつい", "社員20人分はきつい"),
            ("30人以下の会社の例", "30人以下の会社の例"),
            ("うちは社員9人", "うちは社員9人"),
            ("", ""),
        ] {
            assert_eq!(without_statements(text), asks, "{text}");
        }
    }
}
