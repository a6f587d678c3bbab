//! The order service's binary: flags, then [`order::router`] until SIGTERM, or one of the subcommands.

use anyhow::Context as _;
use clap::Parser;
use member_token::surface::{MissingKeys, ServiceName, TrustArgs};
use order::{
    printing::{Deadlines, Printing},
    store,
};
use service_kit::{Clock, Shutdown, cli, serve, telemetry};
use std::{net::SocketAddr, process::ExitCode};
use store_kit::{Process, ServiceArgs, close};

/// Takes orders, moves them along and tells whoever listens
#[derive(Parser)]
#[command(name = "order", version)]
struct Args {
    /// Where to listen
    #[arg(long, env = "JUMUN_LISTEN", default_value = "127.0.0.1:7102")]
    listen: SocketAddr,
    /// `sqlite:FILE` (made when missing) or `postgres://USER:PASSWORD@HOST/DATABASE`; without ?sslmode= TLS is used where the server
    /// offers it, and ?sslmode=verify-full&sslrootcert=FILE insists on it and on who the server is
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

impl Args {
    /// Whom to trust is asked of a process that serves.
    fn check(&self) -> Result<(), MissingKeys> {
        if self.service.serves() { self.trust.require(ServiceName::Order) } else { Ok(()) }
    }
}

fn main() -> ExitCode {
    let args: Args = cli::parse(Args::check);
    let process = Process {
        build: service_kit::build_info!("order"),
        listen: args.listen,
        schema: &store::SCHEMA,
        database_url: &args.database_url,
        args: &args.service,
    };
    process.run(run(&args))
}

async fn run(args: &Args) -> anyhow::Result<()> {
    order::measure::begin();
    let shutdown = Shutdown::on_signals().context("cannot listen for signals")?;
    let options = args.service.database.clone().into();
    // Waiting for a database or its schema may take minutes, and nobody shall be left hanging on an address meanwhile.
    let opening = shutdown.cut_short(store::open_with(&args.database_url, &options));
    let Some(store) = opening.await else { return Ok(()) };
    let store = store?;
    let pool = store.clone();
    telemetry::watch_pool(move || pool.connections());
    let listener = serve::listen(args.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    tokio::spawn(order::overdue::end_overdue(store.clone(), Clock::system()));
    tokio::spawn(order::forgetting::forget_customers(store.clone(), Clock::system()));
    let printing = Printing { store: store.clone(), clock: Clock::system(), deadlines: Deadlines::default() };
    let printing = tokio::spawn(order::printing::run(printing, shutdown.clone()));
    let limits = &args.service.limits;
    let router = order::router(store.clone(), Clock::system(), shutdown.clone(), limits, &args.trust);
    serve::serve(listener, router, shutdown).await?;
    // It sees the signal, too, and has a deadline of its own.
    printing.await.context("printing ended before its time")?;
    close(store.close()).await;
    tracing::info!("ended");
    Ok(())
}
