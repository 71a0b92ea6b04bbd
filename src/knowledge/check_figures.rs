//! Figures: those of programs stand in their rules and nowhere else, and every figure has a source.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::programs::{Condition, Moment, Rules};

use super::{
    Problem, Record,
    check::Check,
    figures::{Figure, Value, add_parts, figures},
    problem::Place,
    prose::{Sentence, Text, sentences, texts},
    quotes,
};

/// Shortest name, in characters, by which a sentence names a program: 「通常枠」 names many.
const NAME: usize = 5;
/// Most fields that are offered for a quote.
const OFFERED: usize = 4;
/// A sentence with one of these reckons an example or tells what others wrote.
const EXAMPLE: &[&str] = &["例えば", "たとえば", "とすると", "仮に", "の例"];

/// The programs as sentences name them.
pub(super) struct Named<'a> {
    /// Names in plain width, with the programs that have them.
    names: BTreeMap<String, BTreeSet<&'a str>>,
    /// Everything that the rules and texts of a program say.
    values: BTreeMap<&'a str, BTreeSet<Value>>,
}

impl<'a> Named<'a> {
    pub(super) fn new(records: impl Iterator<Item = (&'a str, &'a Record)>) -> Named<'a> {
        let mut named = Named {
            names: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        for (id, record) in records {
            let Record::Program(program) = record else {
                continue;
            };
            let rules = &program.rules;
            let all = std::iter::once(&rules.name).chain(&rules.also);
            for name in all.chain(&rules.former_names).flat_map(|it| parts(it)) {
                if NAME <= name.chars().count() {
                    named.names.entry(name).or_default().insert(id);
                }
            }
            named.values.insert(id, values(record, rules));
        }
        named
    }

    fn in_sentence<'b>(&self, sentence: &'b str) -> BTreeSet<&'b str>
    where
        'a: 'b,
    {
        let plain: String = sentence.nfkc().collect();
        let named = self.names.iter().filter(|(name, _)| plain.contains(*name));
        let mut found: BTreeSet<&str> = named.flat_map(|(_, it)| it.iter().copied()).collect();
        let quoted = quotes::quotes(sentence).into_iter().map(|it| it.program);
        found.extend(quoted.filter(|it| self.values.contains_key(it)));
        found
    }
}

/// Returns a program's name, and its parts before and within the parentheses, without a year.
fn parts(name: &str) -> Vec<String> {
    let plain: String = name.nfkc().collect();
    let without_year = |it: &str| {
        it.trim_end_matches(|it: char| it.is_ascii_digit())
            .trim()
            .to_owned()
    };
    let mut parts = vec![plain.clone()];
    match plain.split_once('(') {
        Some((before, rest)) => {
            let inside = rest.split(')').next().unwrap_or_default();
            parts.extend([without_year(before), without_year(inside)]);
        }
        None => parts.push(without_year(&plain)),
    }
    parts
}

fn values(record: &Record, rules: &Rules) -> BTreeSet<Value> {
    let names = std::iter::once(&rules.name).chain(&rules.also);
    let names = names.chain(&rules.former_names).map(String::as_str);
    let per = rules.amounts.iter().map(|it| it.per.as_str());
    let texts = texts(record);
    let said = texts.iter().map(|it| it.text).chain(names).chain(per);
    let mut values: BTreeSet<Value> = said.flat_map(figures).map(|it| it.value).collect();
    let mut count = |number: Option<u64>, unit| {
        values.extend(number.map(|it| Value::Count(it.saturating_mul(1000), unit)));
    };
    let limits = |it: &Condition| [it.min, it.max];
    for amount in &rules.amounts {
        for yen in [amount.yen, amount.min_yen, amount.max_yen] {
            count(yen, "円");
        }
        for people in amount.when.iter().flat_map(limits) {
            count(people, "人");
        }
    }
    for people in rules.criteria.iter().flat_map(limits) {
        count(people, "人");
    }
    for window in &rules.windows {
        count(window.within_months.map(u64::from), "か月");
    }
    let rates = rules.amounts.iter().filter_map(|it| it.rate);
    values.extend(rates.map(|it| Value::Share(it.numerator, it.denominator)));
    let moments = rules.windows.iter().flat_map(|it| [it.opens, it.closes]);
    values.extend(moments.flatten().map(day));
    add_parts(&mut values);
    values
}

fn day(moment: Moment) -> Value {
    use chrono::Datelike as _;
    let date = moment.date;
    Value::Date(Some(date.year()), Some(date.month()), Some(date.day()))
}

