//! Debian's Chromium on the real program with the shipped knowledge: ask, hand-off, claim, reply, the
//! asker sees it; every page passes axe. The steps are in `browser/walk.mjs`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{
    is_ci,
    server::{House, Server},
};

#[test]
fn an_asker_and_a_consultant_meet_in_a_real_browser() {
    let folder = Path::new("tests/browser");
    let missing = [
        (!folder.join("node_modules").is_dir(), "npm packages"),
        (chromium().is_none(), "Chromium"),
        (on_path("node").is_none(), "Node.js"),
    ];
    if let Some((_, what)) = missing.iter().find(|it| it.0) {
        assert!(!is_ci(), "{what} is missing; ./tests/run installs it");
        eprintln!("skipped: {what} is missing; ./tests/run installs it");
        return;
    }
    let house = House::new();
    let config = house.path("config.toml");
    let arguments = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--config",
        config.to_str().unwrap(),
    ];
    let server = Server::start(&mut house.command(&arguments)).unwrap();
    let login = format!("{}{}", server.base, server.login.as_ref().unwrap());
    let walked = Command::new("node")
        .args(["walk.mjs", &server.base, &login])
        .env("CHROMIUM", chromium().unwrap())
        .current_dir(folder)
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&walked.stdout),
        String::from_utf8_lossy(&walked.stderr),
    );
    assert!(walked.status.success(), "{out}\n{err}");
    let ended = server.stop();
    assert!(!ended.stderr.contains("panicked"), "{ended:?}");
}

fn chromium() -> Option<PathBuf> {
    on_path("chromium").or_else(|| on_path("chromium-browser"))
}

fn on_path(name: &str) -> Option<PathBuf> {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {name}")])
        .output()
        .unwrap();
    let path = String::from_utf8(found.stdout).unwrap().trim().to_owned();
    (!path.is_empty()).then(|| PathBuf::from(path))
}
