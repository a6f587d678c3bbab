//! The staff service is called only for sign-in. Without it the board is read, orders are placed
//! and move along, and only people who are not signed in wait.

use super::{
    Ground,
    order_placer::{Answer, Placing},
    outage::{Harm, inflict, relieve},
};
use crate::{
    history::Stand,
    load::{
        bursts::{Pressing, Steady, steady},
        prober::Visitor,
    },
    report::Measure,
    world::Service,
};
use anyhow::{Context as _, Result};
use order_api::{Actor, Status, lifecycle};
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
struct Names {
    harm: Harm,
    staff: &'static str,
    customers: &'static str,
    strangers: &'static str,
    after: &'static str,
}

const HARMS: [Names; 2] = [
    Names {
        harm: Harm::Dead,
        staff: "staff steps while staff is dead",
        customers: "placed at the first press while staff is dead",
        strangers: "signing in while staff is dead",
        after: "signing in once staff is back from death",
    },
    Names {
        harm: Harm::Stopped,
        staff: "staff steps while staff is stopped",
        customers: "placed at the first press while staff is stopped",
        strangers: "signing in while staff is stopped",
        after: "signing in once staff goes on",
    },
];

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let addresses = &ground.world.addresses;
    let barista = Visitor::new(addresses, ground.history).await.context("nobody can sign in")?;
    let mut measures = Vec::new();
    for names in &HARMS {
        inflict(ground, Service::Staff, names.harm).await?;
        let (end, ended) = watch::channel(false);
        let placing = steady(addresses, ground.history, ground.seed, (PLACED_PER_S, Pressing::Once), ended);
        let working = async {
            let done = tokio::join!(work(ground, &barista), barista.can_sign_in());
            end.send_replace(true);
            done
        };
        let (placed, (worked, stranger)) = tokio::join!(placing, working);
        relieve(ground, Service::Staff).await?;
        measures.push(worked?.measure(names.staff));
        measures.push(customers(names.customers, &placed));
        measures.push(told(names.strangers, stranger, false));
        measures.push(told(names.after, signs_in_again(&barista).await, true));
    }
    Ok(measures)
}

/// Requests of a person who is signed in.
#[derive(Default)]
struct Worked {
    done: u32,
    failed: Vec<String>,
}

/// Places one order after the other and moves it along to its end; looks at the board before each
/// step.
async fn work(ground: &Ground<'_>, barista: &Visitor) -> Result<Worked> {
    let (placing, mut worked) = (Placing::new(ground)?, Worked::default());
    let end = Instant::now() + if ground.short { SHORT_TURN } else { TURN };
    while Instant::now() < end {
        let Answer::Placed(order) = placing.attempt(&placing.want()).await else {
            worked.failed.push("an order was not taken".to_owned());
            sleep(BETWEEN_TRIES).await;
            continue;
        };
        let mut stand = Stand { order, version: 1, status: Status::Placed };
        while stand.status.is_open() {
            let to = lifecycle::allowed(stand.status, Actor::Staff)
                .next()
                .context("an open order can be moved")?;
            worked.note("board", barista.get("/admin").await);
            let answer = barista.step(stand, to).await;
            let moved = answer == Ok(200);
            worked.note("step", answer);
            if !moved {
                break;
            }
            stand = Stand { version: stand.version + 1, status: to, ..stand };
        }
    }
    Ok(worked)
}

async fn signs_in_again(barista: &Visitor) -> bool {
    let end = Instant::now() + SIGN_IN_LIMIT;
    loop {
        match barista.can_sign_in().await {
            false if Instant::now() < end => sleep(BETWEEN_TRIES).await,
            signed_in => return signed_in,
        }
    }
}

impl Worked {
    fn note(&mut self, what: &str, answer: Result<u16, String>) {
        match answer {
            Ok(200) => self.done += 1,
            Ok(status) => self.failed.push(format!("{what}: status {status}")),
            Err(why) => self.failed.push(format!("{what}: {why}")),
        }
    }

    fn measure(&self, name: &'static str) -> Measure {
        let all = self.done as usize + self.failed.len();
        let first = self.failed.first().map(|why| format!(", {why}")).unwrap_or_default();
        let value = format!("{} of {all}{first}", self.done);
        Measure::new(name, value, "all", self.failed.is_empty() && self.done > 0)
    }
}

fn customers(name: &'static str, placed: &Steady) -> Measure {
    let value = format!("{} of {}", placed.acknowledged, placed.sent);
    Measure::new(name, value, "all", placed.sent > 0 && placed.acknowledged == placed.sent)
}

fn told(name: &'static str, signed_in: bool, wanted: bool) -> Measure {
    let words = |signed_in| if signed_in { "done" } else { "refused" };
    Measure::new(name, words(signed_in), words(wanted), signed_in == wanted)
}
