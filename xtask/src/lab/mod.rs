//! `cargo xtask lab`: the images as several hosts on private networks. The binary `lab` does the
//! work; this module provides the images and tools that it needs.

use crate::{
    build::{self, BuildProfile},
    command,
    images::{self, ContainerEngine},
    tools, workspace,
};
use anyhow::{Context as _, Result, ensure};
use std::{process::Command, time::Duration};

const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Options of one chaos run.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct LabChaosArgs {
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
pub enum LabAction {
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
        run: LabChaosArgs,
    },
}

/// Runs `action`, as root.
///
/// # Errors
/// When this is not root, something cannot be built or started, or the run did not pass.
pub fn run_lab(action: LabAction) -> Result<()> {
    ensure!(
        rustix::process::geteuid().is_root(),
        "the lab makes networks and packet filters: run it as root, on a machine where that harms nobody"
    );
    tools::podman::ensure_podman()?;
    tools::lab::ensure_programs()?;
    match action {
        LabAction::Down => {
            if !lab_binary().is_file() {
                build::build_chaos(BuildProfile::Release)?;
            }
            command::run_checked(lab_command().arg("down"), LIMIT).context("lab down")
        }
        LabAction::Up { built } => {
            command::run_checked(prepare_run(lab_command().arg("up"), built)?, LIMIT)
                .context("lab up")
        }
        LabAction::Chaos { built, run } => {
            let mut lab = lab_command();
            prepare_run(lab.arg("chaos"), built)?
                .arg("--history")
                .arg(workspace::root_folder().join("target/chaos"));
            lab.args(run.short.then_some("--short")).args(run.keep.then_some("--keep"));
            if let Some(seed) = run.seed {
                lab.args(["--seed", &seed.to_string()]);
            }
            command::run_checked(&mut lab, LIMIT).context("lab chaos")
        }
    }
}

/// Adds the options that `up` and `chaos` need, after building the images unless they are `built`.
fn prepare_run(lab: &mut Command, built: bool) -> Result<&mut Command> {
    if !built {
        let wish = images::ImageArgs {
            engine: ContainerEngine::Podman,
            base: None,
            tag: None,
            built: false,
        };
        images::build_images(&wish)?;
        build::build_chaos(BuildProfile::Release)?;
    }
    lab.arg("--postgres-bin").arg(tools::postgres::ensure_programs()?);
    lab.arg("--data").arg(workspace::root_folder().join("target/lab"));
    Ok(lab)
}

fn lab_binary() -> std::path::PathBuf {
    BuildProfile::Release.binaries_folder().join("lab")
}

/// A command for the `lab` binary, with podman's settings in its environment.
fn lab_command() -> Command {
    let mut lab = command::workspace_command(lab_binary());
    for (name, value) in tools::podman::podman_command().get_envs() {
        if let Some(value) = value {
            lab.env(name, value);
        }
    }
    lab
}
