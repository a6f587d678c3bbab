//! Identifies the sender of a request, and gives a new phone its cookie.

use crate::{
    config::WebSurface,
    session::identity::{SenderIdentity, fresh_token, is_token, negotiate_language, token_digest},
    state::SurfaceState,
};
use app::shared::{ssr::cookies, ui::Lang};
use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use cookie::{Cookie, SameSite, time::Duration};
use gateway::PinNeeded;
use http::{HeaderName, HeaderValue, Method, header};
use service_kit::ClientIp;

const CUSTOMER_COOKIE: &str = "jumun_customer";
const CUSTOMER_DAYS: i64 = 180;
const READER: HeaderName = HeaderName::from_static("x-reader");
const READER_DIGITS: usize = 16;

/// Middleware: adds a [`SenderIdentity`] to the request and gives a new phone its cookie.
pub async fn identify_sender(
    State(site): State<SurfaceState>,
    Extension(client): Extension<ClientIp>,
    mut request: Request,
    next: Next,
) -> Response {
    let name = cookies::full_cookie_name(site.secure, CUSTOMER_COOKIE);
    let known = cookies::find_cookie(request.headers(), &name).filter(|token| is_token(token));
    let is_new = known.is_none();
    let token = known.unwrap_or_else(fresh_token);
    let now = site.clock.now();
    let shown = site.staff.valid_credentials(&mut request, now);
    let active = if is_user_activity(&request) {
        site.staff.record_activity(&shown, request.headers(), now)
    } else {
        None
    };
    let offered = site.offered_languages();
    // Before a menu is known, this may be another language than that of the pages that a phone has
    // kept.
    let keeps_pages = site.keeps_pages && offered.is_some();
    let offered = offered.unwrap_or_else(|| Lang::ALL.to_vec());
    let session = token_digest(&token);
    let lang = negotiate_language(request.headers(), &offered, site.secure);
    let easy = cookies::is_easy(request.headers(), site.secure);
    let reader = keeps_pages.then(|| reader_key(&session, lang, easy)).flatten();
    request.extensions_mut().insert(SenderIdentity {
        session,
        client,
        shown,
        pin_needed: PinNeeded::default(),
        lang,
        offered,
        easy,
    });
    let mut response = next.run(request).await;
    response.headers_mut().extend(reader.map(|reader| (READER, reader)));
    // If the answer has replaced the session's cookie, this stamp belongs to the old session and
    // has no effect.
    if let Some(value) = active.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    if is_new && site.surface == WebSurface::Client {
        let cookie =
            Cookie::build((name, token)).path("/").http_only(true).same_site(SameSite::Lax);
        let cookie =
            cookie.secure(site.secure).max_age(Duration::days(CUSTOMER_DAYS)).build().to_string();
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// Whether a person did something: opened a page or sent a form, as opposed to the requests that a
/// page makes by itself. Browsers say so in `Sec-Fetch-Mode`, which they leave out without https;
/// then every GET that accepts HTML counts.
fn is_user_activity(request: &Request) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match *request.method() {
        Method::GET => match header("sec-fetch-mode") {
            Some(mode) => mode == "navigate",
            None => header("accept").is_some_and(|accept| accept.contains("text/html")),
        },
        Method::POST => request.uri().path() != "/admin/api/sign-out",
        _ => false,
    }
}

/// Opaque key of the reader of a page: a phone keeps no page of one reader for another. It reveals
/// nothing of the session.
fn reader_key(session: &str, lang: Lang, easy: bool) -> Option<HeaderValue> {
    let reader = token_digest(&format!("reader {session} {} {easy}", lang.tag()));
    HeaderValue::from_str(&reader[..READER_DIGITS]).ok()
}
