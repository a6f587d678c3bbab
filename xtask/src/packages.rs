//! The packages that ship, and those that one cargo call may name together.

use crate::workspace;
use anyhow::{Context as _, Result};

/// The services. Builds, checks, descriptions, images and backups are derived from this list: a new
/// service needs its name here, and a line only where it differs from the others.
pub const SERVICES: [&str; 3] = ["menu", "order", "staff"];

/// The binaries that ship; each has the name of its package.
pub fn shipped_binaries() -> impl Iterator<Item = &'static str> {
    ["server"].into_iter().chain(SERVICES)
}

/// A `--package` flag for each of `names`.
pub fn package_flags<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    names.into_iter().flat_map(|name| ["--package", name]).collect()
}

/// `--package` flags for all native code: the default members, and `app` as the server renders it.
/// Never `frontend`, whose features would unify with the server's, and not xtask, which has its own
/// target folder.
pub fn native_flags() -> Result<Vec<String>> {
    let metadata = workspace::cargo_metadata()?;
    let members = metadata.workspace_default_packages();
    let mut names: Vec<_> = members.iter().map(|package| package.name.to_string()).collect();
    names.push("app".to_owned());
    anyhow::ensure!(
        !names.iter().any(|name| name == "frontend"),
        "frontend must not be a default member"
    );
    names.first().context("the workspace has no default members")?;
    Ok(names.into_iter().flat_map(|name| ["--package".to_owned(), name]).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_browser_half_is_never_built_with_the_server() {
        let flags = super::native_flags().unwrap();
        assert!(flags.contains(&"server".to_owned()) && flags.contains(&"app".to_owned()));
        assert!(!flags.contains(&"frontend".to_owned()));
    }
}
