//! Checkers that need no installation: the machine's own, or one extracted from Debian's package.
//! Some packages start a server when they are installed.

use super::debian;
use crate::{command, progress, workspace};
use anyhow::{Context as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(120);

/// Prometheus's checker of rules.
pub const PROMTOOL: DebianProgram = DebianProgram { name: "promtool", package: "prometheus" };
/// The checker of shell scripts.
pub const SHELLCHECK: DebianProgram = DebianProgram { name: "shellcheck", package: "shellcheck" };

/// A program, and the Debian package that has it.
pub struct DebianProgram {
    name: &'static str,
    package: &'static str,
}

impl DebianProgram {
    /// Path of the program, which is fetched if the machine has none.
    ///
    /// # Errors
    /// When the machine has none and it cannot be fetched.
    pub fn find_or_fetch(&self) -> Result<PathBuf> {
        let folder = workspace::root_folder().join("target").join(self.name);
        let own = folder.join("usr/bin").join(self.name);
        match command::find_program(self.name) {
            Some(found) => Ok(found),
            None if own.is_file() => Ok(own),
            None => {
                let fetched = self.fetch_package(&folder).map(|()| own);
                fetched.with_context(|| {
                    format!("please install {}, of Debian's {}", self.name, self.package)
                })
            }
        }
    }

    fn fetch_package(&self, folder: &Path) -> Result<()> {
        progress::print_stage(format_args!("fetching {}", self.name));
        let _left_over = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        // This call also updates the package lists if there are none yet.
        debian::package_addresses(&[self.package])?;
        debian::download_packages(&[self.package], folder)?;
        let entries = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
        let archive =
            entries.into_iter().find(|path| path.extension().is_some_and(|end| end == "deb"));
        let mut unpack = command::workspace_command("dpkg-deb");
        command::run_checked(
            unpack.arg("-x").arg(archive.context("apt fetched nothing")?).arg(folder),
            LIMIT,
        )
    }
}
