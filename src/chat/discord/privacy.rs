//! `/プライバシー`: what is stored about somebody is shown, handed over as files, and deleted. Each
//! press is about whoever presses, and nobody else.

use chrono::{Duration, TimeDelta};
use serenity::{
    all::{ButtonStyle, CommandInteraction, ComponentInteraction, CreateAttachment},
    builder::CreateActionRow,
};

use super::{
    buttons::button, connection::Discord, custom_id::Press, escape::escape, page::Page,
    post::only_you, presses::origin,
};
use crate::{
    chat::{Incoming, stored},
    desk::stored::Stored,
    outgoing::Outgoing,
    store::Erasure,
    wording::{handover, privacy},
};

/// How long the deletion can be confirmed.
const TO_CONFIRM: TimeDelta = Duration::minutes(15);

impl Discord {
    /// Tells what is stored.
    pub(super) async fn show_privacy(&self, command: &CommandInteraction) -> anyhow::Result<()> {
        let stored = self.stored_of(command.user.id.get()).await?;
        let mut page = Page::words(&privacy::on_discord(&stored, escape));
        let (export, erase) = (privacy::export_label(), privacy::erase_label());
        page.components = vec![CreateActionRow::Buttons(vec![
            button(&Press::Export, export, ButtonStyle::Primary),
            button(&Press::Erase, erase, ButtonStyle::Danger),
        ])];
        self.responded(command.create_response(&self.http, only_you(&page)).await)
    }

    async fn stored_of(&self, account: u64) -> anyhow::Result<Stored> {
        let now = self.clock.now();
        let all = self.store.conversations_of(account).await?;
        Ok(stored::about(&self.store, &all, now).await?)
    }

    /// Carries out a press under it.
    pub(super) async fn privacy_pressed(
        &self,
        press: &ComponentInteraction,
        what: &Press,
    ) -> anyhow::Result<()> {
        match what {
            Press::Export => self.export(press).await,
            Press::EraseNow { account, until } => self.erase(press, *account, *until).await,
            _ => self.ask_to_erase(press).await,
        }
    }

    /// 書き出す: a file for people and one for machines, which nobody else sees.
    async fn export(&self, press: &ComponentInteraction) -> anyhow::Result<()> {
        self.put_off(press).await?;
        let stored = self.stored_of(press.user.id.get()).await?;
        let text = stored::text_file(&stored).into_bytes();
        let json = stored::json_file(&stored).into_bytes();
        let edit = Page::words(privacy::exported())
            .edit()
            .new_attachment(CreateAttachment::bytes(text, "madoguchi.txt"))
            .new_attachment(CreateAttachment::bytes(json, "madoguchi.json"));
        let sent = press.edit_response(&self.http, edit).await;
        self.responded(sent.map(drop))
    }

    /// 削除する: asks once more, with what would go.
    async fn ask_to_erase(&self, press: &ComponentInteraction) -> anyhow::Result<()> {
        let account = press.user.id.get();
        let stored = self.stored_of(account).await?;
        if stored.is_empty() {
            return self.reply(press, privacy::nothing()).await;
        }
        let until = (self.clock.now() + TO_CONFIRM).timestamp().cast_unsigned();
        let words = format!(
            "{}\n\n{}",
            privacy::confirm(&stored),
            privacy::confirm_in_time()
        );
        let now = Press::EraseNow { account, until };
        let mut page = Page::words(&words);
        page.components = vec![CreateActionRow::Buttons(vec![
            button(&now, privacy::erase_now_label(), ButtonStyle::Danger),
            button(
                &Press::Export,
                privacy::export_label(),
                ButtonStyle::Secondary,
            ),
        ])];
        self.show(press, &page).await
    }

    /// すべて削除する: what is said afterwards is kept in the transaction of the deletion.
    async fn erase(
        &self,
        press: &ComponentInteraction,
        account: u64,
        until: u64,
    ) -> anyhow::Result<()> {
        if account != press.user.id.get() {
            return self.reply(press, handover::not_yours()).await;
        }
        let now = self.clock.now();
        if until < now.timestamp().cast_unsigned() {
            return self.reply(press, privacy::too_late()).await;
        }
        self.put_off(press).await?;
        let told = Outgoing::Say {
            text: privacy::done().to_owned(),
            to: origin(press),
        };
        let erasure = Erasure {
            id: self.clock.new_id(),
            conversations: self.store.conversations_of(account).await?,
            interaction: Some(press.id.get()),
            told: Some(told),
            at: now,
        };
        self.port.send(Incoming::Erase(erasure)).await?;
        Ok(())
    }
}
