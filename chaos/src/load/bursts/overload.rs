//! More placements than the order service can do: what it can do it goes on doing, and the rest is told so at once.

use super::wire::{Answer, Wire, authority};
use crate::{
    addresses::Addresses,
    history::{History, Key, Record, percentile},
    load::{
        direct,
        shop::{Outcome, Shop, dice, problem_code},
    },
};
use order_api::{NewOrder, OrderId};
use serde::Deserialize;
use std::{collections::BTreeMap, io, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};
use uuid::Uuid;

/// Enough to fill the groups that the writer commits together.
const PEAK_CONNECTIONS: u32 = 64;
const PEAK_FOR: Duration = Duration::from_secs(3);
/// The first part finds connections cold; it does not count.
const WARM_UP: Duration = Duration::from_millis(500);
/// Many more than a service takes at once (256), so that some are always free to ask for more than it can do.
const CONNECTIONS: u32 = 400;
const NOBODY: Duration = Duration::from_millis(50);
const FOR: Duration = Duration::from_secs(4);
const TIMES: f64 = 5.0;
/// So that a fast machine does not fill the disk.
const MOST_PER_S: f64 = 8_000.0;

/// More than the order service can do.
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
    /// Times at which no connection was free to send.
    pub not_sent: u64,
}

/// One request and what came back; it is read when the firing is over, so that reading costs the measurement nothing.
struct Shot {
    key: Key,
    began: Instant,
    took: Duration,
    answer: Result<Answer, String>,
}

#[derive(Deserialize)]
struct Told {
    id: OrderId,
    number: i64,
    total: i64,
}

/// A short closed loop that finds the peak of placements, then an open loop of five times as many. It leaves its
/// orders open, some thousands: let it come last, or every board carries them.
pub async fn overload(addresses: &Addresses, history: &History) -> Overload {
    let (_open, shop) = super::open(addresses, history);
    let new = direct::new_order(&mut dice(0, 5));
    let (closed, _) = volley(&shop, &new, PEAK_CONNECTIONS, PEAK_FOR, None).await;
    let from = closed.first().map_or_else(Instant::now, |shot| shot.began) + WARM_UP;
    let peak_per_s = goodput(&closed, from, PEAK_FOR - WARM_UP);
    note(&shop, &new, closed);
    let rate = (peak_per_s * TIMES).clamp(1.0, MOST_PER_S);
    let began = Instant::now();
    let (shots, not_sent) = volley(&shop, &new, CONNECTIONS, FOR, Some(rate)).await;
    let mut result = measure(&shots, began);
    (result.peak_per_s, result.not_sent) = (peak_per_s, not_sent);
    note(&shop, &new, shots);
    result
}

/// Fires from so many connections, each as soon as it is free, or all together at `rate` a second.
async fn volley(
    shop: &Shop,
    new: &NewOrder,
    connections: u32,
    time: Duration,
    rate: Option<f64>,
) -> (Vec<Shot>, u64) {
    let (began, mut gunners) = (Instant::now(), JoinSet::new());
    let body: Arc<str> = serde_json::to_string(new).unwrap_or_default().into();
    for (number, replica) in (0..connections).zip(shop.addresses.orders.iter().cycle()) {
        let every = rate.map(|rate| Duration::from_secs_f64(f64::from(connections) / rate));
        let first = began + every.unwrap_or_default().mul_f64(f64::from(number) / f64::from(connections));
        let gunner =
            Gunner { base: replica.clone(), body: body.clone(), name: shop.clock.uuid_v7(), wire: None };
        gunners.spawn(gunner.fire(first, began + time, every));
    }
    let (mut shots, mut not_sent) = (Vec::new(), 0);
    while let Some(done) = gunners.join_next().await {
        if let Ok((own, missed)) = done {
            shots.extend(own);
            not_sent += missed;
        }
    }
    shots.sort_by_key(|shot| shot.began);
    (shots, not_sent)
}

/// One connection and what is sent over it.
struct Gunner {
    base: String,
    body: Arc<str>,
    /// Begins its keys.
    name: Uuid,
    wire: Option<Wire>,
}

