//! The order service's disk is full to the last byte: placements are refused with a clear code,
//! reads go on, and free space is all it needs to place orders again.

use super::{
    DrillContext, http,
    order_placer::{DrillPlaceOutcome, OrderPlacer},
};
use crate::{
    programs::ProgramIdentity,
    report::ReportMeasure,
    world::{ServiceKind, ServiceReplica},
};
use anyhow::{Context as _, Result};
use staff_token::surface::ServiceName;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Limit for the refusals to come: the write-ahead log still has room for some orders.
const FILLING_LIMIT: Duration = Duration::from_secs(30);
const REFUSALS: usize = 20;
const RECOVERY_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let replica =
        ground.world.replicas_of(ServiceKind::Order).next().context("there is no order service")?;
    let Some(disk) = &replica.disk else { return Ok(Vec::new()) };
    let placing = OrderPlacer::new(ground)?;
    let before = replica.process.pid();
    disk.fill_up()?;
    let full = place_until_refused(ground, &placing).await;
    disk.free_space()?;
    let (refused, reads) = full?;
    let recovered = wait_until_placed(&placing).await?;
    let clear = refused.iter().filter(|refusal| is_clear_refusal(refusal)).count();
    Ok(vec![
        ReportMeasure::new(
            "full disk: refusals that are 503 storage_full with Retry-After",
            format!("{clear} of {}", refused.len()),
            "all",
            clear == refused.len() && clear > 0,
        ),
        ReportMeasure::new(
            "full disk: reads that are answered",
            format!("{} of {}", reads.0, reads.1),
            "all",
            reads.0 == reads.1 && reads.1 > 0,
        ),
        ReportMeasure::new(
            "full disk: places again after room is made",
            format!("{:.2} s", recovered.as_secs_f32()),
            "<= 5 s, same process",
            recovered <= Duration::from_secs(5) && is_same_process(replica, before),
        ),
    ])
}

fn is_same_process(replica: &ServiceReplica, before: Option<rustix::process::Pid>) -> bool {
    before.is_some() && replica.process.pid() == before
}

/// Places orders until there are [`REFUSALS`] refusals, and reads meanwhile: orders at the service,
/// and the page that customers read. Returns the refusals, and the numbers of successful and of all
/// reads.
async fn place_until_refused(
    ground: &DrillContext<'_>,
    placing: &OrderPlacer<'_>,
) -> Result<(Vec<DrillPlaceOutcome>, (usize, usize))> {
    let mut refused = Vec::new();
    let mut reads = (0, 0);
    let began = Instant::now();
    let http = http::build_client()?;
    while refused.len() < REFUSALS {
        anyhow::ensure!(began.elapsed() < FILLING_LIMIT, "the full disk still takes orders");
        match placing.attempt_placement(&placing.record_intent()).await {
            DrillPlaceOutcome::Placed(_) => continue,
            answer => refused.push(answer),
        }
        let addresses = &ground.world.addresses;
        for base in &addresses.orders {
            let asked = http.get(format!("{base}/api/v1/orders?limit=5"));
            let answer = addresses
                .programs
                .send(base, (ServiceName::Order, ProgramIdentity::Counter), asked)
                .await;
            reads.1 += 1;
            reads.0 += usize::from(answer.is_ok_and(|answer| answer.status() == 200));
        }
        for base in &addresses.clients {
            let answer = http.get(format!("{base}/client")).send().await;
            reads.1 += 1;
            reads.0 += usize::from(answer.is_ok_and(|answer| answer.status() == 200));
        }
    }
    Ok((refused, reads))
}

fn is_clear_refusal(answer: &DrillPlaceOutcome) -> bool {
    matches!(answer, DrillPlaceOutcome::Refused { status: 503, code, retry_after: true } if code == "storage_full")
}

async fn wait_until_placed(placing: &OrderPlacer<'_>) -> Result<Duration> {
    let began = Instant::now();
    let key = placing.record_intent();
    while !matches!(placing.attempt_placement(&key).await, DrillPlaceOutcome::Placed(_)) {
        anyhow::ensure!(
            began.elapsed() < RECOVERY_LIMIT,
            "no order is taken {RECOVERY_LIMIT:?} after room was made"
        );
        sleep(POLL).await;
    }
    Ok(began.elapsed())
}
