//! Asking for the fact that still decides.

use super::Asked;
use crate::{
    answer::Decision,
    chat::Card,
    programs::{Key, LegalForm, Profile, Rules},
    text::figures,
};

/// Asks for one fact, with buttons that decide.
pub(super) fn ask(card: &mut Card, key: Key, rules: &[&Rules], asked: &Asked) {
    card.decision = Decision::Clarify;
    let question = key.question(asked.profile.prefecture.as_deref());
    card.lead = format!("{}\n\n{question}", card.lead);
    card.asks = Some(key.name().to_owned());
    card.choices = choices(key, rules, asked.profile);
    card.about = Some(asked.question.to_owned());
}

fn choices(key: Key, rules: &[&Rules], profile: &Profile) -> Vec<String> {
    let conditions = rules.iter().flat_map(|it| {
        let amounts = it.amounts.iter().flat_map(|it| &it.when);
        it.criteria.iter().chain(amounts)
    });
    let mut limits: Vec<u64> = conditions.flat_map(|it| it.limits(key, profile)).collect();
    limits.sort_unstable();
    limits.dedup();
    let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
    let mut choices: Vec<String> = match key {
        Key::Prefecture => return Vec::new(),
        Key::Industry => owned(&[
            "製造業",
            "建設業",
            "運輸業",
            "卸売業",
            "小売業",
            "飲食店",
            "宿泊業",
            "情報サービス業",
            "サービス業",
        ]),
        Key::LegalForm => LegalForm::ALL
            .map(|(_, _, label)| label.to_owned())
            .to_vec(),
        Key::Employees | Key::LocalEmployees => ranges(&limits, people, 1),
        Key::CapitalYen => ranges(&limits, figures::yen, 0),
        Key::Fact(_) => owned(&["はい", "いいえ"]),
    };
    choices.push("分からない".to_owned());
    choices
}

/// Returns the ranges between the limits: up to the first, between, above the last. People are counted
/// from `step` above a limit, money only 超.
fn ranges(limits: &[u64], show: fn(u64) -> String, step: u64) -> Vec<String> {
    let mut ranges = Vec::new();
    let mut below: Option<u64> = None;
    let above = |it: u64| match step {
        0 => format!("{}超", show(it)),
        step => show(it + step),
    };
    for limit in limits {
        ranges.push(match below {
            None => format!("{}以下", show(*limit)),
            Some(below) => format!("{}〜{}", above(below), show(*limit)),
        });
        below = Some(*limit);
    }
    if let Some(last) = below {
        ranges.push(match step {
            0 => above(last),
            _ => format!("{}以上", above(last)),
        });
    }
    ranges
}

fn people(count: u64) -> String {
    format!("{count}人")
}
