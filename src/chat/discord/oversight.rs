//! A server changes after it was set up: a channel or the role is deleted, a permission is taken
//! away. That is noticed, told to the administrator once, and shown until it is mended.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serenity::all::{
    ChannelId, GuildChannel, GuildId, Member, PartialGuild, Permissions, RoleId, UserId,
};
use tokio::sync::{Mutex, Notify};

use super::{
    connection::Discord,
    escape::escape,
    page::Page,
    post::{Spot, is_closed},
    send::NotSent,
    settings::GuildSettings,
    setup::{AT_THE_DESK, TO_ANSWER, name, of_everybody},
    trouble::{
        MISSING_ACCESS, MISSING_PERMISSIONS, Trouble, UNKNOWN_CHANNEL, UNKNOWN_GUILD, logged,
    },
};
use crate::{
    outgoing::{Origin, Outgoing},
    store::{Due, Guild, SetupTrouble, Told},
    wording::oversight as wording,
};

/// The pause before Discord is asked again.
const TRY_AGAIN: Duration = Duration::from_secs(10);
/// Stands for the connection itself where a server is named.
const NO_GUILD: u64 = 0;

/// The servers to be looked at.
#[derive(Debug, Default)]
pub(super) struct Changed {
    guilds: Mutex<BTreeSet<u64>>,
    added: Notify,
}

impl Changed {
    pub async fn add(&self, guilds: impl IntoIterator<Item = u64>) {
        self.guilds.lock().await.extend(guilds);
        self.added.notify_one();
    }

    async fn take(&self) -> BTreeSet<u64> {
        self.added.notified().await;
        std::mem::take(&mut *self.guilds.lock().await)
    }
}

/// What Discord says about a server.
pub(super) struct Seen {
    pub(super) guild: PartialGuild,
    channels: Vec<GuildChannel>,
    /// The bot as a member.
    pub(super) me: Member,
}

impl Seen {
    /// Returns a channel, if it is there and may be seen.
    pub(super) fn channel(&self, id: u64) -> Option<&GuildChannel> {
        self.channels.iter().find(|it| it.id == ChannelId::new(id))
    }
}

impl Discord {
    /// Looks at servers in which something changed, until it is dropped.
    pub(super) async fn oversee(self: Arc<Self>) {
        loop {
            let mut failed = Vec::new();
            for guild in self.changed.take().await {
                if let Err(error) = self.look_at(guild).await {
                    tracing::warn!(guild, error = logged(&error), "not looked at");
                    failed.push(guild);
                }
            }
            if !failed.is_empty() {
                tokio::time::sleep(TRY_AGAIN).await;
                self.changed.add(failed).await;
            }
        }
    }

    /// Has every server looked at that set something up.
    pub(super) async fn look_at_all(&self) {
        match self.store.guilds().await {
            Ok(guilds) => self.changed.add(guilds).await,
            Err(error) => tracing::error!(%error, "the servers cannot be looked at"),
        }
    }

    /// Looks at a server and keeps what is wrong with it.
    async fn look_at(&self, id: u64) -> anyhow::Result<()> {
        // Nothing is expected of a server where nobody set anything up.
        let Some(guild) = self.store.guild(id).await? else {
            return Ok(());
        };
        let guild = self.with_operator(guild).await?;
        let settings = GuildSettings::of(&guild);
        let (troubles, owner) = match self.seen_from_here(id).await? {
            Some(seen) => (
                troubles(&guild, &settings, &seen),
                Some(seen.guild.owner_id),
            ),
            None => {
                let cause = "guild".to_owned();
                let words = wording::removed().to_owned();
                (vec![SetupTrouble { cause, words }], None)
            }
        };
        let account = settings.admin.or(owner.map(UserId::get));
        let id = self.clock.new_id();
        let told = account.map(|account| Told { account, id });
        let now = self.clock.now();
        let new = self
            .store
            .set_troubles(guild.id, &troubles, told, now)
            .await?;
        if 0 < new {
            for trouble in &troubles {
                tracing::warn!(guild = guild.id, trouble.cause, trouble.words, "setup");
            }
        }
        self.wake.notify_one();
        Ok(())
    }

    /// Whether a server is the operator's is configured, and may be configured anew.
    pub(super) async fn with_operator(&self, guild: Guild) -> anyhow::Result<Guild> {
        let operator = self.settings.operator == Some(guild.id);
        if guild.operator == operator {
            return Ok(guild);
        }
        let now = self.clock.now();
        self.store.set_operator(guild.id, operator, now).await?;
        // Tickets without a desk of their own have another one now.
        self.store.tell_desk_of_open_tickets(now).await?;
        self.wake.notify_one();
        Ok(Guild { operator, ..guild })
    }

