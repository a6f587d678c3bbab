//! One Lighthouse run on a page: a simulated phone on a slow connection, in a fresh browser
//! profile.

use crate::{command, tools::npm};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::{path::Path, time::Duration};

/// Folder with the npm lock file that pins Lighthouse.
pub const FOLDER: &str = "xtask/npm/lighthouse";
const LIMIT: Duration = Duration::from_secs(180);
const BROWSER_FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
                             --disable-background-networking --disable-component-update --disable-sync";

/// A metric kept from a Lighthouse report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LighthouseMetric {
    Performance,
    Accessibility,
    BestPractices,
    FirstPaint,
    LargestPaint,
    Shift,
    Blocking,
    Bytes,
    /// Lighthouse's benchmark of this machine's speed; a busy machine gives bad metrics.
    Machine,
}

impl LighthouseMetric {
    pub const ALL: [Self; 9] = [
        Self::Performance,
        Self::Accessibility,
        Self::BestPractices,
        Self::FirstPaint,
        Self::LargestPaint,
        Self::Shift,
        Self::Blocking,
        Self::Bytes,
        Self::Machine,
    ];

    /// Key in `docs/bench-pages.json`.
    pub fn json_key(self) -> &'static str {
        match self {
            Self::Performance => "performance",
            Self::Accessibility => "accessibility",
            Self::BestPractices => "best_practices",
            Self::FirstPaint => "fcp_ms",
            Self::LargestPaint => "lcp_ms",
            Self::Shift => "cls",
            Self::Blocking => "tbt_ms",
            Self::Bytes => "bytes",
            Self::Machine => "benchmark_index",
        }
    }

    /// JSON pointer into a Lighthouse report, and the factor to multiply its value by.
    fn report_pointer(self) -> (&'static str, f64) {
        match self {
            Self::Performance => ("/categories/performance/score", 100.0),
            Self::Accessibility => ("/categories/accessibility/score", 100.0),
            Self::BestPractices => ("/categories/best-practices/score", 100.0),
            Self::FirstPaint => ("/audits/first-contentful-paint/numericValue", 1.0),
            Self::LargestPaint => ("/audits/largest-contentful-paint/numericValue", 1.0),
            Self::Shift => ("/audits/cumulative-layout-shift/numericValue", 1.0),
            Self::Blocking => ("/audits/total-blocking-time/numericValue", 1.0),
            Self::Bytes => ("/audits/total-byte-weight/numericValue", 1.0),
            Self::Machine => ("/environment/benchmarkIndex", 1.0),
        }
    }

    /// Keeps four decimals of a layout shift and none of the others, whose fractions mean nothing.
    fn round_value(self, value: f64) -> f64 {
        if self == Self::Shift { (value * 1e4).round() / 1e4 } else { value.round() }
    }

    /// Reads this metric from `report`.
    ///
    /// # Errors
    /// When `report` lacks the metric, because Lighthouse could not measure it.
    fn read_value(self, report: &Value) -> Result<f64> {
        let (place, times) = self.report_pointer();
        let value = report.pointer(place).and_then(Value::as_f64);
        let value =
            value.with_context(|| format!("no {}: {}", self.json_key(), report["runtimeError"]))?;
        Ok(self.round_value(value * times))
    }
}

/// The metrics of one run, in the order of [`LighthouseMetric::ALL`].
pub type RunMetrics = [f64; LighthouseMetric::ALL.len()];

/// Runs Lighthouse on `url` once.
///
/// # Errors
/// When Lighthouse fails or could not measure.
pub fn run_lighthouse(url: &str, browser: &Path) -> Result<RunMetrics> {
    let mut lighthouse = command::workspace_command(npm::tool_path(FOLDER, "lighthouse"));
    lighthouse.arg(url).args(["--quiet", "--output=json", "--output-path=stdout"]);
    lighthouse.arg("--only-categories=performance,accessibility,best-practices");
    lighthouse.arg(format!("--chrome-flags={BROWSER_FLAGS}")).env("CHROME_PATH", browser);
    let report = command::run_for_output(&mut lighthouse, LIMIT)?;
    read_metrics(&serde_json::from_str(&report).context("Lighthouse's report is no JSON")?)
}

fn read_metrics(report: &Value) -> Result<RunMetrics> {
    let mut look = [0.0; LighthouseMetric::ALL.len()];
    for (into, figure) in look.iter_mut().zip(LighthouseMetric::ALL) {
        *into = figure.read_value(report)?;
    }
    ensure!(look.iter().all(|value| value.is_finite()), "a figure is not a number");
    Ok(look)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_report_without_a_figure_says_why() {
        let report =
            json!({ "categories": { "performance": { "score": 0.97 } }, "runtimeError": "NO_FCP" });
        assert!(
            (LighthouseMetric::Performance.read_value(&report).unwrap() - 97.0).abs()
                < f64::EPSILON
        );
        let error = read_metrics(&report).unwrap_err().to_string();
        assert_eq!(error, "no accessibility: \"NO_FCP\"");
    }
}
