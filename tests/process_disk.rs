//! A full disk: told, survived, and forgotten as soon as there is space again.

use std::{
    fs::{self, File},
    io::Write as _,
    path::PathBuf,
    process::Command,
};

use crate::support::{
    browser::Browser,
    postgres::{is_root, variable},
    server::{House, KNOWN},
};

/// A data directory on a small disk of its own.
struct Disk {
    house: House,
}

impl Disk {
    /// Mounts one of this size, or returns `None`, having said so, where that is not allowed. As
    /// root and with `CI` set it must be.
    fn of(kilobytes: u32) -> Option<Disk> {
        let house = House::empty();
        let place = house.data();
        fs::create_dir_all(&place).unwrap();
        let size = format!("size={kilobytes}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "madoguchi-test"]);
        let mounted = mount.arg(&place).output();
        if mounted.is_ok_and(|it| it.status.success()) {
            return Some(Disk { house });
        }
        assert!(variable("CI").is_none() || !is_root(), "cannot mount");
        eprintln!("skipped: only root can mount a small disk");
        None
    }

    fn grow(&self, kilobytes: u32) {
        let size = format!("remount,size={kilobytes}k");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-o", &size]).arg(self.house.data()).status();
        assert!(mounted.unwrap().success());
    }

    /// Fills it to the last byte and returns what fills it.
    fn fill(&self) -> PathBuf {
        let path = self.house.data().join("filling");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 16, 1 << 10, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let mut unmount = Command::new("umount");
        let unmounted = unmount.arg("--lazy").arg(self.house.data()).status();
        assert!(unmounted.unwrap().success());
    }
}

#[test]
fn a_first_start_on_a_full_disk_is_told_and_the_next_one_works() {
    // Too small for the database, the dictionary, the index; wherever it ends.
    let sizes = [4, 40, 160, 400, 4_000, 30_000, 46_600, 46_900];
    let Some(disk) = Disk::of(sizes[0]) else {
        return;
    };
    let mut refused = 0;
    for size in sizes {
        disk.grow(size);
        match disk.house.try_serve() {
            Ok(server) => assert_eq!(server.stop().code, Some(0)),
            Err(ended) => {
                refused += 1;
                assert_eq!(ended.code, Some(1), "{size}: {ended:?}");
                assert!(!ended.stderr.contains("panicked"), "{size}: {ended:?}");
                let told = ended.stderr.lines().last().unwrap();
                assert!(
                    told.starts_with("ディスクに空きがありません。"),
                    "{size}: {ended:?}"
                );
                assert_eq!(ended.stdout, "");
            }
        }
        // Asking needs no database, but the dictionary.
        let asked = disk.house.run(&["ask", KNOWN, "--knowledge", "knowledge"]);
        if asked.code != Some(0) {
            asked.is_refused("ディスクに空きがありません。");
        }
    }
    assert!(5 < refused, "{refused}");
    disk.grow(100_000);
    assert_eq!(disk.house.serve().stop().code, Some(0));
}

#[test]
fn a_disk_that_fills_up_loses_nothing_and_questions_work_again_without_a_restart() {
    let Some(disk) = Disk::of(100_000) else {
        return;
    };
    let server = disk.house.serve();
    let mut browser = Browser::at(&server.base);
    let home = browser.get("/");
    let csrf = home.field("csrf");
    let blank = browser.get("/tickets/new");
    let question = [("question", KNOWN)];
    assert_eq!(browser.post("/ask", csrf, &question).status, 303);
    let filling = disk.fill();
    let (mut kept, mut refused) = (1, 0);
    // What the log of the database has room for is still written.
    while refused < 20 {
        assert!(kept < 5000, "the disk is not full");
        let page = browser.post("/ask", csrf, &question);
        match page.status {
            303 => kept += 1,
            503 => {
                refused += 1;
                assert!(page.body.contains("失われていません。"), "{page:?}");
            }
            _ => panic!("{page:?}"),
        }
    }
    let fields = [("event", blank.field("event")), ("question", "相談です")];
    assert_eq!(browser.post("/tickets", csrf, &fields).status, 503);
    assert_eq!(browser.get("/").status, 200);
    fs::remove_file(filling).unwrap();
    // The same form again: one ticket.
    for _ in 0..2 {
        assert_eq!(browser.post("/tickets", csrf, &fields).ticket(), 1);
    }
    assert_eq!(browser.post("/ask", csrf, &question).status, 303);
    kept += 1;
    let ended = server.stop();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stderr.contains("panicked"), "{ended:?}");
    assert_eq!(counts(&disk.house), (kept, 1));
}

/// The numbers of questions and tickets.
#[tokio::main(flavor = "current_thread")]
async fn counts(house: &House) -> (i64, i64) {
    let url = format!("sqlite://{}/madoguchi.sqlite", house.data().display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let questions = sqlx::query_scalar("SELECT COUNT(*) FROM questions");
    let tickets = sqlx::query_scalar("SELECT COUNT(*) FROM tickets");
    (
        questions.fetch_one(&pool).await.unwrap(),
        tickets.fetch_one(&pool).await.unwrap(),
    )
}
