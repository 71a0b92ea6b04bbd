//! Who is at the other end: an anonymous visitor, known by a cookie.

use std::{convert::Infallible, sync::Arc};

use anyhow::Context as _;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};

use super::{
    keys::random_hex,
    office::{Office, WebSettings},
    problem::Problem,
};
use crate::people::{ConversationId, Surface};

const NAME: &str = "madoguchi_visitor";
/// New beginnings of one session that are looked back to. The cookie is not signed: whoever changes
/// it must not make much work.
const MOST_TURNS: u32 = 200;

/// A browser, known by a random cookie, and how many times it began anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    id: String,
    turn: u32,
}

impl Visitor {
    fn new() -> anyhow::Result<Visitor> {
        let id = random_hex::<16>()?;
        Ok(Visitor { id, turn: 0 })
    }

    /// Reads the cookie's value: 32 hexadecimal digits and the number of new beginnings.
    fn read(value: &str) -> Option<Visitor> {
        let (id, turn) = value.split_once('.')?;
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_ours = id.len() == 32 && id.bytes().all(hex);
        let turn = turn.parse().ok().filter(|_| is_ours)?;
        let id = id.to_owned();
        Some(Visitor { id, turn })
    }

    /// Returns this visitor with an empty dialogue. Forms that are open in other tabs stay valid.
    pub fn anew(&self) -> Visitor {
        Visitor {
            id: self.id.clone(),
            turn: self.turn.wrapping_add(1),
        }
    }

    /// Returns the cookie that keeps this visitor. It goes when the browser is closed: the pages
    /// are also used on shared machines.
    pub fn cookie(&self, settings: &WebSettings) -> Cookie<'static> {
        cookie(settings, NAME, format!("{}.{}", self.id, self.turn))
    }

    /// Returns the visitor's dialogue.
    pub fn conversation(&self, office: &Office) -> ConversationId {
        Surface::Web.conversation(&office.keys.conversation(&self.id, self.turn))
    }

    /// Returns the visitor's dialogues, this one and those before a new beginning, as far back as a
    /// session may reach.
    pub fn conversations(&self, office: &Office) -> Vec<ConversationId> {
        let turns = self.turn.saturating_sub(MOST_TURNS)..=self.turn;
        let name = |turn| office.keys.conversation(&self.id, turn);
        turns
            .map(|turn| Surface::Web.conversation(&name(turn)))
            .collect()
    }

    /// Returns the token that this visitor's forms carry.
    pub fn token(&self, office: &Office) -> String {
        office.keys.form_token(&self.id)
    }

    /// Tells whether this is the token of this visitor's forms.
    pub fn sent(&self, office: &Office, token: &str) -> bool {
        office.keys.is_form_token(&self.id, token)
    }
}

/// Returns the name that a cookie has: `__Host-` keeps other hosts of the domain from setting it,
/// but browsers take it only over TLS.
pub fn cookie_name(settings: &WebSettings, name: &str) -> String {
    let prefix = if settings.is_https() { "__Host-" } else { "" };
    format!("{prefix}{name}")
}

/// Returns a cookie that scripts cannot read and other sites cannot send along with a form.
pub fn cookie(settings: &WebSettings, name: &str, value: String) -> Cookie<'static> {
    Cookie::build((cookie_name(settings, name), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(settings.is_https())
        .build()
}

/// Recognises the visitor by the cookie, or greets a new one.
pub async fn recognize(
    State(office): State<Arc<Office>>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let known = jar.get(&cookie_name(&office.settings, NAME));
    if let Some(visitor) = known.and_then(|it| Visitor::read(it.value())) {
        request.extensions_mut().insert(visitor);
        return next.run(request).await;
    }
    match Visitor::new().context("cannot make a visitor's id") {
        Ok(visitor) => {
            let cookie = visitor.cookie(&office.settings);
            request.extensions_mut().insert(visitor);
            let response = next.run(request).await;
            (CookieJar::new().add(cookie), response).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Infallible> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        Ok(visitor.unwrap_or_else(|| unreachable!("`recognize` lies around every page")))
    }
}
