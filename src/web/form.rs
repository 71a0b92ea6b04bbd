//! A form as one of our own pages sent it, checked for broken text and cleaned of control characters.
//! A handler cannot get one whose token is not the visitor's; one that needs no field takes it, too.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts as _, Request},
    http::{StatusCode, header},
    response::IntoResponse as _,
};
use percent_encoding::percent_decode;
use uuid::Uuid;

use super::{office::Office, problem::Problem, visitor::Visitor};
use crate::text::clean;

/// What people type into, for the page that tells that a form was refused.
const TYPED: [&str; 5] = ["answer", "question", "text", "name", "number"];

/// The fields of a form. A field that was not sent reads as empty.
#[derive(Debug, Default)]
pub struct Form(HashMap<String, String>);

impl Form {
    /// Returns a field, cleaned, without white space around it.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |it| it.as_str())
    }

    /// Returns a field that carries an id.
    pub fn id(&self, name: &str) -> Option<Uuid> {
        self.text(name).parse().ok()
    }

    /// Returns the id of the form, so that a second submission counts once; a new one for a form
    /// that has none.
    pub fn event(&self, office: &Office) -> Uuid {
        self.id("event").unwrap_or_else(|| office.clock.new_id())
    }

    /// Returns what was typed, so that it can be copied.
    fn typed(&self) -> &str {
        let fields = TYPED.map(|it| self.text(it));
        let typed = fields.into_iter().find(|it| !it.is_empty());
        typed.unwrap_or_default()
    }

    fn read(body: &[u8]) -> Option<Form> {
        let pairs = body.split(|byte| *byte == b'&');
        let fields = pairs.filter(|it| !it.is_empty()).map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(parts.next()?)?;
            let value = decode(parts.next().unwrap_or_default())?;
            // Browsers send line breaks as CR LF.
            Some((name, clean(&value.replace("\r\n", "\n"))))
        });
        fields.collect::<Option<_>>().map(Form)
    }
}

/// Returns what is wrong with the text of the field called `name`, if it is missing or longer than
/// `most` characters.
pub fn text_error(name: &str, text: &str, most: usize) -> Option<String> {
    match text.chars().count() {
        0 => Some(format!("{name}を入力してください。")),
        length if most < length => Some(format!(
            "{name}は{most}文字までで入力してください（いまは{length}文字です）。"
        )),
        _ => None,
    }
}

fn decode(part: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = part
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let text = percent_decode(&spaced).decode_utf8().ok()?;
    Some(text.into_owned())
}

impl FromRequest<Arc<Office>> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, office: &Arc<Office>) -> Result<Form, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|it| it.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Problem::WrongKind);
        }
        let (mut parts, body) = request.into_parts();
        let Ok(visitor) = Visitor::from_request_parts(&mut parts, office).await;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, office).await;
        let body = body.map_err(|it| match it.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            _ => Problem::Unreadable,
        })?;
        let form = Form::read(&body).ok_or(Problem::Unreadable)?;
        if !visitor.sent(office, form.text("csrf")) {
            let typed = form.typed().to_owned();
            return Err(Problem::Expired { typed });
        }
        Ok(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_text_is_refused_and_control_characters_go() {
        assert!(Form::read(b"question=%ff%fe").is_none());
        assert!(Form::read(b"question=\xff").is_none());
        let form = Form::read("question=a%00b%0d%0ac%1b[31m+d&x".as_bytes()).unwrap();
        assert_eq!(form.text("question"), "ab\nc[31m d");
        assert_eq!(form.text("x"), "");
    }
}
