//! `cargo xtask check`: every automatic check of the sources.

mod alerts;
mod asvs;
mod deploy;
mod forbidden_words;
mod imports;
pub mod k8s;
mod lock;
mod markup;
mod pages;
mod rules;
mod scripts;
mod services;
mod sql;
mod supply;
mod texts;
mod unused_dependencies;

use crate::{
    build::{TARGET_DIR, projects},
    command, packages,
    summary::Summary,
    tools::wasm_target::{self, TARGET},
};
use anyhow::{Result, bail};
use clap::builder::PossibleValue;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(30 * 60);
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// A check: its name for `--only`, what it checks, and how.
type Step = (&'static str, &'static str, fn() -> Result<()>);

/// Every check, in the sequence in which they run: the quick ones first.
const STEPS: &[Step] = &[
    ("format", "cargo fmt", || run(&["fmt", "--all", "--check"], &[])),
    ("imports", "which crate may import which", || none_of(&imports::violations()?)),
    ("circles", "no imports in a circle", || none_of(&rules::circles::violations()?)),
    ("services", "what each service needs outside its crate", || none_of(&services::violations()?)),
    ("pages", "what each page needs outside its file", || none_of(&pages::violations()?)),
    ("sql", "SQL stays in the stores", || none_of(&sql::violations()?)),
    ("markup", "markup comes of views alone", || none_of(&markup::violations()?)),
    ("versions", "one version of each framework", || none_of(&lock::violations()?)),
    ("unused", "no dependency that no source names", || none_of(&unused_dependencies::violations()?)),
    ("words", "no word in a source that opens a way in", || none_of(&forbidden_words::violations()?)),
    ("texts", "texts that change while a page is open", || none_of(&texts::violations()?)),
    ("asvs", "security requirements and the tests that hold them", || none_of(&asvs::violations()?)),
    ("supply", "licences, digests, sources and advisories of packages", supply::check),
    ("k8s", "every Kubernetes overlay", k8s::check),
    ("containerfile", "hadolint", deploy::containerfile),
    ("units", "systemd units", deploy::units),
    ("alerts", "alerts, dashboard, operations guide and series", alerts::check),
    ("shell", "shellcheck", scripts::shell),
    ("types", "types of the browser tests and of pages' scripts", scripts::types),
    ("format-web", "format of TypeScript, JavaScript and CSS", scripts::format),
    ("lints-scripts", "oxlint on TypeScript and JavaScript", scripts::lint),
    ("lints-styles", "stylelint", scripts::styles),
    ("lints-xtask", "clippy on xtask", || clippy(&["--package", "xtask", "--target-dir", "target/xtask"])),
    ("lints", "clippy on all native code that ships", native_lints),
    ("lints-chaos", "clippy on the auditor", || clippy(&["--package", "chaos", "--target-dir", "target"])),
    ("lints-planted", "clippy on order with its planted bugs", || {
        clippy(&["--package", "order", "--features", "planted-bugs", "--target-dir", "target"])
    }),
    ("lints-wasm", "clippy on what browsers load", wasm_lints),
    ("docs", "rustdoc", documentation),
];

/// The names of the checks, for the command line.
pub fn names() -> Vec<PossibleValue> {
    STEPS.iter().map(|(name, what, _)| PossibleValue::new(*name).help(*what)).collect()
}

/// Runs the checks named in `only`, or every check, even after one has failed.
pub fn check(only: &[String]) -> Result<()> {
    let mut summary = Summary::default();
    for (name, _, run) in STEPS {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            summary.step(name, run);
        }
    }
    summary.close()
}

fn clippy(arguments: &[&str]) -> Result<()> {
    run(&[&["clippy", "--all-targets"], arguments].concat(), &DENY_WARNINGS)
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
