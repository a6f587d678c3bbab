//! The order binary with planted bugs, kept beside the plain one.

use crate::{
    build::{self, BuildProfile},
    workspace,
};
use anyhow::{Context as _, Result};
use std::{fs, path::PathBuf};

/// Builds the binary and copies it to `target/chaos`, where no other build writes. Cargo first puts
/// it in the place of the plain binary, so the caller builds the plain one afterwards; that costs
/// nothing while it is fresh.
pub fn build_planted_order(profile: BuildProfile) -> Result<PathBuf> {
    build::build_order_with_bugs(profile)?;
    let folder = workspace::root_folder().join("target/chaos");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let order = folder.join("order-with-planted-bugs");
    let _none_yet = fs::remove_file(&order);
    fs::copy(profile.binaries_folder().join("order"), &order)
        .context("cannot lay the order binary aside")?;
    Ok(order)
}
