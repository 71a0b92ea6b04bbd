//! The companies of a [`Solution`]: what curators write of them, and how an answer lists them.
//!
//! The list recommends nobody: it is ordered by reading, says that it is no advertisement, and is no
//! part of what is searched, so that nobody is found more easily for being listed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text::{figures, japanese::reading_order};

use super::Solution;

/// A `[[solution.vendors]]`: a company that agreed to be listed under a category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Name of the company.
    pub name: String,
    /// Reading of the name in hiragana; the list is ordered by it.
    pub reading: String,
    /// Name of the product or service, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// Page of the product or company.
    pub url: String,
    /// What it is to the association.
    pub relation: Relation,
    /// The day the company agreed to be listed; without it nothing is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<NaiveDate>,
    /// Page on which these facts were checked.
    pub source: String,
    /// The day they were checked there.
    pub checked_on: NaiveDate,
    /// Further fact, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What a [`Vendor`] is to the association that runs the assistant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 会員企業.
    Member,
    /// Any other company.
    #[default]
    Other,
}

/// Returns the vendors of `solution` as Markdown; empty if nobody is listed.
pub(super) fn list(solution: &Solution) -> String {
    let vendors = solution.vendors.iter();
    let mut listed: Vec<&Vendor> = vendors.filter(|it| it.consent.is_some()).collect();
    if listed.is_empty() {
        return String::new();
    }
    listed.sort_by_cached_key(|it| (reading_order(&it.reading), &it.reading, &it.name));
    let items: Vec<String> = listed.into_iter().map(item).collect();
    format!(
        "## この分野の会社（五十音順・広告ではありません）\n{}\n\n{}",
        "掲載に同意した会社です。掲載は推薦ではありません。並び順は会社名の読みの順で、会員かどうかによりません。",
        items.join("\n")
    )
}

fn item(it: &Vendor) -> String {
    let label = match it.relation {
        Relation::Member => "（会員企業）",
        Relation::Other => "",
    };
    let mut lines = vec![format!("- 会社：{}{label}", it.name)];
    for (name, text) in [("製品・サービス", &it.product), ("補足", &it.note)] {
        if !text.trim().is_empty() {
            lines.push(format!("  - {name}：{text}"));
        }
    }
    lines.push(format!("  - 公式サイト：<{}>", it.url));
    let date = figures::date(it.checked_on);
    lines.push(if it.source == it.url {
        format!("  - 出典：上のページ（{date}時点）")
    } else {
        format!("  - 出典：<{}>（{date}時点）", it.source)
    });
    lines.join("\n")
}
