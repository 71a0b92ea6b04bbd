//! Size by law, missing facts, industries, profiles, amounts.

use super::*;

/// Law, industry, employees, capital in yen (`-` where it is not told), and what follows.
const SIZES: &str = "
    grants   小売業         50   -          yes
    grants   飲食店         51   50000001   no
    grants   飲食店         51   50000000   yes
    grants   39             101  300000000  no
    order    ソフトウェア業 101  300000000  yes
    order    751            200  60000000   yes
    basic    751            200  60000000   no
    grants   旅行業         300  900000000  yes
    grants   D              301  300000001  no
    grants   -              50   -          yes
    grants   -              -    50000000   yes
    grants   -              301  300000001  no
    small    宿泊業         6    -          no
    support  宿泊業         20   -          yes
    support  娯楽業         21   -          no
    support  製造業         20   -          yes
    support  -              5    -          yes
    support  -              21   -          no
";

#[test]
fn size_follows_the_table_of_each_law() {
    for row in SIZES.lines().filter(|it| !it.trim().is_empty()) {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let [law, industry, employees, capital, expected] = cells[..] else {
            panic!("{row}")
        };
        let condition = match law {
            "grants" => sme(Law::EmploymentGrants),
            "order" => sme(Law::CabinetOrder),
            "basic" => sme(Law::BasicAct),
            "small" => small(Law::BasicAct),
            _ => small(Law::SupportAct),
        };
        let number = |it: &str| it.parse().ok().map(Span::exactly);
        let firm = Profile {
            industry: Some(industry.to_owned()).filter(|it| it != "-"),
            employees: number(employees),
            capital_yen: number(capital),
            ..Profile::default()
        };
        let met = condition.finding(&firm) == Finding::Met;
        let not_met = condition.finding(&firm) == Finding::NotMet;
        assert_eq!(
            (met, not_met),
            (expected == "yes", expected == "no"),
            "{row}"
        );
    }
}

#[test]
fn what_could_go_either_way_names_the_missing_facts() {
    let missing = |condition: Condition, it| match condition.finding(&profile(it)) {
        Finding::Undetermined(keys) => keys.into_iter().map(Key::name).collect::<Vec<_>>(),
        it => panic!("{it:?}"),
    };
    let grants = || sme(Law::EmploymentGrants);
    assert_eq!(
        missing(grants(), json!({})),
        ["industry", "employees", "capital_yen"]
    );
    assert_eq!(
        missing(grants(), json!({"industry": "小売業"})),
        ["employees", "capital_yen"]
    );
    assert_eq!(
        missing(grants(), json!({"industry": "小売業", "employees": 51})),
        ["capital_yen"]
    );
    assert_eq!(
        missing(
            grants(),
            json!({"industry": "情報通信業", "employees": 200})
        ),
        ["industry", "capital_yen"]
    );
    // A capital of 0 is no capital: the number of people decides.
    assert_eq!(
        missing(grants(), json!({"industry": "小売業", "capital_yen": 0})),
        ["employees"]
    );
    assert_eq!(
        missing(
            grants(),
            json!({"industry": "小売業", "legal_form": "sole_proprietor"})
        ),
        ["employees"]
    );
    assert_eq!(
        missing(small(Law::SupportAct), json!({"employees": 10})),
        ["industry"]
    );
}

#[test]
fn industries_are_known_by_code_name_and_everyday_word() {
    use Trade::{Lodging, Other, Retail, Service, Software, Wholesale};
    let of = |it: &str| trades(it).map(|it| it.into_iter().collect::<Vec<_>>());
    assert_eq!(of("50"), Some(vec![Wholesale]));
    assert_eq!(of("７６"), Some(vec![Retail]));
    assert_eq!(of("持ち帰り・配達飲食サービス業"), Some(vec![Retail]));
    assert_eq!(of("3911"), Some(vec![Software]));
    assert_eq!(of("m"), Some(vec![Retail, Lodging]));
    assert_eq!(of("卸売業,小売業"), Some(vec![Wholesale, Retail]));
    assert_eq!(of("791"), Some(vec![Other]));
    assert_eq!(of("ＩＴ"), Some(vec![Service, Software]));
    assert_eq!(of("宇宙海賊"), None);
    assert_eq!(of(""), None);
    for code in ["A", "D", "E", "F", "H", "J"] {
        let rubber_aside: Vec<Trade> = of(code).unwrap();
        assert!(rubber_aside.contains(&Other), "{code}");
        assert!(!rubber_aside.contains(&Service), "{code}");
    }
}

