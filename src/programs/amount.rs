//! What a program pays, under which conditions.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::text::figures;

use super::{
    condition::{Condition, Finding},
    facts::Key,
    profile::Profile,
};

/// A share of the expenses as a fraction, for example 2/3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Above the line.
    pub numerator: u32,
    /// Below the line; at least the numerator.
    pub denominator: u32,
}

impl Rate {
    /// Reads `2/3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Rate> {
        let (above, below) = text.split_once('/')?;
        let (numerator, denominator) = (above.parse().ok()?, below.parse().ok()?);
        let share = 0 < numerator && numerator <= denominator;
        share.then_some(Rate {
            numerator,
            denominator,
        })
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Rate::parse(&text).ok_or_else(|| D::Error::custom("no rate"))
    }
}

/// One amount: fixed (`yen`), or a share of the expenses (`rate`) up to `max_yen`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// By which entries quote it.
    pub key: String,
    /// What it is paid for.
    pub label: String,
    /// A fixed amount in yen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yen: Option<u64>,
    /// The smallest amount in yen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_yen: Option<u64>,
    /// The largest amount in yen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_yen: Option<u64>,
    /// Share of the expenses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Amounts with the same word exclude each other: the first that fits counts. Empty: it adds up.
    #[serde(default)]
    pub choice: String,
    /// Per what, for example 労働者1人; such an amount is not added up. Or empty.
    #[serde(default)]
    pub per: String,
    /// Further remark, or empty.
    #[serde(default)]
    pub note: String,
    /// Number of the source, from 1.
    pub source: u32,
    /// All must hold.
    #[serde(default)]
    pub when: Vec<Condition>,
}

/// What a firm may expect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment<'a> {
    /// The amounts that fit or may fit, in the order of the file; with the facts that would tell.
    pub items: Vec<(&'a Amount, Vec<Key>)>,
    /// The most that can come together, in yen; none where nothing has a number.
    pub max_yen: Option<u64>,
}

impl Amount {
    /// Returns the amount as people read it, with the mark of its source: `制度導入助成：20万円[1]`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut parts: Vec<String> = self.rate.iter().map(Rate::to_string).collect();
        match (self.yen, self.min_yen, self.max_yen) {
            (Some(yen), ..) => parts.push(figures::yen(yen)),
            (None, Some(least), Some(most)) => {
                parts.push(format!("{}〜{}", figures::yen(least), figures::yen(most)));
            }
            (None, None, Some(most)) => parts.push(format!("上限{}", figures::yen(most))),
            (None, Some(least), None) => parts.push(format!("{}以上", figures::yen(least))),
            (None, None, None) => {}
        }
        let per = match self.per.as_str() {
            "" => String::new(),
            per => format!("（{per}あたり）"),
        };
        let note = match self.note.as_str() {
            "" => String::new(),
            note => format!("。{note}"),
        };
        format!(
            "{}：{}{per}{note}[{}]",
            self.label,
            parts.join("、"),
            self.source
        )
    }

    /// Returns the most that this can be, in yen.
    #[must_use]
    pub fn most(&self) -> Option<u64> {
        self.yen.or(self.max_yen)
    }
}

/// Returns what a firm may expect of these amounts.
#[must_use]
pub fn payment<'a>(amounts: &'a [Amount], profile: &Profile) -> Payment<'a> {
    let mut items: Vec<(&Amount, Vec<Key>)> = Vec::new();
    let mut settled: Vec<&str> = Vec::new();
    for amount in amounts {
        if !amount.choice.is_empty() && settled.contains(&amount.choice.as_str()) {
            continue;
        }
        match all(&amount.when, profile) {
            Finding::NotMet => {}
            Finding::Met => {
                settled.push(&amount.choice);
                items.push((amount, Vec::new()));
            }
            Finding::Undetermined(missing) => items.push((amount, missing)),
        }
    }
    let mut choices: Vec<(&str, u64)> = Vec::new();
    let mut max_yen = None;
    for (amount, _) in items.iter().filter(|(it, _)| it.per.is_empty()) {
        let Some(most) = amount.most() else { continue };
        let known = choices.iter_mut().find(|(it, _)| *it == amount.choice);
        match known {
            Some((_, highest)) if !amount.choice.is_empty() => *highest = most.max(*highest),
            _ => choices.push((&amount.choice, most)),
        }
    }
    for (_, most) in choices {
        max_yen = Some(max_yen.unwrap_or(0_u64).saturating_add(most));
    }
    Payment { items, max_yen }
}

/// Returns what is known of conditions that must all hold.
pub(super) fn all(conditions: &[Condition], profile: &Profile) -> Finding {
    let mut missing: Vec<Key> = Vec::new();
    let mut open = false;
    for condition in conditions {
        match condition.finding(profile) {
            Finding::NotMet => return Finding::NotMet,
            Finding::Met => {}
            Finding::Undetermined(keys) => {
                open = true;
                for key in keys {
                    if !missing.contains(&key) {
                        missing.push(key);
                    }
                }
            }
        }
    }
    if open {
        Finding::Undetermined(missing)
    } else {
        Finding::Met
    }
}
