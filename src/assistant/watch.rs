//! What happens on the desk because time passes.

use std::collections::BTreeSet;

use super::Assistant;
use crate::{
    desk::{Event, TicketId},
    store::Mark,
};

impl Assistant {
    /// Looks at every open ticket and does what is due. Any number of processes may look; each thing
    /// happens once.
    ///
    /// # Errors
    /// If the store fails. What was done before stays done.
    pub async fn watch_desk(&self) -> anyhow::Result<()> {
        let store = self.memory.store()?;
        let (slas, now) = (self.slas().await?, self.clock.now());
        let tickets = store.tickets_to_do(u32::MAX).await?;
        let grouped = tickets.iter().filter(|it| it.group.is_some());
        let grouped: BTreeSet<TicketId> = grouped.map(|it| it.id).collect();
        for (ticket, history) in store.histories_to_do().await? {
            let mut seen = history.last().map_or(0, |it| it.seq);
            for (event, target) in slas.of(ticket).clock(&history, now).untold() {
                if event == Event::Escalated && !grouped.contains(&ticket) {
                    continue;
                }
                let mark = Mark {
                    ticket,
                    event,
                    target,
                    seen,
                    at: now,
                };
                match store.mark_ticket(&mark).await? {
                    Some(seq) => seen = seq,
                    // Somebody acted meanwhile: the next look sees what is due then.
                    None => break,
                }
                tracing::info!(ticket.id = %ticket.0, ?event, ?target, "time passed on a ticket");
            }
        }
        Ok(())
    }
}
