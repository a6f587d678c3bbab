//! The first-visit benchmark: Lighthouse on the pages that a customer opens first, several times
//! each, against targets.
//!
//! The median counts: results vary with the machine's other load, and the best of several runs
//! would hide that. `benchmark_index` in the file gives the machine's speed during the run.

use super::{
    commit,
    lighthouse::{self, Figure, Look},
};
use crate::{
    build::{self, Profile},
    command, progress,
    stack::{Plan, Ports, Stack, secrets},
    tools::{chromium, npm},
    workspace,
};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};
use std::{fs, net::Ipv4Addr, path::Path, time::Duration};

const COMMAND: &str = "cargo xtask bench --pages";
const FILE: &str = "docs/bench-pages.json";
const RUNS: usize = 5;
/// The menu, and an item with every kind of option.
const PAGES: [&str; 2] = ["/client", "/client/items/cafe-latte"];
const VERSION_LIMIT: Duration = Duration::from_secs(20);

/// A bound on the median of one metric.
enum Target {
    AtLeast(Figure, f64),
    AtMost(Figure, f64),
}

const TARGETS: [Target; 6] = [
    Target::AtLeast(Figure::Performance, 95.0),
    Target::AtLeast(Figure::Accessibility, 100.0),
    Target::AtLeast(Figure::BestPractices, 100.0),
    Target::AtMost(Figure::LargestPaint, 1_800.0),
    Target::AtMost(Figure::Shift, 0.02),
    Target::AtMost(Figure::Blocking, 100.0),
];

impl Target {
    /// A sentence if `median` misses the target.
    fn missed(&self, median: &Look) -> Option<String> {
        let (figure, is_met, limit, word) = match *self {
            Self::AtLeast(figure, limit) => (figure, of(median, figure) >= limit, limit, "at least"),
            Self::AtMost(figure, limit) => (figure, of(median, figure) <= limit, limit, "at most"),
        };
        (!is_met).then(|| format!("{} is {}, not {word} {limit}", figure.name(), of(median, figure)))
    }
}

/// Builds the release profile, runs Lighthouse on each page, and rewrites `docs/bench-pages.json`.
///
/// # Errors
/// When something cannot be built, started or measured, and when a median misses its target; in
/// that last case the file has been written.
pub fn pages() -> Result<()> {
    npm::require()?;
    let browser = chromium::ensure()?;
    chromium::ensure_fonts()?;
    npm::ensure(lighthouse::FOLDER)?;
    build::all(Profile::Release)?;
    let data = tempfile::Builder::new().prefix("jumun-pages-").tempdir()?;
    let (stack, ports) = start(data.path())?;
    let mut measured = Vec::new();
    for path in PAGES {
        measured.push((path, looks(&format!("http://127.0.0.1:{}{path}", ports.client), &browser)?));
    }
    stack.stop()?;
    write(&measured, &browser)?;
    judge(&measured)
}

fn start(data: &Path) -> Result<(Stack, Ports)> {
    let binaries = Profile::Release.folder();
    let keys = secrets::ensure_keys(data, &binaries)?;
    let (site, ports) = (workspace::root().join("target/site"), Ports::free()?);
    let (data, listen) = (data.to_owned(), Ipv4Addr::LOCALHOST.into());
    let plan = Plan { binaries, data, keys, site, ports, listen, public: None, is_one_address: true };
    Ok((Stack::start(&plan)?, ports))
}

fn looks(url: &str, browser: &Path) -> Result<Vec<Look>> {
    let mut looks = Vec::new();
    for run in 1..=RUNS {
        let look = lighthouse::look(url, browser).with_context(|| url.to_owned())?;
        let said = Figure::ALL.map(|figure| format!("{} {}", figure.name(), of(&look, figure)));
        progress::stage(format_args!("{url}, {run} of {RUNS}: {}", said.join(", ")));
        looks.push(look);
    }
    Ok(looks)
}

fn of(look: &Look, figure: Figure) -> f64 {
    look[figure as usize]
}

fn median(looks: &[Look]) -> Look {
    Figure::ALL.map(|figure| {
        let mut values: Vec<f64> = looks.iter().map(|look| of(look, figure)).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    })
}

fn write(measured: &[(&str, Vec<Look>)], browser: &Path) -> Result<()> {
    let named = |look: &Look| -> Map<String, Value> {
        Figure::ALL.map(|figure| (figure.name().to_owned(), json!(of(look, figure)))).into_iter().collect()
    };
    let pages = measured.iter().map(|(path, looks)| {
        let runs: Vec<_> = looks.iter().map(named).collect();
        json!({ "path": path, "median": named(&median(looks)), "runs": runs })
    });
    let browser = command::output(command::program(browser).arg("--version"), VERSION_LIMIT)?;
    let file = json!({
        "commit": commit()?,
        "command": COMMAND,
        "browser": browser.trim(),
        "profile": "Lighthouse's mobile profile: simulated slow 4G, CPU slowed down four times",
        "cpus": std::thread::available_parallelism()?,
        "pages": pages.collect::<Vec<_>>(),
    });
    let path = workspace::root().join(FILE);
    fs::write(&path, format!("{file:#}\n")).with_context(|| format!("cannot write {FILE}"))?;
    progress::stage(format_args!("renewed {FILE}"));
    Ok(())
}

fn judge(measured: &[(&str, Vec<Look>)]) -> Result<()> {
    let mut missed = Vec::new();
    for (path, looks) in measured {
        let median = median(looks);
        let wrong = TARGETS.iter().filter_map(|target| target.missed(&median));
        missed.extend(wrong.map(|wrong| format!("{path}: {wrong}")));
    }
    ensure!(missed.is_empty(), "the medians of {RUNS} miss their targets: {}", missed.join("; "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the order of `Figure::ALL`: performance, accessibility, best practices, FCP, LCP, CLS,
    /// TBT, bytes, machine.
    const GOOD: Look = [95.0, 100.0, 100.0, 900.0, 1_800.0, 0.02, 100.0, 120_000.0, 1_000.0];

    #[test]
    fn each_figure_is_read_from_its_own_place() {
        assert!(Figure::ALL.iter().enumerate().all(|(index, figure)| *figure as usize == index));
    }

    #[test]
    fn the_median_counts_and_the_limit_itself_is_met() {
        let slow = GOOD.map(|value| value * 3.0);
        assert!(judge(&[("/client", vec![slow, GOOD, GOOD, slow, GOOD])]).is_ok());
        let error = judge(&[("/client", vec![slow, GOOD, GOOD, slow, slow])]).unwrap_err().to_string();
        assert!(error.contains("/client: lcp_ms is 5400, not at most 1800"), "{error}");
    }
}
