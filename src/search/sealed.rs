//! Files of the cache that carry their own checksum: damage that still can be read would change
//! answers without a word.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek as _, Write},
    path::Path,
};

use serde::{Serialize, de::DeserializeOwned};

/// Length of a BLAKE3 in hexadecimal digits.
const SEAL: usize = 64;

/// Writes `content` as JSON behind a line with its BLAKE3.
pub(super) fn write(path: &Path, content: &impl Serialize) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    // The seal is known only at the end.
    writeln!(file, "{:SEAL$}", "")?;
    let mut sealed = Sealed {
        file,
        hasher: blake3::Hasher::new(),
    };
    serde_json::to_writer(&mut sealed, content)?;
    let Sealed { mut file, hasher } = sealed;
    file.rewind()?;
    file.write_all(hasher.finalize().to_hex().as_bytes())?;
    file.flush()
}

/// Returns the content, unless the file is missing, damaged or of another form.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let bytes = fs::read(path).ok()?;
    let seal = blake3::Hash::from_hex(bytes.get(..SEAL)?).ok()?;
    let content = bytes.get(SEAL + 1..)?;
    if blake3::hash(content) != seal {
        return None;
    }
    serde_json::from_slice(content).ok()
}

/// Hashes what is written.
struct Sealed {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
}

impl Write for Sealed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
