//! Packages that must have a single version: a second version defines different types with the same
//! names.

use crate::workspace;
use anyhow::Result;

const ONCE: [&str; 5] = ["axum", "gloo-net", "leptos", "tower-http", "wasm-bindgen"];

/// One sentence for each of them that Cargo.lock has in several versions.
pub fn find_violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for name in ONCE {
        let versions = workspace::locked_versions(name)?;
        if versions.len() > 1 {
            found.push(format!("Cargo.lock has {name} {}: one is enough", versions.join(" and ")));
        }
    }
    Ok(found)
}
