//! The commands and their flags.

use crate::{
    bench,
    build::{self, BuildProfile},
    chaos::{self, ChaosArgs, ChaosDuration, PLANTED_BUGS},
    check, contract,
    images::{self, ContainerEngine, ImageProofs},
    lab,
    packages::SERVICES,
    test::{self, TestParts},
    trial::{self, TrialSubject},
    up::{self, NetworkReach},
};
use anyhow::Result;
use clap::{Parser, Subcommand, builder::PossibleValuesParser};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and checks Jumun")]
pub struct XtaskCli {
    #[command(subcommand)]
    command: XtaskCommand,
}

#[derive(Debug, Subcommand)]
enum XtaskCommand {
    /// Build and run everything on this machine, with its data in ./data
    Up {
        /// Let phones on this machine's network connect, and show a QR code for them
        #[arg(long)]
        lan: bool,
        /// Build optimized binaries, as a café runs them: slower to build, faster to serve
        #[arg(long)]
        release: bool,
    },
    /// Run every test: unit, property, store (SQLite and Postgres), HTTP, chaos, contract, browser
    Test {
        /// Skip the browser tests
        #[arg(long, conflicts_with = "only_browser")]
        no_browser: bool,
        /// Run only the browser tests
        #[arg(long)]
        only_browser: bool,
        /// Skip the fault-injection runs
        #[arg(long)]
        no_chaos: bool,
        /// Arguments passed on to Playwright, such as a spec's name
        #[arg(last = true)]
        playwright: Vec<String>,
    },
    /// Run a command whose tests find a throwaway Postgres, such as `cargo test -p order`
    Postgres {
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    /// Run the real processes under load, inject faults, and audit the guarantees
    Chaos {
        /// About two minutes instead of a quarter of an hour
        #[arg(long)]
        short: bool,
        /// Build optimized binaries, as a café runs them
        #[arg(long)]
        release: bool,
        /// Repeat the faults of an earlier run by its seed
        #[arg(long)]
        seed: Option<u64>,
        /// Plant this bug in the order service and run for some seconds: passes if the checks find
        /// it
        #[arg(long, value_parser = PLANTED_BUGS.map(|bug| bug.name))]
        planted_bug: Option<String>,
        /// Run no faults, only this drill; may be given several times
        #[arg(long)]
        only: Vec<String>,
    },
    /// Measure an order, a page, a phone and a first visit; rewrite docs/bench.json, docs/scale.md
    /// and docs/bench-pages.json
    Bench {
        /// Measure only the first visit: Lighthouse on the menu and an item
        #[arg(long)]
        pages: bool,
    },
    /// Run the images as several hosts on private networks, to inspect or to break
    Lab {
        #[command(subcommand)]
        action: lab::LabAction,
    },
    /// Build the container images: jumun/web, and one for each service
    Images {
        /// Container engine that builds and runs the images
        #[arg(long, value_enum, default_value = "podman")]
        engine: ContainerEngine,
        /// Base image [default: made from Debian's packages when root on Debian, else distroless]
        #[arg(long)]
        base: Option<String>,
        /// Tag of the images [default: the workspace's version]
        #[arg(long)]
        tag: Option<String>,
        /// Reuse the release binaries and the site that an earlier command built
        #[arg(long)]
        built: bool,
        /// Build a second time from scratch and require the same digests
        #[arg(long)]
        check: bool,
        /// Run the images read-only, without capabilities, as user 65532; verify that, and take an
        /// order
        #[arg(long)]
        verify: bool,
    },
    /// Start the café from the systemd units, the images, compose.yaml and the Kubernetes overlays,
    /// and take orders with each
    Trial {
        /// Try only this deployment; may be given several times
        #[arg(long, value_enum)]
        only: Vec<TrialSubject>,
        /// Reuse the debug binaries and the site that an earlier command built
        #[arg(long)]
        built: bool,
    },
    /// Test the running services against their OpenAPI descriptions
    Contract {
        /// Minimum number of requests to each service
        #[arg(long, default_value_t = 20_000)]
        cases: u32,
        /// Test only this service
        #[arg(long, value_parser = SERVICES)]
        service: Option<String>,
        /// Use a throwaway Postgres instead of SQLite
        #[arg(long)]
        postgres: bool,
        /// Only regenerate each service's openapi.json from the code
        #[arg(long, conflicts_with_all = ["cases", "service", "postgres"])]
        write: bool,
    },
    /// Check format, lints, import rules, supply chain, deployment files and documentation
    Check {
        /// Run only these checks, separated by commas
        #[arg(long, value_delimiter = ',', value_name = "NAME", value_parser = PossibleValuesParser::new(check::check_names()))]
        only: Vec<String>,
    },
    /// Build the binaries and the files that the browser loads
    Build {
        /// Build optimized binaries, as a café runs them
        #[arg(long)]
        release: bool,
    },
    /// Build only the files that the browser loads, below target/site: wasm, scripts and CSS
    Site,
}

impl XtaskCli {
    /// Runs the chosen command.
    pub fn run(self) -> Result<()> {
        match self.command {
            XtaskCommand::Up { lan, release } => {
                let reach = if lan { NetworkReach::Lan } else { NetworkReach::ThisMachine };
                up::run_local_stack(BuildProfile::from_release(release), reach)
            }
            XtaskCommand::Test { no_browser, only_browser, no_chaos, playwright } => {
                let parts = TestParts {
                    cargo: !only_browser,
                    browser: !no_browser,
                    chaos: !only_browser && !no_chaos,
                };
                test::run_tests(parts, &playwright)
            }
            XtaskCommand::Postgres { command } => test::with_postgres(&command),
            XtaskCommand::Chaos { short, release, seed, planted_bug, only } => {
                let length = match (&planted_bug, short) {
                    (Some(_), _) => ChaosDuration::Brief,
                    (None, true) => ChaosDuration::Short,
                    (None, false) => ChaosDuration::Long,
                };
                let profile = BuildProfile::from_release(release);
                let planted_bug = planted_bug.map(|name| chaos::planted_bug(&name)).transpose()?;
                chaos::run_chaos(&ChaosArgs { profile, length, seed, planted_bug, only })
            }
            XtaskCommand::Images { engine, base, tag, built, check, verify } => {
                images::build_and_prove(
                    &images::ImageArgs { engine, base, tag, built },
                    ImageProofs { reproducible: check, verify },
                )
            }
            XtaskCommand::Trial { only, built } => trial::try_deployments(&only, built),
            XtaskCommand::Contract { write: true, .. } => contract::write_descriptions(),
            XtaskCommand::Contract { cases, service, postgres, .. } => {
                contract::run_contract_tests(&contract::ContractArgs { cases, service, postgres })
            }
            XtaskCommand::Bench { pages: true } => bench::measure_pages(),
            XtaskCommand::Bench { pages: false } => bench::run_benchmarks(),
            XtaskCommand::Lab { action } => lab::run_lab(action),
            XtaskCommand::Check { only } => check::run_checks(&only),
            XtaskCommand::Build { release } => {
                build::build_all(BuildProfile::from_release(release))
            }
            XtaskCommand::Site => build::build_site(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_flags_fit_together() {
        super::XtaskCli::command().debug_assert();
    }
}
