//! The container lab. `cargo xtask lab` builds everything it needs and starts it.

use anyhow::Result;
use chaos::{
    lab::{
        self,
        options::{LabRunOptions, LabSetup},
    },
    open_files, terminal,
};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Runs the real images as several hosts on private networks, breaks them, and audits every
/// acknowledged order
#[derive(Debug, Parser)]
#[command(name = "lab")]
struct LabOptions {
    #[command(subcommand)]
    command: LabSubcommand,
}

#[derive(Debug, Subcommand)]
enum LabSubcommand {
    /// Start everything and leave it running
    Up(#[command(flatten)] LabSetup),
    /// Remove everything that earlier labs have left
    Down,
    /// Start everything, break it, audit it, remove it
    Chaos {
        #[command(flatten)]
        setup: LabSetup,
        #[command(flatten)]
        wish: LabRunOptions,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    open_files::raise_limit();
    match run_command(LabOptions::parse().command).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            terminal::print_timed_line(format_args!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

async fn run_command(task: LabSubcommand) -> Result<bool> {
    match task {
        LabSubcommand::Up(setup) => lab::start_lab(&setup).await.map(|()| true),
        LabSubcommand::Down => lab::tear_down_lab().await.map(|()| true),
        LabSubcommand::Chaos { setup, wish } => lab::run_lab(&setup, &wish).await,
    }
}
