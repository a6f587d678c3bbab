//! Costs of repeated operations: CPU time and memory of each process.

use super::{Figure, usage::Usage};
use crate::{
    drill::streams::Streams,
    load::{
        browser::Phone,
        bursts::{Target, Wire},
        context::{Shop, dice},
        customer, direct_program, staff,
    },
    open_files,
    programs::Program,
    world::World,
};
use anyhow::{Context as _, Result, ensure};
use order_api::{Actor, Order, Status, Transition};
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
const STEPS: [Status; 4] = [Status::Accepted, Status::Preparing, Status::Ready, Status::Completed];

/// Measures everything in `world`.
pub async fn all(world: &World, shop: &Shop) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (what, path) in [("the menu page", "/client"), ("the cart's page", "/client/cart")] {
        figures.extend(pages(world, shop, what, path).await?);
    }
    let steps = steps(world, shop).await?;
    let service = Target::service(shop);
    let surface = Target::surface(shop).await.context("no cart was filled")?;
    figures.extend(placements(world, shop, "an order at the service", &service).await?);
    figures.extend(placements(world, shop, "an order through the surface", &surface).await?);
    figures.extend(steps);
    figures.extend(phones(world).await?);
    Ok(figures)
}

/// Cost of a page, as a phone with a filled cart requests it.
async fn pages(world: &World, shop: &Shop, what: &str, path: &'static str) -> Result<Vec<Figure>> {
    let menu = shop.menu().await.context("there is no menu")?;
    let mut phone = Phone::new(shop, &shop.addresses.clients, 0);
    customer::fill(shop, &mut phone, menu, &mut dice(0, 7)).await.context("no cart was filled")?;
    let cookies: Vec<_> = phone.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let head = format!("accept: text/html\r\naccept-encoding: br\r\ncookie: {}\r\n", cookies.join("; "));
    let request = move |host: &str| format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{head}\r\n");
    let requests = Requests { bases: shop.addresses.clients.clone().into(), make: Arc::new(request) };
    let (mut figures, bytes) = repeated(world, what, requests).await?;
    figures.push(figure(world, what, "the wire", bytes / 1_000.0, "kB"));
    Ok(figures)
}

async fn placements(world: &World, shop: &Shop, what: &str, target: &Target) -> Result<Vec<Figure>> {
    let (keys, target) = (shop.clock.clone(), target.clone());
    let bases = target.replicas.clone();
    let make = move |host: &str| {
        target.request(&format!("http://{host}"), &keys.uuid_v7().to_string().as_str().into())
    };
    Ok(repeated(world, what, Requests { bases, make: Arc::new(make) }).await?.0)
}

/// A request to repeat; `make` returns its bytes for a `host:port`.
#[derive(Clone)]
struct Requests {
    bases: Arc<[String]>,
    make: Arc<dyn Fn(&str) -> String + Send + Sync>,
}

/// Sends requests over [`AT_ONCE`] kept connections; returns the CPU time of each service for one
/// request, the requests per second, and the mean bytes of an answer's body.
async fn repeated(world: &World, what: &str, requests: Requests) -> Result<(Vec<Figure>, f64)> {
    volley(&requests, WARM_UP).await?;
    let (before, began) = (Usage::of(world), Instant::now());
    let (count, bytes) = volley(&requests, FOR).await?;
    let (cpu_s, took_s) = (Usage::of(world).cpu_s_since(&before), began.elapsed().as_secs_f64());
    ensure!(count > 0, "{what}: nothing was answered");
    let mut figures = per_one(world, what, &cpu_s, count);
    figures.push(figure(
        world,
        what,
        "all together, with the load on the same machine",
        count as f64 / took_s,
        "/s",
    ));
    Ok((figures, bytes as f64 / count as f64))
}

