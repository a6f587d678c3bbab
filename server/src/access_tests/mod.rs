//! Every address of both surfaces, and who may request it. The addresses come from the routers and
//! the registered server functions: an address that the table lacks fails the test, and so does a
//! row whose address no longer exists.

mod visitors;

pub use visitors::{
    anonymous_identity, build_request, open_surface, open_with_key, sample_roster, session_cookie,
    start_order_stub,
};

use crate::{
    config::WebSurface,
    pages,
    router::{feed_routes, form_routes, surface_router, tests},
    state::SurfaceState,
};
use gateway::RosterAdmission;
use leptos::{config::LeptosOptions, prelude::provide_context, server_fn::axum::server_fn_paths};
use leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context as route_list;
use service_kit::{AddressLimits, CapacityLimits};
use staff_api::{DeviceId, DevicePass, StaffClaims, StaffRole, StaffSession};
use staff_token::SigningKey;
use std::collections::BTreeSet;
use uuid::Uuid;
use visitors::{is_not_found, sample_person, signed_cookie, status_and_location};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessLevel {
    /// No session is needed.
    Anyone,
    /// The customer who placed the order; for others it does not exist.
    Owner,
    /// A staff session, or a locked tablet of the store.
    Tablet,
    /// A staff session.
    Staff,
    /// A manager's session.
    Manager,
}
use AccessLevel::{Anyone, Manager, Owner, Staff, Tablet};

/// Id of an order of another customer; also the value of `{id}` and `{group}` in addresses.
pub const ORDER: &str = "00000000-0000-0000-0000-000000000001";
const CLIENT: [(&str, AccessLevel); 31] = [
    ("GET /", Anyone),
    ("GET /client", Anyone),
    ("GET /client/ready", Anyone),
    ("GET /client/cart", Anyone),
    ("GET /client/checkout", Anyone),
    ("GET /client/items/{id}", Anyone),
    ("GET /client/live/ready", Anyone),
    ("GET /client/live/items/{id}", Anyone),
    ("GET /client/live/menu", Anyone),
    ("GET /client/live/orders", Anyone),
    ("GET /client/live/orders/{id}", Owner),
    ("GET /client/live/store", Anyone),
    ("GET /client/offline", Anyone),
    ("GET /client/orders", Anyone),
    ("GET /client/orders/{id}", Owner),
    ("GET /client/pictures/{id}", Anyone),
    ("GET /client/settings", Anyone),
    ("GET /client/thumbnails/{id}", Anyone),
    ("POST /client/items/{id}", Anyone),
    ("POST /client/api/cart/accept", Anyone),
    ("POST /client/api/cart/add", Anyone),
    ("POST /client/api/cart/quantity", Anyone),
    ("POST /client/api/cart/restore", Anyone),
    ("POST /client/api/checkout", Anyone),
    ("POST /client/api/orders", Anyone),
    ("POST /client/api/orders/again", Owner),
    ("POST /client/api/orders/cancel", Owner),
    ("POST /client/api/orders/erase", Owner),
    ("POST /client/api/settings", Anyone),
    ("GET /client/manifest.webmanifest", Anyone),
    ("GET /client/sw.js", Anyone),
];
const ADMIN: [(&str, AccessLevel); 70] = [
    ("GET /", Anyone),
    ("GET /admin", Tablet),
    ("GET /admin/audit", Manager),
    ("GET /admin/blocked", Staff),
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
    ("GET /admin/my-pin", Staff),
    ("GET /admin/orders", Staff),
    ("GET /admin/orders/{id}", Staff),
    ("GET /admin/orders/{id}/slip", Staff),
    ("GET /admin/people", Manager),
    ("GET /admin/pin-again", Staff),
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
    ("POST /admin/api/language", Anyone),
    ("POST /admin/api/menu/sale", Staff),
    ("POST /admin/api/my-pin", Staff),
    ("POST /admin/api/orders/amend", Staff),
    ("POST /admin/api/orders/block", Staff),
    ("POST /admin/api/orders/erase", Manager),
    ("POST /admin/api/orders/move", Staff),
    ("POST /admin/api/orders/unblock", Staff),
    ("POST /admin/api/other-sessions", Staff),
    ("POST /admin/api/orders/walk-in", Staff),
    ("POST /admin/api/people/add", Manager),
    ("POST /admin/api/people/change", Manager),
    ("POST /admin/api/people/remove", Manager),
    ("POST /admin/api/people/remove-device", Manager),
    ("POST /admin/api/people/sign-out", Manager),
    ("POST /admin/api/people/sign-out-device", Manager),
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
    ("POST /admin/printers", Manager),
    ("POST /admin/store", Manager),
    ("POST /admin/walk-in", Staff),
    ("POST /admin/api/sign-in", Anyone),
    ("POST /admin/api/sign-out", Staff),
    ("POST /admin/api/store", Manager),
    ("POST /admin/api/store/pause", Staff),
    ("POST /admin/api/store/wait", Staff),
    ("POST /admin/api/touch", Staff),
];

