//! `madoguchi explain`: how a question is understood, and why which entries are found.

use std::{collections::BTreeMap, fmt::Write as _, process::ExitCode};

use clap::Args;
use serde::Serialize;

use super::{Places, Told};
use crate::{
    answer::Decision,
    app,
    assistant::Shelf,
    knowledge::EntryId,
    programs::Profile,
    search::{Feature, Hit, Reading},
};

/// Entries that are explained.
const MOST: usize = 5;
/// Entries that the decision is made from.
const HITS: usize = 10;

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// 質問
    question: String,
    /// 分かっている事実の JSON（例 {"prefecture":"東京都"}）
    #[arg(long, value_name = "JSON")]
    profile: Option<String>,
    /// 結果を JSON で出す
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    places: Places,
}

/// Everything that led to the decision.
#[derive(Debug, Serialize)]
struct Explained {
    question: String,
    #[serde(flatten)]
    reading: Reading,
    /// Share of the question's words that no entry has.
    unknown: f64,
    decision: Decision,
    confidence: f64,
    /// From this confidence on there is a direct answer.
    reply_from: f64,
    hits: Vec<ExplainedHit>,
}

#[derive(Debug, Serialize)]
struct ExplainedHit {
    entry: String,
    question: String,
    score: f64,
    chance: f64,
    confidence: f64,
    features: BTreeMap<&'static str, f32>,
}

impl Explain {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let profile = match &self.profile {
            Some(text) => serde_json::from_str(text).map_err(|_| {
                Told("--profile を読み取れません。{\"prefecture\":\"東京都\"} のように書いてください。".to_owned())
            })?,
            None => Profile::default(),
        };
        let shelf = app::read_only_shelf(&self.places.load()?).await?;
        let explained = explain(&shelf, self.question, &profile);
        if self.json {
            app::say(&format!("{}\n", serde_json::to_string(&explained)?))?;
        } else {
            app::say(&text(&explained))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn explain(shelf: &Shelf, question: String, profile: &Profile) -> Explained {
    let found = shelf.search(&question, profile, HITS);
    let judge = shelf.judge();
    let verdict = judge.decide(&found);
    let hit = |hit: &Hit| ExplainedHit {
        entry: hit.id.clone(),
        question: shelf
            .entry(&EntryId(hit.id.clone()))
            .map_or_else(String::new, |it| it.question.clone()),
        score: hit.score,
        chance: hit.chance,
        confidence: judge.confidence().of_hit(&found, hit),
        features: Feature::ALL
            .iter()
            .map(|it| (it.name(), hit.features.get(*it)))
            .collect(),
    };
    Explained {
        reading: shelf.explain(&question),
        question,
        unknown: found.unknown,
        decision: verdict.decision,
        confidence: verdict.confidence,
        reply_from: judge.reply_from(),
        hits: found.hits.iter().take(MOST).map(hit).collect(),
    }
}

fn text(explained: &Explained) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "語: {}", explained.reading.terms.join(" / "));
    for part in &explained.reading.parts {
        let _ = write!(out, "  {} ×{:.2}", part.terms.join(" "), part.weight);
        for (substitute, weight) in &part.substitutes {
            let _ = write!(out, "  ← {substitute} ({weight:.2})");
        }
        out.push('\n');
    }
    let decision = match explained.decision {
        Decision::Reply => "答える",
        Decision::Clarify => "聞き返す",
        Decision::Handoff => "相談員につなぐ",
    };
    let _ = writeln!(
        out,
        "どの項目にもない語の割合: {:.2}\n判断: {decision}（確信度 {:.2}、{:.2} から答える）",
        explained.unknown, explained.confidence, explained.reply_from
    );
    for (hit, rank) in explained.hits.iter().zip(1..) {
        let _ = writeln!(
            out,
            "\n{rank}. {} {}\n   点 {:.3}  見込み {:.3}  確信度 {:.2}",
            hit.entry, hit.question, hit.score, hit.chance, hit.confidence
        );
        let seen = hit.features.iter().filter(|(_, value)| **value != 0.0);
        let seen: Vec<String> = seen
            .map(|(name, value)| format!("{name} {value:.2}"))
            .collect();
        let _ = writeln!(out, "   {}", seen.join("  "));
    }
    out
}
