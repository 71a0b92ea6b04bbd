//! Reads figures out of Japanese sentences: amounts, counts with their unit, shares and dates, in
//! whatever width, grouping and calendar they are written.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

/// What a figure says, however it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    /// A count in thousandths, with its unit: 円, 人, か月 …
    Count(u64, &'static str),
    /// Numerator and denominator.
    Share(u32, u32),
    /// A day, or as much of it as is said.
    Date(Option<i32>, Option<u32>, Option<u32>),
}

/// A figure in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    /// As it is written, in plain width.
    pub text: String,
    /// What it says.
    pub value: Value,
    /// It only tells of when the sentence is: 「2026年8月22日時点」.
    pub as_of: bool,
}

/// Units as they are written and as they are compared; the longer of two that begin alike first.
const UNITS: &[(&str, &str)] = &[
    ("パーセント", "%"),
    ("ポイント", "ポイント"),
    ("か月", "か月"),
    ("カ月", "か月"),
    ("ヶ月", "か月"),
    ("ヵ月", "か月"),
    ("ケ月", "か月"),
    ("箇月", "か月"),
    ("か所", "か所"),
    ("カ所", "か所"),
    ("週間", "週間"),
    ("時間", "時間"),
    ("円", "円"),
    ("%", "%"),
    ("人", "人"),
    ("名", "人"),
    ("回", "回"),
    ("年", "年"),
    ("日", "日"),
    ("分", "分"),
    ("社", "社"),
    ("件", "件"),
    ("割", "割"),
    ("倍", "倍"),
    ("歳", "歳"),
    ("台", "台"),
];

/// First year of each era, less one.
const ERAS: &[(&str, i32)] = &[("令和", 2018), ("平成", 1988), ("昭和", 1925)];

/// Words after a date that only say when the sentence holds.
const AS_OF: &[&str] = &["時点", "の時点", "現在", "ごろ", "頃"];

/// Returns the figures of `text` in order.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let text: Vec<char> = text.nfkc().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let scan = Scan { text: &text };
        let before = at.checked_sub(1).map(|it| text[it]);
        // Within a word, a telephone number or a path a digit begins no figure.
        let inside = before.is_some_and(|it| it.is_ascii_alphanumeric() || ".-/_".contains(it));
        match scan.figure(at).filter(|_| !inside) {
            Some((values, end)) => {
                let as_of = AS_OF.iter().any(|it| scan.starts_with(end, it));
                let written: String = text[at..end].iter().collect();
                found.extend(values.into_iter().map(|value| Figure {
                    as_of: as_of && matches!(value, Value::Date(..)),
                    text: written.clone(),
                    value,
                }));
                at = end;
            }
            None => at = scan.digits(at).1.max(at + 1),
        }
    }
    found
}

/// Adds to `values` what a date also says when less of it is told: the month and day, the year.
pub(super) fn add_parts(values: &mut BTreeSet<Value>) {
    let parts: Vec<Value> = values
        .iter()
        .flat_map(|it| match *it {
            Value::Date(year, month, day) => vec![
                Value::Date(year, month, None),
                Value::Date(year, None, None),
                Value::Date(None, month, day),
                Value::Date(None, month, None),
            ],
            _ => Vec::new(),
        })
        .collect();
    values.extend(parts);
}

struct Scan<'a> {
    text: &'a [char],
}