/// Every address of the surface, and who may request it.
pub fn access_matrix(surface: WebSurface) -> &'static [(&'static str, AccessLevel)] {
    match surface {
        WebSurface::Client => &CLIENT,
        WebSurface::Admin => &ADMIN,
    }
}

/// [`ADMIN`] with sign-out last: it ends the session that the other requests use.
fn admin_with_sign_out_last() -> impl Iterator<Item = (&'static str, AccessLevel)> {
    let ends = |address: &str| address == "POST /admin/api/sign-out";
    let (last, others): (Vec<_>, Vec<_>) =
        ADMIN.into_iter().partition(|(address, _)| ends(address));
    others.into_iter().chain(last)
}

/// Every address that the surface's routers and server functions serve.
fn served_addresses(site: &SurfaceState) -> BTreeSet<String> {
    let given = site.clone();
    let options = site.options.clone();
    let surface = site.surface;
    let provide = move || provide_context(pages::page_context(&given, anonymous_identity()));
    let (pages, _) = match surface {
        WebSurface::Client => route_list(
            move || app::client::render_document(LeptosOptions::clone(&options)),
            None,
            provide,
        ),
        WebSurface::Admin => route_list(
            move || app::admin::render_document(LeptosOptions::clone(&options)),
            None,
            provide,
        ),
    };
    let pages = pages.iter().map(|page| format!("GET {}", page.path()));
    let feeds = feed_routes(surface).into_iter().map(|(way, _)| format!("GET {way}"));
    let prefix = format!("/{}/", surface.as_str());
    let functions = server_fn_paths().filter(|(path, _)| path.starts_with(&prefix));
    let functions = functions.map(|(path, method)| format!("{method} {path}"));
    let others: &[&str] = match surface {
        WebSurface::Client => &crate::client::pwa::WAYS,
        WebSurface::Admin => &[],
    };
    let others = ["/"].iter().chain(others).map(|way| format!("GET {way}"));
    let forms = form_routes(surface).into_iter().map(|(way, _)| format!("POST {way}"));
    pages.chain(feeds).chain(forms).chain(functions).chain(others).collect()
}

#[tokio::test]
async fn every_way_in_is_in_the_table() {
    for surface in [WebSurface::Client, WebSurface::Admin] {
        let (site, _) = open_surface(surface).await;
        let listed: BTreeSet<_> =
            access_matrix(surface).iter().map(|(way, _)| (*way).to_owned()).collect();
        let served = served_addresses(&site);
        let missing: Vec<_> = served.difference(&listed).collect();
        let stale: Vec<_> = listed.difference(&served).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "{surface:?}: the table lacks {missing:?}, and nothing serves {stale:?}"
        );
    }
}

