//! Name, version and commit of a binary. `cargo xtask` sets the commit for a release build; every
//! other build says `unknown`, so that a new commit recompiles nothing.

/// Identity of a binary, for `/version`, `jumun_build_info` and the resource of the spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildInfo {
    /// The name of the process.
    pub name: &'static str,
    /// The version of the release.
    pub version: &'static str,
    /// The full commit id, with the suffix `-dirty` for uncommitted changes; `unknown` outside of
    /// a release build.
    pub commit: &'static str,
}

/// The [`BuildInfo`] of the calling package.
#[macro_export]
macro_rules! build_info {
    ($name:expr) => {
        $crate::BuildInfo {
            name: $name,
            version: env!("CARGO_PKG_VERSION"),
            commit: match option_env!("JUMUN_COMMIT") {
                Some(commit) => commit,
                None => "unknown",
            },
        }
    };
}
