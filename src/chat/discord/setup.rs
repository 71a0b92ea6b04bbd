//! `/設定`: which channels and roles, and whether the bot may do there what it has to. Nothing answers
//! in a server before.

use serenity::all::{
    ChannelId, ChannelType, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind,
    CreateActionRow, CreateSelectMenu, CreateSelectMenuKind, GuildChannel, Permissions, RoleId,
};

use super::{
    connection::Discord,
    custom_id::Press,
    hours,
    page::Page,
    post::{in_its_place, only_you},
    settings::GuildSettings,
    words::button,
};
use crate::{
    store::Guild,
    wording::{self, oversight, setup},
};

/// Channels that can be chosen at once.
const MOST_CHANNELS: u8 = 10;
/// What the bot has to be able to do where people ask.
pub(super) const TO_ANSWER: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::CREATE_PRIVATE_THREADS)
    .union(Permissions::SEND_MESSAGES_IN_THREADS);
/// What it has to be able to do in the consultants' channel.
pub(super) const AT_THE_DESK: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::SEND_MESSAGES_IN_THREADS);

/// What was looked at, and what to do about it if it is not well.
type Check = (String, Option<String>);

impl Discord {
    /// `/設定`.
    pub(super) async fn show_settings(&self, command: &CommandInteraction) -> anyhow::Result<()> {
        let may = command.member.as_ref().and_then(|it| it.permissions);
        let (Some(guild), true) = (command.guild_id, may.is_some_and(Permissions::manage_guild))
        else {
            let page = only_you(&Page::words(setup::only_admins()));
            return self.responded(command.create_response(&self.http, page).await);
        };
        let known = self.known_guild(guild.get()).await?;
        let page = self.setup_page(&known, None).await?;
        self.responded(command.create_response(&self.http, only_you(&page)).await)
    }

    /// Takes over what an administrator chose.
    pub(super) async fn set_up(
        &self,
        press: &ComponentInteraction,
        what: &Press,
    ) -> anyhow::Result<()> {
        let may = press.member.as_ref().and_then(|it| it.permissions);
        let (Some(id), true) = (press.guild_id, may.is_some_and(Permissions::manage_guild)) else {
            return self.reply(press, setup::only_admins()).await;
        };
        if let Press::SetupHours | Press::SetupDays | Press::SetupClosures | Press::SetupStandard =
            what
        {
            return self.hours_pressed(press, what, id.get()).await;
        }
        let mut refused = None;
        if let (Press::SetupDesk, Some(channel)) = (what, channels(press).first()) {
            refused = self.why_not_closed(id.get(), *channel).await?;
        }
        let known = self.known_guild(id.get()).await?;
        let now = self.clock.now();
        let change = |guild: &mut Guild| {
            let mut settings = GuildSettings::of(guild);
            settings.admin = Some(press.user.id.get());
            match what {
                Press::SetupChannels => settings.ask_channels = channels(press),
                Press::SetupDesk if refused.is_none() => {
                    guild.desk = channels(press).first().copied();
                }
                Press::SetupRole => settings.consultant_role = roles(press).first().copied(),
                Press::SetupPublic { public } => settings.public_answers = *public,
                _ => {}
            }
            guild.settings = settings.kept();
        };
        let (before, guild) = self.store.change_guild(&known, now, change).await?;
        self.follow_setup(&before, &guild, press.id.get()).await?;
        let page = self.setup_page(&guild, refused).await?;
        let shown = press.create_response(&self.http, in_its_place(&page));
        self.responded(shown.await)
    }

    /// Does what a change of the setup brings with it; what is written from `seen` on is read.
    async fn follow_setup(&self, before: &Guild, guild: &Guild, seen: u64) -> anyhow::Result<()> {
        let settings = GuildSettings::of(guild);
        for channel in &settings.ask_channels {
            // From here on it is read again after an outage.
            self.follow(*channel, Some(guild.id), seen).await?;
        }
        for channel in GuildSettings::of(before).ask_channels {
            if !settings.ask_channels.contains(&channel) {
                self.store.forget_channel(channel).await?;
            }
        }
        let now = self.clock.now();
        if let Some(desk) = before.desk.filter(|_| before.desk != guild.desk) {
            self.store.forget_places_in(desk, now).await?;
        }
        if guild.desk.is_some() || before.desk != guild.desk {
            self.store.tell_desk_of_open_tickets(now).await?;
        }
        self.changed.add([guild.id]).await;
        Ok(())
    }

    async fn known_guild(&self, id: u64) -> anyhow::Result<Guild> {
        if let Some(known) = self.store.guild(id).await? {
            return self.with_operator(known).await;
        }
        Ok(Guild {
            id,
            settings: GuildSettings::default().kept(),
            desk: None,
            operator: self.settings.operator == Some(id),
        })
    }

