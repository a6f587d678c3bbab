//! Costs of repeated operations: CPU time and memory of each process.

use super::{BenchFigure, usage::ServiceUsage};
use crate::{
    drill::streams::StreamReaders,
    load::{
        browser::SimulatedBrowser,
        bursts::{PlacementTemplate, RawHttp},
        context::{LoadContext, seeded_rng},
        customer, direct_program, staff,
    },
    open_files,
    programs::ProgramIdentity,
    world::ProcessWorld,
};
use anyhow::{Context as _, Result, ensure};
use order_api::{Order, OrderActor, OrderStatus, OrderTransition};
use staff_token::surface::ServiceName;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

/// Connections in use at once: as many as a busy café's phones keep busy, and enough for the writer
/// to commit several orders together.
const AT_ONCE: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);
const FOR: Duration = Duration::from_secs(5);
const PHONES: usize = 1_000;
const PHONES_LIMIT: Duration = Duration::from_secs(60);
/// Covers two heartbeats.
const WATCHED_FOR: Duration = Duration::from_secs(30);
/// Costs of one operation below this are left out.
const LEAST_US: f64 = 1.0;
const STEPS: [OrderStatus; 4] =
    [OrderStatus::Accepted, OrderStatus::Preparing, OrderStatus::Ready, OrderStatus::Completed];

/// Measures everything in `world`.
pub async fn measure_costs(world: &ProcessWorld, shop: &LoadContext) -> Result<Vec<BenchFigure>> {
    let mut figures = Vec::new();
    for (what, path) in [("the menu page", "/client"), ("the cart's page", "/client/cart")] {
        figures.extend(measure_page_costs(world, shop, what, path).await?);
    }
    let steps = measure_step_costs(world, shop).await?;
    let service = PlacementTemplate::for_service(shop);
    let surface = PlacementTemplate::for_surface(shop).await.context("no cart was filled")?;
    figures
        .extend(measure_placement_costs(world, shop, "an order at the service", &service).await?);
    figures.extend(
        measure_placement_costs(world, shop, "an order through the surface", &surface).await?,
    );
    figures.extend(steps);
    figures.extend(measure_phone_costs(world).await?);
    Ok(figures)
}

/// Cost of a page, as a phone with a filled cart requests it.
async fn measure_page_costs(
    world: &ProcessWorld,
    shop: &LoadContext,
    what: &str,
    path: &'static str,
) -> Result<Vec<BenchFigure>> {
    let menu = shop.initial_menu().await.context("there is no menu")?;
    let mut phone = SimulatedBrowser::new(shop, &shop.addresses.clients, 0);
    customer::prepare_checkout(shop, &mut phone, menu, &mut seeded_rng(0, 7))
        .await
        .context("no cart was filled")?;
    let cookies: Vec<_> =
        phone.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let head =
        format!("accept: text/html\r\naccept-encoding: br\r\ncookie: {}\r\n", cookies.join("; "));
    let request = move |host: &str| format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{head}\r\n");
    let requests =
        RepeatedRequest { bases: shop.addresses.clients.clone().into(), make: Arc::new(request) };
    let (mut figures, bytes) = measure_repeated(world, what, requests).await?;
    figures.push(build_figure(world, what, "the wire", bytes / 1_000.0, "kB"));
    Ok(figures)
}

async fn measure_placement_costs(
    world: &ProcessWorld,
    shop: &LoadContext,
    what: &str,
    target: &PlacementTemplate,
) -> Result<Vec<BenchFigure>> {
    let keys = shop.clock.clone();
    let target = target.clone();
    let bases = target.replicas.clone();
    let make = move |host: &str| {
        target
            .render_request(&format!("http://{host}"), &keys.uuid_v7().to_string().as_str().into())
    };
    Ok(measure_repeated(world, what, RepeatedRequest { bases, make: Arc::new(make) }).await?.0)
}

/// A request to repeat; `make` returns its bytes for a `host:port`.
#[derive(Clone)]
struct RepeatedRequest {
    bases: Arc<[String]>,
    make: Arc<dyn Fn(&str) -> String + Send + Sync>,
}

/// Sends requests over [`AT_ONCE`] kept connections; returns the CPU time of each service for one
/// request, the requests per second, and the mean bytes of an answer's body.
async fn measure_repeated(
    world: &ProcessWorld,
    what: &str,
    requests: RepeatedRequest,
) -> Result<(Vec<BenchFigure>, f64)> {
    send_volley(&requests, WARM_UP).await?;
    let before = ServiceUsage::for_world(world);
    let began = Instant::now();
    let (count, bytes) = send_volley(&requests, FOR).await?;
    let (cpu_s, took_s) =
        (ServiceUsage::for_world(world).cpu_s_since(&before), began.elapsed().as_secs_f64());
    ensure!(count > 0, "{what}: nothing was answered");
    let mut figures = figures_per_operation(world, what, &cpu_s, count);
    figures.push(build_figure(
        world,
        what,
        "all together, with the load on the same machine",
        count as f64 / took_s,
        "/s",
    ));
    Ok((figures, bytes as f64 / count as f64))
}

