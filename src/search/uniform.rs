//! One spelling for words that are written in several ways, so that 「引越し」 finds 「引っ越し」, 「ゴミ」
//! finds 「ごみ」 and 「貰えますか」 finds 「もらう」.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use crate::text::hiragana;

/// Everyday words with other ways to write them. Longer lists of words that *mean* the same are the
/// knowledge's synonyms; these *are* the same.
const SPELLINGS: &[(&str, &[&str])] = &[
    ("子供", &["こども", "子ども", "小供"]),
    ("もらう", &["貰う"]),
    ("分かる", &["わかる", "判る", "解る"]),
    ("できる", &["出来る"]),
    ("いただく", &["頂く", "戴く"]),
    ("くださる", &["下さる"]),
    ("欲しい", &["ほしい"]),
    ("ない", &["無い"]),
    ("だめ", &["駄目"]),
    ("辞める", &["やめる"]),
    ("掛かる", &["かかる", "懸かる"]),
    ("掛ける", &["かける", "懸ける"]),
    ("作る", &["つくる", "創る", "造る"]),
    ("使う", &["つかう", "遣う"]),
    ("付ける", &["つける", "附ける"]),
    ("繋がる", &["つながる"]),
    ("繋ぐ", &["つなぐ"]),
    ("失くす", &["なくす", "無くす"]),
    ("無くなる", &["なくなる"]),
    ("変える", &["かえる", "替える", "換える"]),
    ("変わる", &["かわる", "替わる", "換わる"]),
    ("始める", &["はじめる"]),
    ("始まる", &["はじまる"]),
    ("見る", &["みる", "観る"]),
    ("聞く", &["きく", "訊く", "聴く"]),
    ("言う", &["いう", "云う"]),
    ("払う", &["はらう"]),
    ("守る", &["まもる", "護る"]),
    ("儲かる", &["もうかる"]),
    ("揉める", &["もめる"]),
    ("頼む", &["たのむ"]),
    ("困る", &["こまる"]),
    ("辛い", &["つらい"]),
    ("酷い", &["ひどい"]),
    ("安い", &["やすい"]),
    ("高い", &["たかい"]),
    ("怪我", &["けが"]),
    ("たばこ", &["煙草"]),
    ("ごみ", &["塵"]),
    ("鍵", &["かぎ"]),
    ("葉書", &["はがき"]),
    ("眼鏡", &["めがね"]),
    ("癌", &["がん"]),
    ("うつ", &["鬱"]),
    ("勧め", &["おすすめ", "お勧め", "お薦め"]),
    ("全て", &["すべて", "総て"]),
    ("ほとんど", &["殆ど"]),
    ("まだ", &["未だ"]),
    ("すぐ", &["直ぐ"]),
    ("たくさん", &["沢山"]),
    ("ため", &["為"]),
    ("雛形", &["ひな形", "ひな型", "ヒナ形", "雛型"]),
    ("目途", &["めど", "目処"]),
    ("貯まる", &["たまる", "溜まる"]),
    ("捨てる", &["すてる"]),
    ("壊れる", &["こわれる"]),
    ("直す", &["なおす", "治す"]),
    ("借りる", &["かりる"]),
    ("貸す", &["かす"]),
    ("届く", &["とどく"]),
    ("届ける", &["とどける"]),
    ("決める", &["きめる"]),
    ("休む", &["やすむ"]),
    ("働く", &["はたらく"]),
    ("増やす", &["ふやす"]),
    ("減らす", &["へらす"]),
    ("断る", &["ことわる"]),
    ("遅れる", &["おくれる"]),
];

