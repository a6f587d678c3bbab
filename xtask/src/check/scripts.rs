//! Checks of code in other languages: shell scripts by shellcheck, the browser tests by
//! TypeScript's compiler.

use super::supply;
use crate::{
    command,
    tools::{npm, unpacked::SHELLCHECK},
    workspace,
};
use anyhow::Result;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);
/// Folder of the browser tests and their compiler.
const BROWSER_TESTS: &str = "end2end";

/// Checks that shellcheck reports nothing.
pub fn shell() -> Result<()> {
    let root = workspace::root();
    let scripts =
        supply::sources(&root)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "sh"));
    let mut shellcheck = command::program(SHELLCHECK.ensure()?);
    command::run(shellcheck.args(scripts).arg(root.join(".ci/run")), LIMIT)
}

/// Checks the types of the specs.
pub fn typescript() -> Result<()> {
    npm::ensure(BROWSER_TESTS)?;
    let mut tsc = command::program(npm::tool(BROWSER_TESTS, "tsc"));
    command::run(tsc.current_dir(workspace::root().join(BROWSER_TESTS)), LIMIT)
}
