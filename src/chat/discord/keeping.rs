//! What an asker does with an answer: shows it to everybody, keeps it, looks at it alone.

use serenity::all::ComponentInteraction;
use uuid::Uuid;

use super::{connection::Discord, custom_id::Press, presses::origin};
use crate::{outgoing::Outgoing, wording::handover};

impl Discord {
    /// チャンネルに共有, DMで保存 or 自分だけに表示; only for whoever asked.
    pub(super) async fn keep(
        &self,
        press: &ComponentInteraction,
        what: &Press,
        question: Uuid,
    ) -> anyhow::Result<()> {
        let account = press.user.id.get();
        if self.asked_by(question, account).await?.is_none() {
            return self.reply(press, handover::not_yours()).await;
        }
        let to = origin(press);
        let wanted = match what {
            Press::Share { .. } => {
                self.reply(press, handover::shared()).await?;
                let channel = Some(press.channel_id.get());
                Outgoing::Copy {
                    question,
                    to,
                    channel,
                }
            }
            Press::SaveDm { .. } => {
                self.put_off(press).await?;
                Outgoing::Copy {
                    question,
                    to,
                    channel: None,
                }
            }
            _ => {
                self.put_off(press).await?;
                Outgoing::Again { question, to }
            }
        };
        Ok(self.store.post(&wanted, self.clock.now()).await?)
    }
}
