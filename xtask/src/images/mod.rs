//! `cargo xtask images`: builds the container images that a café or a cluster runs, one for the
//! surfaces and one for each service.
//!
//! The binaries are built on this machine and not inside a container: a second toolchain there
//! would be one more thing to pin, and the browser half would be built twice. The base must
//! therefore have a C library at least as new as this machine's; each image is run once after its
//! build to check that.

mod archive;
mod base;
mod context;
mod engine;
mod network;
mod reproduce;
mod sbom;
mod verify;

pub use engine::ContainerEngine;
pub use network::ContainerNetwork;
pub use verify::{expected_confinement, make_secrets, verify_images};

use crate::{
    build::{self, BuildProfile},
    command,
    packages::SERVICES,
    progress, workspace,
};
use anyhow::{Context as _, Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

/// User and group id of the processes in the images, and of `/data`; the id that distroless images
/// use.
pub const USER: u32 = 65_532;
/// Name of the surfaces' image.
const WEB: &str = "web";
/// Tag of images that are built only for a trial on this machine.
pub const TRIAL: &str = "trial";
const LIMIT: Duration = Duration::from_secs(600);
const QUICK: Duration = Duration::from_secs(60);
const SIZE_LIMIT_BYTES: u64 = 40_000_000;

/// How to build the images.
#[derive(Debug, Clone)]
pub struct ImageArgs {
    pub engine: ContainerEngine,
    /// Name of the base image. `None`: one made from Debian's packages where that is possible,
    /// else the one that the Containerfile names.
    pub base: Option<String>,
    /// Tag of the images. `None`: the workspace's version.
    pub tag: Option<String>,
    /// Reuse the release binaries and the site that an earlier command built.
    pub built: bool,
}

/// The images of one tag, by the full names that the engine uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSet {
    engine: ContainerEngine,
    tag: String,
}

impl ImageSet {
    /// The images with `tag`, whether or not they are built.
    pub fn with_tag(engine: ContainerEngine, tag: &str) -> Self {
        Self { engine, tag: tag.to_owned() }
    }

    /// Target in the Containerfile and full name of each image.
    fn names_by_target(&self) -> impl Iterator<Item = (&'static str, String)> {
        [WEB].into_iter().chain(SERVICES).map(|target| (target, self.full_name(target)))
    }

    /// Full name of the image of `target`.
    pub fn full_name(&self, target: &str) -> String {
        self.engine.local_name(target, &self.tag)
    }
}

/// What to prove about the images that were built.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImageProofs {
    /// A second build from scratch gives the same images.
    pub reproducible: bool,
    /// The images run confined and, together, take an order.
    pub verify: bool,
}

/// Builds the images and runs the requested proofs.
pub fn build_and_prove(wish: &ImageArgs, proofs: ImageProofs) -> Result<()> {
    let images = build_images(wish)?;
    if proofs.reproducible {
        reproduce::check_reproducible(wish, &images)?;
    }
    if proofs.verify {
        verify_images(wish.engine, &images)?;
    }
    Ok(())
}

/// Builds the binaries and the site, unless they are built already, and the images from them.
///
/// # Errors
/// When something cannot be built, an image is too large, or its binary does not run on the base.
pub fn build_images(wish: &ImageArgs) -> Result<ImageSet> {
    wish.engine.ensure_available()?;
    let tag = wish.tag.clone().map_or_else(workspace_version, Ok)?;
    if !wish.built {
        build::build_all(BuildProfile::Release)?;
    }
    std::fs::create_dir_all(images_folder())?;
    sbom::write_sboms()?;
    let base = choose_base(wish.engine, wish.base.as_deref())?;
    let images = ImageSet::with_tag(wish.engine, &tag);
    build_from_context(
        wish.engine,
        base.as_deref(),
        &images,
        &context::stage_context(BuildProfile::Release)?,
    )?;
    for (name, image) in images.names_by_target() {
        let bytes: u64 = wish
            .engine
            .inspect_field(&image, "{{.Size}}")?
            .parse()
            .context("an image has a size")?;
        progress::print_stage(format_args!("{image}: {:.1} MB", bytes as f64 / 1e6));
        ensure!(
            bytes <= SIZE_LIMIT_BYTES,
            "{name} is larger than {} MB",
            SIZE_LIMIT_BYTES / 1_000_000
        );
    }
    Ok(images)
}

