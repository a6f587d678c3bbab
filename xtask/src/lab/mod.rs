//! `cargo xtask lab`: the images as several hosts on private networks. The binary `lab` does the
//! work; this module provides the images and tools that it needs.

use crate::{
    build::{self, Profile},
    command,
    images::{self, Engine},
    tools, workspace,
};
use anyhow::{Context as _, Result, ensure};
use std::{process::Command, time::Duration};

const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Options of one chaos run.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Run {
    /// Run about three minutes instead of ten
    #[arg(long)]
    short: bool,
    /// Repeat the faults of an earlier run by its seed
    #[arg(long)]
    seed: Option<u64>,
    /// Leave the lab running at the end, to inspect it
    #[arg(long)]
    keep: bool,
}

/// What to do with the lab.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub enum Action {
    /// Start everything and leave it running, to inspect it
    Up {
        /// Reuse the images and the lab that an earlier command built
        #[arg(long)]
        built: bool,
    },
    /// Remove every container, network and volume that any lab has left behind
    Down,
    /// Start everything, inject faults under load, audit it, and remove it
    Chaos {
        /// Reuse the images and the lab that an earlier command built
        #[arg(long)]
        built: bool,
        #[command(flatten)]
        run: Run,
    },
}

/// Runs `action`, as root.
///
/// # Errors
/// When this is not root, something cannot be built or started, or the run did not pass.
pub fn lab(action: Action) -> Result<()> {
    ensure!(
        rustix::process::geteuid().is_root(),
        "the lab makes networks and packet filters: run it as root, on a machine where that harms nobody"
    );
    tools::podman::ensure()?;
    tools::lab::ensure()?;
    match action {
        Action::Down => {
            if !program().is_file() {
                build::chaos(Profile::Release)?;
            }
            command::run(lab_command().arg("down"), LIMIT).context("lab down")
        }
        Action::Up { built } => {
            command::run(set_up(lab_command().arg("up"), built)?, LIMIT).context("lab up")
        }
        Action::Chaos { built, run } => {
            let mut lab = lab_command();
            set_up(lab.arg("chaos"), built)?.arg("--history").arg(workspace::root().join("target/chaos"));
            lab.args(run.short.then_some("--short")).args(run.keep.then_some("--keep"));
            if let Some(seed) = run.seed {
                lab.args(["--seed", &seed.to_string()]);
            }
            command::run(&mut lab, LIMIT).context("lab chaos")
        }
    }
}

/// Adds the options that `up` and `chaos` need, after building the images unless they are `built`.
fn set_up(lab: &mut Command, built: bool) -> Result<&mut Command> {
    if !built {
        let wish = images::Wish { engine: Engine::Podman, base: None, tag: None, built: false };
        images::build(&wish)?;
        build::chaos(Profile::Release)?;
    }
    lab.arg("--postgres-bin").arg(tools::postgres::ensure()?);
    lab.arg("--data").arg(workspace::root().join("target/lab"));
    Ok(lab)
}

fn program() -> std::path::PathBuf {
    Profile::Release.folder().join("lab")
}

/// A command for the `lab` binary, with podman's settings in its environment.
fn lab_command() -> Command {
    let mut lab = command::program(program());
    for (name, value) in tools::podman::command().get_envs() {
        if let Some(value) = value {
            lab.env(name, value);
        }
    }
    lab
}
