//! In-process tests of admission control.

use super::*;
use crate::{
    Problem,
    serve::{BODY_LIMIT, LARGE_BODY_LIMIT},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    response::IntoResponse as _,
    routing::get,
};
use tokio::sync::Notify;
use tower::ServiceExt as _;

#[test]
fn the_bound_falls_while_the_process_is_late_and_comes_back_when_it_is_not() {
    let late = LATE + Duration::from_millis(1);
    let in_time = Duration::from_millis(1);
    let bound = bound(100, 256, WaitingCounts::default());
    let after = |looks: usize, lateness| {
        (0..looks).for_each(|_| bound.adapt_limit(lateness));
        bound.limit.load(Ordering::Relaxed)
    };
    assert_eq!(after(1, late), 75, "three quarters of what made it late");
    assert_eq!(after(50, late), LEAST, "never less, however late");
    assert_eq!(after(10, LATE), LEAST, "in between nothing changes");
    assert_eq!(after(1, in_time), LEAST + STEP);
    assert_eq!(after(1000, in_time), 256);
}

fn bound(now: usize, limit: usize, waiting: WaitingCounts) -> InFlightState {
    let now = AtomicUsize::new(now);
    let limit = AtomicUsize::new(limit);
    InFlightState {
        now,
        limit,
        most: 256,
        writes: 60,
        bodies: BodyPermits::new(
            Arc::new(|_| BodyAllowance::Usual),
            &AddressShares::without_limits(),
        ),
        shares: AddressShares::without_limits(),
        waiting: Box::new(move || waiting),
    }
}

#[test]
fn pages_are_sheltered_from_what_waits_for_a_service_that_hangs_up_to_the_whole_bound() {
    let enters = |now, limit, calls, method| {
        let waiting = WaitingCounts { calls, queued: 0 };
        InFlight(Arc::new(bound(now, limit, waiting))).try_acquire(&method).is_some()
    };
    assert!(enters(95, 16, 64, Method::GET));
    assert!(!enters(96, 16, 64, Method::GET));
    assert!(!enters(16, 16, 64, Method::POST), "more of what waits is not let in");
    assert!(!enters(256, 250, 64, Method::GET));
    assert!(enters(59, 256, 0, Method::POST) && !enters(60, 256, 0, Method::POST));
}

#[test]
fn what_waits_in_a_queue_of_its_own_takes_no_place_of_another() {
    let enters = |now, queued, method| {
        let waiting = WaitingCounts { calls: 0, queued };
        InFlight(Arc::new(bound(now, 256, waiting))).try_acquire(&method).is_some()
    };
    assert!(enters(559, 500, Method::POST) && !enters(560, 500, Method::POST));
    assert!(enters(755, 500, Method::GET) && !enters(756, 500, Method::GET));
    assert!(enters(0, 500, Method::POST), "its end is counted a moment later");
}

#[tokio::test]
async fn a_large_body_is_taken_where_it_is_expected_and_nowhere_else() {
    let takes = |body: axum::body::Bytes| async move { body.len().to_string() };
    let routes =
        Router::new().route("/large", crate::serve::allow_large_body(axum::routing::post(takes)));
    let routes = routes.route("/small", axum::routing::post(takes));
    let router =
        crate::serve::wrap_router_taking_large(routes, &CapacityLimits::default(), |path| {
            path == "/large"
        });
    let send = async |path: &str, bytes: usize| {
        let request = Request::post(path).body(Body::from(vec![0; bytes])).unwrap();
        router.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(send("/small", BODY_LIMIT).await, 200);
    assert_eq!(send("/small", BODY_LIMIT + 1).await, 413);
    assert_eq!(send("/large", BODY_LIMIT + 1).await, 200);
    assert_eq!(send("/large", LARGE_BODY_LIMIT + 1).await, 413);
}

async fn status(router: &AdmissionLayer, path: &str) -> u16 {
    let request = Request::get(path).body(Body::empty()).unwrap();
    router.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn one_more_than_the_limit_is_refused_at_once_and_health_never() {
    let begun = Arc::new(Notify::new());
    let go_on = Arc::new(Notify::new());
    let tell = begun.clone();
    let wait = go_on.clone();
    let work = move || async move {
        tell.notify_one();
        wait.notified().await;
    };
    let limits = CapacityLimits { max_in_flight: 1, ..CapacityLimits::default() };
    let routes = Router::new().route("/work", get(work)).route("/livez", get(|| async {}));
    let router = crate::serve::wrap_router_within(routes, &limits);
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
    let same =
        to_bytes(Problem::service_overloaded().into_response().into_body(), 1000).await.unwrap();
    assert_eq!(body, same, "it reads as any problem");
    assert_eq!(
        status(&router, "/elsewhere").await,
        503,
        "the limit is the process's, not a route's"
    );
    assert_eq!(status(&router, "/livez").await, 200);

    go_on.notify_one();
    assert_eq!(first.await.unwrap(), 200, "whoever is worked on is not disturbed");
    assert_eq!(status(&router, "/elsewhere").await, 404, "and makes room");
}
