//! 定型文: any member of staff lists, writes, changes and takes them off.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    form::{Form, text_error},
    login::Consultant,
    office::Office,
    problem::Problem,
    shell::{Shell, page, page_again, page_of_now},
    times::Moment,
    visitor::Visitor,
};
use crate::{
    clock::{day_in_japan, jst},
    desk::canned::{self, CannedReply, Validity},
    knowledge::vocabulary::TOPICS,
    people::Person,
    store::{CannedDraft, CannedSaved},
    wording::drafts,
};

/// Longest name, in characters: what a menu on Discord shows whole.
const MAX_NAME: usize = 60;
/// Longest text: filled, it is still a reply that can be sent.
const MAX_TEXT: usize = 3000;
/// A new one holds this long, unless another day is chosen; none holds longer than twice that.
const HOLDS: Days = Days::new(365);

/// Returns the page and what its forms do.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/desk/canned", get(show).post(save))
        .route("/desk/canned/{id}/off", post(take_off))
}

struct Row {
    reply: CannedReply,
    validity: String,
    class: &'static str,
    changed_at: Moment,
}

/// What stands in the form.
#[derive(Default)]
struct Typed {
    id: Uuid,
    /// 0 for a new one.
    revision: i64,
    name: String,
    text: String,
    topic: String,
    /// The last day, as the browser writes it.
    until: String,
}

/// What is wrong with it.
#[derive(Default)]
struct Wrong {
    name: Option<String>,
    text: Option<String>,
    until: Option<String>,
}

impl Wrong {
    fn is_nothing(&self) -> bool {
        [&self.name, &self.text, &self.until]
            .iter()
            .all(|it| it.is_none())
    }
}

#[derive(Template)]
#[template(path = "canned.html", config = "src/web/askama.toml")]
struct CannedPage {
    shell: Shell,
    csrf: String,
    rows: Vec<Row>,
    topics: &'static [&'static str],
    gaps: String,
    typed: Typed,
    wrong: Wrong,
    banner: Option<String>,
}

impl CannedPage {
    async fn load(office: &Office, visitor: &Visitor, me: Person) -> anyhow::Result<CannedPage> {
        let now = office.clock.now();
        let rows = office.store.canned_replies().await?.into_iter();
        let rows = rows.map(|it| Row {
            validity: drafts::validity(it.validity(now), it.valid_until),
            class: match it.validity(now) {
                Validity::Valid => "on-time",
                Validity::EndsSoon => "warning",
                Validity::Expired => "overdue",
            },
            changed_at: Moment::new(it.changed_at, now),
            reply: it,
        });
        let csrf = visitor.token(office);
        Ok(CannedPage {
            shell: Shell::desk("定型文".to_owned(), me, csrf.clone()),
            csrf,
            rows: rows.collect(),
            topics: TOPICS,
            gaps: drafts::gaps(),
            typed: Typed {
                id: office.clock.new_id(),
                until: (day_in_japan(now) + HOLDS).to_string(),
                ..Typed::default()
            },
            wrong: Wrong::default(),
            banner: None,
        })
    }
}

impl Typed {
    fn of(reply: CannedReply) -> Typed {
        let last = day_in_japan(reply.valid_until - TimeDelta::milliseconds(1));
        Typed {
            id: reply.id,
            revision: reply.revision,
            name: reply.name,
            text: reply.text,
            topic: reply.topic.unwrap_or_default(),
            until: last.to_string(),
        }
    }

    fn read(form: &Form, office: &Office) -> Typed {
        let text = |name| form.text(name).to_owned();
        Typed {
            id: form.id("id").unwrap_or_else(|| office.clock.new_id()),
            revision: form.text("revision").parse().unwrap_or_default(),
            name: text("name"),
            text: text("text"),
            topic: text("topic"),
            until: text("until"),
        }
    }

