//! What no Rust compiler sees: shell scripts, by shellcheck, and the browser tests, by TypeScript's own compiler.

use super::supply;
use crate::{
    command,
    tools::{npm, unpacked::SHELLCHECK},
    workspace,
};
use anyhow::Result;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);
/// Where the browser tests and their compiler are.
const BROWSER_TESTS: &str = "end2end";

/// shellcheck has nothing to say.
pub fn shell() -> Result<()> {
    let root = workspace::root();
    let scripts =
        supply::sources(&root)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "sh"));
    let mut shellcheck = command::program(SHELLCHECK.ensure()?);
    command::run(shellcheck.args(scripts).arg(root.join(".ci/run")), LIMIT)
}

/// The specs agree with their types.
pub fn typescript() -> Result<()> {
    npm::ensure(BROWSER_TESTS)?;
    let mut tsc = command::program(npm::tool(BROWSER_TESTS, "tsc"));
    command::run(tsc.current_dir(workspace::root().join(BROWSER_TESTS)), LIMIT)
}
