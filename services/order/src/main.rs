//! Process of the order service: flags, then [`order::router`] until SIGTERM, or another command.

use anyhow::Context as _;
use clap::Parser;
use db_kit::{ServiceArgs, ServiceRunner, close_database};
use order::{
    OrderService, build_router, db, forgetting, measure, overdue,
    printing::{self, PrintWorker, PrinterDeadlines},
};
use service_kit::{Clock, ShutdownSignal, cli, serve, telemetry};
use staff_token::surface::{MissingKeys, ServiceName, TrustArgs};
use std::{net::SocketAddr, process::ExitCode};

/// Order service: places orders, moves them along and streams every change
#[derive(Parser)]
#[command(name = "order", version)]
struct OrderServiceArgs {
    /// Address and port to listen on
    #[arg(long, env = "JUMUN_LISTEN", default_value = "127.0.0.1:7102")]
    listen: SocketAddr,
    /// Database URL: `sqlite:FILE` (created if missing) or
    /// `postgres://USER:PASSWORD@HOST/DATABASE`
    ///
    /// Postgres: without `?sslmode=`, TLS is used if the server offers it.
    /// `?sslmode=verify-full&sslrootcert=FILE` requires TLS and verifies the server's certificate.
    #[arg(
        long,
        global = true,
        env = "JUMUN_DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite:data/order.db"
    )]
    database_url: String,
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    service: ServiceArgs,
}

impl OrderServiceArgs {
    /// Keys are required only of a process that serves, not of the maintenance subcommands.
    fn check_required_keys(&self) -> Result<(), MissingKeys> {
        if self.service.is_server() { self.trust.require_keys(ServiceName::Order) } else { Ok(()) }
    }
}

fn main() -> ExitCode {
    let args: OrderServiceArgs = cli::parse_flags(OrderServiceArgs::check_required_keys);
    let process = ServiceRunner {
        build: service_kit::build_info!("order"),
        listen: args.listen,
        schema: &db::SCHEMA,
        database_url: &args.database_url,
        args: &args.service,
    };
    process.run(run_service(&args))
}

async fn run_service(args: &OrderServiceArgs) -> anyhow::Result<()> {
    measure::describe_metrics();
    let shutdown = ShutdownSignal::on_signals()?;
    let options = args.service.database.clone().into();
    // Waiting for a database or its schema may take minutes: listen only afterwards, so that no
    // client hangs on an address that does not answer.
    let opening = db::open_repository_with(&args.database_url, &options);
    let Some(store) = shutdown.run_until_shutdown(opening).await else { return Ok(()) };
    let store = store?;
    let pool = store.clone();
    telemetry::watch_pool(move || pool.pool_usage());
    let listener = serve::bind_listener(args.listen).await?;
    let app = OrderService::start(store.clone(), Clock::system(), shutdown.clone(), &args.trust);
    tokio::spawn(overdue::run_overdue_worker(store.clone(), Clock::system()));
    tokio::spawn(forgetting::run_retention_worker(store.clone(), Clock::system()));
    let printing = PrintWorker {
        store: store.clone(),
        clock: Clock::system(),
        deadlines: PrinterDeadlines::default(),
    };
    let printing = tokio::spawn(printing::run_print_worker(printing, shutdown.clone()));
    tracing::info!(address = %listener.local_addr()?, "listening");
    serve::serve_until_shutdown(
        listener,
        build_router(app, &args.service.limits, &args.trust),
        shutdown,
    )
    .await?;
    // The printing task ends by the same signal and has its own deadline.
    printing.await.context("printing ended before its time")?;
    close_database(store.close()).await;
    Ok(())
}
