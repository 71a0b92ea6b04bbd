//! Writes to SQLite's files.
//!
//! A small library in front of the system's own, loaded with `LD_PRELOAD`, counts in a file that is
//! shared memory between the program and the test, and ends the program in the middle of its work.

use std::{
    fs::File,
    os::unix::{fs::FileExt as _, net::UnixListener},
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use tempfile::TempDir;

use super::Writes;
use crate::support::discord::{Gate, Moment};

/// The library and what it shares with the test.
pub struct FileWrites {
    folder: TempDir,
    plan: File,
    gate: Arc<Mutex<Gate>>,
}

impl FileWrites {
    /// Builds the library.
    pub fn new() -> FileWrites {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/writes/file.c");
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]);
        let built = cc.arg(folder.path().join(LIBRARY)).arg(source).status();
        assert!(built.unwrap().success());
        let plan = folder.path().join(PLAN);
        let mut options = File::options();
        let plan = options
            .read(true)
            .write(true)
            .create_new(true)
            .open(plan)
            .unwrap();
        let listener = UnixListener::bind(folder.path().join(TOLD)).unwrap();
        let gate = Arc::new(Mutex::new(Gate::new()));
        let told = Arc::clone(&gate);
        thread::spawn(move || {
            for death in listener.incoming() {
                drop(death);
                told.lock().unwrap().reach();
            }
        });
        let writes = FileWrites { folder, plan, gate };
        writes.set(0, Moment::Before);
        writes
    }

    fn set(&self, stop: u64, moment: Moment) {
        let plan = [0, stop, u64::from(moment == Moment::After)];
        let bytes = plan.map(u64::to_ne_bytes).concat();
        self.plan.write_all_at(&bytes, 0).unwrap();
    }
}

const LIBRARY: &str = "writes.so";
const PLAN: &str = "plan";
const TOLD: &str = "told";

impl Writes for FileWrites {
    fn environment(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("LD_PRELOAD", LIBRARY),
            ("WRITES_PLAN", PLAN),
            ("WRITES_TOLD", TOLD),
        ];
        let path = |name| self.folder.path().join(name).display().to_string();
        all.map(|(variable, name)| (variable, path(name))).to_vec()
    }

    fn stop_at(&self, write: u64, moment: Moment) -> Gate {
        let gate = Gate::new();
        *self.gate.lock().unwrap() = gate.clone();
        self.set(write, moment);
        gate
    }

    fn let_go(&self) -> bool {
        let mut numbers = [0; 16];
        self.plan.read_exact_at(&mut numbers, 0).unwrap();
        self.plan.write_all_at(&[0; 8], 8).unwrap();
        let (done, stop) = numbers.split_at(8);
        let number = |bytes: &[u8]| bytes.try_into().map(u64::from_ne_bytes).unwrap();
        number(stop) <= number(done)
    }
}