#[test]
fn a_profile_says_what_is_wrong_with_it() {
    let error = |it| Profile::from_json(it).unwrap_err().0;
    let unknown = error(json!({"employes": 8}));
    assert!(
        unknown.contains("employes") && unknown.contains("employment_insurance"),
        "{unknown}"
    );
    for wrong in [
        json!({"employees": "8"}),
        json!({"employees": -1}),
        json!({"employees": 1.5}),
        json!({"capital_yen": "1000万円"}),
        json!({"prefecture": 13}),
        json!({"legal_form": "llc"}),
        json!({"wage_raise": "yes"}),
        json!({"employees": {"from": 9, "to": 3}}),
        json!(["東京都"]),
    ] {
        assert!(error(wrong.clone()).contains("書いてください"), "{wrong}");
    }
    for contradiction in [
        json!({"industry": "宇宙海賊"}),
        json!({"legal_form": "sole_proprietor", "capital_yen": 1}),
        json!({"employees": 3, "local_employees": 4}),
    ] {
        assert!(
            profile(contradiction.clone()).check().is_err(),
            "{contradiction}"
        );
    }
    let whole = json!({"prefecture": "東京都", "industry": "39", "employees": {"from": 6, "to": 20},
        "legal_form": "corporation", "wage_raise": false});
    assert_eq!(serde_json::to_value(profile(whole.clone())).unwrap(), whole);
}

#[test]
fn every_key_has_a_name_of_its_own() {
    let names: Vec<&str> = Key::all().map(Key::name).collect();
    for name in &names {
        assert_eq!(names.iter().filter(|it| *it == name).count(), 1, "{name}");
        assert_eq!(Key::named(name).map(Key::name), Some(*name));
    }
    for fact in Fact::ALL {
        let name = serde_json::to_value(fact).unwrap();
        assert_eq!(name, Key::Fact(*fact).name());
    }
}

#[test]
fn amounts_exclude_each_other_or_add_up() {
    let amounts = amounts();
    let most = |it| amount::payment(&amounts, &profile(it)).max_yen;
    assert_eq!(most(json!({"wage_raise": true})), Some(350_000));
    assert_eq!(most(json!({"wage_raise": false})), Some(300_000));
    assert_eq!(most(json!({})), Some(350_000));
    assert_eq!(amount::payment(&[], &Profile::default()).max_yen, None);
}

#[test]
fn a_closed_program_is_no_hope_and_an_unknown_one_at_best_undetermined() {
    let employees = Condition {
        r#type: ConditionType::Employees,
        min: Some(1),
        ..Condition::default()
    };
    let mut rules = rules(vec![employees]);
    let firm = profile(json!({"employees": 8}));
    let outcome = |rules: &Rules, now| rules.eligibility(&firm, at(now), |_| Some(day())).outcome;
    assert_eq!(outcome(&rules, "2026-11-22"), Outcome::Eligible);
    assert_eq!(outcome(&rules, "2026-03-01"), Outcome::Eligible);
    assert_eq!(outcome(&rules, "2027-02-27"), Outcome::Ineligible);
    rules.windows[0].opens = None;
    assert_eq!(outcome(&rules, "2026-11-22"), Outcome::Undetermined);
    rules.applicant = Applicant::Municipality;
    assert_eq!(outcome(&rules, "2026-11-22"), Outcome::Ineligible);
    let nobody = Profile::from_json(json!({"employees": 0})).unwrap();
    let rules = self::rules(rules.criteria);
    let refused = rules.eligibility(&nobody, at("2026-11-22"), |_| Some(day()));
    assert_eq!(refused.outcome, Outcome::Ineligible);
    assert_eq!(refused.payment.max_yen, None);
    let nothing = self::rules(Vec::new());
    let open = nothing.eligibility(&firm, at("2026-11-22"), |_| Some(day()));
    assert_eq!(
        open.outcome,
        Outcome::Undetermined,
        "without criteria nobody knows"
    );
}

#[test]
fn people_count_only_in_the_prefecture_of_the_program() {
    let local = Condition {
        r#type: ConditionType::LocalEmployees,
        min: Some(2),
        one_of: vec!["東京都".to_owned()],
        ..Condition::default()
    };
    let finding = |it| local.finding(&profile(it));
    let osaka = json!({"prefecture": "大阪府", "local_employees": 50});
    assert_eq!(finding(osaka), Finding::NotMet);
    let tokyo = json!({"prefecture": "東京都", "local_employees": 2});
    assert_eq!(finding(tokyo), Finding::Met);
    let alone = json!({"prefecture": "東京都", "employees": 1});
    assert_eq!(finding(alone), Finding::NotMet);
    let missing = Finding::Undetermined(vec![Key::Prefecture, Key::LocalEmployees]);
    assert_eq!(finding(json!({"local_employees": 50})), missing);
}
