//! What is to be seen of a ticket that has gone its way.

use madoguchi::people::Surface;

use super::{
    bureau::text,
    street::{Street, Ticket},
};
use crate::support::discord::{ASK, ASKER, BOT, STAFF, number};

impl Street {
    /// What is to be seen of a ticket: all messages of the bot since its start, by channel, then what
    /// is stored.
    pub async fn seen(&self, ticket: &Ticket) -> Vec<String> {
        let direct = self.fake.direct(ASKER);
        let mut messages = self.fake.with(|it| {
            let later = it.world.messages.range(ticket.start..);
            let public = later.filter(|(_, it)| it.only_for.is_none());
            let public = public.map(|(id, it)| ((place(it.channel, direct), *id), it));
            let by_bot = public.filter(|(_, it)| number(&it.value["author"]["id"]) == BOT);
            let said = by_bot.map(|(key, it)| (key, plain(&text(&it.value), &ticket.name)));
            said.collect::<Vec<_>>()
        });
        messages.sort();
        let messages = messages.into_iter();
        let mut seen: Vec<String> = messages
            .map(|((place, _), said)| format!("{place}: {said}"))
            .collect();
        seen.extend(self.stored(ticket).await);
        seen
    }

    /// What the store has of a ticket, and how many questions.
    async fn stored(&self, ticket: &Ticket) -> Vec<String> {
        let (store, question) = (self.store().await, ticket.question());
        let mut tickets = store.tickets_closed(999).await.unwrap();
        tickets.extend(store.tickets_to_do(999).await.unwrap());
        let mut lines = Vec::new();
        for place in [format!("{ASKER}"), format!("{ASKER}/{ASK}")] {
            let place = Surface::Discord.conversation(&place);
            let asked = store.recent_questions(&place, 9).await.unwrap();
            let asked = asked.iter().filter(|it| ticket.began <= it.at);
            lines.extend(asked.map(|it| it.asked.clone()));
        }
        for ticket in tickets.iter().filter(|it| it.question.contains(&question)) {
            lines.push(format!("{:?}", ticket.status));
            for line in store.history(ticket.id).await.unwrap() {
                lines.push(format!("{:?} {:?}", line.event, line.name));
            }
            for message in store.messages(ticket.id).await.unwrap() {
                lines.push(format!("{:?} {:?}", message.author, message.delivery));
            }
            let said = store.satisfaction(ticket.id).await.unwrap();
            lines.extend(said.map(|it| format!("{} {:?}", it.stars.count(), it.word)));
        }
        self.leave(store).await;
        lines
    }
}

/// The name of a channel, in the order of a ticket's way.
fn place(channel: u64, direct: u64) -> &'static str {
    match channel {
        ASK => "1 質問",
        STAFF => "2 相談票",
        it if it == direct => "4 本人",
        _ => "3 スレッド",
    }
}

/// A text without what differs from ticket to ticket.
fn plain(text: &str, name: &str) -> String {
    let text = text.replace(name, "");
    let mut plain: Vec<char> = text
        .chars()
        .map(|it| if it.is_ascii_digit() { '#' } else { it })
        .collect();
    plain.dedup_by(|a, b| (*a, *b) == ('#', '#'));
    plain.into_iter().collect()
}
