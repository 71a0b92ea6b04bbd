//! One TOML file and secrets from the environment, checked once at start. Later code never parses.

mod desk;
mod discord;
mod hours;

use std::{
    fmt, fs,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use ipnet::IpNet;
use serde::Deserialize;

pub use self::desk::{Desk, Group};
pub use self::discord::DiscordOptions;
pub use self::hours::{LONGEST_CLOSURE, Recess, Shift, Week, WorkingHours};

/// A value that never appears in a log: its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: String) -> Secret {
        Secret(text)
    }

    /// Returns the secret itself, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A part of the program that can run in a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServeRole {
    /// The connection to chat platforms.
    Chat,
    /// The web chat, the desk and the API.
    Web,
    /// What runs by itself.
    Jobs,
}

impl ServeRole {
    /// All roles: what one machine runs.
    pub const ALL: [ServeRole; 3] = [ServeRole::Chat, ServeRole::Web, ServeRole::Jobs];

    /// Returns the role of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<ServeRole> {
        match name {
            "chat" => Some(ServeRole::Chat),
            "web" => Some(ServeRole::Web),
            "jobs" => Some(ServeRole::Jobs),
            _ => None,
        }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Where the data stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file in the data directory.
    Sqlite(PathBuf),
    /// A PostgreSQL server; the address contains the password.
    Postgres(Secret),
}

/// Limits against abuse.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Questions a minute from one address; the same number may come at once.
    pub asks_per_minute: u32,
    /// Tries an hour to open a ticket by its number and code, for each number and each address.
    pub receipt_tries_per_hour: u32,
    /// Open pages of one address that are told of changes at once; others are to be reloaded.
    pub live_pages_per_address: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            asks_per_minute: 30,
            receipt_tries_per_hour: 10,
            live_pages_per_address: 60,
        }
    }
}

impl Limits {
    fn let_somebody_in(&self) -> bool {
        let Limits {
            asks_per_minute,
            receipt_tries_per_hour,
            live_pages_per_address,
        } = *self;
        ![
            asks_per_minute,
            receipt_tries_per_hour,
            live_pages_per_address,
        ]
        .contains(&0)
    }
}

/// What answers promise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// Of 100 direct answers this many are right, as far as learned weights can tell; the more, the more
    /// often the assistant asks back instead.
    pub right_of_100: u8,
}

impl Default for Answers {
    fn default() -> Answers {
        Answers { right_of_100: 95 }
    }
}

impl Answers {
    /// Returns the share of direct answers that are right.
    #[must_use]
    pub fn promise(&self) -> f64 {
        f64::from(self.right_of_100) / 100.0
    }
}

/// The checked configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The data directory.
    pub data: PathBuf,
    /// The database.
    pub database: Database,
    /// A folder to read the collection from instead of the pack in the binary.
    pub knowledge: Option<PathBuf>,
    /// Parts to run.
    pub roles: Vec<ServeRole>,
    /// The address people use, without a slash at the end.
    pub public_url: Option<String>,
    /// Proxies (addresses or networks) whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Limits against abuse.
    pub limits: Limits,
    /// What answers promise.
    pub answers: Answers,
    /// How the desk works.
    pub desk: Desk,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Which log lines are written, for example `info` or `madoguchi=debug`.
    pub log_filter: String,
    /// Token of the Discord bot; without one there is no Discord.
    pub discord_token: Option<Secret>,
    /// How Discord is used.
    pub discord: DiscordOptions,
}

/// The file, as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: Option<SocketAddr>,
    data: Option<PathBuf>,
    knowledge: Option<PathBuf>,
    roles: Option<Vec<ServeRole>>,
    public_url: Option<String>,
    trusted_proxies: Vec<Proxy>,
    limits: Limits,
    answers: Answers,
    discord: DiscordOptions,
    desk: Desk,
    log: Log,
}

/// An address or a network in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Proxy(IpNet);

impl TryFrom<String> for Proxy {
    type Error = String;

    fn try_from(text: String) -> Result<Proxy, String> {
        let address = || text.parse::<IpAddr>().map(IpNet::from);
        let network = text.parse::<IpNet>().or_else(|_| address());
        network
            .map(Proxy)
            .map_err(|_| format!("{text} is neither an address nor a network"))
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Log {
    format: LogFormat,
    filter: Option<String>,
}

/// What the command line says; it goes before the environment, and that before the file.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--knowledge`.
    pub knowledge: Option<PathBuf>,
    /// `--roles`.
    pub roles: Option<Vec<ServeRole>>,
    /// `--insecure`: serve beyond this machine without TLS.
    pub insecure: bool,
}

/// The environment variables that matter.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    data: Option<PathBuf>,
    config: Option<PathBuf>,
    database_url: Option<Secret>,
    discord_token: Option<Secret>,
    home: Option<PathBuf>,
    xdg_data: Option<PathBuf>,
}

