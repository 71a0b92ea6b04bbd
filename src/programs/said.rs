//! Facts about a firm in what people write: an answer to a question for one fact, and facts told in
//! passing.

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    facts::Key,
    industry,
    nobody::{STAFF, works_alone},
    profile::{LegalForm, Profile},
    span::Span,
};

/// An answer to the question for a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// The value, as a profile has it.
    Value(Value),
    /// 分からない.
    NotKnown,
}

const YES: &[&str] = &[
    "はい",
    "ええ",
    "うん",
    "そう",
    "ある",
    "あります",
    "いる",
    "います",
    "している",
    "しています",
    "した",
    "しました",
    "使う",
    "使います",
    "満たす",
    "満たします",
    "導入ずみ",
    "導入済み",
    "yes",
    "○",
];
const NO: &[&str] = &[
    "いいえ",
    "いや",
    "違う",
    "違います",
    "ない",
    "無い",
    "ありません",
    "いない",
    "いません",
    "していない",
    "していません",
    "まだ",
    "使わない",
    "使いません",
    "満たさない",
    "no",
    "×",
];
const NOT_KNOWN: &[&str] = &[
    "分からない",
    "わからない",
    "分かりません",
    "わかりません",
    "不明",
    "知らない",
    "未定",
];
const NOBODY: &[&str] = &["いない", "いません", "ゼロ", "自分だけ", "一人だけ", "なし"];
/// By these words people speak of their own firm.
pub(super) const OWN: &[&str] = &[
    "うち",
    "当社",
    "弊社",
    "わが社",
    "我が社",
    "自社",
    "私の会社",
    "僕の会社",
    "小社",
];

/// Whether `text` speaks of the asker's own firm.
#[must_use]
pub fn speaks_of_own_firm(text: &str) -> bool {
    OWN.iter().any(|it| text.contains(it))
}

/// Returns what `text` answers to the question for `key`; `None` if it is no answer to that. A
/// prefecture is read elsewhere, where the prefectures are known.
#[must_use]
pub fn answer(key: Key, text: &str) -> Option<Told> {
    let text = plain(text);
    let short = text.trim_end_matches(['。', '!', '、', '.']);
    let short = short.strip_suffix("です").unwrap_or(short);
    if NOT_KNOWN.contains(&short) {
        return Some(Told::NotKnown);
    }
    let value = match key {
        Key::Prefecture => None,
        Key::Industry => industry_of(short).map(Value::from),
        Key::Employees | Key::LocalEmployees if NOBODY.contains(&short) || works_alone(short) => {
            Some(json!(0))
        }
        Key::Employees | Key::LocalEmployees => {
            let span = is_short(short).then(|| span(short))??;
            serde_json::to_value(span).ok()
        }
        Key::CapitalYen if matches!(short, "なし" | "ない" | "ゼロ") => Some(json!(0)),
        Key::CapitalYen => serde_json::to_value(yen(short)?).ok(),
        Key::LegalForm => legal_form(short).map(Value::from),
        Key::Fact(_) if YES.contains(&short) => Some(Value::Bool(true)),
        Key::Fact(_) if NO.contains(&short) => Some(Value::Bool(false)),
        Key::Fact(_) => None,
    };
    value.map(Told::Value)
}

/// Returns the fact that `text` tells and nothing else, although another one was asked for: 小売業, 8人.
#[must_use]
pub fn alone(text: &str) -> Option<(Key, Told)> {
    let text = plain(text);
    let short = text.trim_end_matches(['。', '!', '、', '.']);
    let short = short.strip_suffix("です").unwrap_or(short);
    let key = if industry::is_known(short) {
        Key::Industry
    } else if short.ends_with(['人', '名']) || (is_short(short) && works_alone(short)) {
        Key::Employees
    } else if short.ends_with('円') {
        Key::CapitalYen
    } else {
        return None;
    };
    let short = short.trim_start_matches("資本金");
    Some((key, answer(key, short)?))
}

/// Returns the facts that `text` tells in passing, as in 「うちは従業員8人の小売です」.
#[must_use]
pub fn mentioned(text: &str) -> Profile {
    let text = plain(text);
    let mut profile = Profile {
        employees: match works_alone(&text) {
            true => Some(Span::exactly(0)),
            false => staff(&text),
        },
        capital_yen: after(&text, &["資本金"]).and_then(yen),
        ..Profile::default()
    };
    let own = speaks_of_own_firm(&text) || profile.employees.is_some();
    if own {
        profile.industry = industry::word_in(&text).map(str::to_owned);
    }
    if text.contains("個人事業主") && own || text.contains("個人事業主です") {
        profile.legal_form = Some(LegalForm::SoleProprietor);
        profile.capital_yen = None;
    }
    profile
}

