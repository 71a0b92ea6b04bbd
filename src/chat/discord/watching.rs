//! People choose what they are told of later: 「締切を通知」 under an answer, and `/締切通知`.

use serenity::all::{
    CommandInteraction, ComponentInteraction, CreateActionRow, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption,
};
use uuid::Uuid;

use super::{
    commands,
    connection::Discord,
    custom_id::Press,
    escape::{escape, link},
    interactions::option,
    limits::{self, cut},
    page::Page,
    post::only_you,
    presses::value,
    words::button,
};
use crate::{
    chat::{
        Incoming, Response,
        watching::{Watch, Watched, Watcher},
    },
    clock::day_in_japan,
    people::{ConversationId, Surface},
    store::{RecallState, Reminder, ReminderState},
    wording::{
        handover,
        watching::{self as wording, Listed},
    },
};

impl Discord {
    /// Carries out a press about what somebody wants to be told of.
    pub(super) async fn watch_pressed(
        &self,
        press: &ComponentInteraction,
        what: &Press,
    ) -> anyhow::Result<()> {
        let by = watcher(press.user.id.get(), press.guild_id.map(|it| it.get()));
        let page = match what {
            Press::TellDeadline { entry } => self.remind(by, &entry.0).await?,
            Press::StopReminder { reminder } => self.stop(by, Some(*reminder)).await?,
            Press::StopReminders => {
                let chosen = value(press).and_then(|it| it.parse().ok());
                self.stop(by, chosen).await?
            }
            Press::TellCorrections { question } => self.recall(by, *question).await?,
            Press::StopCorrections { question } => self.stop_recall(by, *question).await?,
            _ => Page::words(handover::gone()),
        };
        self.show(press, &page).await
    }

    /// `/締切通知`: a list of one's own, or one more.
    pub(super) async fn show_reminders(&self, command: &CommandInteraction) -> anyhow::Result<()> {
        let by = watcher(command.user.id.get(), command.guild_id.map(|it| it.get()));
        let page = match option(command, commands::PROGRAM) {
            Some(program) => self.remind(by, &program).await?,
            None => self.reminder_list(&by.conversation).await?,
        };
        self.responded(command.create_response(&self.http, only_you(&page)).await)
    }

    async fn remind(&self, by: Watcher, program: &str) -> anyhow::Result<Page> {
        let (program, on_server) = (program.to_owned(), by.guild.is_some());
        let asked = Incoming::Watch(Watch::Deadline { by, program });
        let watched = match self.port.send(asked).await? {
            Response::Watched(watched) => *watched,
            _ => return Ok(Page::words(wording::no_such_program())),
        };
        Ok(match watched {
            Watched::Reminding {
                reminder,
                closing,
                next,
            } => {
                let source = link("公式ページ", &closing.url);
                let name = escape(&reminder.name);
                let words = wording::reminding(&name, &closing, next, &source, on_server);
                Page::words(&words).with_buttons(vec![stop_button(reminder.id)])
            }
            Watched::NoClosingDay { name, url } => {
                let page = link("公式ページ", &url);
                Page::words(&wording::no_closing_day(&escape(&name), &page))
            }
            _ => Page::words(handover::gone()),
        })
    }

    async fn stop(&self, by: Watcher, reminder: Option<Uuid>) -> anyhow::Result<Page> {
        let Some(reminder) = reminder else {
            return Ok(Page::words(wording::not_your_reminder()));
        };
        let by = by.conversation;
        let stop = Incoming::Watch(Watch::StopReminder { by, reminder });
        Ok(match self.port.send(stop).await? {
            Response::Watched(watched) => match *watched {
                Watched::Stopped { name } => Page::words(&wording::stopped(&escape(&name))),
                _ => Page::words(wording::not_your_reminder()),
            },
            _ => Page::words(wording::not_your_reminder()),
        })
    }

    async fn recall(&self, by: Watcher, question: Uuid) -> anyhow::Result<Page> {
        let asked = Incoming::Watch(Watch::Corrections { by, question });
        let recall = match self.port.send(asked).await? {
            Response::Watched(watched) => match *watched {
                Watched::Recalling(recall) => recall,
                _ => return Ok(Page::words(handover::gone())),
            },
            Response::NotNow => return Ok(Page::words(wording::no_corrections())),
            _ => return Ok(Page::words(handover::not_yours())),
        };
        if recall.state != RecallState::Active {
            return Ok(Page::words(wording::told_before()));
        }
        let words = wording::recalling(day_in_japan(recall.until));
        let stop = button(
            &Press::StopCorrections { question },
            wording::stop_corrections(),
        );
        Ok(Page::words(&words).with_buttons(vec![stop]))
    }

    async fn stop_recall(&self, by: Watcher, question: Uuid) -> anyhow::Result<Page> {
        let by = by.conversation;
        let stop = Incoming::Watch(Watch::StopCorrections { by, question });
        Ok(match self.port.send(stop).await? {
            Response::Watched(_) => Page::words(wording::recall_stopped()),
            _ => Page::words(wording::not_your_recall()),
        })
    }

    async fn reminder_list(&self, by: &ConversationId) -> anyhow::Result<Page> {
        let mut reminders = self.store.reminders_of(by).await?;
        // What comes next stands first; Discord's menus take no more.
        reminders.truncate(limits::OPTIONS);
        let now = self.clock.now();
        let listed = reminders.iter().map(|it| {
            let ended = it.state != ReminderState::Active;
            Listed {
                name: escape(&cut(&it.name, limits::OPTION)),
                closes: it.closes,
                days_left: (it.closes - day_in_japan(now)).num_days(),
                next: it.waiting().next(now).filter(|_| !ended),
                unreached: it.unreached,
                ended,
            }
        });
        let mut page = Page::words(&wording::reminders(&listed.collect::<Vec<_>>()));
        if !reminders.is_empty() {
            page.components.push(menu(&reminders));
        }
        Ok(page)
    }
}

/// A button that ends a reminder.
pub(super) fn stop_button(reminder: Uuid) -> serenity::all::CreateButton {
    button(&Press::StopReminder { reminder }, wording::stop())
}

fn menu(reminders: &[Reminder]) -> CreateActionRow {
    let option = |it: &Reminder| {
        CreateSelectMenuOption::new(cut(&it.name, limits::OPTION), it.id.to_string())
    };
    let options = reminders.iter().map(option).collect();
    let kind = CreateSelectMenuKind::String { options };
    let menu = CreateSelectMenu::new(Press::StopReminders.encode(), kind);
    CreateActionRow::SelectMenu(menu.placeholder(wording::stop_which()))
}

/// Somebody on Discord, as the assistant knows this person.
fn watcher(account: u64, guild: Option<u64>) -> Watcher {
    Watcher {
        conversation: Surface::Discord.conversation(&account.to_string()),
        guild,
    }
}