impl Check<'_> {
    /// Checks the figures of one record.
    pub(super) fn figures(&mut self, record: &Record, place: &Place, named: &Named<'_>) {
        let is_program = matches!(record, Record::Program(_));
        for text in texts(record) {
            for sentence in sentences(text.text) {
                let figures = literal(sentence.text);
                if figures.is_empty() {
                    continue;
                }
                // What a program says of itself are its values.
                if !is_program {
                    self.contradiction(&text, &sentence, &figures, place, named);
                }
                if needs_marks(record, &text.key) {
                    self.unsourced(&text, &sentence, &figures, place);
                }
            }
        }
    }

    /// A figure of a program that the program does not have.
    fn contradiction(
        &mut self,
        text: &Text<'_>,
        sentence: &Sentence<'_>,
        figures: &[Figure],
        place: &Place,
        named: &Named<'_>,
    ) {
        let programs = named.in_sentence(sentence.text);
        if programs.is_empty() {
            return;
        }
        let known = |it: &&Figure| {
            let has = |program: &&str| {
                let values = named.values.get(program);
                values.is_some_and(|values| values.contains(&it.value))
            };
            it.as_of || programs.iter().any(has)
        };
        // Both ends of a range are told once.
        let mut told = BTreeSet::new();
        let unknown = figures.iter().filter(|it| !known(it));
        for figure in unknown.filter(|it| told.insert(&it.text)) {
            let ids: Vec<String> = programs.iter().map(|it| format!("`{it}`")).collect();
            let problem = Problem::error(
                &place.file,
                text.line(place, sentence.start),
                format!(
                    "「{}」は、この文が述べる制度（{}）の値にありません。",
                    figure.text,
                    ids.join("、")
                ),
                self.quotable(figure, &programs),
            );
            self.problems.push(problem);
        }
    }

    /// Says how to quote what is of the figure's sort.
    fn quotable(&self, figure: &Figure, programs: &BTreeSet<&str>) -> String {
        let mut offered: Vec<String> = Vec::new();
        for id in programs {
            let Some(rules) = self.programs.get(*id) else {
                continue;
            };
            let mut seen = BTreeSet::new();
            for field in quotes::fields(rules) {
                let value = quotes::value(rules, &field).unwrap_or_default();
                let same = figures(&value)
                    .iter()
                    .any(|it| alike(&it.value, &figure.value));
                if same && seen.insert(value.clone()) {
                    offered.push(format!("`{{{id}.{field}}}`（{value}）"));
                }
            }
        }
        offered.truncate(OFFERED);
        match offered.as_slice() {
            [] => "制度のファイルの値か、この文を直してください。別の制度の値なら、文を分けてその制度を名指してください。".to_owned(),
            offered => format!(
                "制度の値は数字で書かず、{}のように引用してください。",
                offered.join("、")
            ),
        }
    }

    /// A figure without a mark: nobody can check it.
    fn unsourced(
        &mut self,
        text: &Text<'_>,
        sentence: &Sentence<'_>,
        figures: &[Figure],
        place: &Place,
    ) {
        let example = EXAMPLE.iter().any(|it| sentence.text.contains(it));
        if sentence.cited || sentence.heading || example {
            return;
        }
        let claims = figures.iter().filter_map(|it| Some((it, claim(it)?)));
        let Some((figure, claim)) = claims.max_by_key(|(_, claim)| *claim) else {
            return;
        };
        let line = text.line(place, sentence.start);
        let message = format!("「{}」に出典番号がありません。", figure.text);
        let mend = "根拠の出典の番号を、文の終わりに `[1]` のように書いてください。";
        self.problems.push(match claim {
            Claim::Limit => Problem::error(&place.file, line, message, mend),
            Claim::Count => Problem::warning(&place.file, line, message, mend),
        });
    }
}

/// Returns the figures that stand in a sentence themselves, not by a quote.
fn literal(sentence: &str) -> Vec<Figure> {
    if !sentence.contains("{program/") {
        return figures(sentence);
    }
    let mut rest = String::new();
    let mut at = 0;
    for quote in quotes::quotes(sentence) {
        rest.push_str(&sentence[at..quote.start]);
        rest.push('…');
        at = quote.end;
    }
    rest.push_str(&sentence[at..]);
    figures(&rest)
}

/// Whether the author has to write marks there: templates add those of the other texts.
fn needs_marks(record: &Record, key: &str) -> bool {
    match record {
        Record::Qa(_) | Record::Guideline(_) | Record::Case(_) => key == "body",
        Record::Program(_) => {
            let key = key.split('/').next().unwrap_or_default();
            ["summary", "details", "before", "before_not", "next_round"].contains(&key)
        }
        Record::Event(_) => key == "status_note",
        Record::Solution(_) => key.starts_with("selection_points"),
        Record::Desk(_) | Record::Term(_) | Record::Statistic(_) => false,
    }
}

/// How much hangs on a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// People, days, hours: somebody should look.
    Count,
    /// Money and shares: firms decide by them.
    Limit,
}

fn claim(figure: &Figure) -> Option<Claim> {
    match figure.value {
        Value::Count(_, "円" | "%" | "割" | "ポイント") | Value::Share(..) => {
            Some(Claim::Limit)
        }
        // 「1日」「1人」 are words more than figures.
        Value::Count(count, "人" | "日" | "時間" | "か月" | "年" | "歳" | "社" | "件" | "倍")
            if 1000 < count =>
        {
            Some(Claim::Count)
        }
        Value::Date(_, _, Some(_)) if !figure.as_of => Some(Claim::Count),
        Value::Count(..) | Value::Date(..) => None,
    }
}

/// Whether two values are of one sort, so that one may be meant for the other.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Count(_, a), Value::Count(_, b)) => a == b,
        (Value::Share(..), Value::Share(..) | Value::Count(_, "%" | "割"))
        | (Value::Date(..), Value::Date(..)) => true,
        _ => false,
    }
}
