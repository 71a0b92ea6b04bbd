//! What can be wrong within the rules of a program.

use std::collections::BTreeSet;

use crate::programs::{
    Amount, ApplicationWindow, Condition, ConditionType, LegalForm, PURPOSES, Rules,
};

use super::{
    Problem,
    citation::marks,
    lint,
    problem::{Place, nearest},
    records::Program,
};

/// Returns what is wrong within the rules of `program`.
pub(super) fn program(program: &Program, place: &Place) -> Vec<Problem> {
    let rules = &program.rules;
    let mut found = Found {
        place,
        sources: program.common.sources.len(),
        problems: Vec::new(),
    };
    lint::words(
        place,
        "purposes",
        &rules.purposes,
        PURPOSES,
        &mut found.problems,
    );
    found.windows(&rules.windows);
    found.amounts(&rules.amounts);
    for (index, condition) in rules.criteria.iter().enumerate() {
        let key = format!("criteria/{index}");
        found.condition(&key, condition);
        found.source(&key, condition.source.unwrap_or_default());
        if condition.text.trim().is_empty() {
            found.error(
                &key,
                "条件を言い表す `text` がありません。",
                "読む人に分かる文で `text = \"…\"` を書いてください。",
            );
        }
    }
    for (index, expense) in rules.expenses.iter().enumerate() {
        found.source(&format!("expenses/{index}"), expense.source);
    }
    found.marks(rules);
    found.problems
}

