//! The process of a service: common flags, subcommands in place of serving, start and end.

use crate::{DatabaseArgs, DatabaseSchema, MaintenanceCommand, ServiceDatabase};
use service_kit::{
    BuildInfo, CapacityLimits,
    probe::{self, ProbeArgs},
    runtime,
    telemetry::{self, TelemetryArgs},
};
use std::{fmt::Display, io::Write as _, net::SocketAddr, process::ExitCode, time::Duration};

/// Time to close the database; with the drain before it, the process ends within 5 s of the signal.
const CLOSE_DEADLINE: Duration = Duration::from_millis(500);

/// Flags common to all services. The listen address and the database URL are separate, since their
/// defaults differ.
#[derive(Debug, Clone, clap::Args)]
pub struct ServiceArgs {
    /// Flags for the use of the database.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// The flag `--health`.
    #[command(flatten)]
    pub probe: ProbeArgs,
    /// Limits of the process's capacity.
    #[command(flatten)]
    pub limits: CapacityLimits,
    /// Flags for logs, metrics and traces.
    #[command(flatten)]
    pub telemetry: TelemetryArgs,
    /// The maintenance to run; without a subcommand, the process serves
    #[command(subcommand)]
    pub instead: Option<MaintenanceCommand>,
}

impl ServiceArgs {
    /// Whether the process serves, rather than running a maintenance subcommand or a health probe.
    pub fn is_server(&self) -> bool {
        self.instead.is_none() && !self.probe.health
    }
}

/// The process of a service, with its configuration.
#[derive(Debug, Clone, Copy)]
pub struct ServiceRunner<'a> {
    /// Identity of the service, for telemetry and messages.
    pub build: BuildInfo,
    /// The listen address, which the health probe connects to.
    pub listen: SocketAddr,
    /// The schema of its database.
    pub schema: &'static DatabaseSchema,
    /// URL of its database.
    pub database_url: &'a str,
    /// The common flags.
    pub args: &'a ServiceArgs,
}

impl ServiceRunner<'_> {
    /// Runs `serve` with telemetry, or the health probe or maintenance subcommand that the flags
    /// select. A failure is printed to standard error as one line.
    pub fn run<E: Display>(&self, serve: impl Future<Output = Result<(), E>>) -> ExitCode {
        let done = match &self.args.instead {
            None if self.args.probe.health => {
                probe::probe_readiness(self.listen).map_err(error_message)
            }
            None => {
                runtime::block_on(self.serve_with_telemetry(serve)).map_err(error_message).flatten()
            }
            Some(maintenance) => runtime::block_on(self.run_maintenance(maintenance))
                .map_err(error_message)
                .flatten(),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                // A closed standard error cannot be handled any further.
                let _unread = writeln!(std::io::stderr(), "{}: {why}", self.build.name);
                ExitCode::FAILURE
            }
        }
    }

    async fn serve_with_telemetry<E: Display>(
        &self,
        serve: impl Future<Output = Result<(), E>>,
    ) -> Result<(), String> {
        let telemetry = telemetry::init_telemetry(&self.args.telemetry, self.build);
        telemetry::set_database_system(self.database_url);
        let outcome = serve.await;
        telemetry.shut_down().await;
        outcome.map_err(error_message)
    }

    async fn run_maintenance(&self, maintenance: &MaintenanceCommand) -> Result<(), String> {
        let database =
            ServiceDatabase::from_url(self.schema, self.database_url).map_err(error_message)?;
        maintenance.run(&database).await.map_err(error_message)
    }
}

/// The error's message, with its causes if the type supports `{:#}`.
fn error_message(error: impl Display) -> String {
    format!("{error:#}")
}

/// Waits at most 500 ms for the database to close: one that never answers must not delay the end of
/// the process.
pub async fn close_database(closing: impl Future<Output = ()>) {
    if tokio::time::timeout(CLOSE_DEADLINE, closing).await.is_err() {
        tracing::warn!("the database was not let go of within {CLOSE_DEADLINE:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_database_that_never_lets_go_holds_up_no_end() {
        let began = Instant::now();
        close_database(pending()).await;
        assert_eq!(began.elapsed().as_millis(), CLOSE_DEADLINE.as_millis());
    }
}