impl Scan<'_> {
    fn starts_with(&self, at: usize, word: &str) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut rest = rest.iter();
        word.chars().all(|it| rest.next() == Some(&it))
    }

    /// Returns the digits at `at` and where they end.
    fn digits(&self, at: usize) -> (String, usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let digits: String = rest.iter().take_while(|it| it.is_ascii_digit()).collect();
        let end = at + digits.len();
        (digits, end)
    }

    fn number(&self, at: usize) -> Option<(u32, usize)> {
        let (digits, end) = self.digits(at);
        Some((digits.parse().ok()?, end))
    }

    /// Returns what the figure at `at` says and where it ends. A range says two things.
    fn figure(&self, at: usize) -> Option<(Vec<Value>, usize)> {
        if let Some((date, end)) = self.date(at) {
            return Some((vec![date], end));
        }
        if let Some((share, end)) = self.share(at) {
            return Some((vec![share], end));
        }
        let (amount, end) = self.amount(at)?;
        if let Some((unit, end)) = self.unit(end) {
            return Some((vec![Value::Count(amount, unit)], end));
        }
        // 「2〜999人」: the first has the unit of the second.
        let wave = self.text.get(end).filter(|it| "〜~–-".contains(**it));
        let (most, end) = self.amount(wave.map(|_| end + 1)?)?;
        let (unit, end) = self.unit(end)?;
        Some((
            vec![Value::Count(amount, unit), Value::Count(most, unit)],
            end,
        ))
    }

    /// Reads 令和8年11月30日, 2026年度, 11月30日, 4月 …
    fn date(&self, at: usize) -> Option<(Value, usize)> {
        let era = ERAS.iter().find(|(name, _)| self.starts_with(at, name));
        let start = era.map_or(at, |(name, _)| at + name.chars().count());
        let first = era.is_some() && self.starts_with(start, "元年");
        let (number, end) = if first {
            (1, start + 1)
        } else {
            self.number(start)?
        };
        if self.starts_with(end, "年") {
            let base = era.map_or(0, |(_, base)| *base);
            let plain = era.is_none();
            if plain && !(1900..2200).contains(&number) {
                return None;
            }
            let year = base + i32::try_from(number).ok()?;
            let end = end
                + if self.starts_with(end, "年度") {
                    2
                } else {
                    1
                };
            let (month, day, end) = self.month_day(end).unwrap_or((None, None, end));
            return Some((Value::Date(Some(year), month, day), end));
        }
        let (month, day, end) = self.month_day(at)?;
        Some((Value::Date(None, month, day), end))
    }

    fn month_day(&self, at: usize) -> Option<(Option<u32>, Option<u32>, usize)> {
        let (month, end) = self.number(at)?;
        if !self.starts_with(end, "月") || !(1..=12).contains(&month) {
            return None;
        }
        let end = end + 1;
        match self.number(end) {
            Some((day, after)) if self.starts_with(after, "日") && (1..=31).contains(&day) => {
                Some((Some(month), Some(day), after + 1))
            }
            _ => Some((Some(month), None, end)),
        }
    }

    /// Reads 2/3 and 3分の2.
    fn share(&self, at: usize) -> Option<(Value, usize)> {
        let (first, end) = self.number(at)?;
        if self.starts_with(end, "分の") {
            let (above, end) = self.number(end + 2)?;
            return Some((Value::Share(above, first), end));
        }
        let slash = self.starts_with(end, "/") || self.starts_with(end, "\u{2044}");
        let (below, end) = self.number(slash.then_some(end + 1)?)?;
        let share = 0 < first && first <= below && !self.starts_with(end, "/");
        share.then_some((Value::Share(first, below), end))
    }

    /// Reads 1,000 · 47.3 · 20万 · 1億5,000万, in thousandths.
    fn amount(&self, at: usize) -> Option<(u64, usize)> {
        let (mut sum, mut at) = (0_u64, at);
        let mut any = false;
        while let Some((number, end)) = self.decimal(at) {
            let (scale, width) = match self.text.get(end) {
                Some('億') => (100_000_000, 1),
                Some('万') => (10_000, 1),
                Some('千') => (1_000, 1),
                _ => (1, 0),
            };
            sum = sum.checked_add(number.checked_mul(scale)?)?;
            at = end + width;
            any = true;
            if width == 0 {
                break;
            }
        }
        any.then_some((sum, at))
    }

    fn decimal(&self, at: usize) -> Option<(u64, usize)> {
        let (mut digits, mut end) = self.digits(at);
        if digits.is_empty() {
            return None;
        }
        while self.starts_with(end, ",") {
            let (group, after) = self.digits(end + 1);
            if group.len() != 3 {
                break;
            }
            digits.push_str(&group);
            end = after;
        }
        let mut thousandths = digits.parse::<u64>().ok()?.checked_mul(1000)?;
        if self.starts_with(end, ".") {
            let (mut part, after) = self.digits(end + 1);
            if !part.is_empty() {
                part.truncate(3);
                thousandths += format!("{part:0<3}").parse::<u64>().ok()?;
                end = after;
            }
        }
        Some((thousandths, end))
    }

    fn unit(&self, at: usize) -> Option<(&'static str, usize)> {
        let at = at + usize::from(self.starts_with(at, " "));
        let (written, unit) = UNITS.iter().find(|(it, _)| self.starts_with(at, it))?;
        Some((unit, at + written.chars().count()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_however_they_are_written() {
        let count = |number: u64, unit| vec![Value::Count(number * 1000, unit)];
        let date = |year, month, day| vec![Value::Date(year, month, day)];
        for (text, values) in [
            ("上限は150万円です", count(1_500_000, "円")),
            ("１億５，０００万円", count(150_000_000, "円")),
            ("5千円", count(5_000, "円")),
            ("50%に", count(50, "%")),
            ("47.3％", vec![Value::Count(47_300, "%")]),
            ("2分の1以内", vec![Value::Share(1, 2)]),
            ("2/3以内", vec![Value::Share(2, 3)]),
            ("３ヶ月", count(3, "か月")),
            ("30名", count(30, "人")),
            ("令和8年11月30日", date(Some(2026), Some(11), Some(30))),
            ("令和元年度", date(Some(2019), None, None)),
            ("2026年11月", date(Some(2026), Some(11), None)),
            ("11月30日", date(None, Some(11), Some(30))),
            ("10年", count(10, "年")),
            (
                "2〜999人",
                vec![Value::Count(2_000, "人"), Value::Count(999_000, "人")],
            ),
            ("0120-861009", vec![]),
            ("第9条の2、第5版、7(4)", vec![]),
            ("4.5日", vec![Value::Count(4_500, "日")]),
            ("99999999999999999999円", vec![]),
        ] {
            let found: Vec<Value> = figures(text).into_iter().map(|it| it.value).collect();
            assert_eq!(found, values, "{text}");
        }
        assert!(figures("8月22日時点")[0].as_of);
        assert!(!figures("8月22日まで")[0].as_of);
    }

    #[test]
    fn a_date_also_says_its_parts() {
        let mut values = BTreeSet::from([Value::Date(Some(2026), Some(11), Some(30))]);
        add_parts(&mut values);
        for part in ["2026年度", "11月30日", "2026年11月", "11月"] {
            assert!(values.contains(&figures(part)[0].value), "{part}");
        }
        assert!(!values.contains(&figures("2026年12月")[0].value));
    }
}
