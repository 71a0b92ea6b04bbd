//! The real program: commands that run to their end, and a server as a child process. Nothing here
//! waits by the clock: the start is over with the server's last line, the end with the end of its
//! output.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use madoguchi::search::dictionary;
use tempfile::TempDir;

/// Longer than anything may take on a busy machine; only a hanging program meets it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Three entries: enough to answer and quick to load.
const KNOWLEDGE: [(&str, &str); 4] = [
    (
        "qa/nakanuke.md",
        include_str!("../../knowledge/qa/nakanuke.md"),
    ),
    (
        "qa/hiyo-jugyoin-futan.md",
        include_str!("../../knowledge/qa/hiyo-jugyoin-futan.md"),
    ),
    (
        "qa/jitaku-tentou-rousai.md",
        include_str!("../../knowledge/qa/jitaku-tentou-rousai.md"),
    ),
    (
        "prefectures.csv",
        include_str!("../../knowledge/prefectures.csv"),
    ),
];

/// A question that the three entries answer.
pub const KNOWN: &str = "在宅勤務の日に子どもの迎えで1時間抜けたらどう扱う？";

/// What a server needs: a data directory, a folder of knowledge, a configuration.
pub struct House {
    folder: TempDir,
    /// More of the environment.
    pub environment: Vec<(&'static str, String)>,
}

/// A program that ended.
#[derive(Debug)]
pub struct Ended {
    /// Its code of exit; `None` after a signal.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Ended {
    /// Fails unless the program refused with a Japanese sentence that has `part`, and nothing else.
    pub fn is_refused(&self, part: &str) {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(self.stderr.contains(part), "{self:?}");
        assert!(self.stderr.trim_end().ends_with('。'), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        assert!(!self.stderr.contains("rror"), "{self:?}");
    }
}

impl House {
    /// Makes one with an empty data directory.
    pub fn empty() -> House {
        let house = House {
            folder: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
        };
        for (path, text) in KNOWLEDGE {
            house.know(path, &related_to(text, ""));
        }
        house.configure("[limits]\nasks_per_minute = 1000000\nreceipt_tries_per_hour = 1000000\n");
        house
    }

    /// Makes one whose data directory has the dictionary unpacked, which makes the start quick.
    pub fn new() -> House {
        let house = House::empty();
        let home = dictionary_home();
        let own = house.data().join("cache/dictionary");
        let own = own.join(home.file_name().unwrap());
        fs::create_dir_all(&own).unwrap();
        for file in fs::read_dir(home).unwrap().map(|it| it.unwrap()) {
            let (from, to) = (file.path(), own.join(file.file_name()));
            // Another file system takes no link.
            if fs::hard_link(&from, &to).is_err() {
                fs::copy(&from, &to).unwrap();
            }
        }
        house
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("データ")
    }

    /// The folder of knowledge.
    pub fn knowledge(&self) -> PathBuf {
        self.folder.path().join("knowledge")
    }

    /// A file beside the data directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file of knowledge.
    pub fn know(&self, path: &str, text: &str) {
        let path = self.knowledge().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes the configuration.
    pub fn configure(&self, text: &str) {
        fs::write(self.path("config.toml"), text).unwrap();
    }

    /// Runs a command on the data directory to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, b"")
    }

    /// Runs a command that reads `input`.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ended {
        let mut child = Running::start(self.command(arguments).stdin(Stdio::piped()));
        let mut stdin = child.child.stdin.take().unwrap();
        let input = input.to_vec();
        // A program that refuses its input closes it early.
        let writer = thread::spawn(move || drop(stdin.write_all(&input)));
        let ended = child.ended();
        writer.join().unwrap();
        assert!(!ended.stderr.contains("panicked"), "{ended:?}");
        ended
    }

    /// Starts a server and returns when it serves.
    pub fn serve(&self) -> Server {
        let started = self.try_serve();
        started.unwrap_or_else(|ended| panic!("the server did not start: {ended:?}"))
    }

    /// Starts a server; it may refuse.
    pub fn try_serve(&self) -> Result<Server, Ended> {
        Server::start(&mut self.server())
    }

    /// The command that serves, with the knowledge and the configuration.
    pub fn server(&self) -> Command {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--knowledge").arg(self.knowledge());
        command.arg("--config").arg(self.path("config.toml"));
        command
    }

