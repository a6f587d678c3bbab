//! The chaos run. `cargo xtask chaos` builds everything it needs and starts it.

use chaos::{open_files, options::ChaosOptions, run, terminal};
use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    open_files::raise_limit();
    match run::run_chaos(&ChaosOptions::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            terminal::print_timed_line(format_args!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
