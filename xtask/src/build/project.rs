//! The surfaces' browser builds, as `[[workspace.metadata.leptos]]` describes them: the same
//! settings that cargo-leptos reads.

use crate::workspace;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::path::PathBuf;

/// One surface's browser build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeptosProject {
    /// `client` or `admin`; also the name of the output files.
    pub name: String,
    pub library: String,
    pub features: Vec<String>,
    pub profile: String,
    /// The CSS file that imports all others.
    pub style_file: PathBuf,
    /// The folder that the web server serves from.
    pub site_root: PathBuf,
}

/// Every project in the root manifest.
pub fn read_all() -> Result<Vec<LeptosProject>> {
    let metadata = workspace::cargo_metadata()?.workspace_metadata;
    let projects = metadata.get("leptos").and_then(Value::as_array);
    let projects = projects.context("Cargo.toml has no [[workspace.metadata.leptos]]")?;
    projects.iter().map(read_project).collect()
}

fn read_project(value: &Value) -> Result<LeptosProject> {
    let text = |key: &str| {
        let text = value.get(key).and_then(Value::as_str).map(str::to_owned);
        text.with_context(|| format!("[[workspace.metadata.leptos]] has no `{key}`"))
    };
    let features =
        value.get("lib-features").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(LeptosProject {
        name: text("output-name")?,
        library: text("lib-package")?,
        features: features.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        profile: text("lib-profile-release")?,
        style_file: workspace::root_folder().join(text("style-file")?),
        site_root: workspace::root_folder().join(text("site-root")?),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_manifest_names_client_and_admin() {
        let projects = super::read_all().unwrap();
        let names: Vec<_> = projects.iter().map(|project| project.name.as_str()).collect();
        assert_eq!(names, ["client", "admin"]);
        assert!(projects.iter().all(|project| project.features == [project.name.clone()]));
    }
}
