//! One address that takes all it can get of the surfaces (half-sent bodies, streams, orders),
//! beside customers at other addresses, who keep ordering, and a counter that keeps working. The
//! surfaces are this drill's own and have the default shares.
//!
//! Every run judges the results that do not depend on the machine's speed: no neighbour is refused,
//! every look at the board is answered, and the greedy address gets its share and no more. Every
//! run also prints how late a neighbour's order becomes, but only the long run judges it, over a
//! thousand orders in disturbed turns and as many in undisturbed ones between them, so that other
//! activity on the machine affects both. The pauses between turns belong to neither, since
//! thousands of sockets are opened or closed in them.

use super::DrillContext;
use crate::{
    cpu,
    history::percentile_of_sorted,
    load::{
        bursts::{
            AGAIN_AFTER, BROKEN, GREEDY_SOCKETS, GreedyAddress, GreedyCounts, HALF_BODIES,
            NeighbourCustomers, ORDERS_PER_S, RequestResults, STREAMS,
        },
        prober::PageProber,
    },
    open_files,
    report::ReportMeasure,
    world::WorldProcess,
};
use anyhow::{Context as _, Result, ensure};
use rustix::process::Signal;
use std::{
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};

const TURN: Duration = Duration::from_secs(4);
const SHORT_TURN: Duration = Duration::from_secs(2);
const TURNS: u32 = 12;
const SETTLING: Duration = Duration::from_secs(2);
const READY_LIMIT: Duration = Duration::from_secs(30);
const END_LIMIT: Duration = Duration::from_secs(10);
const RATIO_LIMIT: f64 = 1.5;
/// Fewest orders in each kind of turn that make the ratio meaningful.
const LEAST_ORDERS: usize = 600;
/// Default of `--address-orders`.
const BURST: f64 = 40.0;
/// Bodies of one address that a surface reads at once, by default.
const BODIES_AT_ONCE: u64 = 128;
/// Longest time that a surface reads one body.
const BODY_DEADLINE: Duration = Duration::from_secs(5);

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    open_files::require_sockets(GREEDY_SOCKETS)?;
    let mut addresses = ground.world.addresses.clone();
    let mut surfaces = Vec::new();
    let [(client, client_url), (admin, admin_url)] = ground.world.shared.as_slice() else {
        anyhow::bail!("this world has no surfaces with shares")
    };
    (addresses.clients, addresses.admins) = (vec![client_url.clone()], vec![admin_url.clone()]);
    for spec in [client, admin] {
        let surface = WorldProcess::start(spec.clone());
        surface.wait_ready(READY_LIMIT).await?;
        surfaces.push(surface);
    }
    let barista =
        PageProber::new(&addresses, ground.history).await.context("nobody can sign in")?;
    let neighbours =
        NeighbourCustomers::new(&addresses, ground.history).await.context("no cart was filled")?;
    let found = alternate_turns(ground.short, neighbours, &barista, &surfaces).await;
    let crashes: Vec<_> = surfaces.iter().flat_map(|surface| surface.crash_reports()).collect();
    ensure!(crashes.is_empty(), "{}", crashes.join("; "));
    for surface in surfaces {
        surface.set_exit_expected(true);
        surface.set_wanted(false);
        surface.signal_and_wait(Signal::TERM, END_LIMIT).await?;
    }
    Ok(found?.to_measures(ground.short))
}

/// Observations in turns of one kind.
#[derive(Default)]
struct TurnObservations {
    orders: RequestResults,
    board: RequestResults,
    /// CPU seconds of the surfaces.
    cpu_s: f64,
    lasted: Duration,
}

#[derive(Default)]
struct SharesFindings {
    calm: TurnObservations,
    beside: TurnObservations,
    taken: Arc<GreedyCounts>,
    /// Time that the greedy address was at work.
    greedy_for: Duration,
    /// Time from its first turn to the end of its last: its bucket of orders refills in the pauses
    /// too.
    greedy_since: Duration,
}

async fn alternate_turns(
    short: bool,
    mut neighbours: NeighbourCustomers,
    barista: &PageProber,
    surfaces: &[WorldProcess],
) -> Result<SharesFindings> {
    let (turns, turn) = if short { (1, SHORT_TURN) } else { (TURNS, TURN) };
    let mut found = SharesFindings::default();
    // Cold processes are slower; these orders do not count.
    neighbours.place_orders_for(turn / 2, &mut RequestResults::default()).await;
    found.calm.observe_turn(turn, &mut neighbours, barista, surfaces).await;
    let first = Instant::now();
    for _ in 0..turns {
        let began = Instant::now();
        let greedy = GreedyAddress::start(&neighbours, &found.taken)?;
        sleep(SETTLING).await;
        found.beside.observe_turn(turn, &mut neighbours, barista, surfaces).await;
        found.greedy_for += began.elapsed();
        greedy.stop().await;
        found.greedy_since = first.elapsed();
        sleep(SETTLING).await;
        found.calm.observe_turn(turn, &mut neighbours, barista, surfaces).await;
    }
    Ok(found)
}

impl TurnObservations {
    /// One turn: customers order, and a barista looks at the board.
    async fn observe_turn(
        &mut self,
        turn: Duration,
        neighbours: &mut NeighbourCustomers,
        barista: &PageProber,
        surfaces: &[WorldProcess],
    ) {
        let used = || {
            surfaces.iter().filter_map(|surface| surface.pid()).map(cpu::seconds_of).sum::<f64>()
        };
        let before = used();
        let began = Instant::now();
        tokio::join!(
            neighbours.place_orders_for(turn, &mut self.orders),
            sample_board(barista, turn, &mut self.board)
        );
        self.cpu_s += used() - before;
        self.lasted += began.elapsed();
    }

