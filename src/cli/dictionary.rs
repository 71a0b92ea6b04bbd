//! `madoguchi dictionary build`: compiles the Japanese dictionary.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

use crate::{app, search::dictionary};

#[derive(Debug, Subcommand)]
pub(super) enum Dictionary {
    /// Debian の mecab-ipadic から、プログラムに入れる辞書を作る
    Build {
        /// 書き出すフォルダー（省略すると knowledge/dictionary）
        #[arg(value_name = "DIR", default_value = "knowledge/dictionary")]
        output: PathBuf,
        /// mecab-ipadic のフォルダー（省略すると /usr/share/mecab/dic/ipadic）
        #[arg(
            long,
            value_name = "DIR",
            default_value = "/usr/share/mecab/dic/ipadic"
        )]
        sources: PathBuf,
    },
}

impl Dictionary {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let Dictionary::Build { output, sources } = self;
        if !sources.join("matrix.def").is_file() {
            let told = format!(
                "{} に辞書の元がありません。apt-get install mecab-ipadic で入れるか、--sources で場所を指定してください。",
                sources.display()
            );
            return Err(super::Told(told).into());
        }
        std::fs::create_dir_all(&output)?;
        let manifest = dictionary::build(&sources, &output)?;
        app::say(&format!(
            "{} に辞書を作りました（{}）。\n",
            output.display(),
            manifest.packed
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}
