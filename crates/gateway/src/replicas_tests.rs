//! Tests with several endpoints of one service, over real connections: where a call goes, and which
//! endpoints are left out.

use super::*;
use crate::status::BreakerState;
use axum::{Router, routing::any};
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    time::timeout,
};

const LIMITS: CallLimits = CallLimits {
    deadline: Duration::from_secs(2),
    per_try: Duration::from_millis(400),
    concurrency: 64,
};
/// Long enough for any machine; only a failing test reaches it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A replica that answers with a settable status, and counts its requests but liveness checks.
struct Replica {
    url: String,
    status: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
}

impl Replica {
    async fn start() -> Self {
        let status = Arc::new(AtomicUsize::new(200));
        let asked = Arc::new(AtomicUsize::new(0));
        let now = status.clone();
        let count = asked.clone();
        let router = Router::new().route("/livez", any(|| async {})).fallback(any(move || {
            count.fetch_add(1, Ordering::SeqCst);
            let status = u16::try_from(now.load(Ordering::SeqCst)).unwrap();
            std::future::ready(StatusCode::from_u16(status).unwrap())
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { url, status, asked }
    }

    fn answers(&self, status: usize) {
        self.status.store(status, Ordering::SeqCst);
    }

    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }
}

/// A dependency whose endpoints are watched.
fn watched(urls: &[&str]) -> Arc<ServiceDependency> {
    let (dependency, watch) =
        ServiceDependency::new("test", &urls.join(","), LIMITS, None).unwrap();
    tokio::spawn(watch.run());
    dependency
}

fn get() -> ServiceCall {
    ServiceCall::get("/thing", 1000)
}

async fn call(dependency: &ServiceDependency) -> Result<ServiceReply, GatewayError> {
    dependency.call(&get(), Ok).await
}

fn breaker(dependency: &ServiceDependency, url: &str) -> BreakerState {
    let status = dependency.status();
    let is_it = |endpoint: &&crate::status::EndpointStatus| url.ends_with(&endpoint.address);
    status.endpoints.iter().find(is_it).unwrap().breaker
}

async fn until(dependency: &ServiceDependency, url: &str, state: BreakerState) {
    let seen = async {
        while breaker(dependency, url) != state {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, seen).await.unwrap();
}

#[tokio::test]
async fn calls_are_spread_over_all_replicas_by_the_call_and_not_by_the_connection() {
    let a = Replica::start().await;
    let b = Replica::start().await;
    let dependency = watched(&[&a.url, &b.url]);
    for _ in 0..200 {
        call(&dependency).await.unwrap();
    }
    let a = a.asked();
    let b = b.asked();
    assert_eq!(a + b, 200);
    // On a busy machine one slow answer keeps its replica out for a moment; if connections decided,
    // one replica would get no call.
    assert!(a > 0 && b > 0, "{a} and {b}");
}

#[tokio::test]
async fn a_retry_goes_to_another_replica_at_once() {
    let good = Replica::start().await;
    let bad = Replica::start().await;
    bad.answers(500);
    let dependency = watched(&[&good.url, &bad.url]);
    for _ in 0..10 {
        call(&dependency).await.unwrap();
    }
    assert_eq!(good.asked(), 10, "no call needed a second try at the bad one");
    assert!(bad.asked() <= 10);
}

#[tokio::test]
async fn a_busy_replica_is_no_broken_one_and_the_other_takes_the_call() {
    let free = Replica::start().await;
    let busy = Replica::start().await;
    busy.answers(503);
    let dependency = watched(&[&free.url, &busy.url]);
    for _ in 0..8 {
        call(&dependency).await.unwrap();
    }
    assert_eq!(breaker(&dependency, &busy.url), BreakerState::Closed);
    free.answers(503);
    let error = call(&dependency).await.unwrap_err();
    assert!(
        matches!(error, GatewayError::Unavailable { why: UnavailableReason::Overloaded, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_replica_that_hangs_is_out_of_rotation_soon_after_its_first_failure() {
    let good = Replica::start().await;
    let hangs = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", hangs.local_addr().unwrap());
    let dependency = watched(&[&good.url, &url]);
    while breaker(&dependency, &url) == BreakerState::Closed {
        call(&dependency).await.unwrap();
    }
    for _ in 0..100 {
        call(&dependency).await.unwrap();
    }
    assert_eq!(dependency.status().recent_retries, dependency.status().recent.failures);
    assert!(dependency.status().recent.failures <= 3, "{:?}", dependency.status());
}

#[tokio::test]
async fn when_all_replicas_fall_silent_the_last_one_is_given_more_time() {
    let [a, b] = [
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
    ];
    let urls = [&a, &b].map(|listener| format!("http://{}", listener.local_addr().unwrap()));
    let dependency = watched(&[&urls[0], &urls[1]]);
    let open = || urls.iter().filter(|url| breaker(&dependency, url) == BreakerState::Open).count();
    let began = Instant::now();
    let seen = async {
        while open() == 0 {
            sleep(Duration::from_millis(5)).await;
        }
        let first = began.elapsed();
        while open() < 2 {
            sleep(Duration::from_millis(5)).await;
        }
        began.elapsed() - first
    };
    let between = timeout(PATIENCE, seen).await.unwrap();
    assert!(between >= Duration::from_millis(500), "{between:?}");
}

#[tokio::test]
async fn a_silent_replica_is_found_out_without_any_call() {
    let hangs = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", hangs.local_addr().unwrap());
    let dependency = watched(&[&url]);
    until(&dependency, &url, BreakerState::Open).await;
    let error = call(&dependency).await.unwrap_err();
    assert!(
        matches!(error, GatewayError::Unavailable { why: UnavailableReason::BreakerOpen, .. }),
        "{error:?}"
    );
    assert_eq!(dependency.status().recent.tries, 0);
}

#[tokio::test]
async fn a_replica_that_was_away_for_a_moment_is_not_left_out_for_what_that_cost() {
    let replica = Replica::start().await;
    let (dependency, _unwatched) =
        ServiceDependency::new("test", &replica.url, LIMITS, None).unwrap();
    let endpoint = dependency.endpoints.current_endpoints().first().unwrap().clone();
    let usual = endpoint.expected_load();
    for (why, forgets) in [
        (UnavailableReason::Broken, true),
        (UnavailableReason::Connect, true),
        (UnavailableReason::Deadline, false),
    ] {
        endpoint.begin_attempt().unwrap().record_failure(why, LIMITS.deadline);
        assert!(endpoint.expected_load() > 100.0 * usual);
        endpoint.record_alive();
        assert_eq!(endpoint.expected_load() <= usual, forgets, "{why}");
    }
}

#[tokio::test]
async fn a_replica_that_returns_gets_one_probe_and_then_its_share() {
    let a = Replica::start().await;
    let b = Replica::start().await;
    let dependency = watched(&[&a.url, &b.url]);
    for endpoint in dependency
        .endpoints
        .current_endpoints()
        .iter()
        .filter(|e| b.url.ends_with(&e.address.socket.to_string()))
    {
        endpoint.eject("the test says so");
    }
    assert_eq!(breaker(&dependency, &b.url), BreakerState::Open);
    assert_eq!(b.asked(), 0);
    until(&dependency, &b.url, BreakerState::HalfOpen).await;
    assert_eq!(b.asked(), 0, "looking whether it is alive is no call");
    call(&dependency).await.unwrap();
    assert_eq!((b.asked(), breaker(&dependency, &b.url)), (1, BreakerState::Closed));
    for _ in 0..100 {
        call(&dependency).await.unwrap();
    }
    assert!(b.asked() > 0);
}

#[tokio::test]
async fn whoever_fails_most_while_another_does_well_is_taken_out_and_where_all_fare_badly_nobody_is()
 {
    let good = Replica::start().await;
    let bad = Replica::start().await;
    let dependency = watched(&[&good.url, &bad.url]);
    let list = dependency.endpoints.current_endpoints();
    let of = |url: &str| {
        list.iter().find(|e| url.ends_with(&e.address.socket.to_string())).unwrap().clone()
    };
    let fails = |endpoint: &Arc<ServiceEndpoint>, why: UnavailableReason| {
        endpoint.begin_attempt().unwrap().record_failure(why, LIMITS.per_try);
        dependency.endpoints.eject_if_outlier(endpoint);
    };
    for _ in 0..20 {
        fails(&of(&good.url), UnavailableReason::Storage);
        fails(&of(&bad.url), UnavailableReason::Storage);
    }
    assert!(list.iter().all(|endpoint| endpoint.has_closed_breaker()), "both fare as badly");
    for _ in 0..100 {
        fails(&of(&bad.url), UnavailableReason::Overloaded);
    }
    for _ in 0..100 {
        of(&good.url).begin_attempt().unwrap().record_success();
    }
    fails(&of(&bad.url), UnavailableReason::Overloaded);
    assert!(of(&bad.url).has_closed_breaker(), "to be busy is no failure");
    while of(&bad.url).has_closed_breaker() {
        fails(&of(&bad.url), UnavailableReason::Storage);
    }
    assert_eq!(breaker(&dependency, &bad.url), BreakerState::Open);
    assert_eq!(breaker(&dependency, &good.url), BreakerState::Closed);
}

#[tokio::test]
async fn a_feed_ends_when_its_replica_hangs_though_its_connection_stays_open() {
    // It answers with the head of a stream, and then never again.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            if held.is_empty() {
                let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
                let _request = connection.read(&mut [0; 1024]).await.unwrap();
                connection.write_all(head.as_bytes()).await.unwrap();
            }
            held.push(connection);
        }
    });
    let (dependency, watch) = ServiceDependency::new("test", &url, LIMITS, None).unwrap();
    let mut frames = dependency.open_feed("/events", None, 1000).await.unwrap();
    tokio::spawn(watch.run());
    let end = timeout(PATIENCE, frames.next()).await.unwrap().unwrap();
    assert!(matches!(end, Err(FeedError::EndpointLost)), "{end:?}");
}

#[tokio::test]
async fn a_feed_ends_when_its_replica_leaves() {
    let frames = || stream::pending::<Result<String, std::io::Error>>();
    let events = move || async move {
        let head = [("content-type", "text/event-stream")];
        (head, axum::body::Body::from_stream(frames()))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, Router::new().fallback(any(events))).into_future());
    let dependency = watched(&[&url]);
    let mut frames = dependency.open_feed("/events", None, 1000).await.unwrap();
    let gone = dependency.endpoints.current_endpoints()[0].clone();
    dependency.endpoints.update_addresses(&Default::default());
    let end = timeout(PATIENCE, frames.next()).await.unwrap().unwrap();
    assert!(matches!(end, Err(FeedError::EndpointLost)), "{end:?}");
    assert!(gone.has_left());
    let error = call(&dependency).await.unwrap_err();
    assert!(
        matches!(error, GatewayError::Unavailable { why: UnavailableReason::Unresolved, .. }),
        "{error:?}"
    );
}
