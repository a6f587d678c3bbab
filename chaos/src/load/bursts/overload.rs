//! More placements than the system can do: what it can do it goes on doing, and the rest is told so at once.

use super::{
    target::Target,
    wire::{Answer, Wire},
};
use crate::{
    addresses::Addresses,
    history::{History, Key, Record, percentile},
    load::shop::{Outcome, Shop},
    say,
};
use std::{collections::BTreeMap, io, time::Duration};
use tokio::{
    task::{JoinSet, yield_now},
    time::{Instant, sleep_until},
};
use uuid::Uuid;

/// Enough to fill the groups that the writer commits together.
const PEAK_CONNECTIONS: u32 = 64;
/// The first part finds connections cold; it does not count.
const WARM_UP: Duration = Duration::from_millis(500);
/// Many more than a service takes at once (256), so that some are always free to ask for more than it can do.
const CONNECTIONS: u32 = 400;
const NOBODY: Duration = Duration::from_millis(50);
/// Of each volley.
const FOR: Duration = Duration::from_secs(2);
/// The machine's own speed drifts, and every order that is left open costs the next one a little. Peak and overload take
/// turns, and the turns change, so that both fall on both alike.
const ROUNDS: u32 = 4;
const TIMES: f64 = 5.0;
/// So that a fast machine does not fill the disk.
const MOST_PER_S: f64 = 12_000.0;

/// More than it can do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overload {
    /// Placements a second that a closed loop reached.
    pub peak_per_s: f64,
    /// Placements a second that were sent in the open loop.
    pub offered_per_s: f64,
    /// Of them, acknowledged a second.
    pub goodput_per_s: f64,
    /// Refusals by code.
    pub refused: BTreeMap<String, u64>,
    /// How long a refusal took, in milliseconds.
    pub refused_p50_ms: f64,
    pub refused_p99_ms: f64,
    /// Refusals without `Retry-After`.
    pub without_retry_after: u64,
    /// No answer.
    pub unknown: u64,
}

/// One request and what came back; it is read when the firing is over, so that reading costs the measurement nothing.
struct Shot {
    key: Key,
    began: Instant,
    took: Duration,
    answer: Result<Answer, String>,
}

/// Where the placements are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// At the order service itself.
    Service,
    /// At the client surface, as a page's script does it.
    Surface,
}

/// A short closed loop that finds the peak of placements, then an open loop of five times as many, in turns. It leaves
/// its orders open, some thousands: let it come last, or every board carries them. `None` when no cart could be filled.
pub async fn overload(addresses: &Addresses, history: &History, at: At) -> Option<Overload> {
    let (_open, shop) = super::open(addresses, history);
    let target = match at {
        At::Service => Target::service(&shop),
        At::Surface => Target::surface(&shop).await?,
    };
    let mut result = Overload::default();
    let mut refused_ms = Vec::new();
    // Cold processes are slower; this one does not count.
    let mut latest_per_s = Overload::default().peak(&shop, &target).await;
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            latest_per_s = result.peak(&shop, &target).await;
        }
        result.overload(&shop, &target, latest_per_s, &mut refused_ms).await;
        if round % 2 == 1 {
            latest_per_s = result.peak(&shop, &target).await;
        }
    }
    refused_ms.sort_by(f64::total_cmp);
    result.refused_p50_ms = percentile(&refused_ms, 0.5);
    result.refused_p99_ms = percentile(&refused_ms, 0.99);
    Some(result)
}

/// Fires from so many connections, each as soon as it is free, or all together at `rate` a second.
async fn volley(shop: &Shop, target: &Target, connections: u32, rate: Option<f64>) -> Vec<Shot> {
    let (began, mut gunners) = (Instant::now(), JoinSet::new());
    for (number, replica) in (0..connections).zip(target.replicas.iter().cycle()) {
        let every = rate.map(|rate| Duration::from_secs_f64(f64::from(connections) / rate));
        let first = began + every.unwrap_or_default().mul_f64(f64::from(number) / f64::from(connections));
        let gunner =
            Gunner { base: replica.clone(), target: target.clone(), name: shop.clock.uuid_v7(), wire: None };
        gunners.spawn(gunner.fire(first, began + FOR, every));
    }
    let mut awake = JoinSet::new();
    awake.spawn(stay_awake());
    let mut shots = Vec::new();
    while let Some(done) = gunners.join_next().await {
        shots.extend(done.unwrap_or_default());
    }
    shots
}

/// Keeps this process's CPU from idling: to wake an idle one costs whoever answers an interrupt between CPUs, as much as the
/// answer itself, and a network card would spare the measured system that.
async fn stay_awake() {
    loop {
        yield_now().await;
    }
}

