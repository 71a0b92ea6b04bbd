//! プライバシー: visitors see what is stored about their own session, keep it as files, and delete it.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Duration, TimeDelta};

use super::{
    access,
    form::Form,
    office::Office,
    problem::Problem,
    shell::{Shell, page, page_of_now},
    visitor::Visitor,
};
use crate::{
    chat::{Incoming, Response as Answer, stored},
    desk::stored::Stored,
    people::ConversationId,
    store::Erasure,
    wording::privacy,
};

/// How long the deletion can be confirmed.
const TO_CONFIRM: TimeDelta = Duration::minutes(15);
/// What the time until then is signed for.
const UNTIL: &str = "erase until";

/// Returns the page and what its forms do.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/privacy", get(show))
        .route("/privacy/export.txt", get(text))
        .route("/privacy/export.json", get(json))
        .route("/privacy/erase", get(ask).post(erase))
}

#[derive(Template)]
#[template(path = "privacy.html", config = "src/web/askama.toml")]
struct PrivacyPage {
    shell: Shell,
    kinds: Vec<(&'static str, String)>,
    how_long: &'static str,
    is_empty: bool,
    said: Option<&'static str>,
}

impl PrivacyPage {
    fn new(stored: &Stored, said: Option<&'static str>) -> PrivacyPage {
        PrivacyPage {
            shell: Shell::public("プライバシー"),
            kinds: privacy::kinds(stored),
            how_long: privacy::how_long(),
            is_empty: stored.is_empty(),
            said,
        }
    }
}

#[derive(Template)]
#[template(path = "privacy_erase.html", config = "src/web/askama.toml")]
struct ErasePage {
    shell: Shell,
    csrf: String,
    until: String,
    words: String,
}

/// Returns the dialogues of this session in which anything is stored.
async fn own(office: &Office, visitor: &Visitor) -> Result<Vec<ConversationId>, Problem> {
    let mut own = Vec::new();
    for it in visitor.conversations(office) {
        let has_questions = office.store.conversation(&it).await?.is_some();
        if has_questions || !office.store.tickets_of_conversation(&it).await?.is_empty() {
            own.push(it);
        }
    }
    Ok(own)
}

async fn read(office: &Office, visitor: &Visitor) -> Result<Stored, Problem> {
    let own = own(office, visitor).await?;
    Ok(stored::about(&office.store, &own, office.clock.now()).await?)
}

async fn show(State(office): State<Arc<Office>>, visitor: Visitor) -> Result<Response, Problem> {
    let stored = read(&office, &visitor).await?;
    Ok(page(&PrivacyPage::new(&stored, None)))
}

async fn text(State(office): State<Arc<Office>>, visitor: Visitor) -> Result<Response, Problem> {
    let stored = read(&office, &visitor).await?;
    let file = stored::text_file(&stored);
    Ok(download(file, "text/plain; charset=utf-8", "txt")?)
}

async fn json(State(office): State<Arc<Office>>, visitor: Visitor) -> Result<Response, Problem> {
    let stored = read(&office, &visitor).await?;
    let file = stored::json_file(&stored);
    Ok(download(file, "application/json", "json")?)
}

fn download(file: String, kind: &'static str, ending: &str) -> anyhow::Result<Response> {
    let name = format!("attachment; filename=\"madoguchi.{ending}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name)?),
    ];
    Ok((headers, file).into_response())
}

/// Says what would go before it does.
async fn ask(State(office): State<Arc<Office>>, visitor: Visitor) -> Result<Response, Problem> {
    let stored = read(&office, &visitor).await?;
    if stored.is_empty() {
        return Ok(page(&PrivacyPage::new(&stored, Some(privacy::nothing()))));
    }
    let until = office.clock.now() + TO_CONFIRM;
    Ok(page(&ErasePage {
        shell: Shell::public("保存している内容を削除する"),
        csrf: visitor.token(&office),
        until: office.keys.sign(UNTIL, &until.timestamp().to_string()),
        words: privacy::confirm(&stored),
    }))
}

async fn erase(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    jar: CookieJar,
    form: Form,
) -> Result<Response, Problem> {
    let now = office.clock.now();
    let until = office.keys.verify(UNTIL, form.text("until"));
    let until = until.and_then(|it| DateTime::from_timestamp(it.parse().ok()?, 0));
    if until.is_none_or(|it| it < now) {
        let stored = read(&office, &visitor).await?;
        let shown = PrivacyPage::new(&stored, Some(privacy::too_late()));
        return Ok(page_of_now(&shown));
    }
    let erasure = Erasure {
        id: office.clock.new_id(),
        conversations: own(&office, &visitor).await?,
        interaction: None,
        told: None,
        at: now,
    };
    let answer = office.assistant.handle(Incoming::Erase(erasure)).await?;
    let Answer::Erased(erased) = answer else {
        return Err(anyhow::anyhow!("a deletion was answered by {answer:?}").into());
    };
    office.live.poke();
    let gone: Vec<_> = erased.tickets.iter().map(|it| it.1).collect();
    let jar = access::revoke(&office, jar, &gone);
    let stored = read(&office, &visitor).await?;
    let shown = PrivacyPage::new(&stored, Some(privacy::done()));
    Ok((jar, page(&shown)).into_response())
}
