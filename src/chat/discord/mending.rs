//! 修正する: a form that cannot be taken is kept, and opens again with what was written. A form cannot
//! answer a form, so the answer has a button.

use std::time::Duration;

use serenity::all::{ComponentInteraction, CreateButton, ModalInteraction};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    connection::Discord,
    custom_id::Press,
    forms::{self, Form, Values},
    page::Page,
    presses::Presser,
    send::NotSent,
    sent,
    trouble::logged,
    until,
    words::button,
};
use crate::{
    chat::{Incoming, Response},
    outgoing::{Origin, Outgoing},
    people::Surface,
    programs::Key,
    store::{Due, UnsentForm},
    wording::{consultants, handover, privacy},
};

/// An apology waits no longer until its form is kept: Discord waits three seconds for it.
const LONGEST_KEEPING: Duration = Duration::from_secs(2);

impl Form {
    /// Returns what is wrong with what was written, as far as the form itself can tell.
    fn wrong(&self, values: &Values) -> Option<String> {
        self.fields().into_iter().find_map(|field| {
            match values.get(field.name).map(|it| it.chars().count()) {
                None if field.required => Some(privacy::blank_field(field.label)),
                Some(length) if field.most < length => {
                    Some(privacy::long_field(field.label, field.most))
                }
                _ => None,
            }
        })
    }
}

impl Discord {
    /// Keeps a form that cannot be taken and says why, with the button 修正する; returns whether it did,
    /// or whoever sent it may not send it at all and was told so.
    pub(super) async fn has_to_be_mended(
        &self,
        form: &ModalInteraction,
        what: &Press,
        values: &Values,
    ) -> anyhow::Result<bool> {
        if self.hours_refused(form, what).await? {
            return Ok(true);
        }
        let Some(known) = self.form_of(what).await? else {
            return Ok(false);
        };
        let wrong = match known.wrong(values) {
            Some(wrong) => Some(wrong),
            None => {
                let guild = form.guild_id.map(|it| it.get());
                self.is_unknown(&known, values, guild).await?
            }
        };
        let Some(words) = wrong else {
            return Ok(false);
        };
        self.put_off_form(form).await?;
        let mend = Outgoing::Mend {
            text: words,
            form: self.keep_to_mend(form, what, values).await?,
            to: sent::origin(form),
        };
        self.store.post(&mend, self.clock.now()).await?;
        Ok(true)
    }

    /// Keeps a form as it was sent; returns by what it is known.
    async fn keep_to_mend(
        &self,
        form: &ModalInteraction,
        what: &Press,
        values: &Values,
    ) -> anyhow::Result<Uuid> {
        let to = sent::origin(form);
        let kept = UnsentForm {
            id: to.event(),
            conversation: Surface::Discord.conversation(&to.account().to_string()),
            form: what.encode(),
            filled: values.clone().into_iter().collect(),
            at: self.clock.now(),
        };
        self.store.keep_form(&kept).await?;
        Ok(kept.id)
    }

    /// Keeps a form that failed here; returns the button that opens it again, as far as that is
    /// possible.
    pub(super) async fn mend_failed(&self, form: &ModalInteraction) -> Option<CreateButton> {
        let what = Press::decode(&form.data.custom_id).ok()?;
        let values = forms::values(&form.data.components);
        let kept = async {
            Ok(match self.form_of(&what).await? {
                Some(_) => Some(self.keep_to_mend(form, &what, &values).await?),
                None => None,
            })
        };
        let kept: Result<anyhow::Result<_>, _> = timeout(LONGEST_KEEPING, kept).await;
        match kept.unwrap_or_else(|late| Err(late.into())) {
            Ok(kept) => kept.map(|form| button(&Press::Mend { form }, privacy::mend_label())),
            Err(error) => {
                tracing::error!(error = logged(&error), "a form that failed was not kept");
                None
            }
        }
    }

