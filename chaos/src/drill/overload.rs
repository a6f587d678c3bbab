//! Five times as many placements as the order service can do: what it can do it goes on doing, the rest is told at once.
//! It comes last, since it leaves thousands of orders open.

use super::Ground;
use crate::{load::bursts::overload, report::Measure};
use anyhow::Result;

const GOODPUT: f64 = 0.9;
const REFUSED_P99_MS: f64 = 50.0;

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let found = overload(&ground.world.addresses, ground.history).await;
    let share = found.goodput_per_s / found.peak_per_s.max(1.0);
    let goodput = format!("{:.0} % of {:.0}/s", share * 100.0, found.peak_per_s);
    let offered = found.offered_per_s / found.peak_per_s.max(1.0);
    let load = format!("{offered:.1} x ({:.0}/s)", found.offered_per_s);
    let refused: Vec<_> = found.refused.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let told =
        format!("{}, {} silent, {} unanswered", refused.join(", "), found.without_retry_after, found.unknown);
    let quick = format!("p50 {:.1}, p99 {:.1} ms", found.refused_p50_ms, found.refused_p99_ms);
    Ok(vec![
        Measure::new("overload: offered", load, "about 5 x the peak", offered > 2.5),
        Measure::new("overload: goodput", goodput, ">= 90 % of the peak", share >= GOODPUT),
        Measure::new("overload: a refusal took", quick, "p99 < 50 ms", found.refused_p99_ms < REFUSED_P99_MS),
        Measure::new(
            "overload: refusals",
            told,
            "each with Retry-After",
            !found.refused.is_empty() && found.without_retry_after == 0 && found.unknown == 0,
        ),
    ])
}
