//! The menu service's process.

use anyhow::Context as _;
use clap::Parser;
use menu::{App, attendance, router, seed, store};
use menu_api::StoreId;
use service_kit::{
    Clock, DatabaseArgs, Limits, Maintenance, Shutdown,
    probe::{self, ProbeArgs},
    runtime,
    serve::{listen, serve},
    telemetry::{self, TelemetryArgs},
};
use std::{io::Write as _, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

/// With the drain before it, the end comes within 5 s of the signal.
const CLOSE_DEADLINE: Duration = Duration::from_millis(500);

/// The menu service: what the café sells, at what price, and whether it can be had now.
#[derive(Debug, Parser)]
#[command(name = "menu", version)]
struct Args {
    /// Where to listen
    #[arg(long, env = "JUMUN_LISTEN", default_value = "127.0.0.1:7101")]
    listen: SocketAddr,
    /// The database: sqlite:<file> or postgres://user:password@host/name
    #[arg(
        long,
        global = true,
        env = "JUMUN_DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite:data/menu.db"
    )]
    database_url: String,
    #[command(flatten)]
    database: DatabaseArgs,
    /// The menu that a new database begins with (TOML); the default is a Korean café's
    #[arg(long, env = "JUMUN_SEED")]
    seed: Option<PathBuf>,
    /// Which store's menu to serve
    #[arg(long, env = "JUMUN_STORE", default_value_t)]
    store: StoreId,
    #[command(flatten)]
    probe: ProbeArgs,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    telemetry: TelemetryArgs,
    /// Without one it serves
    #[command(subcommand)]
    instead: Option<Maintenance>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match &args.instead {
        None if args.probe.health => probe::ask(args.listen).map_err(Into::into),
        None => runtime::block_on(run(args)).map_err(Into::into).flatten(),
        Some(maintenance) => maintain(maintenance, &args.database_url),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line for the person who started it; nothing can be done if standard error is gone.
            let _unread = writeln!(std::io::stderr(), "menu: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn maintain(maintenance: &Maintenance, database_url: &str) -> anyhow::Result<()> {
    Ok(maintenance.tell(&store::Database::at(database_url)?).await?)
}

async fn run(args: Args) -> anyhow::Result<()> {
    let telemetry = telemetry::init(&args.telemetry, "menu", env!("CARGO_PKG_VERSION"));
    telemetry::database_is(&args.database_url);
    let outcome = work(args).await;
    telemetry.end().await;
    outcome
}

async fn work(args: Args) -> anyhow::Result<()> {
    let limits = args.limits;
    let shutdown = Shutdown::on_signals()?;
    // Waiting for a database or its schema may take minutes, and nobody shall be left hanging on an address meanwhile.
    let Some(store) = shutdown.cut_short(filled(&args)).await else { return Ok(()) };
    let store = store?;
    let pool = store.clone();
    telemetry::watch_pool(move || pool.connections());
    let listener = listen(args.listen).await?;
    let app = App::start(store.clone(), args.store, Clock::system(), shutdown.clone()).await?;
    tokio::spawn(attendance::watch(app.clone()));
    tracing::info!(address = %listener.local_addr()?, "the menu service is ready");
    serve(listener, router(app, &limits), shutdown).await?;
    if tokio::time::timeout(CLOSE_DEADLINE, store.close()).await.is_err() {
        tracing::warn!("the database was not let go of within {CLOSE_DEADLINE:?}");
    }
    Ok(())
}

/// The store's database, with a menu in it.
async fn filled(args: &Args) -> anyhow::Result<Arc<dyn store::Store>> {
    let store = store::open_with(&args.database_url, &(&args.database).into()).await?;
    // The seed is read for a new store only: an old one must start although its seed file is gone.
    if store.menu_version(&args.store).await?.is_none() && store.menu_seed(&first_menu(args)?).await? {
        tracing::info!(store = %args.store, "a new store: it begins with the seed's menu");
    }
    Ok(store)
}

fn first_menu(args: &Args) -> anyhow::Result<menu_api::Menu> {
    let now = Clock::system().now();
    let Some(file) = &args.seed else { return Ok(seed::parse_at(seed::BUILT_IN, args.store.clone(), now)?) };
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    seed::parse_at(&text, args.store.clone(), now).with_context(|| format!("{} is no menu", file.display()))
}