#[tokio::test]
async fn without_a_session_of_its_own_the_counter_is_closed_and_with_one_it_is_open() {
    let (site, door, key) = open_with_key(WebSurface::Admin).await;
    let customer = format!("jumun_customer={}", "ab".repeat(32));
    let over = session_cookie(&key, StaffRole::Manager, &site, 0);
    let forged = session_cookie(&SigningKey::generate().unwrap(), StaffRole::Manager, &site, 9);
    let pass = DevicePass { id: DeviceId(Uuid::nil()), store: "main".to_owned() };
    let tablet = signed_cookie("jumun_device", &key, &StaffClaims::Device(pass.clone()));
    let as_session = signed_cookie("jumun_staff", &key, &StaffClaims::Device(pass));
    let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
    for (address, who) in admin_with_sign_out_last() {
        for nobody in ["", &customer, &over, &forged, &tablet, &as_session] {
            let script = status_and_location(&door, address, "application/json", nobody).await;
            let person = status_and_location(&door, address, "text/html", nobody).await;
            let led_away = |asked: &(u16, String)| asked.1 == "/admin/sign-in" || asked.0 == 401;
            let is_closed = who != Anyone && !(who == Tablet && *nobody == *tablet);
            assert_eq!(
                led_away(&script) && led_away(&person),
                is_closed,
                "{address} {script:?} {person:?} {nobody}"
            );
            let is_file = ["/live/", ".csv", "/pictures/", "/thumbnails/"]
                .iter()
                .any(|part| address.contains(part));
            if is_closed && (is_file || address.starts_with("POST")) {
                assert_eq!(script.0, 401, "{address}");
            }
        }
        let (status, to) = status_and_location(&door, address, "application/json", &manager).await;
        assert!(
            status != 401
                && (status != 403 || address.ends_with("/managers-only"))
                && to != "/admin/sign-in",
            "{address}: {status} {to}"
        );
    }
}

#[tokio::test]
async fn a_barista_gets_403_on_whatever_is_the_managers() {
    let (site, door, key) = open_with_key(WebSurface::Admin).await;
    let barista = session_cookie(&key, StaffRole::Barista, &site, 9);
    for (address, who) in admin_with_sign_out_last() {
        let (script, _) = status_and_location(&door, address, "application/json", &barista).await;
        let is_closed = who == Manager || address.ends_with("/managers-only");
        assert_eq!(script == 403, is_closed, "{address}: {script}");
        let (person, to) = status_and_location(&door, address, "text/html", &barista).await;
        assert_eq!(
            person == 403 || to == "/admin/managers-only",
            is_closed,
            "{address}: {person} {to}"
        );
    }
}

#[tokio::test]
async fn a_generated_pin_leads_to_where_another_one_is_set_and_nowhere_else() {
    let (site, door, key) = open_with_key(WebSurface::Admin).await;
    let person = sample_person(StaffRole::Manager);
    let since = site.clock.now();
    let until = since + jiff::SignedDuration::from_hours(1);
    let store = "main".to_owned();
    let device = DeviceId(Uuid::nil());
    let generated = StaffSession { person, store, device, since, until, is_pin_generated: true };
    let generated = signed_cookie("jumun_staff", &key, &StaffClaims::Session(generated));
    for (address, _) in admin_with_sign_out_last() {
        let (script, _) = status_and_location(&door, address, "application/json", &generated).await;
        let (person, to) = status_and_location(&door, address, "text/html", &generated).await;
        let is_led = to == "/admin/my-pin" || (script, person) == (403, 403);
        let is_open = ["GET /admin/my-pin", "POST /admin/api/my-pin", "POST /admin/api/sign-out"];
        assert_eq!(is_led, !is_open.contains(&address), "{address}: {script} {person} {to}");
    }
}

#[tokio::test]
async fn a_customer_is_asked_for_nothing_and_sees_no_order_of_anybody_elses() {
    let (_, door) = open_surface(WebSurface::Client).await;
    for cookie in [String::new(), format!("jumun_customer={}", "ab".repeat(32))] {
        for (address, who) in CLIENT {
            if who == Owner {
                assert!(is_not_found(&door, address, &cookie).await, "{address}");
            } else {
                let (status, to) =
                    status_and_location(&door, address, "application/json", &cookie).await;
                assert!(status != 401 && status != 403, "{address}: {status} {to}");
            }
        }
    }
}

