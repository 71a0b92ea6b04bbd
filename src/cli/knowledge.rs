//! `madoguchi check` and `madoguchi knowledge import|export`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{Places, Told, day, today};
use crate::{
    app::{self, Pack},
    assistant::Shelf,
    clock::Clock,
    curation::{self, Ranks},
    knowledge::{self, Collection, EntryId, Problem, Severity},
    programs::Profile,
};

/// Hits among which a golden question's entry is looked for: who is told 「8位」 can mend it.
const LOOKED_AT: usize = 10;

#[derive(Debug, Args)]
pub(super) struct Check {
    /// 知識のフォルダー（省略すると、ここに knowledge があればそれ、なければプログラムに入っている知識）
    #[arg(value_name = "DIR", conflicts_with = "knowledge")]
    folder: Option<PathBuf>,
    /// この日にどう見えるかを点検する（例 2026-11-22。省略すると今日）
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<NaiveDate>,
    #[command(flatten)]
    places: Places,
}

impl Check {
    pub(super) fn run(mut self) -> anyhow::Result<ExitCode> {
        let here = || {
            Path::new("knowledge")
                .is_dir()
                .then(|| PathBuf::from("knowledge"))
        };
        let today = today(self.today);
        let folder = self.folder.or_else(|| self.places.knowledge.take());
        let (collection, mut problems) = match folder.or_else(here) {
            Some(folder) => {
                existing(&folder)?;
                knowledge::check_dir(&folder, today)?
            }
            None => {
                let (collection, mut problems) = knowledge::embedded();
                problems.extend(knowledge::check(&collection, today));
                (collection, problems)
            }
        };
        let ranks = ranks(&collection, self.places)?;
        problems.extend(ranks.problems);
        problems.extend(curation::doubles(&collection));
        problems.sort();
        print(&problems)?;
        let errors = problems.iter().filter(|it| it.is_error()).count();
        let warnings = problems.len() - errors;
        app::say(&format!(
            "知識項目 {} 件、同義語 {} 組、想定質問 {} 件: 誤り {errors} 件、注意 {warnings} 件\n",
            collection.records.len(),
            collection.synonyms.len(),
            collection.golden.len()
        ))?;
        if 0 < ranks.asked {
            app::say(&format!(
                "想定質問の順位: 先頭 {} 件、3位以内 {} 件、分かっている外れ {} 件（{} 件のうち）\n",
                ranks.first, ranks.seen, ranks.known_misses, ranks.asked
            ))?;
        }
        Ok(if errors == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// Asks the golden questions, with the ranking that answers people. Without any, nothing is built.
fn ranks(collection: &Collection, places: Places) -> anyhow::Result<Ranks> {
    if collection.golden.is_empty() {
        return Ok(Ranks::default());
    }
    let shelf = Shelf::build(collection.clone(), 0, &app::cache(&places.load()?))?;
    Ok(curation::ranks(collection, |question| {
        let asker = Profile {
            prefecture: shelf.places_in(question).looked_for(),
            ..Profile::default()
        };
        let hits = shelf.search(question, &asker, LOOKED_AT).hits;
        hits.into_iter().map(|it| EntryId(it.id)).collect()
    }))
}

#[derive(Debug, Subcommand)]
pub(super) enum Transfer {
    /// フォルダーの知識を取り込む（画面での編集は上書きしない）
    Import {
        /// 知識のフォルダー
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        places: Places,
    },
    /// 公開中の知識をフォルダーに書き出す
    Export {
        /// 書き出すフォルダー
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        places: Places,
    },
}

impl Transfer {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Transfer::Import { folder, places } => import(folder, places).await,
            Transfer::Export { folder, places } => export(&folder, places).await,
        }
    }
}

async fn import(folder: PathBuf, places: Places) -> anyhow::Result<ExitCode> {
    existing(&folder)?;
    let (_, problems) = knowledge::check_dir(&folder, Clock::System.today())?;
    print(&problems)?;
    if problems.iter().any(|it| it.severity == Severity::Error) {
        let told = "誤りがあるため、何も取り込みませんでした。上の箇所を直して、もう一度取り込んでください。";
        return Err(Told(told.to_owned()).into());
    }
    let store = app::open_store(&places.load()?).await?;
    let (report, _) = app::import(&store, &Pack::Folder(folder), &Clock::System).await?;
    store.close().await;
    app::say(&format!(
        "追加 {} 件、変更 {} 件、取り下げ {} 件、変更なし {} 件、画面での編集を残した {} 件\n",
        report.added, report.changed, report.withdrawn, report.unchanged, report.kept
    ))?;
    for (collection, id) in &report.conflicts {
        app::say(&format!(
            "食い違い（画面の内容を残しました）: {collection} {id}\n"
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn export(folder: &Path, places: Places) -> anyhow::Result<ExitCode> {
    let store = app::open_store(&places.load()?).await?;
    let known = app::published(&store).await?;
    store.close().await;
    let files = known.collection.files();
    for (path, text) in &files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot create {}", parent.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    app::say(&format!(
        "{} に {} 個のファイルを書き出しました。\n",
        folder.display(),
        files.len()
    ))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn existing(folder: &Path) -> Result<(), Told> {
    let told = || {
        Told(format!(
            "「{}」というフォルダーがありません。名前を確かめてください。",
            folder.display()
        ))
    };
    folder.is_dir().then_some(()).ok_or_else(told)
}

fn print(problems: &[Problem]) -> anyhow::Result<()> {
    for problem in problems {
        let kind = match problem.severity {
            Severity::Error => "誤り",
            Severity::Warning => "注意",
        };
        app::say(&format!(
            "{}:{}: {kind}: {} {}\n",
            problem.file, problem.line, problem.message, problem.mend
        ))?;
    }
    Ok(())
}
