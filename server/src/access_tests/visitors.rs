//! Requests of the access tests: staff and tablets with signed cookies, a browser without cookies,
//! and one request for each address.

use super::ORDER;
use crate::{
    config::WebSurface,
    live::sample_order,
    router::{surface_router, tests},
    session::{identity::SenderIdentity, staff_sessions::StaffCredentials},
    state::SurfaceState,
};
use app::shared::ui::Lang;
use axum::{
    Json, Router,
    body::Body,
    routing::{get, put},
};
use gateway::PinNeeded;
use http::{Method, Request, header};
use jiff::Timestamp;
use order_api::OrderStatus;
use service_kit::{AddressLimits, CapacityLimits, ClientIp, overload::AdmissionLayer};
use staff_api::{
    DeviceId, EnrolledDevice, PersonId, RosterDevice, RosterPerson, SignedRoster, StaffClaims,
    StaffPerson, StaffRole, StaffRoster, StaffSession,
};
use staff_token::SigningKey;
use std::net::IpAddr;
use tokio::net::TcpListener;
use uuid::Uuid;

/// Stub order service that answers every id with the same order of another customer; returns its
/// URL.
pub async fn start_order_stub() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let order = || async { Json(sample_order(1, OrderStatus::Placed, 1)) };
    let handed_over = put(|roster: Json<SignedRoster>| async { roster });
    let router = Router::new()
        .route("/api/v1/orders/{id}", get(order))
        .route("/api/v1/staff-roster", handed_over);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

pub async fn open_surface(surface: WebSurface) -> (SurfaceState, AdmissionLayer) {
    let (site, door, _) = open_with_key(surface).await;
    (site, door)
}

pub async fn open_with_key(surface: WebSurface) -> (SurfaceState, AdmissionLayer, SigningKey) {
    // Rendering needs the executor; the first test of the process initialises it.
    let _by_another = any_spawner::Executor::init_tokio();
    let key = SigningKey::generate().unwrap();
    let name = format!("access-{}-{}", surface.as_str(), service_kit::Clock::system().uuid_v7());
    let roster = key.sign_roster(&sample_roster()).unwrap();
    let (site, dir) =
        tests::surface_fixture(&name, surface, &start_order_stub().await, &key, Some(roster));
    (
        site.clone(),
        surface_router(site, &dir, &CapacityLimits::default(), &AddressLimits::default(), None),
        key,
    )
}

/// A roster with a barista and a manager of the same name, and one device.
pub fn sample_roster() -> StaffRoster {
    let known = |role| RosterPerson { person: sample_person(role), signed_out_at: None };
    let device = EnrolledDevice {
        id: DeviceId(Uuid::nil()),
        name: "태블릿".to_owned(),
        enrolled_at: Timestamp::UNIX_EPOCH,
        enrolled_by: "민지".to_owned(),
    };
    StaffRoster {
        store: "main".to_owned(),
        version: 1,
        people: vec![known(StaffRole::Barista), known(StaffRole::Manager)],
        devices: vec![RosterDevice { device, locked_at: None, session: None }],
    }
}

pub fn sample_person(role: StaffRole) -> StaffPerson {
    let id = if role == StaffRole::Barista { 1 } else { 2 };
    StaffPerson { id: PersonId(Uuid::from_u128(id)), name: "지훈".to_owned(), role }
}

pub fn signed_cookie(name: &str, key: &SigningKey, token: &StaffClaims) -> String {
    format!("{name}={}", key.sign_token(token).unwrap())
}

/// Cookie of a session that `key` signed and that ends in `minutes`.
pub fn session_cookie(
    key: &SigningKey,
    role: StaffRole,
    site: &SurfaceState,
    minutes: i64,
) -> String {
    let person = sample_person(role);
    let since = site.clock.now();
    let until = since + jiff::SignedDuration::from_mins(minutes);
    let store = "main".to_owned();
    let device = DeviceId(Uuid::nil());
    let session = StaffSession { person, store, device, since, until, is_pin_generated: false };
    signed_cookie("jumun_staff", key, &StaffClaims::Session(session))
}

/// The identity of a browser without cookies.
pub fn anonymous_identity() -> SenderIdentity {
    SenderIdentity {
        session: String::new(),
        client: ClientIp::new(IpAddr::from([127, 0, 0, 1])),
        shown: StaffCredentials::default(),
        pin_needed: PinNeeded::default(),
        lang: Lang::Ko,
        offered: vec![],
        easy: false,
    }
}

/// A request for an address of the table, with every form field that a server function needs to
/// reach its guard.
pub fn build_request(address: &str, accept: &str, cookie: &str) -> Request<Body> {
    let (method, path) = address.split_once(' ').unwrap();
    let path = path.replace("{id}", ORDER).replace("{group}", ORDER);
    let fields = [
        ("id", ORDER),
        ("from", "placed"),
        ("to", "accepted"),
        ("version", "1"),
        ("how_long", "10"),
        ("form[version]", "1"),
        ("printer", ORDER),
        ("extra_min", "5"),
        ("until", "today"),
        ("item", "americano"),
        ("cart", "americano*1"),
        ("key", ORDER),
        ("name", ""),
        ("note", ""),
        ("dining", "here"),
        ("shown_total", "1"),
        ("line", "americano*1"),
        ("quantity", "1"),
        ("pin", "0"),
        ("old", "0"),
        ("new", "0"),
        ("role", "barista"),
        ("lang", "ko"),
    ];
    let body = fields.map(|(name, value)| format!("{name}={value}")).join("&");
    let request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header(header::ACCEPT, accept)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(if method == "GET" { Body::empty() } else { Body::from(body) }).unwrap()
}

/// Status and `Location` of the answer; empty without one.
pub async fn status_and_location(
    door: &AdmissionLayer,
    address: &str,
    accept: &str,
    cookie: &str,
) -> (u16, String) {
    let answer = tests::send_request(door, build_request(address, accept, cookie)).await;
    let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    (answer.status().as_u16(), to.unwrap_or_default())
}

/// Whether the answer is 404, or 422 with the code `not_found`.
pub async fn is_not_found(door: &AdmissionLayer, address: &str, cookie: &str) -> bool {
    let answer =
        tests::send_request(door, build_request(address, "application/json", cookie)).await;
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    status == 404 || status == 422 && String::from_utf8_lossy(&body).contains("\"not_found\"")
}
