//! Style sheet, script and icon, embedded in the binary.

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use tower_http::compression::CompressionLayer;

use super::{office::Office, problem::Problem};

const FILES: [(&str, &str, &str); 4] = [
    (
        "site.css",
        "text/css; charset=utf-8",
        include_str!("static/site.css"),
    ),
    (
        "site.js",
        "text/javascript; charset=utf-8",
        include_str!("static/site.js"),
    ),
    (
        "record.css",
        "text/css; charset=utf-8",
        include_str!("static/record.css"),
    ),
    ("icon.svg", "image/svg+xml", include_str!("static/icon.svg")),
];

/// Addresses with a digest of the content, so that browsers may keep the files for good.
static ADDRESSES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let address = |name, text: &str| {
        let digest = blake3::hash(text.as_bytes()).to_hex();
        (name, format!("/static/{name}?v={}", &digest[..12]))
    };
    FILES
        .iter()
        .map(|(name, _, text)| address(*name, text))
        .collect()
});

/// Returns the address of a file of [`FILES`].
pub fn address(name: &str) -> &'static str {
    let found = ADDRESSES.iter().find(|(it, _)| *it == name);
    found.map_or("/static/", |(_, address)| address)
}

/// Only these files are compressed: pages carry form tokens, and compressing those next to text
/// that others choose would let them guess the token (BREACH).
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/static/{name}", get(file))
        .layer(CompressionLayer::new())
}

async fn file(Path(name): Path<String>) -> Response {
    let Some((_, kind, text)) = FILES.iter().find(|(it, ..)| *it == name) else {
        return Problem::NotFound.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, *kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, *text).into_response()
}
