//! Several questions in one message.

use super::{Intent, intent, polite::is_polite};

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
/// How a question ends that has no question mark, or a wish to be told.
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
    "の",
    "でしょう",
    "ほしい",
    "ほしいです",
    "欲しい",
    "欲しいです",
    "困っています",
    "困ってます",
    "悩んでいます",
    "不安です",
    "心配です",
    "わかりません",
    "分かりません",
];
/// A sentence of nothing but these asks for what was said before it.
const ONLY_ASKS: &[&str] = &[
    "どうか",
    "ぜひ",
    "教えて",
    "知りたい",
    "ください",
    "下さい",
    "ほしい",
    "です",
];
/// Words that ask, wherever they stand in what is no statement.
const INTERROGATIVES: &[&str] = &[
    "何",
    "なに",
    "いくら",
    "いつ",
    "どこ",
    "だれ",
    "誰",
    "どう",
    "どれ",
    "どの",
    "どんな",
    "どちら",
    "いくつ",
    "なぜ",
    "ですか",
    "ますか",
    "ませんか",
];
/// How a statement ends, or a clause that goes on. What ends otherwise are mere words, 「電気代 計算式」: people
/// search with them.
const STATES: &[&str] = &[
    "です",
    "ます",
    "ません",
    "だ",
    "た",
    "いる",
    "ある",
    "たい",
    "けど",
    "ので",
    "から",
    "と",
    "て",
    "で",
    "が",
    "を",
    "に",
    "も",
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
    /// Whether each but the first begins with 「あと」 or the like, with a number, or as a question on a line
    /// of its own. Otherwise they are only sentences, and one may go on with the other.
    pub marked: bool,
}

/// How a sentence stands in a message.
struct Sentence<'a> {
    text: &'a str,
    /// It begins with 「あと」 or the like, or with a number.
    also: bool,
    /// It begins with a number.
    numbered: bool,
    /// It begins a line that is not the first.
    own_line: bool,
}

/// Returns the questions of `text` if they are several by its form.
#[must_use]
pub fn compound(text: &str) -> Option<Compound> {
    let sentences: Vec<Sentence<'_>> = sentences(text).collect();
    let mut parts: Vec<String> = Vec::new();
    let (mut open, mut marked) = (String::new(), true);
    // 「あと」 in front of a statement is meant for the question behind it.
    let mut also = false;
    // In a list every point is one.
    let is_list = 2 <= sentences.iter().filter(|it| it.numbered).count();
    for (index, sentence) in sentences.iter().enumerate() {
        let text = sentence.text;
        if is_polite(text) {
            continue;
        }
        also |= sentence.also;
        let asks = asks(text);
        // Mere words count where something shows that they stand for themselves.
        let next_is_also = sentences.get(index + 1).is_some_and(|it| it.also);
        let apart = sentence.also || sentence.own_line || next_is_also;
        let is_point = is_list && sentence.numbered;
        if !(asks || is_point || apart && is_words(text)) {
            // A statement belongs to the question that follows, or else to the one before.
            open.push_str(text);
            continue;
        }
        // 「また、1時間抜けました。その時間は？」 goes on with what was told before it.
        let told = also && !open.is_empty();
        let refers = !told && REFERS.iter().any(|it| text.starts_with(it));
        let same_point = is_list && !also;
        match parts.last_mut() {
            Some(last) if refers || same_point || says_little(text) => last.push_str(text),
            last => {
                let is_shown = sentence.own_line && asks;
                marked &= also || is_shown || (last.is_none() && (asks || next_is_also));
                let rest = text.trim_end_matches("と、");
                parts.push(format!("{open}{rest}"));
                open.clear();
                also = false;
            }
        }
    }
    if let Some(last) = parts.last_mut() {
        last.push_str(&open);
    }
    (2 <= parts.len()).then_some(Compound { parts, marked })
}

/// Splits a text at the ends of sentences, at lines, and before 「、それから」.
fn sentences(text: &str) -> impl Iterator<Item = Sentence<'_>> {
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
        let sentences = pieces.enumerate().map(|(index, it)| {
            let (also, text) = also(it);
            let own_line = 0 < number && index == 0;
            let numbered = index == 0 && without_number(it).len() < it.len();
            // 「1.」 tells nothing before there is a 「2.」 on another line.
            let also = also || (own_line && numbered);
            Sentence {
                text,
                also,
                numbered,
                own_line,
            }
        });
        sentences.collect::<Vec<_>>()
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

