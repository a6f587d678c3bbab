//! The container lab. `cargo xtask lab` builds everything it needs and starts it.

use anyhow::Result;
use chaos::{
    lab::{
        self,
        options::{Setup, Wish},
    },
    open_files, terminal,
};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Runs the real images as several hosts on private networks, breaks them, and audits every
/// acknowledged order
#[derive(Debug, Parser)]
#[command(name = "lab")]
struct Options {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Start everything and leave it running
    Up(#[command(flatten)] Setup),
    /// Remove everything that earlier labs have left
    Down,
    /// Start everything, break it, audit it, remove it
    Chaos {
        #[command(flatten)]
        setup: Setup,
        #[command(flatten)]
        wish: Wish,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    open_files::raise();
    match run(Options::parse().command).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            terminal::line(format_args!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

async fn run(task: Task) -> Result<bool> {
    match task {
        Task::Up(setup) => lab::up(&setup).await.map(|()| true),
        Task::Down => lab::down().await.map(|()| true),
        Task::Chaos { setup, wish } => lab::chaos(&setup, &wish).await,
    }
}
