//! The connection to Discord: what comes in over the gateway is handed on, each event to one
//! function.

use std::{
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use serenity::{
    all::{
        ConnectionStage, Context, CreateAllowedMentions, EventHandler, GatewayIntents, Guild,
        GuildChannel, GuildId, GuildMemberUpdateEvent, Interaction, Member, Message, Ready, Role,
        RoleId, ShardStageUpdateEvent, UnavailableGuild, UserId,
    },
    async_trait,
    client::ClientBuilder,
    gateway::GatewayError,
    http::{Http, HttpBuilder},
};
use tokio::{
    sync::{Notify, OnceCell, Semaphore, watch},
    task::JoinSet,
    time::timeout,
};
use uuid::Uuid;

use super::{commands, line::Lines, oversight::Changed, trouble::Trouble};
use crate::{chat::Port, clock::Clock, config::Secret, store::Store, wording::oversight};

/// Channels of which what was missed is fetched at the same time.
const FETCHING: usize = 4;
/// How long a stop waits for what is being sent.
const LAST_SENDS: Duration = Duration::from_secs(5);

/// How the connection is made.
#[derive(Debug, Clone)]
pub struct DiscordSettings {
    /// The bot's token.
    pub token: Secret,
    /// Where requests go instead of to Discord itself: a proxy that keeps the rate limits.
    pub proxy: Option<String>,
    /// The server whose consultants get all tickets that have no desk of their own.
    pub operator: Option<u64>,
    /// The address of the web pages, without a slash at the end.
    pub public_url: String,
}

/// Makes ways to Discord, with the bot's token.
pub type Builder = Box<dyn Fn() -> HttpBuilder + Send + Sync>;

/// Discord refuses the bot; only an administrator can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It does not know the token.
    #[error("Discord does not know the token")]
    Token,
    /// It does not allow what the bot wants to hear.
    #[error("Discord does not allow the intents")]
    Intents,
}

impl Refused {
    /// Returns what is wrong and how to mend it, for the administrator.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Refused::Token => oversight::wrong_token(),
            Refused::Intents => oversight::wrong_intents(),
        }
    }
}

/// Discord, as far as this process sees it.
pub struct Discord {
    pub(super) http: Arc<Http>,
    pub(super) store: Store,
    pub(super) port: Port,
    pub(super) clock: Clock,
    pub(super) settings: DiscordSettings,
    /// Something was put into the outbox.
    pub(super) wake: Notify,
    /// Something may have been missed.
    pub(super) behind: Notify,
    /// Servers in which something changed.
    pub(super) changed: Changed,
    /// What tells this process from others.
    pub(super) process: Uuid,
    builder: Builder,
    /// The bot's own account.
    pub(super) me: OnceCell<UserId>,
    /// What waits to be read.
    pub(super) lines: Mutex<Lines>,
    /// Those who read, one for each channel in which something waits.
    pub(super) readers: Mutex<JoinSet<()>>,
    /// Only so many fetch at the same time.
    pub(super) fetching: Semaphore,
    /// Itself, for those who read.
    pub(super) this: Weak<Discord>,
}

impl std::fmt::Debug for Discord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Discord").finish_non_exhaustive()
    }
}

impl Discord {
    /// Makes what is needed to talk to Discord; connects to nothing yet.
    #[must_use]
    pub fn new(settings: DiscordSettings, store: Store, port: Port, clock: Clock) -> Arc<Discord> {
        let token = settings.token.clone();
        Discord::over(
            settings,
            (store, port, clock),
            Box::new(move || HttpBuilder::new(token.reveal())),
        )
    }

    /// The same over another way to Discord, for example one that trusts another certificate.
    #[must_use]
    pub fn over(
        settings: DiscordSettings,
        (store, port, clock): (Store, Port, Clock),
        builder: Builder,
    ) -> Arc<Discord> {
        Arc::new_cyclic(|this| Discord {
            http: Arc::new(http(builder(), &settings)),
            store,
            port,
            process: clock.new_id(),
            clock,
            builder,
            settings,
            wake: Notify::new(),
            behind: Notify::new(),
            changed: Changed::default(),
            me: OnceCell::new(),
            lines: Mutex::default(),
            readers: Mutex::default(),
            fetching: Semaphore::new(FETCHING),
            this: Weak::clone(this),
        })
    }

