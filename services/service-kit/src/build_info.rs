//! What a binary is. `cargo xtask` names the commit when it builds a release; every other build says `unknown`, so that a
//! commit recompiles nothing in between.

/// A binary, for `/version`, `jumun_build_info` and the spans' resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildInfo {
    /// What the process is called.
    pub name: &'static str,
    /// Of the release.
    pub version: &'static str,
    /// The full id, with `-dirty` behind it when there were changes; `unknown` outside of a release build.
    pub commit: &'static str,
}

/// The [`BuildInfo`] of the package that calls it.
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
