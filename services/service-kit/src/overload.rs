//! What a process takes on at once. Beyond it the answer is no, immediately: a queue that only grows makes every answer
//! late, while a process that refuses what it cannot do goes on doing as much as it can.

mod body;
mod door;

#[cfg(test)]
pub(crate) use body::BODY_DEADLINE;
pub use body::{AllowBody, BodyAllowance, SMALL_BODY_LIMIT};
pub(crate) use body::{MOST_BODIES, MOST_LARGE_BODIES};
pub use door::{Door, Manners, Refused};

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

/// Asked by whoever watches the process: refusing them would make a busy process look like a dead one.
const NEVER_SHED: [&str; 4] = ["/livez", "/readyz", "/metrics", "/version"];

/// How often the process's lateness is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Ready work waits so long for a CPU: too much has been let in.
const LATE: Duration = Duration::from_millis(20);
const IN_TIME: Duration = Duration::from_millis(10);
/// Let in whatever else happens: a machine that is busy with other things must not turn away a lone customer.
const LEAST: usize = 16;
/// More let in after each look in time.
const STEP: usize = 8;

/// The flags of every binary about how much it takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub struct Limits {
    /// Most requests worked on at the same time, fifteen sixteenths of them writing, fewer while the process falls behind;
    /// one more is refused at once with 503 `overloaded`
    #[arg(long, env = "JUMUN_MAX_IN_FLIGHT", default_value_t = Self::default().max_in_flight)]
    pub max_in_flight: usize,
    /// Event streams open at the same time; one more is refused at once with 503 `too_many_streams`
    #[arg(long, env = "JUMUN_MAX_STREAMS", default_value_t = Self::default().max_streams)]
    pub max_streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_in_flight: 256, max_streams: 5000 }
    }
}

/// The requests that are being worked on; clones share the bound.
///
/// The bound follows how late the process is: while ready work waits for a CPU, more of it only makes everything later,
/// refusals too, so the bound falls. What only looks (GET) is sheltered: it has as many places again, and requests that wait
/// for other services do not count against it, since a service that hangs must not take the places of pages that do not
/// need it.
#[derive(Clone)]
pub struct InFlight(Arc<Bound>);

struct Bound {
    now: AtomicUsize,
    limit: AtomicUsize,
    most: usize,
    writes: usize,
    bodies: BodyPlaces,
    shares: AddressShares,
    waiting: AskWaiting,
}

/// How many requests wait now and use no CPU meanwhile.
#[derive(Debug, Clone, Copy, Default)]
pub struct Waiting {
    /// For an answer of another service.
    pub calls: usize,
    /// In a queue with a bound of its own, which need not take the places of others.
    pub queued: usize,
}

type AskWaiting = Box<dyn Fn() -> Waiting + Send + Sync>;

/// One request that is being worked on.
struct WorkedOn<'a>(&'a Bound);

impl InFlight {
    /// At most `most` at once, fewer than `writes` of them when one more that writes comes; `waiting` says how many
    /// wait now. It needs a tokio runtime, where it watches how late that is.
    pub fn new(most: usize, writes: usize, waiting: impl Fn() -> Waiting + Send + Sync + 'static) -> Self {
        let usual: AllowBody = Arc::new(|_| BodyAllowance::Usual);
        Self::fair(most, writes, usual, AddressShares::none(), waiting)
    }

    /// The same, where `allow` says how large a body may be, and no address takes more than `shares`.
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
            // As many again: the others may have taken all of theirs.
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

/// Measures how late a timer of this process is, for as long as the bound is used.
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
            // What is let in beyond what is there now does not count: it has not made anybody late.
            (limit.min(self.now.load(Ordering::Relaxed)) * 3 / 4).max(LEAST)
        } else if late < IN_TIME {
            limit + STEP
        } else {
            limit
        };
        self.limit.store(next.min(self.most), Ordering::Relaxed);
    }
}

/// Middleware: a request is being worked on from when all of it is here until the head of its answer is. Neither a
/// slow sender nor an open event stream counts.
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

/// As [`crate::Problem::overloaded`], in as few steps as there are: no span, no request id and no label.
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
