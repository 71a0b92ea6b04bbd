//! `madoguchi train`: learns the weights of ranking and confidence.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::Args;

use super::{
    Places, Told,
    eval::{JudgedFiles, synonyms},
};
use crate::{
    app, assistant,
    evaluation::{self, Lesson, Report, Trained},
    search::{Analyzer, dictionary},
};

/// Where the weights of a folder of knowledge stand in it.
const FILE: &str = "ranking.toml";

#[derive(Debug, Args)]
pub(super) struct Train {
    /// 知識の代わりに学習する文書（1行に1件の {"id","question","answer"}）
    #[arg(long, value_name = "FILE", requires_all = ["queries", "qrels"])]
    docs: Option<PathBuf>,
    /// その質問（1行に1件の {"id","text"}）
    #[arg(long, value_name = "FILE", requires = "docs")]
    queries: Option<PathBuf>,
    /// その正解（質問・文書・段階をタブで区切る）
    #[arg(long, value_name = "FILE", requires = "docs")]
    qrels: Option<PathBuf>,
    /// この段階から正解とする
    #[arg(long, value_name = "G", default_value_t = 1)]
    grade: u32,
    /// 学習する質問を、正解の文書に過去の質問として加えた状態で学習する（その質問自身は除いて測る）
    #[arg(long, requires = "docs")]
    past: bool,
    /// 知識にある類義語を使わない
    #[arg(long, requires = "docs")]
    without_synonyms: bool,
    /// 重みを書くファイル（省略すると、--knowledge のフォルダーの ranking.toml）
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// 交差検証の分け方
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=20))]
    cross_validate: u8,
    /// 結果を JSON で出す
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    places: Places,
}

impl Train {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let judged = self.judged().map(|it| it.read()).transpose()?;
        let config = self.places.load()?;
        let cache = app::cache(&config);
        let own = judged.is_none();
        let lesson = match judged {
            Some(judged) => {
                let home = dictionary::unpack(&cache.join("dictionary"))?;
                let analyzer = Arc::new(Analyzer::open(&home, &[])?);
                let (queries, judgements) = (&judged.queries, &judged.judgements);
                let (documents, grade) = (judged.documents, judged.grade);
                let words = (analyzer, synonyms(&config, self.without_synonyms)?);
                let lesson =
                    evaluation::judged_lesson(documents, queries, judgements, grade, words);
                match self.past {
                    true => lesson.attaching_its_own(),
                    false => lesson,
                }
            }
            None => {
                let (collection, _) = app::pack(&config).load()?;
                let analyzer = Arc::new(assistant::analyzer(&collection, &cache)?);
                let past = app::past(&config).await?;
                evaluation::collection_lesson(&collection, analyzer).with_past(&past)
            }
        };
        let folder = config.knowledge.filter(|_| own);
        let out = self.out.or(folder.map(|it| it.join(FILE)));
        let trained = evaluation::train(&lesson, usize::from(self.cross_validate))?;
        if self.json {
            app::say(&format!("{}\n", serde_json::to_string(&trained.on)?))?;
        } else {
            app::say(&table(&lesson, &trained))?;
        }
        match out {
            Some(path) => write(&path, &trained),
            None => Ok(ExitCode::SUCCESS),
        }
    }

    fn judged(&self) -> Option<JudgedFiles> {
        Some(JudgedFiles {
            docs: self.docs.clone()?,
            queries: self.queries.clone()?,
            qrels: self.qrels.clone()?,
            grade: self.grade,
        })
    }
}

fn write(path: &Path, trained: &Trained) -> anyhow::Result<ExitCode> {
    if trained.on.questions < evaluation::FEWEST {
        app::warn(&format!(
            "正解の分かる質問が{}件しかないため、重みを書きませんでした。{}件より少ないうちは、固定の方式のほうが確かです。",
            trained.on.questions,
            evaluation::FEWEST
        ));
        return Ok(ExitCode::FAILURE);
    }
    fs::write(path, trained.weights.to_text()).map_err(|_| {
        Told(format!(
            "{} に書けません。場所と、書き込めることを確かめてください。",
            path.display()
        ))
    })?;
    app::warn(&format!("{} に重みを書きました。", path.display()));
    Ok(ExitCode::SUCCESS)
}

fn table(lesson: &Lesson, trained: &Trained) -> String {
    let on = &trained.on;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "文書 {}、質問 {}（想定質問 {}、採用した過去の質問 {}）、選ばれた質問 {}、言い換え {}、答えのない質問 {}（別に取り置いた分を除く）\n",
        lesson.documents.len(),
        on.questions,
        on.golden,
        on.past,
        on.choices,
        on.phrasings,
        on.unanswerable
    );
    let _ = writeln!(out, "                 p@1    s@3    mrr@10 ndcg@10");
    for (name, report) in [("固定の方式", &on.fixed), ("学習した重み", &on.learned)] {
        let Report {
            p_at_1,
            s_at_3,
            mrr_at_10,
            ndcg_at_10,
            ..
        } = report;
        let pad = 2 * (8 - name.chars().count());
        let _ = writeln!(
            out,
            "{name}{:pad$} {p_at_1:.4} {s_at_3:.4} {mrr_at_10:.4} {ndcg_at_10:.4}",
            ""
        );
    }
    let confidence = &on.confidence;
    let _ = writeln!(
        out,
        "\n確信度: auroc {:.4}、ece {:.4}（{}件、うち正解 {:.4}）\n\n確信度  答える割合  そのうち正しい割合",
        confidence.auroc, confidence.ece, confidence.n, confidence.right
    );
    for step in &confidence.curve {
        let _ = writeln!(
            out,
            "{:.2}    {:.4}      {:.4}",
            step.from, step.coverage, step.right
        );
    }
    out.push('\n');
    for promise in &confidence.promises {
        let _ = writeln!(
            out,
            "{:.0}%が正しい答え方: 確信度 {:.4} から（質問の{:.1}%に答える）",
            promise.right * 100.0,
            promise.reply_from,
            promise.coverage * 100.0
        );
    }
    out
}
