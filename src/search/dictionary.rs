//! The Japanese dictionary (IPADIC): compiled from Debian's `mecab-ipadic` sources, carried in the
//! binary, unpacked once, memory-mapped afterwards. Nothing is downloaded.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use lindera::dictionary::{Dictionary, UserDictionary, load_fs_dictionary};
use lindera_dictionary::{builder::DictionaryBuilder, dictionary::metadata::Metadata};
use serde::{Deserialize, Serialize};

use super::guard;

/// The compiled dictionary, `knowledge/dictionary/ipadic.tar.zst`.
static PACKED: &[u8] = include_bytes!("../../knowledge/dictionary/ipadic.tar.zst");
/// What [`PACKED`] is, `knowledge/dictionary/manifest.toml`.
static MANIFEST: &str = include_str!("../../knowledge/dictionary/manifest.toml");
const ZSTD_LEVEL: i32 = 19;

/// Describes a packed dictionary; a test compares it with `Cargo.lock` and with the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of lindera that compiled it. Another version may not read it.
    pub lindera: String,
    /// Where the words come from.
    pub source: String,
    /// BLAKE3 of `ipadic.tar.zst`.
    pub packed: String,
    /// BLAKE3 of the unpacked files, one after another in order of their names.
    pub unpacked: String,
}

/// Returns the manifest of the dictionary in this binary.
///
/// # Errors
/// If the manifest in the binary is not valid TOML, which a test excludes.
pub fn manifest() -> anyhow::Result<Manifest> {
    toml::from_str(MANIFEST).context("cannot read the dictionary's manifest")
}

/// Compiles the dictionary sources in `sources` (the folder of Debian's `mecab-ipadic`, EUC-JP) and
/// writes `ipadic.tar.zst` and `manifest.toml` to `output`.
///
/// # Errors
/// If the sources cannot be read or the output cannot be written.
pub fn build(sources: &Path, output: &Path) -> anyhow::Result<Manifest> {
    let metadata = Metadata {
        name: "ipadic".to_owned(),
        encoding: "EUC-JP".to_owned(),
        normalize_details: true,
        ..Metadata::default()
    };
    let compiled = output.join("ipadic");
    DictionaryBuilder::new(metadata)
        .build_dictionary(sources, &compiled)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .with_context(|| format!("cannot compile {}", sources.display()))?;
    let unpacked = checksum(&compiled)?;
    let mut tar = tar::Builder::new(Vec::new());
    for path in files(&compiled)? {
        let bytes = fs::read(&path)?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        let name = path.file_name().context("a file without a name")?;
        tar.append_data(&mut header, name, bytes.as_slice())?;
    }
    let packed = zstd::bulk::compress(&tar.into_inner()?, ZSTD_LEVEL)?;
    fs::remove_dir_all(&compiled)?;
    let manifest = Manifest {
        lindera: lindera::get_version().to_owned(),
        source: "IPADIC 2.7.0 (Debian: mecab-ipadic)".to_owned(),
        packed: blake3::hash(&packed).to_hex().to_string(),
        unpacked,
    };
    fs::write(output.join("ipadic.tar.zst"), packed)?;
    fs::write(output.join("manifest.toml"), toml::to_string(&manifest)?)?;
    Ok(manifest)
}

/// Unpacks the dictionary into `cache` unless it is there already and whole; returns its folder.
///
/// Several processes may do this at once: one unpacks, the others wait for it.
///
/// # Errors
/// If `cache` cannot be written, for example because the disk is full.
pub fn unpack(cache: &Path) -> anyhow::Result<PathBuf> {
    let manifest = manifest()?;
    let home = cache.join(format!("ipadic-{}", &manifest.unpacked[..16]));
    let _guard = guard::exclusive(cache)?;
    if checksum(&home).is_ok_and(|sum| sum == manifest.unpacked) {
        return Ok(home);
    }
    let draft = cache.join("draft");
    clear(&draft)?;
    tar::Archive::new(zstd::stream::Decoder::new(PACKED)?)
        .unpack(&draft)
        .with_context(|| format!("cannot unpack the dictionary into {}", draft.display()))?;
    clear(&home)?;
    fs::rename(&draft, &home).context("cannot put the dictionary in its place")?;
    anyhow::ensure!(
        checksum(&home).is_ok_and(|sum| sum == manifest.unpacked),
        "the dictionary in {} is damaged",
        home.display()
    );
    Ok(home)
}

/// Maps the dictionary in `home` into memory.
///
/// # Errors
/// If the files cannot be read by this version of lindera.
pub(super) fn load(home: &Path) -> anyhow::Result<Dictionary> {
    load_fs_dictionary(home)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .with_context(|| format!("cannot load the dictionary in {}", home.display()))
}

/// Compiles domain words with their readings (in katakana) to a user dictionary.
///
/// # Errors
/// If lindera refuses a row; words come from checked files, so this is a fault of ours.
pub(super) fn user_dictionary(
    dictionary: &Dictionary,
    words: &[(String, String)],
) -> anyhow::Result<UserDictionary> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    for (word, reading) in words {
        rows.write_record([word, "カスタム名詞", reading])?;
    }
    let rows = rows.into_inner()?;
    DictionaryBuilder::new(dictionary.metadata.as_ref().clone())
        .build_user_dict_from_reader(rows.as_slice())
        .map_err(|error| anyhow::anyhow!("cannot compile the user dictionary: {error}"))
}

fn checksum(folder: &Path) -> anyhow::Result<String> {
    let mut hasher = blake3::Hasher::new();
    for path in files(folder)? {
        // Piece by piece: the largest file has tens of megabytes.
        hasher.update_reader(fs::File::open(path)?)?;
    }
    Ok(hasher.finalize().to_hex().to_string())
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|it| it.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn clear(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error)
            .with_context(|| format!("cannot remove the damaged folder {}", folder.display())),
        _ => Ok(()),
    }
}
