//! Packages that must exist once: a second version of one is a different type with the same name.

use crate::workspace;
use anyhow::Result;

const ONCE: [&str; 5] = ["axum", "gloo-net", "leptos", "tower-http", "wasm-bindgen"];

/// One sentence for each that Cargo.lock has more than once.
pub fn violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for name in ONCE {
        let versions = workspace::locked_versions(name)?;
        if versions.len() > 1 {
            found.push(format!("Cargo.lock has {name} {}: one is enough", versions.join(" and ")));
        }
    }
    Ok(found)
}
