//! 満足度: once a ticket is closed, its asker may say how the desk's work was, once.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
    routing::post,
};

use super::{
    client::Client,
    form::{Form, text_error},
    office::Office,
    own_ticket::OwnTicket,
    problem::Problem,
    shell::{page_again, page_of_now},
    ticket::TicketPage,
    visitor::Visitor,
};
use crate::{
    chat::{Incoming, Response as Answer},
    desk::{Event, Stars, Status, Ticket, satisfaction::LONGEST_WORD},
    wording::closing,
};

/// Returns what the form does.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/tickets/{number}/satisfaction", post(rate))
}

/// What the asker's page shows of it.
#[derive(Debug, Clone, Default)]
pub struct SatisfactionView {
    /// Whether it is asked for.
    pub is_asked: bool,
    /// What was said before.
    pub said: Option<String>,
    /// What was just done, or could not be done.
    pub told: Option<String>,
    /// What can be chosen, and whether it was.
    pub choices: Vec<(i64, &'static str, bool)>,
    /// The word that was typed.
    pub word: String,
    /// What is wrong with the choice.
    pub stars_error: Option<&'static str>,
    /// What is wrong with the word.
    pub word_error: Option<String>,
}

impl SatisfactionView {
    /// Reads what was said about a ticket.
    pub async fn load(office: &Office, ticket: &Ticket) -> anyhow::Result<SatisfactionView> {
        let said = office.store.satisfaction(ticket.id).await?;
        let history = office.store.history(ticket.id).await?;
        // Whoever took a question back has nothing to judge.
        let mut ends = history.iter().rev().map(|it| it.event);
        let end = ends.find(|it| matches!(it, Event::Closed | Event::Withdrawn));
        let by_desk = ticket.status == Status::Closed && end == Some(Event::Closed);
        Ok(SatisfactionView {
            is_asked: by_desk && said.is_none(),
            said: said.as_ref().map(closing::satisfaction),
            choices: choices(None),
            ..SatisfactionView::default()
        })
    }
}

fn choices(chosen: Option<Stars>) -> Vec<(i64, &'static str, bool)> {
    let choice = |it: Stars| (it.count(), closing::stars(it), Some(it) == chosen);
    Stars::ALL.map(choice).into()
}

async fn rate(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    client: Client,
    OwnTicket { number, ticket }: OwnTicket,
    form: Form,
) -> Result<Response, Problem> {
    let stars = form.text("stars").parse().ok().and_then(Stars::new);
    let word = form.text("text");
    let too_long = text_error("ひとこと", word, LONGEST_WORD).filter(|_| !word.is_empty());
    let mut again = TicketPage::load(&office, &visitor, &ticket, number).await?;
    let (Some(stars), None) = (stars, &too_long) else {
        let view = &mut again.satisfaction;
        view.choices = choices(stars);
        view.stars_error = stars
            .is_none()
            .then_some("1から5のどれかを選んでください。");
        view.word_error = too_long;
        view.word = word.to_owned();
        return Ok(page_again(&again));
    };
    office.limits.ask(client)?;
    let rated = Incoming::Satisfied {
        ticket: ticket.id,
        stars,
        word: Some(word.to_owned()),
    };
    let told = match office.assistant.handle(rated).await? {
        Answer::Thanks(_) => {
            let target = format!("/tickets/{number}#satisfaction");
            return Ok(Redirect::to(&target).into_response());
        }
        Answer::SaidBefore(said) => closing::said_before(&said),
        Answer::NotNow => closing::open_again().to_owned(),
        Answer::NotFound => return Err(Problem::NotFound),
        other => return Err(anyhow::anyhow!("a rating was answered by {other:?}").into()),
    };
    let mut now = TicketPage::load(&office, &visitor, &ticket, number).await?;
    now.satisfaction.told = Some(told);
    Ok(page_of_now(&now))
}
