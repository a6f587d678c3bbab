//! The web binary. One process serves one surface, `client` or `admin`. It keeps no orders and no
//! menu of its own beyond what the gateway and the live feed remember, so any number of replicas
//! may run.

// A page is one deeply nested type, beyond the compiler's default limit.
#![recursion_limit = "256"]

mod access;
#[cfg(test)]
mod access_tests;
mod activity;
#[cfg(test)]
mod answer_tests;
mod assets;
mod config;
#[cfg(test)]
mod counter_language_tests;
mod cross_site;
mod day_csv;
mod headers;
mod identity;
mod live;
mod menu_csv;
mod menu_forms;
mod menu_picture;
mod normal_path;
mod one_spelling;
mod overloaded;
mod pages;
mod pictures;
mod pin_again;
mod pwa;
#[cfg(test)]
mod shares_tests;
mod site;
mod staff;
#[cfg(test)]
mod stranger_tests;
mod trace;

use anyhow::Context as _;
use axum::middleware::from_fn_with_state;
use config::{Cli, ServeArgs, Surface};
use gateway::Gateway;
use member_token::surface::SurfaceKey;
use service_kit::{
    BuildInfo, Clock, FairStreams, Shutdown, cli, health,
    hosts::{HostNames, refuse_unknown},
    probe, runtime, serve, telemetry,
};
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
        member: keys.clone().map(|keys| gateway::MemberConfig {
            url: args.member_url.clone(),
            roster_cache: args.state_dir.join("roster.json"),
            reader: staff::roster_reader(keys),
        }),
        menu_cache: args.state_dir.join("menu.json"),
    })?;
    gateway.first_look().await;
    let shown = gateway.clone();
    telemetry::on_scrape(move || shown.show());
    let worker =
        if args.no_service_worker { Some(pwa::Worker::removal()?) } else { pwa::Worker::of(&options)? };
    let (clock, limits) = (Clock::system(), args.limits);
    let streams = FairStreams::new(limits.max_streams, &args.address);
    let live = live::Live::start(&gateway, clock.clone(), streams.all().clone());
    let site = site::Site {
        surface,
        options,
        boards: live::attendance::Boards::start(&gateway),
        sampler: live::system::Sampler::start(&gateway, &live, &clock),
        live,
        streams,
        staff: Arc::new(staff::Sessions::new(
            keys,
            gateway.clone(),
            args.is_https(),
            activity::Activity::new(args.idle_lock_min, Clock::system())?,
        )),
        gateway,
        idle_lock_min: args.idle_lock_min,
        clock,
        shutdown: shutdown.clone(),
        secure: args.is_https(),
        client_address: args.client_url.clone(),
        keeps_pages: worker.is_some() && !args.no_service_worker,
    };
    let (pages, ops) = (serve::listen(args.listen).await?, serve::listen(args.ops_listen).await?);
    let router = site::router(site, &args.site_root, &limits, &args.address, worker);
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
