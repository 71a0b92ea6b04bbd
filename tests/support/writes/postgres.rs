//! Writes to PostgreSQL: the statements that change rows, and `COMMIT`.
//!
//! A proxy passes on what both sides say. The program's driver says several messages at once and
//! then waits for `ReadyForQuery`; so one thread for each connection is enough: all up to a `Sync` or a
//! `Query`, then the whole answer.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::TcpStream,
    os::unix::net::{UnixListener, UnixStream},
    str::FromStr as _,
    sync::{Arc, Mutex},
    thread,
};

use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;

use super::Writes;
use crate::support::discord::{Gate, Moment};

/// The proxy.
pub struct PostgresWrites {
    folder: TempDir,
    url: String,
    plan: Arc<Mutex<Plan>>,
}

/// How many writes there were, and where to stop.
#[derive(Default)]
struct Plan {
    done: u64,
    stop: Option<(u64, Moment, Gate)>,
}

impl Plan {
    /// Counts a write; returns when to stop, if it is the one.
    fn count(&mut self) -> Option<(Moment, Gate)> {
        self.done += 1;
        let (_, moment, gate) = self.stop.take_if(|it| it.0 == self.done)?;
        Some((moment, gate))
    }
}

impl PostgresWrites {
    /// Starts the proxy in front of the server at `url`.
    pub fn new(url: &str) -> PostgresWrites {
        let folder = tempfile::tempdir().unwrap();
        let server = PgConnectOptions::from_str(url).unwrap();
        let socket = format!(".s.PGSQL.{}", server.get_port());
        let listener = UnixListener::bind(folder.path().join(&socket)).unwrap();
        let plan = Arc::<Mutex<Plan>>::default();
        let shared = Arc::clone(&plan);
        thread::spawn(move || {
            for program in listener.incoming() {
                let (program, plan) = (program.unwrap(), Arc::clone(&shared));
                // The connection ends with an error whenever the program is killed.
                match server.get_socket() {
                    Some(folder) => {
                        let server = UnixStream::connect(folder.join(&socket)).unwrap();
                        thread::spawn(move || Connection::of(program, server, plan).serve());
                    }
                    None => {
                        let address = (server.get_host(), server.get_port());
                        let server = TcpStream::connect(address).unwrap();
                        thread::spawn(move || Connection::of(program, server, plan).serve());
                    }
                }
            }
        });
        PostgresWrites {
            folder,
            url: url.to_owned(),
            plan,
        }
    }
}

impl Writes for PostgresWrites {
    fn environment(&self) -> Vec<(&'static str, String)> {
        let host = self.folder.path().display();
        let url = format!("{}&host={host}&sslmode=disable", self.url);
        vec![("MADOGUCHI_DATABASE_URL", url)]
    }

    fn stop_at(&self, write: u64, moment: Moment) -> Gate {
        let gate = Gate::new();
        let stop = Some((write, moment, gate.clone()));
        *self.plan.lock().unwrap() = Plan { done: 0, stop };
        gate
    }

    fn let_go(&self) -> bool {
        self.plan.lock().unwrap().stop.take().is_none()
    }

    fn settle(&self) {
        // Every connection has its own share in the plan; what it passed on is answered when it ends.
        while 2 < Arc::strong_count(&self.plan) {
            thread::yield_now();
        }
    }
}

/// One connection of the program.
struct Connection<S> {
    program: UnixStream,
    server: S,
    plan: Arc<Mutex<Plan>>,
    /// The names of prepared statements, and whether they change rows.
    statements: HashMap<Vec<u8>, bool>,
}

impl<S: Read + Write> Connection<S> {
    fn of(program: UnixStream, server: S, plan: Arc<Mutex<Plan>>) -> Connection<S> {
        Connection {
            program,
            server,
            plan,
            statements: HashMap::new(),
        }
    }

    fn serve(mut self) -> io::Result<()> {
        // The first message has no type.
        let first = message(&mut self.program, 0)?;
        self.server.write_all(&first)?;
        while !self.answer_of_login()? {
            let password = message(&mut self.program, 1)?;
            self.server.write_all(&password)?;
        }
        loop {
            let (request, is_write) = self.request()?;
            let stop = match is_write {
                true => self.plan.lock().unwrap().count(),
                false => None,
            };
            if let Some((Moment::Before, gate)) = &stop {
                return self.end(gate);
            }
            self.server.write_all(&request)?;
            let answer = self.answer()?;
            if let Some((Moment::After, gate)) = &stop {
                return self.end(gate);
            }
            self.program.write_all(&answer)?;
        }
    }

    /// Says nothing more until the program is dead.
    fn end(&mut self, gate: &Gate) -> io::Result<()> {
        gate.reach();
        io::copy(&mut self.program, &mut io::sink()).map(drop)
    }

    /// Passes on what the server says to a login; tells whether it is done, or wants something.
    fn answer_of_login(&mut self) -> io::Result<bool> {
        loop {
            let said = message(&mut self.server, 1)?;
            self.program.write_all(&said)?;
            // `AuthenticationOk` is 0 and `AuthenticationSASLFinal` 12; others want an answer.
            let wants = said[0] == b'R' && !matches!(said[8], 0 | 12);
            if wants || said[0] == b'Z' {
                return Ok(!wants);
            }
        }
    }

    /// All that the program says before it waits, and whether it writes.
    fn request(&mut self) -> io::Result<(Vec<u8>, bool)> {
        let (mut request, mut is_write) = (Vec::new(), false);
        loop {
            let said = message(&mut self.program, 1)?;
            let kind = said[0];
            let mut words = said[5..].split(|it| *it == 0);
            let mut word = || words.next().unwrap_or_default();
            match kind {
                b'P' => {
                    let name = word().to_vec();
                    self.statements.insert(name, changes_rows(word()));
                }
                b'B' => {
                    let _portal = word();
                    is_write |= self.statements[word()];
                }
                b'Q' => is_write |= changes_rows(word()),
                _ => {}
            }
            request.extend(said);
            if matches!(kind, b'S' | b'Q' | b'X') {
                return Ok((request, is_write));
            }
        }
    }

    /// All that the server answers.
    fn answer(&mut self) -> io::Result<Vec<u8>> {
        let mut answer = Vec::new();
        loop {
            let said = message(&mut self.server, 1)?;
            let is_last = said[0] == b'Z';
            answer.extend(said);
            if is_last {
                return Ok(answer);
            }
        }
    }
}

/// Reads a message: `prefix` bytes in front of its length, the length, and the rest.
fn message(from: &mut impl Read, prefix: usize) -> io::Result<Vec<u8>> {
    let mut message = vec![0; prefix + 4];
    from.read_exact(&mut message)?;
    let length = message[prefix..]
        .try_into()
        .map(u32::from_be_bytes)
        .unwrap();
    message.resize(prefix + length as usize, 0);
    from.read_exact(&mut message[prefix + 4..])?;
    Ok(message)
}

/// Whether a statement changes rows, or ends a transaction that does.
fn changes_rows(sql: &[u8]) -> bool {
    let sql = String::from_utf8_lossy(sql);
    let first = sql.split_whitespace().next().unwrap_or_default();
    match first {
        "INSERT" | "UPDATE" | "DELETE" | "COMMIT" => true,
        "WITH" => ["INSERT INTO", "UPDATE ", "DELETE FROM"]
            .iter()
            .any(|it| sql.contains(it)),
        _ => false,
    }
}
