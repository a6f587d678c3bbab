//! Isolation: the failure of one service does not spread. Pages go on, at the speed they had.
//!
//! Undisturbed and disturbed turns alternate within one run, so that other activity on the machine
//! affects both. Customers keep ordering through all of it, since it is their calls that wait for a
//! service that does not answer.

use super::{
    Ground,
    outage::{Harm, inflict, relieve},
};
use crate::{
    history::percentile,
    load::{
        bursts::{Pressing, Steady, steady},
        prober::Visitor,
    },
    report::Measure,
    world::Service,
};
use anyhow::{Context as _, Result};
use std::time::Duration;
use tokio::{sync::watch, time::Instant};

const TURN: Duration = Duration::from_secs(3);
const SHORT_TURN: Duration = Duration::from_secs(2);
const PLACED_PER_S: u32 = 4;
const RATIO_LIMIT: f64 = 1.1;

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let (end, ended) = watch::channel(false);
    let placing =
        steady(&ground.world.addresses, ground.history, ground.seed, (PLACED_PER_S, Pressing::Once), ended);
    let looking = async {
        let measures = look(ground).await;
        end.send_replace(true);
        measures
    };
    let (placed, measures) = tokio::join!(placing, looking);
    let mut measures = measures?;
    measures.push(answered(&placed));
    Ok(measures)
}

async fn look(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let visitor =
        Visitor::new(&ground.world.addresses, ground.history).await.context("nobody can sign in")?;
    let (menu, board) = ((&visitor, "/client"), (&visitor, "/admin"));
    let (board_harmed, board_calm) = alternate(ground, board, Service::Menu, Harm::Stopped).await?;
    let (harmed, calm) = alternate(ground, menu, Service::Order, Harm::Stopped).await?;
    Ok(vec![
        all_ok("menu page while menu is dead", &harmed_only(ground, menu, Harm::Dead).await?),
        all_ok("menu page while menu is stopped", &harmed_only(ground, menu, Harm::Stopped).await?),
        all_ok("menu page while order is stopped", &harmed),
        all_ok("board while menu is stopped", &board_harmed),
        ratio("menu page p99, order stopped", &harmed, &calm).of_speed(ground.short),
        ratio("board p99, menu stopped", &board_harmed, &board_calm).of_speed(ground.short),
    ])
}

/// Customers who pressed meanwhile: each must be answered, with an order or a refusal.
fn answered(placed: &Steady) -> Measure {
    let (sent, acknowledged, unknown) = (placed.sent, placed.acknowledged, placed.unknown());
    let refused = sent - acknowledged - unknown;
    let value = format!("{acknowledged} placed, {refused} refused, {unknown} silence");
    Measure::new("customers who pressed through it", value, "all answered", acknowledged > 0 && unknown == 0)
}

/// Times of the successful looks at a page, and reasons of the others.
#[derive(Default)]
struct Looks {
    took_ms: Vec<f64>,
    failed: Vec<String>,
}

/// Looks in disturbed turns, and in undisturbed ones. It begins and ends undisturbed: every turn
/// adds orders, and that has to count for both.
async fn alternate(
    ground: &Ground<'_>,
    (visitor, path): (&Visitor, &str),
    service: Service,
    harm: Harm,
) -> Result<(Looks, Looks)> {
    let (turns, turn) = if ground.short { (2, SHORT_TURN) } else { (12, TURN) };
    let (mut harmed, mut calm) = (Looks::default(), Looks::default());
    calm.look(visitor, path, turn).await;
    for _ in 0..turns {
        inflict(ground, service, harm).await?;
        harmed.look(visitor, path, turn).await;
        relieve(ground, service).await?;
        calm.look(visitor, path, turn).await;
    }
    Ok((harmed, calm))
}

/// Looks while the menu service has this outage.
async fn harmed_only(ground: &Ground<'_>, (visitor, path): (&Visitor, &str), harm: Harm) -> Result<Looks> {
    let (turns, turn) = if ground.short { (1, SHORT_TURN) } else { (6, TURN) };
    let mut harmed = Looks::default();
    for _ in 0..turns {
        inflict(ground, Service::Menu, harm).await?;
        harmed.look(visitor, path, turn).await;
        relieve(ground, Service::Menu).await?;
    }
    Ok(harmed)
}

impl Looks {
    async fn look(&mut self, visitor: &Visitor, path: &str, turn: Duration) {
        let end = Instant::now() + turn;
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

fn ratio(name: &'static str, harmed: &Looks, calm: &Looks) -> Measure {
    let (harmed_ms, calm_ms) = (harmed.p99(), calm.p99());
    let ratio = harmed_ms / calm_ms;
    let value = format!("{ratio:.2} ({harmed_ms:.1} / {calm_ms:.1} ms)");
    Measure::new(name, value, format!("<= {RATIO_LIMIT} x undisturbed"), ratio <= RATIO_LIMIT)
}
