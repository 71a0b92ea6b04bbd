//! The command line; see [`madoguchi::cli`].

use std::process::ExitCode;

use clap::Parser as _;
use madoguchi::cli::{self, Cli};

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(Cli::parse()).await
}
