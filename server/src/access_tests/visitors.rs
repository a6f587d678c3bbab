//! Requests of the access tests: staff and tablets with signed cookies, a browser without cookies,
//! and one request for each address.

use super::ORDER;
use crate::{
    config::Surface,
    live::sample_order,
    router::{router, tests},
    session::{identity::Identity, staff_sessions::Shown},
    state::Site,
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
use order_api::Status;
use service_kit::{AddressLimits, ClientAddress, Limits, overload::Door};
use staff_api::{
    Device, DeviceId, Person, PersonId, Role, Roster, RosterDevice, RosterPerson, Session, SignedRoster,
    Token,
};
use staff_token::SigningKey;
use std::net::IpAddr;
use tokio::net::TcpListener;
use uuid::Uuid;

/// Stub order service that answers every id with the same order of another customer; returns its
/// URL.
pub async fn orders() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let order = || async { Json(sample_order(1, Status::Placed, 1)) };
    let handed_over = put(|roster: Json<SignedRoster>| async { roster });
    let router =
        Router::new().route("/api/v1/orders/{id}", get(order)).route("/api/v1/staff-roster", handed_over);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

pub async fn open(surface: Surface) -> (Site, Door) {
    let (site, door, _) = open_with_key(surface).await;
    (site, door)
}

pub async fn open_with_key(surface: Surface) -> (Site, Door, SigningKey) {
    // Rendering needs the executor; the first test of the process initialises it.
    let _by_another = any_spawner::Executor::init_tokio();
    let key = SigningKey::generate().unwrap();
    let name = format!("access-{}-{}", surface.name(), service_kit::Clock::system().uuid_v7());
    let roster = key.sign_roster(&roster()).unwrap();
    let (site, dir) = tests::site(&name, surface, &orders().await, &key, Some(roster));
    (site.clone(), router(site, &dir, &Limits::default(), &AddressLimits::default(), None), key)
}

/// A roster with a barista and a manager of the same name, and one device.
pub fn roster() -> Roster {
    let known = |role| RosterPerson { person: person(role), signed_out_at: None };
    let device = Device {
        id: DeviceId(Uuid::nil()),
        name: "태블릿".to_owned(),
        enrolled_at: Timestamp::UNIX_EPOCH,
        enrolled_by: "민지".to_owned(),
    };
    Roster {
        store: "main".to_owned(),
        version: 1,
        people: vec![known(Role::Barista), known(Role::Manager)],
        devices: vec![RosterDevice { device, locked_at: None, session: None }],
    }
}

pub fn person(role: Role) -> Person {
    let id = if role == Role::Barista { 1 } else { 2 };
    Person { id: PersonId(Uuid::from_u128(id)), name: "지훈".to_owned(), role }
}

pub fn cookie(name: &str, key: &SigningKey, token: &Token) -> String {
    format!("{name}={}", key.sign(token).unwrap())
}

/// Cookie of a session that `key` signed and that ends in `minutes`.
pub fn session(key: &SigningKey, role: Role, site: &Site, minutes: i64) -> String {
    let person = person(role);
    let since = site.clock.now();
    let until = since + jiff::SignedDuration::from_mins(minutes);
    let (store, device) = ("main".to_owned(), DeviceId(Uuid::nil()));
    let session = Session { person, store, device, since, until, is_pin_generated: false };
    cookie("jumun_staff", key, &Token::Session(session))
}

/// The identity of a browser without cookies.
pub fn nobody() -> Identity {
    Identity {
        session: String::new(),
        client: ClientAddress::new(IpAddr::from([127, 0, 0, 1])),
        shown: Shown::default(),
        pin_needed: PinNeeded::default(),
        lang: Lang::Ko,
        offered: vec![],
        easy: false,
    }
}

/// A request for an address of the table, with every form field that a server function needs to
/// reach its guard.
pub fn request(address: &str, accept: &str, cookie: &str) -> Request<Body> {
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
pub async fn ask(door: &Door, address: &str, accept: &str, cookie: &str) -> (u16, String) {
    let answer = tests::answer(door, request(address, accept, cookie)).await;
    let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    (answer.status().as_u16(), to.unwrap_or_default())
}

/// Whether the answer is 404, or 422 with the code `not_found`.
pub async fn is_not_there(door: &Door, address: &str, cookie: &str) -> bool {
    let answer = tests::answer(door, request(address, "application/json", cookie)).await;
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    status == 404 || status == 422 && String::from_utf8_lossy(&body).contains("\"not_found\"")
}
