//! What is understood of what people write.

use serde_json::Value;

use super::*;
use crate::programs::said::{Told, alone, answer, mentioned};

fn told(key: Key, text: &str) -> Option<Value> {
    match answer(key, text)? {
        Told::Value(it) => Some(it),
        Told::NotKnown => Some(json!("?")),
    }
}

#[test]
fn answers_are_read_as_people_write_them() {
    let insured = Key::Fact(Fact::EmploymentInsurance);
    for (key, text, expected) in [
        (Key::Employees, "８人です。", json!(8)),
        (Key::Employees, "約20名", json!(20)),
        (Key::Employees, "6〜20人", json!({"from": 6, "to": 20})),
        (Key::Employees, "100人以下", json!({"from": 0, "to": 100})),
        (Key::Employees, "301人以上", json!({"from": 301})),
        (Key::Employees, "自分だけ", json!(0)),
        (Key::Employees, "一人でやっています", json!(0)),
        (Key::Employees, "従業員はいません。", json!(0)),
        (Key::Employees, "ひとり社長です", json!(0)),
        (Key::CapitalYen, "1,000万円", json!(10_000_000)),
        (Key::CapitalYen, "3億5000万", json!(350_000_000)),
        (Key::CapitalYen, "1.5億円", json!(150_000_000)),
        (
            Key::CapitalYen,
            "5,000万円以下",
            json!({"from": 0, "to": 50_000_000}),
        ),
        (
            Key::CapitalYen,
            "5,000万円超〜3億円以下",
            json!({"from": 50_000_001, "to": 300_000_000}),
        ),
        (Key::CapitalYen, "3億円超", json!({"from": 300_000_001})),
        (Key::CapitalYen, "なし", json!(0)),
        (Key::Industry, "小売業", json!("小売業")),
        (Key::Industry, "町の美容室です", json!("美容室")),
        (Key::LegalForm, "株式会社", json!("corporation")),
        (Key::LegalForm, "個人事業主", json!("sole_proprietor")),
        (insured, "はい", json!(true)),
        (insured, "いいえ。", json!(false)),
        (insured, "わからない", json!("?")),
    ] {
        assert_eq!(told(key, text), Some(expected), "{text}");
    }
}

#[test]
fn a_fact_that_was_not_asked_for_is_understood_when_it_stands_alone() {
    for (text, key) in [
        ("小売業です", Key::Industry),
        ("8人", Key::Employees),
        ("資本金1000万円", Key::CapitalYen),
        ("従業員はいません", Key::Employees),
        ("ひとりでやってます", Key::Employees),
    ] {
        assert_eq!(alone(text).map(|(key, _)| key), Some(key), "{text}");
    }
    for text in ["在宅勤務の費用は月5000円", "何人", "担当は3人でいいですか"]
    {
        assert_eq!(alone(text), None, "{text}");
    }
}

#[test]
fn a_statement_tells_facts_and_asks_nothing() {
    for text in [
        "やっぱり従業員は8人です",
        "従業員はいません。",
        "一人でやっています",
        "うちは小売です",
    ] {
        assert!(statement(text).is_some(), "{text}");
    }
    for text in [
        "従業員は8人ですか",
        "うちはITツールがわからないです",
        "従業員8人のうちはテレワークが無理です",
        "うちは小売です。補助金は使える？",
        "従業員は8人ですが、助成金を知りたいです",
        "在宅勤務の残業を知りたいです",
    ] {
        assert_eq!(statement(text), None, "{text}");
    }
}

#[test]
fn another_question_is_no_answer() {
    let insured = Key::Fact(Fact::EmploymentInsurance);
    for (key, text) in [
        (Key::Employees, "中抜けの扱いは10人以上だと変わる？"),
        (Key::CapitalYen, "1000"),
        (Key::CapitalYen, "通信費は月5000円まで出せますか"),
        (Key::Industry, "在宅勤務の残業はどう管理しますか"),
        (
            Key::LegalForm,
            "会社が通信費を負担しないといけませんか、いくらまで",
        ),
        (insured, "はい、でも残業はどうなりますか"),
    ] {
        assert_eq!(told(key, text), None, "{text}");
    }
}

#[test]
fn facts_in_passing_are_the_firms_own() {
    let facts = |text| Value::Object(mentioned(text).to_json());
    assert_eq!(
        facts("うちは従業員８人の小売です。使える補助金は？"),
        json!({"industry": "小売", "employees": 8})
    );
    assert_eq!(
        facts("資本金1000万円、社員は約20名のIT企業です"),
        json!({"industry": "IT企業", "capital_yen": 10_000_000, "employees": 20})
    );
    assert_eq!(
        facts("個人事業主ですが使えますか"),
        json!({"legal_form": "sole_proprietor"})
    );
    assert_eq!(
        facts("30人の会社で就業規則は要りますか"),
        json!({"employees": 30})
    );
    for alone in [
        "ひとり社長でも使える補助金は？",
        "うちは従業員がいないので就業規則はありません",
        "個人で、一人で経営しています。助成金はもらえる？",
        "社員は雇っていません",
    ] {
        assert_eq!(
            mentioned(alone).employees,
            Some(Span::exactly(0)),
            "{alone}"
        );
    }
    for other in [
        "社員がいない時間の電話はどうする",
        "総務を一人でやっています",
        "一人で働いているときのけがは労災？",
        "うちは21人でやっています",
        "従業員10人以上の会社は就業規則が要りますか",
        "製造業のテレワーク事例を知りたい",
        "パートも社員と同じ扱いですか",
    ] {
        assert_eq!(facts(other), json!({}), "{other}");
    }
}
