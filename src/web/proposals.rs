//! 質問の追加候補: what people asked and where they found the answer; curators attach it to entries.

use std::sync::Arc;

use anyhow::Context as _;
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};

use super::{
    form::Form,
    login::Consultant,
    office::Office,
    problem::Problem,
    shell::{Shell, page},
    times::Moment,
    visitor::Visitor,
};
use crate::{
    assistant::LONGEST_PHRASING,
    chat::{
        Incoming, Response as Answer,
        curating::{Curate, Curated, Decided, Review},
    },
    curation::{Lost, evidence::has_masks},
    knowledge::EntryId,
    people::Person,
    store::{PastQuestion, Step},
    wording::curating as words,
};

/// Decisions that the page shows.
const DECIDED: usize = 100;

/// Lines of the record that the page shows.
const LINES: u32 = 100;

/// Returns the page and what its forms do.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/desk/proposals", get(show).post(decide))
}

/// An entry with the questions that may be attached to it.
struct Group {
    entry: String,
    title: String,
    questions: Vec<Question>,
}

struct Question {
    /// Tells the forms apart.
    number: usize,
    asked: String,
    /// What is in the field.
    text: String,
    known: i64,
    askers: usize,
    signs: Vec<String>,
    contrary: usize,
    days: String,
    rank: String,
    has_masks: bool,
    lost: Vec<Lost>,
    is_wrong: bool,
}

struct Done {
    entry: String,
    asked: String,
    text: String,
    known: i64,
    is_accepted: bool,
    name: String,
    at: Moment,
}

/// A line of the record.
struct Line {
    what: &'static str,
    entry: String,
    text: String,
    name: String,
    at: Moment,
}

/// What was decided and did not hold.
struct Refused {
    banner: String,
    entry: String,
    asked: String,
    text: String,
    lost: Vec<Lost>,
}

#[derive(Template)]
#[template(path = "proposals.html", config = "src/web/askama.toml")]
struct ProposalsPage {
    shell: Shell,
    csrf: String,
    groups: Vec<Group>,
    more: usize,
    decided: Vec<Done>,
    lines: Vec<Line>,
    may_decide: bool,
    who_decides: Option<&'static str>,
    longest: usize,
    banner: Option<String>,
}

impl ProposalsPage {
    async fn load(
        office: &Office,
        visitor: &Visitor,
        me: Person,
        refused: Option<Refused>,
    ) -> anyhow::Result<ProposalsPage> {
        let reviews = office.assistant.reviews().await?;
        let csrf = visitor.token(office);
        let now = office.clock.now();
        let decided = reviews.decided.into_iter().take(DECIDED);
        let done = |it: PastQuestion| Done {
            entry: it.entry.0,
            asked: it.asked,
            text: it.text,
            known: it.number,
            is_accepted: it.step == Step::Accepted,
            name: it.name,
            at: Moment::new(it.at, now),
        };
        let steps = office.store.past_question_steps(LINES).await?.into_iter();
        let line = |it: PastQuestion| Line {
            what: match it.step {
                Step::Accepted => "採用",
                Step::Declined => "見送り",
                Step::Reopened => "取り消し",
            },
            entry: it.entry.0,
            text: it.text,
            name: it.name,
            at: Moment::new(it.at, now),
        };
        Ok(ProposalsPage {
            lines: steps.map(line).collect(),
            groups: groups(&reviews.open, refused.as_ref()),
            more: reviews.more,
            decided: decided.map(done).collect(),
            may_decide: me.role.may_curate(),
            who_decides: words::who_decides(me.role),
            shell: Shell::desk("質問の追加候補".to_owned(), me, csrf.clone()),
            csrf,
            longest: LONGEST_PHRASING,
            banner: refused.map(|it| it.banner),
        })
    }
}

/// Entries in the order of their most certain questions.
fn groups(reviews: &[Review], refused: Option<&Refused>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (review, number) in reviews.iter().zip(1..) {
        let entry = &review.proposal.entry.0;
        let question = question(review, number, refused);
        match groups.iter_mut().find(|it| it.entry == *entry) {
            Some(group) => group.questions.push(question),
            None => groups.push(Group {
                entry: entry.clone(),
                title: review.title.clone(),
                questions: vec![question],
            }),
        }
    }
    groups
}

fn question(review: &Review, number: usize, refused: Option<&Refused>) -> Question {
    let proposal = &review.proposal;
    let refused = refused.filter(|it| it.entry == proposal.entry.0 && it.asked == proposal.asked);
    let signs = proposal.signs.iter();
    let mut lost = review.lost.clone();
    for it in refused.iter().flat_map(|it| &it.lost) {
        if !lost.contains(it) {
            lost.push(it.clone());
        }
    }
    Question {
        number,
        asked: proposal.asked.clone(),
        text: refused.map_or(&proposal.asked, |it| &it.text).clone(),
        known: review.known,
        askers: proposal.askers,
        signs: signs
            .map(|(sign, count)| format!("{}：{count}人", words::sign(*sign)))
            .collect(),
        contrary: proposal.contrary,
        days: if proposal.first == proposal.last {
            proposal.first.to_string()
        } else {
            format!("{}〜{}", proposal.first, proposal.last)
        },
        rank: words::rank(review.rank),
        has_masks: has_masks(&proposal.asked),
        lost,
        is_wrong: refused.is_some(),
    }
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
) -> Result<Response, Problem> {
    Ok(page(
        &ProposalsPage::load(&office, &visitor, me, None).await?,
    ))
}

async fn decide(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    form: Form,
) -> Result<Response, Problem> {
    let text = form.text("text");
    let decided = match form.text("decision") {
        "accept" => Decided::Accept(text.to_owned()),
        "decline" => Decided::Decline,
        "reopen" => Decided::Reopen,
        _ => return Err(Problem::Unreadable),
    };
    let curate = Curate {
        entry: EntryId(form.text("entry").to_owned()),
        asked: form.text("asked").to_owned(),
        known: form.text("known").parse().unwrap_or_default(),
        decided,
        by: me.id,
    };
    let answer = office.assistant.handle(Incoming::Curate(curate)).await;
    let Answer::Curated(curated) = answer.context("cannot decide on a question")? else {
        return Err(Problem::NotFound);
    };
    let (status, banner) = match &curated {
        Curated::Done => return Ok(Redirect::to("/desk/proposals").into_response()),
        Curated::NotAllowed => (StatusCode::FORBIDDEN, words::not_allowed().to_owned()),
        Curated::Faster => (StatusCode::CONFLICT, words::faster().to_owned()),
        Curated::Gone => (StatusCode::CONFLICT, words::gone().to_owned()),
        Curated::NoEntry => (StatusCode::CONFLICT, words::no_entry().to_owned()),
        Curated::Known => (StatusCode::CONFLICT, words::known().to_owned()),
        Curated::TakesAway(lost) => (StatusCode::CONFLICT, words::takes_away(lost.len())),
        Curated::Length => (
            StatusCode::UNPROCESSABLE_ENTITY,
            words::length(LONGEST_PHRASING),
        ),
        Curated::Personal(masked) => (StatusCode::UNPROCESSABLE_ENTITY, words::personal(masked)),
    };
    let refused = Refused {
        banner,
        entry: form.text("entry").to_owned(),
        asked: form.text("asked").to_owned(),
        text: text.to_owned(),
        lost: match curated {
            Curated::TakesAway(lost) => lost,
            _ => Vec::new(),
        },
    };
    let again = ProposalsPage::load(&office, &visitor, me, Some(refused)).await?;
    Ok((status, page(&again)).into_response())
}
