//! The process of a service: flags that all have, what is done instead of serving, and its beginning and end.

use crate::{Database, Schema};
use service_kit::{
    BuildInfo, DatabaseArgs, Limits, Maintenance,
    probe::{self, ProbeArgs},
    runtime,
    telemetry::{self, TelemetryArgs},
};
use std::{fmt::Display, io::Write as _, net::SocketAddr, process::ExitCode, time::Duration};

/// With the drain before it, the end comes within 5 s of the signal.
const CLOSE_DEADLINE: Duration = Duration::from_millis(500);

/// The flags of every service, beside where it listens and what its database is called, whose defaults are its own.
#[derive(Debug, Clone, clap::Args)]
pub struct ServiceArgs {
    /// How it uses its database.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Whether it asks another start of itself.
    #[command(flatten)]
    pub probe: ProbeArgs,
    /// What it takes on.
    #[command(flatten)]
    pub limits: Limits,
    /// What it says of itself.
    #[command(flatten)]
    pub telemetry: TelemetryArgs,
    /// Without one it serves
    #[command(subcommand)]
    pub instead: Option<Maintenance>,
}

impl ServiceArgs {
    /// Whether the process is to serve, and not to look after its database or to ask a running one.
    pub fn serves(&self) -> bool {
        self.instead.is_none() && !self.probe.health
    }
}

/// A service's process, as its flags say.
#[derive(Debug, Clone, Copy)]
pub struct Process<'a> {
    /// The service, in all that it says of itself.
    pub build: BuildInfo,
    /// Where it listens.
    pub listen: SocketAddr,
    /// What it keeps.
    pub schema: &'static Schema,
    /// Where it keeps it.
    pub database_url: &'a str,
    /// All the rest.
    pub args: &'a ServiceArgs,
}

impl Process<'_> {
    /// Runs to the end: `serve`, with telemetry around it, or what the flags ask for instead. A failure is one line for the
    /// person who started it.
    pub fn run<E: Display>(&self, serve: impl Future<Output = Result<(), E>>) -> ExitCode {
        let done = match &self.args.instead {
            None if self.args.probe.health => probe::ask(self.listen).map_err(in_words),
            None => runtime::block_on(self.observed(serve)).map_err(in_words).flatten(),
            Some(maintenance) => runtime::block_on(self.maintain(maintenance)).map_err(in_words).flatten(),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                // Nothing can be done if standard error is gone.
                let _unread = writeln!(std::io::stderr(), "{}: {why}", self.build.name);
                ExitCode::FAILURE
            }
        }
    }

    async fn observed<E: Display>(&self, serve: impl Future<Output = Result<(), E>>) -> Result<(), String> {
        let telemetry = telemetry::init(&self.args.telemetry, self.build);
        telemetry::database_is(self.database_url);
        let outcome = serve.await;
        telemetry.end().await;
        outcome.map_err(in_words)
    }

    async fn maintain(&self, maintenance: &Maintenance) -> Result<(), String> {
        let database = Database::at(self.schema, self.database_url).map_err(in_words)?;
        maintenance.tell(&database).await.map_err(in_words)
    }
}

/// With its causes, where it tells them apart.
fn in_words(error: impl Display) -> String {
    format!("{error:#}")
}

/// Waits for what lets go of the database, 500 ms at most: one that never answers must not hold up the end.
pub async fn close(closing: impl Future<Output = ()>) {
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
        close(pending()).await;
        assert_eq!(began.elapsed().as_millis(), CLOSE_DEADLINE.as_millis());
    }
}
