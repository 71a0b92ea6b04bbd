//! Figures of programs in the texts of entries: `{program/<slug>.<field>}` is filled from the rules,
//! so that a figure stands in one place.

use std::collections::BTreeMap;

use crate::programs::{Amount, Moment, Rules};

use super::{EntryId, Record};

/// What stands where a quote leads nowhere. The checks report such a quote; a reader must still not see
/// braces.
const NOWHERE: &str = "（制度の公式ページで確認してください）";

/// A quote in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote<'a> {
    /// Byte at which it begins.
    pub start: usize,
    /// Byte after its end.
    pub end: usize,
    /// The program: `program/<slug>`.
    pub program: &'a str,
    /// The field: `<key>`, `<key>.rate` …
    pub field: &'a str,
}

/// Returns the quotes of `text` in order.
pub(super) fn quotes(text: &str) -> Vec<Quote<'_>> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices("{program/") {
        let Some((inside, _)) = text[start + 1..].split_once('}') else {
            break;
        };
        let (program, field) = inside.split_once('.').unwrap_or((inside, ""));
        found.push(Quote {
            start,
            end: start + inside.len() + 2,
            program,
            field,
        });
    }
    found
}

/// The rules of every program, by id.
pub(super) type Programs = BTreeMap<String, Rules>;

/// Returns the rules of all programs among `records`: copies, since there are few.
pub(super) fn programs(records: &BTreeMap<EntryId, Record>) -> Programs {
    let programs = records.iter().filter_map(|(id, it)| match it {
        Record::Program(program) => Some((id.0.clone(), program.rules.clone())),
        _ => None,
    });
    programs.collect()
}

/// Returns `text` with every quote filled.
pub(super) fn fill(text: &str, programs: &Programs) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for quote in quotes(text) {
        out.push_str(&text[at..quote.start]);
        let value = programs
            .get(quote.program)
            .and_then(|it| value(it, quote.field));
        out.push_str(value.as_deref().unwrap_or(NOWHERE));
        at = quote.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Returns the value of a program's field as people read it.
pub(super) fn value(rules: &Rules, field: &str) -> Option<String> {
    let last = |pick: fn(&crate::programs::ApplicationWindow) -> Option<Moment>| {
        let moments = rules.windows.iter().filter_map(pick);
        moments.max_by_key(|it| it.last_second())
    };
    match field {
        "name" => return Some(rules.name.clone()),
        "opens" => return last(|it| it.opens).map(Moment::in_words),
        "closes" => return last(|it| it.closes).map(Moment::in_words),
        _ => {}
    }
    let (key, part) = field.split_once('.').unwrap_or((field, ""));
    let amount = rules.amounts.iter().find(|it| it.key == key)?;
    let yen = |it: Option<u64>| it.map(crate::text::figures::yen);
    match part {
        "" => yen(amount.most()),
        "min" => yen(amount.min_yen),
        "max" => yen(amount.most()),
        "rate" => amount.rate.map(|it| it.to_string()),
        _ => None,
    }
}

/// Returns every field that can be quoted of a program.
pub(super) fn fields(rules: &Rules) -> Vec<String> {
    let parts = |it: &Amount| {
        let key = it.key.clone();
        ["", ".min", ".max", ".rate"].map(|part| format!("{key}{part}"))
    };
    let own = ["name", "opens", "closes"].map(str::to_owned);
    let all = own.into_iter().chain(rules.amounts.iter().flat_map(parts));
    all.filter(|it| value(rules, it).is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_filled_and_what_leads_nowhere_shows_no_braces() {
        let rules = Rules {
            name: "甲助成金".to_owned(),
            amounts: vec![Amount {
                key: "dounyu".to_owned(),
                max_yen: Some(1_500_000),
                rate: crate::programs::Rate::parse("2/3"),
                ..Amount::default()
            }],
            ..Rules::default()
        };
        let programs = Programs::from([("program/kou".to_owned(), rules.clone())]);
        let filled = |text| fill(text, &programs);
        assert_eq!(
            filled("{program/kou.name}は{program/kou.dounyu.rate}、{program/kou.dounyu}まで。[1]"),
            "甲助成金は2/3、150万円まで。[1]"
        );
        for text in [
            "{program/otsu.x}",
            "{program/kou}",
            "{program/kou.dounyu.min}",
        ] {
            assert_eq!(filled(text), NOWHERE, "{text}");
        }
        assert_eq!(filled("{program/kou.name"), "{program/kou.name");
        assert_eq!(
            fields(&rules),
            ["name", "dounyu", "dounyu.max", "dounyu.rate"]
        );
    }
}
