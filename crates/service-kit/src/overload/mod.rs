//! Admission control: a limit of concurrent requests. A request beyond it is refused immediately. A
//! growing queue would delay every answer, while a process that sheds load keeps its full
//! throughput.

mod admission;
mod body;

pub use admission::{AdmissionLayer, ShedPolicy, ShedReason};
#[cfg(test)]
pub(crate) use body::BODY_DEADLINE;
pub use body::{AllowBody, BodyAllowance, SMALL_BODY_LIMIT};
pub(crate) use body::{MOST_BODIES, MOST_LARGE_BODIES};

use crate::address::{AddressShares, ClientIp, SHARE_RETRY, over_share_response};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use body::BodyPermits;
use http::{HeaderValue, Method, StatusCode, header};
use std::{
    sync::{
        Arc, LazyLock, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// Paths for monitoring; refusing them would make a busy process look dead.
const NEVER_SHED: [&str; 4] = ["/livez", "/readyz", "/metrics", "/version"];

/// Interval at which the process's lateness is measured.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Above this wait of ready work for a CPU, too many requests have been admitted, and the limit
/// falls.
const LATE: Duration = Duration::from_millis(20);
const IN_TIME: Duration = Duration::from_millis(10);
/// Minimum of the limit: a machine that is busy with other work must not refuse a lone customer.
const LEAST: usize = 16;
/// Increase of the limit after each measurement that is in time.
const STEP: usize = 8;

/// Flags of every binary for its capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub struct CapacityLimits {
    /// Maximum number of requests in flight; one more is refused at once with 503 `overloaded`
    ///
    /// Writes get at most fifteen sixteenths of it. While the process falls behind, the limit is
    /// lowered
    #[arg(long, env = "JUMUN_MAX_IN_FLIGHT", default_value_t = Self::default().max_in_flight)]
    pub max_in_flight: usize,
    /// Maximum number of open event streams; one more is refused at once with 503
    /// `too_many_streams`
    #[arg(long, env = "JUMUN_MAX_STREAMS", default_value_t = Self::default().max_streams)]
    pub max_streams: usize,
}

impl Default for CapacityLimits {
    fn default() -> Self {
        Self { max_in_flight: 256, max_streams: 5000 }
    }
}

/// The adaptive limit of requests in flight; clones share it.
///
/// The limit follows the process's lateness: while ready work waits for a CPU, more of it only
/// delays everything, refusals too, so the limit falls. Reads (GET) are protected: they get twice
/// the limit, and requests that wait for other services do not count against it, since a service
/// that hangs must not block pages that do not need it.
#[derive(Clone)]
pub struct InFlight(Arc<InFlightState>);

struct InFlightState {
    /// Requests in flight.
    now: AtomicUsize,
    /// The current limit.
    limit: AtomicUsize,
    /// The maximum of the limit.
    most: usize,
    /// A write is admitted only while fewer requests than this are in flight.
    writes: usize,
    bodies: BodyPermits,
    shares: AddressShares,
    waiting: AskWaiting,
}

/// The numbers of requests that wait without using CPU.
#[derive(Debug, Clone, Copy, Default)]
pub struct WaitingCounts {
    /// Requests that wait for an answer of another service.
    pub calls: usize,
    /// Requests in a queue with its own limit, which do not count against this one.
    pub queued: usize,
}

type AskWaiting = Box<dyn Fn() -> WaitingCounts + Send + Sync>;

/// The permit of one request in flight; dropping it frees its place.
struct InFlightPermit<'a>(&'a InFlightState);

impl InFlight {
    /// At most `most` requests at once. A write is admitted only while fewer than `writes` are in
    /// flight. `waiting` returns how many requests wait now. Requires a tokio runtime, whose
    /// lateness it measures.
    pub fn new(
        most: usize,
        writes: usize,
        waiting: impl Fn() -> WaitingCounts + Send + Sync + 'static,
    ) -> Self {
        let usual: AllowBody = Arc::new(|_| BodyAllowance::Usual);
        Self::with_shares(most, writes, usual, AddressShares::without_limits(), waiting)
    }

