//! An index in the cache folder: opened where it is whole, built anew otherwise.

use std::{fs, path::Path};

use anyhow::Context as _;

use super::{
    Analyzer, Document,
    index::{self, Inverted},
    likeness::Variants,
    meaning::Meaning,
    sealed, terms,
};

/// Raise this when what is stored changes its form or meaning.
const FORM: u8 = 2;
const VARIANTS: &str = "variants.json";
const MEANING: &str = "meaning.json";

/// Builds the index in `home` anew; whatever stands there is damaged.
pub(super) fn build(
    home: &Path,
    documents: &[Document],
    analyzer: &Analyzer,
    tokens: &Path,
) -> anyhow::Result<(Inverted, Variants, Meaning)> {
    let terms = terms::analyze_cached(documents, analyzer, tokens);
    let variants = Variants::new(&terms);
    let meaning = Meaning::new(&terms);
    if home.exists() {
        fs::remove_dir_all(home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    let inverted = Inverted::in_folder(home, &terms)?;
    sealed::write(&home.join(MEANING), &meaning).context("cannot write the index")?;
    // Last: without this file the index does not count as complete.
    sealed::write(&home.join(VARIANTS), &variants).context("cannot write the index")?;
    index::remove_others(home);
    Ok((inverted, variants, meaning))
}

/// Opens the index in `home`, if it is whole.
pub(super) fn open(home: &Path, documents: usize) -> Option<(Inverted, Variants, Meaning)> {
    let variants: Variants = sealed::read(&home.join(VARIANTS))?;
    let meaning: Meaning = sealed::read(&home.join(MEANING))?;
    let inverted = Inverted::open(home, documents).ok()?;
    Some((inverted, variants.opened(), meaning.opened()))
}

/// Names the index of these documents.
pub(super) fn key(documents: &[Document], analyzer: &Analyzer) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[FORM]).update(analyzer.key().as_bytes());
    for document in documents {
        hasher
            .update(document.id.as_bytes())
            .update(document.hash().as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
