//! What lies around every page: limits of size and time, protection against other sites, words
//! for every failure, security headers, one line of log.

use std::{any::Any, sync::Arc, time::Instant};

use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, timeout::TimeoutLayer};
use tracing::Instrument as _;

use super::{
    office::WebSettings,
    problem::{Notice, Problem, notice_of},
    shell,
};
use crate::clock::Clock;

/// Largest body. Ten thousand Japanese characters take 90 KB in a form (nine bytes each).
const MAX_BODY: usize = 128 * 1024;

const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// What the layers need, whatever pages they lie around.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Makes the reference numbers.
    pub clock: Clock,
    /// How the web front behaves.
    pub settings: Arc<WebSettings>,
}

/// Puts the layers around `router`, the outermost last.
pub fn around<S: Clone + Send + Sync + 'static>(router: Router<S>, frame: Frame) -> Router<S> {
    let origin = origin(frame.settings.public_url.as_deref());
    router
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::WrongMethod)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            frame.settings.request_time,
        ))
        .layer(own_forms_only(origin.as_deref()))
        .layer(middleware::from_fn_with_state(frame, dress))
}

/// What a panic had to say is left out: it may quote what somebody wrote.
fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::Broken(anyhow::anyhow!("a page panicked")).into_response()
}

/// Refuses what another site's page sends, by `Sec-Fetch-Site` and `Origin`. Behind a proxy that
/// rewrites `Host`, only the public address tells which origin is ours.
fn own_forms_only(origin: Option<&str>) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match origin.map(|origin| layer.clone().add_trusted_origin(origin)) {
        Some(Ok(layer)) => layer,
        Some(Err(error)) => {
            tracing::warn!(%error, "public_url is not an origin");
            layer
        }
        None => layer,
    }
}

/// Returns scheme and host of `url`, without a path.
fn origin(url: Option<&str>) -> Option<String> {
    let (scheme, rest) = url?.split_once("://")?;
    let host = rest.split('/').next()?;
    Some(format!("{scheme}://{host}"))
}

/// What a failure is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    Page,
    Fragment,
    Json,
}

impl Medium {
    fn of(request: &Request) -> Medium {
        if request.uri().path().starts_with("/api/") {
            Medium::Json
        } else if wants_fragment(request.headers()) {
            Medium::Fragment
        } else {
            Medium::Page
        }
    }
}

/// Tells whether our script asks for a part of a page.
pub fn wants_fragment(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("fragment"))
}

/// Runs the request in a span with its reference number, gives failures their words, and every
/// answer its headers and its line of log.
async fn dress(State(frame): State<Frame>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = frame.clock.new_id().simple().to_string();
    let reference = id[20..].to_uppercase();
    let span = tracing::info_span!("request", reference);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let medium = Medium::of(&request);

    let response = next.run(request).instrument(span).await;
    let mut response = tell(response, medium, &reference);
    add_headers(&mut response, &frame.settings);

    // The matched route, never the path or the query: those carry numbers and link tokens.
    let route = route.as_ref().map_or("-", |it| it.as_str());
    let (status, millis) = (response.status().as_u16(), started.elapsed().as_millis());
    match route {
        "/healthz" | "/readyz" => tracing::debug!(%method, route, status, "answered a probe"),
        _ => tracing::info!(%method, route, status, millis, reference, "answered a request"),
    }
    response
}

/// Gives a failure its words, if it has none yet.
fn tell(response: Response, medium: Medium, reference: &str) -> Response {
    let status = response.status();
    if status.is_success() || status.is_redirection() || status.is_informational() {
        return response;
    }
    let notice = response.extensions().get::<Notice>().cloned();
    if notice.is_none() && has_words(&response) {
        return response;
    }
    // A bare 400 is about the path or the query: bodies are read by `Form` and the API.
    let status = match (&notice, status) {
        (None, StatusCode::BAD_REQUEST) => StatusCode::NOT_FOUND,
        _ => status,
    };
    let notice = notice.unwrap_or_else(|| notice_of(status));
    let reference = status.is_server_error().then_some(reference);
    let (mut parts, _) = response.into_parts();
    parts.status = status;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let told = match medium {
        Medium::Json => Json(json(&notice, reference)).into_response(),
        Medium::Page => shell::notice_page(&notice, reference).into_response(),
        Medium::Fragment => shell::notice_fragment(&notice, reference).into_response(),
    };
    let (told_parts, body) = told.into_parts();
    parts.headers.extend(told_parts.headers);
    Response::from_parts(parts, Body::new(body))
}

fn has_words(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok());
    kind.is_some_and(|it| it.starts_with("text/html") || it.starts_with("application/json"))
}

fn json(notice: &Notice, reference: Option<&str>) -> serde_json::Value {
    let message = format!(
        "{}{}",
        notice.text,
        reference
            .map(|it| format!("（番号 {it}）"))
            .unwrap_or_default()
    );
    serde_json::json!({"error": {"code": notice.code, "message": message}})
}

fn add_headers(response: &mut Response, settings: &WebSettings) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let private = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(private);
    if settings.is_https() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

#[cfg(test)]
mod tests;
