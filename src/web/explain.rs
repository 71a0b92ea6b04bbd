//! 検索の説明: how a question is read, what is found, and why it is answered as it is. For staff.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use serde::Deserialize;

use super::{
    login::Consultant,
    office::Office,
    problem::Problem,
    shell::{Shell, page},
    visitor::Visitor,
};
use crate::{
    assistant::{self, Explained, Measured},
    programs::Profile,
    text::{clean, truncate},
    wording::{PREFECTURES, searching},
};

/// Longest question that is explained, in characters.
const LONGEST: usize = 2_000;

/// Returns the page.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/desk/explain", get(show))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    question: String,
    #[serde(default)]
    prefecture: String,
}

#[derive(Template)]
#[template(path = "explain.html", config = "src/web/askama.toml")]
struct ExplainPage {
    shell: Shell,
    question: String,
    prefecture: String,
    prefectures: &'static [&'static str],
    explained: Option<Explained>,
}

impl ExplainPage {
    fn decision(&self, explained: &Explained) -> &'static str {
        searching::decision(explained.decision)
    }

    fn number(&self, value: &f64) -> String {
        number(*value)
    }

    /// Returns what a feature adds to the score, if it counts there.
    fn adds(&self, it: &Measured) -> String {
        it.adds
            .map_or_else(|| "—".to_owned(), |adds| format!("{adds:+.3}"))
    }
}

fn number(value: f64) -> String {
    format!("{value:.3}")
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Consultant(me): Consultant,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let question = clean(&asked.question);
    let question = truncate(&question, LONGEST).0.to_owned();
    let prefecture = PREFECTURES.iter().find(|it| **it == asked.prefecture);
    let profile = Profile {
        prefecture: prefecture.map(|it| (*it).to_owned()),
        ..Profile::default()
    };
    let shelf = office.assistant.shelf();
    let explained = (!question.is_empty()).then(|| assistant::explain(&shelf, &question, &profile));
    Ok(page(&ExplainPage {
        shell: Shell::desk("検索の説明".to_owned(), me, visitor.token(&office)),
        question,
        prefecture: asked.prefecture,
        prefectures: &PREFECTURES,
        explained,
    }))
}
