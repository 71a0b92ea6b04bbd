//! From Japanese text to the terms that are indexed and searched.
//!
//! Normalised text → lindera in *decompose* mode (long compounds fall into their parts) → base form,
//! numbers, katakana stem, without particles and auxiliaries, each word in one spelling. A word of the user dictionary gives
//! its parts *and* itself: 「事業場外みなし」 is found by 「みなし」 and, better, by its full name.

use std::{borrow::Cow, cell::RefCell, collections::HashMap, path::Path};

use lindera::{
    dictionary::Lattice,
    mode::{Mode, Penalty},
    segmenter::Segmenter,
    token::Token,
};
use lindera_analysis::{
    token_filter::{
        BoxTokenFilter, japanese_base_form::JapaneseBaseFormTokenFilter,
        japanese_katakana_stem::JapaneseKatakanaStemTokenFilter,
        japanese_number::JapaneseNumberTokenFilter,
        japanese_stop_tags::JapaneseStopTagsTokenFilter,
    },
    tokenizer::Tokenizer,
};

use super::{dictionary, spelling::is_spelled, uniform::uniform};
use crate::text::normalize;

/// Raise this when the terms of any text change: indexes built before are then built anew.
pub const ANALYZER_VERSION: &str = "4";

/// Where IPADIC has a word's reading.
const READING: usize = 7;

/// Parts of speech that carry no meaning for search (Lucene's kuromoji stop tags, less those that
/// IPADIC gives to content words).
const STOP_TAGS: &[&str] = &[
    "接続詞",
    "助詞",
    "助詞,格助詞",
    "助詞,格助詞,一般",
    "助詞,格助詞,引用",
    "助詞,格助詞,連語",
    "助詞,接続助詞",
    "助詞,係助詞",
    "助詞,副助詞",
    "助詞,間投助詞",
    "助詞,並立助詞",
    "助詞,終助詞",
    "助詞,副助詞／並立助詞／終助詞",
    "助詞,連体化",
    "助詞,副詞化",
    "助詞,特殊",
    "助動詞",
    "記号",
    "記号,一般",
    "記号,読点",
    "記号,句点",
    "記号,空白",
    "記号,括弧開",
    "記号,括弧閉",
    "その他,間投",
    "フィラー",
    "非言語音",
    "感動詞",
    "動詞,非自立",
    "動詞,接尾",
    "名詞,非自立,一般",
    "名詞,非自立,助動詞語幹",
    "名詞,接尾,助動詞語幹",
    "形容詞,非自立",
    "連体詞",
];

/// Words that ask rather than tell: they stand in every question.
const STOP_WORDS: &[&str] = &[
    "する",
    "ある",
    "なる",
    "いる",
    "できる",
    "れる",
    "られる",
    "やる",
    "教える",
    "知る",
    "ください",
    "下さる",
    "何",
    "どう",
    "どの",
    "どれ",
    "どこ",
    "いつ",
    "誰",
    "なぜ",
    "場合",
    "とき",
    "時",
    "こと",
    "もの",
    "よい",
    "良い",
    "いい",
    "ほう",
    "方",
    "的",
    "等",
    "そう",
    "それ",
    "これ",
    "私",
    "うち",
    "お",
    "ご",
    "御",
];

thread_local! {
    /// Lindera's working memory; making it anew costs more than a sentence.
    static LATTICE: RefCell<Lattice> = RefCell::default();
}

/// A word of the user dictionary.
struct Compound {
    /// The terms of its parts.
    parts: Vec<String>,
    /// How it sounds, in katakana.
    reading: String,
}

/// Turns text into terms. Immutable; shared by indexing and searching.
pub struct Analyzer {
    tokenizer: Tokenizer,
    /// Words of the user dictionary (normalised).
    compounds: HashMap<String, Compound>,
    key: String,
}

impl Analyzer {
    /// Opens the unpacked dictionary in `home`. `words` are domain words with their readings in
    /// hiragana.
    ///
    /// # Errors
    /// If the dictionary cannot be loaded.
    pub fn open(home: &Path, words: &[(String, String)]) -> anyhow::Result<Analyzer> {
        let plain = Analyzer::with_words(home, &[])?;
        let mut words: Vec<(String, String)> = words
            .iter()
            .map(|(word, reading)| (normalize(word), katakana(reading)))
            .filter(|(word, _)| 1 < word.chars().count() && !word.contains([' ', ',', '"']))
            .collect();
        words.sort();
        words.dedup_by(|a, b| a.0 == b.0);
        // A word that the dictionary knows as one term gains nothing.
        words.retain(|(word, _)| plain.terms(word).len() != 1);
        if words.is_empty() {
            return Ok(plain);
        }
        let mut analyzer = Analyzer::with_words(home, &words)?;
        analyzer.compounds = words
            .into_iter()
            .map(|(word, reading)| {
                let parts = plain.terms(&word);
                (word, Compound { parts, reading })
            })
            .collect();
        Ok(analyzer)
    }

