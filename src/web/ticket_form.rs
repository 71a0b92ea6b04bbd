//! 相談員に聞く: the form that opens a ticket.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

use super::{
    access,
    chat::own_question,
    choices::{INDUSTRIES, PREFECTURES},
    client::Client,
    form::{Form, text_error},
    office::Office,
    problem::Problem,
    shell::{Shell, page, page_again},
    visitor::Visitor,
};
use crate::{
    chat::{Incoming, Response as Answer, TicketRequest, subject},
    desk::TicketNumber,
    programs::{Profile, Span},
};

const MAX_QUESTION: usize = 4000;
const MAX_CONTACT: usize = 200;
/// More people than any firm in Japan employs.
const MAX_EMPLOYEES: u32 = 1_000_000;

/// Returns the form and what it does.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/tickets/new", get(blank))
        .route("/tickets", post(send))
}

/// What is wrong with a field: the field's id and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: &'static str,
    /// What is wrong and how to mend it.
    pub text: String,
}

#[derive(Template)]
#[template(path = "ticket_form.html", config = "src/web/askama.toml")]
struct TicketForm {
    shell: Shell,
    csrf: String,
    event: Uuid,
    question_id: Option<Uuid>,
    question: String,
    prefecture: String,
    industry: String,
    employees: String,
    contact: String,
    errors: Vec<FieldError>,
    prefectures: &'static [&'static str],
    industries: &'static [&'static str],
}

impl TicketForm {
    fn new(office: &Office, visitor: &Visitor, form: &Form) -> TicketForm {
        let text = |name| form.text(name).to_owned();
        TicketForm {
            shell: Shell::public("相談員に聞く"),
            csrf: visitor.token(office),
            // The same form sent twice carries the same id.
            event: form.event(office),
            question_id: None,
            question: text("question"),
            prefecture: text("prefecture"),
            industry: text("industry"),
            employees: text("employees"),
            contact: text("contact"),
            errors: Vec::new(),
            prefectures: &PREFECTURES,
            industries: &INDUSTRIES,
        }
    }

    fn error_of(&self, field: &str) -> Option<&FieldError> {
        self.errors.iter().find(|it| it.field == field)
    }

    /// Returns the facts of the form, or notes what is wrong with it.
    fn check(&mut self) -> Option<Profile> {
        let mut errors = Vec::new();
        let mut wrong = |field, text: String| errors.push(FieldError { field, text });
        if let Some(text) = text_error("相談内容", &self.question, MAX_QUESTION) {
            wrong("question", text);
        }
        let prefecture = chosen(&self.prefecture, &PREFECTURES);
        if prefecture.is_none() && !self.prefecture.is_empty() {
            wrong(
                "prefecture",
                "都道府県を一覧から選んでください。".to_owned(),
            );
        }
        let industry = chosen(&self.industry, &INDUSTRIES);
        if industry.is_none() && !self.industry.is_empty() {
            wrong("industry", "業種を一覧から選んでください。".to_owned());
        }
        let employees = count(&self.employees);
        if employees.is_none() && !self.employees.is_empty() {
            let text = "従業員数は、0から100万までの数字で入力してください（例 12）。";
            wrong("employees", text.to_owned());
        }
        // It may stay empty.
        let contact = text_error("連絡先", &self.contact, MAX_CONTACT);
        if let Some(text) = contact.filter(|_| !self.contact.is_empty()) {
            wrong("contact", text);
        }
        self.errors = errors;
        self.errors.is_empty().then_some(Profile {
            prefecture,
            industry,
            employees: employees.map(|it| Span::exactly(it.into())),
            ..Profile::default()
        })
    }
}

fn chosen(typed: &str, choices: &[&str]) -> Option<String> {
    let found = choices.iter().find(|it| **it == typed);
    found.map(|it| (*it).to_owned())
}

/// Reads a number as people write it: ２５, 25人, 1,200.
fn count(typed: &str) -> Option<u32> {
    let digits: String = typed.nfkc().filter(|c| !matches!(c, ',' | ' ')).collect();
    let digits = digits.strip_suffix(['人', '名']).unwrap_or(&digits);
    digits.parse().ok().filter(|count| *count <= MAX_EMPLOYEES)
}

#[derive(Deserialize)]
struct From {
    question: Option<Uuid>,
}

async fn blank(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let mut form = TicketForm::new(&office, &visitor, &Form::default());
    if let Some(record) = own_question(&office, &visitor, from.question).await? {
        form.question_id = Some(record.id);
        form.question = subject(&record);
        form.prefecture = record.profile.prefecture.unwrap_or_default();
        let employees = record.profile.employees.and_then(Span::exact);
        let employees = employees.map(|it| it.to_string());
        form.employees = employees.unwrap_or_default();
    }
    Ok(page(&form))
}

async fn send(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    client: Client,
    jar: CookieJar,
    form: Form,
) -> Result<Response, Problem> {
    let mut sent = TicketForm::new(&office, &visitor, &form);
    let question = own_question(&office, &visitor, form.id("question_id")).await?;
    sent.question_id = question.map(|it| it.id);
    let Some(profile) = sent.check() else {
        return Ok(page_again(&sent));
    };
    office.limits.ask(client)?;
    let request = TicketRequest {
        conversation: visitor.conversation(&office),
        question_id: sent.question_id,
        question: sent.question,
        profile,
        contact: sent.contact,
        event: sent.event,
        guild: None,
        origin: None,
    };
    let receipt = match office
        .assistant
        .handle(Incoming::TicketRequested(request))
        .await?
    {
        Answer::TicketOpened(receipt) => receipt,
        other => return Err(anyhow::anyhow!("a ticket was answered by {other:?}").into()),
    };
    office.live.poke();
    let jar = match &receipt.code {
        Some(code) => {
            let jar = access::grant(&office, jar, receipt.number);
            access::hand_over_code(&office, jar, receipt.number, code)
        }
        // The form came twice. Its id alone must not open somebody else's ticket.
        None if is_own(&office, &visitor, receipt.number).await? => {
            access::grant(&office, jar, receipt.number)
        }
        None => jar,
    };
    let target = format!("/tickets/{}", receipt.number.0);
    Ok((jar, Redirect::to(&target)).into_response())
}

async fn is_own(office: &Office, visitor: &Visitor, number: TicketNumber) -> anyhow::Result<bool> {
    let conversation = visitor.conversation(office);
    let found = office.store.ticket_by_number(number).await?;
    Ok(found.is_some_and(|(ticket, _)| ticket.conversation == conversation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_people_is_read_as_people_write_it() {
        assert_eq!(count("２５"), Some(25));
        assert_eq!(count("1,200 人"), Some(1200));
        assert_eq!(count("30名"), Some(30));
        for wrong in ["", "-1", "たくさん", "9999999", "3.5"] {
            assert_eq!(count(wrong), None, "{wrong}");
        }
    }
}
