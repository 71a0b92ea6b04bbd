//! Who counts as a small or medium enterprise (中小企業), or as a small one (小規模), by which law.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    facts::Key,
    industry::{Trade, trades},
    profile::{LegalForm, Profile},
    span::Span,
};

/// The table by which size is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// 厚生労働省の雇用関係助成金の「中小企業事業主」.
    EmploymentGrants,
    /// 中小企業基本法 第2条.
    BasicAct,
    /// 中小企業基本法 with the exceptions of the Cabinet orders on laws for these enterprises.
    CabinetOrder,
    /// 商工会及び商工会議所による小規模事業者の支援に関する法律: small businesses only.
    SupportAct,
}

const MILLION: u64 = 1_000_000;

/// Returns the highest capital in yen and the highest number of employees of an SME.
fn medium(law: Law, trade: Trade) -> (u64, u64) {
    let exceptions = law == Law::CabinetOrder;
    match trade {
        Trade::Rubber if exceptions => (300 * MILLION, 900),
        Trade::Software if exceptions => (300 * MILLION, 300),
        Trade::Lodging if exceptions => (50 * MILLION, 200),
        Trade::Other | Trade::Rubber => (300 * MILLION, 300),
        Trade::Wholesale => (100 * MILLION, 100),
        Trade::Retail => (50 * MILLION, 50),
        Trade::Service | Trade::Software | Trade::Lodging | Trade::Amusement => (50 * MILLION, 100),
    }
}

/// Returns the highest number of employees of a small business.
fn small(law: Law, trade: Trade) -> u64 {
    match trade {
        Trade::Other | Trade::Rubber => 20,
        Trade::Lodging | Trade::Amusement if law == Law::SupportAct => 20,
        _ => 5,
    }
}

/// Whether the firm is an SME: its capital *or* its number of employees is small enough. Or the facts
/// that are missing.
pub(super) fn is_medium(law: Law, profile: &Profile) -> Result<bool, Vec<Key>> {
    let trades = possible(profile);
    let judge = |trade: &Trade| {
        let (capital, employees) = medium(law, *trade);
        either(
            capital_at_most(profile, capital),
            people(profile, employees),
        )
    };
    agreed(&trades, judge).ok_or_else(|| {
        let mut missing = Vec::new();
        if unclear(&trades, |it| medium(law, it)) {
            missing.push(Key::Industry);
        }
        if profile.employees.is_none_or(|it| it.exact().is_none()) {
            missing.push(Key::Employees);
        }
        if has_capital(profile) && profile.capital_yen.is_none_or(|it| it.exact().is_none()) {
            missing.push(Key::CapitalYen);
        }
        missing
    })
}

/// Whether the firm is a small business, by its number of employees alone.
pub(super) fn is_small(law: Law, profile: &Profile) -> Result<bool, Vec<Key>> {
    let trades = possible(profile);
    let judge = |trade: &Trade| people(profile, small(law, *trade));
    agreed(&trades, judge).ok_or_else(|| {
        let mut missing = Vec::new();
        if unclear(&trades, |it| small(law, it)) {
            missing.push(Key::Industry);
        }
        if profile.employees.is_none_or(|it| it.exact().is_none()) {
            missing.push(Key::Employees);
        }
        missing
    })
}

/// Returns the numbers at which the answer changes, for the trades that are possible: of people and of
/// yen.
pub(super) fn limits(law: Law, is_small: bool, profile: &Profile) -> (Vec<u64>, Vec<u64>) {
    let trades = possible(profile);
    if is_small {
        return (
            trades.iter().map(|it| small(law, *it)).collect(),
            Vec::new(),
        );
    }
    let (capital, people) = trades.iter().map(|it| medium(law, *it)).unzip();
    (people, capital)
}

fn possible(profile: &Profile) -> BTreeSet<Trade> {
    let named = profile.industry.as_deref().and_then(trades);
    named.unwrap_or_else(|| Trade::ALL.into_iter().collect())
}

/// The answer, if it is the same for all trades.
fn agreed(trades: &BTreeSet<Trade>, judge: impl Fn(&Trade) -> Option<bool>) -> Option<bool> {
    let mut answers = trades.iter().map(judge);
    let first = answers.next()??;
    answers.all(|it| it == Some(first)).then_some(first)
}

/// Whether the trades differ in what they allow.
fn unclear<T: PartialEq>(trades: &BTreeSet<Trade>, limit: impl Fn(Trade) -> T) -> bool {
    let mut limits = trades.iter().map(|it| limit(*it));
    let first = limits.next();
    limits.any(|it| Some(&it) != first.as_ref())
}

fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// A sole proprietor has no capital; a capital of 0 says nothing either (組合, NPO …). Such firms are
/// judged by their employees alone.
fn has_capital(profile: &Profile) -> bool {
    profile.legal_form != Some(LegalForm::SoleProprietor)
        && profile.capital_yen != Some(Span::exactly(0))
}

fn capital_at_most(profile: &Profile, most: u64) -> Option<bool> {
    if !has_capital(profile) {
        return Some(false);
    }
    let capital = profile.capital_yen?;
    // A span that begins at 0 may still turn out to be no capital at all.
    match capital.at_most(most) {
        Some(true) if capital.from == 0 => None,
        it => it,
    }
}

fn people(profile: &Profile, most: u64) -> Option<bool> {
    profile.employees?.at_most(most)
}
