//! Subsidy programs (制度) as rules: application windows and what stands on a day, criteria with one
//! evaluator, amounts with their conditions, and what a firm told about itself.
//!
//! Everything here is three-valued: what is not known is never taken as open, met or paid.

mod amount;
mod condition;
mod eligibility;
mod facts;
mod industry;
mod nobody;
pub mod place;
mod profile;
pub mod reminder;
pub mod said;
mod size;
mod span;
mod statement;
mod window;

use serde::{Deserialize, Serialize};

pub use self::{
    amount::{Amount, Payment, Rate, payment},
    condition::{Condition, ConditionType, Finding},
    eligibility::{Eligibility, Outcome, Reason},
    facts::{FACTS, Fact, Key},
    industry::{Trade, is_known as is_industry, trades, word_in as industry_in},
    profile::{LegalForm, Profile, ProfileError},
    size::Law,
    span::Span,
    statement::{statement, without_statements},
    window::{ApplicationWindow, Moment, Standing, WindowStatus},
};

/// Who hands in the application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applicant {
    /// A firm.
    #[default]
    Firm,
    /// A municipality: firms cannot apply themselves.
    Municipality,
}

/// Whether an expense is paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covered {
    /// 対象.
    Yes,
    /// 対象外.
    #[default]
    No,
    /// Only under conditions that the text tells.
    Partly,
}

/// What a program says about one sort of expense.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expense {
    /// One of [`EXPENSES`].
    pub item: String,
    /// Whether it is paid for.
    pub covered: Covered,
    /// In words.
    pub text: String,
    /// Number of the source, from 1.
    pub source: u32,
}

/// Sorts of expenses that people ask about.
pub const EXPENSES: &[&str] = &[
    "パソコン・端末",
    "ソフト・クラウド",
    "通信・回線",
    "専門家・コンサルティング",
    "研修",
    "就業規則・規程",
    "施設・サテライトオフィス",
    "旅費・宿泊",
    "机・備品",
    "その他の機器・設備",
];

/// What programs are for.
pub const PURPOSES: &[&str] = &[
    "導入",
    "機器",
    "ソフト・クラウド",
    "労務管理",
    "育児・介護",
    "サテライト",
    "ワーケーション",
    "セキュリティ",
    "販路開拓",
    "地域",
];

/// The rules of one program. Numbers named `source` count its sources from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Official name today.
    pub name: String,
    /// Other names of today.
    pub also: Vec<String>,
    /// Names it had before.
    pub former_names: Vec<String>,
    /// Who runs it.
    pub authority: String,
    /// Official page, or empty.
    pub url: String,
    /// Who hands in the application.
    pub applicant: Applicant,
    /// The answer in short; Markdown with `[n]` marks.
    pub summary: String,
    /// The rest; Markdown with `[n]` marks, may be empty.
    pub details: String,
    /// Of [`PURPOSES`].
    pub purposes: Vec<String>,
    /// Id of the program that came before, or empty.
    pub predecessor: String,
    /// Id of the program that came after, or empty.
    pub successor: String,
    /// The program is over, although no source may tell the day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// What is known of the next call, or empty.
    pub next_round: String,
    /// What must be done before applying; with `[n]` marks.
    pub before: Vec<String>,
    /// What must not be done before applying, or before the decision; with `[n]` marks.
    pub before_not: Vec<String>,
    /// The calls that are known.
    pub windows: Vec<ApplicationWindow>,
    /// What is paid.
    pub amounts: Vec<Amount>,
    /// What an applicant must be; every one must hold.
    pub criteria: Vec<Condition>,
    /// What is paid for.
    pub expenses: Vec<Expense>,
}

#[cfg(test)]
mod tests;