    /// Returns the moment after the last day, if that day is one to come within two years.
    fn valid_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let last: NaiveDate = self.until.parse().ok()?;
        let today = day_in_japan(now);
        if last < today || today + HOLDS + HOLDS < last {
            return None;
        }
        let after = last.succ_opt()?.and_time(NaiveTime::MIN);
        Some(after.and_local_timezone(jst()).single()?.to_utc())
    }

    fn wrong(&self, now: DateTime<Utc>) -> Wrong {
        let lines = || {
            let wrong = self.name.contains('\n');
            wrong.then(|| "名前は1行で入力してください。".to_owned())
        };
        let gaps = || {
            let unknown = canned::unknown(&self.text);
            (!unknown.is_empty()).then(|| drafts::unknown_gaps(&unknown))
        };
        let until = "いつまで使うかを、今日から2年以内の日付で入力してください。";
        Wrong {
            name: text_error("名前", &self.name, MAX_NAME).or_else(lines),
            text: text_error("文章", &self.text, MAX_TEXT).or_else(gaps),
            until: self.valid_until(now).is_none().then(|| until.to_owned()),
        }
    }
}

#[derive(Deserialize)]
struct Asked {
    edit: Option<Uuid>,
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut shown = CannedPage::load(&office, &visitor, me).await?;
    if let Some(id) = asked.edit {
        let reply = office.store.canned_reply(id).await?;
        shown.typed = Typed::of(reply.ok_or(Problem::NotFound)?);
    }
    Ok(page(&shown))
}

async fn save(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    form: Form,
) -> Result<Response, Problem> {
    let now = office.clock.now();
    let typed = Typed::read(&form, &office);
    let by = me.id;
    let mut again = CannedPage::load(&office, &visitor, me).await?;
    let wrong = typed.wrong(now);
    let valid_until = typed.valid_until(now).filter(|_| wrong.is_nothing());
    let Some(valid_until) = valid_until else {
        (again.typed, again.wrong) = (typed, wrong);
        return Ok(page_again(&again));
    };
    let draft = CannedDraft {
        id: typed.id,
        revision: typed.revision,
        name: typed.name.clone(),
        text: typed.text.clone(),
        topic: Some(typed.topic.clone()).filter(|it| TOPICS.contains(&it.as_str())),
        valid_until,
        by,
        at: now,
    };
    let saved = office.store.save_canned_reply(&draft).await?;
    if saved == CannedSaved::Saved {
        tracing::info!(canned.id = %draft.id, "a canned reply was saved");
        return Ok(Redirect::to("/desk/canned").into_response());
    }
    let fresh = again.typed.id;
    again.typed = typed;
    match saved {
        CannedSaved::NameTaken => {
            again.wrong.name =
                Some("同じ名前の定型文があります。別の名前にしてください。".to_owned());
            Ok(page_again(&again))
        }
        other => {
            // Sent again, what was typed replaces what stands there now, or is a new one.
            let now = office.store.canned_reply(again.typed.id).await?;
            let now = now.map_or((fresh, 0), |it| (it.id, it.revision));
            (again.typed.id, again.typed.revision) = now;
            Ok(missed(again, other))
        }
    }
}

async fn take_off(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Problem> {
    let revision = form.text("revision").parse().unwrap_or_default();
    let (by, now) = (me.id, office.clock.now());
    let off = office.store.take_off_canned_reply(id, revision, by, now);
    match off.await? {
        CannedSaved::Saved => Ok(Redirect::to("/desk/canned").into_response()),
        other => {
            let again = CannedPage::load(&office, &visitor, me).await?;
            Ok(missed(again, other))
        }
    }
}

/// Says that somebody else was faster; what was typed stays in the form.
fn missed(mut again: CannedPage, saved: CannedSaved) -> Response {
    again.banner = Some(match saved {
        CannedSaved::ChangedMeanwhile { by } => {
            format!(
                "{by}さんが先に変更したため、反映していません。下の一覧の今の内容をお確かめください。"
            )
        }
        _ => "この定型文は見つかりませんでした。下の一覧をお確かめください。".to_owned(),
    });
    page_of_now(&again)
}
