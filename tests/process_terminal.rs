//! The commands of the terminal, with whatever people and scripts give them.

use std::fs;

use serde_json::Value;

use crate::support::{
    backend::{empty_schema, tables},
    browser::Browser,
    server::{Ended, House, KNOWN, related_to},
    vendors,
};

/// The answers to these lines of standard input: one object for each line.
fn answers(house: &House, input: &[u8], code: i32) -> Vec<Value> {
    let knowledge = house.knowledge();
    let knowledge = knowledge.to_str().unwrap();
    let asked = ["ask", "--json", "--stdin", "--knowledge", knowledge];
    let ended = house.run_with(&asked, input);
    assert_eq!(ended.code, Some(code), "{ended:?}");
    let lines = ended.stdout.lines();
    let answers: Vec<_> = lines.map(|it| serde_json::from_str(it).unwrap()).collect();
    let asked = input.split(|it| *it == b'\n').count();
    assert_eq!(answers.len(), asked - usize::from(input.ends_with(b"\n")));
    answers
}

#[test]
fn one_question_a_line_gives_one_object_a_line() {
    let house = House::new();
    let input = format!("{KNOWN}\n\r\n{{\"question\": \"{KNOWN}\"}}\nこんにちは");
    let answers = answers(&house, input.as_bytes(), 0);
    assert_eq!(answers[0]["entry"], "qa/nakanuke");
    assert_eq!(answers[1]["intent"], "other");
    assert_eq!(answers[2]["entry"], "qa/nakanuke");
    assert_eq!(answers[3]["intent"], "greeting");
    assert_ne!(answers[0]["conversation"], answers[2]["conversation"]);
    let keys: Vec<_> = answers[0].as_object().unwrap().keys().collect();
    let promised = [
        "decision",
        "intent",
        "confidence",
        "entry",
        "text",
        "citations",
        "candidates",
        "asks",
        "desk",
        "conversation",
    ];
    assert_eq!(keys, promised);
}

