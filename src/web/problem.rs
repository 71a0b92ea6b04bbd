//! What goes wrong, and what people read about it: what happened and what to do next.

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::store;

/// Why a page cannot be shown.
#[derive(Debug)]
pub enum Problem {
    /// There is no such page, ticket or entry.
    NotFound,
    /// The page exists, but not for this method.
    WrongMethod,
    /// The form's token is missing or another visitor's; carries what was typed.
    Expired {
        /// What was typed, so that it can be copied.
        typed: String,
    },
    /// The body is no text.
    Unreadable,
    /// The body is of another kind than expected.
    WrongKind,
    /// The body is too large.
    TooLarge,
    /// Too many requests.
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// It took too long.
    TooSlow,
    /// Only members of staff may see it.
    NotLoggedIn,
    /// Only administrators may see it.
    AdminsOnly,
    /// A login link that was used or has run out.
    LinkUsed,
    /// A key of the JSON object, or its value, is wrong; carries the code and the sentence.
    Json(&'static str, String),
    /// The store cannot be reached or is full; it may be mended soon.
    Unavailable(anyhow::Error),
    /// Something of ours is broken.
    Broken(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Problem {
    fn from(error: E) -> Problem {
        let error = error.into();
        let passing = error.chain().any(|it| {
            use store::Error as E;
            let error = it.downcast_ref::<E>();
            matches!(error, Some(E::DiskFull(_) | E::Unavailable(_) | E::Closed))
        });
        if passing {
            Problem::Unavailable(error)
        } else {
            Problem::Broken(error)
        }
    }
}

/// A problem in the words of the page that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Stable word for scripts.
    pub code: &'static str,
    /// Headline.
    pub title: &'static str,
    /// What happened.
    pub text: Cow<'static, str>,
    /// What to do next.
    pub next: &'static str,
    /// What the person had typed, if anything.
    pub typed: String,
}

impl Notice {
    const fn new(
        code: &'static str,
        title: &'static str,
        text: &'static str,
        next: &'static str,
    ) -> Notice {
        Notice {
            code,
            title,
            text: Cow::Borrowed(text),
            next,
            typed: String::new(),
        }
    }
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Expired { .. } | Problem::AdminsOnly => StatusCode::FORBIDDEN,
            Problem::Unreadable | Problem::Json(..) => StatusCode::BAD_REQUEST,
            Problem::WrongKind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Problem::TooSlow | Problem::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::NotLoggedIn => StatusCode::UNAUTHORIZED,
            Problem::LinkUsed => StatusCode::GONE,
            Problem::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn notice(&self) -> Notice {
        match self {
            Problem::NotFound => NOT_FOUND,
            Problem::WrongMethod => WRONG_METHOD,
            Problem::Expired { typed } => Notice {
                typed: typed.clone(),
                ..EXPIRED
            },
            Problem::Unreadable => UNREADABLE,
            Problem::WrongKind => WRONG_KIND,
            Problem::TooLarge => TOO_LARGE,
            Problem::TooMany { retry_after } => {
                let wait = wait(*retry_after);
                let text = format!("{}{wait}ほどたつと、また使えます。", TOO_MANY.text);
                Notice {
                    text: Cow::Owned(text),
                    ..TOO_MANY
                }
            }
            Problem::TooSlow => TOO_SLOW,
            Problem::NotLoggedIn => NOT_LOGGED_IN,
            Problem::AdminsOnly => ADMINS_ONLY,
            Problem::LinkUsed => LINK_USED,
            Problem::Json(code, text) => Notice {
                code,
                text: Cow::Owned(text.clone()),
                ..JSON
            },
            Problem::Unavailable(_) => UNAVAILABLE,
            Problem::Broken(_) => BROKEN,
        }
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}秒"),
        _ => format!("{}分", seconds.div_ceil(60)),
    }
}

/// Returns what to say about a status that came without words of its own.
pub fn notice_of(status: StatusCode) -> Notice {
    let problem = match status {
        StatusCode::NOT_FOUND => Problem::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Problem::WrongMethod,
        StatusCode::FORBIDDEN => Problem::Expired {
            typed: String::new(),
        },
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::WrongKind,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Problem::TooSlow,
        status if status.is_client_error() => Problem::Unreadable,
        _ => Problem::Broken(anyhow::anyhow!("a layer answered {status}")),
    };
    problem.notice()
}

impl IntoResponse for Problem {
    /// Leaves the words as an extension: `layers` knows whether they go into a page, a part of a
    /// page or a JSON object.
    fn into_response(self) -> Response {
        if let Problem::Broken(error) | Problem::Unavailable(error) = &self {
            tracing::error!(error = format!("{error:#}"), "cannot answer a request");
        }
        let mut response = self.status().into_response();
        if let Problem::TooMany { retry_after } = self {
            let seconds = HeaderValue::from(retry_after);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(self.notice());
        response
    }
}

const NOT_FOUND: Notice = Notice::new(
    "not_found",
    "ページが見つかりません",
    "お探しのページは、ないか、移動した可能性があります。",
    "アドレスをお確かめのうえ、最初の画面からお進みください。",
);

const WRONG_METHOD: Notice = Notice::new(
    "method_not_allowed",
    "この操作はできません",
    "このページでは、その操作を受け付けていません。",
    "最初の画面からお進みください。",
);

const EXPIRED: Notice = Notice::new(
    "forbidden",
    "送信できませんでした",
    "安全のための確認ができませんでした。画面を開いてから時間がたったか、Cookie（クッキー）が無効になっている可能性があります。",
    "前の画面を開き直して、もう一度送信してください。Cookie を無効にしている場合は有効にしてください。",
);

const UNREADABLE: Notice = Notice::new(
    "unreadable",
    "内容を読み取れませんでした",
    "送信された文字に、読み取れないものが含まれています（文字コードは UTF-8 をお使いください）。",
    "前の画面に戻って、もう一度お試しください。",
);

const WRONG_KIND: Notice = Notice::new(
    "unsupported_media_type",
    "内容を読み取れませんでした",
    "この形式の送信は受け付けていません。API には Content-Type: application/json で送ってください。",
    "前の画面に戻って、もう一度お試しください。",
);

const TOO_LARGE: Notice = Notice::new(
    "too_large",
    "文章が長すぎます",
    "送信された内容が、受け付けられる大きさを超えています。",
    "要点を短くまとめて、もう一度お送りください。",
);

const TOO_MANY: Notice = Notice::new(
    "too_many_requests",
    "少し時間をおいてください",
    "短い時間に続けて送信されたため、受け付けを一時止めています。",
    "時間をおいて、もう一度お試しください。",
);

const TOO_SLOW: Notice = Notice::new(
    "unavailable",
    "ただいま混み合っています",
    "時間内に処理が終わりませんでした。",
    "少し時間をおいて、もう一度お試しください。",
);

const NOT_LOGGED_IN: Notice = Notice::new(
    "unauthorized",
    "ログインが必要です",
    "このページは相談員と管理者のためのものです。ログインしていないか、しばらく使わなかったためログアウトしました。",
    "ログイン用のリンクを管理者から受け取って開いてください。",
);

const ADMINS_ONLY: Notice = Notice::new(
    "forbidden",
    "管理者だけが使えるページです",
    "ログイン中の方には、このページを使う権限がありません。",
    "必要な場合は、管理者にお尋ねください。",
);

const LINK_USED: Notice = Notice::new(
    "link_used",
    "このリンクは使えません",
    "ログイン用のリンクは1回だけ、発行から15分以内に使えます。すでに使われたか、期限が過ぎています。",
    "管理者に、新しいリンクの発行を頼んでください。",
);

const JSON: Notice = Notice::new(
    "invalid",
    "内容を確かめてください",
    "",
    "前の画面に戻って、もう一度お試しください。",
);

const UNAVAILABLE: Notice = Notice::new(
    "unavailable",
    "ただいま受け付けられません",
    "一時的に記録ができない状態です。今の入力は保存されていません。前に保存したものは失われていません。",
    "数分たってから、もう一度お試しください。入力した文章は、念のため手元に控えてください。",
);
const BROKEN: Notice = Notice::new(
    "internal",
    "申し訳ありません。うまく動きませんでした",
    "こちらの不具合です。入力された内容の一部は保存されていない可能性があります。",
    "少し時間をおいて、もう一度お試しください。続くときは、下の番号を添えて運営者にお知らせください。",
);