async fn send_volley(requests: &RepeatedRequest, lasts: Duration) -> Result<(u64, u64)> {
    let mut tasks = JoinSet::new();
    let end = Instant::now() + lasts;
    for base in requests.bases.iter().cycle().take(AT_ONCE) {
        let base = base.clone();
        let make = requests.make.clone();
        tasks.spawn(async move {
            let host = base.trim_start_matches("http://").to_owned();
            let mut wire = None;
            let mut count = 0;
            let mut bytes = 0;
            while Instant::now() < end {
                let open = match wire.take() {
                    Some(open) => open,
                    None => RawHttp::connect(&base).await?,
                };
                let (answer, kept) = open.call(make(&host).as_bytes()).await?;
                ensure!(answer.status < 400, "answered {}: {}", answer.status, answer.body);
                (wire, count, bytes) = (kept, count + 1, bytes + answer.length as u64);
            }
            Ok((count, bytes))
        });
    }
    let mut count = 0;
    let mut bytes = 0;
    while let Some(done) = tasks.join_next().await {
        let (more, of_them) = done??;
        (count, bytes) = (count + more, bytes + of_them);
    }
    Ok((count, bytes))
}

/// Cost of a status step: the four steps of 400 orders, one after the other.
async fn measure_step_costs(world: &ProcessWorld, shop: &LoadContext) -> Result<Vec<BenchFigure>> {
    const ORDERS: usize = 400;
    let base = shop.addresses.orders.first().context("there is no order service")?;
    let orders = format!("{base}/api/v1/orders");
    let mut placed = Vec::new();
    for number in 0..ORDERS {
        let new = direct_program::random_order(&mut seeded_rng(1, number as u64));
        let request =
            shop.http.post(&orders).header("idempotency-key", shop.new_key().as_str()).json(&new);
        let by = (ServiceName::Order, ProgramIdentity::Phone(&new.customer.session));
        placed.push(
            shop.send_signed(base, by, request).await?.error_for_status()?.json::<Order>().await?,
        );
    }
    let session = staff::signed_session(shop).await.context("nobody can sign in")?;
    let before = ServiceUsage::for_world(world);
    for mut order in placed {
        for to in STEPS {
            let step = OrderTransition {
                to,
                expected_version: order.version,
                actor: OrderActor::Staff,
                reason: None,
            };
            let url = format!("{orders}/{}/transitions", order.id);
            let request = shop.http.post(url).bearer_auth(&session).json(&step);
            let answer = shop
                .send_signed(base, (ServiceName::Order, ProgramIdentity::Counter), request)
                .await?;
            order = answer.error_for_status()?.json().await?;
        }
    }
    let cpu_s = ServiceUsage::for_world(world).cpu_s_since(&before);
    Ok(figures_per_operation(world, "a step of an order", &cpu_s, (ORDERS * STEPS.len()) as u64))
}

/// Cost of phones that watch the menu while only heartbeats are sent.
async fn measure_phone_costs(world: &ProcessWorld) -> Result<Vec<BenchFigure>> {
    open_files::require_sockets(PHONES)?;
    let base = world.addresses.clients.first().context("there is no client surface")?;
    let empty = ServiceUsage::for_world(world);
    let streams = StreamReaders::open(&format!("{base}/client/live/menu"), PHONES, None)?;
    ensure!(
        streams.wait_until(PHONES_LIMIT, |seen| seen.told == PHONES).await,
        "not all phones were told"
    );
    let full = ServiceUsage::for_world(world);
    let bytes = full.resident_bytes_since(&empty).get("web-client").copied().unwrap_or_default();
    sleep(WATCHED_FOR).await;
    let cpu_s = ServiceUsage::for_world(world)
        .cpu_s_since(&full)
        .get("web-client")
        .copied()
        .unwrap_or_default();
    let phones = PHONES as f64;
    let what = "a live phone";
    Ok(vec![
        build_figure(world, what, "web-client, memory", bytes / phones / 1_000.0, "kB"),
        build_figure(
            world,
            what,
            "web-client",
            cpu_s / phones / WATCHED_FOR.as_secs_f64() * 1e6,
            "µs/s",
        ),
    ])
}

fn figures_per_operation(
    world: &ProcessWorld,
    what: &str,
    cpu_s: &BTreeMap<&'static str, f64>,
    count: u64,
) -> Vec<BenchFigure> {
    let us = cpu_s.iter().map(|(on, cpu_s)| (on, cpu_s / count as f64 * 1e6));
    us.filter(|(_, us)| *us >= LEAST_US)
        .map(|(on, us)| build_figure(world, what, on, us, "µs"))
        .collect()
}

fn build_figure(world: &ProcessWorld, what: &str, on: &str, value: f64, unit: &str) -> BenchFigure {
    BenchFigure {
        topology: world.topology.name().to_owned(),
        what: what.to_owned(),
        on: on.to_owned(),
        value: (value * 10.0).round() / 10.0,
        unit: unit.to_owned(),
    }
}
