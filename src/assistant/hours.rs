//! When desks work. Each Discord server with a desk of its own may have hours of its own; before its
//! first change, and wherever there is none, the configured ones count.

use std::collections::BTreeMap;

use super::Assistant;
use crate::{
    chat::{
        Response,
        hours::{DeskHours, HoursOf, HoursWanted},
    },
    config::WorkingHours,
    desk::{TicketId, sla::Sla},
    store::HoursChange,
};

/// How fast the desks have to be that have the tickets which are not closed.
#[derive(Debug, Clone)]
pub struct Slas {
    standard: Sla,
    /// Of the desks with hours of their own.
    own: BTreeMap<u64, Sla>,
    desks: BTreeMap<TicketId, u64>,
}

impl Slas {
    /// Returns how fast the desk that has a ticket has to be.
    #[must_use]
    pub fn of(&self, ticket: TicketId) -> &Sla {
        let desk = self.desks.get(&ticket);
        let own = desk.and_then(|it| self.own.get(it));
        own.unwrap_or(&self.standard)
    }
}

impl Assistant {
    /// Returns how fast the desks have to be that have the open tickets.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn slas(&self) -> anyhow::Result<Slas> {
        let store = self.memory.store()?;
        let changes = store.hours_of_desks().await?;
        let desks = match changes.is_empty() {
            true => BTreeMap::new(),
            false => store.desks_of_tickets_to_do().await?,
        };
        let own = changes.iter().map(|(desk, it)| (*desk, self.working(it)));
        Ok(Slas {
            standard: self.working(&[]),
            own: own.collect(),
            desks,
        })
    }

    /// Returns how fast the desk that has a ticket has to be.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn sla_of(&self, ticket: TicketId) -> anyhow::Result<Sla> {
        let (guild, _) = self.memory.store()?.origin_of_ticket(ticket).await?;
        self.sla_for(guild).await
    }

    /// Returns how fast the desk has to be that gets the tickets of a server, or of the web.
    pub(super) async fn sla_for(&self, guild: Option<u64>) -> anyhow::Result<Sla> {
        let (_, changes) = self.desk_of(guild).await?;
        Ok(self.working(&changes))
    }

    /// Tells or changes when the desk of a server works.
    pub(super) async fn hours(&self, asked: HoursOf) -> anyhow::Result<Response> {
        if let Some(wanted) = &asked.change
            && !self.change_hours(asked.guild, wanted).await?
        {
            return Ok(Response::NotNow);
        }
        let (desk, changes) = self.desk_of(Some(asked.guild)).await?;
        let own = changes.into_iter().last().and_then(|it| it.hours);
        Ok(Response::Hours(Box::new(DeskHours {
            is_standard: own.is_none(),
            is_own: desk == Some(asked.guild),
            hours: own.unwrap_or_else(|| self.desk.hours.clone()),
        })))
    }

    /// Changes when the desk of a server works; `false` if it has none, or would never work.
    async fn change_hours(&self, guild: u64, wanted: &HoursWanted) -> anyhow::Result<bool> {
        let store = self.memory.store()?;
        loop {
            let (desk, changes) = self.desk_of(Some(guild)).await?;
            if desk != Some(guild) {
                return Ok(false);
            }
            let last = changes.last();
            let number = last.map_or(0, |it| it.number);
            let before = last.and_then(|it| it.hours.clone());
            let before = before.unwrap_or_else(|| self.desk.hours.clone());
            let hours = match wanted {
                HoursWanted::Days { days, shifts } => {
                    let Some(week) = before.week.with(days, shifts) else {
                        return Ok(false);
                    };
                    Some(WorkingHours { week, ..before })
                }
                HoursWanted::Closures { recess, closures } => Some(WorkingHours {
                    recess: *recess,
                    closures: closures.clone(),
                    ..before
                }),
                HoursWanted::Standard => None,
            };
            let now = self.clock.now();
            // Ends: each further round means that somebody else's change went through.
            if store
                .change_hours(guild, number, hours.as_ref(), now)
                .await?
            {
                tracing::info!(guild, "a desk works at other hours");
                return Ok(true);
            }
        }
    }

    /// Returns the server whose desk gets the tickets of `guild`, and how its hours changed.
    async fn desk_of(&self, guild: Option<u64>) -> anyhow::Result<(Option<u64>, Vec<HoursChange>)> {
        let store = self.memory.store()?;
        let desk = store.desk_for(guild).await?;
        let mut all = store.hours_of_desks().await?;
        let changes = desk.and_then(|it| all.remove(&it)).unwrap_or_default();
        Ok((desk, changes))
    }

    /// Returns how fast a desk has to be whose hours changed like this, by the public holidays of the
    /// shelf in use.
    fn working(&self, changes: &[HoursChange]) -> Sla {
        let changes = changes.iter().map(|it| {
            let hours = it.hours.as_ref().unwrap_or(&self.desk.hours);
            (it.since, hours.clone())
        });
        Sla::new(&self.desk, self.shelf().calendar()).working(changes)
    }
}
