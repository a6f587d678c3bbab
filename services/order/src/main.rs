//! The order service's binary: flags, then [`order::router`] until SIGTERM, or one of the subcommands.

use anyhow::Context as _;
use clap::Parser;
use order::store::Database;
use service_kit::{
    Clock, DatabaseArgs, Limits, Maintenance, Shutdown,
    probe::{self, ProbeArgs},
    runtime, serve, telemetry,
};
use std::{io::Write as _, net::SocketAddr, process::ExitCode, time::Duration};

/// With the drain before it, the end comes within 5 s of the signal.
const CLOSE_DEADLINE: Duration = Duration::from_millis(500);

/// Takes orders, moves them along and tells whoever listens
#[derive(Parser)]
#[command(name = "order", version)]
struct Args {
    /// Where to listen
    #[arg(long, env = "JUMUN_LISTEN", default_value = "127.0.0.1:7102")]
    listen: SocketAddr,
    /// `sqlite:FILE` (made when missing) or `postgres://USER:PASSWORD@HOST/DATABASE`
    #[arg(
        long,
        global = true,
        env = "JUMUN_DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite:data/order.db"
    )]
    database_url: String,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    probe: ProbeArgs,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    telemetry: telemetry::TelemetryArgs,
    /// Without one it serves
    #[command(subcommand)]
    instead: Option<Maintenance>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match &args.instead {
        None if args.probe.health => probe::ask(args.listen).map_err(Into::into),
        None => runtime::block_on(run(&args)).map_err(Into::into).flatten(),
        Some(maintenance) => maintain(maintenance, &args.database_url),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line for the person who started it; nothing can be done if standard error is gone.
            let _unread = writeln!(std::io::stderr(), "order: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn maintain(maintenance: &Maintenance, database_url: &str) -> anyhow::Result<()> {
    Ok(maintenance.tell(&Database::at(database_url)?).await?)
}

async fn run(args: &Args) -> anyhow::Result<()> {
    let telemetry = telemetry::init(&args.telemetry, "order", env!("CARGO_PKG_VERSION"));
    telemetry::database_is(&args.database_url);
    order::measure::begin();
    let shutdown = Shutdown::on_signals().context("cannot listen for signals")?;
    let options = (&args.database).into();
    // Waiting for a database or its schema may take minutes, and nobody shall be left hanging on an address meanwhile.
    let Some(store) = shutdown.cut_short(order::store::open_with(&args.database_url, &options)).await else {
        telemetry.end().await;
        return Ok(());
    };
    let store = store?;
    let pool = store.clone();
    telemetry::watch_pool(move || pool.connections());
    let listener = serve::listen(args.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    tokio::spawn(order::overdue::end_overdue(store.clone(), Clock::system()));
    let router = order::router(store.clone(), Clock::system(), shutdown.clone(), &args.limits);
    serve::serve(listener, router, shutdown).await?;
    if tokio::time::timeout(CLOSE_DEADLINE, store.close()).await.is_err() {
        tracing::warn!("the database was not let go of within {CLOSE_DEADLINE:?}");
    }
    telemetry.end().await;
    tracing::info!("ended");
    Ok(())
}
