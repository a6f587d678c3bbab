//! The build context of the images, laid out below `target/images/context`, apart from the sources:
//! the binaries without debug information, each surface's current site, an empty folder for data,
//! the bills of materials, and the licences of third-party code.

use super::{images_folder, sbom};
use crate::{
    build::{BuildProfile, files_below, licences, projects},
    command, packages,
};
use anyhow::{Context as _, Result};
use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

const LIMIT: Duration = Duration::from_secs(120);

/// Lays out the context from scratch with the binaries of `profile`, and returns its folder. Only a
/// release build has bills and licences; a development build gets empty placeholders.
pub fn stage_context(profile: BuildProfile) -> Result<PathBuf> {
    let context = images_folder().join("context");
    if context.exists() {
        fs::remove_dir_all(&context)
            .with_context(|| format!("cannot empty {}", context.display()))?;
    }
    fs::create_dir_all(context.join("data"))?;
    for binary in packages::shipped_binaries() {
        strip_binary(&profile.binaries_folder().join(binary), &context.join(binary))?;
    }
    copy_sites(&context.join("site"))?;
    let licences = profile.binaries_folder().join(licences::FILE);
    match profile {
        BuildProfile::Release => fs::copy(licences, context.join(licences::FILE)).map(drop)?,
        BuildProfile::Dev => fs::write(context.join(licences::FILE), "")?,
    }
    for bill in sbom::sbom_names().map(sbom::sbom_file) {
        let copy = context.join(bill.file_name().context("a file has a name")?);
        match profile {
            BuildProfile::Release => fs::copy(&bill, copy).map(drop)?,
            BuildProfile::Dev => fs::write(copy, "{}")?,
        }
    }
    normalize_metadata(&context)?;
    Ok(context)
}

fn strip_binary(from: &Path, to: &Path) -> Result<()> {
    command::run_checked(command::workspace_command("strip").arg("-o").arg(to).arg(from), LIMIT)
        .with_context(|| format!("cannot strip {}", from.display()))
}

/// Copies only the build that `current` names; the others are earlier builds of this machine.
fn copy_sites(to: &Path) -> Result<()> {
    for project in projects()? {
        let pkg = project.site_root.join("pkg");
        let hash = fs::read_to_string(pkg.join("current")).context("the site is not built")?;
        let target = to.join(&project.name).join("pkg");
        for (name, path) in files_below(&pkg.join(&hash))? {
            let file = target.join(&hash).join(name);
            fs::create_dir_all(file.parent().context("a file lies in a folder")?)?;
            fs::copy(path, file)?;
        }
        fs::write(target.join("current"), hash)?;
    }
    Ok(())
}

/// Sets fixed times and permissions below `path`: they become part of an image, and those of this
/// checkout are arbitrary.
fn normalize_metadata(path: &Path) -> Result<()> {
    let folder = path.is_dir();
    for entry in folder.then(|| fs::read_dir(path)).transpose()?.into_iter().flatten() {
        normalize_metadata(&entry?.path())?;
    }
    let is_program = path
        .file_name()
        .is_some_and(|name| packages::shipped_binaries().any(|binary| name == binary));
    let mode = if folder || is_program { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    File::open(path)?.set_modified(SystemTime::UNIX_EPOCH).context("cannot set a file's time")
}
