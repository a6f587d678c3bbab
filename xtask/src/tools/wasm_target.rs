//! The wasm target of the active toolchain.
//!
//! `rustup target add` is the usual way. Where its server cannot be reached, the target's standard
//! library is built here, from the distribution's `rust-src` package of exactly this compiler's
//! version.

use super::apt_sources;
use crate::{build::TARGET_DIR, command, progress, workspace};
use anyhow::{Context as _, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

pub const TARGET: &str = "wasm32-unknown-unknown";

const QUICK: Duration = Duration::from_secs(30);
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);
const APT_LIMIT: Duration = Duration::from_secs(300);
const BUILD_LIMIT: Duration = Duration::from_secs(1200);
/// Suites with a newer compiler than the stable release's, nearest first.
const NEWER_SUITES: [&str; 4] = ["backports", "stable-backports", "testing", "unstable"];

/// Makes sure that the active toolchain can build for [`TARGET`].
pub fn ensure_target() -> Result<()> {
    let libraries = library_folder()?;
    if has_std(&libraries) {
        return Ok(());
    }
    remove_wasm_builds()?;
    progress::print_stage(format_args!("adding {TARGET} to the toolchain"));
    let mut rustup = command::workspace_command("rustup");
    rustup.args(["target", "add", TARGET]).stdout(Stdio::null()).stderr(Stdio::null());
    if command::run_checked(&mut rustup, RUSTUP_LIMIT).is_ok() && has_std(&libraries) {
        return Ok(());
    }
    crate::interrupt::fail_if_interrupted()?;
    progress::print_stage("rustup could not: building it from the distribution's rust-src");
    build_std(&libraries).with_context(|| {
        format!("{TARGET} is missing and could not be made; mend: `rustup target add {TARGET}`")
    })?;
    if !has_std(&libraries) {
        bail!("{} has no standard library after it was built", libraries.display());
    }
    Ok(())
}

/// Removes the wasm builds: objects built against a standard library that is gone do not link with
/// its replacement, although cargo sees the same compiler.
fn remove_wasm_builds() -> Result<()> {
    let builds = workspace::root_folder().join(TARGET_DIR);
    if builds.exists() {
        fs::remove_dir_all(&builds)
            .with_context(|| format!("cannot remove {}", builds.display()))?;
    }
    Ok(())
}

fn library_folder() -> Result<PathBuf> {
    Ok(rustc_output(&["--print", "target-libdir", "--target", TARGET])?.into())
}

fn rustc_output(arguments: &[&str]) -> Result<String> {
    Ok(command::run_for_output(command::workspace_command("rustc").args(arguments), QUICK)?
        .trim()
        .to_owned())
}

fn has_std(libraries: &Path) -> bool {
    let names =
        fs::read_dir(libraries).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.filter_map(|name| name.into_string().ok()).any(|name| name.starts_with("libstd-"))
}

fn build_std(libraries: &Path) -> Result<()> {
    let version = rustc_output(&["--version"])?;
    let version = version.split_whitespace().nth(1).context("rustc does not say its version")?;
    let work = tempfile::tempdir()?;
    let package = download_sources(version, work.path())?;
    let unpacked = work.path().join("unpacked");
    command::run_checked(
        command::workspace_command("dpkg-deb").arg("-x").arg(&package).arg(&unpacked),
        APT_LIMIT,
    )?;
    install_sources(&unpacked)?;
    let built = compile_std(work.path())?;
    fs::create_dir_all(libraries)?;
    for entry in fs::read_dir(&built)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".rlib") && !name.starts_with("libplaceholder-") {
            fs::copy(&path, libraries.join(name))
                .with_context(|| format!("cannot write to {}", libraries.display()))?;
        }
    }
    Ok(())
}

/// Downloads `rust-src` of `version`, with separate package lists: the machine's apt keeps its
/// suites and state.
fn download_sources(version: &str, work: &Path) -> Result<PathBuf> {
    let (archive, codename) = apt_sources::system_archive()?;
    for suite in NEWER_SUITES {
        let suite =
            if suite == "backports" { format!("{codename}-backports") } else { suite.to_owned() };
        let list = work.join(format!("{suite}.sources"));
        let lists = work.join(format!("{suite}-lists"));
        fs::create_dir_all(lists.join("partial"))?;
        fs::write(&list, archive.render_stanza(&suite))?;
        let apt_get = || apt_get(work, &list, &lists);
        let wanted = format!("rust-src={version}*");
        let found = command::run_checked(apt_get().arg("update"), APT_LIMIT)
            .and_then(|()| command::run_checked(apt_get().args(["download", &wanted]), APT_LIMIT));
        crate::interrupt::fail_if_interrupted()?;
        if found.is_ok() {
            return find_package(work);
        }
    }
    bail!("no suite of {} has rust-src {version}", archive.uri)
}

fn apt_get(work: &Path, list: &Path, lists: &Path) -> Command {
    let mut apt_get = command::workspace_command("apt-get");
    apt_get.arg("-qq").current_dir(work).stderr(Stdio::null());
    for (option, path) in [("Dir::Etc::sourcelist", list), ("Dir::State::lists", lists)] {
        apt_get.arg("-o").arg(format!("{option}={}", path.display()));
    }
    apt_get.args(["-o", "Dir::Etc::sourceparts=-", "-o", "APT::Sandbox::User=root"]);
    apt_get
}

fn find_package(work: &Path) -> Result<PathBuf> {
    let mut paths = fs::read_dir(work)?.flatten().map(|entry| entry.path());
    paths
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get got no package")
}

/// Copies the sources to where cargo looks for those of the standard library.
fn install_sources(unpacked: &Path) -> Result<()> {
    let mut folders =
        fs::read_dir(unpacked.join("usr/src"))?.flatten().map(|entry| entry.path().join("library"));
    let library =
        folders.find(|path| path.is_dir()).context("the package has no library folder")?;
    let target =
        PathBuf::from(rustc_output(&["--print", "sysroot"])?).join("lib/rustlib/src/rust/library");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    fs::create_dir_all(target.parent().context("a sysroot is a folder")?)?;
    command::run_checked(
        command::workspace_command("cp").arg("-r").arg(&library).arg(&target),
        QUICK,
    )
}

/// Builds an empty crate together with the standard library, whose libraries are the result.
fn compile_std(work: &Path) -> Result<PathBuf> {
    let placeholder = work.join("placeholder");
    let target = work.join("target");
    fs::create_dir_all(placeholder.join("src"))?;
    fs::write(
        placeholder.join("Cargo.toml"),
        "[package]\nname = \"placeholder\"\nedition = \"2024\"\n",
    )?;
    fs::write(placeholder.join("src/lib.rs"), "")?;
    let mut cargo = command::cargo_command();
    cargo.args(["build", "--quiet", "--release", "--target", TARGET, "--target-dir"]).arg(&target);
    cargo.arg("-Zbuild-std=std,panic_abort,proc_macro,test").current_dir(&placeholder);
    // `-Zbuild-std` is unstable, so `RUSTC_BOOTSTRAP` is needed; link-time optimization reads the
    // bitcode.
    cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    command::run_checked(&mut cargo, BUILD_LIMIT)?;
    Ok(target.join(TARGET).join("release/deps"))
}
