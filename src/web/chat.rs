//! The chat page: ask, choose, rate, begin anew.

use std::sync::Arc;

use anyhow::Context as _;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    access,
    card::{CardFragment, CardView, Ending, FactInput, RatedFragment},
    choices::PREFECTURES,
    client::Client,
    form::{Form, text_error},
    layers::wants_fragment,
    office::Office,
    problem::Problem,
    shell::{Shell, page, page_again},
    visitor::Visitor,
};
use crate::{
    chat::{Asked, Card, Chose, Incoming, Response as Answer},
    knowledge::EntryId,
    people::Surface,
    programs::Profile,
    store::QuestionRecord,
};

/// Cards of the dialogue that the page shows.
const SHOWN: u32 = 20;

const EXAMPLES: [&str; 5] = [
    "在宅勤務の日に子どもの迎えで1時間抜けたら、どう扱いますか",
    "在宅勤務の通信費や電気代は、会社が負担しますか",
    "テレワークを始めるとき、就業規則は変えますか",
    "自宅のパソコンで仕事をしてもらうときの注意点は何ですか",
    "うちが使える補助金はありますか",
];

/// Returns the chat page and what its forms do.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/", get(home))
        .route("/ask", post(ask))
        .route("/choose", post(choose))
        .route("/rate", post(rate))
        .route("/reset", post(reset))
}

#[derive(Template)]
#[template(path = "chat.html", config = "src/web/askama.toml")]
struct ChatPage {
    shell: Shell,
    csrf: String,
    event: Uuid,
    cards: Vec<CardView>,
    typed: String,
    error: Option<String>,
    max_chars: usize,
    examples: &'static [&'static str],
    prefectures: &'static [&'static str],
    tickets: Vec<i64>,
}

impl ChatPage {
    async fn load(office: &Office, visitor: &Visitor, jar: &CookieJar) -> anyhow::Result<ChatPage> {
        let conversation = visitor.conversation(office);
        let csrf = visitor.token(office);
        let event = office.clock.new_id();
        let questions = office.store.recent_questions(&conversation, SHOWN).await?;
        let tickets = access::tickets(office, jar).into_iter();
        let mut chat = ChatPage {
            shell: Shell::public("テレワーク相談"),
            cards: Vec::new(),
            csrf,
            event,
            typed: String::new(),
            error: None,
            max_chars: office.settings.max_question_chars,
            examples: &EXAMPLES,
            prefectures: &PREFECTURES,
            tickets: tickets.map(|it| it.0).collect(),
        };
        for card in questions.iter().filter_map(shown) {
            chat.add(CardView::new(&card, &chat.csrf, event));
        }
        Ok(chat)
    }

    /// Adds a card. Only the last one takes an answer to its question back: 「はい」 says something else
    /// under the next question.
    fn add(&mut self, card: CardView) {
        if let Some(before) = self.cards.last_mut() {
            before.fact = None;
        }
        self.cards.push(card);
    }
}

/// Returns the card that was shown for a stored question.
fn shown(record: &QuestionRecord) -> Option<Card> {
    let card = Card::shown(record).inspect_err(|_| {
        tracing::warn!(question.id = %record.id, "a stored card cannot be read");
    });
    card.ok()
}

#[derive(Deserialize)]
struct After {
    rated: Option<Uuid>,
    solved: Option<bool>,
}

async fn home(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    jar: CookieJar,
    Query(after): Query<After>,
) -> Result<Response, Problem> {
    let mut chat = ChatPage::load(&office, &visitor, &jar).await?;
    let rated = |card: &&mut CardView| after.rated.is_some() && card.question_id == after.rated;
    if let Some(card) = chat.cards.iter_mut().find(rated) {
        card.rated = after.solved;
    }
    Ok(page(&chat))
}

async fn ask(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    client: Client,
    jar: CookieJar,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let question = form.text("question");
    if let Some(error) = text_error("質問", question, office.settings.max_question_chars) {
        let mut chat = ChatPage::load(&office, &visitor, &jar).await?;
        (chat.typed, chat.error) = (question.to_owned(), Some(error));
        return Ok(page_again(&chat));
    }
    office.limits.ask(client)?;
    let about = own_question(&office, &visitor, form.id("question_id")).await?;
    let incoming = Incoming::Asked(Asked {
        conversation: visitor.conversation(&office),
        surface: Surface::Web,
        question: question.to_owned(),
        profile: Profile::default(),
        question_id: about.map(|it| it.id),
        event: form.id("event"),
        origin: None,
    });
    answer(&office, &visitor, &jar, &headers, incoming).await
}

async fn choose(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    client: Client,
    jar: CookieJar,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    office.limits.ask(client)?;
    let question = own_question(&office, &visitor, form.id("question_id")).await?;
    let incoming = Incoming::Chose(Chose {
        conversation: visitor.conversation(&office),
        surface: Surface::Web,
        entry: EntryId(form.text("entry").to_owned()),
        question_id: question.map(|it| it.id),
        event: form.id("event"),
        origin: None,
    });
    answer(&office, &visitor, &jar, &headers, incoming).await
}

/// Has the assistant answer, and shows the card: alone to the script, on the page otherwise.
async fn answer(
    office: &Office,
    visitor: &Visitor,
    jar: &CookieJar,
    headers: &HeaderMap,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let card = match office.assistant.handle(incoming).await? {
        Answer::Card(card) => card,
        Answer::NotFound => return Err(Problem::NotFound),
        other => return Err(anyhow::anyhow!("a question was answered by {other:?}").into()),
    };
    let card = CardView::new(&card, &visitor.token(office), office.clock.new_id());
    if wants_fragment(headers) {
        return Ok(page(&CardFragment {
            card,
            prefectures: &PREFECTURES,
        }));
    }
    if card.question_id.is_some() {
        return Ok(Redirect::to(&format!("/#{}", card.anchor)).into_response());
    }
    // What was not recorded would not be on the page after a redirect.
    let mut chat = ChatPage::load(office, visitor, jar).await?;
    chat.add(card);
    Ok(page(&chat))
}

async fn rate(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let solved = form.text("solved") == "true";
    let question = own_question(&office, &visitor, form.id("question_id")).await?;
    let question_id = question.ok_or(Problem::NotFound)?.id;
    let rated = Incoming::Rated {
        question_id,
        solved,
    };
    match office.assistant.handle(rated).await? {
        Answer::NotFound => return Err(Problem::NotFound),
        Answer::Rated => {}
        other => return Err(anyhow::anyhow!("a rating was answered by {other:?}").into()),
    }
    if wants_fragment(&headers) {
        return Ok(page(&RatedFragment {
            question_id: Some(question_id),
            solved,
        }));
    }
    let name = question_id.simple();
    let target = format!("/?rated={question_id}&solved={solved}#q-{name}-end");
    Ok(Redirect::to(&target).into_response())
}

async fn reset(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    _: Form,
) -> Result<Response, Problem> {
    let cookie = visitor.anew().cookie(&office.settings);
    Ok((CookieJar::new().add(cookie), Redirect::to("/")).into_response())
}

/// Returns the stored question if it is of this visitor's dialogue: others' stay unseen.
pub async fn own_question(
    office: &Office,
    visitor: &Visitor,
    id: Option<Uuid>,
) -> anyhow::Result<Option<QuestionRecord>> {
    let Some(id) = id else { return Ok(None) };
    let question = office.store.question(id).await;
    let question = question.context("cannot read the question of a form")?;
    let conversation = visitor.conversation(office);
    Ok(question.filter(|it| it.conversation == conversation))
}
