//! The command line: one file per command. `run` is a match.

mod ask;
mod chat;
mod dictionary;
mod eval;
mod explain;
mod failure;
mod knowledge;
mod login;
mod programs;
mod train;
mod words;

use std::{
    io::{self, IsTerminal as _},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;

use crate::{
    app,
    clock::{Clock, jst},
    config::{Config, Environment, Flags, LogFormat, ServeRole},
    people::Role,
    programs::Moment,
};

/// テレワークの質問に、出典と日付を付けて答える窓口。
#[derive(Debug, Parser)]
#[command(name = "madoguchi", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// サーバーを動かす（コマンドを省略したときも同じ）
    Serve(Serve),
    /// 質問に1回答える
    Ask(ask::Ask),
    /// 端末で対話する
    Chat(chat::Chat),
    /// 知識のファイルを点検する
    Check(knowledge::Check),
    /// 質問がどう読まれ、どの項目がなぜ選ばれるかを示す
    Explain(explain::Explain),
    /// 検索の質を測る
    Eval(eval::Eval),
    /// 検索の重みと確信度を学習する
    Train(train::Train),
    /// 知識をファイルから取り込む、ファイルに書き出す
    #[command(subcommand)]
    Knowledge(knowledge::Transfer),
    /// 助成金・補助金の受付状況を見る
    Programs(programs::Programs),
    /// 制度が会社に当てはまるかを見る
    Eligibility(programs::Fitness),
    /// ログイン用リンクを作る
    Login(login::Login),
    /// 辞書を作る
    #[command(subcommand)]
    Dictionary(dictionary::Dictionary),
}

/// Where things are; every command that needs them has these.
#[derive(Debug, Clone, Default, Args)]
struct Places {
    /// データの置き場所（環境変数 MADOGUCHI_DATA）
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 設定ファイル（環境変数 MADOGUCHI_CONFIG）
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// 知識のフォルダー（省略するとプログラムに入っている知識）
    #[arg(long, value_name = "DIR")]
    knowledge: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Serve {
    /// 待ち受けるアドレス（省略すると 127.0.0.1:8080）
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = address)]
    listen: Option<SocketAddr>,
    /// 動かす役割（chat、web、jobs。省略するとすべて）
    #[arg(long, value_delimiter = ',', value_name = "chat,web,jobs", value_parser = role)]
    roles: Option<Vec<ServeRole>>,
    /// 暗号化なしで、この機械の外から届くようにする
    #[arg(long)]
    insecure: bool,
    #[command(flatten)]
    places: Places,
}

/// Roles that `login` gives.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum StaffRole {
    // Without doc comments: clap would turn the help of `login` into its long form.
    Consultant,
    Admin,
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Role {
        match role {
            StaffRole::Consultant => Role::Consultant,
            StaffRole::Admin => Role::Admin,
        }
    }
}

/// A failure whose sentence for people is known where it happens.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Told(String);

/// Runs the command of this process's arguments; errors become a sentence on standard error and a
/// code of exit.
pub async fn run() -> ExitCode {
    let cli = match words::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let outcome = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(serve) => run_server(serve).await,
        Command::Ask(ask) => ask.run().await,
        Command::Chat(chat) => chat.run().await,
        Command::Check(check) => check.run(),
        Command::Explain(explain) => explain.run().await,
        Command::Eval(eval) => eval.run(),
        Command::Train(train) => train.run().await,
        Command::Knowledge(transfer) => transfer.run().await,
        Command::Programs(programs) => programs.run().await,
        Command::Eligibility(fitness) => fitness.run().await,
        Command::Login(login) => login.run().await,
        Command::Dictionary(dictionary) => dictionary.run(),
    };
    match outcome {
        Ok(code) => code,
        // Who read it has seen enough.
        Err(error) if error.is::<app::Unread>() => ExitCode::SUCCESS,
        Err(error) => {
            app::warn(&failure::explain(&error));
            tracing::debug!(error = format!("{error:#}"), "the command failed");
            ExitCode::FAILURE
        }
    }
}

async fn run_server(serve: Serve) -> anyhow::Result<ExitCode> {
    let Serve {
        listen,
        roles,
        insecure,
        places,
    } = serve;
    let flags = Flags {
        listen,
        roles,
        insecure,
        ..flags(places)
    };
    let config = load(flags)?;
    log(&config)?;
    app::serve(config, Clock::System).await?;
    Ok(ExitCode::SUCCESS)
}

impl Places {
    fn load(self) -> anyhow::Result<Config> {
        load(flags(self))
    }
}

fn flags(places: Places) -> Flags {
    let Places {
        data,
        config,
        knowledge,
    } = places;
    Flags {
        data,
        config,
        knowledge,
        ..Flags::default()
    }
}

fn role(text: &str) -> Result<ServeRole, String> {
    let choice = || "chat、web、jobs から選んでください".to_owned();
    ServeRole::named(text).ok_or_else(choice)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let form = |_| "127.0.0.1:8080 のように、アドレスと番号を書いてください".to_owned();
    text.parse().map_err(form)
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let form = |_| "2026-11-22 のように書いてください".to_owned();
    text.parse().map_err(form)
}

fn clock(now: Option<DateTime<Utc>>) -> Clock {
    now.map_or(Clock::System, Clock::manual)
}

/// Reads a time: RFC 3339, or a local date or time of Japan. Years have four digits, so that no calendar
/// ends before it.
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let wrong = || "2026-11-22T09:00:00+09:00 のように書いてください".to_owned();
    let moment = Moment::parse(text).filter(|it| (0..=9_999).contains(&it.date.year()));
    let local = moment.ok_or_else(wrong)?.first_second();
    let time = local.and_local_timezone(jst()).single();
    time.map(|it| it.to_utc()).ok_or_else(wrong)
}

fn today(day: Option<NaiveDate>) -> NaiveDate {
    day.unwrap_or_else(|| Clock::System.today())
}

/// Reads the configuration and makes sure that the folder of knowledge is there.
fn load(flags: Flags) -> anyhow::Result<Config> {
    let config = Config::load(flags, Environment::read())?;
    if let Some(folder) = &config.knowledge {
        knowledge::existing(folder)?;
    }
    Ok(config)
}

/// What tells secrets at some level, whatever the filter says: the protection of forms logs
/// addresses, and those of login links let people in.
const KEPT_QUIET: [&str; 1] = ["tower_http::csrf=off"];

/// Starts writing the log to standard error.
fn log(config: &Config) -> Result<(), Told> {
    let filter = EnvFilter::try_new(&config.log_filter).map_err(|_| {
        let filter = &config.log_filter;
        Told(format!("設定の log.filter「{filter}」を読み取れません。info や madoguchi=debug のように書いてください。"))
    })?;
    let filter = KEPT_QUIET
        .iter()
        .filter_map(|it| it.parse().ok())
        .fold(filter, EnvFilter::add_directive);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Colours are for people; in a file they are noise.
        .with_ansi(io::stderr().is_terminal())
        // It would panic when it cannot say that standard error is closed.
        .log_internal_errors(false)
        .with_writer(io::stderr);
    match config.log_format {
        LogFormat::Text => log.with_target(false).init(),
        LogFormat::Json => log.json().init(),
    }
    // What a panic says may quote what somebody wrote.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref(), "panicked");
    }));
    Ok(())
}
