//! One service's failure does not spread: the pages of the other go on, at the speed they had.
//!
//! Undisturbed and disturbed times alternate within one run, so that what else happens on the machine falls on both.

use super::Ground;
use crate::{history::percentile, load::visitor::Visitor, report::Measure, world::Service};
use anyhow::{Context as _, Result};
use rustix::process::Signal;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const TURN: Duration = Duration::from_secs(3);
const RATIO_LIMIT: f64 = 1.1;
/// A short run has too few samples for a fine verdict on their hundredth part.
const SHORT_RATIO_LIMIT: f64 = 1.5;

#[derive(Debug, Clone, Copy)]
enum Harm {
    /// SIGSTOP: connections are accepted, nothing is answered.
    Stopped,
    /// SIGKILL, and not started again for a while.
    Dead,
}

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let turns = if ground.short { 2 } else { 6 };
    let visitor =
        Visitor::new(&ground.world.addresses, ground.history).await.context("nobody can sign in")?;
    let (menu, board) = ((&visitor, "/client"), (&visitor, "/admin"));
    let (menu_dead, _) = alternate(ground, menu, Service::Menu, Harm::Dead, turns).await;
    let (menu_stopped, _) = alternate(ground, menu, Service::Menu, Harm::Stopped, turns).await;
    let (harmed, calm) = alternate(ground, menu, Service::Order, Harm::Stopped, turns).await;
    let (board_harmed, board_calm) = alternate(ground, board, Service::Menu, Harm::Stopped, turns).await;
    Ok(vec![
        all_ok("menu page while menu is dead", &menu_dead),
        all_ok("menu page while menu is stopped", &menu_stopped),
        ratio(ground, "menu page p99, order stopped", &harmed, &calm),
        ratio(ground, "board p99, menu stopped", &board_harmed, &board_calm),
    ])
}

/// Looks at one page, one request after the other.
#[derive(Default)]
struct Looks {
    took_ms: Vec<f64>,
    failed: Vec<String>,
}

/// What was seen in disturbed turns, and in undisturbed ones.
async fn alternate(
    ground: &Ground<'_>,
    (visitor, path): (&Visitor, &str),
    service: Service,
    harm: Harm,
    turns: u32,
) -> (Looks, Looks) {
    let (mut harmed, mut calm) = (Looks::default(), Looks::default());
    for _ in 0..turns {
        calm.look(visitor, path).await;
        inflict(ground, service, harm).await;
        harmed.look(visitor, path).await;
        relieve(ground, service).await;
    }
    (harmed, calm)
}

async fn inflict(ground: &Ground<'_>, service: Service, harm: Harm) {
    for replica in ground.world.of(service) {
        replica.process.excuse(true);
        match harm {
            Harm::Stopped => replica.process.signal(Signal::STOP),
            Harm::Dead => {
                replica.process.want(false);
                replica.process.kill().await;
            }
        }
    }
}

/// Whole again, and known to be: the next turn counts as undisturbed.
async fn relieve(ground: &Ground<'_>, service: Service) {
    for replica in ground.world.of(service) {
        replica.process.want(true);
        replica.process.signal(Signal::CONT);
        let _said_by_the_end_of_the_run = replica.process.wait_ready(Duration::from_secs(20)).await;
        replica.process.excuse(false);
    }
    sleep(Duration::from_secs(2)).await;
}

impl Looks {
    async fn look(&mut self, visitor: &Visitor, path: &str) {
        let end = Instant::now() + TURN;
        while Instant::now() < end {
            let began = Instant::now();
            match visitor.get(path).await {
                Ok(200) => self.took_ms.push(began.elapsed().as_secs_f64() * 1000.0),
                Ok(status) => self.failed.push(format!("status {status}")),
                Err(why) => self.failed.push(why),
            }
        }
    }

    fn p99(&self) -> f64 {
        let mut sorted = self.took_ms.clone();
        sorted.sort_by(f64::total_cmp);
        percentile(&sorted, 0.99)
    }
}

fn all_ok(name: &'static str, looks: &Looks) -> Measure {
    let (good, failed) = (looks.took_ms.len(), looks.failed.len());
    let first = looks.failed.first().map(|why| format!(", {why}")).unwrap_or_default();
    let value = format!("{good} of {} are 200{first}", good + failed);
    Measure::new(name, value, "all", failed == 0 && good > 0)
}

fn ratio(ground: &Ground<'_>, name: &'static str, harmed: &Looks, calm: &Looks) -> Measure {
    let limit = if ground.short { SHORT_RATIO_LIMIT } else { RATIO_LIMIT };
    let (harmed_ms, calm_ms) = (harmed.p99(), calm.p99());
    let ratio = harmed_ms / calm_ms;
    let value = format!("{ratio:.2} ({harmed_ms:.1} / {calm_ms:.1} ms)");
    let passed = ratio <= limit && harmed.failed.is_empty() && calm.failed.is_empty();
    Measure::new(name, value, format!("<= {limit} x undisturbed"), passed)
}
