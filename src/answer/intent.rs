//! What kind of message it was. Only short, unmistakable messages are taken for anything but a
//! question: an answer too many costs less than a question lost.

use super::{
    Intent,
    complaints::{AROUND, COMPLAINTS},
};
use crate::text::normalize;

const GREETINGS: &[&str] = &[
    "こんにちは",
    "こんにちわ",
    "こんばんは",
    "こんばんわ",
    "おはようございます",
    "おはよう",
    "はじめまして",
    "初めまして",
    "お世話になっております",
    "お世話になります",
    "お疲れ様です",
    "お疲れさまです",
    "hello",
    "hi",
    "もしもし",
    "よろしくお願いします",
    "よろしくお願いいたします",
    "宜しくお願いします",
    "失礼します",
    "どうも",
];
const THANKS: &[&str] = &[
    "ありがとうございました",
    "ありがとうございます",
    "ありがとう",
    "有難うございます",
    "有難う",
    "助かりました",
    "助かります",
    "わかりました",
    "分かりました",
    "解決しました",
    "了解です",
    "了解しました",
    "了解",
    "サンキュー",
    "どうもありがとう",
    "感謝します",
    "なるほど",
    "thanks",
    "thank you",
];
const RESETS: &[&str] = &[
    "新しい質問",
    "別の質問",
    "リセット",
    "最初から",
    "はじめから",
    "やり直し",
    "別の質問をしたい",
    "新しい質問をしたい",
    "別の質問です",
    "新しい質問です",
];
/// Whom people ask for …
const PEOPLE: &[&str] = &[
    "人",
    "相談員",
    "担当者",
    "担当の人",
    "担当の方",
    "オペレーター",
    "オペレータ",
    "専門家",
    "人間",
    "スタッフ",
];
/// … and what they want to do with them, at the end of the message.
const WISHES: &[&str] = &[
    "と話したい",
    "に話したい",
    "と話せますか",
    "と話せる",
    "と話をしたい",
    "と話したいです",
    "に相談したい",
    "に相談したいです",
    "に相談できますか",
    "につないで",
    "につないでください",
    "に繋いで",
    "に繋いでください",
    "に聞く",
    "に聞きたい",
    "に聞きたいです",
    "に代わって",
    "に代わってください",
    "を出して",
    "を呼んで",
    "に質問したい",
    "と直接話したい",
    "に直接相談したい",
    "に直接聞きたい",
    "をお願いします",
    "お願いします",
];

/// Returns what kind of message `text` is, and the part of it that is the question.
#[must_use]
pub fn intent(text: &str) -> (Intent, String) {
    let plain = normalize(text);
    let bare: String = plain
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == 'ー')
        .collect();
    if !readable(&bare) {
        return (Intent::Other, String::new());
    }
    if RESETS.contains(&bare.as_str()) {
        return (Intent::Reset, String::new());
    }
    if wants_a_person(&bare) {
        return (Intent::Human, text.trim().to_owned());
    }
    if strip(&bare, &[THANKS, GREETINGS]).is_empty() {
        let thanks = THANKS.iter().any(|it| bare.contains(it));
        return (
            if thanks {
                Intent::Thanks
            } else {
                Intent::Greeting
            },
            String::new(),
        );
    }
    if complains(&plain, &bare) {
        return (Intent::Frustrated, String::new());
    }
    (Intent::Question, text.trim().to_owned())
}

/// Whether the message says nothing but that the answer was no help. 「違う？」 asks for something.
fn complains(plain: &str, bare: &str) -> bool {
    let polite = [COMPLAINTS, AROUND, THANKS, GREETINGS];
    !plain.contains('?')
        && COMPLAINTS.iter().any(|it| bare.contains(it))
        && strip(bare, &polite).is_empty()
}

/// A question has at least two letters or one kanji; not only digits.
fn readable(bare: &str) -> bool {
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    1 < letters || bare.chars().any(|c| matches!(c, '一'..='龠'))
}

fn wants_a_person(bare: &str) -> bool {
    WISHES.iter().any(|wish| {
        bare.strip_suffix(wish).is_some_and(|rest| {
            PEOPLE.iter().any(|person| {
                rest.strip_suffix(person)
                    .is_some_and(|before| before.chars().count() < 8)
            })
        })
    }) || bare == "相談員"
        || bare == "オペレーター"
        || bare == "電話で話したい"
        || bare == "直接話したい"
        || bare == "電話で相談したい"
}

/// Removes the phrases from both ends until nothing changes, longest first.
fn strip(bare: &str, lists: &[&[&str]]) -> String {
    let mut phrases: Vec<&str> = lists.iter().flat_map(|it| it.iter().copied()).collect();
    phrases.sort_by_key(|it| std::cmp::Reverse(it.len()));
    let mut rest = bare;
    while let Some(shorter) = phrases
        .iter()
        .find_map(|it| rest.strip_prefix(it).or_else(|| rest.strip_suffix(it)))
    {
        rest = shorter;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_messages_are_understood() {
        let cases = [
            ("こんにちは！", Intent::Greeting),
            ("お世話になっております。", Intent::Greeting),
            ("ありがとうございました", Intent::Thanks),
            ("なるほど、ありがとう", Intent::Thanks),
            ("人と話したい", Intent::Human),
            ("相談員につないでください", Intent::Human),
            ("直接担当の方に聞きたいです", Intent::Human),
            ("もういい、相談員につないで", Intent::Human),
            ("新しい質問", Intent::Reset),
            ("違う", Intent::Frustrated),
            ("いや、そうじゃないです。", Intent::Frustrated),
            ("役に立たない！", Intent::Frustrated),
            ("ちゃんと答えてくださいよ", Intent::Frustrated),
            ("もういい", Intent::Frustrated),
            ("全然違う。話にならない！！", Intent::Frustrated),
            ("それは違うんですが…", Intent::Frustrated),
            ("質問の答えになっていません", Intent::Frustrated),
            ("どれも違います", Intent::Frustrated),
            ("もういいです。ありがとうございました", Intent::Frustrated),
            ("", Intent::Other),
            ("？", Intent::Other),
            ("😀😀", Intent::Other),
            ("12345", Intent::Other),
            (" \u{3000}", Intent::Other),
        ];
        for (text, expected) in cases {
            assert_eq!(intent(text).0, expected, "{text}");
        }
    }

    #[test]
    fn questions_stay_questions() {
        let questions = [
            "こんにちは。中抜けの扱いを教えてください",
            "人と話す機会が減って孤独です",
            "VPN",
            "残業",
            "税",
            "在宅勤務だと人と話したい人が増えるのはなぜ",
            "ありがとうと言われる評価制度とは",
            "社員が専門家に相談したいと言っているときの手順",
            "会社の方針と違うときは？",
            "違う？",
            "これ、違いますか？",
            "違います。中抜けの給料の話です",
            "役に立たない研修をやめたい",
            "部下に話が通じない",
            "面接で聞いた話と違う",
            "通信環境がひどい",
            "もういい時間なのに連絡が来る",
        ];
        for text in questions {
            assert_eq!(intent(text).0, Intent::Question, "{text}");
        }
    }
}
