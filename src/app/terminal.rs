//! What people read in the terminal. A reader that goes away early (`| head`) is no failure.

use std::io::{self, Write as _};

/// Nobody reads standard output any more.
#[derive(Debug, thiserror::Error)]
#[error("nobody reads standard output any more")]
pub struct Unread;

/// Writes `text` as it is to standard output.
///
/// # Errors
/// [`Unread`] if its reader has gone; otherwise if it cannot be written, for example to a full disk.
pub fn say(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Unread.into()),
        written => Ok(written?),
    }
}

/// Writes a line to standard error. Where that fails there is nobody to tell.
pub fn warn(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