    /// Makes a consultant, beside the running server, and returns the path of a login link.
    pub fn login_link(&self, name: &str) -> String {
        let made = self.run(&["login", "--name", name, "--role", "consultant"]);
        let (_, token) = made.stdout.split_once("/login/").unwrap();
        format!("/login/{}", token.trim())
    }

    /// The program with these arguments and this data directory, and without this process's
    /// environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
        command.args(arguments).current_dir(self.folder.path());
        command.env_clear().env("HOME", self.folder.path());
        command.env("MADOGUCHI_DATA", self.data());
        command.envs(self.environment.iter().map(|(name, it)| (name, it)));
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// An article with these related entries, by their ids in quotes; its own are not in the small
/// collection.
pub fn related_to(article: &str, entries: &str) -> String {
    let start = "related    = [";
    match article
        .split_once(start)
        .map(|(head, rest)| (head, rest.split_once(']')))
    {
        Some((head, Some((_, rest)))) => format!("{head}{start}{entries}]{rest}"),
        _ => article.to_owned(),
    }
}

/// The dictionary, unpacked once for all test processes.
fn dictionary_home() -> &'static Path {
    static HOME: OnceLock<PathBuf> = OnceLock::new();
    let unpacked = || dictionary::unpack(Path::new(env!("CARGO_TARGET_TMPDIR")));
    HOME.get_or_init(|| unpacked().unwrap())
}

/// A child process whose output is read.
struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
    stdout: String,
    stderr: Option<JoinHandle<String>>,
}

impl Running {
    fn start(command: &mut Command) -> Running {
        let mut child = command.spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = child.stderr.take();
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in stdout.lines() {
                // Nobody listens any more: the test is over.
                if sender.send(line.unwrap()).is_err() {
                    return;
                }
            }
        });
        let stderr = thread::spawn(move || {
            let mut bytes = Vec::new();
            // It may have been given away.
            if let Some(mut stderr) = stderr {
                stderr.read_to_end(&mut bytes).unwrap();
            }
            String::from_utf8(bytes).unwrap()
        });
        Running {
            child,
            lines,
            stdout: String::new(),
            stderr: Some(stderr),
        }
    }

    /// The next line of standard output; `None` when there will be no more.
    fn line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                self.stdout.push_str(&line);
                self.stdout.push('\n');
                Some(line)
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("hangs after {:?}", self.stdout),
        }
    }

    /// Reads the rest of the output and the code.
    fn ended(&mut self) -> Ended {
        while self.line().is_some() {}
        let stderr = self.stderr.take().unwrap().join().unwrap();
        Ended {
            code: self.child.wait().unwrap().code(),
            stdout: std::mem::take(&mut self.stdout),
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(stderr) = self.stderr.take_if(|_| thread::panicking()) {
            eprintln!("the program wrote:\n{}", stderr.join().unwrap());
        }
    }
}

/// A server that serves.
pub struct Server {
    running: Running,
    /// The address of its pages, without a slash at the end.
    pub base: String,
    /// The path of the first administrator's login link, if it printed one.
    pub login: Option<String>,
}

impl Server {
    /// Starts the server and reads its lines up to the one that says how to stop it.
    pub fn start(command: &mut Command) -> Result<Server, Ended> {
        let mut running = Running::start(command);
        let (mut base, mut login) = (None, None);
        while let Some(line) = running.line() {
            if let Some(it) = line.strip_prefix("相談ページ: ") {
                base = Some(it.trim_end_matches('/').to_owned());
            }
            if let Some((_, token)) = line.split_once("/login/") {
                login = Some(format!("/login/{token}"));
            }
            if line.starts_with("止めるには") {
                let base = base.unwrap();
                return Ok(Server {
                    running,
                    base,
                    login,
                });
            }
        }
        Err(running.ended())
    }

    /// Asks it to stop, as `systemctl stop` does. Returns at once.
    pub fn terminate(&self) {
        let id = self.running.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end.
    pub fn ended(mut self) -> Ended {
        self.running.ended()
    }

    /// Asks it to stop and waits for its end.
    pub fn stop(self) -> Ended {
        self.terminate();
        self.ended()
    }

    /// Ends it as a power cut would, and waits until it is gone.
    pub fn kill(mut self) -> Ended {
        self.running.child.kill().unwrap();
        self.running.ended()
    }
}
