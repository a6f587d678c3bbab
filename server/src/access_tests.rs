//! Everything that a browser can ask for, and who may. The lists are made from the routers and the registered functions: what is
//! not in the table fails, and so does a row of something that is gone.

use crate::{
    config::Surface,
    identity::Identity,
    live::sample_order,
    pages,
    site::{Site, feeds, forms, router, tests},
    staff::Shown,
};
use app::ui::Lang;
use axum::{Json, Router, body::Body, routing::get};
use http::{Method, Request, header};
use leptos::{prelude::provide_context, server_fn::axum::server_fn_paths};
use leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context as route_list;
use member_api::{DeviceId, DevicePass, Person, PersonId, Role, Session, Token};
use member_token::SigningKey;
use order_api::Status;
use service_kit::{Limits, overload::Door};
use std::{collections::BTreeSet, net::IpAddr};
use tokio::net::TcpListener;
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// No session is asked for.
    Anyone,
    /// Whoever placed the order; for others it is not there.
    Owner,
    /// Whoever has a staff session, and a locked tablet of the store.
    Tablet,
    /// Whoever has a staff session.
    Staff,
    /// Whoever has a manager's.
    Manager,
}
use Who::{Anyone, Manager, Owner, Staff, Tablet};

/// An order of somebody else's.
const ORDER: &str = "00000000-0000-0000-0000-000000000001";
const CLIENT: [(&str, Who); 28] = [
    ("GET /", Anyone),
    ("GET /client", Anyone),
    ("GET /client/board", Anyone),
    ("GET /client/cart", Anyone),
    ("GET /client/checkout", Anyone),
    ("GET /client/items/{id}", Anyone),
    ("GET /client/live/board", Anyone),
    ("GET /client/live/items/{id}", Anyone),
    ("GET /client/live/menu", Anyone),
    ("GET /client/live/orders", Anyone),
    ("GET /client/live/orders/{id}", Owner),
    ("GET /client/offline", Anyone),
    ("GET /client/orders", Anyone),
    ("GET /client/orders/{id}", Owner),
    ("GET /client/pictures/{id}", Anyone),
    ("GET /client/settings", Anyone),
    ("GET /client/thumbnails/{id}", Anyone),
    ("POST /client/api/cart/accept", Anyone),
    ("POST /client/api/cart/add", Anyone),
    ("POST /client/api/cart/quantity", Anyone),
    ("POST /client/api/cart/restore", Anyone),
    ("POST /client/api/checkout", Anyone),
    ("POST /client/api/orders", Anyone),
    ("POST /client/api/orders/again", Owner),
    ("POST /client/api/orders/cancel", Owner),
    ("POST /client/api/settings", Anyone),
    ("GET /client/manifest.webmanifest", Anyone),
    ("GET /client/sw.js", Anyone),
];
const ADMIN: [(&str, Who); 55] = [
    ("GET /", Anyone),
    ("GET /admin", Tablet),
    ("GET /admin/day", Manager),
    ("GET /admin/day.csv", Manager),
    ("GET /admin/live/board", Tablet),
    ("GET /admin/live/system", Staff),
    ("GET /admin/managers-only", Staff),
    ("GET /admin/menu", Manager),
    ("GET /admin/menu/categories/{id}", Manager),
    ("GET /admin/menu.csv", Manager),
    ("GET /admin/menu/csv", Manager),
    ("GET /admin/menu/groups/{group}/options/{id}", Manager),
    ("GET /admin/menu/groups/{id}", Manager),
    ("GET /admin/menu/items/{id}", Manager),
    ("GET /admin/orders", Staff),
    ("GET /admin/orders/{id}", Staff),
    ("GET /admin/orders/{id}/slip", Staff),
    ("GET /admin/people", Manager),
    ("GET /admin/pictures/{id}", Staff),
    ("GET /admin/poster", Staff),
    ("GET /admin/preview", Manager),
    ("GET /admin/preview/items/{id}", Manager),
    ("GET /admin/printers", Staff),
    ("GET /admin/printers/sign", Tablet),
    ("GET /admin/sign-in", Anyone),
    ("GET /admin/store", Manager),
    ("GET /admin/system", Staff),
    ("GET /admin/thumbnails/{id}", Staff),
    ("GET /admin/walk-in", Staff),
    ("POST /admin/api/menu/sale", Staff),
    ("POST /admin/api/orders/amend", Staff),
    ("POST /admin/api/orders/move", Staff),
    ("POST /admin/api/orders/walk-in", Staff),
    ("POST /admin/api/people/add", Manager),
    ("POST /admin/api/people/change", Manager),
    ("POST /admin/api/people/remove", Manager),
    ("POST /admin/api/people/remove-device", Manager),
    ("POST /admin/api/people/sign-out", Manager),
    ("POST /admin/api/print-jobs", Staff),
    ("POST /admin/api/print-jobs/done", Staff),
    ("POST /admin/api/printers", Manager),
    ("POST /admin/api/printers/remove", Manager),
    ("POST /admin/menu", Manager),
    ("POST /admin/menu/categories/{id}", Manager),
    ("POST /admin/menu/csv", Manager),
    ("POST /admin/menu/draft", Manager),
    ("POST /admin/menu/groups/{group}/options/{id}", Manager),
    ("POST /admin/menu/groups/{id}", Manager),
    ("POST /admin/menu/items/{id}", Manager),
    ("POST /admin/menu/items/{id}/picture", Manager),
    ("POST /admin/api/sign-in", Anyone),
    ("POST /admin/api/sign-out", Staff),
    ("POST /admin/api/store", Manager),
    ("POST /admin/api/store/pause", Staff),
    ("POST /admin/api/store/wait", Staff),
];

