//! The same question written in other ways finds the same entry.

use std::collections::BTreeMap;

use madoguchi::{
    assistant::Shelf,
    knowledge::{self, Kind},
    programs::Profile,
    text::{hiragana, normalize},
};

use crate::support::dialogue::cache;

/// Of each way, so many questions are tried at most.
const EACH: usize = 45;

/// Returns the question written in another way, where it can be.
type Way = fn(&str) -> Option<String>;

const WAYS: [(&str, Way); 12] = [
    ("hiragana", in_hiragana),
    ("width", |text| changed(text, full_width(text))),
    ("half-width kana", |text| {
        replaced(
            text,
            &[
                ("テレワーク", "ﾃﾚﾜｰｸ"),
                ("ガイドライン", "ｶﾞｲﾄﾞﾗｲﾝ"),
                ("パソコン", "ﾊﾟｿｺﾝ"),
            ],
        )
    }),
    ("long vowel sign", |text| {
        changed(text, text.replace('ー', "―"))
    }),
    ("no long vowel", |text| {
        in_katakana(text, |word| word.replace('ー', ""))
    }),
    ("okurigana", |text| replaced(text, OKURIGANA)),
    ("a character missing", |text| {
        in_katakana(text, |word| without(word, word.chars().count() / 2))
    }),
    ("a character twice", |text| {
        in_katakana(text, |word| {
            format!("{word}{}", word.chars().last().unwrap())
        })
    }),
    ("two characters swapped", |text| in_katakana(text, swapped)),
    ("polite", |text| {
        Some(format!(
            "すみません、{}教えていただけますでしょうか",
            text.trim_end_matches('か')
        ))
    }),
    ("no particles", |text| {
        changed(text, text.replace(['は', 'を', '、'], " "))
    }),
    ("abbreviated", |text| replaced(text, SHORT)),
];
const OKURIGANA: &[(&str, &str)] = &[
    ("手続き", "手続"),
    ("申し込", "申込"),
    ("取り扱い", "取扱い"),
    ("取り扱", "取扱"),
    ("支払い", "支払"),
    ("受け取", "受取"),
    ("見直し", "見直"),
    ("問い合わせ", "問合せ"),
    ("貸し出し", "貸出"),
    ("引き継", "引継"),
    ("打ち合わせ", "打合せ"),
    ("割り増し", "割増"),
    ("立ち上げ", "立上げ"),
    ("働き方", "働きかた"),
    ("行う", "行なう"),
    ("終わ", "終"),
];
const SHORT: &[(&str, &str)] = &[
    ("パソコン", "PC"),
    ("スマートフォン", "スマホ"),
    ("労働基準法", "労基法"),
    ("労働基準監督署", "労基署"),
    ("在宅勤務", "在宅"),
    ("人事評価", "評価"),
];

#[test]
fn a_question_written_in_another_way_finds_the_same_entry() {
    let (collection, _) = knowledge::embedded();
    let shelf = Shelf::build(collection.clone(), 1, &cache()).unwrap();
    let ids = |question: &str| -> Vec<String> {
        let found = shelf.search(question, &Profile::default(), 3);
        found.hits.into_iter().map(|it| it.id).collect()
    };
    let entries = collection.records.keys().filter_map(|id| shelf.entry(id));
    let asked: Vec<&str> = entries
        .filter(|it| matches!(it.kind, Kind::Qa | Kind::Guideline | Kind::Case))
        .map(|it| it.question.as_str())
        .collect();
    let mut counts: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for (name, way) in WAYS {
        let written = asked.iter().filter_map(|it| Some((*it, way(it)?)));
        for (question, variant) in written.take(EACH) {
            let canonical = ids(question);
            let found = ids(&variant);
            let same = found.first() == canonical.first();
            let count = counts.entry(name).or_default();
            count.0 += 1;
            count.1 += usize::from(same);
            count.2 += usize::from(found.contains(&canonical[0]));
            if !same {
                missed.push(format!("{name}: {variant} → {found:?}"));
            }
        }
    }
    let sum = |of: fn(&(usize, usize, usize)) -> usize| counts.values().map(of).sum::<usize>();
    let (all, first, third) = (sum(|it| it.0), sum(|it| it.1), sum(|it| it.2));
    println!("{first} and {third} of {all}: {counts:?}\n{missed:#?}");
    assert!(300 <= all, "{counts:?}");
    assert!(
        all * 95 <= first * 100 && all * 98 <= third * 100,
        "{counts:?} {missed:#?}"
    );
}

#[test]
fn kana_find_what_kanji_and_katakana_find() {
    let (collection, _) = knowledge::embedded();
    let shelf = Shelf::build(collection, 1, &cache()).unwrap();
    let found = |text: &str| shelf.search(text, &Profile::default(), 5).hits;
    let expected = found("テレワークの助成金");
    assert!(!expected.is_empty());
    for text in [
        "てれわーくの助成金",
        "ﾃﾚﾜｰｸの助成金",
        "テレワクの助成金",
        "てれわーくのじょせいきん",
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
    assert_eq!(found("在宅きんむの費用"), found("在宅勤務の費用"));
}

fn changed(before: &str, after: String) -> Option<String> {
    (before != after).then_some(after)
}

fn replaced(text: &str, pairs: &[(&str, &str)]) -> Option<String> {
    let (from, to) = pairs.iter().find(|(from, _)| text.contains(from))?;
    Some(text.replacen(from, to, 1))
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        c => c,
    };
    text.chars().map(wide).collect()
}

/// Changes the first word of at least five katakana.
fn in_katakana(text: &str, change: impl Fn(&str) -> String) -> Option<String> {
    let is_katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
    let words = text.split(|c| !is_katakana(c));
    let word = words.into_iter().find(|it| 5 <= it.chars().count())?;
    changed(text, text.replacen(word, &change(word), 1))
}

fn in_hiragana(text: &str) -> Option<String> {
    in_katakana(text, |word| hiragana(&normalize(word)))
}

fn without(word: &str, left_out: usize) -> String {
    let kept = word.chars().enumerate().filter(|(at, _)| *at != left_out);
    kept.map(|(_, c)| c).collect()
}

fn swapped(word: &str) -> String {
    let mut chars: Vec<char> = word.chars().collect();
    chars.swap(1, 2);
    chars.into_iter().collect()
}
