//! The files of a collection's folder and their digest, for the program and for its build script.

use std::{collections::BTreeMap, fs, io, path::Path};

/// Reads the files below `dir`: their paths relative to it, with `/`, and their contents.
///
/// The compiled dictionary travels on its own, and hidden files belong to somebody's tools.
///
/// # Errors
/// If the folder or a file cannot be read.
pub fn read(dir: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    collect(dir, "", &mut files)?;
    Ok(files)
}

fn collect(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        // A name that is no UTF-8 is reported later as one in an unknown place.
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name.starts_with('.') || path == "dictionary" {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// Returns the digest of a collection's files: equal digests mean equal files.
pub fn digest(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, content) in files {
        hasher.update(format!("{path}\0{}\0", content.len()).as_bytes());
        hasher.update(content);
    }
    hasher.finalize().to_hex().to_string()
}
