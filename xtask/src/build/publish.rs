//! Publishing for the web server: `pkg/<hash>/`, named by its contents so that a browser may cache
//! it for ever, and `pkg/current`, which contains the hash and is written last.

use super::{
    bindgen,
    digest::{ContentDigest, files_below},
    project::LeptosProject,
    stage, style,
};
use crate::{command, progress, workspace};
use anyhow::{Context as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(120);
const COMPRESS: &str = "xtask/npm/compress.mjs";
const HASH_DIGITS: usize = 12;
const KEPT_BUILDS: usize = 4;

/// Builds and publishes one surface.
pub fn publish_surface(project: &LeptosProject) -> Result<()> {
    let mut files = files_below(&bindgen::build_bindings(project)?)?;
    files.extend(files_below(&style::bundle_css(project)?)?);
    files.extend(surface_assets(&project.name)?);
    let hash = content_hash(&files)?;
    let pkg = project.site_root.join("pkg");
    if current_hash(&pkg).as_deref() == Some(hash.as_str()) && pkg.join(&hash).is_dir() {
        return Ok(());
    }
    let fresh = pkg.join("fresh");
    stage::make_empty(&fresh)?;
    for (name, path) in &files {
        copy_file(path, &fresh.join(name))?;
    }
    compress_folder(&fresh)?;
    let target = pkg.join(&hash);
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    fs::rename(&fresh, &target).with_context(|| format!("cannot make {}", target.display()))?;
    set_current_hash(&pkg, &hash)?;
    progress::print_stage(format_args!(
        "{}: {}",
        project.name,
        describe_sizes(&target, &project.name)?
    ));
    remove_old_builds(&pkg)
}

/// The static files that both surfaces serve, and those of this surface only.
fn surface_assets(surface: &str) -> Result<Vec<(PathBuf, PathBuf)>> {
    let all = files_below(&workspace::root_folder().join("public"))?;
    Ok(all
        .into_iter()
        .filter_map(|(name, path)| Some((served_name(&name, surface)?, path)))
        .collect())
}

/// The asset's name below `pkg/<hash>`, or `None` if the surface does not serve it. An asset in no
/// folder belongs to both surfaces; one in a folder belongs to the surface with the folder's name.
fn served_name(asset: &Path, surface: &str) -> Option<PathBuf> {
    // What only the compiler reads is not served.
    let is_types =
        asset.extension().is_some_and(|extension| extension == "ts" || extension == "json");
    let is_shared = asset.parent() == Some(Path::new("")) && !is_types;
    let own = asset.strip_prefix(surface).ok().map(Path::to_path_buf);
    own.or_else(|| is_shared.then(|| asset.to_path_buf()))
}

/// The first [`HASH_DIGITS`] digits of a digest over all names and contents, and over the script
/// that compresses them.
fn content_hash(files: &[(PathBuf, PathBuf)]) -> Result<String> {
    let mut digest = ContentDigest::default();
    digest.add_file(&workspace::root_folder().join(COMPRESS))?;
    for (name, path) in files {
        digest.add_content(&name.to_string_lossy(), &fs::read(path)?);
    }
    let mut hash = digest.into_hex();
    hash.truncate(HASH_DIGITS);
    Ok(hash)
}

fn current_hash(pkg: &Path) -> Option<String> {
    fs::read_to_string(pkg.join("current")).ok()
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

fn compress_folder(folder: &Path) -> Result<()> {
    command::run_checked(
        command::workspace_command("node").arg(workspace::root_folder().join(COMPRESS)).arg(folder),
        LIMIT,
    )
}

/// Replaces `pkg/current` by a rename: a reader sees the old hash or the new one, never half of
/// one.
fn set_current_hash(pkg: &Path, hash: &str) -> Result<()> {
    let next = pkg.join("current.next");
    fs::write(&next, hash)?;
    fs::rename(&next, pkg.join("current")).context("cannot write pkg/current")
}

/// Removes all but the newest builds: a server that was started with one of them, and pages that
/// were loaded from it, still need it.
fn remove_old_builds(pkg: &Path) -> Result<()> {
    let mut builds = Vec::new();
    for entry in fs::read_dir(pkg)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            builds.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    builds.sort_unstable_by(|newer, older| older.cmp(newer));
    for (_, path) in builds.into_iter().skip(KEPT_BUILDS) {
        fs::remove_dir_all(path)?;
    }
    Ok(())
}

/// Sizes of the files that a first visit downloads, plain and as Brotli.
fn describe_sizes(folder: &Path, name: &str) -> Result<String> {
    let mut said = Vec::new();
    for file in [format!("{name}_bg.wasm"), format!("{name}.js"), format!("{name}.css")] {
        let [plain, brotli] =
            [folder.join(&file), folder.join(format!("{file}.br"))].map(fs::metadata);
        said.push(format!(
            "{file} {} KB ({} KB brotli)",
            plain?.len() / 1000,
            brotli?.len() / 1000
        ));
    }
    Ok(said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surface_serves_no_script_of_the_other_one() {
        let names = |surface| {
            let assets = surface_assets(surface).unwrap();
            assets.into_iter().map(|(name, _)| name.display().to_string()).collect::<Vec<_>>()
        };
        let phone = names("client");
        let tablet = names("admin");
        for (name, on_phones, on_tablets) in [
            ("islands.js", true, true),
            ("icon.svg", true, true),
            ("cart.js", true, false),
            ("pwa/worker.js", true, false),
            ("idle.js", false, true),
        ] {
            let is_among = |names: &[String]| names.iter().any(|other| other == name);
            assert_eq!((is_among(&phone), is_among(&tablet)), (on_phones, on_tablets), "{name}");
        }
        assert_eq!(served_name(Path::new("pwa/worker.js"), "client"), None, "in nobody's folder");
    }
}
