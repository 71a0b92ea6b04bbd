//! `/設定`: when the consultants of a server work.

use std::collections::BTreeSet;

use anyhow::Context as _;
use chrono::Weekday;
use serenity::all::{
    ComponentInteraction, ComponentInteractionDataKind, CreateActionRow, CreateInteractionResponse,
    CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, ModalInteraction, Permissions,
};

use super::{
    connection::Discord,
    custom_id::Press,
    forms::{CLOSURES, Form, HOURS, LUNCH, RECESS, Values},
    page::Page,
    post::{in_its_place, only_you},
    words::button,
};
use crate::{
    chat::{
        Incoming, Response,
        hours::{DeskHours, HoursOf, HoursWanted},
    },
    clock::day_in_japan,
    config::{Shift, Week, WorkingHours},
    desk::hours::{self, Wrong},
    wording::{discord, handover, hours as wording, setup},
};

/// Returns the weekdays of a set in which each has a bit, Monday the lowest.
pub(super) fn days(set: u8) -> Vec<Weekday> {
    let all = Week::DAYS.into_iter().enumerate();
    let chosen = all.filter(|(bit, _)| set & (1 << bit) != 0);
    chosen.map(|it| it.1).collect()
}

impl Discord {
    /// Returns when the desk works that has the tickets of a server.
    pub(super) async fn hours_of(&self, guild: u64) -> anyhow::Result<DeskHours> {
        let change = None;
        let told = self.port.send(Incoming::Hours(HoursOf { guild, change }));
        match told.await? {
            Response::Hours(hours) => Ok(*hours),
            other => Err(anyhow::anyhow!("no hours: {other:?}")),
        }
    }

    /// Carries out a press about hours by somebody who may.
    pub(super) async fn hours_pressed(
        &self,
        press: &ComponentInteraction,
        what: &Press,
        guild: u64,
    ) -> anyhow::Result<()> {
        let known = self.hours_of(guild).await?;
        let mut words = "";
        match what {
            _ if !known.is_own => {}
            Press::SetupDays => {
                let days = chosen(press);
                let filled = filled_days(&known.hours, days);
                return self.open(press, &Form::Hours { days }, &filled).await;
            }
            Press::SetupClosures => {
                let today = day_in_japan(self.clock.now());
                let closed = wording::closures(&known.hours.closures, today);
                let turn = known.hours.recess.map(wording::recess);
                let filled = [
                    (RECESS.to_owned(), turn.unwrap_or_default()),
                    (CLOSURES.to_owned(), closed.join("\n")),
                ];
                return self.open(press, &Form::Closures, &filled.into()).await;
            }
            Press::SetupStandard => {
                words = self.change_hours(guild, HoursWanted::Standard).await?;
            }
            _ => {}
        }
        let page = self.hours_page(guild, words).await?;
        let shown = press.create_response(&self.http, in_its_place(&page));
        self.responded(shown.await)
    }

    /// Refuses a form about hours from somebody who may not send it; returns whether it did.
    pub(super) async fn hours_refused(
        &self,
        form: &ModalInteraction,
        what: &Press,
    ) -> anyhow::Result<bool> {
        let may = form.member.as_ref().and_then(|it| it.permissions);
        if !is_of_hours(what) || may.is_some_and(Permissions::manage_guild) {
            return Ok(false);
        }
        self.reply_to_form(form, setup::only_admins()).await?;
        Ok(true)
    }

    /// Deals with a form about hours that was sent; what is wrong in it was found before.
    pub(super) async fn hours_sent(
        &self,
        form: &ModalInteraction,
        what: &Press,
        values: &Values,
    ) -> anyhow::Result<()> {
        if !is_of_hours(what) {
            return self.reply_to_form(form, discord::unreadable_button()).await;
        }
        let guild = form.guild_id.context("a form about hours from nowhere")?;
        let Ok(wanted) = wanted(what, values) else {
            return self.reply_to_form(form, wording::not_changed()).await;
        };
        let words = self.change_hours(guild.get(), wanted).await?;
        if words != wording::changed() {
            let written: Vec<_> = values.values().map(String::as_str).collect();
            let words = handover::with_text(words, &written.join("\n"));
            return self.reply_to_form(form, &words).await;
        }
        let page = self.hours_page(guild.get(), words).await?;
        let response: CreateInteractionResponse = match form.message {
            Some(_) => in_its_place(&page),
            None => only_you(&page),
        };
        self.responded(form.create_response(&self.http, response).await)
    }

