//! The files of a collection's folder and their digest, for the program and for its build script.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Returns where the files below `dir` are, by their paths relative to it, with `/`. Whoever reads
/// them one after another need not hold them all.
///
/// The compiled dictionary travels on its own, and hidden files belong to somebody's tools.
///
/// # Errors
/// If a folder cannot be read.
pub fn list(dir: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    collect(dir, "", &mut files)?;
    Ok(files)
}

fn collect(dir: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        // A name that is no UTF-8 is reported later as one in an unknown place.
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name.starts_with('.') || path == "dictionary" {
            continue;
        }
        let file = entry.path();
        // The folder says what most things are; asking each of 10,000 files takes 30 ms.
        let kind = entry.file_type()?;
        if kind.is_dir() || kind.is_symlink() && file.is_dir() {
            collect(&file, &format!("{path}/"), files)?;
        } else {
            files.insert(path, file);
        }
    }
    Ok(())
}

/// The digest of a collection's files: equal digests mean equal files.
#[derive(Default)]
pub struct Digest(blake3::Hasher);

impl Digest {
    /// Adds a file. Files come in the order of [`list`].
    pub fn add(&mut self, path: &str, content: &[u8]) {
        self.0
            .update(format!("{path}\0{}\0", content.len()).as_bytes());
        self.0.update(content);
    }

    /// Returns the digest in hexadecimal.
    #[must_use]
    pub fn finish(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}
