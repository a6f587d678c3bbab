//! Check that alerts, dashboard, operations guide and code agree.
//!
//! An alert without instructions wakes people for nothing, and an alert on a renamed series
//! silently never fires again.

use crate::{command, packages::SERVICES, tools::debian_program::PROMTOOL, workspace};
use anyhow::{Context as _, Result, ensure};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const RULES: &str = "k8s/monitoring/rules.yaml";
const TESTS: &str = "k8s/monitoring/tests.yaml";
const RULE_OBJECT: &str = "k8s/monitoring/prometheus-rule.yaml";
const DASHBOARD: &str = "k8s/monitoring/dashboard.json";
const MONITORS: &str = "k8s/monitoring/service-monitors.yaml";
const BASE: &str = "k8s/base";
const GUIDE: &str = "docs/operations.md";
const LIMIT: Duration = Duration::from_secs(60);

/// Folders of code that defines series, besides the services' own.
const SOURCES: [&str; 4] =
    ["server/src", "crates/gateway/src", "crates/service-kit/src", "crates/db-kit/src"];
/// Prefixes of series from Prometheus, the kubelet, kube-state-metrics and the library for process
/// metrics.
const FOREIGN: [&str; 4] = ["up", "kube_", "kubelet_", "process_"];
/// Prefixes of the project's own series; request durations have the name of OpenTelemetry's
/// conventions.
const OWN: [&str; 2] = ["jumun_", "http_server_request_duration_seconds"];
/// Prometheus jobs of the surfaces; a service's job is its name.
const SURFACES: [&str; 2] = ["web-client", "web-admin"];
/// Head of the object that carries the rules, for the Prometheus operator to read.
const OBJECT_HEAD: &str = "# Made from rules.yaml by `cargo xtask check`.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: jumun
  namespace: jumun
spec:
";
/// Words in a PromQL expression that are not series names.
const WORDS: [&str; 6] = ["and", "or", "unless", "offset", "bool", "le"];

/// Compares the files with each other and with the code, then runs promtool on the rules and their
/// tests.
///
/// # Errors
/// When something does not agree; the message lists all of it.
pub fn check_alerts() -> Result<()> {
    let rules = read_file(RULES)?;
    let guide = read_file(GUIDE)?;
    let mut wrong = unpaired_alerts(&alert_names(&rules), &chapter_titles(&guide));
    wrong.extend(unknown_series(&series_of_rules(&rules), "rules.yaml")?);
    wrong.extend(unknown_series(&series_of_dashboard(&read_file(DASHBOARD)?)?, "dashboard.json")?);
    wrong.extend(incomplete_job_lists(&read_file(DASHBOARD)?, "dashboard.json"));
    wrong.extend(incomplete_job_lists(&rules, "rules.yaml"));
    wrong.extend(jobs_without_alert(&rules));
    wrong.extend(unmonitored_jobs(&read_file(MONITORS)?)?);
    wrong.extend(unprefixed_series(&read_sources()?));
    ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    check_rule_object(&rules)?;
    let promtool = PROMTOOL.find_or_fetch()?;
    command::run_checked(
        command::workspace_command(&promtool).args(["check", "rules", "--lint-fatal", RULES]),
        LIMIT,
    )?;
    command::run_checked(
        command::workspace_command(&promtool).args(["test", "rules", TESTS]),
        LIMIT,
    )
}

fn read_file(path: &str) -> Result<String> {
    fs::read_to_string(workspace::root_folder().join(path))
        .with_context(|| format!("cannot read {path}"))
}

/// Checks that the operator's object contains the rules; if it does not, rewrites it and fails.
fn check_rule_object(rules: &str) -> Result<()> {
    let body = rules.lines().filter(|line| !line.starts_with('#'));
    let indented =
        body.map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") });
    let wanted = OBJECT_HEAD.to_owned() + &indented.collect::<String>();
    let path = workspace::root_folder().join(RULE_OBJECT);
    let is_same = fs::read_to_string(&path).is_ok_and(|found| found == wanted);
    if !is_same {
        fs::write(&path, wanted).with_context(|| format!("cannot write {RULE_OBJECT}"))?;
    }
    ensure!(
        is_same,
        "{RULE_OBJECT} said something else than {RULES}; it is written anew, look at it"
    );
    Ok(())
}

fn alert_names(rules: &str) -> BTreeSet<&str> {
    rules.lines().filter_map(|line| line.trim_start().strip_prefix("- alert: ")).collect()
}

fn chapter_titles(guide: &str) -> BTreeSet<&str> {
    guide.lines().filter_map(|line| line.strip_prefix("### ")).collect()
}

