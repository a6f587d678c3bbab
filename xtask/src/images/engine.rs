//! The program that builds and runs images: podman by default, docker for who has that.

use crate::{command, tools::podman};
use anyhow::{Result, ensure};
use clap::ValueEnum;
use std::{
    process::{Command, Stdio},
    time::Duration,
};

const QUICK: Duration = Duration::from_secs(60);

/// Both take the same words for everything that is asked of them here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Podman,
    Docker,
}

impl Engine {
    /// Makes sure that it is there and answers.
    ///
    /// # Errors
    /// When it does not; the line names the mend.
    pub fn ensure(self) -> Result<()> {
        match self {
            Self::Podman => podman::ensure(),
            Self::Docker => {
                let answers = self.text(&["version", "--format", "{{.Server.Version}}"]).is_ok();
                ensure!(answers, "docker does not answer: install it and start its daemon");
                Ok(())
            }
        }
    }

    /// The program, not started yet.
    pub fn command(self) -> Command {
        match self {
            Self::Podman => podman::command(),
            Self::Docker => {
                let mut docker = command::program("docker");
                // No time and no record of this machine in what its builder makes.
                docker.env("SOURCE_DATE_EPOCH", "0").env("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
                docker
            }
        }
    }

    /// A root that nobody can write to. podman would lay memory over /tmp, /var/tmp and /run besides, which neither Docker nor
    /// Kubernetes does: a process that needs such a place would be found there only.
    pub fn read_only(self) -> &'static [&'static str] {
        match self {
            Self::Podman => &["--read-only", "--read-only-tmpfs=false"],
            Self::Docker => &["--read-only"],
        }
    }

    /// Runs it to its end and gives what it printed, trimmed.
    pub fn text(self, arguments: &[&str]) -> Result<String> {
        Ok(command::output(self.command().args(arguments), QUICK)?.trim().to_owned())
    }

    /// Whether an image of that name is here.
    pub fn has(self, image: &str) -> bool {
        let mut inspect = self.command();
        inspect.args(["image", "inspect", image]).stdout(Stdio::null()).stderr(Stdio::null());
        command::run(&mut inspect, QUICK).is_ok()
    }

    /// One field of an image or a container, as the engine's own template names it.
    pub fn inspect(self, what: &str, field: &str) -> Result<String> {
        self.text(&["inspect", "--format", field, what])
    }

    /// podman calls an image without a registry `localhost/…`, docker by its bare name.
    pub fn local_name(self, name: &str, tag: &str) -> String {
        match self {
            Self::Podman => format!("localhost/jumun/{name}:{tag}"),
            Self::Docker => format!("jumun/{name}:{tag}"),
        }
    }
}
