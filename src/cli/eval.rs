//! `madoguchi eval`: measures the product's own search on any FAQ collection.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use clap::Args;
use serde::de::DeserializeOwned;

use super::{Places, Told};
use crate::{
    answer::Confidence,
    app,
    config::Config,
    evaluation::{self, DocLine, Judgements, QueryLine, Report},
    knowledge::SynonymGroup,
    learning::Weights,
    search::{ANALYZER_VERSION, Analyzer, Document, Index, Ranker, dictionary},
};

#[derive(Debug, Args)]
pub(super) struct Eval {
    #[command(flatten)]
    judged: JudgedFiles,
    /// 学習した重みのファイル
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// 過去の質問（1行に1件の {"id","text"}）。--qrels で正解となる文書の言い換えに加えて測る
    #[arg(long, value_name = "FILE")]
    past: Option<PathBuf>,
    /// 知識にある類義語を使わない
    #[arg(long)]
    without_synonyms: bool,
    /// 質問ごとの結果を書くファイル（質問・確信度・文書の並びをタブで区切る）
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// 結果を JSON で出す
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    places: Places,
}

/// Any FAQ collection with judgements.
#[derive(Debug, Args)]
pub(super) struct JudgedFiles {
    /// 文書（1行に1件の {"id","question","answer"}）
    #[arg(long, value_name = "FILE")]
    pub docs: PathBuf,
    /// 質問（1行に1件の {"id","text"}）
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    /// 正解（質問・文書・段階をタブで区切る）
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,
    /// この段階から正解とする（省略すると 1）
    #[arg(long, value_name = "G", default_value_t = 1, value_parser = grade)]
    pub grade: u32,
}

/// What such files say.
pub(super) struct Judged {
    pub documents: Vec<Document>,
    pub queries: Vec<QueryLine>,
    pub judgements: Judgements,
    pub grade: u32,
}

impl JudgedFiles {
    pub fn read(&self) -> Result<Judged, Told> {
        let docs: Vec<DocLine> = lines(&self.docs, r#"{"id","question","answer"}"#)?;
        let queries = lines(&self.queries, r#"{"id","text"}"#)?;
        let judgements = evaluation::judgements(&text(&self.qrels)?).map_err(|line| {
            Told(format!(
                "{}:{line}: 「質問<TAB>文書<TAB>段階」の形ではありません。",
                self.qrels.display()
            ))
        })?;
        Ok(Judged {
            documents: evaluation::documents(docs),
            queries,
            judgements,
            grade: self.grade,
        })
    }
}

/// Reads a file of weights. What cannot be used, or is not there, is told, and the fixed recipe is
/// used instead.
fn learned(path: &Path) -> (Ranker, Confidence) {
    let read = || -> anyhow::Result<(Ranker, Confidence)> {
        let weights = Weights::parse(&fs::read_to_string(path)?, ANALYZER_VERSION)?;
        Ok((Ranker::learned(&weights)?, Confidence::learned(&weights)?))
    };
    read().unwrap_or_else(|error| {
        tracing::debug!(%error, "the weights are not used");
        app::warn(&format!(
            "{} の重みは、この版では使えません。固定の方式で測ります。",
            path.display()
        ));
        Default::default()
    })
}

/// Returns the synonyms that the product would search with.
pub(super) fn synonyms(config: &Config, without: bool) -> anyhow::Result<Vec<SynonymGroup>> {
    if without {
        return Ok(Vec::new());
    }
    let (collection, _) = app::pack(config).load()?;
    Ok(collection.synonyms)
}

impl Eval {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut judged = self.judged.read()?;
        if let Some(path) = &self.past {
            let past: Vec<QueryLine> = lines(path, r#"{"id","text"}"#)?;
            let past = evaluation::answered(&past, &judged.judgements, judged.grade);
            evaluation::attach(&mut judged.documents, past);
        }
        let (ranker, confidence) = match &self.weights {
            Some(path) => learned(path),
            None => (Ranker::default(), Confidence::default()),
        };
        let config = self.places.load()?;
        let synonyms = synonyms(&config, self.without_synonyms)?;
        let home = dictionary::unpack(&app::cache(&config).join("dictionary"))?;
        let analyzer = Arc::new(Analyzer::open(&home, &[])?);
        let start = Instant::now();
        let index = Index::in_memory(judged.documents, &synonyms, analyzer)?.ranked_by(ranker);
        let indexing = start.elapsed();
        let run = evaluation::run(&index, &confidence, &judged.queries);
        let report = evaluation::measure(&run, &judged.judgements, judged.grade, indexing);
        if let Some(path) = &self.run {
            let mut out = String::new();
            for line in &run {
                let _ = writeln!(
                    out,
                    "{}\t{}\t{}",
                    line.query,
                    line.confidence,
                    line.docs.join(" ")
                );
            }
            fs::write(path, out)?;
        }
        if self.json {
            app::say(&format!("{}\n", serde_json::to_string(&report)?))?;
        } else {
            app::say(&table(&report)?)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn grade(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| "0 以上の整数で書いてください".to_owned())
}

fn text(path: &Path) -> Result<String, Told> {
    fs::read_to_string(path).map_err(|_| {
        Told(format!(
            "{} を読めません。場所と、UTF-8 であることを確かめてください。",
            path.display()
        ))
    })
}

fn lines<T: DeserializeOwned>(path: &Path, form: &str) -> Result<Vec<T>, Told> {
    let text = text(path)?;
    let lines = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            serde_json::from_str(line).map_err(|_| {
                Told(format!(
                    "{}:{number}: {form} の形ではありません。",
                    path.display()
                ))
            })
        })
        .collect()
}

fn table(report: &Report) -> anyhow::Result<String> {
    let mut out = String::new();
    if let serde_json::Value::Object(values) = serde_json::to_value(report)? {
        for (name, value) in values {
            let _ = writeln!(out, "{name:14} {value}");
        }
    }
    Ok(out)
}
