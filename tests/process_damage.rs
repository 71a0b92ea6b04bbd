//! What stands in the data directory is damaged: derived files are made anew and the answers are
//! the same; what people wrote is left alone and the damage told.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    browser::Browser,
    server::{House, KNOWN},
};

/// The answer without what differs from run to run.
fn answer(house: &House) -> String {
    let asked = ["ask", KNOWN, "--json", "--now", "2026-11-22T09:00:00+09:00"];
    let ended = house.run(&asked);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let (reply, _) = ended.stdout.split_once("\"conversation\"").unwrap();
    assert!(reply.contains("qa/nakanuke"), "{reply}");
    reply.to_owned()
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap()) {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// Replaces a file, rather than writing into it: it may be mapped, or shared by a link.
fn replace(file: &Path, bytes: &[u8]) {
    fs::remove_file(file).unwrap();
    fs::write(file, bytes).unwrap();
}

/// Ways in which a file's bytes go bad: cut, emptied, overwritten, one bit turned here and there.
fn damages(good: &[u8]) -> Vec<Vec<u8>> {
    let mut damages = vec![
        good[..good.len() / 2].to_vec(),
        Vec::new(),
        b"garbage".to_vec(),
        vec![0; good.len()],
    ];
    for place in [
        0,
        good.len() / 3,
        good.len() / 2,
        good.len().saturating_sub(1),
    ] {
        let mut bytes = good.to_vec();
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= 1;
            damages.push(bytes);
        }
    }
    damages
}

#[test]
fn a_damaged_dictionary_is_unpacked_anew() {
    let house = House::new();
    assert_eq!(house.serve().stop().code, Some(0));
    let good_answer = answer(&house);
    let folder = house.data().join("cache/dictionary");
    let dictionary = files(&folder);
    assert!(5 < dictionary.len());
    for file in dictionary {
        let good = fs::read(&file).unwrap();
        let Some(bad) = damages(&good).pop() else {
            continue;
        };
        replace(&file, &bad);
        assert_eq!(answer(&house), good_answer, "{}", file.display());
        assert!(fs::read(&file).unwrap() == good, "{}", file.display());
    }
    // A file too many or too few is damage, too.
    let one = files(&folder).pop().unwrap();
    fs::remove_file(&one).unwrap();
    assert_eq!(answer(&house), good_answer);
    assert!(one.exists());
}

#[test]
fn a_damaged_index_is_built_anew() {
    let house = House::new();
    assert_eq!(house.serve().stop().code, Some(0));
    let good_answer = answer(&house);
    let cache = house.data().join("cache");
    let mut index = files(&cache.join("index"));
    index.push(cache.join("tokens.json"));
    assert!(index.iter().any(|it| it.ends_with("variants.json")));
    for file in &index {
        let Ok(good) = fs::read(file) else { continue };
        for bad in damages(&good) {
            if file.exists() {
                replace(file, &bad);
            }
            assert_eq!(answer(&house), good_answer, "{}", file.display());
        }
        if file.exists() {
            fs::remove_file(file).unwrap();
        }
        assert_eq!(answer(&house), good_answer, "{}", file.display());
    }
    let server = house.serve();
    assert_eq!(Browser::at(&server.base).get("/readyz").body, "ready");
}

#[test]
fn damage_that_can_be_read_is_noticed_too() {
    let house = House::new();
    assert_eq!(house.serve().stop().code, Some(0));
    let good_answer = answer(&house);
    let cache = house.data().join("cache");
    let index = cache.join("index");
    let damage = |name: &str, from: &str, to: &str| {
        let all = files(&cache);
        let file = all.iter().find(|it| it.ends_with(name)).unwrap();
        let good = fs::read_to_string(file).unwrap();
        assert!(good.contains(from), "{good}");
        replace(file, good.replacen(from, to, 1).as_bytes());
    };
    // A number beyond the table, and a wrong one.
    for (from, to) in [
        ("[[[0", "[[[9999"),
        ("\"frequencies\":[", "\"frequencies\":[7"),
    ] {
        damage("variants.json", from, to);
        assert_eq!(answer(&house), good_answer, "{to}");
    }
    // The terms of which the next index is built.
    damage("tokens.json", "テレワーク", "テレワーヶ");
    fs::remove_dir_all(&index).unwrap();
    assert_eq!(answer(&house), good_answer);
}

#[test]
fn a_deleted_cache_is_made_again_also_under_a_running_server() {
    let house = House::new();
    let server = house.serve();
    let good_answer = answer(&house);
    let mut browser = Browser::at(&server.base);
    fs::remove_dir_all(house.data().join("cache")).unwrap();
    let csrf = browser.get("/").field("csrf").to_owned();
    let page = browser.post("/ask", &csrf, &[("question", KNOWN)]);
    assert_eq!(page.status, 303, "{page:?}");
    assert_eq!(answer(&house), good_answer);
    assert_eq!(server.stop().code, Some(0));
    fs::remove_dir_all(house.data().join("cache")).unwrap();
    let server = house.serve();
    assert_eq!(Browser::at(&server.base).get("/readyz").body, "ready");
    assert_eq!(answer(&house), good_answer);
}

#[test]
fn a_damaged_database_is_told_and_left_alone() {
    let house = House::new();
    assert_eq!(house.serve().stop().code, Some(0));
    let file = house.data().join("madoguchi.sqlite");
    let good = fs::read(&file).unwrap();
    let mut broken = good.clone();
    broken[..16].copy_from_slice(b"not a database!!");
    for bad in [broken, good[..good.len() / 2].to_vec()] {
        fs::write(&file, &bad).unwrap();
        let refusals = [
            house.try_serve().err().unwrap(),
            house.run(&["ask", KNOWN]),
            house.run(&["login", "--name", "佐藤", "--role", "admin"]),
            house.run(&["knowledge", "export", "out"]),
        ];
        for ended in refusals {
            ended.is_refused("データベースのファイルが壊れています。");
            assert_eq!(ended.stdout, "");
        }
        assert!(fs::read(&file).unwrap() == bad);
    }
    fs::write(&file, &good).unwrap();
    assert_eq!(house.serve().stop().code, Some(0));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_told_and_left_alone() {
    let house = House::new();
    assert_eq!(house.serve().stop().code, Some(0));
    let file = house.data().join("madoguchi.sqlite");
    let url = format!("sqlite://{}", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let newer = fs::read(&file).unwrap();
    for ended in [
        house.try_serve().err().unwrap(),
        house.run(&["ask", KNOWN]),
        house.run(&["login", "--name", "佐藤", "--role", "admin"]),
    ] {
        ended.is_refused("新しい版を使ってください。");
    }
    assert!(fs::read(&file).unwrap() == newer);
}

#[test]
fn a_first_start_that_was_cut_short_is_made_good() {
    let house = House::empty();
    for micros in (0..12).map(|it| it * 30_000) {
        let mut child = house.server().spawn().unwrap();
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(micros) {
            thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(house.serve().stop().code, Some(0));
    let whole = House::new();
    assert_eq!(whole.serve().stop().code, Some(0));
    assert_eq!(answer(&house), answer(&whole));
    // Nothing half-made stays behind.
    let names = |house: &House| -> Vec<PathBuf> {
        let cache = house.data().join("cache");
        let folders = fs::read_dir(cache.join("dictionary")).unwrap();
        let mut names: Vec<_> = folders.map(|it| it.unwrap().file_name().into()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&house), names(&whole));
}
