//! Properties of every answer, checked for every address of the access tests: its headers, that no
//! other spelling of the address leads anywhere, and that no text becomes markup.

mod addresses;
mod headers;
mod markup;

use crate::{
    access_tests::{self, ORDER},
    client::pwa::ServiceWorker,
    config::{UrlScheme, WebSurface},
    live::sample_order,
    router::{surface_router, tests},
    session::{activity::SessionActivity, identity, staff_sessions::StaffSessions},
    state::SurfaceState,
};
use axum::{Json, Router, body::Body, response::Response, routing::get};
use http::{HeaderMap, Request, StatusCode, header};
use order_api::{Order, OrderStatus};
use service_kit::{AddressLimits, CapacityLimits, overload::AdmissionLayer};
use staff_api::StaffRole;
use staff_token::{PublicKeys, SigningKey};
use std::path::PathBuf;
use tokio::net::TcpListener;

/// Text that becomes markup in a `<textarea>`, a `<title>`, an attribute or plain text unless it is
/// escaped.
const MARKUP: &str = "</textarea></title>\"><i id=pwn>";
/// [`MARKUP`], percent-encoded.
const MARKUP_CODED: &str = "%3C%2Ftextarea%3E%3C%2Ftitle%3E%22%3E%3Ci%20id%3Dpwn%3E";
const TOKEN: &str = "abababababababababababababababababababababababababababababababab";

/// A surface whose menu and orders have markup in every text.
struct HostileSurface {
    site: SurfaceState,
    dir: PathBuf,
    key: SigningKey,
}

impl HostileSurface {
    async fn open(surface: WebSurface, scheme: UrlScheme) -> Self {
        let _by_another = any_spawner::Executor::init_tokio();
        let name = format!("answers-{}-{}", surface.as_str(), scheme.as_str());
        let key = SigningKey::generate().unwrap();
        tests::write_menu_cache(&name, &hostile_menu());
        let roster = key.sign_roster(&access_tests::sample_roster()).unwrap();
        let (mut site, dir) =
            tests::surface_fixture(&name, surface, &start_order_stub().await, &key, Some(roster));
        site.secure = scheme == UrlScheme::Https;
        let keys = PublicKeys::from(key.public_key().unwrap());
        let activity = SessionActivity::new(site.idle_lock_min, site.clock.clone()).unwrap();
        site.staff =
            StaffSessions::new(Some(keys), site.gateway.clone(), site.secure, activity).into();
        Self { site, dir, key }
    }

    fn admission_layer(&self) -> AdmissionLayer {
        self.admission_layer_within(&CapacityLimits::default())
    }

    fn admission_layer_within(&self, limits: &CapacityLimits) -> AdmissionLayer {
        surface_router(
            self.site.clone(),
            &self.dir,
            limits,
            &AddressLimits::default(),
            Some(ServiceWorker::self_removing().unwrap()),
        )
    }

    /// Cookies of a staff member with `role` and of a customer with a cart and a checkout form.
    fn cookies_for_role(&self, role: StaffRole) -> String {
        let staff = access_tests::session_cookie(&self.key, role, &self.site, 9);
        let names = |cookie: &str| {
            if self.site.secure { format!("__Host-{cookie}") } else { cookie.to_owned() }
        };
        let customer = names(&format!("jumun_customer={TOKEN}"));
        let checkout = checkout_cookie();
        let checkout = names(&format!("jumun_checkout={checkout}"));
        format!("{}; {customer}; {}; {checkout}", names(&staff), names("jumun_cart=latte*1"))
    }
}

fn checkout_cookie() -> String {
    let typed = MARKUP_CODED;
    let quoted = typed.replace("%22", "%5C%22");
    format!(
        "%7B%22key%22%3A%22{ORDER}%22%2C%22name%22%3A%22{quoted}%22%2C%22note%22%3A%22{quoted}%22%2C%22dining%22%3A%22here%22%7D"
    )
}

fn hostile_menu() -> serde_json::Value {
    let text = serde_json::json!({ "ko": MARKUP, "en": MARKUP });
    let item = |id: &str| {
        serde_json::json!({
            "id": id, "category": "coffee", "name": text, "description": text, "price_minor": 4_000,
            "option_groups": ["size"], "lane": "bar",
        })
    };
    let option = serde_json::json!({ "id": "tall", "name": text, "price_minor": 0 });
    serde_json::json!({
        "version": 1,
        "store": {
            "id": "main", "name": text, "address": text, "phone": MARKUP, "zone": "Asia/Seoul", "currency": "KRW",
            "hours": {}, "lanes": [{ "id": "bar", "name": text }],
        },
        "categories": [{ "id": "coffee", "name": text }, { "id": ORDER, "name": text }],
        "items": [item("latte"), item(ORDER)],
        "option_groups": [
            { "id": "size", "name": text, "min": 0, "max": 1, "options": [option] },
            { "id": ORDER, "name": text, "min": 0, "max": 1, "options": [{ "id": ORDER, "name": text, "price_minor": 0 }] },
        ],
    })
}

fn hostile_order() -> Order {
    let mut order = sample_order(1, OrderStatus::Placed, 1);
    order.id = ORDER.parse().unwrap();
    order.customer.session = identity::token_digest(TOKEN);
    order.customer.name = MARKUP.to_owned();
    order.note = MARKUP.to_owned();
    order.reason = Some(MARKUP.to_owned());
    order
}

/// Stub order service that knows only [`order`]; returns its URL.
async fn start_order_stub() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let one = || async { Json(hostile_order()) };
    let router = Router::new().route("/api/v1/orders/{id}", get(one));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

/// Status, headers and body of an answer; a stream's body is not read.
async fn read_response(answer: Response) -> (StatusCode, HeaderMap, String) {
    let status = answer.status();
    let headers = answer.headers().clone();
    if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
        return (status, headers, String::new());
    }
    let body = axum::body::to_bytes(answer.into_body(), 8 << 20).await.unwrap();
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

fn get_request(path: &str, accept: &str, cookie: &str) -> Option<Request<Body>> {
    let request = Request::get(path).header(header::ACCEPT, accept).header(header::COOKIE, cookie);
    request.body(Body::empty()).ok()
}
