//! The rules of the map in `src/lib.rs`, as tests.

use std::{fs, path::Path};

/// Outside crates that only one module may name (a `derive(sqlx::..)` is fine anywhere).
const CONFINED: &[(&str, &str)] = &[
    ("sqlx::query", "store"),
    ("axum::", "web"),
    ("serenity::", "chat"),
    ("poise::", "chat"),
    ("tantivy::", "search"),
    ("lindera", "search"),
    ("Utc::now", "clock"),
    ("std::env::", "config"),
];
const MAX_LINES: usize = 400;

#[test]
fn a_module_uses_only_modules_declared_above_it() {
    let order = declared_modules();
    check(|module, text| {
        let here = order.iter().position(|it| it == module)?;
        let below = &order[here + 1..];
        let used = below.iter().find(|it| uses(text, it))?;
        Some(format!(
            "`{module}` may not use `{used}`, which is declared below it"
        ))
    });
}

#[test]
fn outside_crates_stay_in_their_module() {
    check(|module, text| {
        let (name, home) = CONFINED
            .iter()
            .find(|(name, home)| module != *home && text.contains(name))?;
        Some(format!("`{name}` belongs in `{home}`"))
    });
}

#[test]
fn files_stay_short() {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    collect(Path::new("tests"), &mut files);
    files.retain(|(_, text)| MAX_LINES < text.lines().count());
    let long: Vec<_> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:?}");
}

/// Runs `rule` on every file of `src`; fails with all the problems it returns.
fn check(rule: impl Fn(&str, &str) -> Option<String>) {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    // Runs before the crate exists and is no module of it.
    files.retain(|(path, _)| path != "src/build.rs");
    let problems: Vec<String> = files
        .iter()
        .filter_map(|(path, text)| {
            let module = path.split(['/', '.']).nth(1).unwrap();
            Some(format!("{path}: {}", rule(module, text)?))
        })
        .collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// The modules of the crate, in the order `src/lib.rs` declares them.
fn declared_modules() -> Vec<String> {
    let text = fs::read_to_string("src/lib.rs").unwrap();
    let names = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// `crate::module` anywhere, or `module` at the start of an item of a `use crate::{..}` list.
fn uses(text: &str, module: &str) -> bool {
    let grouped = text.split("crate::{").skip(1).any(|rest| {
        let list = rest.split(';').next().unwrap_or_default();
        list.split([',', '\n', '{'])
            .any(|item| item.trim().split([':', '}', ' ']).next() == Some(module))
    });
    grouped || text.contains(&format!("crate::{module}"))
}

fn collect(dir: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push((
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

#[test]
fn there_is_one_tls_provider_and_it_is_ring() {
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    for name in [
        "aws-lc-rs",
        "aws-lc-sys",
        "openssl",
        "openssl-sys",
        "native-tls",
    ] {
        let package = format!("name = \"{name}\"\n");
        assert!(!lock.contains(&package), "{name} came in");
    }
}

#[test]
fn the_dictionary_is_the_one_that_its_manifest_describes() {
    let manifest = madoguchi::search::dictionary::manifest().unwrap();
    let packed = fs::read("knowledge/dictionary/ipadic.tar.zst").unwrap();
    assert_eq!(manifest.packed, blake3::hash(&packed).to_hex().to_string());
    // Another version of lindera may not read it: `madoguchi dictionary build` makes it anew.
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let package = format!("name = \"lindera\"\nversion = \"{}\"\n", manifest.lindera);
    assert!(
        lock.contains(&package),
        "compiled by lindera {}",
        manifest.lindera
    );
}
