//! More facts never undo a decision.

use proptest::prelude::*;

use super::*;

fn any_condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        prop_oneof![
            Just(Law::EmploymentGrants),
            Just(Law::BasicAct),
            Just(Law::CabinetOrder)
        ]
        .prop_map(sme),
        prop_oneof![Just(Law::BasicAct), Just(Law::SupportAct)].prop_map(small),
        (0_u64..400, 0_u64..400).prop_map(|(a, b)| Condition {
            r#type: ConditionType::Employees,
            min: Some(a.min(b)),
            max: Some(a.max(b)),
            ..Condition::default()
        }),
        (1_u64..10).prop_map(|min| Condition {
            r#type: ConditionType::LocalEmployees,
            min: Some(min),
            one_of: vec!["東京都".to_owned()],
            ..Condition::default()
        }),
        Just(Condition {
            r#type: ConditionType::Prefecture,
            one_of: vec!["東京都".to_owned()],
            ..Condition::default()
        }),
        Just(Condition {
            r#type: ConditionType::LegalForm,
            one_of: vec!["corporation".to_owned()],
            ..Condition::default()
        }),
        (proptest::sample::select(Fact::ALL), any::<bool>()).prop_map(|(fact, is)| Condition {
            r#type: ConditionType::Fact,
            fact: Some(fact),
            is: Some(is),
            ..Condition::default()
        }),
    ]
}

/// What a firm is: all that can be told about it.
fn any_whole() -> impl Strategy<Value = Profile> {
    let industries = [
        "39",
        "M",
        "小売業",
        "製造業",
        "19",
        "751",
        "80",
        "情報通信業",
        "50",
    ];
    let fact = (proptest::sample::select(Fact::ALL), any::<bool>());
    (
        proptest::sample::select(industries.to_vec()),
        0..=400_000_000_u64,
        (0..=400_u64, 0..=20_u64),
        proptest::collection::vec(fact, 0..20),
        any::<bool>(),
    )
        .prop_map(
            |(industry, capital, (people, local), facts, company)| Profile {
                prefecture: Some(if company { "東京都" } else { "大阪府" }.to_owned()),
                industry: Some(industry.to_owned()),
                capital_yen: Some(Span::exactly(capital)),
                employees: Some(Span::exactly(people)),
                local_employees: Some(Span::exactly(local.min(people))),
                legal_form: Some(if company {
                    LegalForm::Corporation
                } else {
                    LegalForm::Cooperative
                }),
                facts: facts.into_iter().collect(),
            },
        )
}

/// A firm with a part of it: each fact told, told in part (numbers), or not told.
fn any_firm() -> impl Strategy<Value = (Profile, Profile)> {
    let told = proptest::collection::vec(0_u8..3, 8);
    let slack = proptest::collection::vec(0..=200_000_000_u64, 3);
    (any_whole(), told, slack).prop_map(|(whole, told, slack)| {
        let number = |told: u8, exact: Option<Span>, slack: u64| {
            let number = exact?.from;
            match told {
                0 => None,
                1 => Some(Span {
                    from: number.saturating_sub(slack),
                    to: slack.is_multiple_of(2).then_some(number + slack),
                }),
                _ => exact,
            }
        };
        let kept = |(it, _): &(&Fact, &bool)| told[6] != 0 && (**it as u8) % 2 == told[7] % 2;
        let part = Profile {
            prefecture: whole.prefecture.clone().filter(|_| told[0] != 0),
            industry: whole.industry.clone().filter(|_| told[1] != 0),
            capital_yen: number(told[2], whole.capital_yen, slack[0]),
            employees: number(told[3], whole.employees, slack[1] % 300),
            local_employees: number(told[4], whole.local_employees, slack[2] % 20),
            legal_form: whole.legal_form.filter(|_| told[5] != 0),
            facts: whole
                .facts
                .iter()
                .filter(kept)
                .map(|(it, is)| (*it, *is))
                .collect(),
        };
        (part, whole)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// More facts never turn a decided answer into an undetermined one, nor into its opposite.
    #[test]
    fn more_facts_never_undo_a_decision(
        (part, whole) in any_firm(),
        criteria in proptest::collection::vec(any_condition(), 1..5),
    ) {
        for criterion in &criteria {
            let before = criterion.finding(&part);
            if !matches!(before, Finding::Undetermined(_)) {
                prop_assert_eq!(&before, &criterion.finding(&whole), "{:?} {:?}", criterion, part);
            }
        }
        let rules = rules(criteria);
        let judge = |it: &Profile| {
            rules.eligibility(it, at("2026-11-22"), |_| Some(day())).outcome
        };
        if judge(&part) != Outcome::Undetermined {
            prop_assert_eq!(judge(&part), judge(&whole));
        }
    }

    /// What is undetermined names facts, and all facts together decide.
    #[test]
    fn an_undetermined_answer_names_what_is_missing(
        (part, _) in any_firm(),
        criteria in proptest::collection::vec(any_condition(), 1..5),
    ) {
        let rules = rules(criteria);
        let found = rules.eligibility(&part, at("2026-11-22"), |_| Some(day()));
        prop_assert_eq!(found.outcome == Outcome::Undetermined, !found.missing.is_empty());
    }
}
