//! `frontend` compiled for the browser, one surface at a time.

use super::project::Project;
use crate::{command, say, tools::wasm_target::TARGET, workspace};
use anyhow::{Result, ensure};
use std::path::PathBuf;

/// The wasm builds' own target folder: native and wasm builds do not wait for each other.
pub const TARGET_DIR: &str = "target/wasm";

/// Compiles the surface's islands and gives the module's path.
pub fn compile(project: &Project) -> Result<PathBuf> {
    say::stage(format_args!("building the browser half of {}", project.name));
    let mut cargo = command::cargo();
    cargo.args(["build", "--package", &project.library, "--lib", "--no-default-features", "--features"]);
    cargo.args([&project.features.join(","), "--target", TARGET, "--profile", &project.profile]);
    cargo.args(["--target-dir", TARGET_DIR]);
    command::run(&mut cargo, super::LIMIT)?;
    let module = workspace::root().join(TARGET_DIR).join(TARGET).join(&project.profile);
    let module = module.join(&project.library).with_extension("wasm");
    ensure!(module.is_file(), "{} was not built; does its [lib] say crate-type cdylib?", module.display());
    Ok(module)
}
