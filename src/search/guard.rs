//! One builder at a time: several processes, and several threads of one, may share a cache.

use std::{
    fs::{self, File},
    path::Path,
};

use anyhow::Context as _;

/// Waits until nobody else builds in `folder`, which is made where missing. The guard ends when the
/// file is dropped, or with the process.
pub(super) fn exclusive(folder: &Path) -> anyhow::Result<File> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let path = folder.join("build.lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.lock()
        .with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}
