//! promtool, Prometheus's own checker: the machine's, or the one in Debian's package, taken out of it and not installed,
//! since the package starts a server.

use super::debian;
use crate::{command, say, workspace};
use anyhow::{Context as _, Result};
use std::{fs, path::PathBuf, time::Duration};

const PACKAGE: &str = "prometheus";
const LIMIT: Duration = Duration::from_secs(120);

/// Where it is.
///
/// # Errors
/// When there is none and none can be fetched.
pub fn ensure() -> Result<PathBuf> {
    let folder = workspace::root().join("target/promtool");
    let own = folder.join("usr/bin/promtool");
    match command::find("promtool") {
        Some(found) => Ok(found),
        None if own.is_file() => Ok(own),
        None => fetch(&folder).context("please install promtool, a part of Prometheus").map(|()| own),
    }
}

fn fetch(folder: &std::path::Path) -> Result<()> {
    say::stage("fetching promtool");
    let _left_over = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // It asks for the lists when there are none yet.
    debian::addresses(&[PACKAGE])?;
    debian::download(&[PACKAGE], folder)?;
    let entries = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let archive = entries.into_iter().find(|path| path.extension().is_some_and(|end| end == "deb"));
    let mut unpack = command::program("dpkg-deb");
    command::run(unpack.arg("-x").arg(archive.context("apt fetched nothing")?).arg(folder), LIMIT)
}
