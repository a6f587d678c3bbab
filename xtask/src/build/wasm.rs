//! Compilation of `frontend` for the browser, one surface at a time.
//!
//! Cargo writes both surfaces' modules to one path and would relink each after a build of the
//! other, so the compiled modules are cached under a digest of their inputs.

use super::{
    digest::{ContentDigest, files_below},
    project::LeptosProject,
    stage,
};
use crate::{command, progress, tools::wasm_target::TARGET, workspace};
use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// The wasm builds' own target folder, so that native and wasm builds do not wait for each other.
pub const TARGET_DIR: &str = "target/wasm";

const VERSION_LIMIT: Duration = Duration::from_secs(30);

/// Compiles the surface's islands and returns the module's path.
pub fn build_module(project: &LeptosProject) -> Result<PathBuf> {
    let folder = stage::stage_folder(project, "module");
    stage::run_cached(&folder, digest_inputs(project)?, |folder| {
        let module = compile_module(project)?;
        let kept = module_file(folder, project);
        fs::copy(&module, &kept).with_context(|| format!("cannot write {}", kept.display()))?;
        Ok(())
    })?;
    Ok(module_file(&folder, project))
}

fn module_file(folder: &Path, project: &LeptosProject) -> PathBuf {
    folder.join(&project.library).with_extension("wasm")
}

/// Digest of the compiler, its flags, and the sources of every workspace crate that the library is
/// made of.
fn digest_inputs(project: &LeptosProject) -> Result<ContentDigest> {
    let mut inputs = ContentDigest::default();
    inputs.add_content(
        "rustc",
        command::run_for_output(command::workspace_command("rustc").arg("-vV"), VERSION_LIMIT)?
            .as_bytes(),
    );
    inputs.add_content("how", include_bytes!("wasm.rs"));
    inputs.add_content("flags", std::env::var("RUSTFLAGS").unwrap_or_default().as_bytes());
    for file in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
        inputs.add_file(&workspace::root_folder().join(file))?;
    }
    for folder in workspace::crates_of(&project.library)? {
        for (_, path) in files_below(&folder)? {
            inputs.add_file(&path)?;
        }
    }
    Ok(inputs)
}

fn compile_module(project: &LeptosProject) -> Result<PathBuf> {
    progress::print_stage(format_args!("building the browser half of {}", project.name));
    let mut cargo = command::cargo_command();
    cargo.args([
        "build",
        "--package",
        &project.library,
        "--lib",
        "--no-default-features",
        "--features",
    ]);
    cargo.args([&project.features.join(","), "--target", TARGET, "--profile", &project.profile]);
    cargo.args(["--target-dir", TARGET_DIR]);
    command::run_checked(&mut cargo, super::LIMIT)?;
    let module = workspace::root_folder().join(TARGET_DIR).join(TARGET).join(&project.profile);
    let module = module.join(&project.library).with_extension("wasm");
    ensure!(
        module.is_file(),
        "{} was not built; does its [lib] say crate-type cdylib?",
        module.display()
    );
    Ok(module)
}
