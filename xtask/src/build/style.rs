//! One CSS file per surface, bundled from its imports and minified.

use super::{
    digest::{ContentDigest, files_below},
    project::LeptosProject,
    stage,
};
use crate::{command, progress, tools::npm};
use anyhow::{Context as _, Result, ensure};
use std::{path::PathBuf, time::Duration};

const LIMIT: Duration = Duration::from_secs(60);

/// The oldest browsers of `docs/browsers.md`. The bundler uses no syntax that they lack, and keeps
/// fallbacks for them.
const SUPPORTED: &str = "safari >= 16, ios_saf >= 16, chrome >= 105, samsung >= 20, firefox >= 121";

/// The customers' surface; the counter's surface also needs its CSS, to show what customers will
/// see.
const CUSTOMERS: &str = "client";

/// Makes `<name>.css` with the customers' CSS file beside it, and returns their folder.
pub fn bundle_css(project: &LeptosProject) -> Result<PathBuf> {
    let source = &project.style_file;
    ensure!(source.is_file(), "{} is missing", source.display());
    let mut inputs = ContentDigest::default();
    inputs.add_content("how", include_bytes!("style.rs"));
    inputs.add_file(&npm::lock_file("xtask/npm"))?;
    let sources = source.parent().context("a style file lies in a folder")?;
    for (_, path) in files_below(sources)? {
        if path.extension().is_some_and(|extension| extension == "css") {
            inputs.add_file(&path)?;
        }
    }
    let folder = stage::stage_folder(project, "style");
    stage::run_cached(&folder, inputs, |folder| {
        progress::print_stage(format_args!("bundling the CSS of {}", project.name));
        let names = [project.name.as_str(), CUSTOMERS];
        let own = if project.name == CUSTOMERS { 1 } else { names.len() };
        for name in &names[..own] {
            let mut lightningcss = command::workspace_command(npm::lightningcss_path()?);
            lightningcss
                .args(["--minify", "--bundle", "--targets", SUPPORTED])
                .arg(source.with_file_name(format!("{name}.css")));
            lightningcss.arg("--output-file").arg(folder.join(name).with_extension("css"));
            command::run_checked(&mut lightningcss, LIMIT)?;
        }
        Ok(())
    })?;
    Ok(folder)
}