/// Builds images from the existing debug binaries and site, with the tag [`TRIAL`]: to run on this
/// machine, not to ship.
///
/// # Errors
/// As [`build`].
pub fn build_for_trial(engine: ContainerEngine) -> Result<ImageSet> {
    engine.ensure_available()?;
    std::fs::create_dir_all(images_folder())?;
    let base = choose_base(engine, None)?;
    let images = ImageSet::with_tag(engine, TRIAL);
    build_from_context(
        engine,
        base.as_deref(),
        &images,
        &context::stage_context(BuildProfile::Dev)?,
    )?;
    Ok(images)
}

/// Builds `images` from the folder `context`. Cached layers are not used: podman would keep the
/// labels of the build that made them.
fn build_from_context(
    engine: ContainerEngine,
    base: Option<&str>,
    images: &ImageSet,
    context: &Path,
) -> Result<()> {
    for (target, image) in images.names_by_target() {
        progress::print_stage(format_args!("building {image}"));
        let mut build = engine.engine_command();
        build.args(["build", "--quiet", "--no-cache", "--target", target, "--tag", &image]);
        build.args(reproducible_options(engine));
        if let Some(base) = base {
            build.args(["--build-arg", &format!("BASE={base}")]);
        }
        add_labels(&mut build)?;
        build.arg("--file").arg(workspace::root_folder().join("images/Containerfile")).arg(context);
        command::run_checked(build.stdout(Stdio::null()), LIMIT)
            .with_context(|| format!("{image} cannot be built"))?;
        check_image_starts(engine, &image, base)?;
    }
    Ok(())
}

/// Checks that the base's C library is new enough, by running `--version`: with an older library
/// than it was linked with, the binary does not start.
fn check_image_starts(engine: ContainerEngine, image: &str, base: Option<&str>) -> Result<()> {
    let mut run = engine.engine_command();
    run.args(["run", "--rm", "--network=none", "--cap-drop=ALL"]).args(engine.read_only_options());
    run.args([image, "--version"]);
    command::run_checked(run.stdout(Stdio::null()), QUICK).with_context(|| {
        let here = command::run_for_output(command::workspace_command("getconf").arg("GNU_LIBC_VERSION"), QUICK);
        format!(
            "{image} does not run: it was linked with {}; {} must bring that or a newer one (--base names another)",
            here.as_deref().map_or("this machine's C library", str::trim),
            base.unwrap_or("the base that images/Containerfile names"),
        )
    })
}

fn choose_base(engine: ContainerEngine, named: Option<&str>) -> Result<Option<String>> {
    let base = match named {
        Some(base) => Some(base.to_owned()),
        None if base::can_make_base() => Some(base::ensure_image(engine)?),
        None => None,
    };
    progress::print_stage(format_args!(
        "base: {}",
        base.as_deref().unwrap_or("as images/Containerfile names it")
    ));
    Ok(base)
}

/// Build options under which the same files give the same image.
fn reproducible_options(engine: ContainerEngine) -> &'static [&'static str] {
    match engine {
        ContainerEngine::Podman => &["--timestamp", "0"],
        // Docker's builder takes the time from `SOURCE_DATE_EPOCH`, which `Engine::command` sets.
        ContainerEngine::Docker => &[],
    }
}

/// Adds the labels that depend on the checkout; the others are in the Containerfile. The source is
/// named only if the checkout's origin is an https address, which others can reach.
fn add_labels(build: &mut Command) -> Result<()> {
    let mut label = |name: &str, value: &str| {
        build.args(["--label", &format!("org.opencontainers.image.{name}={value}")]);
    };
    label("version", &workspace_version()?);
    if let Some(revision) =
        git_output(&["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"])
    {
        label("revision", &revision);
    }
    if let Some(source) =
        git_output(&["remote", "get-url", "origin"]).filter(|url| url.starts_with("https://"))
    {
        label("source", &source);
    }
    Ok(())
}

fn git_output(arguments: &[&str]) -> Option<String> {
    let mut git = command::workspace_command("git");
    let text = command::run_for_output(git.args(arguments).stderr(Stdio::null()), QUICK).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn workspace_version() -> Result<String> {
    let packages = workspace::cargo_metadata()?.packages;
    let server = packages.iter().find(|package| package.name.as_str() == "server");
    Ok(server.context("the workspace has no package server")?.version.to_string())
}

/// Folder of everything that is built for the images.
fn images_folder() -> PathBuf {
    workspace::root_folder().join("target/images")
}
