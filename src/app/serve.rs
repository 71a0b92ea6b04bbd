//! The server: everything opened in order, run, and closed in the opposite order.

use std::{fs, io::IsTerminal as _, sync::Arc, time::Duration};

use anyhow::Context as _;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::{oneshot, watch},
};

use super::{
    DataLock, Pack, Published, address, cache, discord, import, knowledge, open_store, pack, say,
    warn,
};
use crate::{
    assistant::Assistant,
    clock::Clock,
    config::{Config, Database, ServeRole},
    jobs,
    knowledge::Severity,
    people::{LOGIN_LINK_LIFE, LoginToken, PersonId, Role},
    store::Store,
    web::{self, Office, WebSettings},
};

/// How often a process looks whether another one published something.
const FOLLOW_EVERY: Duration = Duration::from_secs(2);
/// How long a stop waits for requests. Each is answered within ten seconds; one that never comes to
/// the end of its own head is not.
const LAST_REQUESTS: Duration = Duration::from_secs(12);
/// The administrator that a fresh installation begins with.
const FIRST_ADMIN: &str = "管理者";

/// Runs the server until the process is asked to stop.
///
/// # Errors
/// If anything cannot be opened; the message of the cause is for the log, not for people.
pub async fn serve(config: Config, clock: Clock) -> anyhow::Result<()> {
    let lock = match config.database {
        Database::Sqlite(_) => Some(DataLock::take(&config.data)?),
        Database::Postgres(_) => None,
    };
    let (store, known) = open(&config, &clock).await?;
    if lock.is_some() {
        store.end_leases().await?;
    }
    let shelf = knowledge::shelf(known, &cache(&config))?.promising(config.answers.promise());
    tracing::info!(
        entries = shelf.len(),
        version = shelf.version,
        "the collection is ready"
    );
    let assistant = Assistant::recording(store.clone(), clock.clone(), shelf);
    let assistant = Arc::new(assistant.with_desk(config.desk.clone()));
    let stopped = stopped()?;
    let (stop, stopping) = watch::channel(false);
    let follower = tokio::spawn(follow(
        store.clone(),
        Arc::clone(&assistant),
        cache(&config),
        stopping.clone(),
    ));
    let discord = config
        .roles
        .contains(&ServeRole::Chat)
        .then(|| discord::connect(&config, &store, &clock, &assistant, &stopping))
        .flatten();
    let jobs = config.roles.contains(&ServeRole::Jobs).then(|| {
        let tools = jobs::Tools {
            store: store.clone(),
            clock: clock.clone(),
            assistant: Arc::clone(&assistant),
        };
        tokio::spawn(async move { jobs::run(&tools).await })
    });
    let outcome = if config.roles.contains(&ServeRole::Web) {
        serve_web(&config, &store, &clock, assistant, stopped).await
    } else {
        stopped.await;
        Ok(())
    };
    stop.send_replace(true);
    if let Some(jobs) = jobs {
        jobs.abort();
    }
    if let Some(discord) = discord {
        discord.await?;
    }
    follower.await?;
    store.close().await;
    tracing::info!("stopped");
    outcome
}

/// Opens the store and reads the collection, after the pack was imported where it is another one.
async fn open(config: &Config, clock: &Clock) -> anyhow::Result<(Store, Published)> {
    let pack = pack(config);
    let looking = pack.clone();
    let digest = tokio::task::spawn_blocking(move || looking.digest());
    let store = open_store(config).await?;
    // Looking at the files takes as long as reading the store, so both are done at once.
    let mut known = knowledge::published(&store).await?;
    let digest = digest.await??;
    if store.pack_digest().await?.as_ref() != Some(&digest) {
        drop(known);
        import_at_start(&store, &pack, clock).await?;
        known = knowledge::published(&store).await?;
    }
    Ok((store, known))
}

