//! The project's command line: `cargo xtask --help`.
//!
//! It uses the standard library's threads and processes and no async runtime: on a bare checkout
//! this binary is built first, so each dependency delays a newcomer's first command.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks to its terminal"
)]

mod bench;
mod build;
mod chaos;
mod check;
mod cli;
mod command;
mod contract;
mod images;
mod lab;
mod lan;
mod packages;
mod progress;
mod stack;
mod summary;
mod test;
mod tools;
mod trial;
mod up;
mod workspace;

use anyhow::Context as _;
use clap::Parser as _;
use process_kit::interrupt;
use std::process::ExitCode;

fn main() -> ExitCode {
    let listening =
        ctrlc::set_handler(interrupt::request_interrupt).context("cannot listen for Ctrl-C");
    match listening.and_then(|()| cli::XtaskCli::parse().run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
