//! `madoguchi explain`: how a question is understood, and why which entries are found.

use std::{fmt::Write as _, process::ExitCode};

use clap::Args;

use super::{Places, Told};
use crate::{
    app,
    assistant::{Explained, Measured, explain},
    programs::Profile,
    wording::searching,
};

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

impl Explain {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let profile = match &self.profile {
            Some(text) => serde_json::from_str(text).map_err(|_| {
                Told("--profile を読み取れません。{\"prefecture\":\"東京都\"} のように書いてください。".to_owned())
            })?,
            None => Profile::default(),
        };
        let shelf = app::read_only_shelf(&self.places.load()?).await?;
        let explained = explain(&shelf, &self.question, &profile);
        if self.json {
            app::say(&format!("{}\n", serde_json::to_string(&explained)?))?;
        } else {
            app::say(&text(&explained))?;
        }
        Ok(ExitCode::SUCCESS)
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
    let _ = writeln!(
        out,
        "どの項目にもない語の割合: {:.2}\n判断: {}（確信度 {:.2}、{:.2} から答える）\n理由: {}",
        explained.unknown,
        searching::decision(explained.decision),
        explained.confidence,
        explained.reply_from,
        explained.reason
    );
    for (hit, rank) in explained.hits.iter().zip(1..) {
        let _ = writeln!(
            out,
            "\n{rank}. {} {}\n   点 {:.3}  見込み {:.3}  確信度 {:.2}",
            hit.entry, hit.question, hit.score, hit.chance, hit.confidence
        );
        let weight = |it: &Measured| match it.adds {
            Some(adds) if adds != 0.0 => format!("{} {:.2}（{adds:+.2}）", it.name, it.value),
            _ => format!("{} {:.2}", it.name, it.value),
        };
        let seen: Vec<String> = hit.features.iter().map(weight).collect();
        let _ = writeln!(out, "   {}", seen.join("  "));
    }
    out
}
