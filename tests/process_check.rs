//! What `madoguchi check` says, as a process: the day it is told, and the ranking that answers.

use crate::support::server::House;

/// Returns what the check of the house's knowledge says, and its code.
fn check(house: &House, more: &[&str]) -> (String, Option<i32>) {
    let ended = house.run(&[&["check", "knowledge"], more].concat());
    assert_eq!(ended.stderr, "");
    (ended.stdout, ended.code)
}

#[test]
fn the_day_decides_what_is_due_and_what_lies_ahead() {
    let house = House::new();
    let (early, code) = check(&house, &["--today", "2020-01-01"]);
    assert!(early.contains("まだ来ていない日です"), "{early}");
    assert_eq!(code, Some(1));
    let (due, code) = check(&house, &["--today", "2036-11-22"]);
    assert!(due.contains("見直しの期限"), "{due}");
    assert_eq!(code, Some(0));
    let (now, code) = check(&house, &["--today", "2026-11-22"]);
    assert!(!now.contains("見直しの期限"), "{now}");
    assert_eq!(code, Some(0));
}

#[test]
fn golden_questions_are_asked_of_the_ranking_that_answers() {
    let house = House::new();
    let golden = |question: &str, entry: &str, more: &str| {
        let text = format!(
            "[[golden]]\nid = \"a\"\nquestion = \"{question}\"\nentry = \"{entry}\"\n{more}"
        );
        house.know("golden/a.toml", &text);
        check(&house, &["--today", "2026-11-22"])
    };
    let asked = "子どもの迎えで抜けた時間の給料";
    let (right, code) = golden(asked, "qa/nakanuke", "");
    assert!(right.contains("先頭 1 件、3位以内 1 件"), "{right}");
    assert_eq!(code, Some(0));
    let other = "qa/jitaku-tentou-rousai";
    let (wrong, _) = golden(asked, other, "");
    assert!(wrong.contains("golden/a.toml:3: "), "{wrong}");
    assert!(wrong.contains("先に出たもの：`qa/nakanuke`"), "{wrong}");
    let (also, code) = golden(asked, other, "also = [\"qa/nakanuke\"]\n");
    assert!(also.contains("先頭 1 件、3位以内 1 件"), "{also}");
    assert_eq!(code, Some(0));
    let (lost, code) = golden("zzzz", other, "");
    assert!(lost.contains("golden/a.toml:3: 誤り: 想定質問"), "{lost}");
    assert_eq!(code, Some(1));
    let (known, code) = golden("zzzz", other, "known_miss = \"別の言葉\"\n");
    assert!(known.contains("golden/a.toml:5: 注意: "), "{known}");
    assert!(known.contains("分かっている外れ 1 件"), "{known}");
    assert_eq!(code, Some(0));
}