async fn volley(requests: &Requests, lasts: Duration) -> Result<(u64, u64)> {
    let (mut tasks, end) = (JoinSet::new(), Instant::now() + lasts);
    for base in requests.bases.iter().cycle().take(AT_ONCE) {
        let (base, make) = (base.clone(), requests.make.clone());
        tasks.spawn(async move {
            let host = base.trim_start_matches("http://").to_owned();
            let (mut wire, mut count, mut bytes) = (None, 0, 0);
            while Instant::now() < end {
                let open = match wire.take() {
                    Some(open) => open,
                    None => Wire::connect(&base).await?,
                };
                let (answer, kept) = open.call(make(&host).as_bytes()).await?;
                ensure!(answer.status < 400, "answered {}: {}", answer.status, answer.body);
                (wire, count, bytes) = (kept, count + 1, bytes + answer.length as u64);
            }
            Ok((count, bytes))
        });
    }
    let (mut count, mut bytes) = (0, 0);
    while let Some(done) = tasks.join_next().await {
        let (more, of_them) = done??;
        (count, bytes) = (count + more, bytes + of_them);
    }
    Ok((count, bytes))
}

/// Cost of a status step: the four steps of 400 orders, one after the other.
async fn steps(world: &World, shop: &Shop) -> Result<Vec<Figure>> {
    const ORDERS: usize = 400;
    let base = shop.addresses.orders.first().context("there is no order service")?;
    let orders = format!("{base}/api/v1/orders");
    let mut placed = Vec::new();
    for number in 0..ORDERS {
        let new = direct_program::new_order(&mut dice(1, number as u64));
        let request = shop.http.post(&orders).header("idempotency-key", shop.new_key().as_str()).json(&new);
        let by = (ServiceName::Order, Program::Phone(&new.customer.session));
        placed.push(shop.ask(base, by, request).await?.error_for_status()?.json::<Order>().await?);
    }
    let session = staff::session(shop).await.context("nobody can sign in")?;
    let before = Usage::of(world);
    for mut order in placed {
        for to in STEPS {
            let step = Transition { to, expected_version: order.version, actor: Actor::Staff, reason: None };
            let url = format!("{orders}/{}/transitions", order.id);
            let request = shop.http.post(url).bearer_auth(&session).json(&step);
            let answer = shop.ask(base, (ServiceName::Order, Program::Counter), request).await?;
            order = answer.error_for_status()?.json().await?;
        }
    }
    let cpu_s = Usage::of(world).cpu_s_since(&before);
    Ok(per_one(world, "a step of an order", &cpu_s, (ORDERS * STEPS.len()) as u64))
}

/// Cost of phones that watch the menu while only heartbeats are sent.
async fn phones(world: &World) -> Result<Vec<Figure>> {
    open_files::require(PHONES)?;
    let base = world.addresses.clients.first().context("there is no client surface")?;
    let empty = Usage::of(world);
    let streams = Streams::open(&format!("{base}/client/live/menu"), PHONES, None)?;
    ensure!(streams.until(PHONES_LIMIT, |seen| seen.told == PHONES).await, "not all phones were told");
    let full = Usage::of(world);
    let bytes = full.resident_bytes_since(&empty).get("web-client").copied().unwrap_or_default();
    sleep(WATCHED_FOR).await;
    let cpu_s = Usage::of(world).cpu_s_since(&full).get("web-client").copied().unwrap_or_default();
    let phones = PHONES as f64;
    let what = "a live phone";
    Ok(vec![
        figure(world, what, "web-client, memory", bytes / phones / 1_000.0, "kB"),
        figure(world, what, "web-client", cpu_s / phones / WATCHED_FOR.as_secs_f64() * 1e6, "µs/s"),
    ])
}

fn per_one(world: &World, what: &str, cpu_s: &BTreeMap<&'static str, f64>, count: u64) -> Vec<Figure> {
    let us = cpu_s.iter().map(|(on, cpu_s)| (on, cpu_s / count as f64 * 1e6));
    us.filter(|(_, us)| *us >= LEAST_US).map(|(on, us)| figure(world, what, on, us, "µs")).collect()
}

fn figure(world: &World, what: &str, on: &str, value: f64, unit: &str) -> Figure {
    Figure {
        topology: world.topology.name().to_owned(),
        what: what.to_owned(),
        on: on.to_owned(),
        value: (value * 10.0).round() / 10.0,
        unit: unit.to_owned(),
    }
}
