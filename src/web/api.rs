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
use utoipa::{OpenApi, ToSchema};

use super::{client::Client, office::Office, problem::Problem};
use crate::{
    chat::{Asked, Incoming, Response as Answer, reply::AskReply},
    people::Surface,
    programs::{Key, Profile, ProfileError},
};

const KEYS: [&str; 3] = ["question", "profile", "conversation"];
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
}

/// Known facts about the firm. Every fact is optional.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes `Profile`, which the core keeps free of this crate"
)]
struct ProfileFacts {
    /// Prefecture by its full name, for example 東京都.
    prefecture: Option<String>,
    /// Name or code of the Japan Standard Industrial Classification, any level, or an everyday word.
    industry: Option<String>,
    /// Capital in yen; 0 where there is none.
    capital_yen: Option<u64>,
    /// Number of regular employees.
    employees: Option<u32>,
    /// How many of them work in the prefecture.
    local_employees: Option<u32>,
    /// `corporation`, `sole_proprietor`, `cooperative`, `non_profit`, `municipality` or `other`.
    #[schema(value_type = Option<String>, pattern = "^(corporation|sole_proprietor|cooperative|non_profit|municipality|other)$")]
    legal_form: Option<String>,
    /// 雇用保険の適用事業所.
    employment_insurance: Option<bool>,
    /// 労災保険の適用事業.
    accident_insurance: Option<bool>,
    /// テレワークを導入ずみ.
    telework_introduced: Option<bool>,
    /// テレワークの実施を広げる.
    telework_expanding: Option<bool>,
    /// テレワークの規定がある.
    telework_rules: Option<bool>,
    /// サテライトオフィス勤務の規定がある.
    satellite_rules: Option<bool>,
    /// ワーケーション勤務の規定がある.
    workation_rules: Option<bool>,
    /// 本社がその都道府県にある.
    head_office_in_prefecture: Option<bool>,
    /// 6か月以上続けて雇う労働者がいる.
    six_months_staff: Option<bool>,
    /// 育児・介護をする従業員がいる.
    care_staff: Option<bool>,
    /// 事前の相談をした.
    prior_consultation: Option<bool>,
    /// 決定の前に発注・契約をした.
    ordered_before_decision: Option<bool>,
    /// GビズIDプライムがある.
    gbizid_prime: Option<bool>,
    /// SECURITY ACTIONを宣言ずみ.
    security_action: Option<bool>,
    /// 登録済みのITツールを使う.
    registered_it_tool: Option<bool>,
    /// 賃金引上げの要件を満たす.
    wage_raise: Option<bool>,
    /// 最低賃金に近い従業員が3割以上.
    near_minimum_wage: Option<bool>,
    /// 年5日の年休の規定がある.
    annual_leave_rules: Option<bool>,
    /// 大企業の子会社など.
    large_parent: Option<bool>,
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
    let id = id.unwrap_or_else(|| office.clock.new_id().to_string());
    let asked = Incoming::Asked(Asked {
        conversation: Surface::Api.conversation(&id),
        surface: Surface::Api,
        question: request.question,
        profile: request.profile.unwrap_or_default(),
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
        let text = "項目の値が正しくありません。question は文字列（必須）、conversation は文字列、profile はオブジェクトです。";
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
