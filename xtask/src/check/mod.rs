//! `cargo xtask check`: every automatic check of the sources.

mod alerts;
mod asvs;
mod deploy;
mod imports;
pub mod k8s;
mod lock;
mod markup;
mod rules;
mod scripts;
mod sources;
mod sql;
mod supply;
mod texts;
mod unused;

use crate::{
    build::{TARGET_DIR, projects},
    command, packages,
    summary::Summary,
    tools::wasm_target::{self, TARGET},
};
use anyhow::{Result, bail};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(30 * 60);
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// Runs every check, even after one has failed.
pub fn check() -> Result<()> {
    let mut summary = Summary::default();
    summary.step("format", || run(&["fmt", "--all", "--check"], &[]));
    summary.step("import rules", || none_of(&imports::violations()?));
    summary.step("no imports in a circle", || none_of(&rules::circles::violations()?));
    summary.step("SQL stays in the stores", || none_of(&sql::violations()?));
    summary.step("markup comes of views alone", || none_of(&markup::violations()?));
    summary.step("one version each", || none_of(&lock::violations()?));
    summary.step("no dependency for nothing", || none_of(&unused::violations()?));
    summary.step("words that stand in no source", || none_of(&sources::violations()?));
    summary.step("texts that change while a page is open", || none_of(&texts::violations()?));
    summary.step("security requirements", || none_of(&asvs::violations()?));
    summary.step("supply chain", supply::check);
    summary.step("Kubernetes", k8s::check);
    summary.step("the Containerfile", deploy::containerfile);
    summary.step("systemd units", deploy::units);
    summary.step("promtool", alerts::check);
    summary.step("shell scripts", scripts::shell);
    summary.step("TypeScript", scripts::typescript);
    summary.step("lints, xtask", || {
        run(
            &["clippy", "--all-targets", "--package", "xtask", "--target-dir", "target/xtask"],
            &DENY_WARNINGS,
        )
    });
    summary.step("lints, native", native_lints);
    summary.step("lints, chaos", || {
        run(&["clippy", "--all-targets", "--package", "chaos", "--target-dir", "target"], &DENY_WARNINGS)
    });
    summary.step("lints, order with its planted bugs", || {
        let features = ["--package", "order", "--features", "planted-bugs"];
        run(&[&["clippy", "--all-targets", "--target-dir", "target"], &features[..]].concat(), &DENY_WARNINGS)
    });
    summary.step("lints, wasm", wasm_lints);
    summary.step("documentation", documentation);
    summary.close()
}

fn native_lints() -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["clippy", "--all-targets", "--target-dir", "target"]);
    command::run(cargo.args(packages::native_flags()?).args(DENY_WARNINGS), LIMIT)
}

fn wasm_lints() -> Result<()> {
    wasm_target::ensure()?;
    for project in projects()? {
        let (library, features) = (project.library.as_str(), project.features.join(","));
        let arguments =
            ["clippy", "--package", library, "--lib", "--no-default-features", "--features", &features];
        let place = ["--target", TARGET, "--target-dir", TARGET_DIR];
        run(&[&arguments[..], &place].concat(), &DENY_WARNINGS)?;
    }
    Ok(())
}

fn documentation() -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["doc", "--no-deps", "--target-dir", "target"]).args(packages::native_flags()?);
    command::run(cargo.env("RUSTDOCFLAGS", "-Dwarnings"), LIMIT)
}

fn run(arguments: &[&str], rest: &[&str]) -> Result<()> {
    command::run(command::cargo().args(arguments).args(rest), LIMIT)
}

fn none_of(violations: &[String]) -> Result<()> {
    if violations.is_empty() {
        return Ok(());
    }
    bail!("{}", violations.join("; "))
}