/// Every address and who may go there.
pub fn matrix(surface: Surface) -> &'static [(&'static str, Who)] {
    match surface {
        Surface::Client => &CLIENT,
        Surface::Admin => &ADMIN,
    }
}

/// Somebody's order, whoever asks.
async fn orders() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let order = || async { Json(sample_order(1, Status::Placed, 1)) };
    let router = Router::new().route("/api/v1/orders/{id}", get(order));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

pub async fn open(surface: Surface) -> (Site, Door) {
    let (site, door, _) = open_with_key(surface).await;
    (site, door)
}

pub async fn open_with_key(surface: Surface) -> (Site, Door, SigningKey) {
    // Pages are rendered as in the binary; whichever test comes first makes it so.
    let _by_another = any_spawner::Executor::init_tokio();
    let key = SigningKey::generate().unwrap();
    let (site, dir) = tests::site(&format!("access-{}", surface.name()), surface, &orders().await, &key);
    (site.clone(), router(site, &dir, &Limits::default(), None), key)
}

fn cookie(name: &str, key: &SigningKey, token: &Token) -> String {
    format!("{name}={}", key.sign(token).unwrap())
}

/// The cookie of a session that `key` signed.
pub fn session(key: &SigningKey, role: Role, site: &Site, minutes: i64) -> String {
    let person = Person { id: PersonId(Uuid::nil()), name: "지훈".to_owned(), role };
    let since = site.clock.now();
    let until = since + jiff::SignedDuration::from_mins(minutes);
    let (store, device) = ("main".to_owned(), DeviceId(Uuid::nil()));
    cookie("jumun_staff", key, &Token::Session(Session { person, store, device, since, until }))
}

/// Every address of this surface, as its routers have it.
fn addresses(site: &Site) -> BTreeSet<String> {
    let (given, options, surface) = (site.clone(), site.options.clone(), site.surface);
    let provide = move || provide_context(pages::context(&given, nobody()));
    let (pages, _) = match surface {
        Surface::Client => route_list(move || app::client::document(options.clone()), None, provide),
        Surface::Admin => route_list(move || app::admin::document(options.clone()), None, provide),
    };
    let pages = pages.iter().map(|page| format!("GET {}", page.path()));
    let feeds = feeds(surface).into_iter().map(|(way, _)| format!("GET {way}"));
    let prefix = format!("/{}/", surface.name());
    let functions = server_fn_paths().filter(|(path, _)| path.starts_with(&prefix));
    let functions = functions.map(|(path, method)| format!("{method} {path}"));
    let others: &[&str] = match surface {
        Surface::Client => &crate::pwa::WAYS,
        Surface::Admin => &[],
    };
    let others = ["/"].iter().chain(others).map(|way| format!("GET {way}"));
    let forms = forms(surface).into_iter().map(|(way, _)| format!("POST {way}"));
    pages.chain(feeds).chain(forms).chain(functions).chain(others).collect()
}

fn nobody() -> Identity {
    let peer = IpAddr::from([127, 0, 0, 1]);
    Identity {
        session: String::new(),
        peer,
        shown: Shown::default(),
        lang: Lang::Ko,
        offered: vec![],
        easy: false,
    }
}

/// The address as somebody asks for it, with what a function needs to get as far as its guard.
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

