//! Files of the cache that carry their own checksum: damage that still can be read would change
//! answers without a word.

use std::{fs, io, path::Path};

/// Length of a BLAKE3 in hexadecimal digits.
const SEAL: usize = 64;

/// Writes `content` behind a line with its BLAKE3.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let seal = blake3::hash(content).to_hex();
    fs::write(path, [seal.as_bytes(), b"\n", content].concat())
}

/// Returns the content, unless the file is missing or damaged.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let seal = blake3::Hash::from_hex(bytes.get(..SEAL)?).ok()?;
    let content = bytes.split_off((SEAL + 1).min(bytes.len()));
    (blake3::hash(&content) == seal).then_some(content)
}
