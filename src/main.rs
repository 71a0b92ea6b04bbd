//! The command line; see [`madoguchi::cli`].

use std::process::ExitCode;

use madoguchi::cli;

/// Loading 10,000 entries makes millions of small allocations on two threads; with the system's
/// allocator a quarter of the start went into them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run().await
}
