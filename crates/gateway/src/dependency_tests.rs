//! Tests of a call against upstreams that fail in every way, over real connections.

use super::*;
use crate::{call::CallCredentials, proof::SurfaceProof};
use axum::{Router, routing::any};
use jiff::SignedDuration;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use service_kit::Clock;
use staff_token::{
    fixtures::StoreKeys,
    surface::{CallerGuard, ServiceName, SurfaceCaller, SurfaceKind, admit_caller},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, time::timeout};

const LIMITS: CallLimits = CallLimits {
    deadline: Duration::from_secs(2),
    per_try: Duration::from_secs(1),
    concurrency: 8,
};

/// A service that answers request `n`, from 0, with `answer(n)`; with the count of its requests.
async fn service<R: axum::response::IntoResponse + 'static>(
    limits: CallLimits,
    answer: impl Fn(usize) -> R + Clone + Send + Sync + 'static,
) -> (Arc<ServiceDependency>, Arc<AtomicUsize>) {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    let router = Router::new().fallback(any(move || {
        std::future::ready(answer(count.fetch_add(1, Ordering::SeqCst)).into_response())
    }));
    let url = serve(router).await;
    (dependency(&url, limits), seen)
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

/// An address that accepts connections and never answers, as a stopped process does.
async fn silent() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    (format!("http://{}", listener.local_addr().unwrap()), listener)
}

/// A dependency whose endpoints are not watched.
fn dependency(urls: &str, limits: CallLimits) -> Arc<ServiceDependency> {
    ServiceDependency::new("test", urls, limits, None).unwrap().0
}

fn get() -> ServiceCall {
    ServiceCall::get("/thing", 1000)
}

fn post() -> ServiceCall {
    ServiceCall::post("/thing", &json!({}), 1000).unwrap()
}

