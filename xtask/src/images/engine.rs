//! The container engine that builds and runs images: podman by default, or docker.

use crate::{command, tools::podman};
use anyhow::{Result, ensure};
use clap::ValueEnum;
use std::{
    process::{Command, Stdio},
    time::Duration,
};

const QUICK: Duration = Duration::from_secs(60);

/// Both accept the same commands and options, except where a method here distinguishes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ContainerEngine {
    Podman,
    Docker,
}

impl ContainerEngine {
    /// Makes sure that the engine is installed and answers.
    ///
    /// # Errors
    /// When it does not; the message names the remedy.
    pub fn ensure_available(self) -> Result<()> {
        match self {
            Self::Podman => podman::ensure_podman(),
            Self::Docker => {
                let answers =
                    self.output_text(&["version", "--format", "{{.Server.Version}}"]).is_ok();
                ensure!(answers, "docker does not answer: install it and start its daemon");
                Ok(())
            }
        }
    }

    /// A command that runs the engine.
    pub fn engine_command(self) -> Command {
        match self {
            Self::Podman => podman::podman_command(),
            Self::Docker => {
                let mut docker = command::workspace_command("docker");
                // Reproducible builds: a fixed time, and no attestation that describes this
                // machine.
                docker.env("SOURCE_DATE_EPOCH", "0").env("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
                docker
            }
        }
    }

    /// Options for a read-only root file system. By default podman also mounts a tmpfs over /tmp,
    /// /var/tmp and /run, which neither Docker nor Kubernetes does: a process that needs to write
    /// there would fail only with those.
    pub fn read_only_options(self) -> &'static [&'static str] {
        match self {
            Self::Podman => &["--read-only", "--read-only-tmpfs=false"],
            Self::Docker => &["--read-only"],
        }
    }

    /// Runs the engine with `arguments` and returns its standard output, trimmed.
    pub fn output_text(self, arguments: &[&str]) -> Result<String> {
        Ok(command::run_for_output(self.engine_command().args(arguments), QUICK)?.trim().to_owned())
    }

    /// Whether the engine has an image of that name on this machine.
    pub fn has_image(self, image: &str) -> bool {
        let mut inspect = self.engine_command();
        inspect.args(["image", "inspect", image]).stdout(Stdio::null()).stderr(Stdio::null());
        command::run_checked(&mut inspect, QUICK).is_ok()
    }

    /// One field of an image or a container; `field` is a template of the engine's `inspect
    /// --format`.
    pub fn inspect_field(self, what: &str, field: &str) -> Result<String> {
        self.output_text(&["inspect", "--format", field, what])
    }

    /// Full name of a local image. podman prefixes an image without a registry with `localhost/`;
    /// docker uses the bare name.
    pub fn local_name(self, name: &str, tag: &str) -> String {
        match self {
            Self::Podman => format!("localhost/jumun/{name}:{tag}"),
            Self::Docker => format!("jumun/{name}:{tag}"),
        }
    }
}
