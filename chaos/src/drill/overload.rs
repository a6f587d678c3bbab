//! Overload: five times as many placements as the system can take, at the client surface with
//! everything behind it and at the order service itself. The system must keep its goodput and
//! refuse the rest at once.
//!
//! It runs last, since it leaves some ten thousand orders open.

use super::DrillContext;
use crate::{
    load::bursts::{OverloadEndpoint, OverloadResult, run_overload},
    report::ReportMeasure,
    terminal,
    world::CpuPinning,
};
use anyhow::{Context as _, Result};

const GOODPUT: f64 = 0.9;
const REFUSED_P99_MS: f64 = 50.0;
/// Multiple of the peak below which the offered rate is no overload.
const OFFERED: f64 = 2.5;

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let pids = ground.world.replicas.iter().filter_map(|replica| replica.process.pid());
    let pids: Vec<_> = pids.map(|pid| pid.as_raw_nonzero().get().unsigned_abs()).collect();
    let apart = CpuPinning::pin_apart(&pids);
    if apart.is_none() {
        terminal::print_timed_line(
            "load and system share their CPUs: the load takes a part of what it measures",
        );
    }
    let mut measures = Vec::new();
    for at in [OverloadEndpoint::Surface, OverloadEndpoint::Service] {
        let found = run_overload(&ground.world.addresses, ground.history, at).await;
        measures.extend(overload_measures(at, &found.context("no cart was filled")?));
    }
    Ok(measures)
}

fn overload_measures(at: OverloadEndpoint, found: &OverloadResult) -> [ReportMeasure; 3] {
    let [goodput_name, refusal_name, told_name] = match at {
        OverloadEndpoint::Surface => {
            ["overload at the surface: goodput", "  a refusal took", "  refusals"]
        }
        OverloadEndpoint::Service => {
            ["overload at the order service: goodput", "  a refusal took", "  refusals"]
        }
    };
    let share = found.goodput_per_s / found.peak_per_s.max(1.0);
    let offered = found.offered_per_s / found.peak_per_s.max(1.0);
    let goodput = format!("{:.0} % of {:.0}/s at {offered:.1} x", share * 100.0, found.peak_per_s);
    let quick = format!("p50 {:.1}, p99 {:.1} ms", found.refused_p50_ms, found.refused_p99_ms);
    let refused: Vec<_> =
        found.refused.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let silent = found.without_retry_after;
    let unknown = found.unknown;
    let told = format!("{}, {silent} silent, {unknown} unanswered", refused.join(", "));
    let is_told = !found.refused.is_empty() && silent == 0 && unknown == 0;
    let held = share >= GOODPUT && offered >= OFFERED;
    [
        ReportMeasure::new(goodput_name, goodput, ">= 90 % of the peak", held),
        ReportMeasure::new(
            refusal_name,
            quick,
            "p99 < 50 ms",
            found.refused_p99_ms < REFUSED_P99_MS,
        ),
        ReportMeasure::new(told_name, told, "all with Retry-After", is_told),
    ]
}