fn unavailable(result: Result<ServiceReply, GatewayError>) -> UnavailableReason {
    match result.unwrap_err() {
        GatewayError::Unavailable { dependency: "test", why } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_read_is_repeated_until_it_succeeds() {
    let (dependency, seen) = service(LIMITS, |n| match n {
        0 | 1 => (StatusCode::INTERNAL_SERVER_ERROR, String::new()),
        n => (StatusCode::OK, n.to_string()),
    })
    .await;
    assert_eq!(dependency.call(&get(), Ok).await.unwrap().decode_json::<usize>(), Ok(2));
    assert_eq!(seen.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_write_is_sent_once_unless_it_may_be_repeated() {
    let (dependency, seen) = service(LIMITS, |_| StatusCode::INTERNAL_SERVER_ERROR).await;
    assert_eq!(
        unavailable(dependency.call(&post(), Ok).await),
        UnavailableReason::Failed { status: 500 }
    );
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    unavailable(dependency.call(&post().allow_repeats(), Ok).await);
    assert_eq!(seen.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn after_five_failures_nothing_is_sent_any_more() {
    let (dependency, seen) = service(LIMITS, |_| StatusCode::BAD_GATEWAY).await;
    for _ in 0..5 {
        unavailable(dependency.call(&post(), Ok).await);
    }
    assert_eq!(unavailable(dependency.call(&post(), Ok).await), UnavailableReason::BreakerOpen);
    assert_eq!(seen.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_no_failure() {
    let problem =
        json!({ "status": 409, "code": "conflict", "title": "conflict", "current": "ready" });
    let body = problem.to_string();
    let (dependency, seen) = service(LIMITS, move |_| {
        (StatusCode::CONFLICT, [("content-type", "application/problem+json")], body.clone())
    })
    .await;
    for _ in 0..10 {
        let error = dependency.call(&get(), Ok).await.unwrap().decode_json::<Value>().unwrap_err();
        let GatewayError::Refused(problem) = error else { panic!("{error:?}") };
        assert_eq!(
            (problem.status, problem.code.as_str(), &problem.more["current"]),
            (409, "conflict", &json!("ready"))
        );
    }
    assert_eq!(seen.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn too_many_requests_is_neither_repeated_nor_a_failure() {
    let (dependency, seen) = service(LIMITS, |_| StatusCode::TOO_MANY_REQUESTS).await;
    for _ in 0..6 {
        assert_eq!(unavailable(dependency.call(&get(), Ok).await), UnavailableReason::Overloaded);
    }
    assert_eq!(seen.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn a_503_says_why_and_is_no_failure_of_the_breaker() {
    let cases = [
        (r#"{"status":503,"code":"storage_full"}"#, UnavailableReason::Storage),
        (r#"{"status":503,"code":"storage_read_only"}"#, UnavailableReason::Storage),
        (r#"{"status":503,"code":"overloaded"}"#, UnavailableReason::Overloaded),
        ("<html>busy</html>", UnavailableReason::Overloaded),
    ];
    for (body, why) in cases {
        let (dependency, seen) =
            service(LIMITS, move |_| (StatusCode::SERVICE_UNAVAILABLE, body)).await;
        for _ in 0..6 {
            assert_eq!(unavailable(dependency.call(&post(), Ok).await), why);
        }
        assert_eq!(seen.load(Ordering::SeqCst), 6, "the breaker stays closed");
    }
}

#[tokio::test]
async fn a_service_that_gives_up_in_time_is_as_slow_as_one_that_does_not_answer() {
    let gave_up = (StatusCode::SERVICE_UNAVAILABLE, r#"{"status":503,"code":"deadline_exceeded"}"#);
    let (dependency, _) = service(LIMITS, move |_| gave_up).await;
    for _ in 0..5 {
        assert_eq!(unavailable(dependency.call(&post(), Ok).await), UnavailableReason::GaveUp);
    }
    assert_eq!(unavailable(dependency.call(&post(), Ok).await), UnavailableReason::BreakerOpen);
}

#[tokio::test]
async fn a_busy_service_that_is_alone_is_not_asked_again_whatever_pause_it_asks_for() {
    for pause in ["0", "1", "99999999999999"] {
        let busy = (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", pause)]);
        let (dependency, seen) = service(LIMITS, move |_| busy).await;
        assert_eq!(unavailable(dependency.call(&get(), Ok).await), UnavailableReason::Overloaded);
        assert_eq!(seen.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_request_that_was_taken_and_not_answered_may_have_been_done() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _request = tokio::io::AsyncReadExt::read(&mut connection, &mut [0; 1024]).await;
        }
    });
    let why = unavailable(dependency(&url, LIMITS).call(&post(), Ok).await);
    assert_eq!((why, why.is_outcome_unknown()), (UnavailableReason::Broken, true));
}

#[tokio::test]
async fn an_answer_from_no_service_of_ours_is_unreadable_and_says_nothing_outside() {
    let (dependency, _) = service(LIMITS, |_| (StatusCode::NOT_FOUND, "<html>secret</html>")).await;
    let error = dependency.call(&get(), Ok).await.unwrap().decode_json::<Value>().unwrap_err();
    assert_eq!(error.to_string(), "the test service gave an unreadable answer");
    assert!(!error.is_unavailable());
}

#[tokio::test]
async fn an_answer_larger_than_agreed_is_not_read_on() {
    let (dependency, _) = service(LIMITS, |_| "x".repeat(1001)).await;
    let error = dependency.call(&get(), Ok).await.unwrap_err();
    assert!(
        matches!(&error, GatewayError::Protocol { why, .. } if why.contains("1000 bytes")),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_deadline_holds_against_an_upstream_that_accepts_and_never_answers() {
    let (url, listener) = silent().await;
    let limits = CallLimits {
        deadline: Duration::from_millis(300),
        per_try: Duration::from_millis(100),
        ..LIMITS
    };
    let dependency = dependency(&url, limits);
    let started = Instant::now();
    assert_eq!(unavailable(dependency.call(&get(), Ok).await), UnavailableReason::Deadline);
    let took = started.elapsed();
    assert!((100..400).contains(&took.as_millis()), "{took:?}");
    drop(listener);
}

#[tokio::test]
async fn a_body_that_stops_half_way_is_bound_by_the_deadline_too() {
    let limits = CallLimits {
        deadline: Duration::from_millis(200),
        per_try: Duration::from_millis(200),
        ..LIMITS
    };
    let (dependency, _) = service(limits, |_| {
        let first = stream::iter([Ok::<_, std::io::Error>("{")]);
        axum::body::Body::from_stream(futures::StreamExt::chain(first, stream::pending()))
    })
    .await;
    assert_eq!(unavailable(dependency.call(&get(), Ok).await), UnavailableReason::Deadline);
}

#[tokio::test]
async fn nobody_there_is_a_failed_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let dependency = dependency(&url, LIMITS);
    assert_eq!(unavailable(dependency.call(&get(), Ok).await), UnavailableReason::Connect);
}

#[tokio::test]
async fn an_address_may_have_a_path_of_its_own() {
    let dependency = dependency("http://127.0.0.1:1/menu/", LIMITS);
    let url = dependency.endpoints.current_endpoints()[0]
        .url_for("/api/v1/orders", &[("session", "a b&c".to_owned())]);
    assert_eq!(url.as_str(), "http://127.0.0.1:1/menu/api/v1/orders?session=a+b%26c");
}

#[tokio::test]
async fn calls_beyond_the_bulkhead_are_shed_at_once_and_pass_again_when_one_ends() {
    let (silent, _listener) = silent().await;
    let dependency = dependency(&silent, CallLimits { concurrency: 2, ..LIMITS });
    let get = get();
    let hanging = || timeout(Duration::from_millis(300), dependency.call(&get, Ok));
    let third = async {
        while dependency.in_flight() < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(unavailable(dependency.call(&get, Ok).await), UnavailableReason::Shed);
        assert_eq!((dependency.in_flight(), dependency.status().shed), (2, 1));
    };
    let (first, second, ()) = tokio::join!(hanging(), hanging(), third);
    assert!(first.is_err() && second.is_err(), "both hung");
    assert_eq!(dependency.status().in_flight, 0);
    assert_eq!(dependency.status().endpoints[0].in_flight, 0);
}

#[tokio::test]
async fn the_service_is_told_how_long_is_waited_for_it() {
    let told = Arc::new(std::sync::Mutex::new(None));
    let tell = told.clone();
    let router = Router::new().fallback(any(move |headers: HeaderMap| {
        *tell.lock().unwrap() =
            headers.get("x-request-timeout-ms").and_then(|ms| ms.to_str().ok()?.parse().ok());
        std::future::ready(())
    }));
    let dependency = dependency(&serve(router).await, LIMITS);
    dependency.call(&get(), Ok).await.unwrap();
    assert_eq!(*told.lock().unwrap(), Some(1000_u64));
    let hurried = ServiceCall { deadline: Some(Duration::from_millis(300)), ..get() };
    dependency.call(&hurried, Ok).await.unwrap();
    assert!((250..=300).contains(&told.lock().unwrap().unwrap()));
}

/// A service that takes only tokens of a surface, by a clock that is `ahead` of the surface's; with
/// that clock and the count of its requests.
async fn guarded(ahead: SignedDuration) -> (Arc<ServiceDependency>, Clock, Arc<AtomicUsize>) {
    let here = Clock::manual("2026-03-02T03:00:00Z".parse().unwrap());
    let there = Clock::manual(here.now() + ahead);
    let keys = StoreKeys::generate(here.clone());
    let ways = &["GET /thing", "POST /thing"];
    let guard = CallerGuard::new(&keys.caller_args(), ServiceName::Order, ways, there.clone());
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    let counted = axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            count.fetch_add(1, Ordering::SeqCst);
            next.run(request)
        },
    );
    let router = Router::new()
        .route("/thing", any(|caller: SurfaceCaller| async move { format!("{caller:?}") }))
        .layer(axum::middleware::from_fn_with_state(guard, admit_caller))
        .layer(counted);
    let proof = SurfaceProof {
        signer: Arc::new(keys.surface_signer(SurfaceKind::Client)),
        audience: ServiceName::Order,
    };
    let (dependency, _) =
        ServiceDependency::new("test", &serve(router).await, LIMITS, Some(proof)).unwrap();
    (dependency, there, seen)
}

async fn said(dependency: &ServiceDependency, call: &ServiceCall) -> String {
    let reply = dependency.call(call, Ok).await.unwrap();
    String::from_utf8(reply.body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_call_proves_its_surface_and_names_its_customer() {
    let (dependency, _, seen) = guarded(SignedDuration::ZERO).await;
    assert_eq!(said(&dependency, &get()).await, "Client { customer: None }");
    let of_customer = get().with_credentials(&CallCredentials::for_customer("phone-1"));
    assert_eq!(said(&dependency, &of_customer).await, "Client { customer: Some(\"phone-1\") }");
    assert_eq!(seen.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_service_with_another_clock_costs_one_more_request_once() {
    for hours in [1, -1] {
        let (dependency, there, seen) = guarded(SignedDuration::from_hours(hours)).await;
        // A write that is sent only once is repeated too: the refused request was not processed.
        assert_eq!(said(&dependency, &post()).await, "Client { customer: None }", "{hours}");
        assert_eq!(seen.load(Ordering::SeqCst), 2);
        said(&dependency, &get()).await;
        said(&dependency, &get().with_credentials(&CallCredentials::for_customer("phone-1"))).await;
        assert_eq!(seen.load(Ordering::SeqCst), 4, "its clock is known");

        there.advance_by(SignedDuration::from_hours(-hours));
        assert_eq!(
            said(&dependency, &post()).await,
            "Client { customer: None }",
            "{hours} and back"
        );
        assert_eq!(seen.load(Ordering::SeqCst), 6);
        let status = dependency.status();
        assert_eq!(
            (status.recent.failures, status.recent_retries),
            (0, 0),
            "no failure, and no retry"
        );
        assert_eq!(status.endpoints[0].breaker, crate::status::BreakerState::Closed);
    }
}

#[tokio::test]
async fn a_service_that_never_takes_the_time_is_asked_twice_and_no_more() {
    let told = json!({ "status": 401, "code": "surface_token_time", "title": "", "now": "2026-03-02T03:00:00Z" });
    let keys = StoreKeys::generate(Clock::manual("2026-03-02T03:00:00Z".parse().unwrap()));
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    let router =
        Router::new().fallback(any(move || {
            count.fetch_add(1, Ordering::SeqCst);
            let body = told.to_string();
            async move {
                (StatusCode::UNAUTHORIZED, [("content-type", "application/problem+json")], body)
            }
        }));
    let proof = SurfaceProof {
        signer: Arc::new(keys.surface_signer(SurfaceKind::Client)),
        audience: ServiceName::Order,
    };
    let (dependency, _) =
        ServiceDependency::new("test", &serve(router).await, LIMITS, Some(proof)).unwrap();
    assert_eq!(dependency.call(&get(), Ok).await.unwrap().status, StatusCode::UNAUTHORIZED);
    assert_eq!(seen.load(Ordering::SeqCst), 2);
    let Err(FeedError::Refused(problem)) = dependency.open_feed("/thing", None, 1000).await else {
        panic!("a feed")
    };
    assert_eq!((problem.code.as_str(), seen.load(Ordering::SeqCst)), ("surface_token_time", 4));
}
