//! Admission control: a limit of concurrent requests. A request beyond it is refused immediately. A
//! growing queue would delay every answer, while a process that sheds load keeps its full
//! throughput.

mod admission;
mod body;

pub use admission::{Door, Manners, Refused};
#[cfg(test)]
pub(crate) use body::BODY_DEADLINE;
pub use body::{AllowBody, BodyAllowance, SMALL_BODY_LIMIT};
pub(crate) use body::{MOST_BODIES, MOST_LARGE_BODIES};

use crate::address::{AddressShares, ClientAddress, SHARE_RETRY, refuse_over_share};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use body::BodyPlaces;
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
pub struct Limits {
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

impl Default for Limits {
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
pub struct InFlight(Arc<Bound>);

struct Bound {
    /// Requests in flight.
    now: AtomicUsize,
    /// The current limit.
    limit: AtomicUsize,
    /// The maximum of the limit.
    most: usize,
    /// A write is admitted only while fewer requests than this are in flight.
    writes: usize,
    bodies: BodyPlaces,
    shares: AddressShares,
    waiting: AskWaiting,
}

/// The numbers of requests that wait without using CPU.
#[derive(Debug, Clone, Copy, Default)]
pub struct Waiting {
    /// Requests that wait for an answer of another service.
    pub calls: usize,
    /// Requests in a queue with its own limit, which do not count against this one.
    pub queued: usize,
}

type AskWaiting = Box<dyn Fn() -> Waiting + Send + Sync>;

/// The permit of one request in flight; dropping it frees its place.
struct WorkedOn<'a>(&'a Bound);

impl InFlight {
    /// At most `most` requests at once. A write is admitted only while fewer than `writes` are in
    /// flight. `waiting` returns how many requests wait now. Requires a tokio runtime, whose
    /// lateness it measures.
    pub fn new(most: usize, writes: usize, waiting: impl Fn() -> Waiting + Send + Sync + 'static) -> Self {
        let usual: AllowBody = Arc::new(|_| BodyAllowance::Usual);
        Self::fair(most, writes, usual, AddressShares::none(), waiting)
    }

    /// As [`Self::new`], where `allow` decides the size of bodies and `shares` limits each address.
    pub fn fair(
        most: usize,
        writes: usize,
        allow: AllowBody,
        shares: AddressShares,
        waiting: impl Fn() -> Waiting + Send + Sync + 'static,
    ) -> Self {
        let (now, limit, waiting) = (AtomicUsize::new(0), AtomicUsize::new(most), Box::new(waiting));
        let bodies = BodyPlaces::new(allow, &shares);
        let bound = Arc::new(Bound { now, limit, most, writes, bodies, shares, waiting });
        tokio::spawn(adapt(Arc::downgrade(&bound)));
        Self(bound)
    }

    fn shares(&self) -> &AddressShares {
        &self.0.shares
    }

    fn enter(&self, method: &Method) -> Option<WorkedOn<'_>> {
        let waiting = (self.0.waiting)();
        let others = self.0.now.fetch_add(1, Ordering::Relaxed).saturating_sub(waiting.queued);
        let worked_on = WorkedOn(&self.0);
        let limit = self.0.limit.load(Ordering::Relaxed);
        let limit = match *method {
            // Twice the limit, since writes may have used all of theirs.
            Method::GET => 2 * limit + waiting.calls,
            _ => limit.min(self.0.writes),
        };
        (others < limit.min(self.0.most)).then_some(worked_on)
    }
}

impl Drop for WorkedOn<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Measures how late a timer of this process fires, and adapts the limit, until the limit is
/// dropped.
async fn adapt(bound: Weak<Bound>) {
    loop {
        let due = Instant::now() + LOOK_EVERY;
        sleep_until(due).await;
        let Some(bound) = bound.upgrade() else { return };
        bound.adapt(due.elapsed());
    }
}

impl Bound {
    fn adapt(&self, late: Duration) {
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
pub async fn work_on(State(in_flight): State<InFlight>, request: Request, next: Next) -> Response {
    if is_never_shed(&request) {
        return next.run(request).await;
    }
    let client = request.extensions().get::<ClientAddress>().copied();
    let request = match in_flight.0.bodies.whole(request, client).await {
        Ok(request) => request,
        Err(refused) => return refused,
    };
    let share = client.map(|client| in_flight.shares().in_flight.enter(client));
    if matches!(share, Some(None)) {
        return refuse_over_share(SHARE_RETRY);
    }
    let Some(_worked_on) = in_flight.enter(request.method()) else {
        return refusal();
    };
    next.run(request).await
}

fn is_never_shed(request: &Request) -> bool {
    NEVER_SHED.contains(&request.uri().path())
}

/// As [`crate::Problem::overloaded`], as cheap as possible: without a span, a request id or a
/// label.
pub fn refusal() -> Response {
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
