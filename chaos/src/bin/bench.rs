//! The benchmark. `cargo xtask bench` builds everything it needs and starts it.

use chaos::{bench, open_files, terminal};
use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    open_files::raise_limit();
    match bench::run_bench(&bench::BenchOptions::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::print_timed_line(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
