//! What a process takes on at once. Beyond it the answer is no, immediately: a queue that only grows makes every answer
//! late, while a process that refuses what it cannot do goes on doing as much as it can.

mod door;

pub use door::{Door, Manners};

use crate::{
    Problem,
    serve::{BODY_LIMIT, LARGE_BODY_LIMIT},
};
use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, Method, StatusCode, header};
use std::{
    sync::{
        Arc, LazyLock, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep_until, timeout},
};

/// Asked by whoever watches the process: refusing them would make a busy process look like a dead one.
const NEVER_SHED: [&str; 4] = ["/livez", "/readyz", "/metrics", "/version"];

/// How often the process's lateness is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Ready work waits so long for a CPU: too much has been let in.
const LATE: Duration = Duration::from_millis(20);
const IN_TIME: Duration = Duration::from_millis(10);
/// Let in whatever else happens: a machine that is busy with other things must not turn away a lone customer.
const LEAST: usize = 16;
/// How long the body of a request may take to come.
pub(crate) const BODY_DEADLINE: Duration = Duration::from_secs(5);
const LARGE_BODY_DEADLINE: Duration = Duration::from_secs(20);
/// Bodies read at the same time: with [`BODY_LIMIT`] each, 64 MB.
const MOST_BODIES: usize = 1_024;
/// Large ones read at the same time: with [`LARGE_BODY_LIMIT`] each, 32 MB.
const MOST_LARGE_BODIES: usize = 4;
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
    /// Bodies that are being read.
    reading: Semaphore,
    reading_large: Semaphore,
    takes_large: fn(path: &str) -> bool,
    waiting: Box<dyn Fn() -> usize + Send + Sync>,
}

/// One request that is being worked on.
struct WorkedOn<'a>(&'a Bound);

impl InFlight {
    /// At most `most` at once, fewer than `writes` of them when one more that writes comes; `waiting` says how many wait
    /// for other services now. It needs a tokio runtime, where it watches how late that is.
    pub fn new(most: usize, writes: usize, waiting: impl Fn() -> usize + Send + Sync + 'static) -> Self {
        Self::taking_large(most, writes, |_| false, waiting)
    }

    /// The same, with paths to which bodies of up to [`LARGE_BODY_LIMIT`] may be sent, a few at a time.
    pub fn taking_large(
        most: usize,
        writes: usize,
        takes_large: fn(path: &str) -> bool,
        waiting: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Self {
        let (now, limit, waiting) = (AtomicUsize::new(0), AtomicUsize::new(most), Box::new(waiting));
        let (reading, reading_large) = (Semaphore::new(MOST_BODIES), Semaphore::new(MOST_LARGE_BODIES));
        let bound =
            Arc::new(Bound { now, limit, most, writes, reading, reading_large, takes_large, waiting });
        tokio::spawn(adapt(Arc::downgrade(&bound)));
        Self(bound)
    }

    fn enter(&self, method: &Method) -> Option<WorkedOn<'_>> {
        let others = self.0.now.fetch_add(1, Ordering::Relaxed);
        let worked_on = WorkedOn(&self.0);
        let limit = self.0.limit.load(Ordering::Relaxed);
        let limit = match *method {
            // As many again: the others may have taken all of theirs.
            Method::GET => 2 * limit + (self.0.waiting)(),
            _ => limit.min(self.0.writes),
        };
        (others < limit.min(self.0.most)).then_some(worked_on)
    }

