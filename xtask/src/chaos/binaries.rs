//! The order binary with planted bugs, kept beside the plain one.

use crate::{
    build::{self, Profile},
    workspace,
};
use anyhow::{Context as _, Result};
use std::{fs, path::PathBuf};

/// Builds the binary and copies it to `target/chaos`, where no other build writes. Cargo first puts
/// it in the place of the plain binary, so the caller builds the plain one afterwards; that costs
/// nothing while it is fresh.
pub fn planted_order(profile: Profile) -> Result<PathBuf> {
    build::order_with_planted_bugs(profile)?;
    let folder = workspace::root().join("target/chaos");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let order = folder.join("order-with-planted-bugs");
    let _none_yet = fs::remove_file(&order);
    fs::copy(profile.folder().join("order"), &order).context("cannot lay the order binary aside")?;
    Ok(order)
}