fn unpaired_alerts(alerts: &BTreeSet<&str>, chapters: &BTreeSet<&str>) -> Vec<String> {
    let untold =
        alerts.difference(chapters).map(|alert| format!("{alert} has no chapter in {GUIDE}"));
    let stale =
        chapters.difference(alerts).map(|chapter| format!("{GUIDE} tells of no alert {chapter}"));
    untold.chain(stale).collect()
}

/// Series in the expressions of the rules, which are YAML blocks indented deeper than their key.
fn series_of_rules(rules: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in rules.lines() {
        match line.trim_start() {
            "expr: |" => inside = true,
            _ if inside && line.starts_with("          ") => found.extend(series_names(line)),
            _ => inside = false,
        }
    }
    found
}

fn series_of_dashboard(dashboard: &str) -> Result<BTreeSet<String>> {
    let dashboard: serde_json::Value =
        serde_json::from_str(dashboard).context("the dashboard is no JSON")?;
    let panels = dashboard["panels"].as_array().into_iter().flatten();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    Ok(targets.filter_map(|target| target["expr"].as_str()).flat_map(series_names).collect())
}

/// Series names in a PromQL expression: the words that remain without selectors, ranges, groupings
/// and functions.
fn series_names(expression: &str) -> Vec<String> {
    let mut plain = expression.to_owned();
    for (open, close) in [('{', '}'), ('[', ']')] {
        plain = remove_enclosed(&plain, open, close);
    }
    while let Some(at) = plain.find(" by (") {
        let end = plain[at..].find(')').map_or(plain.len(), |end| at + end + 1);
        plain.replace_range(at..end, " ");
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = Vec::new();
    let mut rest = plain.as_str();
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |end| start + end);
        let name = &rest[start..end];
        let after = rest[end..].trim_start();
        let is_number = name.starts_with(|c: char| c.is_ascii_digit());
        if !is_number && !after.starts_with('(') && !WORDS.contains(&name) && !is_aggregation(name)
        {
            names.push(name.to_owned());
        }
        rest = &rest[end..];
    }
    names
}

/// Whether `name` is an aggregation operator: written before its grouping, it is not followed by a
/// parenthesis.
fn is_aggregation(name: &str) -> bool {
    ["sum", "max", "min", "avg", "count"].contains(&name)
}

fn remove_enclosed(text: &str, open: char, close: char) -> String {
    let mut depth = 0_usize;
    let outside = text.chars().filter(|&c| {
        if c == open {
            depth += 1;
        }
        let keep = depth == 0;
        if c == close {
            depth = depth.saturating_sub(1);
        }
        keep
    });
    outside.collect()
}

/// The Prometheus jobs of all processes, as selectors and the dashboard's variable list them.
fn job_names() -> Vec<&'static str> {
    SURFACES.into_iter().chain(SERVICES).collect()
}

/// One sentence for each selector that lists several jobs but not all, and so watches too few.
fn incomplete_job_lists(text: &str, origin: &str) -> Vec<String> {
    let all: BTreeSet<_> = job_names().into_iter().collect();
    let plain = text.replace('\\', "");
    let selectors = plain.split("job=~\"").skip(1).filter_map(|rest| rest.split('"').next());
    let lists = selectors
        .map(|list| list.split('|').collect::<BTreeSet<_>>())
        .filter(|list| list.len() > 1);
    let lists: Vec<_> = lists.collect();
    let partial = lists.iter().filter(|list| **list != all);
    let differs = |list: &BTreeSet<_>| all.symmetric_difference(list).copied().collect::<Vec<_>>();
    let mut wrong: Vec<_> = partial
        .map(|list| format!("a list of jobs in {origin} differs in {:?}", differs(list)))
        .collect();
    wrong.extend(lists.is_empty().then(|| format!("{origin} lists the jobs nowhere")));
    wrong
}

/// One sentence for each job without an alert on its complete absence.
fn jobs_without_alert(rules: &str) -> Vec<String> {
    let missing = job_names()
        .into_iter()
        .filter(|job| !rules.contains(&format!("absent(up{{job=\"{job}\"}})")));
    missing.map(|job| format!("rules.yaml does not notice that {job} is absent")).collect()
}