    /// Stays connected and sends what is in the outbox, until `stopping` turns true.
    ///
    /// # Errors
    /// If Discord refuses the bot, for example because its token is wrong.
    pub async fn run(self: Arc<Self>, mut stopping: watch::Receiver<bool>) -> anyhow::Result<()> {
        let intents = GatewayIntents::GUILDS
            | GatewayIntents::GUILD_MESSAGES
            | GatewayIntents::DIRECT_MESSAGES;
        let handler = Handler(Arc::clone(&self));
        let client = ClientBuilder::new_with_http(http((self.builder)(), &self.settings), intents);
        let mut client = client.event_handler(handler).await?;
        let shards = Arc::clone(&client.shard_manager);
        let mut sending = tokio::spawn(Arc::clone(&self).send_all(stopping.clone()));
        let keeping_up = tokio::spawn(Arc::clone(&self).keep_up());
        let looking = tokio::spawn(Arc::clone(&self).oversee());
        let outcome = tokio::select! {
            outcome = client.start_autosharded() => match outcome {
                Err(error) => Err(self.was_ended(error).await),
                Ok(()) => Ok(()),
            },
            _ = stopping.changed() => {
                shards.shutdown_all().await;
                // What is on its way arrives, so that nobody has to look for it after the next start.
                if timeout(LAST_SENDS, &mut sending).await.is_err() {
                    tracing::warn!("stops although something is still being sent");
                }
                Ok(())
            }
        };
        sending.abort();
        keeping_up.abort();
        looking.abort();
        self.stop_reading();
        outcome
    }

    /// Says why the connection ended, and keeps it for the administrator where only he can mend it.
    async fn was_ended(&self, error: serenity::Error) -> anyhow::Error {
        let refused = match &error {
            serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Refused::Token,
            serenity::Error::Gateway(
                GatewayError::DisallowedGatewayIntents | GatewayError::InvalidGatewayIntents,
            ) => Refused::Intents,
            _ if Trouble::of(&error) == Trouble::Refused(401) => Refused::Token,
            _ => return anyhow::Error::new(error).context("Discord ended the connection"),
        };
        self.connection_is(Some(refused.words())).await;
        anyhow::Error::new(refused)
    }

    /// The bot's own account.
    pub(super) async fn me(&self) -> anyhow::Result<UserId> {
        let get = || async { anyhow::Ok(self.http.get_current_user().await?.id) };
        Ok(*self.me.get_or_try_init(get).await?)
    }
}

fn http(builder: HttpBuilder, settings: &DiscordSettings) -> Http {
    // Nobody is mentioned by what the bot says, whoever wrote it.
    let http = builder.default_allowed_mentions(CreateAllowedMentions::new());
    match &settings.proxy {
        Some(proxy) => http.proxy(proxy).ratelimiter_disabled(true).build(),
        None => http.build(),
    }
}

/// Hands on what comes in. An error ends with the event: whoever waits for an answer is told, and
/// what must not be lost is read again after an outage.
struct Handler(Arc<Discord>);

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        let discord = &self.0;
        discord.http.set_application_id(ready.application.id);
        // Fails only where it is known already.
        discord.me.set(ready.user.id).unwrap_or_default();
        tracing::info!(guilds = ready.guilds.len(), "connected to Discord");
        // A new session tells nothing of what happened before it.
        discord.behind.notify_one();
        discord.connection_is(None).await;
        discord.look_at_all().await;
        let commands = commands::told();
        if let Err(error) = discord.http.create_global_commands(&commands).await {
            tracing::error!(%error, "the commands could not be registered");
        }
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        self.0.changed.add([guild.id.get()]).await;
    }

    async fn guild_delete(&self, _: Context, gone: UnavailableGuild, _: Option<Guild>) {
        self.0.changed.add([gone.id.get()]).await;
    }

    async fn channel_delete(&self, _: Context, gone: GuildChannel, _: Option<Vec<Message>>) {
        self.0.changed.add([gone.guild_id.get()]).await;
    }

    async fn channel_update(&self, _: Context, _: Option<GuildChannel>, now: GuildChannel) {
        self.0.changed.add([now.guild_id.get()]).await;
    }

    async fn guild_role_update(&self, _: Context, _: Option<Role>, now: Role) {
        self.0.changed.add([now.guild_id.get()]).await;
    }

    async fn guild_role_delete(&self, _: Context, guild: GuildId, _: RoleId, _: Option<Role>) {
        self.0.changed.add([guild.get()]).await;
    }

    async fn guild_member_update(
        &self,
        _: Context,
        _: Option<Member>,
        _: Option<Member>,
        now: GuildMemberUpdateEvent,
    ) {
        // Of others nothing is told without another intent.
        self.0.changed.add([now.guild_id.get()]).await;
    }

    async fn message(&self, _: Context, message: Message) {
        self.0.said(message);
    }

    async fn shard_stage_update(&self, _: Context, update: ShardStageUpdateEvent) {
        // Nothing is missed where a session is resumed: what came meanwhile comes now. This comes
        // before all other events of a session.
        if update.old == ConnectionStage::Identifying {
            self.0.lines().begin_session();
        }
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        self.0.came(&interaction).await;
    }
}
