//! Probes for whoever watches over the process.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};

use super::office::Office;

/// Returns the probes.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
}

/// Says whether questions can be answered: the index is loaded and the store answers.
async fn ready(State(office): State<Arc<Office>>) -> Response {
    if office.assistant.shelf().is_empty() {
        return not_ready("nothing is published");
    }
    match office.store.last_ticket_change().await {
        Ok(_) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "the store does not answer");
            not_ready("the store does not answer")
        }
    }
}

fn not_ready(reason: &'static str) -> Response {
    let body = serde_json::json!({"ready": false, "reason": reason});
    (StatusCode::SERVICE_UNAVAILABLE, axum::Json(body)).into_response()
}