    /// Returns what cannot be found of what was written: a prefecture, a colleague, a time.
    async fn is_unknown(
        &self,
        form: &Form,
        values: &Values,
        guild: Option<u64>,
    ) -> anyhow::Result<Option<String>> {
        let value = |name: &str| values.get(name).map(String::as_str);
        Ok(match form {
            Form::Consult { .. } => match value(forms::PREFECTURE) {
                Some(written) => {
                    let named = Incoming::Prefectures(written.to_owned());
                    let found = self.port.send(named).await?;
                    let is_none = found == Response::Suggestions(Vec::new());
                    is_none.then(|| privacy::unknown_prefecture(written))
                }
                None => None,
            },
            Form::Transfer { ticket, .. } => match value(forms::TO) {
                Some(written) => {
                    let people = self.store.people().await?;
                    let name = written.trim_end_matches("さん");
                    let mut names: Vec<_> = people.iter().map(|it| it.name.as_str()).collect();
                    let is_none = !names.contains(&name);
                    if !self.is_operators(*ticket).await? {
                        names.clear();
                    }
                    is_none.then(|| consultants::no_such_colleague(&names))
                }
                None => None,
            },
            Form::Snooze { .. } => value(forms::UNTIL)
                .filter(|it| until::read(it, self.clock.now()).is_none())
                .map(|_| consultants::unreadable_time().to_owned()),
            Form::Hours { .. } | Form::Closures => self.wrong_hours(form, values, guild).await?,
            _ => None,
        })
    }

    /// Returns the form that carries `what`; `None` if it is no form, or what it is about is gone.
    async fn form_of(&self, what: &Press) -> anyhow::Result<Option<Form>> {
        let ticket = match *what {
            Press::AskSent { message } => return Ok(Some(Form::Ask { message })),
            Press::HoursSent { days } => return Ok(Some(Form::Hours { days })),
            Press::ClosuresSent => return Ok(Some(Form::Closures)),
            Press::ConsultSent { question } => return Ok(Some(Form::Consult { question })),
            Press::FactSent { question } => {
                let card = self.card(question).await?;
                let key = card.and_then(|(_, it)| Key::named(it.asks.as_deref()?));
                return Ok(key.map(|key| Form::Fact { question, key }));
            }
            Press::ReplySent { ticket }
            | Press::NoteSent { ticket }
            | Press::TransferSent { ticket }
            | Press::SnoozeSent { ticket }
            | Press::MergeSent { ticket }
            | Press::WriteSent { ticket }
            | Press::SatisfiedSent { ticket, .. } => ticket,
            _ => return Ok(None),
        };
        let Some(known) = self.store.ticket(ticket).await? else {
            return Ok(None);
        };
        let number = known.number;
        Ok(match *what {
            Press::ReplySent { .. } => Some(Form::Reply { ticket, number }),
            Press::NoteSent { .. } => Some(Form::Note { ticket, number }),
            Press::TransferSent { .. } => Some(Form::Transfer { ticket, number }),
            Press::SnoozeSent { .. } => Some(Form::Snooze { ticket, number }),
            Press::MergeSent { .. } => Some(Form::Merge { ticket, number }),
            Press::WriteSent { .. } => Some(Form::Write { ticket, number }),
            Press::SatisfiedSent { stars, .. } => Some(Form::Satisfied {
                ticket,
                number,
                stars,
            }),
            _ => None,
        })
    }

    /// Opens a form again with what was written. Whether it may be sent is looked up as ever.
    pub(super) async fn mend(
        &self,
        press: &ComponentInteraction,
        form: Uuid,
        by: Presser<'_>,
    ) -> anyhow::Result<()> {
        let own = Surface::Discord.conversation(&by.account.to_string());
        let kept = self.store.unsent_form(form).await?;
        let kept = kept.filter(|it| it.conversation == own);
        let Some(kept) = kept else {
            return self.reply(press, privacy::mended_before()).await;
        };
        let known = match Press::decode(&kept.form) {
            Ok(what) => self.form_of(&what).await?,
            Err(_) => None,
        };
        let filled: Values = kept.filled.into_iter().collect();
        match known {
            Some(known) => self.open(press, &known, &filled).await,
            None => {
                let written: Vec<_> = filled.into_values().collect();
                let words = handover::with_text(handover::gone(), &written.join("\n"));
                self.reply(press, &words).await
            }
        }
    }

    /// Says why a form was not taken.
    pub(super) async fn send_mend(
        &self,
        due: &Due,
        (text, form): (&str, Uuid),
        to: &Origin,
    ) -> Result<(), NotSent> {
        let mend = button(&Press::Mend { form }, privacy::mend_label());
        let page = Page::words(text).with_buttons(vec![mend]);
        self.answer(due, to, &[page]).await
    }
}
