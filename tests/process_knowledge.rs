//! Knowledge files reach the answers: at the next start, or at once beside a running server.

use std::{
    fs,
    time::{Duration, Instant},
};

use madoguchi::{
    clock::Clock,
    knowledge::EntryId,
    people::{PersonId, Role},
    store::{NewStep, Step, Store},
};

use crate::support::{
    browser::Browser,
    server::{Ended, House, KNOWN},
};

const FILE: &str = "qa/nakanuke.md";
const OLD: &str = "抜けた1時間は";
const NEW: &str = "迎えに行った1時間は";

/// Starts and stops a server; returns what it said.
fn start(house: &House) -> Ended {
    let ended = house.serve().stop();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended
}

/// What the store answers.
fn answer(house: &House) -> String {
    let ended = house.run(&["ask", KNOWN]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.stdout
}

fn text(house: &House) -> String {
    fs::read_to_string(house.knowledge().join(FILE)).unwrap()
}

#[test]
fn the_second_start_imports_nothing() {
    let house = House::new();
    let imported = "the pack was imported";
    assert!(start(&house).stderr.contains(imported));
    let second = start(&house);
    assert!(!second.stderr.contains(imported), "{second:?}");
    assert!(second.stderr.contains("the collection is ready"));
}

#[test]
fn an_edited_file_reaches_the_answers_and_a_broken_one_keeps_the_old_answer() {
    let house = House::new();
    start(&house);
    assert!(answer(&house).contains(OLD));
    let new = text(&house).replace(OLD, NEW);
    house.know(FILE, &new);
    assert!(answer(&house).contains(OLD), "only a start imports");
    start(&house);
    assert!(answer(&house).contains(NEW));
    // A mistake in another change of the same file.
    let third = new.replace(NEW, "さらに別の");
    house.know(FILE, &third.replace("audience ", "audiense "));
    let told = start(&house);
    let line = third.lines().position(|it| it.starts_with("audience "));
    let place = format!("知識の誤り {FILE}:{}: ", line.unwrap() + 1);
    assert!(told.stderr.contains(&place), "{told:?}");
    assert!(answer(&house).contains(NEW));
    // Not even text.
    fs::write(house.knowledge().join(FILE), b"+++\n\xff\xfe\n").unwrap();
    let told = start(&house);
    assert!(
        told.stderr.contains(&format!("知識の誤り {FILE}:")),
        "{told:?}"
    );
    assert!(answer(&house).contains(NEW));
    house.know(FILE, &third);
    start(&house);
    assert!(answer(&house).contains("さらに別の"));
    fs::remove_file(house.knowledge().join(FILE)).unwrap();
    start(&house);
    assert!(!answer(&house).contains("さらに別の"));
}

#[test]
fn a_running_server_answers_from_what_is_imported_beside_it() {
    let house = House::new();
    let server = house.serve();
    let mut browser = Browser::at(&server.base);
    let csrf = browser.get("/").field("csrf").to_owned();
    house.know(FILE, &text(&house).replace(OLD, NEW));
    let imported = house.run(&["knowledge", "import", "knowledge"]);
    assert!(imported.stdout.contains("変更 1 件"), "{imported:?}");
    // It looks every two seconds; whoever asks meanwhile gets the old answer, never none.
    let start = Instant::now();
    loop {
        let page = browser.post("/ask", &csrf, &[("question", KNOWN)]);
        assert_eq!(page.status, 303, "{page:?}");
        let answers = browser.get("/").body;
        assert!(answers.contains(OLD), "{answers}");
        if answers.contains(NEW) {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{answers}");
    }
    assert_eq!(server.stop().code, Some(0));
}

#[test]
fn training_takes_the_past_questions_of_the_store() {
    let house = House::new();
    start(&house);
    let learned = |house: &House| {
        let ended = house.run(&["train", "--knowledge", "knowledge", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        ["past", "choices"].map(|it| told[it].as_u64().unwrap())
    };
    assert_eq!(learned(&house), [0, 0]);
    let accept = async {
        let file = house.data().join("madoguchi.sqlite");
        let store = Store::open_sqlite(&file).await.unwrap();
        let (clock, by) = (Clock::System, PersonId(Clock::System.new_id()));
        let by = store.person_named_or_new(by, "佐藤", Role::Admin, clock.now());
        let step = NewStep {
            entry: &EntryId("qa/nakanuke".to_owned()),
            asked: "子どものお迎え",
            known: 0,
            step: Step::Accepted,
            text: "子どものお迎え",
            by: by.await.unwrap().id,
            at: clock.now(),
        };
        assert!(store.step_past_question(&step).await.unwrap());
        store.close().await;
    };
    tokio::runtime::Runtime::new().unwrap().block_on(accept);
    assert_eq!(learned(&house), [1, 0]);
    let exported = house.run(&["knowledge", "export", "written"]);
    assert_eq!(exported.code, Some(0), "{exported:?}");
    let file = fs::read_to_string(house.path("written").join(FILE)).unwrap();
    assert!(file.contains("\"子どものお迎え\""), "{file}");
}