    /// Returns what is wrong with a form about hours.
    pub(super) async fn wrong_hours(
        &self,
        form: &Form,
        values: &Values,
        guild: Option<u64>,
    ) -> anyhow::Result<Option<String>> {
        let wanted = match wanted(&form.sent(), values) {
            Ok(wanted) => wanted,
            Err(wrong) => return Ok(Some(wording::wrong(wrong).to_owned())),
        };
        let (HoursWanted::Days { days, shifts }, Some(guild)) = (wanted, guild) else {
            return Ok(None);
        };
        let known = self.hours_of(guild).await?;
        let left = known.hours.week.with(&days, &shifts);
        Ok(left.is_none().then(|| wording::never_open().to_owned()))
    }

    async fn change_hours(&self, guild: u64, wanted: HoursWanted) -> anyhow::Result<&'static str> {
        let change = Some(wanted);
        let told = self.port.send(Incoming::Hours(HoursOf { guild, change }));
        Ok(match told.await? {
            Response::Hours(_) => wording::changed(),
            _ => wording::not_changed(),
        })
    }

    async fn hours_page(&self, guild: u64, words: &str) -> anyhow::Result<Page> {
        let known = self.hours_of(guild).await?;
        let today = day_in_japan(self.clock.now());
        let text = wording::page(&known.hours, known.is_standard, known.is_own, today);
        let mut page = match words {
            "" => Page::words(&text),
            words => Page::words(&format!("{words}\n\n{text}")),
        };
        let mut buttons = vec![button(&Press::SetupCheck, wording::back())];
        if known.is_own {
            page.components.push(menu());
            let closures = button(&Press::SetupClosures, wording::choose_closures());
            buttons.insert(0, closures);
            if !known.is_standard {
                buttons.insert(1, button(&Press::SetupStandard, wording::standard()));
            }
        }
        Ok(page.with_buttons(buttons))
    }
}

fn is_of_hours(what: &Press) -> bool {
    matches!(what, Press::HoursSent { .. } | Press::ClosuresSent)
}

/// The page of all settings says which hours count, too.
pub(super) fn line(known: &DeskHours) -> String {
    wording::line(&known.hours, known.is_standard, known.is_own)
}

/// The menu of the weekdays.
fn menu() -> CreateActionRow {
    let options = Week::DAYS.into_iter().enumerate().map(|(bit, day)| {
        let label = setup::weekday(wording::day(day));
        CreateSelectMenuOption::new(label, bit.to_string())
    });
    let options = options.collect();
    let kind = CreateSelectMenuKind::String { options };
    let menu = CreateSelectMenu::new(Press::SetupDays.encode(), kind)
        .placeholder(wording::choose_days())
        .min_values(1)
        .max_values(7);
    CreateActionRow::SelectMenu(menu)
}

/// Returns the weekdays that were chosen, as [`days`] reads them.
fn chosen(press: &ComponentInteraction) -> u8 {
    let values = match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.as_slice(),
        _ => &[],
    };
    let bits = values.iter().filter_map(|it| it.parse::<u8>().ok());
    bits.filter(|it| *it < 7).fold(0, |set, it| set | 1 << it)
}

/// What the form of these days begins with: the hours of the first that has some.
fn filled_days(hours: &WorkingHours, set: u8) -> Values {
    let all = days(set).into_iter().map(|it| hours.week.shifts(it));
    let shifts = all.into_iter().find(|it| !it.is_empty());
    let (Some(first), Some(last)) = (
        shifts.and_then(<[Shift]>::first),
        shifts.and_then(<[Shift]>::last),
    ) else {
        return Values::new();
    };
    let whole = Shift::new(first.from, last.until);
    let lunch = Shift::new(first.until, last.from);
    let said = |it: Option<Shift>| it.as_ref().map(wording::shift).unwrap_or_default();
    [
        (HOURS.to_owned(), said(whole)),
        (LUNCH.to_owned(), said(lunch)),
    ]
    .into()
}

/// Reads what a form about hours wants.
fn wanted(what: &Press, values: &Values) -> Result<HoursWanted, Wrong> {
    let value = |name: &str| values.get(name).map_or("", String::as_str);
    match what {
        Press::HoursSent { days: set } => Ok(HoursWanted::Days {
            days: days(*set),
            shifts: hours::shifts(value(HOURS), value(LUNCH))?,
        }),
        _ => {
            let closures: BTreeSet<_> = hours::closures(value(CLOSURES))?;
            Ok(HoursWanted::Closures {
                recess: hours::recess(value(RECESS))?,
                closures,
            })
        }
    }
}