#[test]
fn an_equal_conversation_is_the_same_dialogue() {
    let house = House::new();
    let line = |conversation: &str, minute: u32, question: &str| {
        format!(
            "{{\"question\":\"{question}\",\"conversation\":\"{conversation}\",\
             \"now\":\"2026-11-22T09:{minute:02}:00+09:00\"}}\n"
        )
    };
    let input = line("甲", 0, KNOWN)
        + &line("乙", 1, "それは何分だと？")
        + &line("甲", 2, "それは何分だと？")
        + &line("甲", 30, "それは何分だと？");
    let answers = answers(&house, input.as_bytes(), 0);
    let follows = |it: &Value| it["text"].as_str().unwrap().contains("子どもの迎え");
    // Only in the same dialogue, and only for ten minutes.
    let followed: Vec<_> = answers[1..].iter().map(follows).collect();
    assert_eq!(followed, [false, true, false], "{answers:#?}");
    assert_eq!(answers[0]["conversation"], answers[2]["conversation"]);
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_the_others_are_answered() {
    let house = House::new();
    let bad = [
        r#"{"question": "#,
        r#"{"question": 1}"#,
        r#"{"question": "x", "quetsion": "y"}"#,
        r#"{"question": "x", "now": "昨日"}"#,
        r#"{"question": "x", "now": "+262142-12-31T23:59:59Z"}"#,
        r#"{"question": "x", "profile": {"employees": -1}}"#,
        "{}",
    ];
    let input = format!("{}\n{KNOWN}\n", bad.join("\n"));
    let answers = answers(&house, input.as_bytes(), 1);
    let (last, told) = answers.split_last().unwrap();
    for answer in told {
        assert_eq!(answer["error"]["code"], "bad_line", "{answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.ends_with('。'), "{message}");
    }
    assert_eq!(last["entry"], "qa/nakanuke");
}

#[test]
fn whatever_is_asked_is_answered_with_a_next_step() {
    let house = House::new();
    let long = "在宅勤務".repeat(2500);
    let questions: [&[u8]; 12] = [
        b"",
        b"   \t",
        "　".as_bytes(),
        "？".as_bytes(),
        "😀👨‍👩‍👧".as_bytes(),
        b"\xff\xfe\x80",
        b"a\0b\x1b[31m\x07",
        long.as_bytes(),
        "@everyone 残業".as_bytes(),
        "<script>alert(1)</script>".as_bytes(),
        "\u{202e}\u{200b}\u{feff}".as_bytes(),
        "**[x](javascript:alert(1))** | a |".as_bytes(),
    ];
    let answers = answers(&house, &questions.join(&b'\n'), 0);
    for answer in answers {
        let text = answer["text"].as_str().unwrap();
        assert!(text.contains('。'), "{answer}");
        assert!(!text.contains('\0') && !text.contains('\u{1b}'), "{answer}");
    }
    // As an argument, too, and as text.
    for question in questions.iter().filter_map(|it| str::from_utf8(it).ok()) {
        if !question.contains('\0') {
            let ended = house.run(&["ask", "--", question]);
            assert_eq!(ended.code, Some(0), "{ended:?}");
            assert!(ended.stdout.contains('。'), "{ended:?}");
        }
    }
}

#[test]
fn a_wrong_flag_is_told() {
    let house = House::new();
    let profile = ["ask", KNOWN, "--profile", "{\"employes\": 3}"];
    house.run(&profile).is_refused("employees");
    for now in ["昨日", "+262142-12-31T23:59:59Z"] {
        let ended = house.run(&["ask", KNOWN, "--now", now]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(
            ended.stderr.contains("2026-11-22T09:00:00+09:00"),
            "{ended:?}"
        );
    }
    let name = [
        "login",
        "--name",
        " \0".trim_end_matches('\0'),
        "--role",
        "admin",
    ];
    house.run(&name).is_refused("--name");
}

#[test]
fn a_dialogue_in_the_terminal_takes_numbers_for_buttons() {
    let house = House::new();
    let article = fs::read_to_string(house.knowledge().join("qa/nakanuke.md")).unwrap();
    let article = related_to(&article, "\"qa/hiyo-jugyoin-futan\"");
    house.know("qa/nakanuke.md", &article);
    let input = format!("{KNOWN}\n1\n99\n0\n-1\n");
    let chat = ["chat", "--knowledge", "knowledge"];
    let ended = house.run_with(&chat, input.as_bytes());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let said: Vec<_> = ended.stdout.split("\n> ").collect();
    assert_eq!(said.len(), 7, "{said:#?}");
    let (_, first) = said[1].split_once("  1. ").unwrap();
    let first = first.lines().next().unwrap();
    assert!(said[2].starts_with(&format!("■ {first}")), "{said:#?}");
    for wrong in &said[3..6] {
        assert!(wrong.contains("読み取れませんでした"), "{said:#?}");
    }
    let ended = house.run_with(&chat, b"\xff\n\0\n\n");
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn asking_beside_a_running_server_takes_no_lock_and_records_nothing() {
    let house = House::new();
    let server = house.serve();
    let ended = house.run(&["ask", KNOWN, "--json"]);
    assert!(ended.stdout.contains("qa/nakanuke"), "{ended:?}");
    assert_eq!(Browser::at(&server.base).get("/readyz").body, "ready");
    assert_eq!(server.stop().code, Some(0));
    assert_eq!(questions(&house), 0);
}

#[test]
fn asking_with_an_empty_postgres_answers_from_the_pack_and_leaves_it_empty() {
    let Some(url) = schema() else { return };
    let mut house = House::new();
    let database = ("MADOGUCHI_DATABASE_URL", url.clone());
    house.environment.push(database);
    let ended = house.run(&["ask", KNOWN, "--json"]);
    assert!(ended.stdout.contains("qa/nakanuke"), "{ended:?}");
    assert!(is_empty(&url));
}

#[tokio::main(flavor = "current_thread")]
async fn schema() -> Option<String> {
    empty_schema().await
}

#[tokio::main(flavor = "current_thread")]
async fn is_empty(url: &str) -> bool {
    tables(url).await == 0
}

#[tokio::main(flavor = "current_thread")]
async fn questions(house: &House) -> i64 {
    let url = format!("sqlite://{}/madoguchi.sqlite", house.data().display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM questions");
    count.fetch_one(&pool).await.unwrap()
}

#[test]
fn a_login_link_made_beside_a_running_server_works_once() {
    let house = House::new();
    let server = house.serve();
    let link = house.login_link("佐藤");
    let mut browser = Browser::at(&server.base);
    browser.log_in(&link);
    assert!(browser.get("/desk").body.contains("佐藤さん"));
    let mut other = Browser::at(&server.base);
    let csrf = other.get(&link).field("csrf").to_owned();
    assert_eq!(other.post(&link, &csrf, &[]).status, 410);
    assert_eq!(other.get("/desk").status, 401);
}

#[test]
fn the_last_administrator_stays_one() {
    let house = House::new();
    let role = |role: &str| house.run(&["login", "--name", "田中", "--role", role]);
    assert_eq!(role("admin").stderr, "");
    let told = role("consultant");
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.stderr.contains("管理者のまま"), "{told:?}");
    assert!(told.stdout.contains("/login/"), "{told:?}");
}

#[test]
fn checking_counts_mistakes_and_warnings() {
    let house = House::new();
    let check = |expected: i32| -> Ended {
        let ended = house.run(&["check", "knowledge", "--today", "2026-11-22"]);
        assert_eq!(ended.code, Some(expected), "{ended:?}");
        assert_eq!(ended.stderr, "");
        ended
    };
    for path in ["qa/hiyo-jugyoin-futan.md", "qa/jitaku-tentou-rousai.md"] {
        fs::remove_file(house.knowledge().join(path)).unwrap();
    }
    let file = house.knowledge().join("qa/nakanuke.md");
    let alone = fs::read_to_string(file).unwrap();
    let clean = check(0);
    assert!(clean.stdout.contains("誤り 0 件"), "{clean:?}");
    house.know("qa/nakanuke.md", &alone.replace("audience", "audiense"));
    let wrong = check(1);
    let line = alone.lines().position(|it| it.starts_with("audience"));
    let place = format!("qa/nakanuke.md:{}: 誤り", line.unwrap() + 1);
    assert!(wrong.stdout.contains(&place), "{wrong:?}");
    house.know("qa/nakanuke.md", &alone.replace("2026-11-22", "2020-01-01"));
    let old = check(0);
    assert!(old.stdout.contains(": 注意: "), "{old:?}");
    assert!(old.stdout.contains("誤り 0 件"), "{old:?}");
    house.run(&["check", "ない"]).is_refused("「ない」");
}

#[test]
fn a_tiny_collection_is_measured() {
    let house = House::new();
    let write = |name: &str, text: &str| fs::write(house.path(name), text).unwrap();
    write(
        "docs.jsonl",
        "{\"id\":\"a\",\"question\":\"中抜けの扱い\",\"answer\":\"休憩にします\"}\n\
         {\"id\":\"b\",\"question\":\"通信費の負担\",\"answer\":\"会社が払います\"}\n",
    );
    write(
        "queries.jsonl",
        "{\"id\":\"1\",\"text\":\"中抜けはどう扱う\"}\n{\"id\":\"2\",\"text\":\"通信費は誰が払う\"}\n",
    );
    write("qrels.tsv", "1\ta\t2\n2\tb\t1\n");
    let files = [
        "eval",
        "--docs",
        "docs.jsonl",
        "--queries",
        "queries.jsonl",
        "--qrels",
        "qrels.tsv",
    ];
    let ended = house.run(&[&files[..], &["--json", "--run", "run.tsv"]].concat());
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["n"], 2, "{report}");
    assert_eq!(report["p@1"], 1.0, "{report}");
    let run = fs::read_to_string(house.path("run.tsv")).unwrap();
    assert!(run.starts_with("1\t"), "{run}");
    let graded = house.run(&[&files[..], &["--json", "--grade", "2"]].concat());
    let report: Value = serde_json::from_str(&graded.stdout).unwrap();
    assert_eq!(report["n"], 1, "{report}");
    // Weights that this version cannot use: the fixed recipe, with a warning.
    let weighted = house.run(&[&files[..], &["--json", "--weights", "weights.toml"]].concat());
    assert!(weighted.stderr.contains("固定の方式"), "{weighted:?}");
    let weighted: Value = serde_json::from_str(&weighted.stdout).unwrap();
    assert_eq!((&weighted["n"], &weighted["p@1"]), (&2.into(), &1.0.into()));
    write("qrels.tsv", "1\ta\t2\n2 b 1\n");
    house.run(&files).is_refused("qrels.tsv:2:");
    write("queries.jsonl", "{\"id\":\"1\"}\n");
    house.run(&files).is_refused("queries.jsonl:1:");
    write("docs.jsonl", "");
    write("queries.jsonl", "");
    write("qrels.tsv", "");
    assert_eq!(house.run(&files).code, Some(0));
}

#[test]
fn the_companies_of_a_category_stand_in_its_answer() {
    let house = House::new();
    house.know(vendors::FILE, vendors::VENDORS);
    let ended = house.run(&["ask", "--knowledge", "knowledge", vendors::ASKED]);
    let (_, list) = ended.stdout.split_once("\n## この分野の").unwrap();
    let (list, _) = list.split_once("\n（").unwrap();
    insta::assert_snapshot!(list, @r"
        会社（五十音順・広告ではありません）
        掲載に同意した会社です。掲載は推薦ではありません。並び順は会社名の読みの順で、会員かどうかによりません。

        - 会社：架空商会（会員企業）
          - 製品・サービス：架空デスク
          - 補足：5人から契約できます。
          - 公式サイト：<https://example.jp/kaku>
          - 出典：<https://example.jp/kaku/specs>（2026年11月20日時点）
        - 会社：株式会社例示
          - 公式サイト：<https://example.jp/reiji>
          - 出典：上のページ（2026年11月1日時点）
        ");
}

#[test]
fn what_is_written_out_comes_back_unchanged() {
    let house = House::new();
    assert_eq!(house.serve().stop().code, Some(0));
    let out = house.run(&["knowledge", "export", "out"]);
    assert_eq!(out.code, Some(0), "{out:?}");
    let back = house.run(&["knowledge", "import", "out"]);
    assert_eq!(back.code, Some(0), "{back:?}");
    let start = "追加 0 件、変更 0 件、取り下げ 0 件、変更なし ";
    assert!(
        back.stdout.lines().any(|it| it.starts_with(start)),
        "{back:?}"
    );
    assert!(!back.stdout.contains("変更なし 0 件"), "{back:?}");
    house
        .run(&["knowledge", "import", "ない"])
        .is_refused("「ない」");
}
