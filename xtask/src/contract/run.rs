//! Rounds of `schemathesis` against one running service, until the requested number of cases is
//! reached.

use super::{service::runs_folder, tool::ContractTools};
use crate::{command, progress, stack::secrets, workspace};
use anyhow::{Context as _, Result, bail, ensure};
use process_kit::keys::STAFF_PIN;
use std::{
    fs::{self, File},
    time::Duration,
};

const SOURCES: &str = "xtask/src/contract";
const ROUND_LIMIT: Duration = Duration::from_secs(30 * 60);
/// Maximum number of rounds; further ones bring no new cases.
const MOST_ROUNDS: u32 = 40;

pub struct SchemathesisRun<'a> {
    pub tools: &'a ContractTools,
    pub service: &'static str,
    pub url: String,
    /// Base URL of the staff service, where the manager signs in.
    pub staff_url: String,
    pub cases: u32,
}

impl SchemathesisRun<'_> {
    /// Runs rounds until `cases` is reached, and returns the number of cases.
    pub fn run_rounds(&self) -> Result<u32> {
        let mut done = 0;
        for round in 1..=MOST_ROUNDS {
            let cases = self.run_round(round)?;
            ensure!(cases > 0, "round {round} made no cases");
            done += cases;
            progress::print_stage(format_args!(
                "{}: round {round}, {done} of {} cases",
                self.service, self.cases
            ));
            if done >= self.cases {
                return Ok(done);
            }
        }
        bail!("only {done} cases in {MOST_ROUNDS} rounds")
    }

    /// Runs one round and returns its number of cases. The phases `examples` and `coverage` are the
    /// same every time, so only the first round has them.
    fn run_round(&self, round: u32) -> Result<u32> {
        let phases =
            if round == 1 { "examples,coverage,fuzzing,stateful" } else { "fuzzing,stateful" };
        let sources = workspace::root_folder().join(SOURCES);
        let log = runs_folder().join(format!("{}-{round}.txt", self.service));
        let mut schemathesis = self.tools.tool_command("schemathesis");
        schemathesis.arg("--config-file").arg(sources.join("schemathesis.toml")).arg("run");
        schemathesis.arg(format!("{}/openapi.json", self.url)).args([
            "--no-color",
            "--phases",
            phases,
        ]);
        // One worker: the services' load limits are not under test here.
        schemathesis.args(["--workers", "1", "--max-examples", &self.max_examples().to_string()]);
        schemathesis.env("MANAGER_PIN", STAFF_PIN).env("STAFF_URL", &self.staff_url);
        schemathesis.env("SERVICE", self.service).env("SERVICE_URL", &self.url);
        for (name, surface) in [("CLIENT_KEY_FILE", "client"), ("ADMIN_KEY_FILE", "admin")] {
            schemathesis
                .env(name, secrets::surface_key(&runs_folder().join(self.service), surface));
        }
        schemathesis.env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONPATH", &sources);
        schemathesis.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(runs_folder());
        let status =
            command::run_for_status(schemathesis.stdout(File::create(&log)?), ROUND_LIMIT)?;
        let text =
            fs::read_to_string(&log).with_context(|| format!("cannot read {}", log.display()))?;
        if !status.success() {
            println!("{}", failure_report(&text));
            bail!("see {}", log.display());
        }
        parse_case_count(&text)
            .with_context(|| format!("{} names no number of cases", log.display()))
    }

    /// Number of random cases for each operation and phase.
    fn max_examples(&self) -> u32 {
        (self.cases / 50).clamp(10, 400)
    }
}

/// Number of cases in a report, from the line after `Test cases:`: ` 529 generated, 3 found 4
/// unique failures`
fn parse_case_count(text: &str) -> Option<u32> {
    let line = text.lines().skip_while(|line| !line.starts_with("Test cases:")).nth(1)?;
    line.trim().split(' ').next()?.replace(',', "").parse().ok()
}

/// The report without the progress output at its beginning.
fn failure_report(text: &str) -> &str {
    let begins = ["= ERRORS =", "= FAILURES ="].iter().filter_map(|title| text.find(title)).min();
    begins.and_then(|at| text.get(at..)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "progress\n=== FAILURES ===\nGET /\n\nTest cases:\n  1,529 generated, 3 found 4 unique failures\n\nSeed: 1\n";

    #[test]
    fn the_number_of_cases_and_the_failures_are_found() {
        assert_eq!(parse_case_count(TEXT), Some(1529));
        assert_eq!(parse_case_count("Test cases:\n  529 generated, 529 passed\n"), Some(529));
        assert_eq!(parse_case_count("nothing"), None);
        assert!(failure_report(TEXT).starts_with("= FAILURES"));
    }
}
