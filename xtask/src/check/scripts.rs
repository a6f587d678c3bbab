//! Checks of code in other languages by the tools of their field: shell scripts, TypeScript, the
//! scripts of pages, and style sheets.

use super::supply;
use crate::{
    command,
    tools::{debian_program::SHELLCHECK, npm},
    workspace,
};
use anyhow::{Context as _, Result};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);
/// Folder of the browser tests and TypeScript's compiler.
const BROWSER_TESTS: &str = "end2end";
/// Folder of the formatter and the linters.
const LINTERS: &str = "xtask/npm/lint";
/// What is compiled together: the browser tests, the scripts of pages, the service worker.
const PROGRAMS: [&str; 3] =
    ["end2end/tsconfig.json", "public/tsconfig.json", "public/tsconfig.worker.json"];

/// Checks that shellcheck reports nothing.
pub fn check_shell() -> Result<()> {
    let root = workspace::root_folder();
    let scripts = supply::source_files(&root)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "sh"));
    let mut shellcheck = command::workspace_command(SHELLCHECK.find_or_fetch()?);
    command::run_checked(shellcheck.args(scripts).arg(root.join(".ci/run")), LIMIT)
}

/// Checks the types of the browser tests and of the scripts that pages load.
pub fn check_types() -> Result<()> {
    npm::ensure_packages(BROWSER_TESTS)?;
    PROGRAMS.iter().try_for_each(|program| {
        let mut tsc = command::workspace_command(npm::tool_path(BROWSER_TESTS, "tsc"));
        command::run_checked(tsc.args(["--project", program]), LIMIT)
    })
}

/// Checks that TypeScript, JavaScript and CSS are formatted.
pub fn check_format() -> Result<()> {
    let mut biome = linter_command("biome")?;
    command::run_checked(biome.args(["format", "--log-level=warn"]), LIMIT)
        .with_context(|| format!("mend it: {LINTERS}/node_modules/.bin/biome format --write"))
}

/// Lints TypeScript and JavaScript; above all, no promise is left to itself.
pub fn lint_scripts() -> Result<()> {
    npm::ensure_packages(BROWSER_TESTS)?;
    let mut oxlint = linter_command("oxlint")?;
    // The half that knows types is a program of its own, which oxlint looks for beside the sources.
    oxlint.env("OXLINT_TSGOLINT_PATH", npm::tool_path(LINTERS, "tsgolint"));
    command::run_checked(
        oxlint.args(["--deny-warnings", "--report-unused-disable-directives"]),
        LIMIT,
    )
}

/// Lints the style sheets.
pub fn lint_styles() -> Result<()> {
    let arguments =
        ["--config-basedir", LINTERS, "--report-needless-disables", "{style,public}/**/*.css"];
    command::run_checked(linter_command("stylelint")?.args(arguments), LIMIT)
}

fn linter_command(name: &str) -> Result<std::process::Command> {
    npm::ensure_packages(LINTERS)?;
    Ok(command::workspace_command(npm::tool_path(LINTERS, name)))
}
