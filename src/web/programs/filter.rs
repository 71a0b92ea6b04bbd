//! What the table is asked to show.

use chrono::{DateTime, Utc};

use crate::{
    knowledge::Entry,
    programs::{
        Key, PURPOSES, Profile, Reason, Rules,
        said::{self, Told},
    },
    text::{clean, truncate},
    web::choices::PREFECTURES,
};

/// Characters of a wrong value that are shown again.
const SHOWN: usize = 20;

/// A filter as an address carries it. What cannot be read is named, and does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Programs for firms of this prefecture.
    pub prefecture: Option<&'static str>,
    /// Programs for this purpose.
    pub purpose: Option<&'static str>,
    /// The number of employees as it was typed.
    pub employees: String,
    /// What could not be read.
    pub wrong: Vec<Wrong>,
    firm: Profile,
}

/// A value that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub text: String,
}

impl Filter {
    /// Reads the pairs of a query; of a key that comes twice, the last one counts.
    pub fn read(pairs: &[(String, String)]) -> Filter {
        let value = |name: &str| {
            let pair = pairs.iter().rev().find(|(it, _)| it == name);
            let raw = pair.map_or("", |(_, it)| it.trim());
            let cleaned = clean(raw).trim().to_owned();
            match cleaned.is_empty() && !raw.is_empty() {
                true => "読み取れない文字".to_owned(),
                false => cleaned,
            }
        };
        let mut filter = Filter::default();
        filter.read_prefecture(&value("prefecture"));
        filter.read_purpose(&value("purpose"));
        filter.read_employees(&value("employees"));
        filter
    }

    fn read_prefecture(&mut self, value: &str) {
        let short = |name: &str| {
            let mut ends = ["都", "府", "県"].into_iter();
            ends.any(|end| name.strip_suffix(end) == Some(value))
        };
        self.prefecture = PREFECTURES.into_iter().find(|it| *it == value || short(it));
        self.firm.prefecture = self.prefecture.map(str::to_owned);
        if self.prefecture.is_none() {
            self.refuse(
                "prefecture",
                value,
                "都道府県の名前ではありません。一覧から選んでください。",
            );
        }
    }

    fn read_purpose(&mut self, value: &str) {
        self.purpose = PURPOSES.iter().copied().find(|it| *it == value);
        if self.purpose.is_none() {
            self.refuse(
                "purpose",
                value,
                "登録している目的にありません。一覧から選んでください。",
            );
        }
    }

    fn read_employees(&mut self, value: &str) {
        if value.is_empty() {
            return;
        }
        let read = match said::answer(Key::Employees, value) {
            Some(Told::Value(count)) => self.firm.set(Key::Employees, count).is_ok(),
            Some(Told::NotKnown) => return,
            None => false,
        };
        truncate(value, SHOWN).0.clone_into(&mut self.employees);
        if !read {
            self.refuse(
                "employees",
                value,
                "人数として読み取れません。「8」のように、数字で入力してください。",
            );
        }
    }

    fn refuse(&mut self, field: &'static str, value: &str, why: &str) {
        if value.is_empty() {
            return;
        }
        let (short, cut) = truncate(value, SHOWN);
        let more = if cut { "…" } else { "" };
        self.wrong.push(Wrong {
            field,
            text: format!("「{short}{more}」は、{why}"),
        });
    }

    /// Tells whether a field could not be read.
    pub fn is_wrong(&self, field: &str) -> bool {
        self.wrong.iter().any(|it| it.field == field)
    }

    /// Tells whether anything is asked for.
    pub fn is_set(&self) -> bool {
        *self != Filter::default()
    }

    /// Returns what the filter tells about a firm.
    pub fn profile(&self) -> &Profile {
        &self.firm
    }

    /// Tells whether a program stays: it is for the place and the purpose, and no criterion excludes a
    /// firm of this size. What still depends on the industry or the capital stays.
    pub fn admits(&self, entry: &Entry, rules: &Rules, now: DateTime<Utc>) -> bool {
        let local = |it: &str| entry.prefectures.iter().any(|own| own == it);
        let excluded = || {
            let found = entry.eligibility(&self.firm, now);
            let reasons = found.map(|it| it.reasons).unwrap_or_default();
            reasons.iter().any(|it| matches!(it, Reason::NotMet(_)))
        };
        self.prefecture
            .is_none_or(|it| entry.prefectures.is_empty() || local(it))
            && self
                .purpose
                .is_none_or(|it| rules.purposes.iter().any(|own| own == it))
            && !excluded()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Filter {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Filter::read(&pairs.iter().map(owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_people_write_is_understood() {
        let filter = read(&[("prefecture", " 京都 "), ("employees", "８人"), ("x", "y")]);
        assert_eq!(filter.prefecture, Some("京都府"));
        assert_eq!(filter.profile().employees.unwrap().exact(), Some(8));
        assert_eq!(filter.wrong, []);
        assert!(!read(&[("prefecture", ""), ("employees", "分からない")]).is_set());
    }

    #[test]
    fn what_is_not_understood_is_named_and_does_not_filter() {
        let filter = read(&[
            ("prefecture", "江戸"),
            ("purpose", "\u{0}<b>"),
            ("employees", "たくさん"),
        ]);
        assert_eq!(*filter.profile(), Profile::default());
        let wrong: Vec<_> = filter.wrong.iter().map(|it| it.field).collect();
        assert_eq!(wrong, ["prefecture", "purpose", "employees"]);
        assert!(filter.is_wrong("employees"));
        assert!(filter.wrong[2].text.starts_with("「たくさん」は、"));
        let long = read(&[("prefecture", &"あ".repeat(5000))]);
        assert!(long.wrong[0].text.chars().count() < 80);
    }

    #[test]
    fn the_last_of_two_values_counts() {
        let filter = read(&[("purpose", "導入"), ("purpose", "機器")]);
        assert_eq!(filter.purpose, Some("機器"));
    }
}
