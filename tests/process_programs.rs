//! `madoguchi programs` and `madoguchi eligibility`: what scripts get of the rules of programs.

use std::fs;

use madoguchi::programs::Key;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::server::House;

const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/programs");

fn run(house: &House, args: &[&str]) -> Value {
    let ended = house.run(args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    serde_json::from_str(&ended.stdout).unwrap()
}

#[rstest]
#[case("2026-04-12T23:59:59+09:00", "not_yet_open")]
#[case("2026-04-12T15:00:00Z", "open")]
#[case("2026-11-30T00:00:00+09:00", "closing_today")]
#[case("2026-11-30T17:00:01+09:00", "closed")]
fn programs_have_the_status_of_the_second(#[case] now: &str, #[case] status: &str) {
    let house = House::new();
    let all = run(
        &house,
        &["programs", "--json", "--now", now, "--knowledge", PROGRAMS],
    );
    let course = |it: &&Value| it["program"] == "hatarakikata-roudou-jikan";
    let course = all.as_array().unwrap().iter().find(course).unwrap();
    assert_eq!(course["status"], status);
    assert_eq!(course["from"], "2026-04-13T00:00:00+09:00");
    assert_eq!(course["until"], "2026-11-30T17:00:00+09:00");
    let former = |it: &&Value| it["program"] == "it-dounyu";
    let former = all.as_array().unwrap().iter().find(former).unwrap();
    assert_eq!(
        (&former["status"], &former["successor"]),
        (&json!("closed"), &json!("digital-ai-tsujou"))
    );
}

/// Returns what the telework course is for a firm with this profile.
fn eligibility(profile: &Value) -> Value {
    let house = House::new();
    let file = house.path("profile.json");
    fs::write(&file, profile.to_string()).unwrap();
    let args = [
        "eligibility",
        "--program",
        "jinzai-kakuho-telework",
        "--profile",
        file.to_str().unwrap(),
        "--json",
        "--now",
        "2026-11-22T09:00:00+09:00",
        "--knowledge",
        PROGRAMS,
    ];
    run(&house, &args)
}

#[test]
fn a_profile_decides_or_names_what_is_missing() {
    let whole = json!({"industry": "小売業", "employees": 8, "employment_insurance": true,
        "telework_new_or_expanding": true});
    let found = eligibility(&whole);
    assert_eq!(found["result"], "eligible", "{found}");
    assert_eq!(found["missing"], json!([]));
    assert_eq!(found["amount"]["max_yen"], 350_000);
    assert!(found["reasons"][0]["source"]["url"].is_string(), "{found}");

    let part =
        eligibility(&json!({"industry": "小売業", "employees": 51, "employment_insurance": true}));
    assert_eq!(part["result"], "undetermined");
    assert_eq!(
        part["missing"],
        json!(["capital_yen", "telework_new_or_expanding"])
    );

    let large = json!({"industry": "56", "employees": 51, "capital_yen": 50_000_001});
    let large = eligibility(&large);
    assert_eq!(
        (&large["result"], &large["amount"]),
        (&json!("ineligible"), &Value::Null)
    );

    let uninsured = eligibility(&json!({"employment_insurance": false}));
    assert_eq!(uninsured["result"], "ineligible");
}

/// Nothing of a firm without people, and nothing without capital, may look like a ○.
#[rstest]
#[case(json!({"employees": 0}))]
#[case(json!({"capital_yen": 0}))]
#[case(json!({"capital_yen": 0, "industry": "小売業"}))]
#[case(json!({}))]
fn little_is_never_enough(#[case] profile: Value) {
    assert_ne!(eligibility(&profile)["result"], "eligible");
}

#[rstest]
#[case(r#"{"employees": "8"}"#, "引用符のない0以上の整数")]
#[case(r#"{"employee": 8}"#, "employment_insurance")]
#[case(r#"{"prefecture": "東京"}"#, "「東京都」")]
#[case(r#"{"prefecture": "江戸"}"#, "都道府県の名前ではありません")]
#[case(r#"{"industry": "宇宙海賊"}"#, "日本標準産業分類")]
#[case(
    r#"{"legal_form": "sole_proprietor", "capital_yen": 1000000}"#,
    "資本金はありません"
)]
#[case(r#"{"employees": 8"#, "JSON として読み取れません")]
fn a_wrong_profile_is_refused_with_the_way_to_mend_it(#[case] profile: &str, #[case] part: &str) {
    let house = House::new();
    let file = house.path("profile.json");
    fs::write(&file, profile).unwrap();
    let file = file.to_str().unwrap();
    let args = ["eligibility", "--program", "it-dounyu", "--profile", file];
    house.run(&args).is_refused(part);
}

#[test]
fn an_unknown_program_is_refused_with_the_known_ones() {
    let house = House::new();
    let file = house.path("profile.json");
    fs::write(&file, "{}").unwrap();
    let file = file.to_str().unwrap();
    let args = ["eligibility", "--program", "it-donyu", "--profile", file];
    house.run(&args).is_refused("it-dounyu");
}

#[test]
fn every_key_of_a_profile_is_documented() {
    let readme = fs::read_to_string("README.ja.md").unwrap();
    for key in Key::all() {
        assert!(
            readme.contains(&format!("| `{}` |", key.name())),
            "{}",
            key.name()
        );
    }
}