    /// CPU time of the surfaces, in percent of one CPU.
    fn cpu_percent(&self) -> f64 {
        100.0 * self.cpu_s / self.lasted.as_secs_f64()
    }
}

/// Looks at the board, one request after the other.
async fn sample_board(barista: &PageProber, turn: Duration, board: &mut RequestResults) {
    let end = Instant::now() + turn;
    while Instant::now() < end {
        let began = Instant::now();
        match barista.get("/admin").await {
            Ok(200) => board.took_ms.push(began.elapsed().as_secs_f64() * 1_000.0),
            Ok(status) => board.failed.push(format!("status {status}")),
            Err(why) => board.failed.push(why),
        }
        sleep(Duration::from_millis(200)).await;
    }
}

impl SharesFindings {
    fn to_measures(&self, short: bool) -> Vec<ReportMeasure> {
        vec![
            all_served_measure("orders beside a greedy address", &self.beside.orders),
            all_served_measure("the board beside a greedy address", &self.beside.board),
            self.placed_measure(),
            self.bodies_measure(),
            self.attack_rate_measure().advisory_if_short(short),
            self.latency_measure(short).advisory_if_short(short),
        ]
    }

    fn placed_measure(&self) -> ReportMeasure {
        let placed = load_count(&self.taken.placed);
        let refused = self.taken.refused_orders.lock().unwrap_or_else(PoisonError::into_inner);
        let told: Vec<_> = refused.iter().map(|(how, times)| format!("{times} x {how}")).collect();
        let most = BURST + self.greedy_since.as_secs_f64() + 1.0;
        let is_in_turn =
            |how: &String| how == BROKEN || how.starts_with("429 ") || how.starts_with("503 ");
        ReportMeasure::new(
            "orders of a greedy address",
            format!("{placed} placed, {}", told.join(", ")),
            format!("<= {most:.0} placed, the rest 429 or 503"),
            !refused.is_empty() && refused.keys().all(is_in_turn) && placed as f64 <= most,
        )
    }

    /// Every body that was read had a place until its deadline, which limits their number.
    fn bodies_measure(&self) -> ReportMeasure {
        let rounds = self.greedy_since.as_secs() / BODY_DEADLINE.as_secs() + 1;
        let read = load_count(&self.taken.read);
        let most = 2 * BODIES_AT_ONCE * rounds;
        let value = format!("{read} of {} were read", load_count(&self.taken.bodies));
        ReportMeasure::new("bodies of a greedy address", value, format!("<= {most}"), read <= most)
    }

    /// The attack must reach its full rate: an attack that starves shows nothing.
    fn attack_rate_measure(&self) -> ReportMeasure {
        let taken = &self.taken;
        let for_s = self.greedy_for.as_secs_f64();
        let per_s = |counter| load_count(counter) as f64 / for_s;
        let orders = per_s(&taken.ordered);
        let bodies = per_s(&taken.bodies);
        let bodies_meant = f64::from(2 * HALF_BODIES) / (AGAIN_AFTER + BODY_DEADLINE).as_secs_f64();
        let streams = load_count(&taken.streams);
        let value = format!("{orders:.0} orders/s, {bodies:.0} bodies/s, {streams} streams");
        let limit = format!("{ORDERS_PER_S} orders/s, >= {bodies_meant:.0} bodies/s");
        let passed = orders > 0.9 * f64::from(ORDERS_PER_S)
            && bodies >= bodies_meant
            && streams >= u64::from(STREAMS);
        ReportMeasure::new("what a greedy address tried", value, limit, passed)
    }

    fn latency_measure(&self, short: bool) -> ReportMeasure {
        let beside_ms = p99_ms(&self.beside.orders);
        let calm_ms = p99_ms(&self.calm.orders);
        let orders = self.beside.orders.took_ms.len().min(self.calm.orders.took_ms.len());
        let ratio = beside_ms / calm_ms;
        let own_percent =
            load_count(&self.taken.cpu_ms) as f64 / 10.0 / self.greedy_for.as_secs_f64();
        let value = format!(
            "{ratio:.2} ({beside_ms:.1} / {calm_ms:.1} ms, {orders} orders; CPU of the surfaces {:.0} / {:.0} %, its own {own_percent:.0} %)",
            self.beside.cpu_percent(),
            self.calm.cpu_percent(),
        );
        let passed = ratio <= RATIO_LIMIT && (short || orders >= LEAST_ORDERS);
        ReportMeasure::new(
            "an order's p99 beside a greedy address",
            value,
            format!("<= {RATIO_LIMIT} x undisturbed"),
            passed,
        )
    }
}

fn load_count(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

fn p99_ms(served: &RequestResults) -> f64 {
    let mut sorted = served.took_ms.clone();
    sorted.sort_by(f64::total_cmp);
    percentile_of_sorted(&sorted, 0.99)
}

fn all_served_measure(name: &'static str, served: &RequestResults) -> ReportMeasure {
    let good = served.took_ms.len();
    let failed = served.failed.len();
    let first = served.failed.first().map(|why| format!(", {why}")).unwrap_or_default();
    ReportMeasure::new(
        name,
        format!("{good} of {}{first}", good + failed),
        "all",
        failed == 0 && good > 0,
    )
}
