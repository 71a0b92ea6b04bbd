//! Criteria as data, with one evaluator.

use serde::{Deserialize, Serialize};

use super::{
    facts::{Fact, Key},
    profile::{LegalForm, Profile},
    size::{self, Law},
    span::Span,
};

/// What a condition looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionType {
    /// The firm is an SME by a [`Law`].
    Sme,
    /// The firm is a small business (小規模事業者) by a [`Law`].
    SmallBusiness,
    /// Its number of employees lies between `min` and `max`.
    Employees,
    /// Its number of employees in its prefecture, which is one of these, lies between `min` and `max`.
    LocalEmployees,
    /// It is in one of these prefectures.
    Prefecture,
    /// It has one of these legal forms.
    LegalForm,
    /// A fact is so, or is not.
    #[default]
    Fact,
}

/// One condition as its file has it. Which keys matter depends on the type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What it looks at.
    pub r#type: ConditionType,
    /// Table of a size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Law>,
    /// Fewest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// Prefectures by full name, or legal forms by profile name.
    #[serde(default)]
    pub one_of: Vec<String>,
    /// The fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Fact>,
    /// Whether it must be so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<bool>,
    /// In words, for the reader.
    #[serde(default)]
    pub text: String,
    /// Number of the source, from 1; none where the amount names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<u32>,
}

/// What is known of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It holds.
    Met,
    /// It does not hold.
    NotMet,
    /// These facts are missing.
    Undetermined(Vec<Key>),
}

impl Condition {
    /// Returns what must still be written for this type of condition, as a sentence.
    #[must_use]
    pub fn incomplete(&self) -> Option<&'static str> {
        match self.r#type {
            ConditionType::Sme => match self.law {
                None | Some(Law::SupportAct) => {
                    Some("`law` に employment_grants, basic_act, cabinet_order のどれかを書きます")
                }
                Some(_) => None,
            },
            ConditionType::SmallBusiness => match self.law {
                Some(Law::BasicAct | Law::SupportAct) => None,
                _ => Some("`law` に basic_act か support_act を書きます"),
            },
            ConditionType::Employees | ConditionType::LocalEmployees => {
                match (self.min, self.max) {
                    (None, None) => Some("`min` か `max` を書きます"),
                    (Some(min), Some(max)) if max < min => Some("`max` を `min` 以上にします"),
                    _ => None,
                }
            }
            ConditionType::Prefecture | ConditionType::LegalForm => self
                .one_of
                .is_empty()
                .then_some("`one_of` に1つ以上の値を書きます"),
            ConditionType::Fact => match (self.fact, self.is) {
                (Some(_), Some(_)) => None,
                _ => Some("`fact` と `is` を書きます"),
            },
        }
    }

    /// Returns what is known of this condition for a firm.
    #[must_use]
    pub fn finding(&self, profile: &Profile) -> Finding {
        let size = |known: Result<bool, Vec<Key>>| match known {
            Ok(true) => Finding::Met,
            Ok(false) => Finding::NotMet,
            Err(missing) => Finding::Undetermined(missing),
        };
        match self.r#type {
            ConditionType::Sme => size(size::is_medium(self.law.unwrap_or(Law::BasicAct), profile)),
            ConditionType::SmallBusiness => {
                size(size::is_small(self.law.unwrap_or(Law::BasicAct), profile))
            }
            ConditionType::Employees => self.count(profile.employees, Key::Employees),
            ConditionType::LocalEmployees => self.local_count(profile),
            ConditionType::Prefecture => match &profile.prefecture {
                Some(it) if self.one_of.contains(it) => Finding::Met,
                Some(_) => Finding::NotMet,
                None => Finding::Undetermined(vec![Key::Prefecture]),
            },
            ConditionType::LegalForm => match profile.legal_form {
                Some(form) => {
                    let name = name_of(form);
                    decided(self.one_of.iter().any(|it| it == name))
                }
                None => Finding::Undetermined(vec![Key::LegalForm]),
            },
            ConditionType::Fact => match self.fact {
                Some(fact) => match profile.facts.get(&fact) {
                    Some(is) => decided(Some(*is) == self.is),
                    None => Finding::Undetermined(vec![Key::Fact(fact)]),
                },
                None => Finding::Undetermined(Vec::new()),
            },
        }
    }

    fn count(&self, known: Option<Span>, key: Key) -> Finding {
        let Some(span) = known else {
            return Finding::Undetermined(vec![key]);
        };
        let low = self.min.map_or(Some(true), |it| span.at_least(it));
        let high = self.max.map_or(Some(true), |it| span.at_most(it));
        match (low, high) {
            (Some(false), _) | (_, Some(false)) => Finding::NotMet,
            (Some(true), Some(true)) => Finding::Met,
            _ => Finding::Undetermined(vec![key]),
        }
    }

    /// The people of a prefecture count only there. A firm cannot have more of them than altogether.
    fn local_count(&self, profile: &Profile) -> Finding {
        match &profile.prefecture {
            Some(it) if !self.one_of.contains(it) => return Finding::NotMet,
            Some(_) => {}
            None => return Finding::Undetermined(vec![Key::Prefecture, Key::LocalEmployees]),
        }
        let too_few = match (self.min, profile.employees) {
            (Some(min), Some(all)) => all.at_least(min) == Some(false),
            _ => false,
        };
        if too_few {
            return Finding::NotMet;
        }
        self.count(profile.local_employees, Key::LocalEmployees)
    }

    /// Returns the numbers at which the answer to `key` changes: the highest that still count as low.
    #[must_use]
    pub fn limits(&self, key: Key, profile: &Profile) -> Vec<u64> {
        let bounds = || {
            let below = self.min.and_then(|it| it.checked_sub(1));
            below.into_iter().chain(self.max).collect()
        };
        match (self.r#type, key) {
            (ConditionType::Sme | ConditionType::SmallBusiness, _) => {
                let small = self.r#type == ConditionType::SmallBusiness;
                let law = self.law.unwrap_or(Law::BasicAct);
                let (people, yen) = size::limits(law, small, profile);
                match key {
                    Key::Employees => people,
                    Key::CapitalYen => yen,
                    _ => Vec::new(),
                }
            }
            (ConditionType::Employees, Key::Employees)
            | (ConditionType::LocalEmployees, Key::LocalEmployees) => bounds(),
            _ => Vec::new(),
        }
    }
}

fn decided(met: bool) -> Finding {
    if met { Finding::Met } else { Finding::NotMet }
}

fn name_of(form: LegalForm) -> &'static str {
    let row = LegalForm::ALL.iter().find(|(it, ..)| *it == form);
    row.map_or("", |(_, name, _)| *name)
}
