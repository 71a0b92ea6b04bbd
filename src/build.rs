//! Packs `knowledge/` into the binary, so that one file is the whole program.

use std::{collections::BTreeMap, error::Error, fs, io, path::Path};

#[path = "knowledge/pack_files.rs"]
mod pack_files;

const KNOWLEDGE: &str = "knowledge";

fn main() -> Result<(), Box<dyn Error>> {
    let knowledge = Path::new(KNOWLEDGE);
    watch(knowledge)?;
    let files = if knowledge.is_dir() {
        read(knowledge)?
    } else {
        println!("cargo:warning=knowledge/ is missing: the program will know nothing by itself");
        BTreeMap::new()
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo tells a build script its folder so"
    )]
    let out = std::env::var_os("OUT_DIR").ok_or("cargo did not set OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("pack.tar.zst"), pack(&files)?)?;
    let mut digest = pack_files::Digest::default();
    for (path, content) in &files {
        digest.add(path, content);
    }
    fs::write(out.join("pack.digest"), digest.finish())?;
    Ok(())
}

fn read(knowledge: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let files = pack_files::list(knowledge)?.into_iter();
    files
        .map(|(path, file)| Ok((path, fs::read(file)?)))
        .collect()
}

/// Has cargo run this again when something below `path` changes, appears or vanishes.
fn watch(path: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", path.display());
    if path.is_dir() && path.file_name().is_none_or(|it| it != "dictionary") {
        for entry in fs::read_dir(path)? {
            watch(&entry?.path())?;
        }
    }
    Ok(())
}

/// Packs the files so that equal files give equal bytes: sorted, without times and owners.
fn pack(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len().try_into()?);
        header.set_mode(0o644);
        header.set_mtime(0);
        archive.append_data(&mut header, path, content.as_slice())?;
    }
    Ok(zstd::encode_all(archive.into_inner()?.as_slice(), 19)?)
}
