//! The web binary. One process serves one surface, `client` or `admin`. It keeps no orders and no
//! menu of its own beyond what the gateway and the live feed remember, so any number of replicas
//! may run.

// A page is one deeply nested type, beyond the compiler's default limit.
#![recursion_limit = "256"]

#[cfg(test)]
mod access_tests;
mod admin;
#[cfg(test)]
mod answer_tests;
mod assets;
mod client;
mod config;
#[cfg(test)]
mod counter_language_tests;
mod live;
mod middleware;
mod pages;
mod pictures;
mod router;
mod session;
#[cfg(test)]
mod shares_tests;
mod state;
#[cfg(test)]
mod stranger_tests;

use anyhow::Context as _;
use axum::middleware::from_fn_with_state;
use client::pwa::ServiceWorker;
use config::{ServeArgs, ServerCli, WebSurface};
use gateway::Gateway;
use live::{LiveOrderHub, attendance::OpenBoards, sampler::SystemSampler, stream::StreamHost};
use service_kit::{
    BuildInfo, Clock, FairStreamLimit, ShutdownSignal, cli, health,
    hosts::{HostNames, refuse_unknown_host},
    probe, runtime, serve, telemetry,
};
use session::{
    activity::SessionActivity,
    staff_sessions::{StaffSessions, roster_reader},
};
use staff_token::surface::SurfaceKey;
use std::{path::Path, process::ExitCode, sync::Arc};

fn main() -> ExitCode {
    match run_command(cli::parse_flags(ServerCli::check_required_flags)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print_error(&format!("server: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run_command(cli: ServerCli) -> anyhow::Result<()> {
    match cli.serve.surface {
        _ if cli.serve.new_key => ensure_surface_key(cli.serve.surface_key_file.as_deref()),
        _ if cli.serve.probe.health => {
            probe::probe_readiness(cli.serve.ops_listen).map_err(Into::into)
        }
        Some(surface) => runtime::block_on(serve_surface(surface, cli.serve))?,
        None => Ok(()),
    }
}

#[expect(clippy::print_stdout, reason = "the public key is this command's answer")]
fn ensure_surface_key(file: Option<&Path>) -> anyhow::Result<()> {
    let file = file.context("--new-key takes --surface-key-file")?;
    println!("{}", SurfaceKey::read_or_create(file)?.public_key()?);
    Ok(())
}

#[expect(clippy::print_stderr, reason = "the one line that says why the process ends")]
fn print_error(line: &str) {
    eprintln!("{line}");
}

async fn serve_surface(surface: WebSurface, args: ServeArgs) -> anyhow::Result<()> {
    let build = service_kit::build_info!("server");
    let telemetry = telemetry::init_telemetry(
        &args.telemetry,
        BuildInfo { name: surface.service_name(), ..build },
    );
    any_spawner::Executor::init_tokio()?;
    let shutdown = ShutdownSignal::on_signals()?;
    let options = assets::leptos_options(surface.as_str(), &args.site_root)?;
    std::fs::create_dir_all(&args.state_dir)
        .with_context(|| format!("cannot create {}", args.state_dir.display()))?;
    let keys = args.staff_key(surface);
    let gateway = Gateway::start(gateway::GatewayConfig {
        signer: args.surface_signer(surface, Clock::system())?,
        menu_url: args.menu_url.clone(),
        order_url: args.order_url.clone(),
        staff: keys.clone().map(|keys| gateway::StaffConfig {
            url: args.staff_url.clone(),
            roster_cache: args.state_dir.join("roster.json"),
            reader: roster_reader(keys),
        }),
        menu_cache: args.state_dir.join("menu.json"),
    })?;
    gateway.wait_for_menu().await;
    let shown = gateway.clone();
    telemetry::on_scrape(move || shown.update_gauges());
    let worker = if args.no_service_worker {
        Some(ServiceWorker::self_removing()?)
    } else {
        ServiceWorker::from_assets(&options)?
    };
    let clock = Clock::system();
    let limits = args.limits;
    let streams = FairStreamLimit::new(limits.max_streams, &args.address);
    let live = LiveOrderHub::start(&gateway, clock.clone(), streams.total_limit().clone());
    let site = state::SurfaceState {
        surface,
        options: Arc::new(options),
        boards: OpenBoards::start(&gateway),
        sampler: SystemSampler::start(&gateway, &live, &clock),
        live,
        streams: StreamHost::new(streams, shutdown.clone()),
        staff: Arc::new(StaffSessions::new(
            keys,
            gateway.clone(),
            args.is_https(),
            SessionActivity::new(args.idle_lock_min, Clock::system())?,
        )),
        gateway,
        idle_lock_min: args.idle_lock_min,
        clock,
        secure: args.is_https(),
        client_address: args.client_url.clone(),
        keeps_pages: worker.is_some() && !args.no_service_worker,
    };
    let (pages, ops) =
        (serve::bind_listener(args.listen).await?, serve::bind_listener(args.ops_listen).await?);
    let router = router::surface_router(site, &args.site_root, &limits, &args.address, worker);
    let ready: health::ReadyCheck = Arc::new(|| Box::pin(async { Ok(()) }));
    let health = health::health_router(build, ready);
    let health = health.layer(from_fn_with_state(HostNames::new(&args.hosts), refuse_unknown_host));
    tracing::info!(surface = surface.as_str(), listen = %args.listen, "ready");
    tokio::try_join!(
        serve::serve_until_shutdown(pages, router, shutdown.clone()),
        serve::serve_until_shutdown(ops, serve::wrap_router(health), shutdown),
    )?;
    telemetry.shut_down().await;
    Ok(())
}
