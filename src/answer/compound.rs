//! Several questions in one message.

use super::{Intent, intent};

/// How a sentence begins that asks for something else. Longest first where one begins like another.
const ALSO: &[&str] = &[
    "それから",
    "それと",
    "あとは",
    "あと",
    "また",
    "もう一つ",
    "もうひとつ",
    "もう1つ",
    "もう一点",
    "もう1点",
    "ついでに",
    "加えて",
    "さらに",
    "別件ですが",
    "別件で",
    "次に",
    "最後に",
];
/// After such a beginning, these make another word of it: 「それとも」, 「またがる」, 「あと何日」.
const NOT_ALSO: &[&str] = &[
    "も",
    "が",
    "は",
    "で",
    "の",
    "に",
    "何",
    "どの",
    "から",
    "少し",
    "いくつ",
];
/// How a question ends that has no question mark.
const ASKS: &[&str] = &[
    "か",
    "かな",
    "教えて",
    "教えてください",
    "教えて下さい",
    "教えてほしい",
    "教えてほしいです",
    "知りたい",
    "知りたいです",
    "お願いします",
    "は",
    "のか",
    "って",
];
/// A condition ends with と as well.
const CONDITION: &[&str] = &["だと", "ると", "ないと", "すと", "くと", "うと", "たと"];
/// A part that begins so says nothing without the one before.
const REFERS: &[&str] = &["その", "それ", "この", "これ", "そう", "そちら", "同じ"];
/// Shorter parts say too little to be looked up by themselves, in characters.
const SHORTEST: usize = 4;
/// Parts that are answered at once.
pub const MOST_PARTS: usize = 3;

/// The questions of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compound {
    /// Two or more, each with the statements in front of it.
    pub parts: Vec<String>,
    /// Whether each but the first begins with 「あと」 or the like, or on a line of its own. Otherwise they are only
    /// sentences, and one may go on with the other.
    pub marked: bool,
}

/// Returns the questions of `text` if they are several by its form.
#[must_use]
pub fn compound(text: &str) -> Option<Compound> {
    let mut parts: Vec<String> = Vec::new();
    let (mut open, mut marked) = (String::new(), true);
    for (sentence, own_line) in sentences(text) {
        let (also, rest) = also(sentence);
        if !asks(rest) {
            // A statement belongs to the question that follows, or else to the one before.
            open.push_str(rest);
            continue;
        }
        let refers = REFERS.iter().any(|it| rest.starts_with(it));
        match parts.last_mut() {
            Some(last) if refers || rest.chars().count() < SHORTEST => last.push_str(rest),
            last => {
                marked &= last.is_none() || also || own_line;
                let rest = rest.trim_end_matches("と、");
                parts.push(format!("{open}{rest}"));
                open.clear();
            }
        }
    }
    if let Some(last) = parts.last_mut() {
        last.push_str(&open);
    }
    (2 <= parts.len()).then_some(Compound { parts, marked })
}

/// Splits a text at the ends of sentences, at lines, and before 「、それから」; tells of each whether it
/// begins a line.
fn sentences(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.lines().enumerate().flat_map(|(number, line)| {
        let mut pieces = Vec::new();
        let mut from = 0;
        for (at, sign) in line.char_indices() {
            let to = at + sign.len_utf8();
            let ends = matches!(sign, '。' | '？' | '?' | '！' | '!')
                || (sign == '、' && also(&line[to..]).0);
            // 「〜と、それから〜」
            if ends {
                pieces.push(&line[from..to]);
                from = to;
            }
        }
        pieces.push(&line[from..]);
        let pieces = pieces
            .into_iter()
            .map(str::trim)
            .filter(|it| !it.is_empty());
        let pieces: Vec<(&str, bool)> = pieces
            .enumerate()
            .map(|(index, it)| (it, 0 < number && index == 0))
            .collect();
        pieces
    })
}

/// Returns whether a sentence begins with 「あと」 or the like, and what follows.
fn also(sentence: &str) -> (bool, &str) {
    let plain = without_number(sentence);
    for word in ALSO {
        if let Some(rest) = plain.strip_prefix(word) {
            if let Some(rest) = rest.strip_prefix(['、', ',', ' ', '\u{3000}']) {
                return (true, rest);
            }
            let other = NOT_ALSO.iter().any(|it| rest.starts_with(it));
            return if other {
                (false, sentence)
            } else {
                (true, rest)
            };
        }
    }
    (false, plain)
}

/// Drops 「1.」, 「②」 or 「・」 at the start.
fn without_number(sentence: &str) -> &str {
    let signs = ['・', '-', '①', '②', '③', '④', '⑤'];
    if let Some(rest) = sentence.strip_prefix(signs) {
        return rest.trim_start();
    }
    let rest = sentence.trim_start_matches(|it: char| it.is_numeric());
    let number = rest.strip_prefix(['.', '．', ')', '）', '、']);
    number
        .filter(|it| it.len() < sentence.len())
        .map_or(sentence, str::trim_start)
}

fn asks(sentence: &str) -> bool {
    let bare = sentence.trim_end_matches(['。', '！', '!', '、', ' ']);
    let is_list = bare.ends_with('と') && !CONDITION.iter().any(|it| bare.ends_with(it));
    let asks = bare.ends_with(['？', '?']) || ASKS.iter().any(|it| bare.ends_with(it));
    (asks || is_list && sentence.ends_with('、')) && intent(sentence).0 == Intent::Question
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_questions_are_told_from_one() {
        for (text, expected) in [
            (
                "中抜けの扱いは？あと電気代は誰が払う？",
                &["中抜けの扱いは？", "電気代は誰が払う？"][..],
            ),
            (
                "残業代は必要ですか。また、深夜の割増はどうなるのでしょうか",
                &["残業代は必要ですか。", "深夜の割増はどうなるのでしょうか"],
            ),
            (
                "1. 中抜けの扱いは\n2. 電気代の負担は",
                &["中抜けの扱いは", "電気代の負担は"],
            ),
            (
                "中抜けの扱いと、それから電気代の負担を教えて",
                &["中抜けの扱い", "電気代の負担を教えて"],
            ),
            (
                "うちは8人の小売です。残業代は必要ですか？それと通信費は誰が払う？月に千円くらいです",
                &[
                    "うちは8人の小売です。残業代は必要ですか？",
                    "通信費は誰が払う？月に千円くらいです",
                ],
            ),
        ] {
            let found = compound(text);
            let parts = expected.iter().map(|it| (*it).to_owned()).collect();
            let marked = true;
            assert_eq!(found, Some(Compound { parts, marked }), "{text}");
        }
        for one in [
            "うちは8人の小売です。補助金は使える？",
            "こんにちは。中抜けの扱いを教えてください",
            "費用は立替？それとも会社が先に払う？",
            "残業代は必要ですか。また、それは深夜でも同じですか",
            "中抜けの扱いは？あと3人だけの会社です",
            "在宅だと、また違うルールになりますか",
            "締切まであと何日ですか",
            "30人の会社では？",
            "",
        ] {
            let found = compound(one);
            assert!(
                found.as_ref().is_none_or(|it| !it.marked),
                "{one}: {found:?}"
            );
        }
    }
}