    async fn setup_page(&self, guild: &Guild, refused: Option<String>) -> anyhow::Result<Page> {
        let settings = GuildSettings::of(guild);
        let checks = self.checks(guild, &settings).await;
        let words = setup::page(
            &settings.ask_channels,
            guild.desk,
            settings.consultant_role,
            settings.public_answers,
            &hours::line(&self.hours_of(guild.id).await?),
            &checks,
        );
        let words = match refused {
            Some(refused) => format!("❌ {refused}\n\n{words}"),
            None => words,
        };
        // What was chosen is said above: serenity writes the ids of preset choices as numbers, which
        // Discord's document does not allow.
        let channel = || CreateSelectMenuKind::Channel {
            channel_types: Some(vec![ChannelType::Text]),
            default_channels: None,
        };
        let role = CreateSelectMenuKind::Role {
            default_roles: None,
        };
        let menu = |press: Press, kind, words: &str, most| {
            CreateActionRow::SelectMenu(
                CreateSelectMenu::new(press.encode(), kind)
                    .placeholder(words)
                    .min_values(0)
                    .max_values(most),
            )
        };
        let public = !settings.public_answers;
        let mut page = Page::words(&words);
        page.components = vec![
            menu(
                Press::SetupChannels,
                channel(),
                setup::ask_channels(),
                MOST_CHANNELS,
            ),
            menu(Press::SetupDesk, channel(), setup::desk(), 1),
            menu(Press::SetupRole, role, setup::role(), 1),
            CreateActionRow::Buttons(vec![
                button(&Press::SetupPublic { public }, setup::public(public)),
                button(&Press::SetupHours, wording::hours::choose()),
                button(&Press::SetupCheck, setup::check()),
            ]),
        ];
        Ok(page)
    }

    /// Looks at every permission that the bot needs, with few requests: Discord waits three seconds.
    async fn checks(&self, guild: &Guild, settings: &GuildSettings) -> Vec<Check> {
        let places = settings
            .ask_channels
            .iter()
            .map(|it| (*it, TO_ANSWER))
            .chain(guild.desk.map(|it| (it, AT_THE_DESK)));
        let seen = match self.seen_from_here(guild.id).await {
            Ok(seen) => seen,
            Err(error) => {
                tracing::info!(guild = guild.id, %error, "a server cannot be looked at");
                None
            }
        };
        let mut checks = Vec::new();
        for (channel, needed) in places {
            let found = seen
                .as_ref()
                .and_then(|it| it.channel(channel).zip(Some(it)));
            let Some((found, seen)) = found else {
                let mend = setup::not_seen().to_owned();
                checks.push((setup::channel(channel), Some(mend)));
                continue;
            };
            let has = seen.guild.user_permissions_in(found, &seen.me);
            checks.extend(needed.iter().map(|it| {
                let mend = || setup::how_to_allow(channel, name(it));
                let what = setup::permission(channel, name(it));
                (what, (!has.contains(it)).then(mend))
            }));
        }
        if let Some(role) = settings.consultant_role {
            let roles = seen.as_ref().map(|it| &it.guild.roles);
            let is_gone = roles.is_some_and(|it| !it.contains_key(&RoleId::new(role)));
            let mend = is_gone.then(|| oversight::no_role().to_owned());
            checks.push((setup::consultants_role(role), mend));
        }
        checks
    }

    /// Returns what everybody (`role` is the server's own) may do in a channel.
    async fn permissions_in(
        &self,
        guild: u64,
        channel: u64,
        role: RoleId,
    ) -> serenity::Result<Permissions> {
        let guild = self.http.get_guild(guild.into()).await?;
        let channel = self.http.get_channel(ChannelId::new(channel)).await?;
        let Some(channel) = channel.guild() else {
            return Ok(Permissions::empty());
        };
        Ok(of_everybody(&guild, &channel, role))
    }

    /// Returns why a channel cannot be the consultants': it must be closed to everybody else.
    async fn why_not_closed(&self, guild: u64, channel: u64) -> anyhow::Result<Option<String>> {
        let everybody = RoleId::new(guild);
        let seen = self.permissions_in(guild, channel, everybody).await;
        Ok(match seen {
            Ok(may) if may.view_channel() => Some(setup::open_channel(channel)),
            Ok(_) => None,
            Err(_) => Some(setup::not_seen().to_owned()),
        })
    }
}

/// The name of a permission, as Discord's app in Japanese shows it.
pub(super) fn name(permission: Permissions) -> &'static str {
    match permission {
        Permissions::VIEW_CHANNEL => "チャンネルを見る",
        Permissions::SEND_MESSAGES => "メッセージを送信",
        Permissions::EMBED_LINKS => "埋め込みリンク",
        Permissions::READ_MESSAGE_HISTORY => "メッセージ履歴を読む",
        Permissions::CREATE_PUBLIC_THREADS => "公開スレッドの作成",
        Permissions::CREATE_PRIVATE_THREADS => "プライベートスレッドの作成",
        Permissions::SEND_MESSAGES_IN_THREADS => "スレッドでメッセージを送信",
        _ => "その他の権限",
    }
}

/// What a role may do in a channel by itself.
pub(super) fn of_everybody(
    guild: &serenity::all::PartialGuild,
    channel: &GuildChannel,
    role: RoleId,
) -> Permissions {
    let base = guild.roles.get(&role).map(|it| it.permissions);
    let mut may = base.unwrap_or_else(Permissions::empty);
    let overwrite = channel.permission_overwrites.iter().find(
        |it| matches!(it.kind, serenity::all::PermissionOverwriteType::Role(id) if id == role),
    );
    if let Some(overwrite) = overwrite {
        may = (may - overwrite.deny) | overwrite.allow;
    }
    may
}

fn channels(press: &ComponentInteraction) -> Vec<u64> {
    match &press.data.kind {
        ComponentInteractionDataKind::ChannelSelect { values } => {
            values.iter().map(|it| it.get()).collect()
        }
        _ => Vec::new(),
    }
}

fn roles(press: &ComponentInteraction) -> Vec<u64> {
    match &press.data.kind {
        ComponentInteractionDataKind::RoleSelect { values } => {
            values.iter().map(|it| it.get()).collect()
        }
        _ => Vec::new(),
    }
}