struct Found<'a> {
    place: &'a Place,
    sources: usize,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn error(&mut self, key: &str, message: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(self.place.error(key, message, mend));
    }

    fn source(&mut self, key: &str, number: u32) {
        let count = self.sources;
        if number == 0 || count < number as usize {
            self.error(
                &format!("{key}/source"),
                format!("`source` の{number}番目の出典がありません（出典は{count}件）。"),
                "1が最初の `[[sources]]` です。番号を直すか、出典を書き足してください。",
            );
        }
    }

    fn windows(&mut self, windows: &[ApplicationWindow]) {
        for (index, window) in windows.iter().enumerate() {
            let key = format!("windows/{index}");
            self.source(&key, window.source);
            if let (Some(opens), Some(closes)) = (window.opens, window.closes)
                && closes.last_second() < opens.first_second()
            {
                self.error(
                    &format!("{key}/closes"),
                    format!("受付の終わり（{closes}）が始まり（{opens}）より前です。"),
                    "`opens` と `closes` を確かめて直してください。",
                );
            }
            if window.within_months.is_some() == window.after.is_empty() {
                self.error(
                    &key,
                    "`within_months` と `after` は、両方を書くか、両方を消します。",
                    "たとえば `within_months = 2` と `after = \"評価期間の末日\"` と書いてください。",
                );
            }
            let earlier = windows.iter().take(index);
            let overlap = earlier.clone().find(|it| overlap(it, window));
            if let Some(other) = overlap {
                self.error(
                    &key,
                    format!("受付期間が「{}」と重なっています。", other.label),
                    "日付を直すか、別の枠なら別の制度のファイルに分けてください。",
                );
            }
        }
    }

    fn amounts(&mut self, amounts: &[Amount]) {
        let mut seen = BTreeSet::new();
        for (index, amount) in amounts.iter().enumerate() {
            let key = format!("amounts/{index}");
            self.source(&key, amount.source);
            let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
            let reserved = matches!(amount.key.as_str(), "name" | "opens" | "closes");
            if reserved || !amount.key.bytes().all(plain) || !seen.insert(&amount.key) {
                self.error(
                    &format!("{key}/key"),
                    format!("金額の名前 `{}` は使えないか、二度あります。", amount.key),
                    "半角の英小文字・数字・`_` で、ほかと違う名前にしてください。",
                );
            }
            let share = amount.max_yen.or(amount.min_yen).is_some() || amount.rate.is_some();
            if amount.yen.is_some() == share {
                self.error(
                    &key,
                    "金額は、定額の `yen` か、`min_yen`・`max_yen`・`rate` のどちらか一方で書きます。",
                    "たとえば `yen = 200000`、または `max_yen = 1500000` と `rate = \"1/2\"` です。",
                );
            }
            if let (Some(least), Some(most)) = (amount.min_yen, amount.max_yen)
                && most < least
            {
                self.error(
                    &format!("{key}/max_yen"),
                    format!("上限（{most}円）が下限（{least}円）より小さくなっています。"),
                    "`min_yen` と `max_yen` を確かめて直してください。",
                );
            }
            for (number, condition) in amount.when.iter().enumerate() {
                self.condition(&format!("{key}/when/{number}"), condition);
            }
        }
    }

    fn condition(&mut self, key: &str, condition: &Condition) {
        if let Some(missing) = condition.incomplete() {
            self.error(
                key,
                format!("この種類の条件では、{missing}。"),
                "ほかの制度のファイルを手本に、書き足すか直してください。",
            );
        }
        if condition.r#type == ConditionType::LegalForm {
            let names: Vec<&str> = LegalForm::ALL.iter().map(|(_, name, _)| *name).collect();
            lint::words(
                self.place,
                &format!("{key}/one_of"),
                &condition.one_of,
                &names,
                &mut self.problems,
            );
        }
    }

    /// Every mark must have its source; every source must be behind something.
    fn marks(&mut self, rules: &Rules) {
        let count = self.sources;
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let numbers = rules
            .windows
            .iter()
            .map(|it| it.source)
            .chain(rules.amounts.iter().map(|it| it.source))
            .chain(rules.criteria.iter().filter_map(|it| it.source))
            .chain(rules.expenses.iter().map(|it| it.source));
        used.extend(numbers.map(|it| it as usize));
        let texts = [("summary", &rules.summary), ("details", &rules.details)];
        let before = rules.before.iter().map(|it| ("before", it));
        let before_not = rules.before_not.iter().map(|it| ("before_not", it));
        for (key, text) in texts.into_iter().chain(before).chain(before_not) {
            for mark in marks(text) {
                used.insert(mark.number);
                if mark.number == 0 || count < mark.number {
                    self.error(
                        key,
                        format!(
                            "[{}] に当たる出典がありません（出典は{count}件）。",
                            mark.number
                        ),
                        "番号を直すか、出典を書き足してください。",
                    );
                }
            }
        }
        for number in (1..=count).filter(|it| !used.contains(it)) {
            self.error(
                &format!("sources/{}", number - 1),
                format!("{number}番目の出典がどこにも使われていません。"),
                "根拠にしている所に番号を書くか、この出典を消してください。",
            );
        }
    }
}

fn overlap(one: &ApplicationWindow, other: &ApplicationWindow) -> bool {
    let (Some(a), Some(b), Some(c), Some(d)) = (one.opens, one.closes, other.opens, other.closes)
    else {
        return false;
    };
    a.first_second() <= d.last_second() && c.first_second() <= b.last_second()
}

/// Returns what is wrong with the prefectures that conditions name.
pub(super) fn prefectures<'a>(
    rules: &'a Rules,
    known: &[&str],
    place: &Place,
) -> impl Iterator<Item = Problem> + use<'a> {
    let conditions = rules.criteria.iter().enumerate();
    let local = [ConditionType::Prefecture, ConditionType::LocalEmployees];
    let named = conditions.filter(|(_, it)| local.contains(&it.r#type));
    let mut problems = Vec::new();
    for (index, condition) in named {
        for name in condition
            .one_of
            .iter()
            .filter(|it| !known.contains(&it.as_str()))
        {
            let mend = match nearest(name, known.iter().copied()) {
                Some(it) => format!("「{it}」と書いてください。"),
                None => "「東京都」のように、正式な名前で書いてください。".to_owned(),
            };
            problems.push(place.error(
                &format!("criteria/{index}/one_of"),
                format!("「{name}」は都道府県の名前ではありません。"),
                mend,
            ));
        }
    }
    problems.into_iter()
}
