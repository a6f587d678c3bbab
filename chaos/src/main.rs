//! The chaos run. `cargo xtask chaos` builds everything it needs and starts it.

use chaos::{open_files, options::Options, run, terminal};
use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    open_files::raise();
    match run::run(&Options::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            terminal::line(format_args!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
