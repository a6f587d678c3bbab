//! Post-processing of a compiled module for browsers: JavaScript bindings, then size optimization.

use super::{digest::ContentDigest, project::LeptosProject, stage, wasm};
use crate::{command, progress, tools::npm, workspace};
use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(300);
/// The features that rustc's wasm target assumes, and no others: `--all-features` turns on an
/// import encoding that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Makes `<name>.js`, `<name>_bg.wasm` and, if there are any, `snippets/`, and returns their
/// folder.
pub fn build_bindings(project: &LeptosProject) -> Result<PathBuf> {
    let versions = matching_bindgen_version()?;
    let module = wasm::build_module(project)?;
    let mut inputs = ContentDigest::default();
    inputs.add_content("wasm-bindgen", versions.as_bytes());
    inputs.add_content("how", include_bytes!("bindgen.rs"));
    inputs.add_file(&module)?;
    inputs.add_file(&npm::lock_file("xtask/npm"))?;
    let folder = stage::stage_folder(project, "wasm");
    stage::run_cached(&folder, inputs, |folder| {
        progress::print_stage(format_args!("binding and shrinking {}", project.name));
        generate_bindings(project, &module, folder)?;
        optimize_wasm(&folder.join(format!("{}_bg.wasm", project.name)))
    })?;
    Ok(folder)
}

fn generate_bindings(project: &LeptosProject, module: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(module).out_name(&project.name).web(true)?.typescript(false);
    // The script finds the module beside itself when a page gives no path.
    bindgen.omit_default_module_path(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(folder).context("wasm-bindgen failed")
}

fn optimize_wasm(wasm: &Path) -> Result<()> {
    let small = wasm.with_extension("small");
    let mut wasm_opt = command::workspace_command(npm::tool_path("xtask/npm", "wasm-opt"));
    wasm_opt.arg("-Oz").args(FEATURES).arg(wasm).arg("-o").arg(&small);
    command::run_checked(&mut wasm_opt, LIMIT)?;
    fs::rename(&small, wasm).with_context(|| format!("cannot replace {}", wasm.display()))
}

/// Checks that Cargo.lock has the same version of wasm-bindgen and of the library that writes
/// bindings, and returns it: the library reads only what its own version left in the module.
fn matching_bindgen_version() -> Result<String> {
    let crate_version = workspace::locked_versions("wasm-bindgen")?.join(", ");
    let library_version = workspace::locked_versions("wasm-bindgen-cli-support")?.join(", ");
    ensure!(
        crate_version == library_version,
        "Cargo.lock has wasm-bindgen {crate_version} but wasm-bindgen-cli-support {library_version}: \
         set the latter in xtask/Cargo.toml to `={crate_version}`"
    );
    Ok(library_version)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lock_file_has_one_version_of_wasm_bindgen_and_its_library() {
        super::matching_bindgen_version().unwrap();
    }
}
