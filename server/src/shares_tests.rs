//! Tests of one address's share of a surface, and of the counter, where a stranger's body is not
//! read.

use crate::{
    access_tests,
    config::WebSurface,
    router::{surface_router, tests},
};
use app::shared::ui::{Lang, PageNotice};
use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use http::header;
use service_kit::{AddressLimits, CapacityLimits, overload::AdmissionLayer};
use staff_api::StaffRole;
use staff_token::SigningKey;
use std::{convert::Infallible, net::SocketAddr};
use tower::ServiceExt as _;

const ATTACKER: [u8; 4] = [127, 0, 0, 2];
const CUSTOMER: [u8; 4] = [127, 0, 0, 3];

/// A surface with the default limits, and a manager's cookie.
fn open(name: &str, surface: WebSurface) -> (AdmissionLayer, String) {
    // Rendering needs the executor; the first test of the process initialises it.
    let _by_another = any_spawner::Executor::init_tokio();
    let key = SigningKey::generate().unwrap();
    let roster = key.sign_roster(&access_tests::sample_roster()).unwrap();
    let (site, dir) = tests::surface_fixture(
        &format!("shares-{name}"),
        surface,
        "http://127.0.0.1:9",
        &key,
        Some(roster),
    );
    let cookie = access_tests::session_cookie(&key, StaffRole::Manager, &site, 5);
    (
        surface_router(site, &dir, &CapacityLimits::default(), &AddressLimits::default(), None),
        cookie,
    )
}

/// A body that has begun and never ends.
fn endless() -> Body {
    let begun = futures::stream::iter([Ok::<_, Infallible>("x")]);
    Body::from_stream(futures::StreamExt::chain(begun, futures::stream::pending()))
}

fn post(path: &str, cookie: &str, body: Body) -> Request {
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.header(header::COOKIE, cookie).body(body).unwrap()
}

async fn answer(door: &AdmissionLayer, from: [u8; 4], mut request: Request) -> Response {
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((from, 1))));
    door.clone().oneshot(request).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_stranger_s_body_is_refused_before_it_is_read() {
    let (door, _) = open("strangers", WebSurface::Admin);
    let began = tokio::time::Instant::now();
    for path in [
        "/admin/menu/csv",
        "/admin/menu/items/latte/picture",
        "/admin/menu",
        "/admin/api/people/add",
    ] {
        for from in [ATTACKER, CUSTOMER] {
            let refused = answer(&door, from, post(path, "", endless())).await;
            assert_eq!(refused.status(), 302);
            assert_eq!(refused.headers()["location"], "/admin/sign-in");
        }
    }
    assert_eq!(began.elapsed().as_millis(), 0, "nobody waits for a body");
    let sign_in =
        answer(&door, ATTACKER, post("/admin/api/sign-in", "", vec![b'x'; 5_000].into())).await;
    assert_eq!(sign_in.status(), 413, "a PIN is no longer than that");
}

#[tokio::test(start_paused = true)]
async fn uploads_that_do_not_end_leave_room_for_a_manager_elsewhere() {
    let (door, manager) = open("uploads", WebSurface::Admin);
    let slow: Vec<_> = (0..4)
        .map(|_| {
            let door = door.clone();
            let slow = post("/admin/menu/csv", &manager, endless());
            tokio::spawn(async move { answer(&door, ATTACKER, slow).await.status().as_u16() })
        })
        .collect();
    tokio::task::yield_now().await;
    let upload = answer(&door, CUSTOMER, post("/admin/menu/csv", &manager, "x".into())).await;
    assert!(upload.status().is_redirection(), "it was read: {}", upload.status());
    let mut answers = Vec::new();
    for slow in slow {
        answers.push(slow.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, [408, 408, 429, 429]);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_orders_too_often_is_told_in_words_and_others_order_on() {
    let (door, _) = open("orders", WebSurface::Client);
    let place = |from| answer(&door, from, post("/client/api/orders", "", "note=".into()));
    for _ in 0..40 {
        assert_ne!(place(ATTACKER).await.status(), 429, "a room full of people may");
    }
    let refused = place(ATTACKER).await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "1");
    let page = axum::body::to_bytes(refused.into_body(), 100_000).await.unwrap();
    let page = str::from_utf8(&page).unwrap();
    for part in [
        PageNotice::AddressShare.text_in(Lang::Ko),
        PageNotice::PlacingAgain.text_in(Lang::En),
        "address_share".into(),
    ] {
        assert!(page.contains(&part), "{part}: {page}");
    }
    assert!(!page.contains("http-equiv=\"refresh\""), "an order is not sent again by itself");
    assert_ne!(place(CUSTOMER).await.status(), 429);
    let look = Request::get("/client/api").body(Body::empty()).unwrap();
    assert_ne!(answer(&door, ATTACKER, look).await.status(), 429, "the menu can still be read");
}

#[tokio::test(start_paused = true)]
async fn no_other_spelling_of_the_address_places_an_order() {
    let (door, _) = open("spellings", WebSurface::Client);
    for path in [
        "/client/api/orders/",
        "/client/api//orders",
        "/client/api/%6frders",
        "/client/api/./orders",
    ] {
        let answer = answer(&door, ATTACKER, post(path, "", "note=".into())).await;
        assert!(matches!(answer.status().as_u16(), 400 | 404), "{path} {}", answer.status());
    }
}

#[tokio::test(start_paused = true)]
async fn streams_of_one_address_leave_room_for_others() {
    let (door, _) = open("streams", WebSurface::Client);
    let follow =
        |from| answer(&door, from, Request::get("/client/live/ready").body(Body::empty()).unwrap());
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(follow(ATTACKER).await);
    }
    assert!(held.iter().all(|stream| stream.status() == 200));
    assert_eq!(follow(ATTACKER).await.status(), 429);
    assert_eq!(follow(CUSTOMER).await.status(), 200);
    drop(held);
    assert_eq!(follow(ATTACKER).await.status(), 200);
}