impl Environment {
    /// Reads the environment of this process.
    #[must_use]
    pub fn read() -> Environment {
        let path = |name| variable(name).map(PathBuf::from);
        Environment {
            data: path("MADOGUCHI_DATA"),
            config: path("MADOGUCHI_CONFIG"),
            database_url: variable("MADOGUCHI_DATABASE_URL").map(Secret),
            discord_token: variable("MADOGUCHI_DISCORD_TOKEN").map(Secret),
            home: path("HOME"),
            xdg_data: path("XDG_DATA_HOME"),
        }
    }
}

fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "this is the place for it")]
    std::env::var(name).ok().filter(|it| !it.is_empty())
}

/// What is wrong with the configuration. Each message is a Japanese sentence with the mend.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The file cannot be read.
    #[error("設定ファイル {0} を読めません。場所と読み取り権限を確かめてください。")]
    Unreadable(PathBuf),
    /// The file is not valid; `1` is the parser's remark with line and key.
    #[error(
        "設定ファイル {0} に誤りがあります。deploy/config.example.toml と見比べてください。\n{1}"
    )]
    Invalid(PathBuf, String),
    /// No data directory is known.
    #[error(
        "データの置き場所が決まりません。--data か環境変数 MADOGUCHI_DATA で指定してください。"
    )]
    NoData,
    /// The public address is not one.
    #[error(
        "public_url は https:// か http:// で始まるアドレスにしてください（末尾の / とパスは付けません）: {0}"
    )]
    PublicUrl(String),
    /// The database's address is not one.
    #[error("MADOGUCHI_DATABASE_URL は postgres:// で始まるアドレスにしてください。")]
    DatabaseUrl,
    /// Listening beyond this machine without TLS.
    #[error(
        "{0} で待ち受けると、ほかの機械から暗号化なしで届きます。TLS のリバースプロキシを置いて public_url を https:// にするか、危険を承知のうえで --insecure を付けてください。"
    )]
    Insecure(SocketAddr),
    /// A limit of zero.
    #[error("limits の値は 1 以上にしてください。")]
    Limit,
    /// A promise that cannot be kept, or that is none.
    #[error("answers.right_of_100 は 50 から 99 までにしてください。")]
    Promise,
}

impl Config {
    /// Puts flags, environment and file together and checks them.
    ///
    /// # Errors
    /// If the file cannot be read, a value is invalid, or the combination is unsafe.
    pub fn load(flags: Flags, environment: Environment) -> Result<Config, Error> {
        let file = match flags.config.or(environment.config) {
            Some(path) => read(&path)?,
            None => File::default(),
        };
        let default_data = environment
            .xdg_data
            .or_else(|| environment.home.map(|it| it.join(".local/share")))
            .map(|it| it.join("madoguchi"));
        let data = flags
            .data
            .or(environment.data)
            .or(file.data)
            .or(default_data)
            .ok_or(Error::NoData)?;
        let database = match environment.database_url {
            None => Database::Sqlite(data.join("madoguchi.sqlite")),
            Some(url) if is_postgres(&url.0) => Database::Postgres(url),
            Some(_) => return Err(Error::DatabaseUrl),
        };
        let listen = flags
            .listen
            .or(file.listen)
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let public_url = file.public_url.map(checked_url).transpose()?;
        let encrypted = public_url.iter().any(|it| it.starts_with("https://"));
        if !listen.ip().is_loopback() && !encrypted && !flags.insecure {
            return Err(Error::Insecure(listen));
        }
        if !file.limits.let_somebody_in() {
            return Err(Error::Limit);
        }
        if !(50..=99).contains(&file.answers.right_of_100) {
            return Err(Error::Promise);
        }
        Ok(Config {
            listen,
            data,
            database,
            knowledge: flags.knowledge.or(file.knowledge),
            roles: flags
                .roles
                .or(file.roles)
                .unwrap_or_else(|| ServeRole::ALL.to_vec()),
            public_url,
            trusted_proxies: file.trusted_proxies.into_iter().map(|it| it.0).collect(),
            limits: file.limits,
            answers: file.answers,
            desk: file.desk,
            log_format: file.log.format,
            log_filter: file
                .log
                .filter
                .unwrap_or_else(|| "info,sqlx=warn,tantivy=warn".to_owned()),
            discord_token: environment.discord_token,
            discord: file.discord,
        })
    }
}

fn read(path: &Path) -> Result<File, Error> {
    let text = fs::read_to_string(path).map_err(|_| Error::Unreadable(path.to_owned()))?;
    toml::from_str(&text).map_err(|error| Error::Invalid(path.to_owned(), error.to_string()))
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

fn checked_url(url: String) -> Result<String, Error> {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', ' ', '?', '#', '@']) => Ok(url),
        _ => Err(Error::PublicUrl(url)),
    }
}

#[cfg(test)]
mod tests;
