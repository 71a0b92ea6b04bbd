//! The JSON interface: one question, one object. It reads no cookies.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{
    OpenApi, PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{AdditionalProperties, ObjectBuilder, Type},
    },
};
use uuid::Uuid;

use super::{client::Client, office::Office, problem::Problem};
use crate::{
    chat::{Asked, Incoming, Response as Answer, reply::AskReply},
    people::Surface,
    programs::{Key, LegalForm, Profile, ProfileError},
};

const KEYS: [&str; 4] = ["question", "profile", "conversation", "event"];
const MAX_CONVERSATION: usize = 100;

/// Returns the interface and its description.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/api/v1/ask", post(ask))
        .route("/api/v1/openapi.json", get(describe))
}

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"question": "在宅勤務の日に1時間抜けたらどう扱う？", "profile": {"prefecture": "東京都"}}))]
struct AskRequest {
    /// The question, in Japanese.
    question: String,
    /// Known facts about the firm.
    #[serde(default)]
    #[schema(value_type = Option<ProfileFacts>)]
    profile: Option<Profile>,
    /// What an earlier answer of the same dialogue gave as `conversation`.
    #[serde(default)]
    #[schema(max_length = 100)]
    conversation: Option<String>,
    /// A new UUID for each question. When the answer was lost, send the same object again: the
    /// first answer is returned and nothing is recorded twice.
    #[serde(default)]
    event: Option<Uuid>,
}

/// Known facts about the firm. Every fact is optional.
struct ProfileFacts;

impl ToSchema for ProfileFacts {}

impl PartialSchema for ProfileFacts {
    /// Describes `Profile`, which the core keeps free of this crate, key by key.
    fn schema() -> RefOr<Schema> {
        let text = |description: &str| {
            let object = ObjectBuilder::new().schema_type(Type::String);
            object.description(Some(description))
        };
        let number = |description: &str| {
            let object = ObjectBuilder::new().schema_type(Type::Integer);
            object.description(Some(description)).minimum(Some(0))
        };
        let mut object = ObjectBuilder::new()
            .description(Some("Known facts about the firm. Every fact is optional."))
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
        for key in Key::all() {
            let property = match key {
                Key::Prefecture => text("Prefecture by its full name, for example 東京都."),
                Key::Industry => text(
                    "Name or code of the Japan Standard Industrial Classification, any level, or an everyday word.",
                ),
                Key::CapitalYen => number("Capital in yen; 0 where there is none."),
                Key::Employees => number("Number of regular employees."),
                Key::LocalEmployees => number("How many of them work in the prefecture."),
                Key::LegalForm => {
                    let names = LegalForm::ALL.map(|(_, name, _)| name);
                    text("Legal form.").enum_values(Some(names))
                }
                Key::Fact(_) => {
                    let object = ObjectBuilder::new().schema_type(Type::Boolean);
                    object.description(Some(key.label()))
                }
            };
            object = object.property(key.name(), property);
        }
        RefOr::T(Schema::Object(object.build()))
    }
}

/// What went wrong.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `layers` writes")]
struct ErrorReply {
    error: ErrorFacts,
}

/// What went wrong.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `layers` writes")]
struct ErrorFacts {
    /// Stable word for scripts.
    code: String,
    /// A sentence in Japanese.
    message: String,
}

#[derive(OpenApi)]
#[openapi(
    paths(ask),
    info(
        title = "窓口 API",
        description = "中小企業のテレワークに関する質問に、出典と時点つきで答えます。",
        version = "1"
    )
)]
struct Description;

async fn describe() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

/// Answers a question.
#[utoipa::path(
    post,
    path = "/api/v1/ask",
    request_body = AskRequest,
    responses(
        (status = 200, description = "回答、聞き返し、または引き継ぎ", body = AskReply),
        (status = 400, description = "JSON として読み取れない、または項目が正しくない", body = ErrorReply),
        (status = 413, description = "長すぎる", body = ErrorReply),
        (status = 415, description = "Content-Type が application/json でない", body = ErrorReply),
        (status = 429, description = "回数の上限。Retry-After の秒数を待つ", body = ErrorReply),
    )
)]
async fn ask(
    State(office): State<Arc<Office>>,
    client: Client,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    if !is_json(&headers) {
        return Err(Problem::WrongKind);
    }
    let body = body.map_err(|it| match it.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Unreadable,
    })?;
    let request = read(&body)?;
    office.limits.ask(client)?;
    let id = request.conversation.filter(|it| !it.is_empty());
    // Who did not get the first answer does not know the name of the dialogue: it must be the same
    // when the question comes again.
    let id = id.unwrap_or_else(|| {
        let id = request.event.unwrap_or_else(|| office.clock.new_id());
        id.to_string()
    });
    let asked = Incoming::Asked(Asked {
        conversation: Surface::Api.conversation(&id),
        surface: Surface::Api,
        question: request.question,
        profile: request.profile.unwrap_or_default(),
        question_id: None,
        event: request.event,
        origin: None,
    });
    match office.assistant.handle(asked).await? {
        Answer::Card(card) => Ok(Json(AskReply::from(card.as_ref())).into_response()),
        other => Err(anyhow::anyhow!("a question was answered by {other:?}").into()),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn read(body: &[u8]) -> Result<AskRequest, Problem> {
    let wrong = |code, text: String| Problem::Json(code, text);
    let text = str::from_utf8(body).map_err(|_| {
        wrong(
            "invalid_utf8",
            "文字コードは UTF-8 で送ってください。".to_owned(),
        )
    })?;
    let value = serde_json::from_str::<Value>(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let text = format!("JSON として読み取れません（{line}行{column}文字目）。");
        wrong("invalid_json", text)
    })?;
    known_keys(&value, "", &KEYS)?;
    if let Some(profile) = value.get("profile").filter(|it| !it.is_null()) {
        let known: Vec<&str> = Key::all().map(Key::name).collect();
        known_keys(profile, "profile の", &known)?;
        let wrong_value = |it: ProfileError| wrong("invalid_value", format!("profile の{it}"));
        Profile::from_json(profile.clone()).map_err(wrong_value)?;
    }
    let request = serde_json::from_value::<AskRequest>(value).map_err(|_| {
        let text = "項目の値が正しくありません。question は文字列（必須）、conversation は文字列、event は UUID、profile はオブジェクトです。";
        wrong("invalid_value", text.to_owned())
    })?;
    let conversation = request.conversation.as_deref().unwrap_or_default();
    if MAX_CONVERSATION < conversation.chars().count() || conversation.contains(char::is_control) {
        let text = "conversation は100文字までの、制御文字を含まない文字列です。";
        return Err(wrong("invalid_value", text.to_owned()));
    }
    Ok(request)
}

fn known_keys(value: &Value, place: &str, known: &[&str]) -> Result<(), Problem> {
    let Some(object) = value.as_object() else {
        let text = format!("{place}値は {{ }} で囲んだオブジェクトにしてください。");
        return Err(Problem::Json("invalid_value", text));
    };
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => {
            let key: String = key.chars().take(40).collect();
            let known = known.join("、");
            let text = format!("{place}項目「{key}」はありません。使える項目は {known} です。");
            Err(Problem::Json("unknown_key", text))
        }
        None => Ok(()),
    }
}
