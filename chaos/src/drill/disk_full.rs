//! The order service's disk is full to the last byte: placements are refused with a clear code,
//! reads go on, and free space is all it needs to place orders again.

use super::{
    Ground, http,
    order_placer::{Answer, Placing},
};
use crate::{
    programs::Program,
    report::Measure,
    world::{Replica, Service},
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

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let replica = ground.world.of(Service::Order).next().context("there is no order service")?;
    let Some(disk) = &replica.disk else { return Ok(Vec::new()) };
    let (placing, before) = (Placing::new(ground)?, replica.process.pid());
    disk.fill()?;
    let full = full(ground, &placing).await;
    disk.free()?;
    let (refused, reads) = full?;
    let recovered = recovers(&placing).await?;
    let clear = refused.iter().filter(|refusal| is_clear(refusal)).count();
    Ok(vec![
        Measure::new(
            "full disk: refusals that are 503 storage_full with Retry-After",
            format!("{clear} of {}", refused.len()),
            "all",
            clear == refused.len() && clear > 0,
        ),
        Measure::new(
            "full disk: reads that are answered",
            format!("{} of {}", reads.0, reads.1),
            "all",
            reads.0 == reads.1 && reads.1 > 0,
        ),
        Measure::new(
            "full disk: places again after room is made",
            format!("{:.2} s", recovered.as_secs_f32()),
            "<= 5 s, same process",
            recovered <= Duration::from_secs(5) && same(replica, before),
        ),
    ])
}

fn same(replica: &Replica, before: Option<rustix::process::Pid>) -> bool {
    before.is_some() && replica.process.pid() == before
}

/// Places orders until there are [`REFUSALS`] refusals, and reads meanwhile: orders at the service,
/// and the page that customers read. Returns the refusals, and the numbers of successful and of all
/// reads.
async fn full(ground: &Ground<'_>, placing: &Placing<'_>) -> Result<(Vec<Answer>, (usize, usize))> {
    let (mut refused, mut reads, began) = (Vec::new(), (0, 0), Instant::now());
    let http = http::client()?;
    while refused.len() < REFUSALS {
        anyhow::ensure!(began.elapsed() < FILLING_LIMIT, "the full disk still takes orders");
        match placing.attempt(&placing.want()).await {
            Answer::Placed(_) => continue,
            answer => refused.push(answer),
        }
        let addresses = &ground.world.addresses;
        for base in &addresses.orders {
            let asked = http.get(format!("{base}/api/v1/orders?limit=5"));
            let answer = addresses.programs.send(base, (ServiceName::Order, Program::Counter), asked).await;
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

fn is_clear(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused { status: 503, code, retry_after: true } if code == "storage_full")
}

async fn recovers(placing: &Placing<'_>) -> Result<Duration> {
    let (began, key) = (Instant::now(), placing.want());
    while !matches!(placing.attempt(&key).await, Answer::Placed(_)) {
        anyhow::ensure!(
            began.elapsed() < RECOVERY_LIMIT,
            "no order is taken {RECOVERY_LIMIT:?} after room was made"
        );
        sleep(POLL).await;
    }
    Ok(began.elapsed())
}
