//! The command line; see [`madoguchi::cli`].

use std::process::ExitCode;

use clap::Parser as _;
use madoguchi::cli::{self, Cli};

/// Loading 10,000 entries makes millions of small allocations on two threads; with the system's
/// allocator a quarter of the start went into them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(Cli::parse()).await
}
