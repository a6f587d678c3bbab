//! Overload: more placements than the system can take. It must keep its goodput and refuse the rest
//! at once.

use super::{
    placement_template::PlacementTemplate,
    raw_http::{RawHttp, RawResponse},
};
use crate::{
    addresses::SystemAddresses,
    history::{HistoryRecord, PlacementKey, RunHistory, percentile_of_sorted},
    load::context::{LoadContext, PlacementOutcome},
};
use std::{collections::BTreeMap, io, time::Duration};
use tokio::{
    task::{JoinSet, yield_now},
    time::{Instant, sleep_until},
};
use uuid::Uuid;

/// Connections of the closed loop: fewer than a surface or a service takes at once, so that nothing
/// is refused.
const PEAK_CONNECTIONS: usize = 96;
/// Connections of the open loop: many more than a service takes at once (256), so that some are
/// always free to send more than it can take.
const CONNECTIONS: usize = 400;
const NOBODY: Duration = Duration::from_millis(50);
/// Duration of each volley.
const FOR: Duration = Duration::from_secs(1);
/// Start of each volley, not counted: it overlaps with the last requests of the other kind.
const WARM_UP: Duration = Duration::from_millis(150);
/// The machine's speed drifts within seconds, and every open order makes the next one slower. Peak
/// and overload therefore take short turns, in alternating order, so that both effects fall on both
/// alike; the median turn of each counts.
const ROUNDS: u32 = 12;
const TIMES: f64 = 5.0;
/// Limit of the offered rate, so that a fast machine does not fill the disk.
const MOST_PER_S: f64 = 12_000.0;

/// Result of an overload.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OverloadResult {
    /// Placements per second in the closed loop: median of its turns.
    pub peak_per_s: f64,
    /// Placements per second sent in the open loop.
    pub offered_per_s: f64,
    /// Placements per second acknowledged in the open loop: median of its turns.
    pub goodput_per_s: f64,
    /// Refusals by code.
    pub refused: BTreeMap<String, u64>,
    /// Time until a refusal, in milliseconds.
    pub refused_p50_ms: f64,
    pub refused_p99_ms: f64,
    /// Refusals without `Retry-After`.
    pub without_retry_after: u64,
    /// Placements without an answer.
    pub unknown: u64,
}

/// One request and its answer. The answer is parsed after the firing, so that parsing takes no time
/// from the measurement.
struct OverloadRequest {
    key: PlacementKey,
    began: Instant,
    took: Duration,
    answer: Result<RawResponse, String>,
}

/// Endpoint that the placements are sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverloadEndpoint {
    /// The order service itself.
    Service,
    /// The client surface, as a page's script does it.
    Surface,
}

/// Runs short closed loops that find the peak rate of placements, and open loops at five times that
/// rate, in turns. It leaves some ten thousand orders open, which every board then carries: run it
/// last. `None` if no cart could be filled.
pub async fn run_overload(
    addresses: &SystemAddresses,
    history: &RunHistory,
    at: OverloadEndpoint,
) -> Option<OverloadResult> {
    let (_open, shop) = super::open_context(addresses, history);
    let target = match at {
        OverloadEndpoint::Service => PlacementTemplate::for_service(&shop),
        OverloadEndpoint::Surface => PlacementTemplate::for_surface(&shop).await?,
    };
    let mut battery = OverloadGenerator::new(&shop, target);
    // Cold processes are slower; these volleys do not count.
    for _ in 0..2 {
        battery.send_volley(PEAK_CONNECTIONS, None).await;
    }
    let mut peaks = Vec::new();
    let mut overloads = Vec::new();
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            peaks.push(battery.send_volley(PEAK_CONNECTIONS, None).await);
        }
        let rate = (median_rate(&peaks) * TIMES).clamp(1.0, MOST_PER_S);
        overloads.push(battery.send_volley(CONNECTIONS, Some(rate)).await);
        if round % 2 == 1 {
            peaks.push(battery.send_volley(PEAK_CONNECTIONS, None).await);
        }
    }
    let result = OverloadResult {
        peak_per_s: median_rate(&peaks),
        goodput_per_s: median_rate(&overloads),
        ..battery.summarize_open_loop(f64::from(ROUNDS) * FOR.as_secs_f64())
    };
    battery.record_requests();
    Some(result)
}

/// Median: a second in which the machine did something else says nothing about the system.
fn median_rate(per_s: &[f64]) -> f64 {
    let mut sorted = per_s.to_vec();
    sorted.sort_by(f64::total_cmp);
    percentile_of_sorted(&sorted, 0.5)
}

/// All connections, and the shots fired over them.
struct OverloadGenerator<'a> {
    shop: &'a LoadContext,
    target: PlacementTemplate,
    wires: Vec<Option<RawHttp>>,
    /// Shots of the closed loop.
    peak: Vec<OverloadRequest>,
    /// Shots of the open loop.
    over: Vec<OverloadRequest>,
}

impl<'a> OverloadGenerator<'a> {
    fn new(shop: &'a LoadContext, target: PlacementTemplate) -> Self {
        let wires = std::iter::repeat_with(|| None).take(CONNECTIONS).collect();
        Self { shop, target, wires, peak: Vec::new(), over: Vec::new() }
    }