/// One sentence for each process that no ServiceMonitor selects, by the component label of its
/// manifest.
fn unmonitored_jobs(monitors: &str) -> Result<Vec<String>> {
    let label =
        |line: &str| line.trim().strip_prefix("app.kubernetes.io/component: ").map(str::to_owned);
    let selected: BTreeSet<_> = monitors.lines().filter_map(label).collect();
    let mut wrong = Vec::new();
    for job in job_names() {
        let manifest = read_file(&format!("{BASE}/{job}.yaml"))?;
        if !manifest.lines().filter_map(label).any(|component| selected.contains(&component)) {
            wrong.push(format!("{MONITORS} selects nothing of {BASE}/{job}.yaml"));
        }
    }
    Ok(wrong)
}

/// One sentence for each series in the code that has none of the project's prefixes.
fn unprefixed_series(code: &str) -> Vec<String> {
    let macros = ["counter!(", "gauge!(", "histogram!("];
    let calls = macros.iter().flat_map(|call| code.split(call).skip(1));
    let names = calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    let names: BTreeSet<_> =
        names.filter(|name| !OWN.iter().any(|own| name.starts_with(own))).collect();
    names.into_iter().map(|name| format!("the series {name} does not begin with jumun_")).collect()
}

/// Text of all sources that may define a series.
fn read_sources() -> Result<String> {
    let mut code = String::new();
    let services = SERVICES.map(|service| format!("services/{service}/src"));
    for source in SOURCES.into_iter().chain(services.iter().map(String::as_str)) {
        for path in rust_files(&workspace::root_folder().join(source))? {
            code += &fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
        }
    }
    Ok(code)
}

fn unknown_series(series: &BTreeSet<String>, origin: &str) -> Result<Vec<String>> {
    let code = read_sources()?;
    ensure!(!series.is_empty(), "{origin} asks for nothing");
    let ours =
        series.iter().filter(|name| !FOREIGN.iter().any(|foreign| name.starts_with(foreign)));
    let missing = ours.filter(|name| !code.contains(&format!("\"{}\"", base_series(name))));
    Ok(missing.map(|name| format!("{origin} asks for {name}, which nothing counts")).collect())
}

/// Name under which the code defines a series: a histogram is exported as several series.
fn base_series(name: &str) -> &str {
    ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_told_from_functions_labels_and_words() {
        let expression = r#"histogram_quantile(0.99, sum by (job, le) (rate(lag_seconds_bucket{job=~"a|b"}[5m]))) > 5
            and sum(increase(other_total[$__rate_interval])) >= 3 or up == 0"#;
        assert_eq!(series_names(expression), ["lag_seconds_bucket", "other_total", "up"]);
    }

    #[test]
    fn an_alert_without_a_chapter_and_a_chapter_without_an_alert_are_found() {
        let rules = "  - alert: Known\n      expr: |\n          up == 0\n  - alert: Untold\n";
        let guide = "## Alerts\n### Known\n### Stale\n";
        let wrong = unpaired_alerts(&alert_names(rules), &chapter_titles(guide));
        assert!(
            wrong.len() == 2 && wrong[0].contains("Untold") && wrong[1].contains("Stale"),
            "{wrong:?}"
        );
        assert_eq!(series_of_rules(rules), BTreeSet::from(["up".to_owned()]));
    }

    #[test]
    fn a_job_that_is_left_out_somewhere_is_found() {
        let all = job_names().join("|");
        let rules = format!("up{{job=~\"{all}\"}} == 0 or rate(x{{job=~\"web-.*\"}}[5m])");
        assert_eq!(incomplete_job_lists(&rules, "here"), Vec::<String>::new());
        assert_eq!(incomplete_job_lists(&rules.replace("|order", ""), "here").len(), 1);
        assert_eq!(
            incomplete_job_lists(&rules.replace('"', "\\\""), "here"),
            Vec::<String>::new(),
            "as JSON"
        );
        assert_eq!(jobs_without_alert("absent(up{job=\"order\"})").len(), job_names().len() - 1);
        assert_eq!(
            unmonitored_jobs("app.kubernetes.io/component: service").unwrap().len(),
            SURFACES.len()
        );
    }

    #[test]
    fn a_series_of_ours_says_that_it_is() {
        let code =
            "counter!(\"jumun_a_total\"); describe_gauge!(\n \"open\", \"x\"); histogram!(NAME)";
        assert_eq!(unprefixed_series(code), ["the series open does not begin with jumun_"]);
    }

    #[test]
    fn a_series_that_nothing_counts_is_found() {
        let asked = BTreeSet::from(["up".to_owned(), "invented_seconds_bucket".to_owned()]);
        let wrong = unknown_series(&asked, "here").unwrap();
        assert!(wrong.len() == 1 && wrong[0].contains("invented_seconds_bucket"), "{wrong:?}");
    }
}