/// One connection and what is sent over it.
struct Gunner {
    base: String,
    target: Target,
    /// Begins its keys.
    name: Uuid,
    wire: Option<Wire>,
}

impl Gunner {
    /// Fires until the end. A time that comes while an answer is still awaited passes.
    async fn fire(mut self, first: Instant, end: Instant, every: Option<Duration>) -> Vec<Shot> {
        let (mut shots, mut next) = (Vec::new(), first);
        loop {
            sleep_until(next).await;
            if Instant::now() >= end {
                return shots;
            }
            let key = Key::from(format!("{}-{}", self.name, shots.len()).as_str());
            let shot = self.shoot(key).await;
            // Nobody there: without a pause this would only count how fast nobody is.
            let pause = if shot.answer.is_err() { NOBODY } else { Duration::ZERO };
            shots.push(shot);
            next = every.map_or_else(|| Instant::now() + pause, |every| next + every);
            while every.is_some_and(|every| next + every < Instant::now()) {
                next += every.unwrap_or_default();
            }
        }
    }

    async fn shoot(&mut self, key: Key) -> Shot {
        let began = Instant::now();
        let answer = self.call(&key).await.map_err(|error| error.to_string());
        Shot { key, began, took: began.elapsed(), answer }
    }

    async fn call(&mut self, key: &Key) -> io::Result<Answer> {
        let request = self.target.request(&self.base, key);
        let wire = match self.wire.take() {
            Some(wire) => wire,
            None => Wire::connect(&self.base).await?,
        };
        let (answer, kept) = wire.call(request.as_bytes()).await?;
        self.wire = kept;
        Ok(answer)
    }
}

impl Shot {
    fn is_acknowledged(&self) -> bool {
        self.answer.as_ref().is_ok_and(Target::is_acknowledged)
    }

    fn outcome(&self) -> Outcome {
        match &self.answer {
            Ok(answer) => Target::read(answer),
            Err(why) => Outcome::Unknown { why: why.clone() },
        }
    }
}

impl Overload {
    /// A closed loop; what it reached, per second.
    async fn peak(&mut self, shop: &Shop, target: &Target) -> f64 {
        let began = Instant::now();
        let shots = volley(shop, target, PEAK_CONNECTIONS, None).await;
        let reached_per_s = goodput(&shots, began);
        self.peak_per_s += reached_per_s / f64::from(ROUNDS);
        note(shop, target, shots);
        reached_per_s
    }

    /// An open loop of [`TIMES`] as many as `peak_per_s`.
    async fn overload(&mut self, shop: &Shop, target: &Target, peak_per_s: f64, refused_ms: &mut Vec<f64>) {
        let rate = (peak_per_s * TIMES).clamp(1.0, MOST_PER_S);
        let began = Instant::now();
        let shots = volley(shop, target, CONNECTIONS, Some(rate)).await;
        let acknowledged_per_s = goodput(&shots, began);
        say::line(format_args!("peak {peak_per_s:.0}/s, at {TIMES:.0} times that {acknowledged_per_s:.0}/s"));
        self.goodput_per_s += acknowledged_per_s / f64::from(ROUNDS);
        self.offered_per_s += shots.len() as f64 / FOR.as_secs_f64() / f64::from(ROUNDS);
        self.count_refusals(&shots, refused_ms);
        note(shop, target, shots);
    }

    fn count_refusals(&mut self, shots: &[Shot], refused_ms: &mut Vec<f64>) {
        for shot in shots {
            match shot.outcome() {
                Outcome::Acknowledged { .. } => {}
                Outcome::Refused { code, .. } => {
                    *self.refused.entry(code).or_default() += 1;
                    let told = shot.answer.as_ref().is_ok_and(|answer| answer.retry_after);
                    self.without_retry_after += u64::from(!told);
                    refused_ms.push(shot.took.as_secs_f64() * 1_000.0);
                }
                Outcome::Unknown { .. } => self.unknown += 1,
            }
        }
    }
}

/// Acknowledged a second, of what was answered after [`WARM_UP`].
fn goodput(shots: &[Shot], began: Instant) -> f64 {
    let (from, to) = (began + WARM_UP, began + FOR);
    let counts = |shot: &&Shot| {
        let answered = shot.began + shot.took;
        shot.is_acknowledged() && answered >= from && answered < to
    };
    shots.iter().filter(counts).count() as f64 / (to - from).as_secs_f64()
}

/// Into the record afterwards, so that writing it down costs the measurement nothing.
fn note(shop: &Shop, target: &Target, shots: Vec<Shot>) {
    for shot in shots {
        shop.history.add(target.intent(&shot.key));
        shop.history.add(Record::Tried { key: shot.key.clone(), address: "overload".into() });
        shop.note(&shot.key, shot.took, &shot.outcome());
    }
}
