//! The commands and their flags.

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and checks Jumun")]
pub struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build the three binaries and what the browser loads
    Build {
        /// Build the binaries as a café runs them: slower to build, faster to serve
        #[arg(long)]
        release: bool,
    },
    /// Build only what the browser loads: wasm and CSS, below target/site
    Site,
}

impl Cli {
    /// Runs the chosen command.
    pub fn run(self) -> Result<()> {
        match self.command {
            Task::Build { release } => {
                crate::build::all(crate::build::Profile::from_release(release))?;
            }
            Task::Site => crate::build::site()?,
        }
        Ok(())
    }
}
