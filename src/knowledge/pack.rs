//! The official collection, which the build script packed into the binary.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::{Collection, Problem, load_files, pack_files};

const PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pack.tar.zst"));
const DIGEST: &str = include_str!(concat!(env!("OUT_DIR"), "/pack.digest"));

/// Returns the embedded collection.
#[must_use]
pub fn embedded() -> (Collection, Vec<Problem>) {
    match unpack(PACK) {
        Ok(files) => load_files(files),
        // Only a damaged binary comes here.
        Err(_) => {
            let mend = "プログラムを入れ直してください。";
            let problem =
                Problem::error("pack.tar.zst", 1, "組み込みの知識を取り出せません。", mend);
            (Collection::default(), vec![problem])
        }
    }
}

/// Returns the digest of the embedded collection's files, without unpacking them.
#[must_use]
pub fn embedded_digest() -> &'static str {
    DIGEST
}

/// Returns the digest of a folder's files, made in the same way as [`embedded_digest`].
///
/// # Errors
/// If the folder or a file in it cannot be read.
pub fn dir_digest(dir: &Path) -> io::Result<String> {
    let mut digest = pack_files::Digest::default();
    let mut content = Vec::new();
    for (path, file) in pack_files::list(dir)? {
        content.clear();
        File::open(file)?.read_to_end(&mut content)?;
        digest.add(&path, &content);
    }
    Ok(digest.finish())
}

fn unpack(pack: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut archive = tar::Archive::new(zstd::Decoder::new(pack)?);
    let mut files = Vec::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        files.push((path, content));
    }
    Ok(files)
}