/// Everyday verbs in the form for what one can do, which IPADIC has as words of their own, with the
/// verb. A rule would take 「変える」 for 「変う」.
const POTENTIAL: &[(&str, &str)] = &[
    ("使える", "使う"),
    ("もらえる", "もらう"),
    ("貰える", "もらう"),
    ("払える", "払う"),
    ("出せる", "出す"),
    ("取れる", "取る"),
    ("聞ける", "聞く"),
    ("きける", "聞く"),
    ("書ける", "書く"),
    ("読める", "読む"),
    ("休める", "休む"),
    ("働ける", "働く"),
    ("頼める", "頼む"),
    ("断れる", "断る"),
    ("選べる", "選ぶ"),
    ("雇える", "雇う"),
    ("減らせる", "減らす"),
    ("増やせる", "増やす"),
    ("買える", "買う"),
    ("売れる", "売る"),
    ("作れる", "作る"),
    ("つくれる", "作る"),
    ("話せる", "話す"),
    ("会える", "会う"),
    ("待てる", "待つ"),
    ("持てる", "持つ"),
    ("帰れる", "帰る"),
    ("直せる", "直す"),
    ("返せる", "返す"),
    ("貸せる", "貸す"),
    ("借りれる", "借りる"),
    ("渡せる", "渡す"),
    ("送れる", "送る"),
    ("言える", "言う"),
    ("通える", "通う"),
    ("いただける", "いただく"),
    ("頂ける", "いただく"),
    ("守れる", "守る"),
    ("戻れる", "戻る"),
    ("学べる", "学ぶ"),
    ("消せる", "消す"),
    ("落とせる", "落とす"),
    ("行ける", "行く"),
    ("いける", "行く"),
    ("遊べる", "遊ぶ"),
    ("運べる", "運ぶ"),
    ("楽しめる", "楽しむ"),
    ("入れれる", "入れる"),
    ("変えれる", "変える"),
    ("移れる", "移る"),
    ("残せる", "残す"),
    ("済ませる", "済ます"),
    ("任せる", "任す"),
    ("知れる", "知る"),
    ("探せる", "探す"),
    ("押せる", "押す"),
    ("示せる", "示す"),
    ("勝てる", "勝つ"),
    ("打てる", "打つ"),
    ("呼べる", "呼ぶ"),
    ("飲める", "飲む"),
    ("住める", "住む"),
    ("頑張れる", "頑張る"),
    ("回せる", "回す"),
    ("試せる", "試す"),
    ("外せる", "外す"),
    ("写せる", "写す"),
    ("申し込める", "申し込む"),
    ("受け取れる", "受け取る"),
    ("引き出せる", "引き出す"),
    ("切り替えられる", "切り替える"),
];

/// Words that end compounds and are no okurigana.
const ENDS: &[&str] = &["ごみ"];

/// Longest word in katakana that is as often written in hiragana.
const SHORT: usize = 3;

/// Returns the words a term is made of, each in its one spelling.
pub(super) fn uniform(term: &str) -> impl Iterator<Item = String> {
    let end = ENDS
        .iter()
        .find_map(|end| Some((term.strip_suffix(end).filter(|it| !it.is_empty())?, *end)));
    let (start, end) = end.map_or((term, None), |(start, end)| (start, Some(end)));
    std::iter::once(one(start)).chain(end.map(str::to_owned))
}

fn one(term: &str) -> String {
    static USUAL: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let each = SPELLINGS
            .iter()
            .flat_map(|(usual, others)| others.iter().map(|it| (*it, *usual)));
        each.chain(POTENTIAL.iter().copied()).collect()
    });
    let is_short_katakana = (2..=SHORT).contains(&term.chars().count())
        && term.chars().all(|c| matches!(c, 'ァ'..='ヺ'));
    let term = if is_short_katakana {
        Cow::Owned(hiragana(term))
    } else {
        Cow::Borrowed(term)
    };
    match USUAL.get(term.as_ref()) {
        Some(usual) => without_okurigana(usual),
        None => without_okurigana(&term),
    }
}

/// Returns the kanji of a word that has two or more, so that 「引っ越し」「引越し」「引っ越す」「引越」 are
/// one term; any other word as it is.
fn without_okurigana(term: &str) -> String {
    let is_kanji = |c: char| matches!(c, '一'..='龠' | '々');
    let mixed = term
        .chars()
        .all(|c| is_kanji(c) || matches!(c, 'ぁ'..='ゖ'));
    let kanji: String = term.chars().filter(|c| is_kanji(*c)).collect();
    if mixed && 1 < kanji.chars().count() {
        kanji
    } else {
        term.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_word_is_one_term() {
        for (ways, terms) in [
            (&["引っ越し", "引越し", "引越"][..], &["引越"][..]),
            (&["ゴミ", "ごみ", "塵"], &["ごみ"]),
            (&["粗大ごみ"], &["粗大", "ごみ"]),
            (&["ケガ", "けが", "怪我"], &["怪我"]),
            (&["貰える", "もらう"], &["もらう"]),
            (&["申し込める", "申し込む"], &["申込"]),
            (&["変える", "かえる"], &["変える"]),
            (&["テレワーク"], &["テレワーク"]),
            (&["ア"], &["ア"]),
        ] {
            for way in ways {
                assert_eq!(uniform(way).collect::<Vec<_>>(), terms, "{way}");
            }
        }
    }

    #[test]
    fn the_one_spelling_of_a_word_is_itself() {
        let usual = SPELLINGS.iter().map(|(usual, _)| usual);
        for usual in usual {
            assert_eq!(uniform(usual).collect::<Vec<_>>(), [*usual], "{usual}");
        }
    }
}
