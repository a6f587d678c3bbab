//! Process of the menu service: flags, then [`menu::router`] until SIGTERM, or another command.

use anyhow::Context as _;
use clap::Parser;
use db_kit::{ServiceArgs, ServiceRunner, close_database};
use menu::{MenuService, attendance, build_router, db, seed};
use menu_api::StoreId;
use service_kit::{Clock, ShutdownSignal, cli, serve, telemetry};
use staff_token::surface::{MissingKeys, ServiceName, TrustArgs};
use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

/// The menu service: the café's items, their prices and their availability
#[derive(Debug, Parser)]
#[command(name = "menu", version)]
struct MenuServiceArgs {
    /// Address and port to listen on
    #[arg(long, env = "JUMUN_LISTEN", default_value = "127.0.0.1:7101")]
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
        default_value = "sqlite:data/menu.db"
    )]
    database_url: String,
    /// TOML file with the menu that a new database starts with; the default is a Korean café's
    #[arg(long, env = "JUMUN_SEED")]
    seed: Option<PathBuf>,
    /// Id of the store whose menu is served
    #[arg(long, env = "JUMUN_STORE", default_value_t)]
    store: StoreId,
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    service: ServiceArgs,
}

impl MenuServiceArgs {
    /// Keys are required only of a process that serves, not of the maintenance subcommands.
    fn check_required_keys(&self) -> Result<(), MissingKeys> {
        if self.service.is_server() { self.trust.require_keys(ServiceName::Menu) } else { Ok(()) }
    }
}

fn main() -> ExitCode {
    let args: MenuServiceArgs = cli::parse_flags(MenuServiceArgs::check_required_keys);
    let process = ServiceRunner {
        build: service_kit::build_info!("menu"),
        listen: args.listen,
        schema: &db::SCHEMA,
        database_url: &args.database_url,
        args: &args.service,
    };
    process.run(run_service(&args))
}

async fn run_service(args: &MenuServiceArgs) -> anyhow::Result<()> {
    let shutdown = ShutdownSignal::on_signals()?;
    // Waiting for a database or its schema may take minutes: listen only afterwards, so that no
    // client hangs on an address that does not answer.
    let Some(store) = shutdown.run_until_shutdown(open_seeded_repository(args)).await else {
        return Ok(());
    };
    let store = store?;
    let pool = store.clone();
    telemetry::watch_pool(move || pool.pool_usage());
    let listener = serve::bind_listener(args.listen).await?;
    let app = MenuService::start(
        store.clone(),
        args.store.clone(),
        Clock::system(),
        shutdown.clone(),
        &args.trust,
    )
    .await?;
    tokio::spawn(attendance::watch_attendance(app.clone()));
    tracing::info!(address = %listener.local_addr()?, "listening");
    serve::serve_until_shutdown(
        listener,
        build_router(app, &args.service.limits, &args.trust),
        shutdown,
    )
    .await?;
    close_database(store.close()).await;
    Ok(())
}

/// Opens the database, with a menu in it.
async fn open_seeded_repository(
    args: &MenuServiceArgs,
) -> anyhow::Result<Arc<dyn db::MenuRepository>> {
    let store = db::open_repository_with(&args.database_url, &args.service.database).await?;
    // Only a new store reads the seed: an existing one must start even if its seed file is gone.
    if store.fetch_menu_version(&args.store).await?.is_none()
        && store.seed_menu(&first_menu(args)?).await?
    {
        tracing::info!(store = %args.store, "a new store: it begins with the seed's menu");
    }
    Ok(store)
}

fn first_menu(args: &MenuServiceArgs) -> anyhow::Result<menu_api::Menu> {
    let now = Clock::system().now();
    let Some(file) = &args.seed else {
        return Ok(seed::parse_at(seed::BUILT_IN, args.store.clone(), now)?);
    };
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    seed::parse_at(&text, args.store.clone(), now)
        .with_context(|| format!("{} is no menu", file.display()))
}