async fn serve_web(
    config: &Config,
    store: &Store,
    clock: &Clock,
    assistant: Arc<Assistant>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let settings = WebSettings {
        public_url: config.public_url.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        asks_per_minute: config.limits.asks_per_minute,
        receipt_tries_per_hour: config.limits.receipt_tries_per_hour,
        live_pages_per_address: config.limits.live_pages_per_address,
        ..WebSettings::default()
    };
    let office = Office::open(assistant, store.clone(), clock.clone(), settings).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let base = config
        .public_url
        .clone()
        .unwrap_or(format!("http://{}", listener.local_addr()?));
    // So that `login` beside this server makes links to it, whatever it listens on.
    fs::create_dir_all(&config.data)
        .and_then(|()| fs::write(config.data.join(address::FILE), &base))
        .context("cannot write the data directory")?;
    let staff = if !store.has_admin().await? || std::io::stdout().is_terminal() {
        let link = login_link(store, clock, &base, FIRST_ADMIN, Role::Admin).await?;
        let minutes = LOGIN_LINK_LIFE.num_minutes();
        format!("相談員の画面（1回だけ、{minutes}分以内に使えるログイン用リンク）: {link}")
    } else {
        format!(
            "相談員の画面: {base}/desk （ログイン用リンクは madoguchi login --name 名前 --role consultant で作れます）"
        )
    };
    // Who started the server may not read on; it serves all the same.
    let _ = say(&format!(
        "相談ページ: {base}/\n{staff}\n止めるには Ctrl+C を押してください。\n"
    ));
    let (begun, begins) = oneshot::channel();
    let shutdown = async move {
        shutdown.await;
        // Nobody listens where the server has failed meanwhile.
        let _ = begun.send(());
    };
    let too_late = async {
        if begins.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(LAST_REQUESTS).await;
    };
    tokio::select! {
        () = web::serve(listener, office, shutdown) => Ok(()),
        () = too_late => {
            tracing::warn!("stops although requests have not come to their end");
            Ok(())
        }
    }
}

/// Makes a person, if new, and a link with which this person logs in once.
///
/// # Errors
/// If the store fails or the system gives no random numbers.
pub async fn login_link(
    store: &Store,
    clock: &Clock,
    base: &str,
    name: &str,
    role: Role,
) -> anyhow::Result<String> {
    let now = clock.now();
    let person = store
        .person_named_or_new(PersonId(clock.new_id()), name, role, now)
        .await?;
    let token = LoginToken::new()?;
    let expires = now + LOGIN_LINK_LIFE;
    store
        .add_login_link(&token.hash(), person.id, expires)
        .await?;
    Ok(token.link(base))
}

async fn import_at_start(store: &Store, pack: &Pack, clock: &Clock) -> anyhow::Result<()> {
    let (report, problems) = import(store, pack, clock).await?;
    for problem in problems.iter().filter(|it| it.severity == Severity::Error) {
        warn(&format!(
            "知識の誤り {}:{}: {} {}",
            problem.file, problem.line, problem.message, problem.mend
        ));
    }
    if !report.conflicts.is_empty() {
        warn(&format!(
            "知識 {} 件は、ファイルと画面の両方で変わっています。画面の内容を残しました。madoguchi knowledge import で確かめてください。",
            report.conflicts.len()
        ));
    }
    tracing::info!(
        report.added,
        report.changed,
        report.withdrawn,
        "the pack was imported"
    );
    Ok(())
}

/// Answers from a new shelf whenever another process, or a curator, published something.
async fn follow(
    store: Store,
    assistant: Arc<Assistant>,
    cache: std::path::PathBuf,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(FOLLOW_EVERY) => {}
            _ = stopping.changed() => return,
        }
        let renewed = async {
            if store.knowledge_version().await? == assistant.shelf().version {
                return Ok(None);
            }
            let known = knowledge::published(&store).await?;
            let cache = cache.clone();
            let build =
                move || crate::assistant::Shelf::build(known.collection, known.version, &cache);
            tokio::task::spawn_blocking(build).await?.map(Some)
        };
        match renewed.await {
            Ok(Some(shelf)) => {
                tracing::info!(
                    entries = shelf.len(),
                    version = shelf.version,
                    "new knowledge"
                );
                assistant.replace_shelf(shelf);
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "cannot follow the knowledge")
            }
        }
    }
}

/// Returns what completes when the process is asked to stop. Listening begins at once: a request
/// that comes before anybody waits for it is not lost.
fn stopped() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}
