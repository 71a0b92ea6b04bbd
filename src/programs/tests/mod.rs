//! What the tests of programs share.

mod firms;
mod place;
mod properties;
mod reminder;
mod said;
mod windows;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::*;
use crate::clock::jst;

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    let local = moment(text).first_second();
    local.and_local_timezone(jst()).unwrap().to_utc()
}

fn window(opens: Option<&str>, closes: Option<&str>) -> ApplicationWindow {
    ApplicationWindow {
        label: "令和8年度".to_owned(),
        opens: opens.map(moment),
        closes: closes.map(moment),
        source: 1,
        ..ApplicationWindow::default()
    }
}

fn day() -> NaiveDate {
    moment("2026-08-22").date
}

fn profile(value: serde_json::Value) -> Profile {
    Profile::from_json(value).unwrap()
}

fn sme(law: Law) -> Condition {
    Condition {
        r#type: ConditionType::Sme,
        law: Some(law),
        ..Condition::default()
    }
}

fn small(law: Law) -> Condition {
    Condition {
        r#type: ConditionType::SmallBusiness,
        law: Some(law),
        ..Condition::default()
    }
}

fn amounts() -> Vec<Amount> {
    let wage = Condition {
        r#type: ConditionType::Fact,
        fact: Some(Fact::WageRaise),
        is: Some(true),
        ..Condition::default()
    };
    let amount = |key: &str, yen, choice: &str, when| Amount {
        key: key.to_owned(),
        yen: Some(yen),
        choice: choice.to_owned(),
        when,
        source: 1,
        ..Amount::default()
    };
    vec![
        amount("base", 200_000, "", vec![]),
        amount("goal_wage", 150_000, "goal", vec![wage]),
        amount("goal", 100_000, "goal", vec![]),
    ]
}

fn rules(criteria: Vec<Condition>) -> Rules {
    Rules {
        criteria,
        windows: vec![window(Some("2026-04-01"), Some("2027-02-26"))],
        amounts: amounts(),
        ..Rules::default()
    }
}