    /// Returns what Discord says about a server; `None` if the bot is not there any more.
    pub(super) async fn seen_from_here(&self, id: u64) -> anyhow::Result<Option<Seen>> {
        let id = GuildId::new(id);
        let me = self.me().await?;
        let seen = async {
            serenity::Result::Ok(Seen {
                guild: self.http.get_guild(id).await?,
                channels: self.http.get_channels(id).await?,
                me: self.http.get_member(id, me).await?,
            })
        };
        match seen.await {
            Ok(seen) => Ok(Some(seen)),
            Err(error) => match Trouble::of(&error) {
                Trouble::Refused(UNKNOWN_GUILD | MISSING_ACCESS) => Ok(None),
                _ => Err(error.into()),
            },
        }
    }

    /// Something was refused to the bot: has the server looked at in which it was to be done.
    pub(super) async fn was_refused(&self, due: &Due, error: &NotSent) {
        let NotSent::Discord(Trouble::Refused(
            UNKNOWN_CHANNEL | MISSING_ACCESS | MISSING_PERMISSIONS,
        )) = error
        else {
            return;
        };
        match &due.outgoing {
            Outgoing::Desk { .. } | Outgoing::Delivered { .. } | Outgoing::Reply { .. } => {
                self.look_at_all().await;
            }
            other => {
                if let Some(Origin::Message { guild, .. }) = other.origin() {
                    self.changed.add(*guild).await;
                }
            }
        }
    }

    /// Keeps why there is no connection; `None` where there is one.
    pub(super) async fn connection_is(&self, words: Option<&str>) {
        let trouble = words.map(|words| SetupTrouble {
            cause: "connection".to_owned(),
            words: words.to_owned(),
        });
        let now = self.clock.now();
        let kept = self
            .store
            .set_troubles(NO_GUILD, trouble.as_slice(), None, now);
        if let Err(error) = kept.await {
            tracing::error!(%error, "the state of the connection was not kept");
        }
    }

    /// Tells an administrator.
    pub(super) async fn send_warning(
        &self,
        due: &Due,
        account: u64,
        text: &str,
    ) -> Result<(), NotSent> {
        let warn = async {
            let channel = self.direct_channel(account).await?;
            let page = Page::words(&escape(text));
            self.post(Spot::channel(channel), &page, &due.id, due.unsure)
                .await
        };
        match warn.await {
            Ok(_) => Ok(()),
            Err(error) if is_closed(&error) => {
                Err(NotSent::Never("the administrator takes no direct messages"))
            }
            Err(error) => Err(error),
        }
    }
}

/// Everything that keeps a server's setup from working.
fn troubles(guild: &Guild, settings: &GuildSettings, seen: &Seen) -> Vec<SetupTrouble> {
    let mut troubles = Vec::new();
    let server = &seen.guild.name;
    let mut add = |cause: String, words: String| {
        let words = wording::in_server(server, &words);
        troubles.push(SetupTrouble { cause, words });
    };
    for id in &settings.ask_channels {
        match seen.channel(*id) {
            None => add(format!("ask {id}"), wording::no_ask_channel(*id)),
            Some(channel) => lacking(seen, channel, TO_ANSWER, &mut add),
        }
    }
    if let Some(id) = guild.desk {
        match seen.channel(id) {
            None => add(format!("desk {id}"), wording::no_desk().to_owned()),
            Some(channel) => {
                lacking(seen, channel, AT_THE_DESK, &mut add);
                if of_everybody(&seen.guild, channel, RoleId::new(guild.id)).view_channel() {
                    add(format!("open {id}"), wording::open_desk(&channel.name));
                }
            }
        }
    }
    if let Some(role) = settings.consultant_role
        && !seen.guild.roles.contains_key(&RoleId::new(role))
    {
        add(format!("role {role}"), wording::no_role().to_owned());
    }
    troubles
}

/// Permissions that the bot needs in a channel and does not have.
fn lacking(
    seen: &Seen,
    channel: &GuildChannel,
    needed: Permissions,
    add: &mut impl FnMut(String, String),
) {
    let has = seen.guild.user_permissions_in(channel, &seen.me);
    for permission in (needed - has).iter() {
        let cause = format!("may {} {}", channel.id, permission.bits());
        add(cause, wording::lacks(&channel.name, name(permission)));
    }
}