impl Gunner {
    /// Fires until the end; gives the shots, and how many times came while an answer was still awaited.
    async fn fire(mut self, first: Instant, end: Instant, every: Option<Duration>) -> (Vec<Shot>, u64) {
        let (mut shots, mut missed, mut next) = (Vec::new(), 0, first);
        loop {
            sleep_until(next).await;
            if Instant::now() >= end {
                return (shots, missed);
            }
            let key = Key::from(format!("{}-{}", self.name, shots.len()).as_str());
            let shot = self.shoot(key).await;
            // Nobody there: without a pause this would only count how fast nobody is.
            let pause = if shot.answer.is_err() { NOBODY } else { Duration::ZERO };
            shots.push(shot);
            next = every.map_or_else(|| Instant::now() + pause, |every| next + every);
            while every.is_some_and(|every| next + every < Instant::now()) {
                next += every.unwrap_or_default();
                missed += 1;
            }
        }
    }

    async fn shoot(&mut self, key: Key) -> Shot {
        let began = Instant::now();
        let answer = self.call(&key).await.map_err(|error| error.to_string());
        Shot { key, began, took: began.elapsed(), answer }
    }

    async fn call(&mut self, key: &Key) -> io::Result<Answer> {
        let (host, length) = (authority(&self.base), self.body.len());
        let request = format!(
            "POST /api/v1/orders HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
             idempotency-key: {key}\r\ncontent-length: {length}\r\n\r\n{}",
            self.body
        );
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
        self.answer.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status))
    }

    fn outcome(&self) -> Outcome {
        let answer = match &self.answer {
            Ok(answer) => answer,
            Err(why) => return Outcome::Unknown { why: why.clone() },
        };
        if !self.is_acknowledged() {
            return Outcome::Refused { status: answer.status, code: problem_code(&answer.body) };
        }
        match serde_json::from_str::<Told>(&answer.body) {
            Ok(Told { id, number, total }) => {
                Outcome::Acknowledged { order: id, number: Some(number), total: Some(total) }
            }
            Err(error) => Outcome::Unknown { why: format!("an unreadable answer: {error}") },
        }
    }
}

fn measure(shots: &[Shot], began: Instant) -> Overload {
    let mut result =
        Overload { offered_per_s: shots.len() as f64 / FOR.as_secs_f64(), ..Overload::default() };
    result.goodput_per_s = goodput(shots, began + WARM_UP, FOR - WARM_UP);
    let mut refused_ms = Vec::new();
    for shot in shots {
        match shot.outcome() {
            Outcome::Acknowledged { .. } => {}
            Outcome::Refused { code, .. } => {
                *result.refused.entry(code).or_default() += 1;
                result.without_retry_after += u64::from(!shot.answer.as_ref().is_ok_and(|a| a.retry_after));
                refused_ms.push(shot.took.as_secs_f64() * 1_000.0);
            }
            Outcome::Unknown { .. } => result.unknown += 1,
        }
    }
    refused_ms.sort_by(f64::total_cmp);
    result.refused_p50_ms = percentile(&refused_ms, 0.5);
    result.refused_p99_ms = percentile(&refused_ms, 0.99);
    result
}

/// Acknowledged a second, of what was answered within `time` from `from` on.
fn goodput(shots: &[Shot], from: Instant, time: Duration) -> f64 {
    let counts = |shot: &&Shot| {
        let answered = shot.began + shot.took;
        shot.is_acknowledged() && answered >= from && answered < from + time
    };
    shots.iter().filter(counts).count() as f64 / time.as_secs_f64()
}

/// Into the record afterwards, so that writing it down costs the measurement nothing.
fn note(shop: &Shop, new: &NewOrder, shots: Vec<Shot>) {
    for shot in shots {
        shop.history.add(direct::intent(&shot.key, new, true));
        shop.history.add(Record::Tried { key: shot.key.clone(), address: "overload".into() });
        shop.note(&shot.key, shot.took, &shot.outcome());
    }
}
