//! A throw-away PostgreSQL cluster for this test process.
//!
//! `MADOGUCHI_TEST_POSTGRES` names one that runs already (`./tests/run` starts one for all test
//! processes). Otherwise a small shell starts one in a temporary folder and stops it when its
//! standard input closes, which happens however this process ends.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// `$0` is the folder of PostgreSQL's programs. The locale is Japanese, so that an order that
/// depends on the collation differs from SQLite's. The first line is `ready` and the socket's
/// folder, or the output tells what went wrong.
const WATCHER: &str = r#"
dir=$(mktemp -d /tmp/madoguchi-postgres-XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
"$0/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=ja-JP --no-sync >"$dir/log" 2>&1 &&
"$0/pg_ctl" start --wait --silent --pgdata="$dir/data" --log="$dir/log" --options="-k $dir \
    -c listen_addresses='' -c max_connections=300 -c fsync=off -c full_page_writes=off" ||
{ cat "$dir/log"; exit 1; }
echo "ready $dir"
cat >/dev/null
"$0/pg_ctl" stop --silent --pgdata="$dir/data" --mode=immediate
"#;

struct Cluster {
    url: String,
    /// Keeps the watcher's standard input open.
    _watcher: Option<Child>,
}

/// Returns the address of a running server, or `None`, having said so, where there is none. With
/// `CI` set that is a failure.
pub fn url() -> Option<&'static str> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| match variable("MADOGUCHI_TEST_POSTGRES") {
        Some(url) => Some(Cluster {
            url,
            _watcher: None,
        }),
        None => Some(start(&programs()?)),
    });
    if cluster.is_none() {
        assert!(!super::is_ci(), "PostgreSQL is not installed");
        eprintln!("skipped: PostgreSQL is not installed");
    }
    cluster.as_ref().map(|it| it.url.as_str())
}

/// Returns the address of the server with one more parameter.
pub fn url_with(parameter: &str) -> Option<String> {
    let url = url()?;
    let separator = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{separator}{parameter}"))
}

fn start(programs: &Path) -> Cluster {
    // PostgreSQL refuses to run as root.
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    let mut watcher = command
        .args(["-c", WATCHER])
        .arg(programs)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // It outlives the tests by a moment and must not keep their output open.
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(watcher.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let Some(folder) = line.trim().strip_prefix("ready ") else {
        output.read_to_string(&mut line).unwrap();
        panic!("PostgreSQL did not start:\n{line}");
    };
    Cluster {
        url: format!("postgres://postgres@localhost/postgres?host={folder}"),
        _watcher: Some(watcher),
    }
}

/// Tells whether root runs the tests.
pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// The folder with `initdb`: the newest of Debian's, or one on the search path.
fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<u32> = debian
        .filter_map(|it| it.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let debian = versions
        .iter()
        .map(|it| PathBuf::from(format!("/usr/lib/postgresql/{it}/bin")));
    let path = variable("PATH").unwrap_or_default();
    let mut folders = debian.chain(env::split_paths(&path));
    folders.find(|it| it.join("initdb").is_file())
}

/// A variable of the environment.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}
