//! The staff service is called only for sign-in. Without it the board is read, orders are placed
//! and move along, and only people who are not signed in wait.

use super::{
    DrillContext,
    order_placer::{DrillPlaceOutcome, OrderPlacer},
    outage::{Outage, begin_outage, end_outage},
};
use crate::{
    history::OrderState,
    load::{
        bursts::{PressPolicy, SteadyLoadResult, run_steady_load},
        prober::PageProber,
    },
    report::ReportMeasure,
    world::ServiceKind,
};
use anyhow::{Context as _, Result};
use order_api::{OrderActor, OrderStatus, lifecycle};
use std::time::Duration;
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

const TURN: Duration = Duration::from_secs(8);
const SHORT_TURN: Duration = Duration::from_secs(3);
const PLACED_PER_S: u32 = 4;
/// A breaker that opened meanwhile probes the service within a second or two.
const SIGN_IN_LIMIT: Duration = Duration::from_secs(10);
const BETWEEN_TRIES: Duration = Duration::from_millis(500);

/// Names of the measures of one outage.
struct OutageMeasureNames {
    harm: Outage,
    staff: &'static str,
    customers: &'static str,
    strangers: &'static str,
    after: &'static str,
}

const HARMS: [OutageMeasureNames; 2] = [
    OutageMeasureNames {
        harm: Outage::Dead,
        staff: "staff steps while staff is dead",
        customers: "placed at the first press while staff is dead",
        strangers: "signing in while staff is dead",
        after: "signing in once staff is back from death",
    },
    OutageMeasureNames {
        harm: Outage::Stopped,
        staff: "staff steps while staff is stopped",
        customers: "placed at the first press while staff is stopped",
        strangers: "signing in while staff is stopped",
        after: "signing in once staff goes on",
    },
];

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let addresses = &ground.world.addresses;
    let barista = PageProber::new(addresses, ground.history).await.context("nobody can sign in")?;
    let mut measures = Vec::new();
    for names in &HARMS {
        begin_outage(ground, ServiceKind::Staff, names.harm).await?;
        let (end, ended) = watch::channel(false);
        let placing = run_steady_load(
            addresses,
            ground.history,
            ground.seed,
            (PLACED_PER_S, PressPolicy::Once),
            ended,
        );
        let working = async {
            let done = tokio::join!(work_as_barista(ground, &barista), barista.can_sign_in());
            end.send_replace(true);
            done
        };
        let (placed, (worked, stranger)) = tokio::join!(placing, working);
        end_outage(ground, ServiceKind::Staff).await?;
        measures.push(worked?.steps_measure(names.staff));
        measures.push(placed_measure(names.customers, &placed));
        measures.push(sign_in_measure(names.strangers, stranger, false));
        measures.push(sign_in_measure(names.after, wait_for_sign_in(&barista).await, true));
    }
    Ok(measures)
}

/// Requests of a person who is signed in.
#[derive(Default)]
struct StaffWork {
    done: u32,
    failed: Vec<String>,
}

/// Places one order after the other and moves it along to its end; looks at the board before each
/// step.
async fn work_as_barista(ground: &DrillContext<'_>, barista: &PageProber) -> Result<StaffWork> {
    let placing = OrderPlacer::new(ground)?;
    let mut worked = StaffWork::default();
    let end = Instant::now() + if ground.short { SHORT_TURN } else { TURN };
    while Instant::now() < end {
        let DrillPlaceOutcome::Placed(order) =
            placing.attempt_placement(&placing.record_intent()).await
        else {
            worked.failed.push("an order was not taken".to_owned());
            sleep(BETWEEN_TRIES).await;
            continue;
        };
        let mut stand = OrderState { order, version: 1, status: OrderStatus::Placed };
        while stand.status.is_open() {
            let to = lifecycle::allowed_targets(stand.status, OrderActor::Staff)
                .next()
                .context("an open order can be moved")?;
            worked.record_answer("board", barista.get("/admin").await);
            let answer = barista.move_ticket(stand, to).await;
            let moved = answer == Ok(200);
            worked.record_answer("step", answer);
            if !moved {
                break;
            }
            stand = OrderState { version: stand.version + 1, status: to, ..stand };
        }
    }
    Ok(worked)
}

async fn wait_for_sign_in(barista: &PageProber) -> bool {
    let end = Instant::now() + SIGN_IN_LIMIT;
    loop {
        match barista.can_sign_in().await {
            false if Instant::now() < end => sleep(BETWEEN_TRIES).await,
            signed_in => return signed_in,
        }
    }
}

impl StaffWork {
    fn record_answer(&mut self, what: &str, answer: Result<u16, String>) {
        match answer {
            Ok(200) => self.done += 1,
            Ok(status) => self.failed.push(format!("{what}: status {status}")),
            Err(why) => self.failed.push(format!("{what}: {why}")),
        }
    }

    fn steps_measure(&self, name: &'static str) -> ReportMeasure {
        let all = self.done as usize + self.failed.len();
        let first = self.failed.first().map(|why| format!(", {why}")).unwrap_or_default();
        let value = format!("{} of {all}{first}", self.done);
        ReportMeasure::new(name, value, "all", self.failed.is_empty() && self.done > 0)
    }
}

fn placed_measure(name: &'static str, placed: &SteadyLoadResult) -> ReportMeasure {
    let value = format!("{} of {}", placed.acknowledged, placed.sent);
    ReportMeasure::new(name, value, "all", placed.sent > 0 && placed.acknowledged == placed.sent)
}

fn sign_in_measure(name: &'static str, signed_in: bool, wanted: bool) -> ReportMeasure {
    let words = |signed_in| if signed_in { "done" } else { "refused" };
    ReportMeasure::new(name, words(signed_in), words(wanted), signed_in == wanted)
}
