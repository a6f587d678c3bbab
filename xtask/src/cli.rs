//! The commands and their flags.

use crate::{
    bench,
    build::{self, Profile},
    chaos::{self, Length, PLANTED_BUGS, Wish},
    check, contract,
    images::{self, Engine, Proofs},
    lab,
    packages::SERVICES,
    test::{self, Parts},
    trial::{self, TrialSubject},
    up::{self, Reach},
};
use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and checks Jumun")]
pub struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build and run everything on this machine, with its data in ./data
    Up {
        /// Let phones in this machine's network in, and show a QR code for them
        #[arg(long)]
        lan: bool,
        /// Build the binaries as a café runs them: slower to build, faster to serve
        #[arg(long)]
        release: bool,
    },
    /// Run every test: unit, property, stores on SQLite and Postgres, HTTP, browser
    Test {
        /// Leave the browser tests out
        #[arg(long, conflicts_with = "only_browser")]
        no_browser: bool,
        /// Run only the browser tests
        #[arg(long)]
        only_browser: bool,
        /// Leave the fault runs out
        #[arg(long)]
        no_chaos: bool,
        /// Further arguments for Playwright, such as a spec's name
        #[arg(last = true)]
        playwright: Vec<String>,
    },
    /// Run the real processes under load, break them, and audit what was promised
    Chaos {
        /// About two minutes instead of a quarter of an hour
        #[arg(long)]
        short: bool,
        /// Build the binaries as a café runs them
        #[arg(long)]
        release: bool,
        /// Deal the faults of an earlier run again
        #[arg(long)]
        seed: Option<u64>,
        /// Give the order service a bug, for some seconds: the run passes when the checks find it
        #[arg(long, value_parser = PLANTED_BUGS.map(|bug| bug.name))]
        planted_bug: Option<String>,
        /// Run no faults, only this drill; may be given several times
        #[arg(long)]
        only: Vec<String>,
    },
    /// Measure what an order, a page and a phone cost and what a first visit is like, and renew docs/bench.json,
    /// docs/scale.md and docs/bench-pages.json
    Bench {
        /// Only the first visit: Lighthouse on the menu and an item
        #[arg(long)]
        pages: bool,
    },
    /// Run the images as several hosts on private networks, to look at or to break
    Lab {
        #[command(subcommand)]
        action: lab::Action,
    },
    /// Build the container images: jumun/web, and one for each service
    Images {
        #[arg(long, value_enum, default_value = "podman")]
        engine: Engine,
        /// The image they stand on; without it one of Debian's packages (as root on Debian), else a distroless one
        #[arg(long)]
        base: Option<String>,
        /// Their tag; the default is the workspace's version
        #[arg(long)]
        tag: Option<String>,
        /// Take the release binaries and the site that are there already
        #[arg(long)]
        built: bool,
        /// Build them a second time from scratch: the digests must be the same
        #[arg(long)]
        check: bool,
        /// Run each read-only, without capabilities, as 65532, and look whether that is so
        #[arg(long)]
        verify: bool,
    },
    /// Start the café from the systemd units, the images, compose.yaml and the Kubernetes overlays, and take orders from each
    Trial {
        /// Only this one; may be given several times
        #[arg(long, value_enum)]
        only: Vec<TrialSubject>,
        /// Take the debug binaries and the site that are there already
        #[arg(long)]
        built: bool,
    },
    /// Hold the running services against their OpenAPI descriptions
    Contract {
        /// At least so many requests to each service
        #[arg(long, default_value_t = 20_000)]
        cases: u32,
        /// Only this service
        #[arg(long, value_parser = SERVICES)]
        service: Option<String>,
        /// On a throwaway Postgres instead of SQLite
        #[arg(long)]
        postgres: bool,
        /// Only renew each service's openapi.json from the code
        #[arg(long, conflicts_with_all = ["cases", "service", "postgres"])]
        write: bool,
    },
    /// Check format, lints, import rules and documentation
    Check,
    /// Build the binaries and what the browser loads
    Build {
        /// Build the binaries as a café runs them
        #[arg(long)]
        release: bool,
    },
    /// Build only what the browser loads: wasm and CSS, below target/site
    Site,
}

impl Cli {
    /// Runs the chosen command.
    pub fn run(self) -> Result<()> {
        match self.command {
            Task::Up { lan, release } => {
                let reach = if lan { Reach::Lan } else { Reach::ThisMachine };
                up::up(Profile::from_release(release), reach)
            }
            Task::Test { no_browser, only_browser, no_chaos, playwright } => {
                let parts =
                    Parts { cargo: !only_browser, browser: !no_browser, chaos: !only_browser && !no_chaos };
                test::test(parts, &playwright)
            }
            Task::Chaos { short, release, seed, planted_bug, only } => {
                let length = match (&planted_bug, short) {
                    (Some(_), _) => Length::Brief,
                    (None, true) => Length::Short,
                    (None, false) => Length::Long,
                };
                let profile = Profile::from_release(release);
                let planted_bug = planted_bug.map(|name| chaos::planted_bug(&name)).transpose()?;
                chaos::chaos(&Wish { profile, length, seed, planted_bug, only })
            }
            Task::Images { engine, base, tag, built, check, verify } => images::images(
                &images::Wish { engine, base, tag, built },
                Proofs { reproducible: check, verify },
            ),
            Task::Trial { only, built } => trial::trial(&only, built),
            Task::Contract { write: true, .. } => contract::write(),
            Task::Contract { cases, service, postgres, .. } => {
                contract::contract(&contract::Wish { cases, service, postgres })
            }
            Task::Bench { pages: true } => bench::pages(),
            Task::Bench { pages: false } => bench::bench(),
            Task::Lab { action } => lab::lab(action),
            Task::Check => check::check(),
            Task::Build { release } => build::all(Profile::from_release(release)),
            Task::Site => build::site(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_flags_fit_together() {
        super::Cli::command().debug_assert();
    }
}
