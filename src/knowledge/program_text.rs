//! The entry of a program: what its rules say, in words.

use crate::{
    programs::{Amount, ApplicationWindow, Covered, Expense, Rules},
    text::markdown::mark,
};

use super::{records::Program, templates::Filled};

/// Fills the entry of a program.
pub(super) fn program(it: &Program) -> Filled {
    let rules = &it.rules;
    let name = &rules.name;
    let names = || std::iter::once(name).chain(&rules.also);
    let mut phrasings: Vec<String> = names().map(|it| format!("{it}とは")).collect();
    for name in names() {
        phrasings.push(format!("{name} 金額 いくら"));
        phrasings.push(format!("{name} 締切 いつまで"));
        phrasings.push(format!("{name} 対象 使える"));
    }
    phrasings.extend(rules.former_names.iter().map(|it| format!("{it} 今は")));
    Filled {
        question: format!("{name}の対象・金額・受付期間は"),
        phrasings,
        conclusion: rules.summary.trim().to_owned(),
        details: details(rules),
        topic: "補助金",
    }
}

fn details(rules: &Rules) -> String {
    let mut parts = Vec::new();
    let mut section = |heading: &str, items: Vec<String>| {
        if !items.is_empty() {
            let items: String = items.iter().map(|it| format!("- {it}\n")).collect();
            parts.push(format!("## {heading}\n{items}"));
        }
    };
    let criteria = rules.criteria.iter();
    let criteria = criteria.map(|it| format!("{}{}", it.text, mark(it.source.unwrap_or_default())));
    section("対象", criteria.collect());
    section("金額", rules.amounts.iter().map(Amount::in_words).collect());
    section(
        "対象になる費用",
        rules.expenses.iter().map(expense).collect(),
    );
    section("申請の前にすること", rules.before.clone());
    section(
        "申請や決定の前にしてはいけないこと",
        rules.before_not.clone(),
    );
    section("受付期間", rules.windows.iter().map(window).collect());
    let mut names = Vec::new();
    if !rules.former_names.is_empty() {
        names.push(format!("以前の名前：{}", rules.former_names.join("、")));
    }
    names.push(format!("実施機関：{}", rules.authority));
    if !rules.next_round.is_empty() {
        names.push(rules.next_round.clone());
    }
    if !rules.url.is_empty() {
        names.push(format!("公式ページ：{}", rules.url));
    }
    section("実施機関と最新の情報", names);
    let mut text = parts.join("\n");
    let details = rules.details.trim();
    if !details.is_empty() {
        text = format!("{details}\n\n{text}");
    }
    text.trim_end().to_owned()
}

fn expense(it: &Expense) -> String {
    let sign = match it.covered {
        Covered::Yes => "○",
        Covered::Partly => "△",
        Covered::No => "×",
    };
    format!("{sign} {}：{}{}", it.item, it.text, mark(it.source))
}

/// Returns a window in words, with its mark.
pub(super) fn window(it: &ApplicationWindow) -> String {
    let unknown = || "（日付は確認できません）".to_owned();
    let dates = match (it.opens, it.closes, it.rolling) {
        (None, None, true) => "通年".to_owned(),
        (Some(opens), None, true) => format!("{}から通年", opens.in_words()),
        (None, None, false) => unknown(),
        (opens, closes, _) => {
            let opens = opens.map_or_else(unknown, |it| it.in_words());
            let closes = closes.map_or_else(unknown, |it| it.in_words());
            format!("{opens}から{closes}まで")
        }
    };
    let deadline = match it.within_months {
        Some(months) => format!("。申請は{}から{months}か月以内", it.after),
        None => String::new(),
    };
    let note = match it.note.as_str() {
        "" => String::new(),
        note => format!("。{note}"),
    };
    format!("{}：{dates}{deadline}{note}{}", it.label, mark(it.source))
}
