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
    summary::StepSummary,
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
    ("format", "cargo fmt", || run_cargo(&["fmt", "--all", "--check"], &[])),
    (
        "imports",
        "which crate may import which",
        || fail_on_violations(&imports::find_violations()?),
    ),
    ("circles", "no imports in a circle", || {
        fail_on_violations(&rules::circles::find_violations()?)
    }),
    ("services", "what each service needs outside its crate", || {
        fail_on_violations(&services::find_violations()?)
    }),
    ("pages", "what each page needs outside its file", || {
        fail_on_violations(&pages::find_violations()?)
    }),
    ("sql", "SQL stays in the stores", || fail_on_violations(&sql::find_violations()?)),
    ("markup", "markup comes of views alone", || fail_on_violations(&markup::find_violations()?)),
    ("versions", "one version of each framework", || fail_on_violations(&lock::find_violations()?)),
    ("unused", "no dependency that no source names", || {
        fail_on_violations(&unused_dependencies::find_violations()?)
    }),
    ("words", "no word in a source that opens a way in", || {
        fail_on_violations(&forbidden_words::find_violations()?)
    }),
    ("texts", "texts that change while a page is open", || {
        fail_on_violations(&texts::find_violations()?)
    }),
    ("asvs", "security requirements and the tests that hold them", || {
        fail_on_violations(&asvs::find_violations()?)
    }),
    ("supply", "licences, digests, sources and advisories of packages", supply::check_supply_chain),
    ("k8s", "every Kubernetes overlay", k8s::check_overlays),
    ("containerfile", "hadolint", deploy::check_containerfile),
    ("units", "systemd units", deploy::check_units),
    ("alerts", "alerts, dashboard, operations guide and series", alerts::check_alerts),
    ("shell", "shellcheck", scripts::check_shell),
    ("types", "types of the browser tests and of pages' scripts", scripts::check_types),
    ("format-web", "format of TypeScript, JavaScript and CSS", scripts::check_format),
    ("lints-scripts", "oxlint on TypeScript and JavaScript", scripts::lint_scripts),
    ("lints-styles", "stylelint", scripts::lint_styles),
    ("lints-xtask", "clippy on xtask", || {
        run_clippy(&["--package", "xtask", "--target-dir", "target/xtask"])
    }),
    ("lints", "clippy on all native code that ships", native_lints),
    ("lints-chaos", "clippy on the auditor", || {
        run_clippy(&["--package", "chaos", "--target-dir", "target"])
    }),
    ("lints-planted", "clippy on order with its planted bugs", || {
        run_clippy(&["--package", "order", "--features", "planted-bugs", "--target-dir", "target"])
    }),
    ("lints-wasm", "clippy on what browsers load", wasm_lints),
    ("docs", "rustdoc", build_docs),
];

/// The names of the checks, for the command line.
pub fn check_names() -> Vec<PossibleValue> {
    STEPS.iter().map(|(name, what, _)| PossibleValue::new(*name).help(*what)).collect()
}

/// Runs the checks named in `only`, or every check, even after one has failed.
pub fn run_checks(only: &[String]) -> Result<()> {
    let mut summary = StepSummary::default();
    for (name, _, run) in STEPS {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            summary.run_step(name, run);
        }
    }
    summary.report_outcome()
}

fn run_clippy(arguments: &[&str]) -> Result<()> {
    run_cargo(&[&["clippy", "--all-targets"], arguments].concat(), &DENY_WARNINGS)
}

fn native_lints() -> Result<()> {
    let mut cargo = command::cargo_command();
    cargo.args(["clippy", "--all-targets", "--target-dir", "target"]);
    command::run_checked(cargo.args(packages::native_flags()?).args(DENY_WARNINGS), LIMIT)
}

fn wasm_lints() -> Result<()> {
    wasm_target::ensure_target()?;
    for project in projects()? {
        let library = project.library.as_str();
        let features = project.features.join(",");
        let arguments = [
            "clippy",
            "--package",
            library,
            "--lib",
            "--no-default-features",
            "--features",
            &features,
        ];
        let place = ["--target", TARGET, "--target-dir", TARGET_DIR];
        run_cargo(&[&arguments[..], &place].concat(), &DENY_WARNINGS)?;
    }
    Ok(())
}

fn build_docs() -> Result<()> {
    let mut cargo = command::cargo_command();
    cargo.args(["doc", "--no-deps", "--target-dir", "target"]).args(packages::native_flags()?);
    command::run_checked(cargo.env("RUSTDOCFLAGS", "-Dwarnings"), LIMIT)
}

fn run_cargo(arguments: &[&str], rest: &[&str]) -> Result<()> {
    command::run_checked(command::cargo_command().args(arguments).args(rest), LIMIT)
}

fn fail_on_violations(violations: &[String]) -> Result<()> {
    if violations.is_empty() {
        return Ok(());
    }
    bail!("{}", violations.join("; "))
}
