//! What people asked to be told of reaches them: as a direct message, or else in a private thread of
//! the server where they asked.

use serenity::all::{AutoArchiveDuration, ChannelId, ChannelType, CreateThread, UserId};
use uuid::Uuid;

use super::{
    connection::Discord,
    custom_id::Press,
    escape::{escape, link},
    limits::cut,
    markdown::to_discord,
    page::{Page, Sheet},
    post::{Spot, is_closed},
    send::NotSent,
    trouble::{Trouble, UNKNOWN_CHANNEL},
    watching::stop_button,
    words::button,
};
use crate::{
    chat::{
        Incoming, Response,
        watching::{CorrectionNotice, DeadlineNotice, Watch, Watched},
    },
    clock::day_in_japan,
    knowledge::citation::without_marks,
    people::ConversationId,
    programs::reminder::Cause,
    store::Due,
    wording::{handover, watching as wording},
};

/// At the side of a notice.
const COLOUR: u32 = 0x006a_1b9a;
/// Most of a question or an answer that is told again.
const AGAIN: usize = 900;

impl Discord {
    /// Tells somebody of a closing day, if that is still of use.
    pub(super) async fn send_reminder(
        &self,
        due: &Due,
        reminder: Uuid,
        notice: Uuid,
    ) -> Result<(), NotSent> {
        let asked = Incoming::Watch(Watch::Notice(notice));
        let notice = match self.port.send(asked).await? {
            Response::Watched(watched) => match *watched {
                Watched::Notice(Some(notice)) => notice,
                _ => return Err(NotSent::Never("the notice is of no use any more")),
            },
            _ => return Err(NotSent::Never("there is no such notice")),
        };
        let page = deadline_page(&notice);
        let reached = self
            .notify(due, &notice.reminder.conversation, &page)
            .await?;
        Ok(self.store.set_unreached(reminder, !reached).await?)
    }

    /// Tells somebody that an answer was corrected.
    pub(super) async fn send_correction(&self, due: &Due, recall: Uuid) -> Result<(), NotSent> {
        let asked = Incoming::Watch(Watch::Correction(recall));
        let notice = match self.port.send(asked).await? {
            Response::Watched(watched) => match *watched {
                Watched::Correction(Some(notice)) => notice,
                _ => return Err(NotSent::Never("the correction is of no use any more")),
            },
            _ => return Err(NotSent::Never("there is no such correction")),
        };
        let page = correction_page(&notice);
        match self.notify(due, &notice.recall.conversation, &page).await? {
            true => Ok(()),
            false => Err(NotSent::Never("there is no way to this person")),
        }
    }

    /// Brings a page to a person; `false` if there is no way.
    pub(super) async fn notify(
        &self,
        due: &Due,
        to: &ConversationId,
        page: &Page,
    ) -> Result<bool, NotSent> {
        let Some(account) = to.discord_account() else {
            return Err(NotSent::Never("the person is not on Discord"));
        };
        let pages = std::slice::from_ref(page);
        match self.reply_directly(due, account, pages).await {
            Ok(()) => return Ok(true),
            Err(error) if is_closed(&error) => {}
            Err(error) => return Err(error),
        }
        match self.notify_in_thread(due, to, account, pages).await {
            Err(NotSent::Discord(Trouble::Refused(UNKNOWN_CHANNEL))) => {
                // Somebody deleted the thread: there is another.
                self.store.set_notice_thread(to, None).await?;
                let again = self.notify_in_thread(due, to, account, pages);
                refused_is_nowhere(again.await)
            }
            outcome => refused_is_nowhere(outcome),
        }
    }

    /// Posts in a private thread of the server where this person asked; `false` if there is no such
    /// place.
    async fn notify_in_thread(
        &self,
        due: &Due,
        to: &ConversationId,
        account: u64,
        pages: &[Page],
    ) -> Result<bool, NotSent> {
        let watcher = self.store.watcher(to).await?;
        let Some(guild) = watcher.guild else {
            return Ok(false);
        };
        let thread = match watcher.thread {
            Some(thread) => thread,
            None => {
                let settings = self.settings_of(guild).await?.unwrap_or_default();
                let Some(channel) = settings.ask_channels.first() else {
                    return Ok(false);
                };
                let thread = CreateThread::new(wording::thread())
                    .kind(ChannelType::PrivateThread)
                    .invitable(false)
                    .auto_archive_duration(AutoArchiveDuration::OneWeek);
                let thread = ChannelId::new(*channel)
                    .create_thread(&self.http, thread)
                    .await?;
                let thread = thread.id.get();
                self.store.set_notice_thread(to, Some(thread)).await?;
                thread
            }
        };
        // Adding somebody twice does no harm.
        ChannelId::new(thread)
            .add_thread_member(&self.http, UserId::new(account))
            .await?;
        self.post_all(Spot::channel(thread), pages, due).await?;
        Ok(true)
    }
}

fn refused_is_nowhere(outcome: Result<bool, NotSent>) -> Result<bool, NotSent> {
    match outcome {
        Err(NotSent::Discord(Trouble::Refused(_))) => Ok(false),
        other => other,
    }
}

fn deadline_page(notice: &DeadlineNotice) -> Page {
    let closing = notice.closing.as_ref();
    let url = closing.map_or(&notice.url, |it| &it.url);
    let source = link("公式ページ", url);
    let name = escape(&notice.reminder.name);
    let words = wording::notice(&name, notice.cause, notice.before, closing, &source);
    let goes_on = matches!(notice.cause, Cause::Near | Cause::Moved);
    let sheet = Sheet {
        title: wording::notice_title(notice.cause, closing),
        text: words,
        footer: match goes_on {
            true => wording::how_to_stop().to_owned(),
            false => String::new(),
        },
        colour: COLOUR,
        ..Sheet::default()
    };
    let page = sheet.page(Vec::new());
    match goes_on {
        true => page.with_buttons(vec![stop_button(notice.reminder.id)]),
        false => page,
    }
}

fn correction_page(notice: &CorrectionNotice) -> Page {
    let recall = &notice.recall;
    let told = |markdown: &str| cut(&to_discord(&without_marks(markdown), 0), AGAIN);
    let corrected = recall.corrected_at.unwrap_or(recall.shown_at);
    let words = wording::correction(
        &cut(&escape(&notice.asked), AGAIN),
        (day_in_japan(recall.shown_at), &told(&notice.said)),
        day_in_japan(corrected),
        notice.now.as_deref().map(told).as_deref(),
    );
    let sheet = Sheet {
        title: wording::correction_title(notice.now.is_some()).to_owned(),
        text: words,
        colour: COLOUR,
        ..Sheet::default()
    };
    let question = Some(recall.question);
    let shown = Press::entry(question, &recall.entry, 0).filter(|_| notice.now.is_some());
    let mut buttons: Vec<_> = shown
        .iter()
        .map(|it| button(it, wording::see_answer()))
        .collect();
    buttons.push(button(&Press::Consult { question }, handover::consult()));
    sheet.page(Vec::new()).with_buttons(buttons)
}