    fn with_words(home: &Path, words: &[(String, String)]) -> anyhow::Result<Analyzer> {
        let dictionary = dictionary::load(home)?;
        let user = match words {
            [] => None,
            words => Some(dictionary::user_dictionary(&dictionary, words)?),
        };
        let segmenter = Segmenter::new(Mode::Decompose(Penalty::default()), dictionary, user);
        let mut tokenizer = Tokenizer::new(segmenter);
        let stop = STOP_TAGS.iter().map(|tag| (*tag).to_owned()).collect();
        let numbers = std::iter::once("名詞,数".to_owned()).collect();
        tokenizer
            .append_token_filter(BoxTokenFilter::from(JapaneseStopTagsTokenFilter::new(stop)))
            .append_token_filter(BoxTokenFilter::from(JapaneseNumberTokenFilter::new(Some(
                numbers,
            ))))
            .append_token_filter(BoxTokenFilter::from(JapaneseBaseFormTokenFilter::new()))
            .append_token_filter(BoxTokenFilter::from(JapaneseKatakanaStemTokenFilter::new(
                std::num::NonZeroUsize::new(3).unwrap_or(std::num::NonZeroUsize::MIN),
            )));
        let mut hasher = blake3::Hasher::new();
        hasher.update(ANALYZER_VERSION.as_bytes());
        hasher.update(
            home.as_os_str()
                .as_encoded_bytes()
                .rsplit(|b| *b == b'/')
                .next()
                .unwrap_or_default(),
        );
        for (word, reading) in words {
            hasher.update(word.as_bytes()).update(&[0]);
            hasher.update(reading.as_bytes()).update(&[0]);
        }
        Ok(Analyzer {
            tokenizer,
            compounds: HashMap::new(),
            key: hasher.finalize().to_hex()[..16].to_owned(),
        })
    }

    /// Returns a key that changes whenever the terms of a text may change.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns the terms of `text` in their order.
    #[must_use]
    pub fn terms(&self, text: &str) -> Vec<String> {
        let text = normalize(text);
        let mut terms = Vec::new();
        for token in self.tokens(&text) {
            let term = token.surface.as_ref();
            if let Some(compound) = self.compounds.get(term) {
                terms.extend(compound.parts.iter().cloned());
                terms.push(term.to_owned());
            } else if is_term(term) {
                terms.extend(uniform(term).filter(|it| is_term(it)));
            }
        }
        terms
    }

    /// Returns whether the dictionary has all of `text` as one word.
    pub(super) fn is_word(&self, text: &str) -> bool {
        matches!(self.tokens(text).as_slice(), [it] if !it.word_id.is_unknown())
    }

    /// Returns how a word sounds, in katakana; `None` where the dictionary does not know.
    pub(super) fn reading(&self, word: &str) -> Option<String> {
        let mut reading = String::new();
        for mut token in self.tokens(word) {
            if token.surface.chars().all(is_spelled) {
                reading.push_str(&token.surface);
                continue;
            }
            if let Some(compound) = self.compounds.get(token.surface.as_ref()) {
                reading.push_str(&compound.reading);
                continue;
            }
            let known = token.details().get(READING).map(|it| (*it).to_owned());
            reading.push_str(known.filter(|it| it.chars().all(is_spelled))?.as_str());
        }
        Some(reading)
    }

    fn tokens<'a>(&'a self, text: &'a str) -> Vec<Token<'a>> {
        LATTICE.with_borrow_mut(|lattice| {
            // Lindera fails only on faults of its dictionary, which was checked when it was loaded.
            self.tokenizer
                .tokenize_with_lattice(text, lattice)
                .unwrap_or_default()
        })
    }
}

fn is_term(term: &str) -> bool {
    !term.trim().is_empty()
        && !STOP_WORDS.contains(&term)
        && term.chars().any(char::is_alphanumeric)
        && !term.contains(char::is_whitespace)
}

fn katakana(text: &str) -> String {
    let fold = |c: char| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        c => c,
    };
    Cow::from(text).chars().map(fold).collect()
}