    /// As [`Self::new`], where `allow` decides the size of bodies and `shares` limits each address.
    pub fn with_shares(
        most: usize,
        writes: usize,
        allow: AllowBody,
        shares: AddressShares,
        waiting: impl Fn() -> WaitingCounts + Send + Sync + 'static,
    ) -> Self {
        let now = AtomicUsize::new(0);
        let limit = AtomicUsize::new(most);
        let waiting = Box::new(waiting);
        let bodies = BodyPermits::new(allow, &shares);
        let bound = Arc::new(InFlightState { now, limit, most, writes, bodies, shares, waiting });
        tokio::spawn(adapt_periodically(Arc::downgrade(&bound)));
        Self(bound)
    }

    fn address_shares(&self) -> &AddressShares {
        &self.0.shares
    }

    fn try_acquire(&self, method: &Method) -> Option<InFlightPermit<'_>> {
        let waiting = (self.0.waiting)();
        let others = self.0.now.fetch_add(1, Ordering::Relaxed).saturating_sub(waiting.queued);
        let worked_on = InFlightPermit(&self.0);
        let limit = self.0.limit.load(Ordering::Relaxed);
        let limit = match *method {
            // Twice the limit, since writes may have used all of theirs.
            Method::GET => 2 * limit + waiting.calls,
            _ => limit.min(self.0.writes),
        };
        (others < limit.min(self.0.most)).then_some(worked_on)
    }
}

impl Drop for InFlightPermit<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Measures how late a timer of this process fires, and adapts the limit, until the limit is
/// dropped.
async fn adapt_periodically(bound: Weak<InFlightState>) {
    loop {
        let due = Instant::now() + LOOK_EVERY;
        sleep_until(due).await;
        let Some(bound) = bound.upgrade() else { return };
        bound.adapt_limit(due.elapsed());
    }
}

impl InFlightState {
    fn adapt_limit(&self, late: Duration) {
        let limit = self.limit.load(Ordering::Relaxed);
        let next = if late > LATE {
            // The unused part of the limit has not caused the lateness, so the cut starts from the
            // requests in flight.
            (limit.min(self.now.load(Ordering::Relaxed)) * 3 / 4).max(LEAST)
        } else if late < IN_TIME {
            limit + STEP
        } else {
            limit
        };
        self.limit.store(next.min(self.most), Ordering::Relaxed);
    }
}

/// Middleware: a request counts as in flight from the end of its body until the head of its
/// response. Neither a slow sender nor an open event stream counts.
pub async fn limit_in_flight(
    State(in_flight): State<InFlight>,
    request: Request,
    next: Next,
) -> Response {
    if is_never_shed(&request) {
        return next.run(request).await;
    }
    let client = request.extensions().get::<ClientIp>().copied();
    let request = match in_flight.0.bodies.receive_body(request, client).await {
        Ok(request) => request,
        Err(refused) => return refused,
    };
    let share = client.map(|client| in_flight.address_shares().in_flight.try_acquire(client));
    if matches!(share, Some(None)) {
        return over_share_response(SHARE_RETRY);
    }
    let Some(_worked_on) = in_flight.try_acquire(request.method()) else {
        return overload_response();
    };
    next.run(request).await
}

fn is_never_shed(request: &Request) -> bool {
    NEVER_SHED.contains(&request.uri().path())
}

/// As [`crate::Problem::service_overloaded`], as cheap as possible: without a span, a request id or
/// a label.
pub fn overload_response() -> Response {
    const BODY: &str = r#"{"status":503,"code":"overloaded","title":"overloaded"}"#;
    static SHED: LazyLock<metrics::Counter> =
        LazyLock::new(|| metrics::counter!("jumun_http_requests_shed_total"));
    SHED.increment(1);
    let mut response = Response::new(Body::from(BODY));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

#[cfg(test)]
mod tests;