/// The status, and where it leads.
async fn ask(door: &Door, address: &str, accept: &str, cookie: &str) -> (u16, String) {
    let answer = tests::answer(door, request(address, accept, cookie)).await;
    let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    (answer.status().as_u16(), to.unwrap_or_default())
}

/// Whether it is said that there is no such thing.
async fn is_not_there(door: &Door, address: &str, cookie: &str) -> bool {
    let answer = tests::answer(door, request(address, "application/json", cookie)).await;
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    status == 404 || status == 422 && String::from_utf8_lossy(&body).contains("\"not_found\"")
}

#[tokio::test]
async fn every_way_in_is_in_the_table() {
    for surface in [Surface::Client, Surface::Admin] {
        let (site, _) = open(surface).await;
        let listed: BTreeSet<_> = matrix(surface).iter().map(|(way, _)| (*way).to_owned()).collect();
        assert_eq!(addresses(&site), listed, "{surface:?}");
    }
}

#[tokio::test]
async fn without_a_session_of_its_own_the_counter_is_closed_and_with_one_it_is_open() {
    let (site, door, key) = open_with_key(Surface::Admin).await;
    let customer = format!("jumun_customer={}", "ab".repeat(32));
    let over = session(&key, Role::Manager, &site, 0);
    let forged = session(&SigningKey::generate().unwrap(), Role::Manager, &site, 9);
    let pass = DevicePass { id: DeviceId(Uuid::nil()), store: "main".to_owned() };
    let tablet = cookie("jumun_device", &key, &Token::Device(pass.clone()));
    let as_session = cookie("jumun_staff", &key, &Token::Device(pass));
    let manager = session(&key, Role::Manager, &site, 9);
    for (address, who) in ADMIN {
        for nobody in ["", &customer, &over, &forged, &tablet, &as_session] {
            let script = ask(&door, address, "application/json", nobody).await;
            let person = ask(&door, address, "text/html", nobody).await;
            let led_away = |asked: &(u16, String)| asked.1 == "/admin/sign-in" || asked.0 == 401;
            let is_closed = who != Anyone && !(who == Tablet && *nobody == *tablet);
            assert_eq!(
                led_away(&script) && led_away(&person),
                is_closed,
                "{address} {script:?} {person:?} {nobody}"
            );
            let is_file =
                ["/live/", ".csv", "/pictures/", "/thumbnails/"].iter().any(|part| address.contains(part));
            if is_closed && (is_file || address.starts_with("POST")) {
                assert_eq!(script.0, 401, "{address}");
            }
        }
        let (status, to) = ask(&door, address, "application/json", &manager).await;
        assert!(
            status != 401 && (status != 403 || address.ends_with("/managers-only")) && to != "/admin/sign-in",
            "{address}: {status} {to}"
        );
    }
}

#[tokio::test]
async fn a_barista_gets_403_on_whatever_is_the_managers() {
    let (site, door, key) = open_with_key(Surface::Admin).await;
    let barista = session(&key, Role::Barista, &site, 9);
    for (address, who) in ADMIN {
        let (script, _) = ask(&door, address, "application/json", &barista).await;
        let is_closed = who == Manager || address.ends_with("/managers-only");
        assert_eq!(script == 403, is_closed, "{address}: {script}");
        let (person, to) = ask(&door, address, "text/html", &barista).await;
        assert_eq!(person == 403 || to == "/admin/managers-only", is_closed, "{address}: {person} {to}");
    }
}

#[tokio::test]
async fn a_customer_is_asked_for_nothing_and_sees_no_order_of_anybody_elses() {
    let (_, door) = open(Surface::Client).await;
    for cookie in [String::new(), format!("jumun_customer={}", "ab".repeat(32))] {
        for (address, who) in CLIENT {
            if who == Owner {
                assert!(is_not_there(&door, address, &cookie).await, "{address}");
            } else {
                let (status, to) = ask(&door, address, "application/json", &cookie).await;
                assert!(status != 401 && status != 403, "{address}: {status} {to}");
            }
        }
    }
}

#[tokio::test]
async fn no_surface_has_the_other_ones_pages_and_functions() {
    for (surface, other) in [(Surface::Client, Surface::Admin), (Surface::Admin, Surface::Client)] {
        let (site, door, key) = open_with_key(surface).await;
        let staff = session(&key, Role::Manager, &site, 9);
        for (address, _) in matrix(other).iter().filter(|(address, _)| *address != "GET /") {
            let (status, _) = ask(&door, address, "application/json", &staff).await;
            assert!(status == 404 || status == 405, "{address} at {surface:?}: {status}");
        }
    }
}