    /// The request with all of its body.
    async fn whole(&self, request: Request) -> Result<Request, Response> {
        if request.body().is_end_stream() {
            return Ok(request);
        }
        let (reading, deadline, most) = match (self.0.takes_large)(request.uri().path()) {
            true => (&self.0.reading_large, LARGE_BODY_DEADLINE, LARGE_BODY_LIMIT),
            false => (&self.0.reading, BODY_DEADLINE, BODY_LIMIT),
        };
        let Ok(_reading) = reading.try_acquire() else { return Err(refusal()) };
        let (parts, body) = request.into_parts();
        match timeout(deadline, to_bytes(body, most)).await {
            Ok(Ok(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
            // Or the sender is gone, and reads no answer.
            Ok(Err(_)) => {
                Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large").into_response())
            }
            Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow").into_response()),
        }
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
    let request = match in_flight.whole(request).await {
        Ok(request) => request,
        Err(refused) => return refused,
    };
    let Some(_worked_on) = in_flight.enter(request.method()) else {
        return refusal();
    };
    next.run(request).await
}

fn is_never_shed(request: &Request) -> bool {
    NEVER_SHED.contains(&request.uri().path())
}

/// As [`Problem::overloaded`], in as few steps as there are: no span, no request id and no label.
pub fn refusal() -> Response {
    const BODY: &str = r#"{"status":503,"code":"overloaded","title":"overloaded"}"#;
    static SHED: LazyLock<metrics::Counter> = LazyLock::new(|| metrics::counter!("http_requests_shed_total"));
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
mod tests {
    use super::*;
    use axum::{Router, body::Body, routing::get};
    use tokio::sync::Notify;
    use tower::ServiceExt as _;

    #[test]
    fn the_bound_falls_while_the_process_is_late_and_comes_back_when_it_is_not() {
        let (late, in_time) = (LATE + Duration::from_millis(1), Duration::from_millis(1));
        let bound = bound(100, 256, 0);
        let after = |looks: usize, lateness| {
            (0..looks).for_each(|_| bound.adapt(lateness));
            bound.limit.load(Ordering::Relaxed)
        };
        assert_eq!(after(1, late), 75, "three quarters of what made it late");
        assert_eq!(after(50, late), LEAST, "never less, however late");
        assert_eq!(after(10, LATE), LEAST, "in between nothing changes");
        assert_eq!(after(1, in_time), LEAST + STEP);
        assert_eq!(after(1000, in_time), 256);
    }

    fn bound(now: usize, limit: usize, waiting: usize) -> Bound {
        let (now, limit) = (AtomicUsize::new(now), AtomicUsize::new(limit));
        Bound {
            now,
            limit,
            most: 256,
            writes: 60,
            reading: Semaphore::new(1),
            reading_large: Semaphore::new(1),
            takes_large: |_| false,
            waiting: Box::new(move || waiting),
        }
    }

    #[test]
    fn pages_are_sheltered_from_what_waits_for_a_service_that_hangs_up_to_the_whole_bound() {
        let enters = |now, limit, waiting, method| {
            InFlight(Arc::new(bound(now, limit, waiting))).enter(&method).is_some()
        };
        assert!(enters(95, 16, 64, Method::GET));
        assert!(!enters(96, 16, 64, Method::GET));
        assert!(!enters(16, 16, 64, Method::POST), "more of what waits is not let in");
        assert!(!enters(256, 250, 64, Method::GET));
        assert!(enters(59, 256, 0, Method::POST) && !enters(60, 256, 0, Method::POST));
    }

    #[tokio::test]
    async fn a_large_body_is_taken_where_it_is_expected_and_nowhere_else() {
        let takes = |body: axum::body::Bytes| async move { body.len().to_string() };
        let routes = Router::new().route("/large", crate::serve::large(axum::routing::post(takes)));
        let routes = routes.route("/small", axum::routing::post(takes));
        let router = crate::serve::layered_taking_large(routes, &Limits::default(), |path| path == "/large");
        let send = async |path: &str, bytes: usize| {
            let request = Request::post(path).body(Body::from(vec![0; bytes])).unwrap();
            router.clone().oneshot(request).await.unwrap().status().as_u16()
        };
        assert_eq!(send("/small", BODY_LIMIT).await, 200);
        assert_eq!(send("/small", BODY_LIMIT + 1).await, 413);
        assert_eq!(send("/large", BODY_LIMIT + 1).await, 200);
        assert_eq!(send("/large", LARGE_BODY_LIMIT + 1).await, 413);
    }

    async fn status(router: &Door, path: &str) -> u16 {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn one_more_than_the_limit_is_refused_at_once_and_health_never() {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (tell, wait) = (begun.clone(), go_on.clone());
        let work = move || async move {
            tell.notify_one();
            wait.notified().await;
        };
        let limits = Limits { max_in_flight: 1, ..Limits::default() };
        let routes = Router::new().route("/work", get(work)).route("/livez", get(|| async {}));
        let router = crate::serve::layered_within(routes, &limits);
        let first = tokio::spawn({
            let router = router.clone();
            async move { status(&router, "/work").await }
        });
        begun.notified().await;

        let request = Request::get("/work").body(Body::empty()).unwrap();
        let refused = router.clone().oneshot(request).await.unwrap();
        assert_eq!(
            (refused.status().as_u16(), &refused.headers()["retry-after"]),
            (503, &"1".parse().unwrap())
        );
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
        let body = to_bytes(refused.into_body(), 1000).await.unwrap();
        let same = to_bytes(Problem::overloaded().into_response().into_body(), 1000).await.unwrap();
        assert_eq!(body, same, "it reads as any problem");
        assert_eq!(status(&router, "/elsewhere").await, 503, "the limit is the process's, not a route's");
        assert_eq!(status(&router, "/livez").await, 200);

        go_on.notify_one();
        assert_eq!(first.await.unwrap(), 200, "whoever is worked on is not disturbed");
        assert_eq!(status(&router, "/elsewhere").await, 404, "and makes room");
    }
}
