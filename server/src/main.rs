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
use client::pwa::Worker;
use config::{Cli, ServeArgs, Surface};
use gateway::Gateway;
use live::{Live, attendance::Boards, sampler::Sampler, stream::StreamHost};
use service_kit::{
    BuildInfo, Clock, FairStreams, Shutdown, cli, health,
    hosts::{HostNames, refuse_unknown},
    probe, runtime, serve, telemetry,
};
use session::{
    activity::Activity,
    staff_sessions::{Sessions, roster_reader},
};
use staff_token::surface::SurfaceKey;
use std::{path::Path, process::ExitCode, sync::Arc};

fn main() -> ExitCode {
    match start(cli::parse(Cli::check)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("server: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn start(cli: Cli) -> anyhow::Result<()> {
    match cli.serve.surface {
        _ if cli.serve.new_key => new_key(cli.serve.surface_key_file.as_deref()),
        _ if cli.serve.probe.health => probe::ask(cli.serve.ops_listen).map_err(Into::into),
        Some(surface) => runtime::block_on(run(surface, cli.serve))?,
        None => Ok(()),
    }
}

#[expect(clippy::print_stdout, reason = "the public key is this command's answer")]
fn new_key(file: Option<&Path>) -> anyhow::Result<()> {
    let file = file.context("--new-key takes --surface-key-file")?;
    println!("{}", SurfaceKey::ensure(file)?.public()?);
    Ok(())
}

#[expect(clippy::print_stderr, reason = "the one line that says why the process ends")]
fn say(line: &str) {
    eprintln!("{line}");
}

async fn run(surface: Surface, args: ServeArgs) -> anyhow::Result<()> {
    let build = service_kit::build_info!("server");
    let telemetry = telemetry::init(&args.telemetry, BuildInfo { name: surface.service(), ..build });
    any_spawner::Executor::init_tokio()?;
    let shutdown = Shutdown::on_signals()?;
    let options = assets::options(surface.name(), &args.site_root)?;
    std::fs::create_dir_all(&args.state_dir)
        .with_context(|| format!("cannot create {}", args.state_dir.display()))?;
    let keys = args.staff_key(surface);
    let gateway = Gateway::start(gateway::Config {
        signer: args.signer(surface, Clock::system())?,
        menu_url: args.menu_url.clone(),
        order_url: args.order_url.clone(),
        staff: keys.clone().map(|keys| gateway::StaffConfig {
            url: args.staff_url.clone(),
            roster_cache: args.state_dir.join("roster.json"),
            reader: roster_reader(keys),
        }),
        menu_cache: args.state_dir.join("menu.json"),
    })?;
    gateway.first_look().await;
    let shown = gateway.clone();
    telemetry::on_scrape(move || shown.show());
    let worker = if args.no_service_worker { Some(Worker::removal()?) } else { Worker::of(&options)? };
    let (clock, limits) = (Clock::system(), args.limits);
    let streams = FairStreams::new(limits.max_streams, &args.address);
    let live = Live::start(&gateway, clock.clone(), streams.all().clone());
    let site = state::Site {
        surface,
        options: Arc::new(options),
        boards: Boards::start(&gateway),
        sampler: Sampler::start(&gateway, &live, &clock),
        live,
        streams: StreamHost::new(streams, shutdown.clone()),
        staff: Arc::new(Sessions::new(
            keys,
            gateway.clone(),
            args.is_https(),
            Activity::new(args.idle_lock_min, Clock::system())?,
        )),
        gateway,
        idle_lock_min: args.idle_lock_min,
        clock,
        secure: args.is_https(),
        client_address: args.client_url.clone(),
        keeps_pages: worker.is_some() && !args.no_service_worker,
    };
    let (pages, ops) = (serve::listen(args.listen).await?, serve::listen(args.ops_listen).await?);
    let router = router::router(site, &args.site_root, &limits, &args.address, worker);
    let ready: health::Ready = Arc::new(|| Box::pin(async { Ok(()) }));
    let health = health::router(build, ready);
    let health = health.layer(from_fn_with_state(HostNames::new(&args.hosts), refuse_unknown));
    tracing::info!(surface = surface.name(), listen = %args.listen, "ready");
    tokio::try_join!(
        serve::serve(pages, router, shutdown.clone()),
        serve::serve(ops, serve::layered(health), shutdown),
    )?;
    telemetry.end().await;
    Ok(())
}