    /// Fires from `connections` for [`FOR`], each as soon as it is free, or all together at `rate`
    /// a second; returns the acknowledged placements per second.
    async fn send_volley(&mut self, connections: usize, rate: Option<f64>) -> f64 {
        let began = Instant::now();
        let mut gunners = JoinSet::new();
        let every = rate.map(|rate| Duration::from_secs_f64(connections as f64 / rate));
        let places =
            self.wires.iter_mut().take(connections).zip(self.target.replicas.iter().cycle());
        for (number, (wire, replica)) in places.enumerate() {
            let first =
                began + every.unwrap_or_default().mul_f64(number as f64 / connections as f64);
            let gunner = OverloadConnection {
                base: replica.clone(),
                target: self.target.clone(),
                name: self.shop.clock.uuid_v7(),
                wire: wire.take(),
            };
            gunners
                .spawn(async move { (number, gunner.send_until(first, began + FOR, every).await) });
        }
        let mut awake = JoinSet::new();
        awake.spawn(keep_cpu_awake());
        let mut shots = Vec::new();
        while let Some(done) = gunners.join_next().await {
            let Ok((number, (fired, wire))) = done else { continue };
            shots.extend(fired);
            self.wires[number] = wire;
        }
        let goodput_per_s = measure_goodput(&shots, began);
        if rate.is_some() { &mut self.over } else { &mut self.peak }.extend(shots);
        goodput_per_s
    }

    /// Rates and refusals of the open loop, which took `seconds` in all.
    fn summarize_open_loop(&self, seconds: f64) -> OverloadResult {
        let mut result = OverloadResult {
            offered_per_s: self.over.len() as f64 / seconds,
            ..OverloadResult::default()
        };
        let mut refused_ms = Vec::new();
        for shot in &self.over {
            match shot.placement_outcome() {
                PlacementOutcome::Acknowledged { .. } => {}
                PlacementOutcome::Refused { code, .. } => {
                    *result.refused.entry(code).or_default() += 1;
                    let told = shot.answer.as_ref().is_ok_and(|answer| answer.retry_after);
                    result.without_retry_after += u64::from(!told);
                    refused_ms.push(shot.took.as_secs_f64() * 1_000.0);
                }
                PlacementOutcome::Unknown { .. } => result.unknown += 1,
            }
        }
        refused_ms.sort_by(f64::total_cmp);
        result.refused_p50_ms = percentile_of_sorted(&refused_ms, 0.5);
        result.refused_p99_ms = percentile_of_sorted(&refused_ms, 0.99);
        result
    }

    /// Writes all shots to the record after the firing, so that writing takes no time from the
    /// measurement.
    fn record_requests(self) {
        for shot in self.peak.into_iter().chain(self.over) {
            self.shop.history.add_record(self.target.intent_record(&shot.key));
            self.shop.history.add_record(HistoryRecord::Tried {
                key: shot.key.clone(),
                address: "overload".into(),
            });
            self.shop.record_outcome(&shot.key, shot.took, &shot.placement_outcome());
        }
    }
}

/// Keeps this process's CPU from idling. To wake an idle CPU costs the answering process an
/// interrupt between CPUs, as much as the answer itself; a network card would spare the measured
/// system that.
async fn keep_cpu_awake() {
    loop {
        yield_now().await;
    }
}

/// One connection with the shots fired over it.
struct OverloadConnection {
    base: String,
    target: PlacementTemplate,
    /// Prefix of its keys.
    name: Uuid,
    wire: Option<RawHttp>,
}

impl OverloadConnection {
    /// Fires until `end`. A time that comes while an answer is still awaited is skipped.
    async fn send_until(
        mut self,
        first: Instant,
        end: Instant,
        every: Option<Duration>,
    ) -> (Vec<OverloadRequest>, Option<RawHttp>) {
        let mut shots = Vec::new();
        let mut next = first;
        loop {
            sleep_until(next).await;
            if Instant::now() >= end {
                return (shots, self.wire);
            }
            let key = PlacementKey::from(format!("{}-{}", self.name, shots.len()).as_str());
            let shot = self.send_timed(key).await;
            // No answer: without a pause the loop would only count failed connections.
            let pause = if shot.answer.is_err() { NOBODY } else { Duration::ZERO };
            shots.push(shot);
            next = every.map_or_else(|| Instant::now() + pause, |every| next + every);
            while every.is_some_and(|every| next + every < Instant::now()) {
                next += every.unwrap_or_default();
            }
        }
    }

    async fn send_timed(&mut self, key: PlacementKey) -> OverloadRequest {
        let began = Instant::now();
        let answer = self.call(&key).await.map_err(|error| error.to_string());
        OverloadRequest { key, began, took: began.elapsed(), answer }
    }

    async fn call(&mut self, key: &PlacementKey) -> io::Result<RawResponse> {
        let request = self.target.render_request(&self.base, key);
        let wire = match self.wire.take() {
            Some(wire) => wire,
            None => RawHttp::connect(&self.base).await?,
        };
        let (answer, kept) = wire.call(request.as_bytes()).await?;
        self.wire = kept;
        Ok(answer)
    }
}

impl OverloadRequest {
    fn is_acknowledged(&self) -> bool {
        self.answer.as_ref().is_ok_and(PlacementTemplate::is_acknowledged)
    }

    fn placement_outcome(&self) -> PlacementOutcome {
        match &self.answer {
            Ok(answer) => PlacementTemplate::outcome_from_response(answer),
            Err(why) => PlacementOutcome::Unknown { why: why.clone() },
        }
    }
}

/// Acknowledged placements per second, of those answered after [`WARM_UP`].
fn measure_goodput(shots: &[OverloadRequest], began: Instant) -> f64 {
    let from = began + WARM_UP;
    let to = began + FOR;
    let counts = |shot: &&OverloadRequest| {
        let answered = shot.began + shot.took;
        shot.is_acknowledged() && answered >= from && answered < to
    };
    shots.iter().filter(counts).count() as f64 / (to - from).as_secs_f64()
}
