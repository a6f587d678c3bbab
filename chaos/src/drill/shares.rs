//! One address that takes all it can get of the surfaces (half-sent bodies, streams, orders) beside customers of other
//! addresses, who order on, and a counter that goes on. The surfaces are this drill's own and have the shares of the default.
//!
//! As in the drill of isolation, undisturbed and disturbed turns alternate.

use super::Ground;
use crate::{
    history::percentile,
    load::{
        bursts::{GREEDY_SOCKETS, Neighbours, Served, Taken},
        visitor::Visitor,
    },
    open_files,
    report::Measure,
    world::Process,
};
use anyhow::{Context as _, Result};
use rustix::process::Signal;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

const TURN: Duration = Duration::from_secs(4);
const SHORT_TURN: Duration = Duration::from_secs(2);
/// Until what can be taken is taken: thousands of connections are opened on the CPUs of what is measured.
const SETTLING: Duration = Duration::from_secs(2);
const READY_LIMIT: Duration = Duration::from_secs(30);
const END_LIMIT: Duration = Duration::from_secs(10);
const RATIO_LIMIT: f64 = 1.5;
/// `--address-orders`, by default.
const BURST: f64 = 40.0;

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    open_files::require(GREEDY_SOCKETS)?;
    let (mut addresses, mut surfaces) = (ground.world.addresses.clone(), Vec::new());
    let [(client, client_url), (admin, admin_url)] = ground.world.shared.as_slice() else {
        anyhow::bail!("this world has no surfaces with shares")
    };
    (addresses.clients, addresses.admins) = (vec![client_url.clone()], vec![admin_url.clone()]);
    for spec in [client, admin] {
        let surface = Process::start(spec.clone());
        surface.wait_ready(READY_LIMIT).await?;
        surfaces.push(surface);
    }
    let barista = Visitor::new(&addresses, ground.history).await.context("nobody can sign in")?;
    let neighbours = Neighbours::new(&addresses, ground.history).await.context("no cart was filled")?;
    let found = alternate(ground.short, neighbours, &barista).await;
    for surface in surfaces {
        surface.excuse(true);
        surface.want(false);
        surface.end(Signal::TERM, END_LIMIT).await?;
    }
    Ok(found.measures(ground.short))
}

/// What was seen in disturbed turns, and in undisturbed ones.
#[derive(Default)]
struct Found {
    calm: Served,
    beside: Served,
    board: Served,
    taken: Arc<Taken>,
    /// From its first turn to the end of its last: its bucket fills in between.
    greedy_for_s: f64,
}

async fn alternate(short: bool, mut neighbours: Neighbours, barista: &Visitor) -> Found {
    let (turns, turn) = if short { (1, SHORT_TURN) } else { (6, TURN) };
    let mut found = Found::default();
    neighbours.order_for(turn, &mut found.calm).await;
    let began = Instant::now();
    for _ in 0..turns {
        let ((end, ended), greedy) = (watch::channel(false), neighbours.clone());
        let taking = greedy.be_greedy(&found.taken, ended);
        let (beside, board) = (&mut found.beside, &mut found.board);
        let others = async {
            sleep(SETTLING).await;
            tokio::join!(neighbours.order_for(turn, beside), look(barista, turn, board));
            end.send_replace(true);
        };
        tokio::join!(taking, others);
        found.greedy_for_s = began.elapsed().as_secs_f64();
        neighbours.order_for(turn, &mut found.calm).await;
    }
    found
}

/// At the board, one look after the other.
async fn look(barista: &Visitor, turn: Duration, board: &mut Served) {
    let end = Instant::now() + turn;
    while Instant::now() < end {
        let began = Instant::now();
        match barista.get("/admin").await {
            Ok(200) => board.took_ms.push(began.elapsed().as_secs_f64() * 1_000.0),
            Ok(status) => board.failed.push(format!("status {status}")),
            Err(why) => board.failed.push(why),
        }
        sleep(Duration::from_millis(50)).await;
    }
}

impl Found {
    fn measures(&self, short: bool) -> Vec<Measure> {
        let (placed, refused) =
            (self.taken.placed.load(Ordering::Relaxed), self.taken.refused.load(Ordering::Relaxed));
        let most = BURST + self.greedy_for_s + 1.0;
        let (beside_ms, calm_ms) = (p99(&self.beside), p99(&self.calm));
        let ratio = beside_ms / calm_ms;
        vec![
            all("orders beside a greedy address", &self.beside),
            all("the board beside a greedy address", &self.board),
            Measure::new(
                "a greedy address",
                format!("{placed} orders placed, {refused} times refused"),
                format!("<= {most:.0} placed, the rest refused"),
                refused > 0 && placed as f64 <= most,
            ),
            Measure::new(
                "an order's p99 beside a greedy address",
                format!("{ratio:.2} ({beside_ms:.1} / {calm_ms:.1} ms)"),
                format!("<= {RATIO_LIMIT} x undisturbed"),
                ratio <= RATIO_LIMIT,
            )
            .of_speed(short),
        ]
    }
}

fn p99(served: &Served) -> f64 {
    let mut sorted = served.took_ms.clone();
    sorted.sort_by(f64::total_cmp);
    percentile(&sorted, 0.99)
}

fn all(name: &'static str, served: &Served) -> Measure {
    let (good, failed) = (served.took_ms.len(), served.failed.len());
    let first = served.failed.first().map(|why| format!(", {why}")).unwrap_or_default();
    Measure::new(name, format!("{good} of {}{first}", good + failed), "all", failed == 0 && good > 0)
}
