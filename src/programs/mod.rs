//! What a firm told about itself. The rules of subsidy programs will be evaluated against it.

use serde::{Deserialize, Serialize};

/// Known facts about the asker's firm. Every fact is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Prefecture by its full name, for example 東京都.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefecture: Option<String>,
    /// Industry, in the asker's words or as a code of the Japan Standard Industrial Classification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// Capital (資本金) in yen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital_yen: Option<u64>,
    /// Number of regular employees (常時使用する従業員); 0 for a sole proprietor without staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employees: Option<u32>,
}

impl Profile {
    /// Returns these facts, with the gaps filled from what was known `before`.
    #[must_use]
    pub fn or(self, before: &Profile) -> Profile {
        Profile {
            prefecture: self.prefecture.or_else(|| before.prefecture.clone()),
            industry: self.industry.or_else(|| before.industry.clone()),
            capital_yen: self.capital_yen.or(before.capital_yen),
            employees: self.employees.or(before.employees),
        }
    }
}
