//! Isolation: the failure of one service does not spread. Pages go on, at the speed they had.
//!
//! Undisturbed and disturbed turns alternate within one run, so that other activity on the machine
//! affects both. Customers keep ordering through all of it, since it is their calls that wait for a
//! service that does not answer.

use super::{
    DrillContext,
    outage::{Outage, begin_outage, end_outage},
};
use crate::{
    history::percentile_of_sorted,
    load::{
        bursts::{PressPolicy, SteadyLoadResult, run_steady_load},
        prober::PageProber,
    },
    report::ReportMeasure,
    world::ServiceKind,
};
use anyhow::{Context as _, Result};
use std::time::Duration;
use tokio::{sync::watch, time::Instant};

const TURN: Duration = Duration::from_secs(3);
const SHORT_TURN: Duration = Duration::from_secs(2);
const PLACED_PER_S: u32 = 4;
const RATIO_LIMIT: f64 = 1.1;

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let (end, ended) = watch::channel(false);
    let placing = run_steady_load(
        &ground.world.addresses,
        ground.history,
        ground.seed,
        (PLACED_PER_S, PressPolicy::Once),
        ended,
    );
    let looking = async {
        let measures = measure_pages(ground).await;
        end.send_replace(true);
        measures
    };
    let (placed, measures) = tokio::join!(placing, looking);
    let mut measures = measures?;
    measures.push(answered_measure(&placed));
    Ok(measures)
}

async fn measure_pages(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let visitor = PageProber::new(&ground.world.addresses, ground.history)
        .await
        .context("nobody can sign in")?;
    let menu = (&visitor, "/client");
    let board = (&visitor, "/admin");
    let (board_harmed, board_calm) =
        alternate_turns(ground, board, ServiceKind::Menu, Outage::Stopped).await?;
    let (harmed, calm) = alternate_turns(ground, menu, ServiceKind::Order, Outage::Stopped).await?;
    Ok(vec![
        all_ok_measure(
            "menu page while menu is dead",
            &sample_during_outage(ground, menu, Outage::Dead).await?,
        ),
        all_ok_measure(
            "menu page while menu is stopped",
            &sample_during_outage(ground, menu, Outage::Stopped).await?,
        ),
        all_ok_measure("menu page while order is stopped", &harmed),
        all_ok_measure("board while menu is stopped", &board_harmed),
        p99_ratio_measure("menu page p99, order stopped", &harmed, &calm)
            .advisory_if_short(ground.short),
        p99_ratio_measure("board p99, menu stopped", &board_harmed, &board_calm)
            .advisory_if_short(ground.short),
    ])
}

/// Customers who pressed meanwhile: each must be answered, with an order or a refusal.
fn answered_measure(placed: &SteadyLoadResult) -> ReportMeasure {
    let sent = placed.sent;
    let acknowledged = placed.acknowledged;
    let unknown = placed.unknown_count();
    let refused = sent - acknowledged - unknown;
    let value = format!("{acknowledged} placed, {refused} refused, {unknown} silence");
    ReportMeasure::new(
        "customers who pressed through it",
        value,
        "all answered",
        acknowledged > 0 && unknown == 0,
    )
}

/// Times of the successful looks at a page, and reasons of the others.
#[derive(Default)]
struct PageSamples {
    took_ms: Vec<f64>,
    failed: Vec<String>,
}

/// Looks in disturbed turns, and in undisturbed ones. It begins and ends undisturbed: every turn
/// adds orders, and that has to count for both.
async fn alternate_turns(
    ground: &DrillContext<'_>,
    (visitor, path): (&PageProber, &str),
    service: ServiceKind,
    harm: Outage,
) -> Result<(PageSamples, PageSamples)> {
    let (turns, turn) = if ground.short { (2, SHORT_TURN) } else { (12, TURN) };
    let mut harmed = PageSamples::default();
    let mut calm = PageSamples::default();
    calm.sample_page(visitor, path, turn).await;
    for _ in 0..turns {
        begin_outage(ground, service, harm).await?;
        harmed.sample_page(visitor, path, turn).await;
        end_outage(ground, service).await?;
        calm.sample_page(visitor, path, turn).await;
    }
    Ok((harmed, calm))
}

/// Looks while the menu service has this outage.
async fn sample_during_outage(
    ground: &DrillContext<'_>,
    (visitor, path): (&PageProber, &str),
    harm: Outage,
) -> Result<PageSamples> {
    let (turns, turn) = if ground.short { (1, SHORT_TURN) } else { (6, TURN) };
    let mut harmed = PageSamples::default();
    for _ in 0..turns {
        begin_outage(ground, ServiceKind::Menu, harm).await?;
        harmed.sample_page(visitor, path, turn).await;
        end_outage(ground, ServiceKind::Menu).await?;
    }
    Ok(harmed)
}

impl PageSamples {
    async fn sample_page(&mut self, visitor: &PageProber, path: &str, turn: Duration) {
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

    fn p99_ms(&self) -> f64 {
        let mut sorted = self.took_ms.clone();
        sorted.sort_by(f64::total_cmp);
        percentile_of_sorted(&sorted, 0.99)
    }
}

fn all_ok_measure(name: &'static str, looks: &PageSamples) -> ReportMeasure {
    let good = looks.took_ms.len();
    let failed = looks.failed.len();
    let first = looks.failed.first().map(|why| format!(", {why}")).unwrap_or_default();
    let value = format!("{good} of {} are 200{first}", good + failed);
    ReportMeasure::new(name, value, "all", failed == 0 && good > 0)
}

fn p99_ratio_measure(
    name: &'static str,
    harmed: &PageSamples,
    calm: &PageSamples,
) -> ReportMeasure {
    let harmed_ms = harmed.p99_ms();
    let calm_ms = calm.p99_ms();
    let ratio = harmed_ms / calm_ms;
    let value = format!("{ratio:.2} ({harmed_ms:.1} / {calm_ms:.1} ms)");
    ReportMeasure::new(name, value, format!("<= {RATIO_LIMIT} x undisturbed"), ratio <= RATIO_LIMIT)
}