#[tokio::test]
async fn no_surface_has_the_other_ones_pages_and_functions() {
    for (surface, other) in
        [(WebSurface::Client, WebSurface::Admin), (WebSurface::Admin, WebSurface::Client)]
    {
        let (site, door, key) = open_with_key(surface).await;
        let staff = session_cookie(&key, StaffRole::Manager, &site, 9);
        for (address, _) in access_matrix(other).iter().filter(|(address, _)| *address != "GET /") {
            let (status, _) = status_and_location(&door, address, "application/json", &staff).await;
            assert!(status == 404 || status == 405, "{address} at {surface:?}: {status}");
        }
    }
}

#[tokio::test]
async fn a_surface_that_knows_no_roster_admits_nobody_and_says_so() {
    let key = SigningKey::generate().unwrap();
    let _by_another = any_spawner::Executor::init_tokio();
    let orders = start_order_stub().await;
    // The staff service is down, and neither a file nor a service has a roster.
    let (mut site, dir) = tests::surface_fixture(
        &format!("no-roster-{}", service_kit::Clock::system().uuid_v7()),
        WebSurface::Admin,
        &orders,
        &key,
        None,
    );
    let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
    let tablet = signed_cookie(
        "jumun_device",
        &key,
        &StaffClaims::Device(DevicePass { id: DeviceId(Uuid::nil()), store: "main".to_owned() }),
    );
    let door = surface_router(
        site.clone(),
        &dir,
        &CapacityLimits::default(),
        &AddressLimits::default(),
        None,
    );
    for (address, who) in ADMIN.into_iter().filter(|(_, who)| *who != Anyone) {
        for shown in [&manager, &tablet] {
            let (script, _) = status_and_location(&door, address, "application/json", shown).await;
            let (person, to) = status_and_location(&door, address, "text/html", shown).await;
            let is_told = (person, to.as_str()) == (302, "/admin/sign-in?problem=roster_unknown");
            assert!(
                (script == 503 || script == 302) && (is_told || person == 503),
                "{address} {who:?} {script} {person} {to}"
            );
        }
    }
    // The same signed session is admitted as soon as a roster is known.
    (site, _) = tests::surface_fixture(
        &format!("roster-{}", service_kit::Clock::system().uuid_v7()),
        WebSurface::Admin,
        &orders,
        &key,
        Some(key.sign_roster(&sample_roster()).unwrap()),
    );
    assert_eq!(
        status_and_location(
            &surface_router(
                site,
                &dir,
                &CapacityLimits::default(),
                &AddressLimits::default(),
                None
            ),
            "GET /admin/system",
            "text/html",
            &manager
        )
        .await
        .0,
        200
    );
}

#[tokio::test]
async fn signing_out_ends_every_copy_of_the_cookie_while_nobody_can_be_told() {
    let (site, door, key) = open_with_key(WebSurface::Admin).await;
    let barista = session_cookie(&key, StaffRole::Barista, &site, 9);
    assert_eq!(status_and_location(&door, "GET /admin/system", "text/html", &barista).await.0, 200);
    let (status, to) =
        status_and_location(&door, "POST /admin/api/sign-out", "text/html", &barista).await;
    assert_eq!((status, to.as_str()), (302, "/admin"));
    let copy = status_and_location(&door, "GET /admin/system", "text/html", &barista).await;
    assert_eq!(copy, (302, "/admin/sign-in".to_owned()));
    assert_eq!(
        status_and_location(&door, "GET /admin/live/system", "application/json", &barista).await.0,
        401
    );
}

#[tokio::test]
async fn a_session_that_was_idle_for_too_long_is_over_and_not_only_where_it_was_seen() {
    let (site, _, key) = open_with_key(WebSurface::Admin).await;
    let cookie = session_cookie(&key, StaffRole::Barista, &site, 60);
    let mut request = build_request("GET /admin/system", "text/html", &cookie);
    let now = site.clock.now();
    let (known, _) = site.staff.valid_credentials(&mut request, now).session.unwrap();
    assert_eq!(site.gateway.admission_of_session(&known), RosterAdmission::Admitted);
    let later = now + jiff::SignedDuration::from_mins(i64::from(site.idle_lock_min));
    assert!(site.staff.valid_credentials(&mut request, later).session.is_none());
    // A spawned task records the end.
    tokio::task::yield_now().await;
    assert_eq!(site.gateway.admission_of_session(&known), RosterAdmission::Over);
}