/// 従業員8人, 社員は約20名, 8人の会社.
fn staff(text: &str) -> Option<Span> {
    let counted = |rest: &str| {
        let rest = rest.trim_start_matches(['数', 'は', 'が', 'も', '、', ':', '約', '計']);
        let (number, rest) = number(rest)?;
        let rest = rest.strip_prefix(['人', '名'])?;
        Some((number, rest.to_owned()))
    };
    let (count, rest) = match STAFF.iter().find_map(|it| counted(text.split_once(it)?.1)) {
        Some(it) => it,
        None => {
            let starts = text.char_indices().filter(|(_, it)| it.is_ascii_digit());
            let mut counts = starts
                .filter(|(at, _)| !text[..*at].ends_with(|it: char| it.is_ascii_digit()))
                .filter_map(|(at, _)| counted(&text[at..]));
            counts.find(|(_, rest)| {
                [
                    "の会社",
                    "の企業",
                    "の事務所",
                    "の店",
                    "規模",
                    "の小売",
                    "の工場",
                ]
                .iter()
                .any(|it| rest.starts_with(it))
            })?
        }
    };
    // 「従業員10人以上は…」 is a rule, not a fact about a firm.
    let rule = ["以上", "以下", "未満", "超", "から", "まで", "〜", "-"];
    let is_rule = rule.iter().any(|it| rest.starts_with(it));
    (!is_rule).then(|| Span::exactly(count))
}

fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let rest = words.iter().find_map(|it| text.split_once(it))?.1;
    Some(rest.trim_start_matches(['は', 'が', '、', ':', '約']))
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= 20
}

fn industry_of(text: &str) -> Option<String> {
    if industry::is_known(text) {
        return Some(text.to_owned());
    }
    is_short(text).then(|| industry::word_in(text).map(str::to_owned))?
}

fn legal_form(text: &str) -> Option<&'static str> {
    let by_name = LegalForm::ALL.iter().find(|(_, _, label)| *label == text);
    let words = [
        ("個人", "sole_proprietor"),
        ("フリーランス", "sole_proprietor"),
        ("自営", "sole_proprietor"),
        ("NPO", "non_profit"),
        ("医療法人", "non_profit"),
        ("社会福祉法人", "non_profit"),
        ("学校法人", "non_profit"),
        ("社団", "non_profit"),
        ("財団", "non_profit"),
        ("組合", "cooperative"),
        ("会社", "corporation"),
        ("法人", "corporation"),
    ];
    let by_word = || words.iter().find(|(word, _)| text.contains(word));
    match by_name {
        Some((_, name, _)) => Some(name),
        None if is_short(text) => by_word().map(|(_, name)| *name),
        None => None,
    }
}

/// 12人, 6〜20人, 100人以下, 300人超.
fn span(text: &str) -> Option<Span> {
    let at = text.find(|it: char| it.is_ascii_digit())?;
    if !matches!(
        &text[..at],
        "" | "約" | "だいたい" | "従業員" | "社員" | "従業員は" | "社員は"
    ) {
        return None;
    }
    let (first, rest) = number(&text[at..])?;
    let rest = unit(rest);
    let (above, rest) = match rest.strip_prefix("超") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let from = if above {
        first.saturating_add(1)
    } else {
        first
    };
    let known = match rest {
        "" if above => Span { from, to: None },
        "" | "くらい" | "ほど" | "程度" | "です" => Span::exactly(first),
        "以上" | "から" => Span { from, to: None },
        "以下" | "まで" => Span {
            from: 0,
            to: Some(first),
        },
        "未満" => Span {
            from: 0,
            to: Some(first.checked_sub(1)?),
        },
        rest => {
            let rest = rest.trim_start_matches(['〜', '~', '-', 'か', 'ら']);
            let (to, rest) = number(rest)?;
            if !matches!(unit(rest), "" | "以下" | "まで") || to < from {
                return None;
            }
            Span { from, to: Some(to) }
        }
    };
    Some(known)
}

fn unit(text: &str) -> &str {
    ["人", "名", "円"]
        .iter()
        .find_map(|it| text.strip_prefix(it))
        .unwrap_or(text)
}

/// Below this, a bare number is no amount in yen: 「1000」 means 万円 to most people.
const LEAST_BARE_YEN: u64 = 100_000;

fn yen(text: &str) -> Option<Span> {
    let short: String = text.chars().take(24).collect();
    // What follows the amount in a sentence says nothing about it.
    let end = short
        .rfind('円')
        .map_or(short.len(), |it| it + '円'.len_utf8());
    let amount = &short[..end];
    let tail = &short[end..];
    let bound = ["以下", "以上", "未満", "超"]
        .iter()
        .find(|it| tail.starts_with(**it));
    let span = span(&format!("{amount}{}", bound.copied().unwrap_or_default()))?;
    let has_unit = amount.contains(['円', '万', '億']);
    let large = LEAST_BARE_YEN <= span.to.unwrap_or(span.from);
    (has_unit || large || span.to == Some(0)).then_some(span)
}

/// Reads 12, 1,200, 3億5000万, 1.5億 at the start of `text`; returns the number and what follows.
fn number(text: &str) -> Option<(u64, &str)> {
    let mut rest = text;
    let mut total = 0_u64;
    let mut any = false;
    loop {
        let end = rest
            .find(|it: char| !it.is_ascii_digit() && it != '.')
            .unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        let digits: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let (factor, after) = [("億", 1e8), ("万", 1e4), ("千", 1e3)]
            .iter()
            .find_map(|(unit, factor)| Some((*factor, rest.strip_prefix(unit)?)))
            .map_or((1.0, None), |(factor, rest)| (factor, Some(rest)));
        let part = digits * factor;
        if !(0.0..1e15).contains(&part) || part.fract() != 0.0 {
            return None;
        }
        total = total.checked_add(part as u64)?;
        any = true;
        match after {
            Some(after) => rest = after,
            None => break,
        }
    }
    any.then_some((total, rest))
}

pub(super) fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|it| !it.is_whitespace() && *it != ',')
        .collect()
}