fn bare(sentence: &str) -> &str {
    sentence.trim_end_matches(['。', '！', '!', '、', ' '])
}

fn asks(sentence: &str) -> bool {
    let bare = bare(sentence);
    let is_list = bare.ends_with('と') && !CONDITION.iter().any(|it| bare.ends_with(it));
    let asks = bare.ends_with(['？', '?'])
        || ASKS.iter().any(|it| bare.ends_with(it))
        || (!states(bare) && INTERROGATIVES.iter().any(|it| bare.contains(it)));
    (asks || is_list && sentence.ends_with('、')) && intent(sentence).0 == Intent::Question
}

/// Whether a sentence is no statement but words to be looked up.
fn is_words(sentence: &str) -> bool {
    !states(bare(sentence)) && intent(sentence).0 == Intent::Question
}

fn states(bare: &str) -> bool {
    STATES.iter().any(|it| bare.ends_with(it))
}

/// Whether a sentence says too little to be looked up by itself.
fn says_little(sentence: &str) -> bool {
    let without = |text: String, it: &&str| text.replace(it, "");
    let left = ONLY_ASKS.iter().fold(bare(sentence).to_owned(), without);
    left.is_empty() || sentence.chars().count() < SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages with their questions.
    const SEVERAL: &[(&str, &[&str])] = &[
        (
            "中抜けの扱いは？あと電気代は誰が払う？",
            &["中抜けの扱いは？", "電気代は誰が払う？"],
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
        ("VPNとは。それとMDMって何", &["VPNとは。", "MDMって何"]),
        (
            "電気代 計算式。あと、通勤手当 なくす",
            &["電気代 計算式。", "通勤手当 なくす"],
        ),
        (
            "1. 部下が働いているのか不安な社長です\n2. 半日だけの在宅は認められる？",
            &[
                "部下が働いているのか不安な社長です",
                "半日だけの在宅は認められる？",
            ],
        ),
        (
            "始業の連絡は要る？それと、2時間抜けて夜に働くと言われた。割増はつく？",
            &[
                "始業の連絡は要る？",
                "2時間抜けて夜に働くと言われた。割増はつく？",
            ],
        ),
        (
            "残業代は要りますか。また、1時間抜けます。その分は休憩ですか",
            &["残業代は要りますか。", "1時間抜けます。その分は休憩ですか"],
        ),
        (
            "1. 残業代は要りますか。深夜の分も知りたい\n2. 電気代の負担は",
            &["残業代は要りますか。深夜の分も知りたい", "電気代の負担は"],
        ),
        (
            "残業代は必要ですか。また、夜に連絡が来て困っています",
            &["残業代は必要ですか。", "夜に連絡が来て困っています"],
        ),
        (
            "うちは8人の小売です。残業代は必要ですか？それと通信費は誰が払う？月に千円くらいです",
            &[
                "うちは8人の小売です。残業代は必要ですか？",
                "通信費は誰が払う？月に千円くらいです",
            ],
        ),
    ];
    /// Messages that only look as if they had several.
    const ONE: &[&str] = &[
        "うちは8人の小売です。補助金は使える？",
        "こんにちは。中抜けの扱いを教えてください",
        "費用は立替？それとも会社が先に払う？",
        "残業代は必要ですか。また、それは深夜でも同じですか",
        "中抜けの扱いは？あと3人だけの会社です",
        "在宅だと、また違うルールになりますか",
        "締切まであと何日ですか",
        "お世話になります\n在宅の件\n中抜けは休憩ですか",
        "いつもお世話になっております。\n電気代は会社が払うのですか？",
        "電気代は会社が払うのですか？\n何卒よろしくお願いいたします。",
        "いつも残業が多いです。\n電気代は会社が払うのですか？",
        "電気代は会社が払うのですか？\n何も決めていません。",
        "電気代は会社が払うのですか？\nどうか教えてください",
        "どうしても在宅にしたいです。補助金は使える？",
        "VPNとは何ですか？MDMって何ですか？",
        "30人の会社では？",
        "",
    ];

    #[test]
    fn several_questions_are_told_from_one() {
        for (text, expected) in SEVERAL {
            let found = compound(text);
            let parts = expected.iter().map(|it| (*it).to_owned()).collect();
            let marked = true;
            assert_eq!(found, Some(Compound { parts, marked }), "{text}");
        }
        for one in ONE {
            let found = compound(one);
            assert!(
                found.as_ref().is_none_or(|it| !it.marked),
                "{one}: {found:?}"
            );
        }
    }
}
