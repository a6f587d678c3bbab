//! The first-visit benchmark: Lighthouse on the pages that a customer opens first, several times
//! each, against targets.
//!
//! The median counts: results vary with the machine's other load, and the best of several runs
//! would hide that. `benchmark_index` in the file gives the machine's speed during the run.

use super::{
    lighthouse::{self, LighthouseMetric, RunMetrics},
    measured_commit,
};
use crate::{
    build::{self, BuildProfile},
    command, progress,
    stack::{ProcessStack, StackPlan, StackPorts, secrets},
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
enum MetricTarget {
    AtLeast(LighthouseMetric, f64),
    AtMost(LighthouseMetric, f64),
}

const TARGETS: [MetricTarget; 6] = [
    MetricTarget::AtLeast(LighthouseMetric::Performance, 95.0),
    MetricTarget::AtLeast(LighthouseMetric::Accessibility, 100.0),
    MetricTarget::AtLeast(LighthouseMetric::BestPractices, 100.0),
    MetricTarget::AtMost(LighthouseMetric::LargestPaint, 1_800.0),
    MetricTarget::AtMost(LighthouseMetric::Shift, 0.02),
    MetricTarget::AtMost(LighthouseMetric::Blocking, 100.0),
];

impl MetricTarget {
    /// A sentence if `median` misses the target.
    fn describe_miss(&self, median: &RunMetrics) -> Option<String> {
        let (figure, is_met, limit, word) = match *self {
            Self::AtLeast(figure, limit) => {
                (figure, metric_value(median, figure) >= limit, limit, "at least")
            }
            Self::AtMost(figure, limit) => {
                (figure, metric_value(median, figure) <= limit, limit, "at most")
            }
        };
        (!is_met).then(|| {
            format!("{} is {}, not {word} {limit}", figure.json_key(), metric_value(median, figure))
        })
    }
}

/// Builds the release profile, runs Lighthouse on each page, and rewrites `docs/bench-pages.json`.
///
/// # Errors
/// When something cannot be built, started or measured, and when a median misses its target; in
/// that last case the file has been written.
pub fn measure_pages() -> Result<()> {
    npm::require_node()?;
    let browser = chromium::ensure_browser()?;
    chromium::ensure_fonts()?;
    npm::ensure_packages(lighthouse::FOLDER)?;
    build::build_all(BuildProfile::Release)?;
    let data = tempfile::Builder::new().prefix("jumun-pages-").tempdir()?;
    let (stack, ports) = start_stack(data.path())?;
    let mut measured = Vec::new();
    for path in PAGES {
        measured.push((
            path,
            measure_page(&format!("http://127.0.0.1:{}{path}", ports.client), &browser)?,
        ));
    }
    stack.stop()?;
    write_results(&measured, &browser)?;
    check_targets(&measured)
}

fn start_stack(data: &Path) -> Result<(ProcessStack, StackPorts)> {
    let binaries = BuildProfile::Release.binaries_folder();
    let keys = secrets::ensure_keys(data, &binaries)?;
    let site = workspace::root_folder().join("target/site");
    let ports = StackPorts::find_free()?;
    let data = data.to_owned();
    let listen = Ipv4Addr::LOCALHOST.into();
    let plan =
        StackPlan { binaries, data, keys, site, ports, listen, public: None, is_one_address: true };
    Ok((ProcessStack::start(&plan)?, ports))
}

fn measure_page(url: &str, browser: &Path) -> Result<Vec<RunMetrics>> {
    let mut looks = Vec::new();
    for run in 1..=RUNS {
        let look = lighthouse::run_lighthouse(url, browser).with_context(|| url.to_owned())?;
        let said = LighthouseMetric::ALL
            .map(|figure| format!("{} {}", figure.json_key(), metric_value(&look, figure)));
        progress::print_stage(format_args!("{url}, {run} of {RUNS}: {}", said.join(", ")));
        looks.push(look);
    }
    Ok(looks)
}

fn metric_value(look: &RunMetrics, figure: LighthouseMetric) -> f64 {
    look[figure as usize]
}

fn median_metrics(looks: &[RunMetrics]) -> RunMetrics {
    LighthouseMetric::ALL.map(|figure| {
        let mut values: Vec<f64> = looks.iter().map(|look| metric_value(look, figure)).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    })
}

fn write_results(measured: &[(&str, Vec<RunMetrics>)], browser: &Path) -> Result<()> {
    let named = |look: &RunMetrics| -> Map<String, Value> {
        LighthouseMetric::ALL
            .map(|figure| (figure.json_key().to_owned(), json!(metric_value(look, figure))))
            .into_iter()
            .collect()
    };
    let pages = measured.iter().map(|(path, looks)| {
        let runs: Vec<_> = looks.iter().map(named).collect();
        json!({ "path": path, "median": named(&median_metrics(looks)), "runs": runs })
    });
    let browser = command::run_for_output(
        command::workspace_command(browser).arg("--version"),
        VERSION_LIMIT,
    )?;
    let file = json!({
        "commit": measured_commit()?,
        "command": COMMAND,
        "browser": browser.trim(),
        "profile": "Lighthouse's mobile profile: simulated slow 4G, CPU slowed down four times",
        "cpus": std::thread::available_parallelism()?,
        "pages": pages.collect::<Vec<_>>(),
    });
    let path = workspace::root_folder().join(FILE);
    fs::write(&path, format!("{file:#}\n")).with_context(|| format!("cannot write {FILE}"))?;
    progress::print_stage(format_args!("renewed {FILE}"));
    Ok(())
}

fn check_targets(measured: &[(&str, Vec<RunMetrics>)]) -> Result<()> {
    let mut missed = Vec::new();
    for (path, looks) in measured {
        let median = median_metrics(looks);
        let wrong = TARGETS.iter().filter_map(|target| target.describe_miss(&median));
        missed.extend(wrong.map(|wrong| format!("{path}: {wrong}")));
    }
    ensure!(missed.is_empty(), "the medians of {RUNS} miss their targets: {}", missed.join("; "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the order of `LighthouseMetric::ALL`: performance, accessibility, best practices, FCP,
    /// LCP, CLS, TBT, bytes, machine.
    const GOOD: RunMetrics = [95.0, 100.0, 100.0, 900.0, 1_800.0, 0.02, 100.0, 120_000.0, 1_000.0];

    #[test]
    fn each_figure_is_read_from_its_own_place() {
        assert!(
            LighthouseMetric::ALL
                .iter()
                .enumerate()
                .all(|(index, figure)| *figure as usize == index)
        );
    }

    #[test]
    fn the_median_counts_and_the_limit_itself_is_met() {
        let slow = GOOD.map(|value| value * 3.0);
        assert!(check_targets(&[("/client", vec![slow, GOOD, GOOD, slow, GOOD])]).is_ok());
        let error = check_targets(&[("/client", vec![slow, GOOD, GOOD, slow, slow])])
            .unwrap_err()
            .to_string();
        assert!(error.contains("/client: lcp_ms is 5400, not at most 1800"), "{error}");
    }
}
